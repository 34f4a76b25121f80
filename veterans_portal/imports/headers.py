"""Finds the header row of a sheet that people made, and says which column is which. Pure: no Django."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .reader import SheetRow

# Titles, notes and dates above the header take a few rows; nobody writes 30.
SEARCHED_ROWS = 30

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕|\{[^{}]*\}")
_HINTS = re.compile(r"必填项?|选填项?|可不填")
# 电话（家属） is not 电话, nor is 姓名 under 配偶: such a header must be known by its whole text.
_OF_OTHERS = re.compile(r"家属|亲属|家庭成员|父|母|配偶|妻|丈夫|子女|监护|代办|联系人|户主|旧|原|曾用")
_TOTALS = re.compile(r"(本页|本表|全表|以上)?(合计|总计|小计|共计)")
_SIGNATURES = re.compile(r"(制表|填表|填报|审核|复核|经办|负责|单位负责|联系)(人|单位|日期|时间)[:：]")
_BARE_SIGNATURES = {"制表人", "填表人", "填报人", "制表日期", "填表日期", "填报日期", "填报单位"}


@dataclass(frozen=True)
class ColumnSpec:
    """A column a kind of import knows: its own name, the other names people give it.

    A `forbidden` column is one the portal must not hold: it is recognised only to be named and skipped.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    forbidden: bool = False


@dataclass(frozen=True)
class HeaderMatch:
    """Where the header is and what it means.

    `row_number` is the header's last sheet row, the lower of two; data starts at `first_data_row`.
    `mapping` leads from the index of a sheet column, from 0, to a column's name; `texts` to its header as
    written. `duplicates` are headers of a column that another one already gave.
    """

    row_number: int
    first_data_row: int
    mapping: dict[int, str]
    texts: dict[int, str]
    unmapped: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    title_texts: list[str] = field(default_factory=list)


class _Heading(NamedTuple):
    """One column's header: the text to show, and the texts it may be known by, best first."""

    text: str
    names: tuple[str, ...]


class _Assignment(NamedTuple):
    """What the headings of one row (or two) turned out to mean."""

    headings: dict[int, _Heading]
    known: dict[int, ColumnSpec]
    repeated: set[int]


def normalise_header(text: str, *, brackets: bool = False) -> str:
    """The comparable core of a header: "*姓 名（必填）" is 姓名. What stands in brackets stays on request,
    and where it says that the column is about somebody or something else."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not brackets:
        text = _BRACKETED.sub(lambda part: part[0] if _OF_OTHERS.search(part[0]) else "", text)
    text = _HINTS.sub("", text)
    # Letters and digits of any script; marks, spaces, stars and invisible characters say nothing.
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")


def find_header(rows: Iterable["SheetRow"], columns: Sequence[ColumnSpec]) -> HeaderMatch | None:
    """The row, or pair of rows, among the first 30 that names most of `columns`; the upper one of equals.

    None when no row names every required column.
    """
    names = _names(columns)
    required = {column.name for column in columns if column.required}
    rows = list(islice(rows, SEARCHED_ROWS))
    best, best_score = None, (0, 0)
    for above, headers, assignment in _candidates(rows, names):
        named = {column.name for column in assignment.known.values() if not column.forbidden}
        # A second row must add something, else it is a title above the header or a record below it.
        score = (len(assignment.known), -len(headers))
        if named and required <= named and score > best_score:
            best, best_score = (above, headers, assignment), score
    return best and _match(*best)


def is_total_row(cells: Sequence) -> bool:
    """Whether a row is a sum or a signature under the list (合计, 总计, 小计, 制表人), and no record."""
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str):
        return False
    text = "".join(first.split())
    return bool(_TOTALS.match(text) or _SIGNATURES.match(text)) or text in _BARE_SIGNATURES


def _names(columns: Sequence[ColumnSpec]) -> dict[str, ColumnSpec]:
    """Every comparable name of the columns. Names in full stand before names without their brackets."""
    names = {}
    for brackets in (True, False):
        for column in columns:
            for name in (column.name, *column.synonyms):
                names.setdefault(normalise_header(name, brackets=brackets), column)
    names.pop("", None)
    return names


def _candidates(
    rows: list["SheetRow"], names: dict[str, ColumnSpec]
) -> Iterator[tuple[list["SheetRow"], list["SheetRow"], _Assignment]]:
    """Each row alone, then with the one below it: (rows above, header rows, assignment)."""
    for index, row in enumerate(rows):
        alone = _assign(_headings(row.cells), names)
        yield rows[:index], [row], alone
        below = rows[index + 1] if index + 1 < len(rows) else None
        if below and below.number == row.number + 1 and _may_continue(alone, below.cells):
            yield rows[:index], [row, below], _assign(_joined_headings(row.cells, below.cells), names)


def _headings(cells: Sequence) -> dict[int, _Heading]:
    return {
        index: _Heading(cell, (cell,))
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip()
    }


def _joined_headings(upper: Sequence, lower: Sequence) -> dict[int, _Heading]:
    """Headings over two rows. An upper text counts for the blanks to its right while there is a lower one,
    as in a merged cell: 联系方式 over 手机 and 住址 gives 联系方式手机 or 手机, 联系方式住址 or 住址."""
    headings, carried = {}, ""
    for index in range(max(len(upper), len(lower))):
        over = upper[index] if index < len(upper) and isinstance(upper[index], str) else ""
        under = lower[index] if index < len(lower) and isinstance(lower[index], str) else ""
        carried = over or (carried if under else "")
        if under:
            names = (carried + under,) if _OF_OTHERS.search(carried) else (carried + under, under, over)
            headings[index] = _Heading(f"{carried} {under}".strip(), names)
        elif over:
            headings[index] = _Heading(over, (over,))
    return headings


def _may_continue(alone: _Assignment, below: Sequence) -> bool:
    """Whether the row below can be the second row of a header: texts only, and blank under most of the
    columns the first row names by itself. A record is filled just there."""
    if not all(cell is None or isinstance(cell, str) for cell in below):
        return False
    filled = sum(index < len(below) and below[index] is not None for index in alone.known)
    return 2 * filled <= len(alone.known)


def _assign(headings: dict[int, _Heading], names: dict[str, ColumnSpec]) -> _Assignment:
    """Give each heading its column: first those written in full, then those that differ in a bracket."""
    known, repeated = {}, set()
    for brackets in (True, False):
        for index, heading in headings.items():
            if index in known or index in repeated:
                continue
            keys = (normalise_header(name, brackets=brackets) for name in heading.names)
            column = next((names[key] for key in keys if key in names), None)
            if column is None:
                continue
            if column in known.values() and not column.forbidden:
                repeated.add(index)
            else:
                known[index] = column
    return _Assignment(headings, dict(sorted(known.items())), repeated)


def _match(above: list["SheetRow"], headers: list["SheetRow"], assignment: _Assignment) -> HeaderMatch:
    known = assignment.known
    texts = {index: heading.text for index, heading in assignment.headings.items()}
    return HeaderMatch(
        row_number=headers[-1].number,
        first_data_row=headers[-1].number + 1,
        mapping={index: column.name for index, column in known.items() if not column.forbidden},
        texts=texts,
        unmapped=[
            text for index, text in texts.items() if index not in known and index not in assignment.repeated
        ],
        forbidden=[texts[index] for index, column in known.items() if column.forbidden],
        duplicates=[texts[index] for index in texts if index in assignment.repeated],
        title_texts=[
            cell.strip() for row in above for cell in row.cells if isinstance(cell, str) and cell.strip()
        ],
    )
