"""Whom a row of a sheet speaks of: a person or a household on file, found in sets.

Who is out of reach is answered with the same words as who is not on file.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.spreadsheets import masks

from .derive import id_digest
from .models import FileMerge, Household, PersonFile

_A_QUERY = 500
_NUMBER, _HEAD = "household__number", "household__head_name"

NO_PERSON = _("在您的范围内没有找到这个人的档案；请核对，或先登记档案")
SEVERAL_PEOPLE = _("本站有同名人员；请填写身份证号或档案编号")
DISAGREE = _("档案编号和身份证号不是同一个人的；请核对后只留对的一个")
NOT_SURE = _("只凭姓名不能确定是哪一个人；请填写档案编号或身份证号，或再填写出生日期")
OTHER_STATION = _("这个人的档案不在表里写的站；请核对所属站")
OTHER_NAME = _("姓名与这个号码的档案不同；请核对姓名、身份证号和档案编号")
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
    birth_date: str

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
    "birth_date",
)


class HouseholdFound(NamedTuple):
    pk: int
    number: str
    station_id: int


def find_people(rows, context, *, header, prefix="", kept_here=False) -> None:
    """Sets `links["person"]` of each row by archive number, ID number or name and station; else refuses or holds it.

    The cells stand under `prefix` + archive_no, id_number, name and birth_date. A row that names no station gets
    the person's managing station, or the residence station where only that is in reach. With `kept_here` the row
    changes the file: the person has to be managed in reach, and a name alone is not enough.
    """
    search = _Search(rows, context, prefix, kept_here)
    for row in rows:
        found = search.of(row)
        if row.open:
            _accept(row, found, search, header)


class _Search:
    """The files that the keys of some rows lead to, asked for in sets."""

    def __init__(self, rows, context, prefix, kept_here):
        self.context, self.kept_here = context, kept_here
        self.names = {name: f"{prefix}{name}" for name in ("archive_no", "id_number", "name", "birth_date")}
        numbers = {self.cell(row, "id_number") for row in rows} - {None}
        self.digests = {number: id_digest(number) for number in numbers}
        self.by_digest = _by_digest(set(self.digests.values()))
        self.by_archive = by_archive_no({self.cell(row, "archive_no") for row in rows} - {None})
        unnumbered = [row for row in rows if self.cell(row, "name") and not self.is_numbered(row)]
        self.by_name = _by_name(unnumbered, self.names["name"])
        self.numbers = self._numbers_behind_masks(rows)

    def cell(self, row, name):
        return row.values.get(self.names[name])

    def is_numbered(self, row):
        return self.cell(row, "archive_no") is not None or self.cell(row, "id_number") is not None

    def of(self, row) -> list[Person]:
        """Those in reach whom the row may mean."""
        archive_no, number = self.cell(row, "archive_no"), self.cell(row, "id_number")
        if not self.is_numbered(row):
            return self._namesakes(row)
        found = [self.by_archive.get(archive_no)] if archive_no is not None else []
        found += [self.by_digest.get(self.digests[number])] if number is not None else []
        near = [person if person and self.reaches(person) else None for person in found]
        if len(set(near)) > 1:
            row.hold(DISAGREE)
        return [near[0]] if near[0] else []

    def reaches(self, person):
        places = {person.station_id} if self.kept_here else person.stations()
        return any(pk in self.context.stations for pk in places)

    def _namesakes(self, row):
        if self.cell(row, "name") is None:
            return []
        found = self.by_name.get((row.station_id, self.cell(row, "name")), [])
        found = [person for person in found if self.reaches(person)]
        if not self.kept_here:
            return found
        born = self.cell(row, "birth_date")
        sure = [person for person in found if born and _same_day(born, person.birth_date)]
        if found and len(sure) != 1:
            row.hold(NOT_SURE)
        return sure

    def mask_of(self, row):
        return row.masked.get(self.names["id_number"])

    def _numbers_behind_masks(self, rows):
        archived = [row for row in rows if self.mask_of(row) and self.cell(row, "archive_no") is not None]
        found = {self.by_archive.get(self.cell(row, "archive_no")) for row in archived} - {None}
        people = PersonFile.objects.filter(pk__in=[person.pk for person in found])
        return {pk: number.open() if number else "" for pk, number in people.values_list("pk", "id_number")}


def _accept(row, found, search, header):
    """Takes the one person found for the row's, unless something speaks against it."""
    numbered = search.is_numbered(row)
    if not numbered and row.station_id is None:
        row.refuse(header, NO_STATION)
    elif len(found) != 1:
        row.refuse(header, SEVERAL_PEOPLE if found else NO_PERSON)
    elif (search.cell(row, "name") or found[0].name) != found[0].name:
        row.refuse(header, OTHER_NAME)
    elif search.kept_here and not _lies_in(found[0].station_id, row.station_id, search.context):
        row.hold(OTHER_STATION)
    else:
        [row.links["person"]] = found
        mask = search.mask_of(row)
        if mask and numbered and not masks.fits(mask, search.numbers.get(found[0].pk, "")):
            row.note(header, masks.OTHER_NUMBER)
        if search.kept_here:
            row.station_id = found[0].station_id
        else:
            row.station_id = row.station_id or _own_station(found[0], search.context)


