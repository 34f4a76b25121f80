"""What an Excel 97 workbook says besides its values: error cells, hidden rows and columns.

Runs in the reader's child process. A file this cannot follow is no fault here: the parser decides.
"""

import struct
from collections.abc import Iterator

from prescan import Limits
from sheet_scan import MOST_FAULTS, MOST_HIDDEN, SheetFacts

_END = 0xFFFFFFFA  # sector numbers from here on are marks
_BOF, _EOF, _BOUNDSHEET, _ROW, _COLUMNS, _BOOL_OR_ERROR, _FORMULA = (
    0x809,
    0x0A,
    0x85,
    0x208,
    0x7D,
    0x205,
    0x06,
)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan_old_workbook(content: bytes, limits: Limits) -> dict[str, SheetFacts]:
    """The facts of each sheet by its name; nothing of what cannot be followed."""
    found = {}
    try:
        stream = _workbook_stream(content)
        for name, offset in _sheets(stream):
            found[name] = _facts(stream, offset, limits)
    except (struct.error, IndexError, ValueError):
        return found
    return found


def _workbook_stream(content: bytes) -> bytes:
    """The bytes of the stream Workbook of a compound file; ValueError where it has none of the usual size."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    first_directory = struct.unpack_from("<I", content, 48)[0]
    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < _END]
    table = b"".join(_sector(content, number, size) for number in tables)
    table = struct.unpack(f"<{len(table) // 4}I", table)
    directory = _chain(content, table, first_directory, size)
    for at in range(0, len(directory), 128):
        entry = directory[at : at + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
        if name in ("workbook", "book"):
            first, total = struct.unpack_from("<II", entry, 116)
            return _chain(content, table, first, size)[:total]
    raise ValueError("no workbook")


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size].ljust(size, b"\xff")


def _chain(content: bytes, table: tuple, sector: int, size: int) -> bytes:
    """The sectors from `sector` on, joined. A chain longer than the file bites its own tail."""
    parts = []
    while sector < _END:
        parts.append(content[(sector + 1) * size : (sector + 2) * size])
        if len(parts) > len(content) // size:
            raise ValueError("endless")
        sector = table[sector]
    return b"".join(parts)


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records from `offset` to the end of its part, those of parts within left out."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[offset + 4 : offset + 4 + length]
        if depth <= 0:
            return
        offset += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, content in _records(stream, 0):
        if kind == _BOUNDSHEET:
            offset, _state, length, wide = struct.unpack_from("<IHBB", content)
            text = content[8 : 8 + length * (1 + (wide & 1))]
            yield text.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), offset


def _facts(stream: bytes, offset: int, limits: Limits) -> SheetFacts:
    facts = SheetFacts()
    for kind, content in _records(stream, offset):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", content)
            if flags & 0x20 and len(facts.hidden_rows) < MOST_HIDDEN:
                facts.hidden_rows.append(row + 1)
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", content)
            if flags & 1:
                facts.hidden_columns += range(first, min(last + 1, limits.max_columns))
        elif kind in (_BOOL_OR_ERROR, _FORMULA):
            (row, column), error = struct.unpack_from("<HH", content), _error(kind, content)
            if error and len(facts.faults) < MOST_FAULTS:
                facts.faults.setdefault(row + 1, {})[column] = error
    return facts


def _error(kind: int, content: bytes) -> str:
    """The error code of a cell, "" for a cell that is in order."""
    if kind == _BOOL_OR_ERROR:
        value, is_error = content[6], content[7]
    else:
        value, is_error = content[8], content[6] == 2 and content[12:14] == b"\xff\xff"
    return _ERRORS.get(value, "#VALUE!") if is_error else ""
