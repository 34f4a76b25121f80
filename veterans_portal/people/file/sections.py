"""A file in sections of label and value, in the order of the national archive (domain §3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import dates
from stations.crypto import Secret
from stations.fields import PartialDateField
from veterans import ages
from veterans.models import Benefit, FileChange
from veterans.vocabulary import FileStatus

RELATED = [
    "managing_station",
    "residence_station",
    "household__village_group",
    "follow_up_staff",
    "verified_by",
    "social_security",
    "placement",
    "disability",
    "employment",
    "party_membership__organisation",
    "party_membership__contact",
    "card__batch",
    "commemoration",
    "hardship",
]
# The parts of a whole file, one statement each; the timeline and the doubts find it already there.
PARTS = [
    "family_members",
    "committee_terms",
    "volunteering",
    "service_records",
    "employment_history",
    "ventures",
    "trainings",
    "certificates",
    Prefetch("benefits", Benefit.objects.select_related("paid_by")),
    "benefits__confirmations",
    "survivorships",
    "honours",
    Prefetch("changes", FileChange.objects.select_related("station", "other_station")),
]
# What the residence station sees (人户分离): who it is, how to reach her, what she needs.
_READ_BY_RESIDENCE = ["name", "sex", "residence_address", "residence_station"]
_CORE = [
    "archive_no",
    "status",
    "status_changed_on",
    "name",
    "sex",
    "birth_date",
    "id_number",
    "no_id_reason",
    "id_issued_by",
    "id_valid_until",
    "id_valid_forever",
    "classes",
    "bucket",
    "tags",
    "ethnicity",
    "political_status",
    "marital_status",
    "health",
    "education",
    "degree",
    "managing_station",
    "residence_station",
    "verified_on",
    "verified_by",
]
_CONTACT = ["mobile", "no_mobile", "phone_alt", "emergency_contact", "emergency_phone"]
_HOME = [
    "household",
    "relation_to_head",
    "hukou_type",
    "hukou_address",
    "hukou_code",
    "hukou_administrator",
    "residence_address",
    "residence_code",
]
_NEEDS = [
    "service_needs",
    "demands",
    "specialties",
    "skills",
    "help_wanted",
    "follow_up_staff",
    "note",
]
# Shown only where there is something to say.
_RARE = {
    "status_changed_on",
    "no_id_reason",
    "id_issued_by",
    "id_valid_until",
    "id_valid_forever",
    "degree",
    "residence_station",
    "verified_by",
    "tags",
    "no_mobile",
    "relation_to_head",
    "hukou_code",
    "hukou_administrator",
    "residence_code",
    "skills",
    "help_wanted",
}
_SUMMARY = ["sex", "classes", "tags", "managing_station", "residence_station", "household"]
_NOT_SHOWN = {"id", "person", "version", "created_at", "changed_at", "undo"}

Shown = Mapping[tuple[int, str], str]


@dataclass(frozen=True)
class Item:
    """A labelled value. `secret` is the field's name where a number is masked and can be shown whole;
    `member` the id of the relative whose number it is, 0 for the person."""

    label: str
    value: str
    secret: str = ""
    shown: bool = False
    member: int = 0

    @property
    def kind(self):
        """Of a masked number: "phone" or "id", which have each their usual reason."""
        return "id" if self.secret in ("id_number", "document_no") else "phone"


@dataclass(frozen=True)
class Section:
    """`groups`: one list of items for each record; none where nothing is registered."""

    key: str
    title: str
    groups: list[list[Item]] = field(default_factory=list)


def of(person, *, whole, shown: Shown) -> list[Section]:
    """The sections of `person`; `whole` is false for the residence station, which sees a part.

    `shown`: `{(id of the relative or 0, field): number}` of the numbers that stand in clear. Of a whole file
    the PARTS must have been fetched.
    """
    contact = Section("contact", _("联系方式"), [items(person, _CONTACT, shown)])
    if not whole:
        core = Section("core", _("基本信息"), [items(person, _READ_BY_RESIDENCE, shown)])
        return [core, contact, Section("needs", _("需求"), [items(person, ["service_needs"], shown)])]
    return [
        Section("core", _("基本信息"), [_core(person, shown)]),
        contact,
        Section("home", _("家庭与住址"), [items(person, _HOME, shown)]),
        _many("family", _("家庭成员"), person.family_members.all(), shown),
        *_life(person),
        *_care(person),
        Section("needs", _("需求与跟进"), [items(person, _NEEDS, shown)]),
        _many("changes", _("档案变动"), person.changes.all()),
    ]


def _life(person):
    """Tabs A3 to F: security, organisations, service, work, learning."""
    return [
        _one("social_security", _("社保住房"), person),
        _one("party_membership", _("党员信息"), person),
        _many("committee", _("两委任职"), person.committee_terms.all()),
        _many("volunteering", _("志愿服务"), person.volunteering.all()),
        _service(person),
        _one("placement", _("退役安置"), person),
        _one("employment", _("就业创业"), person),
        _many("employment_history", _("从业经历"), person.employment_history.all()),
        _many("ventures", _("创业情况"), person.ventures.all()),
        _many("trainings", _("培训"), person.trainings.all()),
        _many("certificates", _("技能证书"), person.certificates.all()),
    ]


def _care(person):
    """Tabs G to I: benefits, honours, aid."""
    return [
        _many("benefits", _("抚恤优待"), person.benefits.all()),
        _one("disability", _("残疾情况"), person),
        _many("survivorships", _("三属情况"), person.survivorships.all()),
        _one("card", _("优待证"), person),
        _many("honours", _("荣誉"), person.honours.all()),
        _one("commemoration", _("褒扬激励"), person),
        _one("hardship", _("帮扶援助"), person),
    ]


def summary(person) -> list[Item]:
    """What stands beside the photo: who it is, who looks after the person, when the file was checked."""
    age = age_of(person)
    found = [Item(_("年龄"), age)] if age else []
    found += [item for item in items(person, _SUMMARY) if item.value]
    found.append(Item(_("跟进人"), str(person.follow_up_staff or "")))
    membership = getattr(person, "party_membership", None)
    if membership:
        found.append(Item(_("党员联系人"), str(membership.contact or "")))
    return found + items(person, ["verified_on", "verified_by"])


def age_of(person) -> str:
    """The age today; "" where no birth date is known and for the dead, who grow no older."""
    return (
        "" if person.status == FileStatus.DECEASED else ages.age_text(person.birth_date, timezone.localdate())
    )


def _core(person, shown):
    """The core with the age beside the date of birth; ages are worked out, never stored."""
    found = []
    age = age_of(person)
    for name in _CORE:
        found += items(person, [name], shown)
        if name == "birth_date" and age:
            found.append(Item(_("年龄"), age))
            found.append(Item(_("年龄段"), ages.age_band(person.birth_date, timezone.localdate())))
    return found


def _service(person):
    section = _many("service", _("服役经历"), person.service_records.all())
    if served := ages.service_text(person.service_records.all()):
        section.groups.insert(0, [Item(_("军龄"), served)])
    return section


def _one(name, title, person):
    part = getattr(person, name, None)
    return Section(name, title, [filled(part)] if part else [])


def _many(key, title, parts, shown=()):
    return Section(key, title, [filled(part, shown) for part in parts])


def filled(part, shown: Shown | tuple = ()) -> list[Item]:
    """The answered columns of a part of a file."""
    names = [column.name for column in part._meta.concrete_fields if column.name not in _NOT_SHOWN]
    return [item for item in items(part, names, shown, member=part.pk) if item.value]


def items(row, names, shown: Shown | tuple = (), *, member=0) -> list[Item]:
    """The named columns of `row` as labelled text; rare ones only where they are answered."""
    found = [(name, _item(row, row._meta.get_field(name), shown, member)) for name in names]
    return [item for name, item in found if item.value or name not in _RARE]


def _item(row, column, shown, member):
    label = str(column.verbose_name)
    value = getattr(row, column.name)
    if (member, column.name) in shown:
        return Item(label, shown[member, column.name], shown=True)
    if isinstance(value, Secret):
        return Item(label, str(value), secret=column.name if value else "", member=member)
    return Item(label, text_of(row, column))


def text_of(row, column) -> str:
    """A column's value as people read it; "" for a blank."""
    value = getattr(row, column.name)
    if value is None or value == "" or value == ():
        return ""
    if isinstance(column, PartialDateField):
        return dates.show(value)
    if isinstance(column, models.DateTimeField):
        return dates.show(timezone.localtime(value).date().isoformat())
    if isinstance(column, models.DateField):
        return dates.show(value.isoformat())
    if isinstance(column, models.BooleanField):
        return (_("是") if value else _("否")) if column.null or value else ""
    display = getattr(row, f"get_{column.name}_display", None)
    return str(display() if display else value)
