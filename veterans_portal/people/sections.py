"""A file in sections of label and value, in the order of the national archive (domain §3.3)."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from stations import dates
from stations.crypto import Secret
from stations.fields import PartialDateField

RELATED = [
    "managing_station",
    "residence_station",
    "household__village_group",
    "follow_up_staff",
    "placement",
    "disability",
    "employment",
    "party_membership__organisation",
    "party_membership__contact",
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
    "classes",
    "bucket",
    "tags",
    "ethnicity",
    "political_status",
    "marital_status",
    "education",
    "managing_station",
    "residence_station",
    "verified_on",
]
_CONTACT = ["mobile", "phone_alt", "emergency_contact", "emergency_phone"]
_HOME = ["household", "relation_to_head", "hukou_type", "hukou_address", "residence_address"]
_NEEDS = ["service_needs", "demands", "specialties", "follow_up_staff", "note"]
# Shown only where there is something to say.
_RARE = {"status_changed_on", "no_id_reason", "residence_station", "tags", "relation_to_head"}
_OWNER = {"id", "person", "version", "created_at", "changed_at"}


@dataclass(frozen=True)
class Item:
    """A labelled value. `secret` is the field's name where a number is masked and can be shown whole."""

    label: str
    value: str
    secret: str = ""
    shown: bool = False


@dataclass(frozen=True)
class Section:
    """`groups`: one list of items for each record; none where nothing is registered."""

    key: str
    title: str
    groups: list[list[Item]] = field(default_factory=list)


def of(person, *, whole, shown) -> list[Section]:
    """The sections of `person`; `whole` is false for the residence station, which sees a part.

    `shown`: `{field: number}` of numbers revealed by this request.
    """
    contact = Section("contact", _("联系方式"), [_items(person, _CONTACT, shown)])
    needs = Section("needs", _("需求与跟进"), [_items(person, _NEEDS, shown)])
    if not whole:
        needs = Section("needs", _("需求"), [_items(person, ["service_needs"], shown)])
        return [Section("core", _("基本信息"), [_items(person, _READ_BY_RESIDENCE, shown)]), contact, needs]
    return [
        Section("core", _("基本信息"), [_items(person, _CORE, shown)]),
        contact,
        Section("home", _("家庭与住址"), [_items(person, _HOME, shown)]),
        _many("service", _("服役经历"), person.service_records.all()),
        _one("placement", _("退役安置"), person),
        _many("benefits", _("抚恤优待"), person.benefits.all()),
        _one("disability", _("残疾情况"), person),
        _one("employment", _("就业创业"), person),
        _one("party_membership", _("党员信息"), person),
        _many("honours", _("荣誉"), person.honours.all()),
        needs,
    ]


def _one(name, title, person):
    part = getattr(person, name, None)
    return Section(name, title, [_filled(part)] if part else [])


def _many(key, title, parts):
    return Section(key, title, [_filled(part) for part in parts])


def _filled(part):
    """The answered columns of a part of a file."""
    names = [column.name for column in part._meta.concrete_fields if column.name not in _OWNER]
    return [item for item in _items(part, names, {}) if item.value]


def _items(row, names, shown):
    items = [(name, _item(row, row._meta.get_field(name), shown)) for name in names]
    return [item for name, item in items if item.value or name not in _RARE]


def _item(row, column, shown):
    label = str(column.verbose_name)
    value = getattr(row, column.name)
    if column.name in shown:
        return Item(label, shown[column.name], shown=True)
    if isinstance(value, Secret):
        return Item(label, str(value), secret=column.name if value else "")
    return Item(label, _text(row, column, value))


def _text(row, column, value):
    if value is None or value == "" or value == ():
        return ""
    if isinstance(column, PartialDateField):
        return dates.show(value)
    if isinstance(column, models.DateField):
        return dates.show(value.isoformat())
    if isinstance(column, models.BooleanField):
        return _("是") if value else _("否")
    display = getattr(row, f"get_{column.name}_display", None)
    return str(display() if display else value)
