"""⑭志愿/社工服务台账: A4 landscape with a cover; the services a page at a time, then volunteers and contracts."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from stations import audit
from stations.access import requires
from stations.roles import Verb

from ..paging import page_of
from ..people.roster.lists import root_of
from . import lists

_LINES = 500


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """The ledger of what the list of services was asked for; that it was printed is logged."""
    user, asked = request.user, lists.CareFilter.read(request.user, request.GET)
    page = page_of(lists.services_shown(asked.apply(user)), request, ["-date", "-pk"], size=_LINES)
    station, today = root_of(user, asked.station), timezone.localdate()
    if page.rows:
        audit.record(
            audit.Action.PRINT,
            actor=user,
            station=station,
            reason=f"志愿、社工服务台账，{len(page.rows)} 条",
        )
    running = lists.contracts_for(user, station).filter(ends_on__gte=today, starts_on__lte=today)
    context = {
        "asked": asked,
        "told": asked.told(),
        "station": station,
        "page": page,
        "rows": lists.mark_told(user, page.rows),
        "totals": asked.totals(user),
        "sums": lists.sums(user, asked.station, asked.year),
        "volunteers": lists.VolunteerFilter(asked.station, asked.year).by_volunteer(user),
        "contracts": running.select_related("provider")[:_LINES],
        "maker": user.full_name or user.username,
    }
    return render(request, "care/ledger.html", context)
