"""The layout of a form stays what it was, with few people and with many; hostile forms end in a sentence."""

import io
import zipfile

import openpyxl
import pytest

from veterans_portal.blank_forms import filling
from veterans_portal.blank_forms.filling import FormRefused
from veterans_portal.imports.reader import FileRejected

from . import forms

NAMES = ["陈一", "陈二", "陈三", "陈四", "陈五", "陈六", "陈七"]


def filled(form, count=7):
    """The first sheet of `form`, filled with `count` people: of each the name, elsewhere the column's own."""
    header = filling.recognise(form)
    meanings = {index: name for index, _text, name in header["columns"] if name}
    columns = [name for name in meanings.values() if name != "序号"]
    rows = [[person if name == "姓名" else name for name in columns] for person in NAMES[:count]]
    return forms.read(filling.fill(form, header, rows, meanings))


def column(sheet, letter, first, last):
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]


def test_titles_footers_and_merged_cells_stay_around_more_people_than_rows():
    sheet = filled(forms.card_form(blank_rows=3))
    assert column(sheet, "B", 5, 11) == NAMES and column(sheet, "A", 5, 11) == [1, 2, 3, 4, 5, 6, 7]
    assert (sheet["A1"].value, sheet["A2"].value) == ("退役军人优待证申领汇总表", "填报单位（盖章）：")
    assert (sheet["A12"].value, sheet["E12"].value) == ("单位负责人：", "填表人：")
    assert sheet["A13"].value.startswith("注：")
    assert {"A1:I1", "A2:E2", "A3:A4", "E3:F3", "G3:H3", "A12:D12", "A13:I13"} <= {
        area.coord for area in sheet.merged_cells.ranges
    }


def test_the_look_of_rows_columns_and_paper_stays():
    sheet = filled(forms.card_form(blank_rows=3))
    for row in range(5, 12):
        assert sheet.row_dimensions[row].height == 24
        assert sheet[f"B{row}"].font.name == "FangSong" and sheet[f"B{row}"].border.left.style == "thin"
    assert sheet.row_dimensions[13].height == 30
    assert sheet["B12"].border.left is None or not sheet["B12"].border.left.style
    assert (sheet.column_dimensions["D"].width, sheet.column_dimensions["F"].width) == (21, 30)
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$4" and sheet.print_area.endswith("$A$1:$I$13")
    assert sheet["B3"].fill.fgColor.rgb.endswith("DDEBF7")


def test_fewer_people_leave_the_other_rows_blank():
    sheet = filled(forms.card_form(blank_rows=10), count=2)
    assert column(sheet, "B", 5, 14) == ["陈一", "陈二", *[None] * 8]
    assert sheet["A15"].value == "单位负责人：" and sheet["B14"].border.left.style == "thin"


def test_a_sum_takes_in_the_new_rows():
    sheet = filled(forms.visit_form())
    assert (sheet["A10"].value, sheet["G10"].value) == ("合计", "=SUM(G3:G9)")
    assert column(sheet, "A", 3, 9) == [1, 2, 3, 4, 5, 6, 7]
    assert filled(forms.visit_form(), count=2)["G8"].value == "=SUM(G3:G7)"


def test_a_form_without_a_blank_row_is_filled_below_its_header():
    sheet = filled(forms.sheet_of(["姓名", "手机"], ["填表人：", None]))
    assert column(sheet, "A", 2, 9) == [*NAMES, "填表人："]


def test_drop_down_lists_and_colours_by_condition_reach_new_rows():
    book = openpyxl.load_workbook(io.BytesIO(forms.visit_form()))
    sheet = book.active
    offer = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1='"已发,未发"')
    offer.add("H3:H7")
    sheet.add_data_validation(offer)
    red = openpyxl.styles.PatternFill("solid", bgColor="FFC7CE")
    rule = openpyxl.formatting.rule.CellIsRule(operator="greaterThan", formula=["90"], fill=red)
    sheet.conditional_formatting.add("C3:C7", rule)
    done = filled(forms.saved(book))
    assert str(done.data_validations.dataValidation[0].sqref) == "H3:H9"
    assert [str(one.sqref) for one in done.conditional_formatting] == ["C3:C9"]


