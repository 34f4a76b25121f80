"""Finds the header of a sheet that people made, and says which column is which. Pure: no Django."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .header_words import ColumnSpec, Names, is_about_others, normalise_header

if TYPE_CHECKING:
    from .reader import SheetRow

__all__ = ["SEARCHED_ROWS", "ColumnSpec", "HeaderMatch", "find_header", "is_total_row", "normalise_header"]

# Titles, notes and dates above the header take a few rows; nobody writes 40.
SEARCHED_ROWS = 40
MOST_HEADER_ROWS = 3

_TOTALS = re.compile(
    r".{0,12}(?:合计|总计|小计|共计|累计)(?:[:：(（0-9].*|[人户名条元项次]*)$|共[0-9]+[人户名条项次]|总?(?:人数|户数)[:：]?$"
)
# What stands before a colon is said of the whole list: 审核人：, 村（居）委会意见：, 监督电话：. No record begins so.
_SIGNATURES = re.compile(r"[\u4e00-\u9fff()（）、/]{2,14}[:：]")
_ABOUT_THE_SHEET = re.compile(
    r"[:：]|盖章|年.*月.*日|(?:填报|填表|制表|报送)(?:单位|日期|时间|人)|单位[(（]元"
)
_RESIDENCE = re.compile(r"居住|常住|现住")
_BARE_SIGNATURES = {"制表人", "填表人", "填报人", "制表日期", "填表日期", "填报日期", "填报单位"}


@dataclass(frozen=True)
class HeaderMatch:
    """Where the header is and what it means.

    `row_number` is the header's last sheet row, the lowest of several; data starts at `first_data_row`.
    `mapping` leads from the index of a sheet column, from 0, to a column's name; `texts` to its header as
    written, `lines` to the texts of its single rows. `duplicates` are headers of a column that another one
    already gave.
    """

    row_number: int
    first_data_row: int
    mapping: dict[int, str]
    texts: dict[int, str]
    lines: list[dict[int, str]] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    title_texts: list[str] = field(default_factory=list)


class _Name(NamedTuple):
    """A text that a heading may be known by, and the places among the header's rows where it stands.

    `is_last` is one that is believed only where no other column means the same.
    """

    text: str
    levels: frozenset[int]
    is_last: bool = False


class _Heading(NamedTuple):
    """One column's header: the text to show, and what it may be known by, best first."""

    text: str
    names: tuple[_Name, ...]


class _Assignment(NamedTuple):
    """What the headings of one row, or of several together, turned out to mean."""

    headings: dict[int, _Heading]
    known: dict[int, ColumnSpec]
    repeated: set[int]
    levels: frozenset[int]


class _Candidate(NamedTuple):
    above: list["SheetRow"]
    rows: list["SheetRow"]
    assignment: _Assignment


def find_header(
    rows: Iterable["SheetRow"], columns: Sequence[ColumnSpec], merges: Sequence[tuple] = ()
) -> HeaderMatch | None:
    """The row, or the two or three rows, among the first 40 that name most of `columns`; the upper of equals.

    Rows that belong to the header without naming anything of ours are part of it: groups above it, which may
    speak of somebody else, and unknown words under a merged cell.

    `merges` are the sheet's merged ranges, as SheetFacts has them. None when no row names every required
    column.
    """
    names = Names(columns)
    required = {column.name for column in columns if column.required}
    rows = list(islice(rows, SEARCHED_ROWS))
    best, best_score = None, (0, 0)
    for candidate in _candidates(rows, names, merges):
        assignment, depth = candidate.assignment, len(candidate.rows)
        named = {column.name for column in assignment.known.values() if not column.forbidden}
        # Every row must add something, else it is a title above the header or a record below it.
        score = (len(assignment.known), depth)
        if named and required <= named and len(assignment.levels) == depth and score > best_score:
            best, best_score = candidate, score
    return best and _match(_widened(best, rows, names, merges))


def is_total_row(cells: Sequence) -> bool:
    """Whether a row is a sum or a signature under the list (合计, 总计, 小计, 制表人), and no record."""
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str):
        return False
    text = "".join(first.split())
    return bool(_TOTALS.match(text) or _SIGNATURES.match(text)) or text in _BARE_SIGNATURES


