"""Planning an activity, and correcting what is planned."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.services.activities import activity_plan, activity_update
from stations.access import requires
from stations.roles import Verb

from ..people.acts import carried_out, sent_version
from ..people.roster.lists import root_of, station_by_code
from ..people.roster.views import station_choices
from ..reach import reaches
from .forms import PlanForm
from .views import activity_of


@requires(Verb.ADD)
@never_cache
def new(request):
    """A new activity of the station `?station=`, else of the user's own."""
    user = request.user
    station = root_of(user, station_by_code(user, request.GET.get("station")))
    if not reaches(user, Verb.ADD, station):
        raise Http404
    form = PlanForm(request.POST or None, user=user, station=station)
    if request.method == "POST" and form.is_valid():
        made = []
        answers = form.cleaned_data
        if carried_out(form, lambda: made.append(activity_plan(actor=user, station=station, **answers))):
            messages.success(request, _("活动已登记。接下来可以请人、打印签到表。"))
            return redirect("activity", pk=made[0].pk)
    context = {"form": form, "station": station, "stations": station_choices(user, station), "activity": None}
    return render(request, "activities/form.html", context)


@requires(Verb.CHANGE)
@never_cache
def edit(request, pk):
    """Corrects what an activity is; a colleague's later save is told and nothing typed is lost."""
    found = activity_of(request.user, pk, Verb.CHANGE)
    shown = found.version
    form = PlanForm(request.POST or None, instance=found, user=request.user, station=found.station)
    if request.method == "POST" and form.is_valid():
        found.version = shown = sent_version(request)
        answers = form.cleaned_data
        if carried_out(form, lambda: activity_update(actor=request.user, activity=found, **answers)):
            messages.success(request, _("已保存。"))
            return redirect("activity", pk=pk)
    context = {
        "form": form,
        "station": found.station,
        "activity": activity_of(request.user, pk, Verb.CHANGE),
        "version": shown,
    }
    return render(request, "activities/form.html", context)
