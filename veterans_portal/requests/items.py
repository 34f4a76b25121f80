"""事项目录: what can be done at the desk and which papers it takes, on screen and on paper."""

from itertools import groupby

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from care_activities.models import ServiceItem
from stations.access import requires
from stations.roles import Verb
from veterans.vocabulary import Demand


@requires(Verb.VIEW)
@never_cache
def items(request):
    """The items in force of the user's stations and of those above, by class; the page prints as it stands."""
    user, demand = request.user, request.GET.get("demand", "")
    running = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=timezone.localdate())
    found = ServiceItem.objects.offered_to(user).filter(running).select_related("station")
    if demand in Demand.values:
        found = found.filter(demand=demand)
    groups = [
        (Demand(key).label, list(rows))
        for key, rows in groupby(found.order_by("demand", "name", "pk"), lambda item: item.demand)
    ]
    context = {
        "groups": groups,
        "demands": Demand.choices,
        "demand": demand,
        "may_add": user.holds(Verb.APPROVE),
    }
    return render(request, "requests/items.html", context)
