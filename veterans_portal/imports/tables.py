"""From the rows of a file to the rows of its tables: headers found, everything else left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice

from .headers import SEARCHED_ROWS, ColumnSpec, HeaderMatch, find_header, is_total_row
from .keys import KEY
from .kinds import missing_of, specs_of
from .marks import is_bad_rows_sheet, is_result_header
from .reader import FileRejected, SheetRow

_REMARKS = ("注", "备注", "说明", "填表说明")


@dataclass
class Table:
    """The table of one sheet: its header, and its rows as pairs of a column and a cell."""

    sheet: str
    header: HeaderMatch
    rows: Iterator[tuple[int, list]]

    def described(self) -> dict:
        """What to show of the header: `columns` leads from the sheet's headers to ours."""
        header = self.header
        return {
            "sheet": self.sheet,
            "row": header.row_number,
            "columns": {
                header.texts[index]: name for index, name in header.mapping.items() if name != KEY.column_name
            },
            "unmapped": [text for text in header.unmapped if not is_result_header(text)],
            "forbidden": header.forbidden,
            "duplicates": header.duplicates,
        }


def tables(rows, resource, taught=()) -> Iterator[Table]:
    """The tables in the sheets of a file, one after the other; sheets without one are passed over, and
    behind a sheet of only the bad rows (in a corrections workbook) everything else.

    `taught` holds pairs of a header that people write and the column of ours that it means.

    Raises FileRejected when no sheet has a table.
    """
    specs = [*specs_of(resource, taught), ColumnSpec(KEY.column_name)]
    found, lacking, only_bad_rows = False, None, False
    for sheet, sheet_rows in groupby(rows, key=lambda row: row.sheet):
        if only_bad_rows and not is_bad_rows_sheet(sheet):
            continue
        head = list(islice(sheet_rows, SEARCHED_ROWS))
        header = find_header(head, specs)
        named = set(header.mapping.values()) if header else set()
        missing = missing_of(resource, named)
        if missing:
            lacking = missing if lacking is None or len(missing) < len(lacking) else lacking
            continue
        found = True
        only_bad_rows = only_bad_rows or is_bad_rows_sheet(sheet)
        below = [row for row in head if row.number >= header.first_data_row]
        rest = chain(below, sheet_rows)  # noqa: B031 - the group is used once: its head, then its rest
        yield Table(sheet, header, _data(rest, header, resource))
    if not found:
        raise FileRejected("no-header", columns="、".join(lacking or missing_of(resource, set())))


def _data(rows: Iterator[SheetRow], header: HeaderMatch, resource):
    columns = [(index, resource.by_header.get(name, KEY)) for index, name in header.mapping.items()]
    for row in rows:
        cells = row.cells
        width = len(cells)
        pairs = [
            (column, cells[index]) for index, column in columns if index < width and cells[index] is not None
        ]
        if not pairs or is_total_row(cells) or _is_remark(cells) or _repeats_header(cells, header):
            continue
        yield row.number, pairs


def _is_remark(cells):
    """Whether the row holds a single remark, such as 注：..., under the list."""
    text = next(cell for cell in cells if cell is not None)
    if not isinstance(text, str) or not text.startswith(_REMARKS):
        return False
    return sum(cell is not None for cell in cells) == 1


def _repeats_header(cells, header):
    """Whether the header stands here again, as on the second page of a printed list."""
    texts = [(cells[index], header.texts[index]) for index in header.mapping if index < len(cells)]
    return len(texts) > 1 and all(cell == text for cell, text in texts)
