"""Workbooks as Excel, WPS and other programs write them."""

import datetime as dt
import re

import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from tests.imports import hostile

from .cases import HEADER, PEOPLE, Case, Row, grid, number, same_people, xls, xlsx
from .hostile import built, changed

SHEET = "xl/worksheets/sheet1.xml"
_NO_RESULT = "公式没有算出结果，请在 Excel/WPS 打开后保存再上传"
_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def _case(name, build, rows=None, **more):
    file = more.pop("file_name", "名单.xlsx")
    return Case(
        f"workbook: {name}", file, build, same_people(2, 3, 4) if rows is None else tuple(rows), **more
    )


def _with(header, *cells):
    """A roster of one person with one more column, and the row it comes to."""
    return [[*HEADER, header], *([*PEOPLE[0], cell] for cell in cells)]


def _xml(rows, **options):
    return built(hostile.xlsx, rows, **options)


def _plain_rows():
    return hostile.sheet_rows(*([str(cell) for cell in row] for row in grid()))


def _replaced(content, *pairs, part=SHEET):
    def change(data):
        for old, new in pairs:
            data = data.replace(old.encode(), new.encode())
        return data

    return changed(content, part, change)


def _strict():
    content = xlsx(grid())
    for part in (
        SHEET,
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "_rels/.rels",
    ):
        content = _replaced(content, *((a.decode(), b.decode()) for a, b in _STRICT.items()), part=part)
    return content


def _prefixed():
    rows = _plain_rows()
    for tag in ("row", "c", "is", "t"):
        for mark in ("<", "</"):
            for end in (" ", ">"):
                rows = rows.replace(f"{mark}{tag}{end}", f"{mark}x:{tag}{end}")
    sheet = f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return _xml("", parts={SHEET: sheet})


def _programs():
    rows = _plain_rows()
    yield _case("openpyxl", lambda: xlsx(grid()))
    yield _case("texts in place", lambda: _xml(rows))
    yield _case("no dimension", lambda: _replaced(_xml(rows), ('<dimension ref="A1"/>', "")))
    yield _case("wrong dimension", lambda: _xml(rows, dimension="C7:D9"))
    yield _case("rows and cells without places", lambda: _xml(_without_places(rows)))
    yield _case("prefixed names", _prefixed)
    yield _case("strict", _strict)
    yield _case(
        "shared texts without a count",
        lambda: _replaced(xlsx(grid()), (' uniqueCount="', ' x="'), part="xl/sharedStrings.xml"),
    )
    yield _case(
        "absolute targets",
        lambda: _replaced(xlsx(grid()), ('Target="/xl/', 'Target="'), part="xl/_rels/workbook.xml.rels"),
    )
    wps = '<sheetPr/><sheetProtection/><x14ac:foo xmlns:x14ac="urn:x"/>'
    yield _case(
        "parts and names of other programs",
        lambda: _replaced(
            _xml(
                rows, parts={"docProps/custom.xml": "<x/>", "xl/cellimages.xml": "<etc:x xmlns:etc='wps'/>"}
            ),
            ("<sheetData>", f"{wps}<sheetData>"),
        ),
    )
    yield _case("excel 97", lambda: xls(grid()), file_name="名单.xls")
    yield _case("wps et", lambda: xls(grid()), file_name="名单.et")


def _without_places(rows):
    return re.sub(r' r="[A-Z]*[0-9]+"', "", rows)


def _sheets():
    explain = [["填表说明"], ["一、姓名、身份证号为必填项"], ["二、请勿改动表头"]]
    named = {"说明": explain, "名单": grid(), "字典": [["退役士兵"], ["复员军人"]]}
    yield _case(
        "explanations and word lists beside", lambda: xlsx(**named), batch={"passed_over": ["说明", "字典"]}
    )

    def hide(book):
        book["旧表"].sheet_state = "hidden"
        book["更旧"].sheet_state = "veryHidden"

    yield _case(
        "hidden sheets",
        lambda: xlsx(名单=grid(), 旧表=grid(), 更旧=grid(), edit=hide),
        batch={"hidden_sheets": ["旧表", "更旧"]},
    )
    first, second = grid(people=PEOPLE[:2]), grid(people=PEOPLE[2:])
    rows = (
        *same_people(2, 3, people=PEOPLE[:2], sheet="直冲"),
        *same_people(2, people=PEOPLE[2:], sheet="天福"),
    )
    yield _case("two sheets of people", lambda: xlsx(直冲=first, 天福=second), rows)
    yield _case("odd sheet name", lambda: xlsx(**{"名单 (2)【新】'24": grid()}))

    def hide_parts(book):
        sheet = book.active
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True

    told = {"hidden_rows": [3], "hidden_row_count": 1, "hidden_columns": ["手机"]}
    yield _case("hidden rows and columns are read", lambda: xlsx(grid(), edit=hide_parts), header=told)

    def hide_old(_book, sheets):
        sheets[0].row(2).hidden = True
        sheets[0].col(4).hidden = True

    yield _case(
        "hidden rows and columns, excel 97",
        lambda: xls(grid(), edit=hide_old),
        header=told,
        file_name="名单.xls",
    )

    def furnish(book):
        sheet = book.active
        sheet.auto_filter.ref = "A1:F4"
        sheet.freeze_panes = "B2"
        sheet["A2"].comment = Comment("请核对", "李四")
        sheet.add_table(Table(displayName="名单表", ref="A1:F4"))

    yield _case("filter, comment and table", lambda: xlsx(grid(), edit=furnish))
    yield _case(
        "list that begins far right and below",
        lambda: xlsx([[]] * 9 + [[None] * 5 + row for row in grid()]),
        same_people(11, 12, 13),
    )


