"""Spreadsheets as people make them: a title, a line, headers in one row or two, rows, a sum and who signs."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

# Written into every file, so that the same rows give the same bytes.
_MADE_ON = datetime.datetime(2025, 12, 31)


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its header, the key of the row that fills it, how the clerk writes the value.

    `over` is the header of the group it stands under, where the sheet has two header rows.
    """

    header: str
    key: str = ""
    write: Callable = str
    width: int = 10
    over: str = ""


@dataclass(frozen=True)
class Layout:
    """`line` and `closing` stand left and right above the headers and below the list."""

    title: str
    sheet: str
    columns: Sequence[Column]
    line: Sequence[str] = ()
    closing: Sequence[str] = ()


def plain_columns(keys: Iterable[str]) -> tuple[Column, ...]:
    """Columns whose headers are the keys themselves; numbers and dates stay what they are."""
    return tuple(Column(key, key, _as_it_is, 14) for key in keys)


def _as_it_is(value):
    return value


def write_sheet(target, layout: Layout, rows: Sequence[dict]) -> None:
    """Writes one workbook with one sheet to `target`, a path or a binary file."""
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"title": layout.title, "created": _MADE_ON})
    sheet = workbook.add_worksheet(layout.sheet)
    paper = _Paper(workbook, sheet, layout)
    first = paper.head()
    for number, row in enumerate(rows):
        paper.row(first + number, {"序号": str(number + 1), **row})
    paper.foot(first + len(rows), len(rows))
    workbook.close()


class _Paper:
    """The formats of one workbook, and the parts of its sheet that are written with them."""

    def __init__(self, workbook, sheet, layout):
        self.sheet, self.layout = sheet, layout
        font = {"font_name": "宋体", "font_size": 10}
        border = {**font, "border": 1, "valign": "vcenter"}
        self.title = workbook.add_format(
            {"bold": True, "font_name": "宋体", "font_size": 18, "align": "center"}
        )
        self.line = workbook.add_format(font)
        self.header = workbook.add_format({**border, "bold": True, "align": "center", "text_wrap": True})
        self.text = workbook.add_format({**border, "num_format": "@"})
        self.number = workbook.add_format(border)
        self.date = workbook.add_format({**border, "num_format": "yyyy/m/d"})

    def head(self):
        """Title, line and headers; returns the row after them."""
        columns, last = self.layout.columns, len(self.layout.columns) - 1
        self.sheet.merge_range(0, 0, 0, last, self.layout.title, self.title)
        self.sheet.set_row(0, 30)
        upper = 1
        if self.layout.line:
            upper = 2
            self.sheet.merge_range(1, 0, 1, last // 2, self.layout.line[0], self.line)
            self.sheet.merge_range(1, last // 2 + 1, 1, last, self.layout.line[1], self.line)
        lower = upper + any(column.over for column in columns)
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)
            if lower > upper and not column.over:
                self.sheet.merge_range(upper, index, lower, index, column.header, self.header)
            else:
                self.sheet.write_string(lower, index, column.header, self.header)
        for over in dict.fromkeys(column.over for column in columns if column.over):
            under = [index for index, column in enumerate(columns) if column.over == over]
            self.sheet.merge_range(upper, under[0], upper, under[-1], over, self.header)
        self.sheet.freeze_panes(lower + 1, 2)
        return lower + 1

    def row(self, number, row):
        for index, column in enumerate(self.layout.columns):
            value = row.get(column.key, "")
            self._cell(number, index, column.write(value) if value else None)

    def _cell(self, row, column, value):
        if isinstance(value, datetime.date):
            self.sheet.write_datetime(row, column, value, self.date)
        elif isinstance(value, int | float):
            self.sheet.write_number(row, column, value, self.number)
        elif value:
            self.sheet.write_string(row, column, value, self.text)
        else:
            self.sheet.write_blank(row, column, None, self.text)

    def foot(self, row, count):
        """The sum row and who signs, as sheets end."""
        if not self.layout.closing:
            return
        self.sheet.merge_range(row, 0, row, 1, "合计", self.header)
        self.sheet.write_string(row, 2, f"{count}人", self.header)
        for column, text in zip((0, 8), self.layout.closing, strict=True):
            self.sheet.write_string(row + 1, column, text, self.line)
