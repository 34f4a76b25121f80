"""Ledgers on A4 landscape with a cover; what they share stands in templates/components/ledger_page.html."""

from django.shortcuts import render
from django.utils import timezone

from stations import audit

from .paging import page_of

MOST_LINES = 500


def ledger_page(
    request, template, *, rows, order, name, logged, told, station, sums=(), further=None, most=MOST_LINES
):
    """The response with a page of `rows`; that it was printed is logged.

    `name`: of the ledger. `logged`: the reason in the log, with {} for the number of rows. `told`: what the rows
    were narrowed by, `[(label, value)]`. `station`: whose ledger it is. `sums`: `[(label, value)]` for the cover.
    `further`: further context from the rows of the page.
    """
    user, page = request.user, page_of(rows, request, order, size=most)
    if page.rows:
        reason = logged.format(len(page.rows))
        audit.record(audit.Action.PRINT, actor=user, station=station, reason=reason)
    context = {
        "name": name,
        "told": told,
        "sums": sums,
        "station": station,
        "page": page,
        "maker": str(user),
        "today": timezone.localdate(),
        **(further(page.rows) if further else {}),
    }
    return render(request, template, context)
