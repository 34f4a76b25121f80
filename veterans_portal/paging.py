"""Long lists in pages without OFFSET and without counting: a page begins after (or ends before) a row.

The address holds only the id of that row, never the name it is sorted by.
"""

from dataclasses import dataclass

from django.db.models import Q

PAGE_ROWS = 50


@dataclass(frozen=True)
class Page:
    """`rows`, and the addresses ("" for none) of the pages before and after."""

    rows: list
    previous_url: str
    next_url: str


def page_of(queryset, request, order, *, size=PAGE_ROWS) -> Page:
    """The page of `queryset` that the request asks for by `after` or `before`, sorted by `order`.

    `order`: names of columns that are never null, the last one unique, all ascending or all descending
    (with a minus). An id that is not in the list, or no longer, gives the first page.
    """
    names = [name.lstrip("-") for name in order]
    descending = order[0].startswith("-")
    backwards = "before" in request.GET
    mark = _mark(queryset, names, request.GET.get("before" if backwards else "after"))
    backwards = backwards and mark is not None
    if mark is not None:
        queryset = queryset.filter(_beyond(names, mark, descending != backwards))
    ordered = queryset.order_by(*order)
    rows = list((ordered.reverse() if backwards else ordered)[: size + 1])
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


def _mark(queryset, names, pk):
    if not (pk or "").isdecimal():
        return None
    return queryset.filter(pk=pk).values_list(*names).first()


def _beyond(names, mark, descending):
    """The rows after `mark`: (a, b) > (x, y) as a >= x AND (a > x OR (a = x AND b > y)), for the index."""
    way = "lt" if descending else "gt"
    condition = Q()
    for position in range(len(names)):
        same = dict(zip(names[:position], mark[:position], strict=True))
        condition |= Q(**same, **{f"{names[position]}__{way}": mark[position]})
    return Q(**{f"{names[0]}__{way}e": mark[0]}) & condition


def _address(request, way, pk):
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[way] = pk
    return f"?{query.urlencode()}"
