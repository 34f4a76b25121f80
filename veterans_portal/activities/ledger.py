"""活动台账 on the screen and on paper."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.vocabulary import ActivityKind, ActivitySeries
from stations.access import requires
from stations.roles import Verb

from ..paging import page_of
from ..people.roster.lists import root_of
from ..people.roster.views import station_choices
from ..printing import ledger_page
from . import lists

_ORDER = ["-date", "-pk"]


@requires(Verb.VIEW)
@never_cache
def activities(request):
    """The activities, the latest day first, month by month."""
    user, asked = request.user, lists.ActivityFilter.read(request.user, request.GET)
    page = page_of(asked.apply(user).select_related("station", "venue"), request, _ORDER)
    context = {
        "asked": asked,
        "label": asked.label,
        "page": page,
        "rows": lists.rows_of(page.rows),
        "totals": asked.totals(user),
        "todo": [item for item in lists.to_do(user, asked.station) if item["count"]],
        "stations": station_choices(user, asked.station),
        "kinds": ActivityKind.choices,
        "series": ActivitySeries.choices,
        "red_plus": lists.RED_PLUS,
        "states": lists.STATES,
        "years": [(str(year), str(year)) for year in lists.years()],
        "year": str(asked.year or ""),
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "activities/list.html", context)


@requires(Verb.VIEW)
@never_cache
def printed(request):
    """活动学习台账 on A4 landscape with its cover; that it was printed is logged."""
    user, asked = request.user, lists.ActivityFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("station", "venue", "organiser")
    return ledger_page(
        request,
        "activities/ledger.html",
        rows=rows.prefetch_related("red_resources", "partners"),
        order=_ORDER,
        name=_("活动学习台账"),
        logged="活动学习台账，{} 场",
        told=asked.told(),
        station=root_of(user, asked.station),
        further=lambda page: {
            "rows": lists.rows_of(page),
            "totals": asked.totals(user),
            "by_kind": lists.by_kind(asked, user),
        },
    )
