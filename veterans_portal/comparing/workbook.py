"""The sender's list with the answers beside it: every sheet and row where it was, values only."""

import datetime
import io

import xlsxwriter
from django.utils.translation import gettext as _


def answered(sheets) -> bytes:
    """The workbook. Cells are text or numbers, never formulas; styles of the list are not kept."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        plain = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bg_color": "#FBF3E2", "border": 1})
        ours = book.add_format({"num_format": "@", "bg_color": "#FBF3E2"})
        for index, sheet in enumerate(sheets, 1):
            page = book.add_worksheet(_sheet_name(sheet.name, index))
            page.set_column(0, sheet.width + 2, 18)
            for row in sheet.rows:
                _write(page, row, plain)
                if row.answer:
                    for column, text in enumerate(row.answer, sheet.width):
                        page.write_string(row.number_in_sheet - 1, column, text, ours)
            if sheet.header_row:
                for column, title in enumerate((_("是否在册"), _("类别"), _("管理站")), sheet.width):
                    page.write_string(sheet.header_row - 1, column, title, head)
    return stream.getvalue()


def _write(page, row, plain):
    for column, value in enumerate(row.cells):
        if isinstance(value, bool):
            page.write_boolean(row.number_in_sheet - 1, column, value)
        elif isinstance(value, int | float):
            page.write_number(row.number_in_sheet - 1, column, value)
        elif isinstance(value, datetime.datetime | datetime.date):
            page.write_string(row.number_in_sheet - 1, column, value.isoformat(), plain)
        elif value is not None:
            page.write_string(row.number_in_sheet - 1, column, str(value), plain)


def _sheet_name(name, index):
    """A name that the file format takes; sheets of text files have none."""
    kept = "".join(letter for letter in name if letter not in "[]:*?/\\").strip("'")[:28]
    return f"{kept}-{index}" if kept and index > 1 else kept or _("名单%s") % index
