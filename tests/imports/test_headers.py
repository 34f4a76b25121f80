"""The header is found where people put it, and a column is never taken for another one."""

import pytest

from veterans_portal.imports.headers import ColumnSpec, find_header, is_total_row, normalise_header
from veterans_portal.imports.reader import SheetRow

COLUMNS = (
    ColumnSpec("姓名", required=True),
    ColumnSpec("身份证号", synonyms=("身份证号码", "公民身份号码"), required=True),
    ColumnSpec("联系电话", synonyms=("手机", "手机号码", "电话")),
    ColumnSpec("固定电话"),
    ColumnSpec("紧急联系人电话"),
    ColumnSpec("居住地址", synonyms=("现住址", "住址")),
    ColumnSpec("备注"),
    ColumnSpec("部队番号", synonyms=("番号",), forbidden=True),
)


def _rows(*rows, first=1) -> list[SheetRow]:
    """Rows of a sheet; a row given as () is blank there, and so is not among those read."""
    return [SheetRow("表", number, list(cells)) for number, cells in enumerate(rows, start=first) if cells]


@pytest.mark.parametrize(
    "text",
    [
        "姓名",
        "姓 名",
        "姓\u3000名",
        "姓名*",
        "*姓名",
        "★姓名：",
        "姓名（必填）",
        "姓名(必填)",
        "姓名【必填】",
        "姓名必填",
        "姓\n名",
    ],
)
def test_spellings_of_one_header(text):
    assert normalise_header(text) == "姓名"


def test_header_in_full_width_and_with_notes():
    assert normalise_header("身份证号码\n(18位)") == "身份证号码"
    assert normalise_header("ＩＤ　No．") == "idno"
    assert normalise_header("金额（元）", brackets=True) == "金额元"
    assert normalise_header("（）*") == ""


def test_header_on_the_first_row():
    match = find_header(_rows(["序号", "姓名", None, "身份证号码"], [1, "张三", None, "4407"]), COLUMNS)

    assert match.row_number == 1
    assert match.first_data_row == 2
    assert match.mapping == {1: "姓名", 3: "身份证号"}
    assert match.texts == {0: "序号", 1: "姓名", 3: "身份证号码"}
    assert match.unmapped == ["序号"]
    assert (match.forbidden, match.duplicates, match.title_texts) == ([], [], [])


def test_header_under_titles_notes_and_blank_rows():
    rows = _rows(
        ["外海街道直冲村退役军人名单"],
        (),
        ["填报单位：直冲村", None, None, "2024年5月"],
        ["说明：姓名、身份证号必填"],
        ["姓名", "身份证号", "住址"],
        ["张三", "4407", "姓名"],
    )

    match = find_header(rows, COLUMNS)

    assert (match.row_number, match.first_data_row) == (5, 6)
    assert match.mapping == {0: "姓名", 1: "身份证号", 2: "居住地址"}
    assert match.title_texts == [
        "外海街道直冲村退役军人名单",
        "填报单位：直冲村",
        "2024年5月",
        "说明：姓名、身份证号必填",
    ]


def test_row_that_names_most_columns_wins():
    rows = _rows(["姓名", "身份证号"], ["张三", "4407"], ["姓名", "身份证号", "备注"])

    assert find_header(rows, COLUMNS).row_number == 3


def test_no_header_beyond_the_first_forty_rows():
    assert find_header(_rows(*[["注"]] * 39, ["姓名", "身份证号"]), COLUMNS).row_number == 40
    assert find_header(_rows(*[["注"]] * 40, ["姓名", "身份证号"]), COLUMNS) is None


def test_lacking_columns_are_named():
    rows = _rows(["名单"], ["姓名", "电话", "住址"], ["张三", "1", "2"])

    assert find_header(rows, COLUMNS) is None
    assert find_header([], COLUMNS) is None


def test_kind_without_required_columns_still_needs_one():
    columns = [ColumnSpec("备注"), ColumnSpec("番号", forbidden=True)]

    assert find_header(_rows(["番号", "其他"]), columns) is None
    assert find_header(_rows(["备注", "其他"]), columns).mapping == {0: "备注"}


def test_forbidden_columns_are_named_and_not_mapped():
    match = find_header(_rows(["姓名", "番号", "身份证号", "部队番号（代号）"]), COLUMNS)

    assert match.mapping == {0: "姓名", 2: "身份证号"}
    assert match.forbidden == ["番号", "部队番号（代号）"]


def test_repeated_header_counts_once():
    match = find_header(_rows(["姓名", "身份证号", "电话", "手机"]), COLUMNS)

    assert match.mapping == {0: "姓名", 1: "身份证号", 2: "联系电话"}
    assert match.duplicates == ["手机"]
    assert match.unmapped == []


def test_header_written_in_full_goes_before_one_with_a_note():
    match = find_header(_rows(["姓名（同身份证）", "姓名", "身份证号"]), COLUMNS)

    assert match.mapping == {1: "姓名", 2: "身份证号"}
    assert match.duplicates == ["姓名（同身份证）"]


def test_column_about_somebody_else_is_not_mapped():
    match = find_header(_rows(["姓名", "身份证号", "电话（家属）", "住址（原）"]), COLUMNS)

    assert match.mapping == {0: "姓名", 1: "身份证号"}
    assert match.unmapped == ["电话（家属）", "住址（原）"]


def test_header_of_two_rows():
    rows = _rows(
        ["退役军人名单"],
        ["姓名", "身份证号", "联系方式", None, "紧急联系人", None, "住址"],
        [None, None, "手机", "固定电话", "姓名", "电话"],
        ["张三", "4407", "138", "0750", "李四", "139", "外海"],
    )

    match = find_header(rows, COLUMNS)

    assert (match.row_number, match.first_data_row) == (3, 4)
    assert match.mapping == {
        0: "姓名",
        1: "身份证号",
        2: "联系电话",
        3: "固定电话",
        5: "紧急联系人电话",
        6: "居住地址",
    }
    assert match.unmapped == ["紧急联系人 姓名"]
    assert match.title_texts == ["退役军人名单"]


def test_group_names_above_the_header():
    rows = _rows(
        ["基本信息", None, "联系信息", None],
        ["姓名", "身份证号", "手机", "住址"],
        ["张三", "4407", "138", "外海"],
    )

    match = find_header(rows, COLUMNS)

    assert (match.row_number, match.first_data_row) == (2, 3)
    assert list(match.mapping.values()) == ["姓名", "身份证号", "联系电话", "居住地址"]


def test_record_below_the_header_is_not_taken_for_its_second_row():
    rows = _rows(["姓名", "身份证号", "类别"], ["张三", "440799", "备注"])

    assert find_header(rows, COLUMNS).first_data_row == 2


@pytest.mark.parametrize(
    "cells",
    [
        ["合计", None, 12],
        [None, "合 计"],
        ["总计：12人"],
        ["本页小计", 3],
        ["制表人：张三", None, "审核人：李四"],
        ["填表日期:2024-05-01"],
        ["制表人", "张三"],
    ],
)
def test_total_rows(cells):
    assert is_total_row(cells)


@pytest.mark.parametrize(
    "cells", [["张三", "合计"], [1, "合计"], ["负责人", "张三"], ["计合", 1], [None, None], [], [12]]
)
def test_rows_that_are_no_totals(cells):
    assert not is_total_row(cells)