def test_formulas_beside_the_data_stay_and_texts_never_become_formulas():
    form = forms.sheet_of(["姓名", "备注"], [None, None])
    header = filling.recognise(form)
    book = filling.fill(form, header, [["=HYPERLINK(0)", "+1"], ["-1", "@a"]], {0: "姓名", 1: "备注"})
    for row in forms.read(book).iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type == "s" and cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_a_row_that_shows_how_to_fill_in_gives_way():
    sheet = filled(forms.sheet_of(["序号", "姓名", "手机"], ["例", "张三", "13000000000"], [1], [2]), count=3)
    assert column(sheet, "B", 2, 4) == NAMES[:3]


def test_numbers_below_the_header_and_dots_are_no_people():
    form = forms.sheet_of(["序号", "姓名", "手机"], ["甲", "乙", 1], [1], [2], ["…", "……", "…"])
    sheet = filled(form, count=4)
    assert column(sheet, "B", 2, 6) == ["乙", *NAMES[:4]] and column(sheet, "A", 3, 6) == [1, 2, 3, 4]


def test_what_a_row_works_out_new_rows_work_out_too():
    form = forms.sheet_of(
        ["姓名", "月补助金额", "全年"], [None, None, "=SUM(B2:B2)*12"], ["合计", "=SUM(B2:B2)"]
    )
    sheet = filled(form, count=3)
    assert column(sheet, "C", 2, 4) == ["=SUM(B2:B2)*12", "=SUM(B3:B3)*12", "=SUM(B4:B4)*12"]
    assert sheet["B5"].value == "=SUM(B2:B4)"


def test_numbers_of_people_on_another_sheet_are_found():
    book = openpyxl.load_workbook(io.BytesIO(forms.visit_form()))
    book.create_sheet("旧表")["C9"] = "440799197001020011"
    with pytest.raises(FormRefused) as refusal:
        filling.recognise(forms.saved(book))
    assert refusal.value.code == "people"


def test_macros_are_dropped():
    book = openpyxl.load_workbook(io.BytesIO(forms.visit_form()))
    stream = io.BytesIO(forms.saved(book))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    header = filling.recognise(stream.getvalue())
    done = filling.fill(stream.getvalue(), header, [["陈一"]], {1: "姓名"})
    with zipfile.ZipFile(io.BytesIO(done)) as package:
        assert not [name for name in package.namelist() if "vba" in name]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (forms.sheet_of(["姓名", "手机"], ["陈一", "10000001234"]), "people"),
        (forms.sheet_of(["姓名", "手机"], [None, None], ["陈一", "10000001234"]), "people"),
        (forms.sheet_of(["单位", "人数"], ["甲", 3]), "no-header"),
        (forms.sheet_of(), "empty-form"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "not-xlsx"),
        ("姓名,手机\n".encode(), "broken"),
        (b"PK\x03\x04" + b"0" * (2 << 20), "too-large"),
    ],
    ids=["people", "people further down", "no header", "empty", "excel 97", "text", "too large"],
)
def test_what_is_no_blank_form_is_refused_by_name(form, code):
    with pytest.raises(FormRefused) as refusal:
        filling.recognise(form)
    assert refusal.value.code == code


def with_part(name, old, new):
    """A form of which one part of the package reads otherwise."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(forms.visit_form())) as package, zipfile.ZipFile(stream, "w") as out:
        for entry in package.infolist():
            content = package.read(entry)
            out.writestr(entry.filename, content.replace(old, new) if entry.filename == name else content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "form",
    [
        forms.visit_form()[:2000],
        with_part(SHEET, b'ref="A9:H9"', b'ref="A9:XFD1048576"'),
        with_part(SHEET, b"</sheetData>", b'<row r="99">' + b"<c/>" * 120_000 + b"</row></sheetData>"),
        with_part(SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        with_part("xl/styles.xml", b"<fonts", b"<fonts><nonsense/"),
        with_part(SHEET, b"</sheetData>", b"</sheetData><v>" + b"0" * (30 << 20) + b"</v>"),
    ],
    ids=["cut", "merged-to-the-end", "many-blank-cells", "entities", "bad-styles", "bomb"],
)
def test_hostile_forms_end_in_a_sentence(form):
    with pytest.raises((FileRejected, FormRefused)) as refusal:
        filling.recognise(form)
    assert str(refusal.value).endswith("。")
