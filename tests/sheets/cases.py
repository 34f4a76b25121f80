"""What a case of the corpus is: a file, and what has to become of it."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl
import xlwt

from stations.identity import id_check_digit

ZHICHONG, TIANFU, MAYI = "440704004212", "440703006121", "440704004201"
PLACES = {ZHICHONG: "直冲村", TIANFU: "天福社区", MAYI: "麻一村"}


@dataclass(frozen=True)
class Row:
    """What must be said of one row: its number, its verdict, some of its values, words of the reason."""

    number: int
    outcome: str = "new"
    values: dict = field(default_factory=dict)
    words: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Case:
    """One file. `build()` makes its bytes; `rejected` are words of the sentence that refuses the whole file.

    `header` is part of what is told of the first table, `batch` part of what is told of the whole file.
    """

    name: str
    file_name: str
    build: Callable[[], bytes]
    rows: tuple[Row, ...] = ()
    rejected: str = ""
    header: dict = field(default_factory=dict)
    batch: dict = field(default_factory=dict)
    kind: str = "people"
    station: str = ""

    def expected(self) -> dict:
        """The expectation as JSON can hold it."""
        if self.rejected:
            return {"outcome": "file-rejected", "reason contains": self.rejected}
        return {
            "outcome": "accepted",
            "rows": [vars(row) for row in self.rows],
            "header": self.header,
            "batch": self.batch,
        }


def number(serial: int, birth: str = "19700315") -> str:
    """The same ID number for the same serial; nobody has it."""
    first17 = f"440799{birth}{serial:03d}"
    return first17 + id_check_digit(first17)


HEADER = ("姓名", "身份证号", "人员类别", "所属站", "手机", "常住地址")
PEOPLE = (
    ("陈志强", number(101), "退役士兵", ZHICHONG, "10000000001", "直冲村1号"),
    ("梁国华", number(103), "复员军人", ZHICHONG, "10000000002", "直冲村2号"),
    ("欧阳㐱", number(104), "残疾军人", TIANFU, "10000000003", "天福社区3号"),
)


def values_of(person, header=HEADER) -> dict:
    """The values that a person's cells come to."""
    values = {name: cell for name, cell in zip(header, person, strict=True) if name and cell is not None}
    if values.get("所属站") in PLACES:
        values["所属站"] = PLACES[values["所属站"]]
    return values


def same_people(*numbers: int, people=PEOPLE, sheet="", header=HEADER) -> tuple[Row, ...]:
    """All of `people`, new, at the rows with these numbers."""
    return tuple(
        Row(at, values=values_of(person, header), sheet=sheet)
        for at, person in zip(numbers, people, strict=True)
    )


def grid(header=HEADER, people=PEOPLE) -> list[list]:
    return [list(header), *map(list, people)]


def xlsx(*sheets, edit: Callable | None = None, **named) -> bytes:
    """A workbook of lists of rows; `edit(book)` changes what openpyxl can change."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(sheets, start=1):
        _fill(book.create_sheet(f"表{place}"), rows)
    for name, rows in named.items():
        _fill(book.create_sheet(name), rows)
    if edit:
        edit(book)
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def _fill(sheet, rows):
    for at, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                cell = sheet.cell(at, column, value)
                if isinstance(value, str) and not value.startswith("=="):
                    cell.data_type = "f" if value.startswith("=") else "s"


def xls(*sheets, edit: Callable | None = None) -> bytes:
    """An Excel 97 workbook of lists of rows; `edit(book, sheets)` changes what xlwt can change."""
    book = xlwt.Workbook(encoding="utf-8")
    made = []
    for place, rows in enumerate(sheets, start=1):
        sheet = book.add_sheet(f"表{place}", cell_overwrite_ok=True)
        made.append(sheet)
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(at, column, value)
    if edit:
        edit(book, made)
    memory = io.BytesIO()
    book.save(memory)
    return memory.getvalue()


def text(rows, delimiter=",", encoding="utf-8", end="\r\n") -> bytes:
    memory = io.StringIO()
    writer = csv.writer(memory, delimiter=delimiter, lineterminator=end)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return memory.getvalue().encode(encoding)
