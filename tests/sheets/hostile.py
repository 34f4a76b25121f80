"""Files that are broken, too large or malicious: each ends in one sentence."""

import io
import struct
import tempfile
import zipfile
from pathlib import Path

from tests.imports import hostile

from .cases import HEADER, Case, grid, same_people, xls, xlsx

_MEGABYTE = 1 << 20


def built(build, *arguments, **options) -> bytes:
    """The bytes of a file that a builder writes to a path."""
    with tempfile.TemporaryDirectory() as folder:
        return build(Path(folder) / "x", *arguments, **options).read_bytes()


def _rows(count=3):
    return hostile.sheet_rows(*([str(cell) for cell in row] for row in grid()[: count + 1]))


def _package(*sheets, **options):
    return built(hostile.xlsx, *sheets, **options)


def changed(content: bytes, part: str, change) -> bytes:
    """A workbook with one part changed."""
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    return memory.getvalue()


def _encrypted_zip():
    data = bytearray(_package(_rows()))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _overlapping(copies=300):
    """A central directory whose entries all lead to the same compressed bytes."""
    with zipfile.ZipFile(memory := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": " " * 9 * _MEGABYTE,
        }.items():
            package.writestr(name, text)
    data = memory.getvalue()
    start = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", start + 4)
    end = data.find(b"PK\x05\x06")
    directory = data[start:end] + data[second:end] * copies
    total = copies + 2
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, total, total, len(directory), start, 0)
    return data[:start] + directory + tail


