"""The file of an export, written row by row into anything that takes bytes: xlsx or csv.

XlsxWriter makes the workbook with its styles, cover sheet and print settings; only the rows are put into
its data sheet here. By itself it takes four times as long, and would leave the rows on the disk in clear
meanwhile, as every writer in constant memory does that we found.
"""

import csv
import io
import re
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter
from django.utils.translation import gettext as _

from stations.spreadsheets import safe_cell

_WIDTHS = {"secret": 22, "long": 30, "plain": 14}
_DATA = "xl/worksheets/sheet1.xml"
_ROW = re.compile(rb'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="A2" s="([0-9]+)"')
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REMEMBERED = 10_000
_QUICK = 1  # of zlib: the strongest takes twice as long for a tenth less


class CsvFile:
    """UTF-8 with a mark, so that Excel and WPS read the Chinese. Cells that could act as formulas get a quote."""

    finish = staticmethod(safe_cell)

    def __init__(self, stream, resource, columns, cover):
        self._stream = stream
        self._stream.write("\ufeff".encode())
        self.add([[column.column_name for column in columns]])

    def add(self, rows):
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        self._stream.write(text.getvalue().encode())

    def close(self):
        pass


class XlsxFile:
    """A workbook of two sheets: the rows as the template of the kind has them, and what they are (说明).

    Cells are text, which no program takes for a formula: nothing is put before them.
    """

    finish = None

    def __init__(self, stream, resource, columns, cover):
        self._frame = zipfile.ZipFile(io.BytesIO(_frame(resource, columns, cover)))
        self._package = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK)
        for name in self._frame.namelist():
            if name != _DATA:
                self._package.writestr(name, self._frame.read(name))
        sheet = _DIMENSION.sub(b"", self._frame.read(_DATA))
        prepared = _ROW.search(sheet)
        self._tail = sheet[prepared.end() :]
        style = _STYLE.search(prepared[0])[1].decode()
        self._start, self._blank = f'<c s="{style}" t="inlineStr"><is><t', f'<c s="{style}"/>'
        self._known = {"": self._blank}
        self._sheet = self._package.open(_DATA, "w")
        self._sheet.write(sheet[: prepared.start()])

    def add(self, rows):
        known, cell, parts = self._known, self._cell, []
        for row in rows:
            parts.append("<row>")
            for text in row:
                parts.append(known.get(text) or cell(text))
            parts.append("</row>")
        self._sheet.write("".join(parts).encode())

    def _cell(self, text):
        kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        written = f"{self._start}{kept}>{escape(_NO_XML.sub('', text))}</t></is></c>"
        if len(self._known) < _REMEMBERED:
            self._known[text] = written
        return written

    def close(self):
        self._sheet.write(self._tail)
        self._sheet.close()
        self._package.close()


WRITERS = {"csv": CsvFile, "xlsx": XlsxFile}


def _frame(resource, columns, cover):
    """The workbook without its rows; in the second row of its data sheet one blank cell as all are to be."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": cover.title, "author": cover.maker, "comments": cover.line})
    sheet, notes = book.add_worksheet(str(resource.title)), book.add_worksheet(_("说明"))
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#F7F5F1", "border": 1, "border_color": "#C9C5BC"})
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.column_name, head)
        sheet.set_column(index, index, _width(column), text)
    sheet.write_blank(1, 0, None, text)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_header(f"&L{_for_print(cover.title)}&R{_for_print(cover.line)}")
    sheet.set_footer("&C&P / &N")
    _write_cover(notes, cover, book.add_format({"bold": True}), book.add_format({"text_wrap": True}))
    book.close()
    return stream.getvalue()


def _write_cover(notes, cover, bold, wrapped):
    notes.fit_to_pages(1, 0)
    notes.set_column(0, 0, 20)
    notes.set_column(1, 1, 70, wrapped)
    for index, (label, value) in enumerate(cover.lines):
        notes.write_string(index, 0, label, bold)
        notes.write_string(index, 1, value, wrapped)


def _width(column):
    if column.secret:
        return _WIDTHS["secret"]
    return _WIDTHS["long" if column.column_name.endswith("地址") else "plain"]


def _for_print(text):
    return text.replace("&", "&&")
