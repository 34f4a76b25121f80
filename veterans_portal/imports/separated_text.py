"""Separated text (csv, txt): its encoding, its delimiter, its records. Runs in the reader's child process."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from prescan import CHUNK, Limits, Rejected

DELIMITERS = ",\t;|"
SAMPLE_LINES = 30
SAMPLE_BYTES = 4096
# The first line by which Excel is told the delimiter.
_DECLARED = re.compile(r'"?sep=(.)"?\s*')
_OFFICE_XML = ("urn:schemas-microsoft-com:office:spreadsheet", "<?mso-application")


def read_text(path: Path, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Each record with its first physical line. The whole file is looked through before the first is given,
    so that a fault at its end is known before anything is made of its beginning."""
    encoding = text_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = list(islice(file, SAMPLE_LINES))
    if not sample:
        return
    _refuse_markup("".join(sample), sample[0])
    declared = _DECLARED.fullmatch(sample[0])
    delimiter = declared[1] if declared else _delimiter(sample)
    first = 2 if declared else 1
    rows = sum(any(cells) for _number, cells in _records(path, encoding, delimiter, first))
    if rows > limits.max_rows:
        raise Rejected("too-many-rows", limit=limits.max_rows)
    yield from _records(path, encoding, delimiter, first)


def _refuse_markup(text: str, first_line: str) -> None:
    if text.lstrip().startswith("<") or first_line.lower().startswith("mime-version"):
        raise Rejected("other-format" if any(mark in text for mark in _OFFICE_XML) else "web-page")


def _delimiter(sample: list[str]) -> str:
    """The mark that divides the sample into most cells."""
    try:
        return max(
            DELIMITERS, key=lambda mark: sum(len(record) for record in csv.reader(sample, delimiter=mark))
        )
    except csv.Error as error:  # a cell that does not end
        raise Rejected("broken-quotes", row=1) from error


def _records(path: Path, encoding: str, delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The records from the line `first` on. A quote left open would swallow rows: it is an error."""
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(first - 1):
            next(file)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            number = reader.line_num + first
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Rejected("broken-quotes", row=number) from error
            if cells is None:
                return
            yield number, cells


def text_encoding(path: Path) -> str:
    """The file's encoding: by its byte order mark, else UTF-8 if it is strictly that, UTF-16 where only that
    makes lines of it, else GB18030."""
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    if head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\0" in head:
        candidates = _unmarked_utf16(head)
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Rejected("not-a-spreadsheet" if b"\0" in head else "encoding")


def _unmarked_utf16(head: bytes) -> list[str]:
    """The byte order in which delimiters, digits and line ends make sense, where it is only one."""
    plain = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        plain[encoding] = 0 if "\0" in text else sum(letter in ",;\t\r\n0123456789" for letter in text)
    found = [encoding for encoding, count in plain.items() if count]
    if len(found) != 1:
        raise Rejected("not-a-spreadsheet")
    return found


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while text := file.read(CHUNK):
                if "\0" in text:
                    raise Rejected("not-a-spreadsheet")
    except UnicodeError:
        return False
    return True
