"""Looks at an uploaded file's bytes before any parser does: what it is, and whether it is safe to parse.

Runs in the reader's child process, so it imports nothing but the standard library. It is the courteous
guard, which can name the fault; whatever slips past it is stopped by the child's own limits.
"""

import codecs
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20
CHUNK = MEGABYTE
# Overlap between two chunks, so that a tag cut in two is still seen whole once.
OVERLAP = 256
# Real sheets unpack 5 to 50 times; deflate itself can reach 1,032 times.
BOMB_RATIO = 200
BOMB_FLOOR = 10 * MEGABYTE
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ARCHIVE_MAGICS = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
OTHER_MAGICS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"%PDF",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ\x90",
    b"SQLite format 3",
)
SPREADSHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".csv")


@dataclass(frozen=True)
class Limits:
    """What one uploaded file may cost. Sizes are bytes, times seconds.

    `seconds` bounds the child's CPU time and, apart from it, the time the parent waits for it; every
    megabyte of the file adds `seconds_per_megabyte`, so that a long honest list is read on a slow machine.
    Hidden sheets are named only, unless `read_hidden`.
    """

    max_bytes: int = 64 * MEGABYTE
    max_unpacked: int = 400 * MEGABYTE
    max_entries: int = 10_000
    max_sheets: int = 20
    max_rows: int = 200_000
    max_columns: int = 300
    max_cells: int = 4_000_000
    memory: int = 512 * MEGABYTE
    seconds: float = 10
    seconds_per_megabyte: float = 2
    read_hidden: bool = False

    def seconds_for(self, size: int) -> float:
        """The time, in seconds, that a file of `size` bytes may take."""
        return self.seconds + self.seconds_per_megabyte * size / MEGABYTE


class Rejected(Exception):
    """The file is refused: a stable code and the values its sentence names."""

    def __init__(self, code: str, **values):
        super().__init__(code)
        self.code = code
        self.values = values


def file_kind(path: Path) -> str:
    """ "xlsx", "xls" or "text", by content: the extension is often wrong.

    Raises Rejected for an empty file, an archive, a picture, a password and the like.
    """
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise Rejected("empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(OLE_MAGIC):
        _check_ole(path)
        return "xls"
    if head.startswith(ARCHIVE_MAGICS):
        raise Rejected("archive")
    if head.startswith(OTHER_MAGICS):
        raise Rejected("not-a-spreadsheet")
    return "text"


def _check_ole(path: Path) -> None:
    """Tell a workbook from a password-protected one and from a Word document, by the stream names."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Rejected("encrypted")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise Rejected("not-a-spreadsheet")


def check_package(path: Path, limits: Limits, scan_of: Callable) -> dict:
    """Raise Rejected unless the zip at `path` is a workbook that can be unpacked within `limits`.

    Returns, by lower-case name of a part, what `scan_of(limits)` finds in it: for the parts of sheets alone.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            _check_names({entry.filename.lower().replace("\\", "/") for entry in entries})
            _check_sizes(entries, limits)
            far = _far_cell_pattern(limits)
            found = {}
            for entry in entries:
                name = entry.filename.lower()
                if name.endswith((".xml", ".rels")):
                    scan = scan_of(limits) if "worksheets/" in name and name.endswith(".xml") else None
                    _check_part(package, entry, far, scan, limits)
                    if scan:
                        found[name] = scan.finish()
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Rejected("truncated") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Rejected("unreadable") from error


def _check_names(names: set[str]) -> None:
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Rejected("unsafe")
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Rejected("other-format")
    if any(name.endswith(SPREADSHEET_ENDINGS) for name in names):
        raise Rejected("archive")
    raise Rejected("not-a-spreadsheet")


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Rejected("encrypted")
    if len(entries) > limits.max_entries or sum(entry.file_size for entry in entries) > limits.max_unpacked:
        raise Rejected("too-large-unpacked")
    for entry in entries:
        if entry.file_size > max(BOMB_FLOOR, BOMB_RATIO * entry.compress_size):
            raise Rejected("too-large-unpacked")


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, far: re.Pattern, scan, limits: Limits):
    """Unpack one part to nowhere: its checksum, a document type, cells far away, the number of cells."""
    cells = 0
    tail = b""
    with package.open(entry) as part:
        while chunk := part.read(CHUNK):
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise Rejected("unsafe")
            if not tail and text.startswith(UTF16_MARKS):
                raise Rejected("unreadable")  # nobody writes a part so, but it would hide from the search
            if scan:
                if stray := far.search(text):
                    raise _beyond(stray["cell"].decode(), limits)
                cells += chunk.count(b"<v") + chunk.count(b"<is")
                if cells > limits.max_cells:
                    raise Rejected("too-many-cells")
                scan.feed(chunk)
            tail = chunk[-OVERLAP:]


def _beyond(cell: str, limits: Limits) -> Rejected:
    """A list that simply goes on is too long; anything farther away was left there by accident."""
    if cell.endswith(str(limits.max_rows + 1)):
        return Rejected("too-many-rows", limit=limits.max_rows)
    return Rejected("stray-cell", cell=cell)


def _far_cell_pattern(limits: Limits) -> re.Pattern:
    """Finds a cell with content beyond the limits. The plain spelling ` r="` keeps the search fast."""
    columns = _greater_than(column_letters(limits.max_columns), "A", "Z")
    rows = _greater_than(str(limits.max_rows), "0", "9")
    reference = f"(?:{columns})[0-9]+|[A-Z]{{1,3}}(?:{rows})"
    return re.compile(rf' r="(?P<cell>{reference})"(?:[^>]*[^/>])?>\s*<[^/]'.encode())


def _greater_than(bound: str, low: str, high: str) -> str:
    """A regular expression for strings of the letters `low` to `high` that count beyond `bound`."""
    size = len(bound)
    choices = [f"[{low}-{high}]{{{size + 1},}}"]
    for index, letter in enumerate(bound):
        if letter < high:
            choices.append(
                f"{bound[:index]}[{chr(ord(letter) + 1)}-{high}][{low}-{high}]{{{size - index - 1}}}"
            )
    return "|".join(choices)


def column_letters(number: int) -> str:
    """The name of a sheet column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
