"""Fills one blank form in a process of its own. Run as a script by filling.py, never imported by the portal.

On standard input comes a line of JSON, {"limits": {...}, "sheet": name, "first_row": n, "columns": [index],
"rows": [[cell, ...]], "counter": index or null}, and behind it the workbook. The output is a line
{"ready": true}; then {"refused": code, "values": {}}, or {"blank_rows": n} and, behind that line, the workbook.
"""

import io
import json
import re
import sys
import zipfile
from pathlib import Path

# The project's folders stand last, so that no module here can hide one of the standard library.
sys.path += [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

import openpyxl
from layout import make_room
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from stations.confinement import confine

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z0-9:]{2,24})"')
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)[ />]")
_TOTALS = re.compile(r"(本页|本表|全表|以上)?(合计|总计|小计|共计)")
_EXAMPLE = re.compile(r"[（(]?(示例|样例|范例|填写示例|例如|例)[）)]?[:：]?")
_COLUMN_NUMBER = re.compile(r"[0-9]{1,2}|[甲乙丙丁戊]|[（(][0-9]{1,2}[）)]")
_DOTS = re.compile(r"[….·。\s]+")
_ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
_UNSAFE_START = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


class Refused(Exception):
    def __init__(self, code, **values):
        super().__init__(code)
        self.code, self.values = code, values


def check_size(content: bytes, most: int) -> None:
    """Refuses what grows in memory far beyond its size: blank cells with a look, and merged cells."""
    cells = 0
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            if entry.filename.lower().startswith("xl/worksheets/") and entry.filename.lower().endswith(
                ".xml"
            ):
                part = package.read(entry)
                cells += len(_CELL.findall(part)) + sum(map(_size, _MERGED.findall(part)))
    if cells > most:
        raise Refused("too-many-cells")


def _size(reference: bytes) -> int:
    left, top, right, bottom = range_boundaries(reference.decode())
    return (right - left + 1) * (bottom - top + 1)


class Form:
    """The table of the form: its data begins below the header and ends above the first row that says something."""

    def __init__(self, sheet, first_row: int, columns: list[int], counter: int | None):
        self.sheet, self.columns, self.counter = sheet, columns, counter
        self.first = self._below_header(first_row)
        self._drop_examples()
        self.last = self._last_blank()

    def _below_header(self, first):
        """A header merged downwards, as over two rows of which the lower says little, is longer than it looks."""
        for area in self.sheet.merged_cells.ranges:
            if area.min_row < first <= area.max_row:
                first = area.max_row + 1
        numbers = self._texts(first) if first <= self.sheet.max_row else []
        if len(numbers) > 2 and all(_COLUMN_NUMBER.fullmatch(text.strip()) for text in numbers):
            first += 1  # the columns are numbered below their names
        return first

    def _drop_examples(self):
        """A row that shows how to fill in the form gives way, and dots that stand for further rows."""
        for row in self.sheet.iter_rows(min_row=self.first):
            for cell in row:
                if isinstance(cell.value, str) and _DOTS.fullmatch(cell.value):
                    cell.value = None
        for row in range(self.first, min(self.first + 3, self.sheet.max_row + 1)):
            texts = self._texts(row)
            if texts and _EXAMPLE.fullmatch("".join(texts[0].split())):
                for cell in self.sheet[row]:
                    if not isinstance(cell, MergedCell):
                        cell.value = None

    def _last_blank(self):
        row = self.first
        while row <= self.sheet.max_row and self._is_free(row):
            row += 1
        if row <= self.sheet.max_row:
            self._refuse_people(row)
            return row - 1
        return self._last_bordered()

    def _last_bordered(self):
        """With nothing below, the form ends with the last row that has a border; one row, where there is none."""
        rows = range(self.sheet.max_row, self.first - 1, -1)
        bordered = (row for row in rows if any(_has_border(cell) for cell in self.sheet[row]))
        return next(bordered, min(self.first, self.sheet.max_row))

    def _is_free(self, row):
        """Whether nothing stands in a row but its number, and what the form itself works out."""
        if self._texts(row) and self._is_footer(row):
            return False
        filled = [cell for cell in self.sheet[row] if cell.value is not None and str(cell.value).strip()]
        return all(
            cell.column - 1 == self.counter or (cell.data_type == "f" and cell.column - 1 not in self.columns)
            for cell in filled
        )

    def _is_footer(self, row):
        return bool(_TOTALS.match("".join(self._texts(row)[0].split())))

    def _texts(self, row):
        return [str(c.value) for c in self.sheet[row] if c.value is not None and str(c.value).strip()]

    def _refuse_people(self, start):
        """A form that holds people already is no blank form: it is not kept, and nothing is written over."""
        for row in range(start, self.sheet.max_row + 1):
            texts = self._texts(row)
            joined = "".join(texts)
            if not texts or self._is_footer(row) or ":" in joined or "：" in joined:
                continue
            filled = sum(
                self.sheet.cell(row, index + 1).value is not None
                for index in self.columns
                if index != self.counter
            )
            if filled >= 2:
                raise Refused("people", row=row)

    def fill(self, rows: list[list]) -> None:
        room = self.last - self.first + 1
        make_room(self.sheet, self.first, self.last, len(rows) - room)
        for number, cells in enumerate(rows):
            for index, value in zip(self.columns, cells, strict=True):
                self._write(self.first + number, index + 1, value)
            if self.counter is not None:
                self._write(self.first + number, self.counter + 1, number + 1)

    def _write(self, row, column, value):
        """A number or a text: no text becomes a formula, in the file or when somebody edits the cell."""
        cell = self.sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            return
        if not isinstance(value, str):
            cell.value = value
            return
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) or None
        if cell.value is not None:
            cell.data_type = "s"
            if value.lstrip().startswith(_UNSAFE_START):
                cell.quotePrefix = True


def _has_border(cell):
    border = cell.border
    return any(
        side is not None and side.style for side in (border.left, border.right, border.top, border.bottom)
    )


class _Writer(ExcelWriter):
    """Writes the workbook in memory: openpyxl's own way leads over a file that would hold people in clear."""

    def write_worksheet(self, ws):
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        stream = io.BytesIO()
        writer = WorksheetWriter(ws, stream)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], stream.getvalue())
        self.manifest.append(ws)


def refuse_numbers(book) -> None:
    """Refuses a workbook in which, on whatever sheet, the ID number of somebody stands."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and _ID_NUMBER.search(str(cell.value)):
                    raise Refused("people", row=cell.row)


def filled(content: bytes, asked: dict) -> tuple[int, bytes]:
    """`(how many rows the form has room for, the filled workbook)`."""
    check_size(content, asked["limits"]["cells"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    refuse_numbers(book)
    form = Form(book[asked["sheet"]], asked["first_row"], asked["columns"], asked["counter"])
    room = max(form.last - form.first + 1, 0)
    form.fill(asked["rows"])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _Writer(book, archive).save()
    return room, stream.getvalue()


def main() -> None:
    line, _newline, content = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(line)
    output = sys.stdout.buffer
    confine(asked["limits"]["memory"], asked["limits"]["seconds"])
    output.write(b'{"ready": true}\n')
    output.flush()
    try:
        room, book = filled(content, asked)
        output.write(json.dumps({"blank_rows": room}).encode() + b"\n" + book)
    except Refused as refusal:
        output.write(json.dumps({"refused": refusal.code, "values": refusal.values}).encode() + b"\n")
    output.flush()


if __name__ == "__main__":
    main()
