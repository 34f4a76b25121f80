"""The archive sheet (登记表) as a form: which cell stands beside which, tab by tab (domain §3.3, A to J)."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from stations import dates
from veterans import ages

from .sections import Shown, age_of, text_of

UNITS = 4  # pairs of label and value beside each other over the whole width
_UNITS_BESIDE_PHOTO = 3

# (field, units it takes)
_BESIDE_PHOTO = [
    ("name", 1),
    ("sex", 1),
    ("birth_date", 1),
    ("id_number", 2),
    ("age", 1),
    ("ethnicity", 1),
    ("political_status", 1),
    ("marital_status", 1),
    ("health", 1),
    ("education", 1),
    ("degree", 1),
    ("classes", 2),
    ("bucket", 1),
]
_PERSON = [
    ("id_issued_by", 2),
    ("id_valid_until", 1),
    ("id_valid_forever", 1),
    ("mobile", 1),
    ("phone_alt", 1),
    ("emergency_contact", 1),
    ("emergency_phone", 1),
    ("hukou_type", 1),
    ("hukou_code", 1),
    ("hukou_administrator", 2),
    ("hukou_address", 4),
    ("residence_address", 3),
    ("residence_code", 1),
    ("household", 2),
    ("relation_to_head", 1),
    ("residence_station", 1),
    ("tags", 2),
    ("specialties", 2),
    ("service_needs", 2),
    ("demands", 2),
    ("skills", 2),
    ("help_wanted", 2),
]
_SECURITY = [
    ("pension_insurance", 2),
    ("pension_place", 1),
    ("pension_months", 1),
    ("medical_insurance", 2),
    ("medical_place", 1),
    ("medical_months", 1),
    ("housing", 1),
    ("housing_fund", 1),
    ("social_assistance", 1),
    ("is_lonely_elder", 1),
]
_PARTY = [
    ("standing", 1),
    ("joined_on", 1),
    ("organisation", 2),
    ("post", 1),
    ("relation_status", 1),
    ("dues_on_time", 1),
    ("dues_paid_to", 1),
    ("activities_last_year", 1),
    ("contact", 1),
    ("floating_to", 2),
]
_SERVICE = [
    ("enlisted_on", 1),
    ("discharged_on", 1),
    ("enlisted_from", 2),
    ("hukou_at_enlistment", 1),
    ("military_category", 1),
    ("rank", 1),
    ("grade", 1),
    ("combat", 1),
    ("nuclear_test", 1),
    ("major_mission", 1),
    ("special_region", 1),
    ("education_at_enlistment", 1),
    ("special_post", 1),
    ("discipline", 2),
]
_PLACEMENT = [
    ("type", 2),
    ("method", 1),
    ("reported_on", 1),
    ("document_kind", 1),
    ("document_no", 2),
    ("in_reserve", 1),
    ("placed_in", 1),
    ("unit", 2),
    ("unit_nature", 1),
    ("lump_sum", 1),
    ("monthly_pension", 1),
    ("retiree_kind", 1),
    ("retiree_administrator", 1),
]
_EMPLOYMENT = [
    ("status", 1),
    ("employer", 2),
    ("employer_nature", 1),
    ("industry", 1),
    ("post", 1),
    ("income_band", 1),
    ("since", 1),
    ("committee_post", 1),
    ("is_backbone", 1),
    ("unemployment_reason", 1),
    ("zero_employment_family", 1),
    ("wanted_place", 1),
    ("wanted_industry", 1),
    ("wanted_occupation", 1),
    ("wanted_salary", 1),
]
_DISABILITY = [
    ("nature", 1),
    ("grade", 1),
    ("certificate_no", 2),
    ("graded_on", 1),
    ("certificate_valid_until", 1),
    ("body_part", 1),
    ("receives_pension", 1),
]
_CARD = [("kind", 2), ("stage", 1), ("issued_on", 1)]
_COMMEMORATION = [
    ("celebrations", 2),
    ("teaches_defence", 1),
    ("publicised", 1),
    ("in_local_chronicle", 2),
    ("wants_military_cemetery", 2),
]
_HARDSHIP = [
    ("policies", 2),
    ("suspected", 2),
    ("verified", 2),
    ("verified_on", 1),
    ("result", 1),
    ("note", 4),
]
_FAMILY = "relation name document_no phone health employment_status employer lives_together".split()
_TERMS = "post place started_on ended_on is_station_head".split()
_VOLUNTEERING = "organisation joined_on hours note".split()
_HISTORY = "status employer employer_nature post started_on ended_on".split()
_VENTURES = "kind name credit_code industry founded_on staff veteran_staff".split()
_TRAININGS = "kind subject organiser started_on ended_on hours subsidy".split()
_CERTIFICATES = "kind name level issued_by issued_on valid_until".split()
_BENEFITS = "type status treatment monthly_amount started_on certificate_no certificate_valid_until".split()
_SURVIVORSHIPS = "decedent_kind decedent_name relation died_on is_certificate_holder certificate_no".split()
_HONOURS = "title kind level year granted_by".split()
_CHANGES = "kind happened_on station other_station reason".split()


@dataclass(frozen=True)
class Cell:
    """A labelled box; `span` counts the columns of its value."""

    label: str
    value: str
    span: int


@dataclass(frozen=True)
class Block:
    """Rows of boxes, or (with `columns`) a table of records, under a caption of its own where it has one."""

    caption: str = ""
    boxes: list[list[Cell]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def is_empty(self):
        return not (self.boxes or self.rows)


@dataclass(frozen=True)
class Tab:
    """One lettered part of the form."""

    letter: str
    title: str
    blocks: list[Block]


def identity_of(person, shown: Shown) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Tab A: the rows to the left of the photo, and those below it."""
    return _boxes(person, _BESIDE_PHOTO, shown, _UNITS_BESIDE_PHOTO), _boxes(person, _PERSON, shown)