def _candidates(rows: list["SheetRow"], names: Names, merges: Sequence[tuple]) -> Iterator[_Candidate]:
    """Each row alone, then with the one below it, then with two."""
    for index, row in enumerate(rows):
        alone = _assign(_headings([row], merges), names)
        yield _Candidate(rows[:index], [row], alone)
        for depth in range(2, MOST_HEADER_ROWS + 1):
            header = rows[index : index + depth]
            if len(header) < depth or not _may_continue(alone, header, merges):
                break
            yield _Candidate(rows[:index], header, _assign(_headings(header, merges), names))


def _widened(found: _Candidate, rows: list["SheetRow"], names: Names, merges: Sequence[tuple]) -> _Candidate:
    """The header with the row of groups above it, and with the rows below that are no records."""
    while len(found.rows) < MOST_HEADER_ROWS and found.above and _are_groups(found, merges):
        wider = _candidate(found.above[:-1], [found.above[-1], *found.rows], names, merges)
        # Where little is left that we know, the row above is no group but a title.
        if 2 * len(wider.assignment.known) < len(found.assignment.known):
            break
        found = wider
    below = rows[len(found.above) + len(found.rows) :]
    for row in below[: MOST_HEADER_ROWS - len(found.rows)]:
        if not _belongs_below(found, row, merges):
            break
        wider = _candidate(found.above, [*found.rows, row], names, merges)
        if not found.assignment.known.keys() <= wider.assignment.known.keys():
            break
        found = wider
    return found


def _candidate(above, rows, names, merges) -> _Candidate:
    return _Candidate(above, rows, _assign(_headings(rows, merges), names))


def _are_groups(found: _Candidate, merges: Sequence[tuple]) -> bool:
    """Whether the row above holds groups over some of the columns, and is no title over all of them."""
    row, first = found.above[-1], found.rows[0]
    texts = {index: text for index in range(len(row.cells)) if (text := _text(row.cells, index))}
    if (
        first.number != row.number + 1
        or len(texts) < 2
        or len(texts) < len(row.cells) - row.cells.count(None)
    ):
        return False
    if any(_ABOUT_THE_SHEET.search(text) for text in texts.values()):
        return False
    own = [merge for merge in merges if merge[0] == row.number]
    if own:
        return any(left < right or bottom >= first.number for _top, left, bottom, right in own)
    # Without merged cells a group stands over its first column, and whatever has none over itself.
    return all(_text(first.cells, index) or index not in found.assignment.known for index in texts)


def _belongs_below(found: _Candidate, row: "SheetRow", merges: Sequence[tuple]) -> bool:
    """Whether the row still belongs to the header: texts under its merged cells, or only where it has none."""
    last = found.rows[-1]
    texts = {index for index in range(len(row.cells)) if _text(row.cells, index)}
    if row.number != last.number + 1 or len(texts) < len(row.cells) - row.cells.count(None):
        return False
    if texts & found.assignment.known.keys():
        return False
    first = found.rows[0].number
    over = [merge for merge in merges if first <= merge[0] <= last.number]
    if over:
        return any(
            bottom >= row.number or (top == last.number and left < right) for top, left, bottom, right in over
        )
    # Some of the words stand under blanks, to the right of a word that is theirs in common.
    return len(texts) > 1 and any(not _text(last.cells, index) for index in texts)


def _may_continue(alone: _Assignment, header: list["SheetRow"], merges: Sequence[tuple]) -> bool:
    """Whether the last of the rows can belong to the header of those above: texts only, and below a merged
    cell of theirs or blank under most of the columns the first row names by itself. A record is filled just
    there."""
    last = header[-1]
    if last.number != header[-2].number + 1 or not all(
        cell is None or isinstance(cell, str) for cell in last.cells
    ):
        return False
    first = header[0].number
    for top, left, bottom, right in merges:
        if first <= top < last.number and ((bottom >= last.number and left == right) or right > left):
            return True
    under = {index for index in range(len(last.cells)) if last.cells[index] is not None}
    over = {index for index, cell in enumerate(header[0].cells) if cell is not None}
    # Two rows that are filled alike are records, or a record and the header of the next page.
    if 2 * len(under & over) > max(len(under), len(over)):
        return False
    return 2 * len(under & alone.known.keys()) <= len(alone.known)


def _headings(rows: list["SheetRow"], merges: Sequence[tuple]) -> dict[int, _Heading]:
    """The headings of one row, or of several rows read together from top to bottom."""
    paths = _merged_paths(rows, merges) if len(rows) > 1 else None
    if paths is None:
        paths = _carried_paths(rows)
    headings = {}
    for index, path in paths.items():
        texts = [text for text, _level in path]
        headings[index] = _Heading(" ".join(texts).strip(), tuple(_path_names(path)))
    return headings


