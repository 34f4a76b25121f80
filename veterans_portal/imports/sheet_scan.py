"""What a workbook's XML says that its parser does not: formulas without a result, error cells, what is hidden.

Runs in the reader's child process on bytes that no parser has accepted yet: it imports nothing but the
standard library and searches instead of parsing. An ordinary list is passed over at the speed of `in`.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from prescan import Limits, Rejected

# No row is longer than this; where one is, what stands in it may be told of another row.
LONGEST_ROW = 8 << 20
MOST_FAULTS = 100_000
MOST_HIDDEN = 100_000

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_BOUND = re.compile(rb"""\s(min|max)\s*=\s*["']([0-9]{1,6})["']""")
_WIDTH = re.compile(rb"""\swidth\s*=\s*["']([0-9]{1,3}(?:\.[0-9]{1,20})?)["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})[0-9]{1,7}["']""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?:/>|>([^<]*))")
_SUSPICIOUS = re.compile(rb"""<(?:\w+:)?f\b|\st\s*=\s*["']e["']""")


@dataclass
class SheetFacts:
    """What stands in a sheet besides its values. Rows count from 1, columns from 0.

    `faults` leads from a row to {column: error code, or "" where a formula has no result}, `widths` from a
    column to its width in characters.
    """

    faults: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)


class SheetScan:
    """Goes through the XML of one sheet, chunk by chunk."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.facts = SheetFacts()
        self.found = 0
        self.row = 0
        self.numbered = None
        self.tail = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk; what follows its last whole row waits for the next."""
        text = self.tail + chunk
        cut = max(text.rfind(b"</row>") + 6, text.rfind(b":row>") + 5)
        if cut < 6:
            cut = len(text) if len(text) > LONGEST_ROW else 0
        self._look_at(text[:cut])
        self.tail = text[cut:]

    def finish(self) -> SheetFacts:
        self._look_at(self.tail)
        return self.facts

    def _look_at(self, text: bytes) -> None:
        if self.numbered is None and (first := _ROW.search(text)):
            self.numbered = bool(_NUMBER.search(first[1]))
            self._note_widths(text[: first.start()])
        hidden = b"hidden" in text
        suspicious = b"<f" in text or b":f" in text or b't="e"' in text or b"t='e'" in text
        if hidden:
            self._note_hidden_columns(text)
        if hidden or suspicious or self.numbered is False:
            for number, tag, cells in self._rows(text):
                if hidden and _HIDDEN.search(tag) and len(self.facts.hidden_rows) < MOST_HIDDEN:
                    self.facts.hidden_rows.append(number)
                if suspicious and _SUSPICIOUS.search(cells):
                    self._note_faults(number, cells)

    def _rows(self, text: bytes) -> Iterator[tuple[int, bytes, bytes]]:
        """(number, attributes, cells) of the rows; one without a number follows the row before it."""
        tags = list(_ROW.finditer(text))
        ends = [*(tag.start() for tag in tags[1:]), len(text)]
        for tag, end in zip(tags, ends, strict=False):
            given = _NUMBER.search(tag[1])
            self.row = int(given[1]) if given else self.row + 1
            yield self.row, tag[1], text[tag.end() : end]

    def _note_hidden_columns(self, text: bytes) -> None:
        for column in _COLUMN.finditer(text):
            bounds = dict(_BOUND.findall(column[1]))
            if _HIDDEN.search(column[1]) and len(bounds) == 2:
                last = min(int(bounds[b"max"]), self.limits.max_columns)
                self.facts.hidden_columns += range(int(bounds[b"min"]) - 1, last)

    def _note_widths(self, text: bytes) -> None:
        """Columns are described once, above the first row."""
        for column in _COLUMN.finditer(text):
            bounds, width = dict(_BOUND.findall(column[1])), _WIDTH.search(column[1])
            if width and len(bounds) == 2:
                last = min(int(bounds[b"max"]), self.limits.max_columns)
                places = range(int(bounds[b"min"]) - 1, last)
                self.facts.widths.update(dict.fromkeys(places, float(width[1])))

    def _note_faults(self, number: int, cells: bytes) -> None:
        column = -1
        for cell in _CELL.finditer(cells):
            place = _PLACE.search(cell[1])
            column = column_index(place[1]) if place else column + 1
            fault = _fault(cell, cells)
            if fault is None or column >= self.limits.max_columns:
                continue
            self.found += 1
            if self.found > MOST_FAULTS:
                raise Rejected("too-many-faults", limit=MOST_FAULTS)
            self.facts.faults.setdefault(number, {})[column] = fault


def _fault(cell: re.Match, cells: bytes) -> str | None:
    """What is wrong with a cell: its error code, "" for a formula without a result, None for nothing."""
    if cell[1].endswith(b"/"):
        return None
    end = _CELL_END.search(cells, cell.end())
    content = cells[cell.end() : end.start() if end else len(cells)]
    value = _VALUE.search(content)
    result = (value[1] or b"").strip() if value else b""
    if _ERROR.search(cell[1]):
        return result.decode("ascii", "ignore")[:20]
    # A formula may well come to an empty text; then the cell says that it holds one.
    if _FORMULA.search(content) and not result and not (value and _TEXT.search(cell[1])):
        return ""
    return None


def column_index(letters: bytes) -> int:
    """The place, from 0, of the column with the given letters."""
    index = 0
    for letter in letters:
        index = 26 * index + letter - 64
    return index - 1


def sheet_parts(workbook: bytes, relations: bytes) -> list[tuple[str, str]]:
    """(name of the sheet, lower-case path of its part) in order. Raises ParseError on what is no XML."""
    targets = {}
    for relation in ElementTree.fromstring(relations):
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[relation.get("Id")] = posixpath.normpath(path).lower()
    found = []
    for element in ElementTree.fromstring(workbook).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            ids = [value for name, value in element.items() if name.rpartition("}")[2] == "id"]
            found.append((element.get("name", ""), targets.get(ids[0] if ids else None, "")))
    return found
