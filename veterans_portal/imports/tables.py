"""From the rows of a file to the rows of its tables: headers found, everything else left out, and named."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice

from stations.spreadsheets import AmountWidget, CellFault

from .headers import SEARCHED_ROWS, ColumnSpec, HeaderMatch, find_header
from .keys import KEY
from .kinds import missing_of, specs_of
from .line_kinds import LineKinds
from .marks import is_bad_rows_sheet, is_result_header
from .reader import FileRejected, SheetFacts, SheetRow, SheetRows

# So many row numbers are named of each sort; beyond, their count says enough.
NAMED = 200


@dataclass
class Table:
    """The table of one sheet: its header, and its rows as pairs of a column and a cell.

    `left_out` (numbers of rows that are no records) and `filled` (columns that merged cells filled) are
    complete once the rows have been read.
    """

    sheet: str
    header: HeaderMatch
    facts: SheetFacts
    rows: Iterator[tuple[int, list]] = ()
    left_out: list[int] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)

    def described(self) -> dict:
        """What to show of the header, without the titles: `columns` leads from the sheet's headers to ours.

        `hidden_columns` are headers of columns that were read although they are hidden.
        """
        header, first = self.header, self.header.first_data_row
        hidden = [number for number in self.facts.hidden_rows if number >= first]
        return {
            "sheet": self.sheet,
            "row": header.row_number,
            "columns": {
                header.texts[index]: name for index, name in header.mapping.items() if name != KEY.column_name
            },
            "unmapped": [text for text in header.unmapped if not is_result_header(text)],
            "forbidden": header.forbidden,
            "duplicates": header.duplicates,
            "hidden_columns": [
                header.texts[index]
                for index in self.facts.hidden_columns
                if index in header.texts and header.mapping.get(index) != KEY.column_name
            ],
            "hidden_rows": hidden[:NAMED],
            "hidden_row_count": len(hidden),
            "left_out_rows": self.left_out,
            "filled_down": self.filled,
        }


def tables(rows: SheetRows, resource, taught=()) -> Iterator[Table]:
    """The tables in the sheets of a file, one after the other. Sheets without one are passed over, and named
    in `rows.passed_over`; behind a sheet of only the bad rows (in a corrections workbook) everything is.

    `taught` holds pairs of a header that people write and the column of ours that it means.

    Raises FileRejected when no sheet has a table.
    """
    specs = [*specs_of(resource, taught), ColumnSpec(KEY.column_name)]
    found, lacking, only_bad_rows = False, None, False
    for sheet, sheet_rows in groupby(rows, key=lambda row: row.sheet):
        if only_bad_rows and not is_bad_rows_sheet(sheet):
            continue
        facts = rows.facts[sheet]
        head = list(islice(sheet_rows, SEARCHED_ROWS))
        header = find_header(head, specs, facts.merges)
        named = set(header.mapping.values()) if header else set()
        # A lone word that a kind asks for stands in many a note; a table has more than one column.
        missing = missing_of(resource, named if len(named) > 1 else set())
        if missing:
            rows.passed_over.append(sheet)
            lacking = missing if lacking is None or len(missing) < len(lacking) else lacking
            continue
        found = True
        only_bad_rows = only_bad_rows or is_bad_rows_sheet(sheet)
        below = [row for row in head if row.number >= header.first_data_row]
        table = Table(sheet, header, facts)
        rest = chain(below, sheet_rows)  # noqa: B031 - the group is used once: its head, then its rest
        table.rows = _data(rest, table, resource)
        yield table
    if not found:
        raise FileRejected("no-header", columns="、".join(lacking or missing_of(resource, set())))


def _data(rows: Iterator[SheetRow], table: Table, resource):
    columns = [(index, resource.by_header.get(name, KEY)) for index, name in table.header.mapping.items()]
    end = max(table.header.texts) + 1
    lines = LineKinds(table.header, table.facts.merges)
    fill = _Merged(table, columns) if table.facts.merges else None
    for row in rows:
        cells = row.cells
        width = len(cells)
        pairs = [
            (column, cells[index]) for index, column in columns if index < width and cells[index] is not None
        ]
        if not pairs or lines.is_no_record(row):
            if len(table.left_out) < NAMED:
                table.left_out.append(row.number)
            continue
        if row.sheet == "" and any(cell is not None for cell in cells[end:]):
            pairs = [(pairs[0][0], CellFault(CellFault.SHIFTED))]
        yield row.number, fill.down(row, pairs) if fill else pairs


class _Merged:
    """Gives the value of a merged cell to every row it covers: the town written once beside nine people.

    Only real merged ranges count, never a mere blank. An amount is not repeated: 900 over three rows is not
    2,700.
    """

    def __init__(self, table: Table, columns: list):
        self.table = table
        self.columns = {
            index: column for index, column in columns if not isinstance(column.widget, AmountWidget)
        }
        self.starts = {}
        for top, left, bottom, _right in table.facts.merges:
            if bottom > top >= table.header.first_data_row and left in self.columns:
                self.starts.setdefault(top, []).append((left, bottom))
        self.open = {}

    def down(self, row: SheetRow, pairs: list) -> list:
        """The pairs of the row, and those that merged cells above it give."""
        cells = row.cells
        filled = []
        for index, (bottom, value) in list(self.open.items()):
            if row.number > bottom:
                del self.open[index]
            elif index >= len(cells) or cells[index] is None:
                filled.append((self.columns[index], value))
        for index, bottom in self.starts.get(row.number, ()):
            if index < len(cells) and cells[index] is not None:
                self.open[index] = (bottom, cells[index])
        for column, _value in filled:
            if column.column_name not in self.table.filled:
                self.table.filled.append(column.column_name)
                self.table.filled.sort()
        return pairs + filled