def tabs_of(person, shown: Shown, care: list[list[Cell]]) -> list[Tab]:
    """The tabs after A; the parts must have been fetched (`sections.PARTS`). `care`: what stands beside the honours."""
    return [
        Tab("A2", _("家庭成员和社保住房"), _home(person, shown)),
        Tab("B", _("组织生活与社会活动"), _organisations(person)),
        Tab("C", _service_title(person), _service(person)),
        Tab("D", _("退役安置"), [_part(person, "placement", _PLACEMENT)]),
        Tab("E", _("就业创业"), _work(person)),
        Tab("F", _("教育培训"), _learning(person)),
        Tab("G", _("抚恤优待"), _care(person)),
        Tab("H", _("褒扬激励"), [*_praise(person), Block(boxes=care)]),
        Tab("I", _("帮扶援助"), [_part(person, "hardship", _HARDSHIP)]),
        Tab("J", _("采集过程"), [_collection(person), _table(_("变动"), person.changes.all(), _CHANGES)]),
    ]


def _home(person, shown):
    return [
        _table(_("家庭成员"), person.family_members.all(), _FAMILY, shown),
        _part(person, "social_security", _SECURITY, _("社保住房")),
    ]


def _organisations(person):
    return [
        _part(person, "party_membership", _PARTY, _("党员信息")),
        _table(_("两委任职"), person.committee_terms.all(), _TERMS),
        _table(_("志愿服务"), person.volunteering.all(), _VOLUNTEERING),
    ]


def _work(person):
    return [
        _part(person, "employment", _EMPLOYMENT, _("就业")),
        _table(_("从业经历"), person.employment_history.all(), _HISTORY),
        _table(_("创业"), person.ventures.all(), _VENTURES),
    ]


def _learning(person):
    return [
        _table(_("培训"), person.trainings.all(), _TRAININGS),
        _table(_("技能证书"), person.certificates.all(), _CERTIFICATES),
    ]


def _care(person):
    return [
        _table(_("优抚类别和待遇"), person.benefits.all(), _BENEFITS),
        _part(person, "disability", _DISABILITY, _("残疾")),
        _table(_("三属"), person.survivorships.all(), _SURVIVORSHIPS),
        _part(person, "card", _CARD, _("优待证")),
    ]


def _praise(person):
    return [
        _table(_("荣誉"), person.honours.all(), _HONOURS),
        _part(person, "commemoration", _COMMEMORATION, _("褒扬")),
    ]


def _service_title(person):
    served = ages.service_text(person.service_records.all())
    return _("服役经历（军龄 %s）") % served if served else _("服役经历")


def _service(person):
    records = person.service_records.all()
    return [Block(boxes=_boxes(record, _SERVICE)) for record in records] or [Block()]


def _collection(person):
    opened = timezone.localtime(person.created_at).date().isoformat()
    derived = [Cell(_("建档日期"), dates.show(opened), 1)]
    [rest] = _boxes(person, [("follow_up_staff", 1), ("verified_on", 1), ("verified_by", 1)], (), 3)
    return Block(boxes=[[*derived, *rest]])


def _part(person, name, names, caption=""):
    part = getattr(person, name, None)
    return Block(caption, boxes=_boxes(part, names) if part else [])


def _table(caption, records, names, shown: Shown | tuple = ()):
    records = list(records)
    if not records:
        return Block(caption)
    columns = [str(records[0]._meta.get_field(name).verbose_name) for name in names]
    rows = [[_value(row, name, shown, row.pk) for name in names] for row in records]
    return Block(caption, columns=columns, rows=rows)


def _boxes(row, names, shown: Shown | tuple = (), units=UNITS):
    """Rows of boxes `units` wide; the last of a row takes what is left."""
    rows, taken = [[]], 0
    for name, wide in names:
        if taken + wide > units:
            rows.append([])
            taken = 0
        rows[-1].append((name, wide))
        taken += wide
    return [[_cell(row, name, wide, shown) for name, wide in line] for line in _stretched(rows, units)]


def _stretched(rows, units):
    for line in rows:
        *before, (name, wide) = line
        yield [*before, (name, wide + units - sum(width for _name, width in line))]


def _cell(row, name, wide, shown):
    span = 2 * wide - 1
    if name == "age":
        return Cell(_("年龄"), age_of(row), span)
    return Cell(str(row._meta.get_field(name).verbose_name), _value(row, name, shown), span)


def _value(row, name, shown, member=0):
    return shown[member, name] if (member, name) in shown else text_of(row, row._meta.get_field(name))
