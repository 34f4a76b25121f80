"""Blank forms as upper levels send them."""

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

_LINE = Side(style="thin")
BOXED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content: bytes):
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def _boxed(sheet, top, bottom, width, **look):
    for row in sheet.iter_rows(min_row=top, max_row=bottom, max_col=width):
        for cell in row:
            cell.border, cell.alignment = BOXED, CENTRED
            for name, value in look.items():
                setattr(cell, name, value)


def _title(sheet, text, width):
    sheet["A1"] = text
    sheet["A1"].font, sheet["A1"].alignment = Font(name="SimSun", size=18, bold=True), CENTRED
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 36


def card_form(blank_rows=3) -> bytes:
    """优待证申领汇总表: a header over two rows with merged cells, and signatures below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    _title(sheet, "退役军人优待证申领汇总表", 9)
    sheet["A2"] = "填报单位（盖章）："
    sheet.merge_cells("A2:E2")
    upper = ["序号", "姓名", "性别", "公民身份号码", "户籍信息", None, "联系方式", None, "备注"]
    lower = [None, None, None, None, "所属镇（街）", "户籍地址", "手机号码", "紧急联系人", None]
    for column, (over, under) in enumerate(zip(upper, lower, strict=True), 1):
        sheet.cell(3, column, over)
        sheet.cell(4, column, under)
        if over and not under and column not in (5, 7):
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet.merge_cells("E3:F3")
    sheet.merge_cells("G3:H3")
    _boxed(sheet, 3, 4, 9, font=Font(bold=True), fill=PatternFill("solid", fgColor="DDEBF7"))
    _boxed(sheet, 5, 4 + blank_rows, 9, font=Font(name="FangSong", size=11))
    footer = 5 + blank_rows
    for row in range(5, footer):
        sheet.row_dimensions[row].height = 24
    sheet.cell(footer, 1, "单位负责人：")
    sheet.cell(footer, 5, "填表人：")
    sheet.cell(footer, 8, "填表日期：    年   月   日")
    sheet.merge_cells(start_row=footer, end_row=footer, start_column=1, end_column=4)
    sheet.cell(footer + 1, 1, "注：本表一式两份，由镇（街）服务站汇总后报区退役军人事务局。")
    sheet.merge_cells(start_row=footer + 1, end_row=footer + 1, start_column=1, end_column=9)
    sheet.row_dimensions[footer + 1].height = 30
    for letter, width in zip("ABCDEFGHI", (6, 10, 6, 21, 13, 30, 14, 11, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:4"
    sheet.print_area = f"A1:I{footer + 1}"
    return saved(book)


def visit_form() -> bytes:
    """走访慰问花名册: one header row, five rows that are numbered, a sum with a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    _title(sheet, "2026年春节走访慰问退役军人花名册", 8)
    sheet.append(["序号", "姓名", "年龄", "村（社区）", "人员类别", "家庭住址", "慰问金（元）", "签名"])
    for number in range(1, 6):
        sheet.append([number])
    sheet.append(["合计", None, None, None, None, None, "=SUM(G3:G7)"])
    _boxed(sheet, 2, 2, 8, font=Font(bold=True))
    _boxed(sheet, 3, 8, 8)
    sheet.merge_cells("A8:F8")
    sheet["A9"] = "审核人：            经办人：            日期："
    sheet.merge_cells("A9:H9")
    for letter, width in zip("ABCDEFGH", (6, 10, 6, 14, 22, 32, 12, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    return saved(book)


def strange_form() -> bytes:
    """A form with columns nobody knows and one the portal does not collect; one blank row, no footer."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "摸底表"
    _title(sheet, "退役军人情况摸底表", 9)
    headers = [
        "序号",
        "姓名",
        "出生年月",
        "服役年限",
        "所属区县",
        "当兵的时间",
        "服役部队",
        "是否愿意参加招聘会",
        "联系电话",
    ]
    sheet.append(headers)
    sheet.append([None] * 9)
    _boxed(sheet, 2, 3, 9)
    for letter in "BCDEFGHI":
        sheet.column_dimensions[letter].width = 15
    return saved(book)


def sheet_of(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)
