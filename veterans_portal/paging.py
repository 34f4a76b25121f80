"""Long lists in pages without OFFSET and without counting: a page begins after (or ends before) a row.

The address holds only the id of that row, never the name it is sorted by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

PAGE_ROWS = 50


@dataclass(frozen=True)
class Page:
    """`rows`, and the addresses ("" for none) of the pages before and after."""

    rows: list
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Stretch:
    """A part of a list with an order of its own: those with a date in order of it, then those without.

    `order`: names of columns that are never null within `condition`, the last one unique, all ascending or
    all descending (with a minus).
    """

    condition: Q
    order: Sequence[str]

    @property
    def names(self):
        return [name.lstrip("-") for name in self.order]

    @property
    def descending(self):
        return self.order[0].startswith("-")

    def mark(self, queryset, pk):
        """The values by which the row `pk` is sorted, None when it is not in this stretch."""
        return queryset.filter(self.condition, pk=pk).values_list(*self.names).first()

    def rows(self, queryset, mark, backwards):
        """The rows after `mark` (before it when `backwards`, and the nearest first); all without a mark."""
        queryset = queryset.filter(self.condition)
        if mark is not None:
            queryset = queryset.filter(_beyond(self.names, mark, self.descending != backwards))
        ordered = queryset.order_by(*self.order)
        return ordered.reverse() if backwards else ordered


def page_of(queryset, request, order, *, size=PAGE_ROWS) -> Page:
    """The page of `queryset` that the request asks for by `after` or `before`, sorted by `order`.

    `order`: as that of a Stretch, or a list of Stretches one after the other. An id that is not in the
    list, or no longer, gives the first page.
    """
    stretches = order if isinstance(order[0], Stretch) else [Stretch(Q(), order)]
    backwards = "before" in request.GET
    at, mark = _place(stretches, queryset, request.GET.get("before" if backwards else "after"))
    backwards = backwards and mark is not None
    rows = _gathered(stretches, queryset, at, mark, backwards, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else mark is not None
    has_next = bool(rows) and (backwards or more)
    return Page(
        rows,
        _address(request, "before", rows[0].pk) if has_previous and rows else "",
        _address(request, "after", rows[-1].pk) if has_next else "",
    )


def _gathered(stretches, queryset, at, mark, backwards, wanted):
    rows = []
    for stretch in reversed(stretches[: at + 1]) if backwards else stretches[at:]:
        rows += stretch.rows(queryset, mark, backwards)[: wanted - len(rows)]
        if len(rows) == wanted:
            break
        mark = None  # the stretches that follow are read from their beginning
    return rows


def _place(stretches, queryset, pk):
    """Which stretch the row `pk` stands in and its values there; (0, None) when it is in none."""
    if (pk or "").isdecimal():
        for at, stretch in enumerate(stretches):
            mark = stretch.mark(queryset, pk)
            if mark is not None:
                return at, mark
    return 0, None


def _beyond(names, mark, descending):
    """The rows after `mark`: (a, b) > (x, y) as a >= x AND (a > x OR (a = x AND b > y)), for the index."""
    way = "lt" if descending else "gt"
    condition = Q()
    for position in range(len(names)):
        same = dict(zip(names[:position], mark[:position], strict=True))
        condition |= Q(**same, **{f"{names[position]}__{way}": mark[position]})
    return Q(**{f"{names[0]}__{way}e": mark[0]}) & condition


def _address(request, way, pk):
    return narrowed(request.GET, **{way: pk})


def narrowed(query, **asked) -> str:
    """The address of the list as `query` asked for it, with `asked` besides, from its first page."""
    given = query.copy()
    for name in ("after", "before"):
        given.pop(name, None)
    for name, value in asked.items():
        given[name] = value
    return f"?{given.urlencode()}"
