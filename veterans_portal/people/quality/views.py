"""`/people/quality/`: what is missing in the files, what has gone stale, and what to do next."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from veterans.services.merging import can_undo

from ..roster.lists import station_of
from ..roster.views import station_choices
from ..worklists import VERIFIED_MONTHS
from . import figures
from .merging import merges_of
from .missing import change_url, missing_links

_LATEST_MERGES = 5
_MISSING_SHOWN = 6


@requires(Verb.VIEW)
@never_cache
def quality(request):
    """The hub of a desk: every worklist with its number, the weakest files, how complete and how fresh."""
    user, station, today = request.user, station_of(request), timezone.localdate()
    stations = figures.counted(user, station, today)
    found = figures.overview(stations)
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "overview": found,
        "months": VERIFIED_MONTHS,
        "themes": figures.themes(found, user, station),
        "weakest": [_weak(user, row) for row in figures.weakest(user, station)],
        "branches": figures.branches(stations, user, station),
        "merges": _latest_merges(user, station),
    }
    return render(request, "people/quality/quality.html", context)


def _weak(user, row):
    person, url = row["person"], change_url(user, row["person"])
    return {
        "person": person,
        "url": url,
        "missing": missing_links(row["missing"][:_MISSING_SHOWN], url),
        "more": max(0, len(row["missing"]) - _MISSING_SHOWN),
    }


def _latest_merges(user, station):
    merges = merges_of(user, under=station).filter(undone_at=None).select_related("kept")
    return [merge for merge in merges.order_by("-pk")[:_LATEST_MERGES] if can_undo(merge)]
