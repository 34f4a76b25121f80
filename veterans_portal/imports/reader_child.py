"""Reads one spreadsheet in a process of its own, and prints it as lines of JSON.

Run as a script by reader.py, never imported by the portal: a hostile file can at worst end this process.
Arguments: the file's path and the Limits as JSON. The lines, in order:

    {"ready": true}                     the limits stand; what fails from here on is the file's fault
    {"sheet": "名单", "merges": [[3, 0, 9, 0]], "hidden_rows": [7], "hidden_columns": [2], "widths": [[0, 9.5]]}
                                        the rows that follow belong to this sheet; see SheetFacts in reader.py
    [[12, ["张三", 3.0, null, {"date": "2020-01-02"}, {"fault": "#N/A"}]], ...]
                                        several rows: sheet row or line of text from 1, its cells
    {"hidden": "旧表"}                   a hidden sheet, left unread unless the limits say so
    {"rejected": "encrypted", "values": {}}                or
    {"end": 312}                        the number of rows printed
"""

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

# The project's folders stand last, so that no module here can hide one of the standard library.
sys.path += [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from old_workbook import scan_old_workbook
from prescan import CHUNK, Limits, Rejected, check_package, file_kind
from separated_text import read_text
from sheet_scan import SheetFacts, SheetScan, sheet_parts

from stations.confinement import confine

ROWS_A_LINE = 100
LONGEST_LINE = CHUNK
MOST_MERGES = 100_000


class Output:
    """Prints rows, and refuses what exceeds the limits over all sheets."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.rows = 0
        self.cells = 0
        self.waiting = []
        self.stream = open(sys.stdout.fileno(), "wb", buffering=CHUNK, closefd=False)  # noqa: SIM115
        self.encode = json.JSONEncoder(
            ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_tagged
        ).encode

    def say(self, line) -> None:
        self._print_rows()
        self.stream.write(self.encode(line).encode() + b"\n")

    def sheet(self, name: str, **facts) -> None:
        self.say({"sheet": name, **facts})

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
        self.waiting.append((number, cells))
        if len(self.waiting) == ROWS_A_LINE:
            self._print_rows()

    def _print_rows(self) -> None:
        """Many rows a line save most of the time; rows of long texts go one by one."""
        rows, self.waiting = self.waiting, []
        if not rows:
            return
        line = self.encode(rows).encode()
        lines = [line] if len(line) <= LONGEST_LINE else [self.encode([row]).encode() for row in rows]
        for line in lines:
            self.stream.write(line + b"\n")


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

    facts = _facts(path, kind, limits)
    # The parser goes by the extension, so the file is given the one its content asks for.
    link = Path(f"book.{kind}")
    link.symlink_to(path)
    try:
        with CalamineWorkbook.from_path(link) as workbook:
            sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            if len(sheets) > limits.max_sheets:
                raise Rejected("too-many-sheets", limit=limits.max_sheets)
            for sheet in sheets:
                is_visible = sheet.visible == SheetVisibleEnum.Visible
                if not is_visible:
                    output.say({"hidden": sheet.name})
                if is_visible or limits.read_hidden:
                    read_sheet(workbook.get_sheet_by_name(sheet.name), facts.get(sheet.name), output)
    except PasswordError as error:
        raise Rejected("encrypted") from error
    except CalamineError as error:
        raise Rejected("unreadable") from error


def _facts(path: Path, kind: str, limits: Limits) -> dict[str, SheetFacts]:
    """What the file says of its sheets besides their values, by the sheet's name."""
    if kind == "xls":
        return scan_old_workbook(path.read_bytes(), limits)
    import zipfile

    parts = check_package(path, limits, SheetScan)
    with zipfile.ZipFile(path) as package:
        names = {name.lower(): name for name in package.namelist()}
        try:
            texts = [package.read(names[name]) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")]
            return {name: parts[part] for name, part in sheet_parts(*texts) if part in parts}
        except (KeyError, ParseError) as error:
            raise Rejected("unreadable") from error


def read_sheet(sheet, facts: SheetFacts | None, output: Output) -> None:
    """Print one sheet. The parser pads blank rows above the data, but not blank columns left of it."""
    facts = facts or SheetFacts()
    merges = sheet.merged_cell_ranges or []
    if len(merges) > MOST_MERGES:
        raise Rejected("too-many-cells")
    output.sheet(
        sheet.name,
        merges=[[top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in merges],
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
        widths=list(facts.widths.items()),
    )
    if not facts.faults:
        for number, cells in _parsed_rows(sheet):
            output.row(number, cells)
        return
    for number, cells in _with_faults(_parsed_rows(sheet), facts.faults):
        output.row(number, cells)


def _parsed_rows(sheet) -> Iterator[tuple[int, list]]:
    if sheet.start is None:
        return
    left = [None] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, left + cells if left else cells


def _with_faults(rows: Iterator[tuple[int, list]], faults: dict) -> Iterator[tuple[int, list]]:
    """The rows, with the cells that the parser takes for blank put in their places; below it, rows of these."""
    last = 0
    for number, cells in rows:
        last = number
        yield number, _filled(cells, faults[number]) if number in faults else cells
    for number in sorted(number for number in faults if number > last):
        yield number, _filled([], faults[number])


def _filled(cells: list, faults: dict[int, str]) -> list:
    cells = cells + [None] * (max(faults) + 1 - len(cells))
    for column, text in faults.items():
        cells[column] = {"fault": text}
    return cells


def read(path: Path, limits: Limits, output: Output) -> None:
    kind = file_kind(path)
    if kind != "text":
        return read_workbook(path, kind, limits, output)
    rows = read_text(path, limits)
    output.sheet("", merges=[], hidden_rows=[], hidden_columns=[])
    for number, cells in rows:
        output.row(number, cells)


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
        output.waiting.clear()
        output.say({"rejected": refusal.code, "values": refusal.values})
    except MemoryError:
        output.waiting.clear()
        output.say({"rejected": "too-large-unpacked", "values": {}})
    output.stream.flush()


if __name__ == "__main__":
    main()
