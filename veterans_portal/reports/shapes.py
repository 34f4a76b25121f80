"""What a report is: tables of columns, each column a named figure, each line a station one step below."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..dashboards.figures import BY_KEY, Definition


@dataclass(frozen=True)
class Column:
    """A figure as a report shows it: `group` is the merged heading above, `asked(period)` what its list is asked.

    `label` is a shorter name under the heading of its group, "" for the figure's own.
    """

    figure: Definition
    group: str = ""
    label: str = ""
    asked: Callable | None = None

    @property
    def key(self):
        return self.figure.key

    @property
    def heading(self):
        return self.label or self.figure.label

    def definition(self, period, further=()) -> Definition:
        """The figure with the list of the period asked for, narrowed to what is asked of the line."""
        asked = (*(self.asked(period) if self.asked else ()), *further)
        return replace(self.figure, asked=asked) if asked else self.figure


@dataclass(frozen=True)
class Table:
    """`sources` are `(subtree, period) -> rows of a branch and its numbers` (see dashboards.subtree).

    `lines`, where the lines are not stations: `(subtree, period) -> [(label, numbers, what its lists are asked)]`;
    `corner` heads them.
    """

    title: str
    columns: tuple[Column, ...]
    sources: tuple[Callable, ...] = ()
    lines: Callable | None = None
    corner: str = ""


@dataclass(frozen=True)
class Rule:
    """What must add up: the sums of two sets of figures are equal, or the first is at most the second.

    Figures are those of the report's last lines, else those kept about people (veterans.tallies).
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    words: str
    is_equal: bool = True


@dataclass(frozen=True)
class Report:
    """One of the tables that upper levels ask for. `timed`: whether its numbers are those of a period.

    `note` says how it is counted, `rules` what is checked before it is signed.
    """

    key: str
    title: str
    unit: str
    tables: tuple[Table, ...]
    note: str = ""
    timed: bool = False
    rules: tuple[Rule, ...] = ()

    @property
    def code(self):
        return self.key.upper()


def known(*keys, group="", labels=None) -> list[Column]:
    """Figures of the dashboard as columns."""
    labels = labels or {}
    return [Column(BY_KEY[key], group, labels.get(key, "")) for key in keys]


def counted(key, label, unit, group="", *, asked=None, short="", **rest) -> Column:
    """A figure of its own: the number of that name that a source counted."""
    compute = rest.pop("compute", lambda basis: basis[key])
    return Column(Definition(key, label, unit, compute, **rest), group, short, asked)
