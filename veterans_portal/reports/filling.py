"""Filling a report: the numbers of a station and its children, in a number of statements that does not grow."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from stations.models import Station

from ..dashboards.figures import Basis, Figure
from ..dashboards.panels import children_of
from ..dashboards.subtree import Counts, Subtree, total
from ..periods import Period
from .shapes import Column, Report, Table


@dataclass(frozen=True)
class Head:
    """The heading of a column: `group` is the merged heading above it, "" for none."""

    key: str
    text: str
    unit: str
    group: str = ""


@dataclass(frozen=True)
class Line:
    """`code` is the station's, "" for the sum and for lines that are no stations."""

    name: str
    code: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class FilledTable:
    title: str
    corner: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Line | None

    @property
    def every_line(self) -> tuple[Line, ...]:
        return (*self.lines, self.total) if self.total else self.lines

    @property
    def last(self) -> Line:
        """The line of the whole station: the sum, or the only one."""
        return self.total or self.lines[0]

    @property
    def groups(self) -> list[tuple[str, list[Head]]]:
        """Neighbouring columns under their common heading; those without one stand alone."""
        found: list[tuple[str, list[Head]]] = []
        for head in self.heads:
            if head.group and found and found[-1][0] == head.group:
                found[-1][1].append(head)
            else:
                found.append((head.group, [head]))
        return found

    @property
    def is_grouped(self) -> bool:
        return any(head.group for head in self.heads)


@dataclass(frozen=True)
class Filled:
    """A report with its numbers, as of the moment it was counted."""

    report: Report
    station: Station
    period: Period
    as_of: datetime.datetime
    tables: tuple[FilledTable, ...]


def fill(report: Report, station: Station, period: Period, as_of: datetime.datetime) -> Filled:
    """`report` of `station` and the stations one step below for `period`."""
    subtree, read = Subtree(station), {}
    tables = tuple(_filled(table, station, subtree, period, read) for table in report.tables)
    return Filled(report, station, period, as_of, tables)


def _filled(table: Table, station, subtree, period, read) -> FilledTable:
    def line(name, code, place, counts, asked=()):
        basis = Basis(place, counts)
        definitions = (column.definition(period, asked) for column in table.columns)
        return Line(name, code, tuple(definition.of(basis) for definition in definitions))

    if table.lines:
        named = [(name, Counts(numbers), asked) for name, numbers, asked in table.lines(subtree, period)]
        lines = [line(name, "", station, counts, asked) for name, counts, asked in named]
        everything = total({name: counts for name, counts, _asked in named})
    else:
        branches = _branches(table, subtree, period, read)
        everything = total(branches)
        lines = [line(*told) for told in _stations(station, branches)]
    last = line(_("合计"), "", station, everything) if len(lines) != 1 else None
    heads = tuple(_head(column) for column in table.columns)
    return FilledTable(str(table.title), str(table.corner), heads, tuple(lines), last)


def _head(column: Column) -> Head:
    return Head(column.key, str(column.heading), str(column.figure.unit), str(column.group))


def _branches(table, subtree, period, read) -> dict[str, Counts]:
    """`read` keeps what each source gave: tables of one report share them."""
    found: dict[str, Counts] = defaultdict(Counts)
    for source in table.sources:
        if source not in read:
            read[source] = [_numbers(row) for row in source(subtree, period)]
        for branch, numbers in read[source]:
            found[branch].numbers.update(numbers)
    return found


def _numbers(row):
    branch = row.pop("branch")
    return branch, {name.removeprefix("n_"): number or 0 for name, number in row.items()}


def _stations(station, branches):
    """`(name, code, station, counts)`: the stations below in code order, then what stands at the station itself."""
    listed, leftover = children_of(station, branches)
    for child, counts in listed:
        yield child.place_name, child.code, child, counts
    own = branches.get("", Counts())
    own.add(leftover)
    if not listed:
        yield station.place_name, station.code, station, own
    elif any(own.numbers.values()):
        yield _("%s本级") % station.place_name, "", station, own
