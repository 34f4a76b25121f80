"""Whom a row of a sheet about care speaks of: a person or a household on file, found in sets.

Who is out of reach is answered with the same words as who is not on file.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .derive import id_digest
from .models import Household, PersonFile

_A_QUERY = 500
_NUMBER, _HEAD = "household__number", "household__head_name"

NO_PERSON = _("在您的范围内没有找到这个人的档案；请核对，或先登记档案")
SEVERAL_PEOPLE = _("本站有同名人员；请填写身份证号")
OTHER_NAME = _("姓名与这个身份证号的档案不同；请核对姓名和身份证号")
NO_HOUSEHOLD = _("没有找到这个家庭；请核对户编号或户主，或先登记家庭")
SEVERAL_HOUSEHOLDS = _("本站有几户户主同名；请填写户编号")
NO_HOUSEHOLD_OF_PERSON = _("这个人的档案里没有登记家庭；请先在档案里登记")
NO_STATION = _("没有写是哪个站；请填写站名或12位区划代码，或在导入时选择站")


class Person(NamedTuple):
    """What care activities ask of a file."""

    pk: int
    archive_no: str
    name: str
    station_id: int
    residence_id: int | None
    household_id: int | None
    status: str
    status_changed_on: str
    classes: tuple

    def stations(self):
        return {self.station_id, self.residence_id} - {None}


_PERSON_COLUMNS = (
    "pk",
    "archive_no",
    "name",
    "managing_station_id",
    "residence_station_id",
    "household_id",
    "status",
    "status_changed_on",
    "classes",
)


class HouseholdFound(NamedTuple):
    pk: int
    number: str
    station_id: int


def find_people(rows, context, *, header) -> None:
    """Sets `links["person"]` of each row by ID number, else by the name within its station, or refuses it.

    A row that names no station gets the person's managing station, or the residence station where only
    that is in reach.
    """
    by_digest = _by_digest({id_digest(row.values["id_number"]) for row in rows if "id_number" in row.values})
    by_name = _by_name([row for row in rows if "id_number" not in row.values])
    for row in rows:
        if "id_number" in row.values:
            found = by_digest.get(id_digest(row.values["id_number"]))
            found = [found] if found else []
        else:
            found = by_name.get((row.station_id, row.values["name"]), [])
        found = [person for person in found if any(pk in context.stations for pk in person.stations())]
        if "id_number" not in row.values and row.station_id is None:
            row.refuse(header, NO_STATION)
        elif len(found) != 1:
            row.refuse(header, SEVERAL_PEOPLE if found else NO_PERSON)
        elif row.values.get("name", found[0].name) != found[0].name:
            row.refuse(header, OTHER_NAME)
        else:
            [row.links["person"]] = found
            row.station_id = row.station_id or _own_station(found[0], context)


def _own_station(person, context):
    return person.station_id if person.station_id in context.stations else person.residence_id


def _by_digest(digests):
    found = {}
    digests = sorted(digests)
    for start in range(0, len(digests), _A_QUERY):
        people = PersonFile.objects.filter(id_digest__in=digests[start : start + _A_QUERY]).order_by()
        for digest, *columns in people.values_list("id_digest", *_PERSON_COLUMNS):
            found[digest] = Person(*columns)
    return found


def _by_name(rows):
    """`{(station, name): people}` of those who are managed by or live at the stations of the rows."""
    stations = {row.station_id for row in rows} - {None}
    names = sorted({row.values["name"] for row in rows})
    found = defaultdict(list)
    for start in range(0, len(names), _A_QUERY):
        here = Q(managing_station__in=stations) | Q(residence_station__in=stations)
        people = PersonFile.objects.filter(here, name__in=names[start : start + _A_QUERY]).order_by("pk")
        for columns in people.values_list(*_PERSON_COLUMNS):
            person = Person(*columns)
            for station in person.stations():
                found[station, person.name].append(person)
    return found


def find_households(rows, *, header) -> None:
    """Sets `links["household"]` of each row by its number, else by the head, within the row's station."""
    rows = [row for row in rows if _has_station(row, header)]
    stations = {row.station_id for row in rows}
    by_number, by_head = {}, defaultdict(list)
    households = Household.objects.filter(station__in=stations).order_by("pk")
    for pk, own_number, station, own_head in households.values_list(
        "pk", "number", "station_id", "head_name"
    ):
        found = HouseholdFound(pk, own_number, station)
        by_number[station, own_number] = found
        by_head[station, own_head].append(found)
    for row in rows:
        if _NUMBER in row.values:
            found = by_number.get((row.station_id, row.values[_NUMBER]))
            found = [found] if found else []
        else:
            found = by_head.get((row.station_id, row.values[_HEAD]), [])
        if len(found) != 1:
            row.refuse(header, SEVERAL_HOUSEHOLDS if found else NO_HOUSEHOLD)
        else:
            [row.links["household"]] = found


def households_of_people(rows, context, *, header) -> None:
    """Sets `links["household"]` of rows whose person was found; refuses people without a household."""
    wanted = {row.links["person"].household_id for row in rows} - {None}
    households = Household.objects.filter(pk__in=wanted).values_list("pk", "number", "station_id")
    found = {columns[0]: HouseholdFound(*columns) for columns in households}
    for row in rows:
        household = found.get(row.links["person"].household_id)
        if household is None or household.station_id not in context.stations:
            row.refuse(header, NO_HOUSEHOLD_OF_PERSON)
        else:
            row.links["household"] = household
            row.station_id = household.station_id


def _has_station(row, header):
    if row.station_id is None:
        row.refuse(header, NO_STATION)
    return row.station_id is not None