def _many_entries():
    with zipfile.ZipFile(memory := io.BytesIO(), "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        for at in range(12_000):
            package.writestr(f"xl/{at}.bin", b"")
    return memory.getvalue()


def _nested():
    inner = built(hostile.bomb, 40 * _MEGABYTE)
    return built(hostile.package, {"表.xlsx": inner})


def _lying():
    return built(lambda path: hostile.lying(path, hostile.bomb(path.with_name("y"), 20 * _MEGABYTE), 1000))


def _million_columns():
    cells = "".join(hostile.text_cell(f"{letters}1", "x") for letters in ("A", "ABC", "XFD"))
    return _package(f'<row r="1">{cells}</row>')


def _wide_row():
    cells = '<c t="inlineStr"><is><t>x</t></is></c>' * 1_000_000
    return _package(f"<row>{cells}</row>")


def _deep_strings():
    nested = "<r>" * 200_000 + "<t>x</t>" + "</r>" * 200_000
    return _package(
        _rows(), parts={"xl/sharedStrings.xml": f'<sst xmlns="{hostile.MAIN}"><si>{nested}</si></sst>'}
    )


def _ole(*names):
    return built(hostile.ole, dict.fromkeys(names, b"x"))


def _refused():
    good, old = xlsx(grid()), xls(grid())
    for part in (0.02, 0.2, 0.5, 0.8, 0.97, 0.995):
        yield f"xlsx cut at {part:.1%}", good[: int(len(good) * part)], "文件不完整或已损坏"
    for part in (0.05, 0.3):
        yield f"xls cut at {part:.0%}", old[: int(len(old) * part)], "请"
    yield "head of a zip alone", b"PK\x03\x04", "文件不完整或已损坏"
    spoilt = bytearray(good)
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        spoilt[package.getinfo("xl/worksheets/sheet1.xml").header_offset + 70] ^= 0xFF
    yield "a byte changed in the sheet", bytes(spoilt), "文件不完整或已损坏"
    yield "encrypted xlsx", _ole("EncryptionInfo", "EncryptedPackage"), "文件有密码"
    yield "encrypted xls", built(hostile.xls, {(0, 0): "姓名"}, encrypted=True), "文件有密码"
    yield "encrypted zip", _encrypted_zip(), "文件有密码"
    yield "bomb", built(hostile.bomb, 60 * _MEGABYTE), "文件展开后太大"
    yield "bomb within a zip", _nested(), "压缩包"
    yield "lying sizes", _lying(), "请"
    yield "overlapping entries", _overlapping(), "文件展开后太大"
    yield "many entries", _many_entries(), "文件展开后太大"
    yield (
        "stray cell",
        _package(_rows() + f'<row r="1048576">{hostile.text_cell("XFD1048576", "x")}</row>'),
        "XFD1048576",
    )
    yield (
        "stray cell, other quotes",
        _package(_rows() + "<row><c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c></row>"),
        "请",
    )
    yield "far column", _million_columns(), "ABC1"
    yield "a million columns", _wide_row(), "请"
    rows = "".join(f'<row r="{n}">{hostile.text_cell(f"A{n}", "x")}</row>' for n in range(1, 1_000_000, 3))
    yield "a million rows", _package(rows), "超出了可导入的范围"
    rows = '<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 400_000
    yield "rows without numbers", _package(rows), "请"
    yield "a hundred sheets", _package(*[_rows()] * 100), "超过 20 个工作表"
    yield (
        "entity",
        _package(_rows() + "&a;", prolog='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "不该有的内容",
    )
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    yield "billion laughs", _package(_rows(), prolog=f"<!DOCTYPE x [{laughs}]>"), "不该有的内容"
    shared = '<!DOCTYPE sst [<!ENTITY a "b">]><sst/>'
    yield "entity in shared texts", _package(_rows(), parts={"xl/sharedStrings.xml": shared}), "不该有的内容"
    wide = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>".encode(
        "utf-16"
    )
    yield "part in utf-16", _package(_rows(), parts={"xl/worksheets/sheet1.xml": wide}), "读不出来"
    yield "name that climbs", _package(_rows(), parts={"../../etc/cron.d/x": "x"}), "不该有的内容"
    yield "name from the root", _package(_rows(), parts={"/etc/passwd": "x"}), "不该有的内容"
    yield "sheet that is no xml", _package("<row><c></row>"), "请"
    yield (
        "no sheet part",
        changed(good, "xl/_rels/workbook.xml.rels", lambda data: data.replace(b"sheet1.xml", b"sheet9.xml")),
        "请",
    )
    yield "no relations", changed(good, "xl/_rels/workbook.xml.rels", lambda data: b""), "读不出来"
    yield "shared text that is missing", _package('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "读不出来"
    yield "picture", b"\x89PNG\r\n\x1a\n" + bytes(2000), "不是电子表格"
    yield "photo", b"\xff\xd8\xff\xe0" + bytes(2000), "不是电子表格"
    yield "pdf", b"%PDF-1.7\n%" + bytes(range(128, 256)) * 9, "不是电子表格"
    yield "program", b"MZ\x90\x00" + bytes(2000), "不是电子表格"
    yield "docx", built(hostile.package, {"word/document.xml": "<w/>"}), "不是电子表格"
    yield "pptx", built(hostile.package, {"ppt/presentation.xml": "<p/>"}), "不是电子表格"
    yield "doc", _ole("WordDocument"), "不是电子表格"
    yield (
        "ods",
        built(
            hostile.package,
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
        ),
        "不支持这种表格格式",
    )
    yield "xlsb", built(hostile.package, {"xl/workbook.bin": "x"}), "不支持这种表格格式"
    yield "zip of workbooks", built(hostile.package, {"名单/一.xlsx": "x", "名单/二.xls": "y"}), "压缩包"
    yield "rar", b"Rar!\x1a\x07\x00" + bytes(500), "压缩包"
    yield "7z", b"7z\xbc\xaf\x27\x1c" + bytes(500), "压缩包"
    yield "gzip", b"\x1f\x8b\x08" + bytes(500), "压缩包"
    yield "noise", bytes((n * 7919 + n // 251) % 255 + 1 for n in range(50_000)), "请"
    yield "blank workbook", xlsx([]), "没有内容"
    yield "header without rows", xlsx([HEADER]), "表头下面没有数据"


def _harmless():
    """What looks dangerous and is only left alone."""
    good, three = grid(), same_people(2, 3, 4)
    parts = {"xl/vbaProject.bin": "Attribute VB_Name"}
    yield "macros", "表.xlsm", _package(_rows(), parts=parts), three
    link = "<externalLink><ddeLink ddeService='cmd' ddeTopic='/C calc'/></externalLink>"
    parts = {"xl/externalLinks/externalLink1.xml": link}
    yield "external links", "表.xlsx", _package(_rows(), parts=parts), three
    yield "xlsx named csv", "表.csv", xlsx(good), three
    yield "xlsx named xls", "表.xls", xlsx(good), three
    yield "xls named xlsx", "表.xlsx", xls(good), three
    yield "bytes after the end", "表.xlsx", xlsx(good) + bytes(100), three
    yield "claims a million rows", "表.xlsx", _package(_rows(), dimension="A1:XFD1048576"), three
    styled = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(5, 300_000, 2))
    yield "styled blank rows", "表.xlsx", _package(_rows() + styled), three
    merges = '</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    huge = changed(
        built(hostile.xlsx, _rows()),
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</sheetData>", merges.encode()),
    )
    yield "a merged cell as large as the sheet", "表.xlsx", huge, three


CASES = [
    *(
        Case(f"hostile: {name}", "名单.xlsx", lambda c=content: c, rejected=words)
        for name, content, words in _refused()
    ),
    *(
        Case(f"harmless: {name}", file, lambda c=content: c, rows)
        for name, file, content, rows in _harmless()
    ),
]
