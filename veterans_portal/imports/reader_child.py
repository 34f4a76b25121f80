"""Reads one spreadsheet in a process of its own, and prints it as lines of JSON.

Run as a script by reader.py, never imported by the portal: a hostile file can at worst end this process.
Arguments: the file's path and the Limits as JSON. The lines, in order:

    {"ready": true}                     the limits stand; what fails from here on is the file's fault
    {"sheet": "名单"}                    the rows that follow belong to this sheet
    [12, ["张三", 3.0, null, {"date": "2020-01-02"}]]      sheet row or CSV line from 1, its cells
    {"hidden": "旧表"}                   a hidden sheet, left unread
    {"rejected": "encrypted", "values": {}}                or
    {"end": 312}                        the number of rows printed
"""

import codecs
import csv
import datetime as dt
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

# The project's folders stand last, so that no module here can hide one of the standard library.
sys.path += [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from prescan import CHUNK, Limits, Rejected, check_package, file_kind

from stations.confinement import confine

DELIMITERS = ",\t;"
SAMPLE_LINES = 30


class Output:
    """Prints rows, and refuses what exceeds the limits over all sheets."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.rows = 0
        self.cells = 0
        self.stream = open(sys.stdout.fileno(), "wb", buffering=CHUNK, closefd=False)  # noqa: SIM115
        self.encode = json.JSONEncoder(
            ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_tagged
        ).encode

    def say(self, line) -> None:
        self.stream.write(self.encode(line).encode() + b"\n")

    def row(self, number: int, cells: list) -> None:
        """Print one row without its trailing blanks; a wholly blank one is left out."""
        cells = [None if type(cell) is str and not cell.strip() else cell for cell in cells]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return
        self.rows += 1
        self.cells += len(cells)
        if self.rows > self.limits.max_rows:
            raise Rejected("too-many-rows", limit=self.limits.max_rows)
        if len(cells) > self.limits.max_columns:
            raise Rejected("too-many-columns", row=number, limit=self.limits.max_columns)
        if self.cells > self.limits.max_cells:
            raise Rejected("too-many-cells")
        self.say([number, cells])


def _tagged(value):
    """A cell JSON has no type for. Durations and times of day become text: no column holds them."""
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return str(value)


def read_workbook(path: Path, kind: str, limits: Limits, output: Output) -> None:
    """Print the visible sheets of an xlsx or xls file."""
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    # The parser goes by the extension, so the file is given the one its content asks for.
    link = Path(f"book.{kind}")
    link.symlink_to(path)
    try:
        with CalamineWorkbook.from_path(link) as workbook:
            sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            if len(sheets) > limits.max_sheets:
                raise Rejected("too-many-sheets", limit=limits.max_sheets)
            for sheet in sheets:
                if sheet.visible == SheetVisibleEnum.Visible:
                    output.say({"sheet": sheet.name})
                    read_sheet(workbook.get_sheet_by_name(sheet.name), output)
                else:
                    output.say({"hidden": sheet.name})
    except PasswordError as error:
        raise Rejected("encrypted") from error
    except CalamineError as error:
        raise Rejected("unreadable") from error


def read_sheet(sheet, output: Output) -> None:
    """Print one sheet. The parser pads blank rows above the data, but not blank columns left of it."""
    if sheet.start is None:
        return
    left = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        output.row(number, left + cells)


def read_text(path: Path, output: Output) -> None:
    """Print a file of separated values; a row's number is its first physical line."""
    encoding = text_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = list(islice(file, SAMPLE_LINES))
    if not sample:
        return
    if "".join(sample).lstrip().startswith("<") or sample[0].lower().startswith("mime-version"):
        raise Rejected("web-page")
    delimiter = max(
        DELIMITERS, key=lambda mark: sum(len(record) for record in csv.reader(sample, delimiter=mark))
    )
    output.say({"sheet": ""})
    with path.open(encoding=encoding, newline="") as file:
        for number, cells in _records(csv.reader(file, delimiter=delimiter, strict=True)):
            output.row(number, cells)


def _records(reader) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on. A quote left open would swallow rows: it is an error."""
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Rejected("broken-quotes", row=number) from error
        if cells is None:
            return
        yield number, cells


def text_encoding(path: Path) -> str:
    """The file's encoding: by its byte order mark, else UTF-8 if it is strictly that, else GB18030."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Rejected("encoding")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while text := file.read(CHUNK):
                if "\0" in text:
                    raise Rejected("not-a-spreadsheet")
    except UnicodeError:
        return False
    return True


def read(path: Path, limits: Limits, output: Output) -> None:
    kind = file_kind(path)
    if kind == "text":
        return read_text(path, output)
    if kind == "xlsx":
        check_package(path, limits)
    return read_workbook(path, kind, limits, output)


def main() -> None:
    path, limits = Path(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    confine(limits.memory, limits.seconds_for(path.stat().st_size))
    import python_calamine  # noqa: F401  a missing parser must fail before the file can be blamed

    output = Output(limits)
    output.say({"ready": True})
    output.stream.flush()
    # From here on an error's text could quote the file, and would end in the server's log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    try:
        read(path, limits, output)
        output.say({"end": output.rows})
    except Rejected as refusal:
        output.say({"rejected": refusal.code, "values": refusal.values})
    except MemoryError:
        output.say({"rejected": "too-large-unpacked", "values": {}})
    output.stream.flush()


if __name__ == "__main__":
    main()