def _one(name, header, cell, outcome="new", words="", value=None, **options):
    values = {options.pop("own", header): value} if value is not None else {}
    build = lambda: xlsx(_with(header, cell), **options)  # noqa: E731
    return _case(f"cell: {name}", build, [Row(2, outcome, values, words)])


def _cells():
    day = dt.datetime(1988, 12, 5)
    yield _one("date", "入伍时间", day, value="1988-12-05")
    yield _one(
        "date of 1904",
        "入伍时间",
        day,
        value="1988-12-05",
        edit=lambda book: setattr(book, "epoch", CALENDAR_MAC_1904),
    )

    def style(place, form):
        return lambda book: setattr(book.active[place], "number_format", form)

    yield _one(
        "chinese date format",
        "入伍时间",
        day,
        value="1988-12-05",
        edit=style("G2", '[$-804]yyyy"年"m"月"d"日"'),
    )
    yield _one("number stored as text", "月补助金额", "1200", "rejected", "优抚类别", value="1200.00")
    yield _one(
        "number with a format",
        "月补助金额",
        1234.5,
        "rejected",
        "优抚类别",
        value="1234.50",
        edit=style("G2", "#,##0.00"),
    )
    yield _one("truth value", "是否党员", True, value="是")
    yield _one("number in a text column", "户编号", 12, value="12")
    yield _one("line break", "备注", "上午\n在家", value="上午 在家")
    yield _one("emoji", "备注", "在家😀", value="在家😀")
    yield _one("private letter", "备注", "在家\ue000", "rejected", "备注：")
    yield _one("invisible letters", "备注", "在\u200b家\ufeff", value="在家")
    yield _one("full-width digits", "户编号", "１２", value="１２")
    yield _one("very long text", "备注", "长" * 32_000, "rejected", "太长")
    yield _one("quoted formula", "备注", "'=1+1", value="=1+1")  # the quote is an export's own
    rare = (("\u3401㐱𠮷", *PEOPLE[0][1:]),)
    yield _case("cell: rare letters", lambda: xlsx(grid(people=rare)), same_people(2, people=rare))
    wide = [list(HEADER), [PEOPLE[0][0], "".join(chr(ord(c) + 0xFEE0) for c in PEOPLE[0][1]), *PEOPLE[0][2:]]]
    yield _case("cell: full-width number", lambda: xlsx(wide), same_people(2, people=PEOPLE[:1]))
    damaged = [list(HEADER), [PEOPLE[0][0], int(PEOPLE[0][1][:17] + "0"), *PEOPLE[0][2:]]]
    yield _case(
        "cell: number that lost its digits", lambda: xlsx(damaged), [Row(2, "rejected", words="身份证号：")]
    )
    quote = [list(HEADER), [PEOPLE[0][0], *PEOPLE[0][1:]]]

    def prefix(book):
        book.active["B2"].quotePrefix = True

    yield _case("cell: quote in front", lambda: xlsx(quote, edit=prefix), same_people(2, people=PEOPLE[:1]))
    rich = CellRichText("陈", TextBlock(InlineFont(b=True), "志强"))

    def enrich(book):
        book.active["A2"] = rich

    yield _case(
        "cell: rich text",
        lambda: xlsx(grid(people=PEOPLE[:1]), edit=enrich),
        same_people(2, people=PEOPLE[:1]),
    )
    phonetic = _plain_rows().replace(
        "<t>陈志强</t>", "<t>陈志强</t><rPh sb='0' eb='3'><t>ちん</t></rPh><phoneticPr fontId='1'/>"
    )
    yield _case("cell: reading aid", lambda: _xml(phonetic))


