"""A report as a workbook to sign: title, unit, 填报单位, 时点, merged headings, sum, 制表人 and 审核人."""

import io
import math

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from ..dashboards.panels import Reader
from ..demo.marks import has_samples
from .filling import Filled, FilledTable

_FONT = {"font_name": "宋体", "font_size": 10}  # widths are counted in digits of this font
_NARROW, _WIDE, _NAME = 7, 14, 18  # characters of a column; numbers have room for a space on both sides
_PAGE = 120  # characters that stand side by side on A4 landscape without being made smaller
_LINE, _ROW = 14, 18  # points of a line of text and of a row
_MONEY = "#,##0.00"
_NO_NAME = str.maketrans("[]:*?/\\", "_______")
_FOOT_ROWS = 2


def workbook_of(filled: Filled, reader: Reader, *, prepared="", signed="") -> bytes:
    """An xlsx file with a sheet a table, A4 landscape, one page wide."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "default_format_properties": _FONT}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": title_of(filled), "author": prepared})
    formats = _formats(book)
    for number, table in enumerate(filled.tables, start=1):
        sheet = book.add_worksheet(f"{number} {table.title}".translate(_NO_NAME)[:31])
        _write(sheet, filled, table, reader, formats, (prepared, signed))
    book.close()
    return stream.getvalue()


def title_of(filled: Filled) -> str:
    """What stands on top: the place, the period where it matters, the name of the report."""
    period = filled.period.label if filled.report.timed else ""
    demo = f"（{_('演示数据')}）" if has_samples() else ""
    return f"{filled.station.place_name}{period}{filled.report.title}{_('统计表')}{demo}"


def _formats(book):
    cell = {"border": 1, "valign": "vcenter"}
    middle = cell | {"align": "center", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "line": book.add_format(),
        "head": book.add_format(middle | {"bold": True, "bg_color": "#F0EEEA"}),
        "name": book.add_format(cell | {"align": "left"}),
        "number": book.add_format(cell | {"align": "right", "num_format": "#,##0"}),
        "ratio": book.add_format(cell | {"align": "right", "num_format": "0.0"}),
        "money": book.add_format(cell | {"align": "right", "num_format": _MONEY}),
        "text": book.add_format(cell | {"align": "right"}),
        "note": book.add_format({"font_size": 9, "text_wrap": True, "valign": "top"}),
    }


def _write(sheet, filled, table, reader, formats, people):
    width = len(table.heads)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    sheet.set_column(0, 0, _NAME)
    widths = _widths(table)
    for index, characters in enumerate(widths, start=1):
        sheet.set_column(index, index, characters)
    sheet.merge_range(0, 0, 0, width, title_of(filled), formats["title"])
    sheet.set_row(0, 28)
    for index, text in enumerate(_head_words(filled, table)):
        sheet.write_string(1 + index // 2, 0 if index % 2 == 0 else max(2, width - 4), text, formats["line"])
    first = _headings(sheet, table, widths, formats)
    sheet.repeat_rows(0, first - 1)
    sheet.freeze_panes(first, 1)
    last = first
    for last, line in enumerate(table.every_line, start=first):
        sheet.set_row(last, _ROW)
        sheet.write_string(last, 0, line.name, formats["name"])
        for index, figure in enumerate(line.figures, start=1):
            _cell(sheet, last, index, figure, reader, formats)
    _foot(sheet, last + _FOOT_ROWS, width, filled, people, formats)


def _head_words(filled, table):
    as_of = timezone.localtime(filled.as_of)
    units = filled.report.unit
    return [
        _("填报单位：%s") % filled.station.name,
        _("表名：%s") % table.title,
        _("时点：%s") % f"{as_of:%Y-%m-%d %H:%M}",
        _("单位：%s") % units,
    ]


def _widths(table: FilledTable) -> list[int]:
    """Characters of each column of numbers: as narrow as the longest one allows where there are many."""
    even = min(_WIDE, (_PAGE - _NAME) // max(len(table.heads), 1))
    longest = [max(len(figure.text or "") for figure in column) for column in _columns(table)]
    return [max(_NARROW, even, length + 2) for length in longest]


def _columns(table):
    return zip(*(line.figures for line in table.every_line), strict=True)


def _headings(sheet, table: FilledTable, widths, formats) -> int:
    """Writes the rows of headings and returns the row below them."""
    top = 3
    bottom = top + table.is_grouped
    _merge(sheet, top, 0, bottom, 0, table.corner or _("站点"), formats["head"])
    column = 1
    for group, heads in table.groups:
        if group:
            _merge(sheet, top, column, top, column + len(heads) - 1, group, formats["head"])
        for offset, head in enumerate(heads):
            if group:
                sheet.write_string(bottom, column + offset, _worded(head), formats["head"])
            else:
                _merge(sheet, top, column + offset, bottom, column + offset, _worded(head), formats["head"])
        column += len(heads)
    lines = max(
        math.ceil(2 * len(_worded(head)) / (width - 1))
        for head, width in zip(table.heads, widths, strict=True)
    )
    sheet.set_row(bottom, _LINE * max(2, lines) + 4)
    return bottom + 1


def _worded(head):
    return f"{head.text}（%）" if head.unit == "%" else head.text


def _merge(sheet, top, left, bottom, right, text, style):
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, str(text), style)
    else:
        sheet.merge_range(top, left, bottom, right, str(text), style)


def _cell(sheet, row, column, figure, reader, formats):
    """A number as a number; what is small and not for this reader as `<3`, what is not known blank."""
    if figure.value is None:
        sheet.write_blank(row, column, None, formats["text"])
    elif reader.covers(figure) or isinstance(figure.value, str):
        sheet.write_string(row, column, reader.text(figure), formats["text"])
    else:
        style = {int: "number", float: "ratio"}.get(type(figure.value), "money")
        sheet.write_number(row, column, figure.value, formats[style])


def _foot(sheet, row, width, filled, people, formats):
    prepared, signed = people
    sheet.write_string(row, 0, _("制表人：%s") % prepared, formats["line"])
    sheet.write_string(row, max(2, width // 2), _("审核人：%s") % signed, formats["line"])
    if filled.report.note:
        sheet.merge_range(row + 1, 0, row + 1, width, _("说明：%s") % filled.report.note, formats["note"])
        sheet.set_row(row + 1, 30)
