"""The clerk's own file back, its bad cells coloured, each with a note that says what to do; only values, no formulas.

Widths of columns, merged titles and hidden sheets are as they were. Made in memory; a large file comes back as
the sheet of only its bad rows.
"""

import datetime
import io
import math
import unicodedata
from dataclasses import dataclass, field, replace

import xlsxwriter
from django.utils.translation import gettext as _

from stations.models import Station
from stations.spreadsheets import CellFault, Outcome, safe_cell

from ..places import full_names
from .headers import HeaderMatch
from .keys import KEY
from .kinds import resource_of
from .mapping.lessons import Lessons
from .marks import BAD_ROWS_SHEET, PROPERTY, RESULT_HEADER, is_bad_rows_sheet, is_result_header, signed
from .reader import FileRejected, SheetFacts, SheetRow, read_sheets
from .staging import limits
from .tables import tables
from .verdict import reason_text

# About four seconds of work.
MOST_CELLS = 100_000
BAD = (Outcome.REJECTED, Outcome.HELD)
_COLOURS = {Outcome.REJECTED: "#FFC7CE", Outcome.HELD: "#FFEB9C"}
_WIDEST, _RESULT_WIDTH, _MEASURED = 40, 60, 200
_MOST_MERGES, _MERGED_CELLS = 500, 2_000
_NAME_LENGTH = 31  # a limit of the file format


@dataclass
class _Sheet:
    """A sheet of the clerk's file: its header, where it has a table, its rows, and the verdicts on bad ones."""

    name: str
    header: HeaderMatch | None
    bad: dict[int, tuple]
    rows: list[SheetRow] = field(default_factory=list)
    unlisted: int = 0
    facts: SheetFacts = field(default_factory=SheetFacts)
    is_hidden: bool = False

    @property
    def is_ours(self):
        """Whether this is the first page of an earlier round, with our advice in its first row."""
        return is_bad_rows_sheet(self.name)

    @property
    def first(self):
        return self.header.first_data_row if self.header else math.inf

    def width(self):
        headed = [index + 1 for index, text in self.header.texts.items() if not is_result_header(text)]
        return max([len(row.cells) for row in self.rows] + headed)


def workbook(batch, file) -> bytes:
    """The corrections workbook of a file of a checked batch."""
    sheets = _read(batch, file)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_custom_property(PROPERTY, signed(batch, file))
        writer = _Writer(book, _places(file))
        bad = [sheet for sheet in sheets if sheet.bad]
        pages = [
            book.add_worksheet(BAD_ROWS_SHEET + (str(n) if n > 1 else "")) for n in range(1, len(bad) + 1)
        ]
        for page, sheet in zip(pages, bad, strict=True):
            writer.only_bad(page, sheet)
        # What is a corrections workbook already has its copies of the other sheets: they are read by nobody.
        again = any(sheet.is_ours for sheet in sheets)
        for sheet in sheets if returns_whole(batch, file) and not again else ():
            page = book.add_worksheet(_free_name(book, sheet.name))
            writer.whole(page, sheet)
            if sheet.is_hidden:
                page.hide()
    return stream.getvalue()


def returns_whole(batch, file) -> bool:
    """Whether the file is small enough to come back with all its rows."""
    known = ("columns", "unmapped", "forbidden", "duplicates")
    widths = [sum(len(sheet[name]) for name in known) for sheet in file.header.get("sheets", ())]
    return batch.totals.get("rows", 0) * max(widths, default=1) <= MOST_CELLS


def _read(batch, file):
    """The sheets with their rows; of a large file heads and bad rows only, and no hidden sheets."""
    whole = returns_whole(batch, file)
    resource, taught = resource_of(batch.kind), Lessons(batch).headers
    plain = read_sheets(file.open(), limits=limits())
    headers = {table.sheet: table.header for table in tables(plain, resource, taught)}
    if whole and plain.hidden_sheets:
        try:
            everything = read_sheets(plain.source, limits=replace(limits(), read_hidden=True))
            return _rows_of(batch, file, everything, headers, whole)
        except FileRejected:  # what nobody sees is too much: it stays with the clerk
            pass
    return _rows_of(batch, file, plain, headers, whole)


