"""One household: who belongs to it, its plaques, and everything done for it and for its people."""

from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from care_activities.models import Plaque
from stations import audit
from stations.access import requires
from stations.roles import Verb
from veterans.models import Household, PersonFile

from ...reach import reaches
from ..roster.rows import rows_for, with_what_rows_show
from . import timeline


@requires(Verb.VIEW)
@never_cache
@transaction.atomic
def household(request, pk):
    """The page of a household of the user's stations, and the log's entry that it was opened."""
    user = request.user
    home = get_object_or_404(
        Household.objects.visible_to(user).select_related("station", "village_group"), pk=pk
    )
    audit.record(audit.Action.VIEW, actor=user, station=home.station, target=home)
    people = with_what_rows_show(PersonFile.objects.visible_to(user).filter(household=home))
    members = list(people.order_by("status", "birth_date", "pk"))
    plaques = Plaque.objects.visible_to(user).filter(household=home).select_related("station")
    may_change = reaches(user, Verb.CHANGE, home.station)
    context = {
        "household": home,
        "rows": rows_for(user, members),
        "plaques": plaques.order_by("-pk"),
        "timeline": timeline.of_household(user, home, members),
        "change_url": reverse("admin:veterans_household_change", args=[home.pk]) if may_change else "",
    }
    return render(request, "people/file/household.html", context)
