"""Builders of the files an upload page must expect: ordinary ones by hand, broken ones, malicious ones."""

import struct
import zipfile
import zlib
from pathlib import Path

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/officeDocument'
    '/2006/relationships/officeDocument"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_rows(*rows: list[str]) -> str:
    """The XML of rows of text, from A1."""
    return "".join(
        f'<row r="{number}">'
        + "".join(text_cell(f"{chr(65 + index)}{number}", text) for index, text in enumerate(cells))
        + "</row>"
        for number, cells in enumerate(rows, start=1)
    )


def xlsx(
    path: Path, *sheets: str, dimension: str = "A1", prolog: str = "", parts: dict | None = None
) -> Path:
    """An xlsx package, each sheet given as the XML of its rows. `parts` adds files or replaces them."""
    names = range(1, len(sheets) + 1)
    sheet_entries = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in names)
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in names
    )
    content = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{sheet_entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006'
        f'/relationships">{relations}</Relationships>',
    }
    for number, rows in zip(names, sheets, strict=True):
        content[f"xl/worksheets/sheet{number}.xml"] = (
            f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
            f"<sheetData>{rows}</sheetData></worksheet>"
        )
    return package(path, content | (parts or {}))


def package(path: Path, parts: dict[str, str]) -> Path:
    """A zip file of the given texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def bomb(path: Path, size: int) -> Path:
    """A workbook whose sheet unpacks to `size` bytes of blanks."""
    return xlsx(path, " " * size)


def lying(path: Path, source: Path, claimed: int) -> Path:
    """`source` with its first sheet's unpacked size given as `claimed` bytes, in a checksum that fits them."""
    with zipfile.ZipFile(source) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
        checksum = zlib.crc32(archive.read(entry)[:claimed])
    true, false = (struct.pack("<II", entry.compress_size, size) for size in (entry.file_size, claimed))
    data = source.read_bytes().replace(
        struct.pack("<I", entry.CRC) + true, struct.pack("<I", checksum) + false
    )
    path.write_bytes(data)
    return path


def ole(path: Path, streams: dict[str, bytes]) -> Path:
    """An OLE2 compound file (the container of xls and of encrypted xlsx) with the given streams."""
    sectors, chains, entries = [], [], [_ole_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    first = 2  # sector 0 is the allocation table, 1 the directory
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        blocks = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        entries.append(_ole_entry(name, 2, first, len(content), child=0xFFFFFFFF))
        chains += [*range(first + 1, first + len(blocks)), 0xFFFFFFFE]
        sectors += blocks
        first += len(blocks)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *chains]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack(
        "<HHHHH6sIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    allocation = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    path.write_bytes(header + allocation + b"".join(entries).ljust(512, b"\0") + b"".join(sectors))
    return path


def _ole_entry(name: str, kind: int, sector: int, size: int, child: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    nobody = 0xFFFFFFFF
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, nobody, nobody, child)
        + bytes(36)
        + struct.pack("<IQ", sector, size)
    )


def xls(path: Path, cells: dict[tuple[int, int], str | float], *, encrypted: bool = False) -> Path:
    """An Excel 97 workbook with one sheet; `cells` by (row, column) from 0."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0x0600))
    if encrypted:
        start += _record(0x002F, struct.pack("<HHHH", 1, 1, 1, 1) + bytes(48))
    start += _record(0x0042, struct.pack("<H", 1200))
    name = "名单".encode("utf-16-le")
    end = _record(0x000A, b"")
    offset = len(start) + 4 + 8 + len(name) + len(end)
    start += _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name) // 2, 1) + name) + end
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0x0600))
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        else:
            sheet += _record(0x0203, place + struct.pack("<d", value))
    return ole(path, {"Workbook": start + sheet + end})


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content