def _lies_in(station, named, context):
    """Whether `station` is the one named or lies below it; a row that names none says nothing."""
    stations = context.stations.stations
    return named is None or stations[station].path.startswith(stations[named].path)


def _same_day(told, held):
    """Whether two dates agree as far as both are known; a blank one proves nothing."""
    return bool(told and held) and (told.startswith(held) or held.startswith(told))


def by_archive_no(numbers) -> dict[str, Person]:
    """The files of the archive numbers; that of a merged file leads to the one kept."""
    numbers, found = sorted(numbers), {}
    for start in range(0, len(numbers), _A_QUERY):
        some = numbers[start : start + _A_QUERY]
        merges = FileMerge.objects.filter(gone_archive_no__in=some, undone_at=None)
        kept = merges.values_list("gone_archive_no", *(f"kept__{name}" for name in _PERSON_COLUMNS))
        here = PersonFile.objects.filter(archive_no__in=some).order_by()
        for number, *columns in [*kept, *here.values_list("archive_no", *_PERSON_COLUMNS)]:
            found[number] = Person(*columns)
    return found


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


def _by_name(rows, attribute):
    """`{(station, name): people}` of those who are managed by or live at the stations of the rows."""
    stations = {row.station_id for row in rows} - {None}
    names = sorted({row.values[attribute] for row in rows})
    found = defaultdict(list)
    for start in range(0, len(names), _A_QUERY):
        here = Q(managing_station__in=stations) | Q(residence_station__in=stations)
        people = PersonFile.objects.filter(here, name__in=names[start : start + _A_QUERY]).order_by("pk")
        for columns in people.values_list(*_PERSON_COLUMNS):
            person = Person(*columns)
            for station in person.stations():
                found[station, person.name].append(person)
    return found


def find_households_or_members(rows, context, *, resource) -> None:
    """Sets `links["household"]` by the household's number or head, else by a member's archive or ID number."""
    header, of_member = resource.header(_NUMBER), resource.header("id_number")
    members = {"id_number", "archive_no"}
    by_household = [row for row in rows if row.values.keys() & {_NUMBER, _HEAD}]
    by_person = [row for row in rows if not row.values.keys() & {_NUMBER, _HEAD}]
    # Without a station a number of a household says nothing, a member does.
    by_person += [row for row in by_household if row.station_id is None and row.values.keys() & members]
    left = [row for row in by_household if row.station_id or not row.values.keys() & members]
    find_households(left, header=header)
    find_people(by_person, context, header=of_member)
    households_of_people([row for row in by_person if row.open], context, header=of_member)


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
