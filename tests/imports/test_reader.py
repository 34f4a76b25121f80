"""Every file ends in rows or in one sentence, and the portal lives on."""

import datetime as dt
import io
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.imports import hostile
from veterans_portal.imports import reader
from veterans_portal.imports.prescan import MEGABYTE, column_letters
from veterans_portal.imports.reader import MESSAGES, FileRejected, Limits, SheetRow, read_sheets

LIMITS = Limits()
LIST = "姓名,身份证号,住址\r\n张三,44079919800101002X,直冲村\r\n\r\n李四,440799199001010034,外海\r\n"
LIST_CELLS = [
    (1, ["姓名", "身份证号", "住址"]),
    (2, ["张三", "44079919800101002X", "直冲村"]),
    (4, ["李四", "440799199001010034", "外海"]),
]


def _read(path, **limits) -> list[SheetRow]:
    return list(read_sheets(path, limits=replace(LIMITS, **limits)))


def _cells(path) -> list[tuple[int, list]]:
    return [(row.number, row.cells) for row in _read(path)]


def _refused(path, **limits) -> FileRejected:
    with pytest.raises(FileRejected) as refusal:
        _read(path, **limits)
    return refusal.value


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# ----------------------------------------------------------------------------- ordinary workbooks


def test_workbook_keeps_types_and_places(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet["C3"] = "姓名"
    for column, value in enumerate(
        ["0123", 6, 1.5, True, dt.date(1980, 1, 2), dt.datetime(1980, 1, 2, 3, 4), "  ", "\u3000"], start=3
    ):
        sheet.cell(6, column, value)
    second = book.create_sheet("第二张")
    second["A1"] = "乙"
    book.save(tmp_path / "名单 2024.xlsx")

    rows = _read(tmp_path / "名单 2024.xlsx")

    assert rows == [
        SheetRow("名单", 3, [None, None, "姓名"]),
        SheetRow(
            "名单", 6, [None, None, "0123", 6, 1.5, True, dt.date(1980, 1, 2), dt.datetime(1980, 1, 2, 3, 4)]
        ),
        SheetRow("第二张", 1, ["乙"]),
    ]
    assert [type(cell) for cell in rows[1].cells[2:6]] == [str, int, float, bool]


def test_identity_number_in_a_numeric_cell_stays_a_number(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_number("A1", 440799198001010028)

    [(_, [number])] = _cells(path)

    assert isinstance(number, int)


def test_hidden_sheets_are_named_and_left_unread(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.create_sheet("字典")["A1"] = "选项"
    book["字典"].sheet_state = "hidden"
    book.create_chartsheet("图表")
    book.save(tmp_path / "a.xlsx")

    rows = read_sheets(tmp_path / "a.xlsx", limits=LIMITS)

    assert [row.cells for row in rows] == [["姓名"]]
    assert rows.hidden_sheets == ["字典"]


def test_old_workbook(tmp_path):
    path = hostile.xls(tmp_path / "a.xls", {(2, 1): "姓名", (2, 2): 5.0, (5, 3): "张三"})

    assert _read(path) == [
        SheetRow("名单", 3, [None, "姓名", 5]),
        SheetRow("名单", 6, [None, None, None, "张三"]),
    ]


def test_content_counts_not_the_extension(tmp_path):
    book = hostile.xlsx(tmp_path / "a.xls", hostile.sheet_rows(["姓名"]))
    old = hostile.xls(tmp_path / "b.csv", {(0, 0): "姓名"})
    text = _write(tmp_path / "c.xlsx", "姓名\n".encode())

    assert _cells(book) == _cells(old) == _cells(text) == [(1, ["姓名"])]


@pytest.mark.parametrize("rows", [0, 1_048_575])
def test_claimed_and_styled_rows_do_not_matter(tmp_path, rows):
    """Tables with whole columns formatted claim a million rows; honest clerks have them."""
    styled = '<row r="1048576"><c r="XFD1048576" s="0"/><c r="XFD1048576" s="0"></c></row>' if rows else ""
    path = hostile.xlsx(
        tmp_path / "a.xlsx", hostile.sheet_rows(["姓名"], ["张三"]) + styled, dimension="A1:XFD1048576"
    )

    assert _cells(path) == [(1, ["姓名"]), (2, ["张三"])]


def test_macros_are_ignored(tmp_path):
    path = hostile.xlsx(
        tmp_path / "a.xlsm", hostile.sheet_rows(["姓名"]), parts={"xl/vbaProject.bin": "not even a macro"}
    )

    assert _cells(path) == [(1, ["姓名"])]


def test_long_list_is_read_within_the_memory_limit_and_not_without(tmp_path):
    rows, columns = 20_000, 30
    text = io.StringIO()
    for number in range(1, rows + 1):
        text.write(f'<row r="{number}">')
        for column in range(1, columns + 1):
            text.write(hostile.text_cell(f"{column_letters(column)}{number}", f"江门市江海区{number}"))
        text.write("</row>")
    path = hostile.xlsx(tmp_path / "a.xlsx", text.getvalue())

    count = sum(len(row.cells) for row in read_sheets(path, limits=LIMITS))

    assert count == rows * columns
    assert _refused(path, memory=80 * MEGABYTE).code == "too-large-unpacked"


# ----------------------------------------------------------------------------- separated text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_encoding(tmp_path, encoding):
    assert _cells(_write(tmp_path / "a.csv", LIST.encode(encoding))) == LIST_CELLS


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_text_with_other_delimiters(tmp_path, delimiter):
    assert _cells(_write(tmp_path / "a.txt", LIST.replace(",", delimiter).encode())) == LIST_CELLS


def test_rare_characters_survive_gb18030(tmp_path):
    path = _write(tmp_path / "a.csv", "姓名\n张㐱𠮷\n".encode("gb18030"))

    assert _cells(path)[1] == (2, ["张㐱𠮷"])


def test_text_rows_count_physical_lines(tmp_path):
    path = _write(tmp_path / "a.csv", '姓名,备注\n"张\n三","甲\r\n乙"\n\n李四,\n'.encode())

    assert _cells(path) == [(1, ["姓名", "备注"]), (2, ["张\n三", "甲\r\n乙"]), (6, ["李四"])]


def test_numbers_in_text_files_are_text(tmp_path):
    assert _cells(_write(tmp_path / "a.csv", b"1,0020,NaN\n")) == [(1, ["1", "0020", "NaN"])]


# ----------------------------------------------------------------------------- files that end in a sentence


def _stray(path):
    return hostile.xlsx(path, f'<row r="1048576">{hostile.text_cell("XFD1048576", "x")}</row>')


def _stray_in_disguise(path):
    """The same cell, spelt so that no search for it finds it: the parser asks for 400 GB."""
    return hostile.xlsx(
        path, hostile.sheet_rows(["a"]) + "<row><c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c></row>"
    )


def _million_rows(path):
    rows = "".join(
        f'<row r="{number}">{hostile.text_cell(f"A{number}", "x")}</row>' for number in range(1, 10**6)
    )
    return hostile.xlsx(path, rows)


def _external_entity(path):
    return hostile.xlsx(
        path,
        hostile.sheet_rows(["&file;"]),
        prolog='<!DOCTYPE sheet [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
    )


def _cut(path):
    book = hostile.xlsx(path, hostile.sheet_rows(["姓名"], ["张三"]))
    return _write(path, book.read_bytes()[:-300])


def _spoilt(path):
    """A byte changed inside the sheet: the list of entries is whole, the content is not."""
    data = bytearray(hostile.xlsx(path, hostile.sheet_rows(["姓名"], ["张三"] * 20)).read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    return _write(path, bytes(data))


def _lying(path):
    return hostile.lying(path, hostile.bomb(path.with_name("true.xlsx"), 20 * MEGABYTE), claimed=1000)


def _old_stray(path):
    return hostile.xls(path, {(0, 0): "姓名", (65535, 255): "x"})


def _word(path):
    return hostile.ole(path, {"WordDocument": b"text"})


def _protected(path):
    return hostile.ole(path, {"EncryptionInfo": b"x", "EncryptedPackage": b"y"})


def _document(path):
    return hostile.package(path, {"word/document.xml": "<w/>"})


def _packed(path):
    return hostile.package(path, {"名单/名单.xlsx": "x"})


def _open_document(path):
    return hostile.package(
        path, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    )


HOSTILE = {
    "stray cell": (_stray, "stray-cell"),
    "stray cell in disguise": (_stray_in_disguise, "too-large-unpacked"),
    "stray cell, old format": (_old_stray, "too-large-unpacked"),
    "a million rows": (_million_rows, "too-many-rows"),
    "zip bomb": (lambda path: hostile.bomb(path, 40 * MEGABYTE), "too-large-unpacked"),
    "lying zip": (_lying, "unreadable"),
    "truncated": (_cut, "truncated"),
    "spoilt": (_spoilt, "truncated"),
    "external entity": (_external_entity, "unsafe"),
    "a hundred sheets": (
        lambda path: hostile.xlsx(path, *[hostile.sheet_rows(["a"])] * 100),
        "too-many-sheets",
    ),
    "password": (_protected, "encrypted"),
    "password, old format": (lambda path: hostile.xls(path, {(0, 0): "姓名"}, encrypted=True), "encrypted"),
    "word, old format": (_word, "not-a-spreadsheet"),
    "word": (_document, "not-a-spreadsheet"),
    "zipped workbook": (_packed, "archive"),
    "open document": (_open_document, "other-format"),
    "cut old workbook": (lambda path: _write(path, bytes.fromhex("D0CF11E0A1B11AE1")), "not-a-spreadsheet"),
    "no bytes": (lambda path: _write(path, b""), "empty"),
    "byte order mark only": (lambda path: _write(path, b"\xef\xbb\xbf"), "empty"),
    "blank lines": (lambda path: _write(path, b"\n ,\t\n"), "empty"),
    "blank workbook": (lambda path: hostile.xlsx(path, ""), "empty"),
    "web page": (lambda path: _write(path, "\ufeff\n<html><table><tr><td>姓名".encode()), "web-page"),
    "xml": (lambda path: _write(path, b'<?xml version="1.0"?><Workbook/>'), "web-page"),
    "picture": (lambda path: _write(path, b"\x89PNG\r\n\x1a\n" + bytes(100)), "not-a-spreadsheet"),
    "other bytes": (lambda path: _write(path, bytes(range(1, 256)) * 20), "encoding"),
    "text with zero bytes": (lambda path: _write(path, b"a\0b\0"), "not-a-spreadsheet"),
    "text cut in a character": (lambda path: _write(path, "姓名\n张三".encode("gb18030")[:-1]), "encoding"),
    "open quote": (lambda path: _write(path, '姓名\n张三\n"李四\n王五\n'.encode()), "broken-quotes"),
}


@pytest.mark.parametrize("build, code", HOSTILE.values(), ids=HOSTILE)
def test_bad_file_ends_in_a_sentence(tmp_path, build, code):
    refusal = _refused(build(tmp_path / "名单.xls"))

    assert refusal.code == code
    assert str(refusal).endswith("。")
    assert "%" not in str(refusal)


def test_sentence_names_the_place(tmp_path):
    assert "XFD1048576" in str(_refused(_stray(tmp_path / "a.xlsx")))
    assert "第 3 行" in str(_refused(_write(tmp_path / "a.csv", '姓名\n张三\n"李四\n'.encode())))
    assert "文件有密码" in str(_refused(_protected(tmp_path / "b.xlsx")))


@pytest.mark.parametrize(
    "limits, code",
    [
        ({"max_bytes": 10}, "too-large"),
        ({"max_rows": 2}, "too-many-rows"),
        ({"max_columns": 2}, "too-many-columns"),
        ({"max_cells": 5}, "too-many-cells"),
    ],
)
def test_limits_hold_for_text(tmp_path, limits, code):
    assert _refused(_write(tmp_path / "a.csv", LIST.encode()), **limits).code == code


@pytest.mark.parametrize(
    "limits, code",
    [
        ({"max_rows": 3}, None),
        ({"max_rows": 2}, "too-many-rows"),
        ({"max_rows": 1}, "too-many-rows"),
        ({"max_columns": 2}, "stray-cell"),
        ({"max_columns": 3}, None),
        ({"max_cells": 4}, "too-many-cells"),
        ({"max_sheets": 0}, "too-many-sheets"),
        ({"max_entries": 2}, "too-large-unpacked"),
        ({"max_unpacked": 100}, "too-large-unpacked"),
    ],
)
def test_limits_hold_for_workbooks(tmp_path, limits, code):
    path = hostile.xlsx(
        tmp_path / "a.xlsx", hostile.sheet_rows(["姓名", "身份证号", "住址"], ["张三"], ["李四"])
    )

    if code is None:
        assert len(_read(path, **limits)) == 3
    else:
        assert _refused(path, **limits).code == code


@pytest.mark.parametrize(
    "does, code",
    [
        ("print('no json')", "unreadable"),
        ("print('7')", "unreadable"),
        ("print('[1, [2]]')", "unreadable"),
        ("print('{\"sheet\": \"a\"}', '[1]', sep='\\n')", "unreadable"),
        ('print(\'{"sheet": "a"}\', \'[1, [{"date": "x"}]]\', sep=\'\\n\')', "unreadable"),
        ("print('{\"sheet\": \"a\"}', '[1, 2]', sep='\\n')", "unreadable"),
        ('print(\'{"rejected": "new code", "values": {}}\')', "unreadable"),
        ("print('{\"end\": 1}')", "unreadable"),
        ("print('[' * 100_000)", "unreadable"),
        ("sys.stdout.buffer.write(bytes([255, 10]))", "unreadable"),
        ("pass", "unreadable"),
        ("sys.exit(3)", "unreadable"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "unreadable"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "too-large-unpacked"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "timeout"),
        ("while True: sys.stdout.write('x' * 100_000)", "too-large-unpacked"),
        ('while True: print(\'{"sheet": "a"}\')', "too-large-unpacked"),
        ("time.sleep(60)", "timeout"),
        ("sys.stdout.flush(); os.close(1); time.sleep(60)", "timeout"),
    ],
)
def test_parser_taken_over_by_a_file_is_believed_nothing(tmp_path, monkeypatch, does, code):
    script = tmp_path / "child.py"
    script.write_text(f"import os, signal, sys, time\nprint('{{}}', flush=True)\n{does}\n")
    monkeypatch.setattr(reader, "CHILD", script)
    path = _write(tmp_path / "a.csv", LIST.encode())

    assert _refused(path, seconds=2, seconds_per_megabyte=0, max_unpacked=8 * MEGABYTE).code == code


def test_broken_installation_is_not_blamed_on_the_file(tmp_path):
    with pytest.raises(reader.ReaderUnavailable):
        _read(_write(tmp_path / "a.csv", LIST.encode()), memory=MEGABYTE)


def test_slow_file_is_stopped(tmp_path):
    path = hostile.xlsx(tmp_path / "a.xlsx", hostile.sheet_rows(["姓名"]))

    assert _refused(path, seconds=0, seconds_per_megabyte=0).code == "timeout"


def test_slow_consumer_is_not_the_files_fault(tmp_path):
    """Time spent storing rows does not count against the file: only waiting for the child does."""
    path = _write(tmp_path / "a.csv", LIST.encode() * 50_000)
    rows = iter(read_sheets(path, limits=replace(LIMITS, seconds=4, seconds_per_megabyte=0)))
    next(rows)
    time.sleep(5)

    assert sum(1 for _ in rows) == 149_999


def test_unfinished_reading_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    rows = iter(read_sheets(_write(tmp_path / "a.csv", LIST.encode() * 50_000), limits=LIMITS))
    next(rows)
    assert list((tmp_path / "temporary").iterdir())

    rows.close()

    assert not list((tmp_path / "temporary").iterdir())


def test_every_sentence_says_what_to_do():
    assert all("请" in str(message) for message in MESSAGES.values())