def _path_names(path: list[tuple[str, int]]) -> Iterator[_Name]:
    """The whole path, then its ends; but of a group about somebody else nothing less than the whole."""
    for start in range(len(path)):
        if start and is_about_others(text for text, _level in path[:start]):
            return
        part = path[start:]
        # A place under 现住址 is the station only where no other is given.
        is_last = start > 0 and bool(_RESIDENCE.search(path[start - 1][0]))
        yield _Name(
            "".join(text for text, _level in part), frozenset(level for _text, level in part), is_last
        )


def _merged_paths(rows: list["SheetRow"], merges: Sequence[tuple]) -> dict[int, list] | None:
    """The texts over each column, those of merged cells over all they cover. None where none is merged."""
    first, last = rows[0].number, rows[-1].number
    within = [merge for merge in merges if first <= merge[0] <= last]
    if not within:
        return None
    width = max(len(row.cells) for row in rows)
    grid = {
        (row.number, index): (text, level)
        for level, row in enumerate(rows)
        for index in range(width)
        if (text := _text(row.cells, index))
    }
    for top, left, bottom, right in within:
        if (top, left) in grid:
            for number in range(top, min(bottom, last) + 1):
                for index in range(left, min(right, left + 500) + 1):
                    grid[number, index] = grid[top, left]
    indexes = sorted({index for _number, index in grid})
    paths = {}
    for index in indexes:
        texts = [grid[number, index] for number in range(first, last + 1) if (number, index) in grid]
        paths[index] = list(dict.fromkeys(texts))
    return paths


def _carried_paths(rows: list["SheetRow"]) -> dict[int, list]:
    """The texts over each column, without merged cells to go by: an upper text counts for the blanks to its
    right while there is a lower one. 联系方式 over 手机 and 住址 gives 联系方式手机, 联系方式住址."""
    width = max(len(row.cells) for row in rows)
    paths = {index: [] for index in range(width)}
    for level, row in enumerate(rows[:-1]):
        carried = None
        for index in range(width):
            over = _text(row.cells, index)
            under = any(_text(below.cells, index) for below in rows[level + 1 :])
            carried = (over, level) if over else carried if under else None
            if carried:
                paths[index].append(carried)
    for index in range(width):
        if text := _text(rows[-1].cells, index):
            paths[index].append((text, len(rows) - 1))
    return {index: path for index, path in paths.items() if path}


def _text(cells: Sequence, index: int) -> str:
    cell = cells[index] if index < len(cells) else None
    return cell if isinstance(cell, str) and cell.strip() else ""


def _assign(headings: dict[int, _Heading], names: Names) -> _Assignment:
    """Give each heading its column: of several that mean the same, the surest one, else the first."""
    readings = {}
    for index, heading in headings.items():
        found = ((names.read(name.text), name) for name in heading.names)
        best = next(((reading, name) for reading, name in found if reading), None)
        if best:
            readings[index] = best
    known, repeated, levels = {}, set(), set()
    order = {index: (name.is_last, reading.rank, index) for index, (reading, name) in readings.items()}
    for index in sorted(readings, key=order.get):
        reading, name = readings[index]
        if reading.column in known.values() and not reading.column.forbidden:
            repeated.add(index)
        else:
            known[index] = reading.column
            # A forbidden pattern is found in any longer text: that a title stands above it proves nothing.
            levels |= frozenset() if reading.column.forbidden else name.levels
    return _Assignment(headings, dict(sorted(known.items())), repeated, frozenset(levels))


def _match(candidate: _Candidate) -> HeaderMatch:
    above, header, assignment = candidate
    known, repeated = assignment.known, assignment.repeated
    texts = {index: heading.text for index, heading in assignment.headings.items()}
    return HeaderMatch(
        row_number=header[-1].number,
        first_data_row=header[-1].number + 1,
        mapping={index: column.name for index, column in known.items() if not column.forbidden},
        texts=texts,
        lines=[{index: text for index in texts if (text := _text(row.cells, index))} for row in header],
        unmapped=[text for index, text in texts.items() if index not in known and index not in repeated],
        forbidden=[texts[index] for index, column in known.items() if column.forbidden],
        duplicates=[texts[index] for index in texts if index in repeated],
        title_texts=[
            cell.strip() for row in above for cell in row.cells if isinstance(cell, str) and cell.strip()
        ],
    )
