"""Which of the listed people are on file in a scope: read from any sheet, looked up in sets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from stations.dates import DateError, parse_date
from stations.identity import IdentityError, PersonNameError, check_id_cell, clean_name
from stations.models import Station
from veterans.derive import id_digest
from veterans.models import PersonFile
from veterans.sheet_headers import SYNONYMS
from veterans.vocabulary import FileStatus

from ..imports.headers import SEARCHED_ROWS, ColumnSpec, find_header, is_total_row
from ..imports.reader import FileRejected, read_sheets
from ..imports.staging import limits
from ..places import full_names

NUMBER, NAME, DAY, PLACE = "身份证号", "姓名", "变动时间", "所属站"
_SPECS = [
    ColumnSpec(NUMBER, tuple(SYNONYMS.get(NUMBER, ())), required=True),
    ColumnSpec(NAME, tuple(SYNONYMS.get(NAME, ()))),
    ColumnSpec(
        DAY,
        tuple("时间 日期 死亡时间 死亡日期 去世时间 去世日期 迁出时间 迁出日期 迁入时间 迁入日期".split()),
    ),
    ColumnSpec(PLACE, tuple(SYNONYMS.get(PLACE, ()))),
]
_A_QUERY = 500
UNKNOWN = _("未在您管理范围内登记")


@dataclass
class ListedRow:
    """A row of the list: its cells, and of a person's row the number, name and day it holds.

    `number` is "" where none can be read; `name_fault` is why the name cannot be one, then `name` is "";
    `answer` is what stands in the added columns.
    """

    number_in_sheet: int
    cells: list
    number: str = ""
    name: str = ""
    name_fault: str = ""
    day: str = ""
    place: str = ""
    person: PersonFile | None = None
    answer: tuple[str, str, str] | None = None


@dataclass
class ListedSheet:
    """A sheet of the list; `header_row` is 0 where no column of ID numbers was found."""

    name: str
    header_row: int = 0
    width: int = 0
    rows: list[ListedRow] = field(default_factory=list)


def read_list(content: bytes) -> list[ListedSheet]:
    """The sheets of an uploaded list. Raises FileRejected, also where no sheet has a column of ID numbers."""
    sheets = []
    for name, rows in groupby(read_sheets(content, limits=limits()), key=lambda row: row.sheet):
        sheets.append(_sheet(name, list(rows)))
        if sum(len(sheet.rows) for sheet in sheets) > settings.COMPARE_MAX_ROWS:
            raise FileRejected("too-many-rows", limit=settings.COMPARE_MAX_ROWS)
    if not any(sheet.header_row for sheet in sheets):
        raise FileRejected("no-header", columns=NUMBER)
    return sheets


def _sheet(name, rows):
    header = find_header(rows[:SEARCHED_ROWS], _SPECS)
    sheet = ListedSheet(name, header.row_number if header else 0, max(len(row.cells) for row in rows))
    places = {column: index for index, column in header.mapping.items()} if header else {}
    for row in rows:
        listed = ListedRow(row.number, row.cells)
        sheet.rows.append(listed)
        if header and row.number >= header.first_data_row and not is_total_row(row.cells):
            _read_person(listed, places)
    return sheet


def _read_person(listed, places):
    cell = _cell(listed, places, NUMBER)
    if cell is None:
        return
    _read_name(listed, _cell(listed, places, NAME))
    listed.place = str(_cell(listed, places, PLACE) or "").strip()
    try:
        listed.number = check_id_cell(cell, allow_sample=settings.PORTAL_ALLOW_SAMPLES).number
    except IdentityError as error:
        listed.answer = (str(error), "", "")
        return
    try:
        listed.day = parse_date(_cell(listed, places, DAY), today=None)
    except DateError:
        listed.day = ""  # the station finds out when it was


def _read_name(listed, cell):
    if cell is None:
        return
    try:
        listed.name = clean_name(str(cell))
    except PersonNameError as error:
        listed.name_fault = str(error)


def _cell(listed, places, column):
    index = places.get(column)
    return listed.cells[index] if index is not None and index < len(listed.cells) else None


def look_up(sheets: list[ListedSheet], user, station, tell=lambda done: None) -> int:
    """Sets `person` and `answer` on the rows with a number; returns how many numbers were looked up.

    `tell` hears from time to time how many were.

    Known are the people whom the stations of `user` at and below `station` keep. Of everybody else the
    answer is the same, whoever keeps them.
    """
    rows = list(people_of(sheets))
    by_digest: dict[str, list[ListedRow]] = {}
    for row in rows:
        by_digest.setdefault(id_digest(row.number), []).append(row)
    digests = list(by_digest)
    kept = PersonFile.objects.kept_by(user, under=station).select_related("managing_station")
    for start in range(0, len(digests), _A_QUERY):
        for person in kept.filter(id_digest__in=digests[start : start + _A_QUERY]).order_by():
            for row in by_digest[person.id_digest]:
                row.person = person
        tell(start)
    _answer(rows)
    return len(digests)


def people_of(sheets) -> Iterator[ListedRow]:
    """The rows with a number that can be read."""
    return (row for sheet in sheets for row in sheet.rows if row.number)


def _answer(rows):
    stations = {row.person.managing_station_id for row in rows if row.person}
    names = {code: name for name, code in full_names(Station.objects.filter(pk__in=stations))}
    for row in rows:
        person = row.person
        if person is None:
            row.answer = (_with_fault(str(UNKNOWN), row), "", "")
            continue
        status = str(_("在册")) if person.status == FileStatus.ACTIVE else str(person.get_status_display())
        if row.name and row.name != person.name:
            status = str(_("%s；号码相符，姓名不同，请核对")) % status
        station = person.managing_station
        row.answer = (
            _with_fault(status, row),
            str(person.get_bucket_display()),
            names.get(station.code, station.place_name),
        )


def _with_fault(status, row):
    return f"{status}；{row.name_fault}" if row.name_fault else status