def _formula(cell):
    """The roster with one more column, whose only cell is given as XML."""
    rows = hostile.sheet_rows([*HEADER, "户编号"], [str(cell) for cell in PEOPLE[0]])
    return _xml(rows[: -len("</row>")] + cell + "</row>")


def _formulas():
    for name, cell, outcome, words, values in (
        ("with a result", '<c r="G2"><f>1+1</f><v>2</v></c>', "new", "", {"户编号": "2"}),
        ("with a text", '<c r="G2" t="str"><f>A1</f><v>H1</v></c>', "new", "", {"户编号": "H1"}),
        ("with an empty text", '<c r="G2" t="str"><f>A1</f><v></v></c>', "new", "", {}),
        ("without a result", '<c r="G2"><f>A1</f></c>', "rejected", _NO_RESULT, {}),
        ("without a result, spread", '<c r="G2"><f t="shared" si="0"/><v/></c>', "rejected", _NO_RESULT, {}),
        (
            "in error",
            '<c r="G2" t="e"><f>A1</f><v>#REF!</v></c>',
            "rejected",
            "户编号：公式出错（#REF!）",
            {},
        ),
        ("not found", '<c r="G2" t="e"><v>#N/A</v></c>', "rejected", "户编号：公式出错（#N/A）", {}),
        (
            "divided by zero",
            "<c r='G2' t='e'><v>#DIV/0!</v></c>",
            "rejected",
            "户编号：公式出错（#DIV/0!）",
            {},
        ),
    ):
        yield _case(f"formula: {name}", lambda cell=cell: _formula(cell), [Row(2, outcome, values, words)])
    names = [list(HEADER), ["=A9", *PEOPLE[0][1:]], list(PEOPLE[1])]
    rows = (Row(2, "rejected", words=f"姓名：{_NO_RESULT}"), *same_people(3, people=PEOPLE[1:2]))
    yield _case("formula: for a name", lambda: xlsx(names), rows)
    counted = [["序号", *HEADER], *(["=ROW()-1", *person] for person in PEOPLE), ["合计", "=COUNTA(B2:B4)"]]
    yield _case("formula: for the running number and the sum", lambda: xlsx(counted))

    def error(_book, sheets):
        sheets[0].row(1).set_cell_error(6, 0x2A)

    yield _case(
        "formula: error in excel 97",
        lambda: xls(_with("户编号", None), edit=error),
        [Row(2, "rejected", words="户编号：公式出错（#N/A）")],
        file_name="名单.xls",
    )

    def dated(_book, sheets):
        sheets[0].write(1, 6, dt.date(1988, 12, 5), xlwt.easyxf(num_format_str="YYYY-MM-DD"))

    yield _case(
        "cell: date in excel 97",
        lambda: xls(_with("入伍时间", None), edit=dated),
        [Row(2, values={"入伍时间": "1988-12-05"})],
        file_name="名单.xls",
    )

    def merged(_book, sheets):
        sheets[0].write_merge(1, 3, 3, 3, PEOPLE[0][3])

    people = tuple((*person[:3], PEOPLE[0][3], *person[4:]) for person in PEOPLE)
    yield _case(
        "merged in excel 97",
        lambda: xls(
            [[*row[:3], None, *row[4:]] if at else row for at, row in enumerate(grid())],
            edit=lambda b, s: merged(b, s),
        ),
        same_people(2, 3, 4, people=people),
        file_name="名单.xls",
    )


def _other_kinds():
    """Sheets about people who are not on file: every row is answered, none is lost."""
    visits = [
        ["走访时间", "走访事由", "走访方式", "慰问对象姓名", "对象身份证号码", "慰问金（元）"],
        ["2024-02-01", "春节", "上门", "陈志强", number(101), 500],
    ]
    yield _case("visits", lambda: xlsx(visits), [Row(2, "rejected", words="姓名")], kind="visits")
    wrong = [[*visits[0][:5], "慰问金（万元）"], visits[1]]
    yield _case(
        "visits in another measure",
        lambda: xlsx(wrong),
        [Row(2, "rejected")],
        kind="visits",
        header={"unmapped": ["慰问金（万元）"]},
    )
    plaques = [
        ["户主姓名", "户主身份证号", "家庭住址", "悬挂时间"],
        ["陈志强", number(101), "直冲村1号", "2019-05-01"],
    ]
    yield _case("plaques", lambda: xlsx(plaques), [Row(2, "rejected")], kind="plaques")


CASES = [*_programs(), *_sheets(), *_cells(), *_formulas(), *_other_kinds()]
