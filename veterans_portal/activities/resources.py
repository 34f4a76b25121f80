"""红色资源和合作单位: what there is to use, and how often activities used it."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from care_activities.models import Activity
from care_activities.vocabulary import ActivityState
from stations.access import requires
from stations.models import PartnerOrganisation, RedResource
from stations.roles import Verb

from ..people.roster.lists import station_of
from ..people.roster.views import station_choices
from ..reach import reaches

_MOST = 300


@requires(Verb.VIEW)
@never_cache
def resources(request):
    """Those of the user's stations and of the stations above; uses are the held activities that she may see."""
    user, station = request.user, station_of(request)
    held = Activity.objects.visible_to(user, under=station).filter(state=ActivityState.HELD)
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "red_resources": _used(RedResource, user, station, held),
        "partners": _used(PartnerOrganisation, user, station, held),
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "activities/resources.html", context)


def _used(model, user, station, held):
    """`[(row, uses, may it be changed)]` in the order of the model."""
    rows = model.objects.offered_to(user)
    if station:
        rows = rows.filter(Q(station__below=station.path) | Q(station__code__in=station.path_codes))
    uses = Count("activities", filter=Q(activities__in=held.order_by().values("pk")), distinct=True)
    rows = rows.select_related("station").annotate(uses=uses).order_by("station__path", "kind", "name")
    return [(row, row.uses, reaches(user, Verb.CHANGE, row.station)) for row in rows[:_MOST]]
