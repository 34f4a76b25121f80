"""The dashboard of a station: figures, composition, children, consistency."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from stations.access import requires
from stations.models import Station
from stations.roles import Verb


@requires(Verb.FIGURES)
def home(request):
    """The dashboard of the user's highest station."""
    grants = request.user.grants(Verb.FIGURES)
    station = Station.objects.filter(pk__in=[grant.station_id for grant in grants]).order_by("path").first()
    if station is None:
        raise Http404
    return redirect("dashboard", code=station.code)


@requires(Verb.FIGURES)
def station(request, code):
    visible = Station.objects.visible_to(request.user, Verb.FIGURES)
    return render(request, "dashboards/station.html", {"station": get_object_or_404(visible, code=code)})
