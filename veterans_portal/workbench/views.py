"""My station's page, and the small pages that belong to no ledger."""

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.access import public, signed_in
from stations.models import Station, User
from stations.roles import Verb

from ..dashboards.subtree import people_totals
from ..dashboards.views import crumbs
from ..team import duty
from . import kept_figures, pillars, today

FIRST = 5  # things to do that stand open; the rest is behind 更多


@signed_in
def my_station(request):
    """The station where the user keeps files; officials and auditors are led to what they come for."""
    user = request.user
    granted = [grant.station_id for grant in user.grants(Verb.VIEW)]
    if not granted:
        return _elsewhere(request)
    stations = list(Station.objects.filter(pk__in=granted).order_by("path"))
    station = _chosen(stations, request.GET.get("station"))
    if station is None:
        return render(request, "workbench/choose_station.html", {"stations": stations})
    counted = people_totals(station)
    todo = today.to_do(user, station, timezone.localdate())
    context = {
        "station": station,
        "stations": stations,
        "crumbs": crumbs(user, station)[:-1],
        "counted": counted,
        "todo": todo[:FIRST],
        "more": todo[FIRST:],
        "quick": today.quick_actions(user, station),
        "pillars": pillars.of(user, station, timezone.localdate()),
        "kept": kept_figures.cards(user),
        "on_duty": duty.on_duty(user, station, timezone.localdate()),
        "empty_url": today.first_step(user) if not counted["people"] else "",
    }
    return render(request, "workbench/my_station.html", context)


def _elsewhere(request):
    if request.user.holds(Verb.FIGURES):
        return redirect("dashboard-home")
    if request.user.holds(Verb.AUDIT):
        return redirect("admin:stations_auditentry_changelist")
    if hasattr(request.user, "support_member"):
        return redirect("request-slips")
    return render(request, "workbench/no_station.html")


def _chosen(stations, code):
    """The station asked for, or the only one; None when there are several to choose from."""
    if code:
        for station in stations:
            if station.code == code:
                return station
        raise Http404
    return stations[0] if len(stations) == 1 else None


@signed_in
@require_POST
def choose_language(request):
    language = request.POST.get("language")
    if language in User.Language.values:
        User.objects.filter(pk=request.user.pk).update(language=language)
        with translation.override(language):
            messages.success(request, _("界面语言已更改。"))
    return redirect("home")


@public
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