def _rows_of(batch, file, source, headers, whole):
    verdicts = _verdicts(batch, file)
    sheets, cells = {}, 0
    for row in source:
        if row.sheet not in sheets:
            bad = verdicts.get(row.sheet[:40], {}) if row.sheet in headers else {}
            sheets[row.sheet] = _Sheet(
                row.sheet,
                headers.get(row.sheet),
                bad,
                facts=source.facts.get(row.sheet, SheetFacts()),
                is_hidden=row.sheet in source.hidden_sheets,
            )
        sheet = sheets[row.sheet]
        if whole or row.number < sheet.first or row.number in sheet.bad:
            if cells > MOST_CELLS and not whole and row.number in sheet.bad:
                sheet.unlisted += 1
                continue
            cells += len(row.cells)
            if sheet.is_hidden and cells > 2 * MOST_CELLS:
                raise FileRejected("too-many-cells")
            sheet.rows.append(_without_result(row, sheet.header))
    return list(sheets.values())


def _without_result(row, header):
    """The row without the verdict that stood in it from an earlier round."""
    ours = [index for index, text in header.texts.items() if is_result_header(text)] if header else []
    if not ours:
        return row
    cells = [None if index in ours else cell for index, cell in enumerate(row.cells)]
    while cells and cells[-1] is None:
        cells.pop()
    return row._replace(cells=cells)


def _verdicts(batch, file):
    """`{sheet: {row: (outcome, reasons)}}` of the bad rows."""
    found = {}
    rows = batch.rows.filter(file=file.number, outcome__in=BAD).order_by("id")
    for sheet, number, outcome, reasons in rows.values_list("sheet", "number", "outcome", "reasons"):
        found.setdefault(sheet, {})[number] = (outcome, reasons)
    return found


def _places(file):
    """`{sheet: full name}` of the station of rows that name none, where the titles do not say it."""
    told = {
        sheet["sheet"]: sheet["station"]["code"]
        for sheet in file.header.get("sheets", ())
        if sheet.get("station")
        and (sheet["station"]["source"] != "title" or is_bad_rows_sheet(sheet["sheet"]))
    }
    names = {code: name for name, code in full_names(Station.objects.filter(code__in=told.values()))}
    return {sheet: names[code] for sheet, code in told.items() if code in names}


def _free_name(book, name):
    """A sheet's own name, told apart from one that is taken; text files have none."""
    taken = {page.get_name().casefold() for page in book.worksheets()}
    free, number = name or _("原表"), 1
    while free.casefold() in taken:
        number += 1
        free = f"{name[: _NAME_LENGTH - 4]} {number}"
    return free


class _Writer:
    """Writes rows of values with their colours and notes into pages of a workbook."""

    def __init__(self, book, places):
        self.book, self.places = book, places
        self.formats = {}
        self.middle = set()  # the first cells of merged titles on the page in hand

    def only_bad(self, page, sheet):
        """A line that says what to do, titles and header as they were, then the bad rows one under the other."""
        page.set_tab_color("#A3171C")
        page.write_string(0, 0, self._advice(sheet), self._format(bold=True))
        shift = 0 if sheet.is_ours else 1
        place = below = sheet.first - 1 + shift
        self._merge_titles(page, sheet, shift)
        for row in sheet.rows:
            if row.number in sheet.bad:
                self._row(page, place, row, sheet)
                place += 1
            elif 1 - shift < row.number < sheet.first:
                self._row(page, row.number - 1 + shift, row, sheet)
        self._finish(page, sheet, below)

    def whole(self, page, sheet):
        self._merge_titles(page, sheet, 0)
        for row in sheet.rows:
            self._row(page, row.number - 1, row, sheet)
        if sheet.header:
            self._finish(page, sheet, sheet.header.row_number)
        else:
            for index, width in sheet.facts.widths.items():
                page.set_column(index, index, _as_shown(width))

    def _merge_titles(self, page, sheet, shift):
        """Titles and headers are merged as they were; before the rows, which fill in what stands there."""
        self.middle, taken, last = set(), set(), sheet.width() - 1 if sheet.header else math.inf
        for top, left, bottom, right in sheet.facts.merges[:_MOST_MERGES]:
            right = min(right, last)
            if bottom >= sheet.first or top < 1 or (bottom, right) == (top, left):
                continue
            if right < left or bottom < top or (bottom - top + 1) * (right - left + 1) > _MERGED_CELLS:
                continue
            cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            if cells & taken:  # no program makes it, and none opens it
                continue
            taken |= cells
            page.merge_range(top - 1 + shift, left, bottom - 1 + shift, right, "", self._format(bold=True))
            self.middle.add((top - 1 + shift, left))

    def _advice(self, sheet):
        said = [
            _(
                "请改正有颜色的格子（原因看批注和最后一列），保存后把整个文件再上传一次；只读入这一页，其他页不读。"
            )
        ]
        if sheet.name in self.places:
            said.append(_("没有写所属站的行归到：%s。") % self.places[sheet.name])
        if sheet.unlisted:
            said.append(_("还有 %s 行有问题，这里放不下；改正这些以后再下载。") % f"{sheet.unlisted:,}")
        return "".join(said)

    def _finish(self, page, sheet, below):
        header, result = sheet.header, sheet.width()
        page.freeze_panes(below, 0)
        for index in range(result):
            longest = max(
                (
                    _length(row.cells, index)
                    for row in sheet.rows[:_MEASURED]
                    if row.number >= header.row_number
                ),
                default=0,
            )
            measured = min(max(longest + 2, 9), _WIDEST)
            given = sheet.facts.widths.get(index)
            page.set_column(index, index, measured if given is None else _as_shown(given))
        for index, name in header.mapping.items():
            if name == KEY.column_name:
                page.set_column(index, index, 12, None, {"hidden": True})
        if sheet.bad:
            page.set_column(result, result, _RESULT_WIDTH)
            page.write_string(below - 1, result, RESULT_HEADER, self._format(bold=True))

    def _row(self, page, place, row, sheet):
        outcome, reasons = sheet.bad.get(row.number, ("", ()))
        is_head = row.number < sheet.first
        notes = _notes(sheet.header, reasons)
        colour = _COLOURS.get(outcome)
        as_whole = colour if outcome and not notes else None
        for index in range(max(len(row.cells), max(notes, default=-1) + 1)):
            value = row.cells[index] if index < len(row.cells) else None
            self._cell(page, place, index, value, colour if index in notes else as_whole, bold=is_head)
            if index in notes:
                page.write_comment(place, index, notes[index], {"x_scale": 1.8, "author": ""})
        if outcome:
            said = "；".join(map(reason_text, reasons))
            text = _("第 %(row)s 行，%(outcome)s：%(reasons)s") % {
                "row": row.number,
                "outcome": Outcome(outcome).label,
                "reasons": said,
            }
            page.write_string(place, sheet.width(), text, self._format(colour=colour))

    def _cell(self, page, place, index, value, colour, *, bold):
        value = str(value) if isinstance(value, CellFault) else value
        if isinstance(value, bool):
            page.write_boolean(place, index, value, self._format(colour=colour, bold=bold))
        elif isinstance(value, int | float):
            page.write_number(place, index, value, self._format(colour=colour, bold=bold))
        elif isinstance(value, datetime.datetime) and value.time() != datetime.time():
            page.write_datetime(place, index, value, self._format(colour=colour, shown="yyyy-mm-dd hh:mm"))
        elif isinstance(value, datetime.date):
            page.write_datetime(place, index, value, self._format(colour=colour, shown="yyyy-mm-dd"))
        elif value is not None:
            unsafe = safe_cell(value) != value
            shown = {"shown": "@", "quoted": unsafe, "middle": (place, index) in self.middle}
            page.write_string(place, index, value, self._format(colour=colour, bold=bold, **shown))
        elif colour:
            page.write_blank(place, index, None, self._format(colour=colour, shown="@"))

    def _format(self, *, colour=None, bold=False, shown="", quoted=False, middle=False):
        """`quoted` keeps a program from taking the text for a formula when somebody edits the cell."""
        asked = colour, bold, shown, quoted, middle
        if asked not in self.formats:
            made = self.book.add_format({"bold": bold})
            if colour:
                made.set_bg_color(colour)
            if shown:
                made.set_num_format(shown)
            if quoted:
                made.set_quote_prefix()
            if middle:
                made.set_align("center")
                made.set_align("vcenter")
            self.formats[asked] = made
        return self.formats[asked]


def _notes(header, reasons):
    """`{column of the sheet: sentences}` of the cells that reasons speak of."""
    if not reasons:
        return {}
    places = {name: index for index, name in header.mapping.items()}
    notes = {}
    for reason in reasons:
        if reason["column"] in places:
            notes.setdefault(places[reason["column"]], []).append(reason["text"])
    return {index: "\n".join(texts) for index, texts in notes.items()}


def _as_shown(width):
    """The width that a program shows for one in a file, which has 5 pixels of 7 around it; never next to nothing."""
    return round(min(max(width - 5 / 7, 4), 250), 2)


def _length(cells, index):
    text = str(cells[index]) if index < len(cells) and cells[index] is not None else ""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
