"""依申请, 更换, 补发: what waits for the user's tier, one application with its opinions, and a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from care_activities.models import Plaque, PlaqueApplication
from care_activities.models.plaques import MOST_REISSUES
from care_activities.services import plaque_applications as service
from care_activities.services.plaque_rights import below_county, below_street, is_county, is_street
from care_activities.standing import standing_of
from care_activities.vocabulary import ApplicationKind, PlaqueApplicationState, PlaqueStatus
from stations.access import requires
from stations.roles import Verb
from veterans.models import Household

from ..paging import page_of
from ..people.acts import carried_out, sent_version
from ..people.roster.lists import station_of
from ..people.roster.views import station_choices
from ..reach import reaches
from .forms import ApplyForm, OpinionForm

State = PlaqueApplicationState
_DONE = {
    "agree": gettext_lazy("已签署意见，报县级审批。"),
    "approve": gettext_lazy("已批准。"),
    "return": gettext_lazy("已退回。"),
    "refuse": gettext_lazy("已登记不批准。"),
    "resubmit": gettext_lazy("已重新上报镇街。"),
    "withdraw": gettext_lazy("已撤回。"),
    "finish": gettext_lazy("已办结。"),
}


@requires(Verb.VIEW)
@never_cache
def applications(request):
    """All of the user's stations, those first asked for that wait for her own tier."""
    user, station = request.user, station_of(request)
    found = PlaqueApplication.objects.visible_to(user, under=station)
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    elif state != "all":
        state, found = "mine", found.filter(mine(user))
    context = {
        "station": station,
        "stations": station_choices(user, station),
        "state": state,
        "states": [("mine", _("待我办理")), ("all", _("全部")), *State.choices],
        "page": page_of(found.select_related("station", "household"), request, ["-applied_on", "-pk"]),
    }
    return render(request, "plaques/applications.html", context)


def mine(user):
    """The condition of what waits for the tiers the user speaks for."""
    wanted = Q(state=State.STREET) & below_street(user, PlaqueApplication)
    wanted |= Q(state=State.COUNTY) & below_county(user, PlaqueApplication)
    if any(grant.station.is_leaf for grant in user.grants(Verb.CHANGE)):
        wanted |= Q(state__in=[State.VILLAGE, State.APPROVED])
    return wanted


@requires(Verb.VIEW)
@never_cache
def application(request, pk):
    rows = PlaqueApplication.objects.visible_to(request.user).select_related("station", "household", "plaque")
    found = get_object_or_404(rows, pk=pk)
    acts = _acts(request.user, found)
    form = OpinionForm(initial={"reason": found.reason})
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in _DONE:
            raise Http404
        if not acts:
            raise PermissionDenied
        form = OpinionForm(request.POST)
        if form.is_valid() and carried_out(form, lambda: _do(act, request, found, form.cleaned_data)):
            messages.success(request, str(_DONE[act]))
            return redirect("plaque-application", pk=found.pk)
        found = get_object_or_404(rows, pk=pk)
    context = {
        "application": found,
        "steps": found.steps.all(),
        "acts": acts,
        "form": form,
        "standing": standing_of(found.household),
        "third": found.kind == ApplicationKind.REISSUE
        and found.state == State.COUNTY
        and found.plaque.reissues >= MOST_REISSUES,
        "replaces": found.kind == ApplicationKind.REPLACE,
    }
    return render(request, "plaques/application.html", context)


def _acts(user, found) -> set[str]:
    """What the user may do with the application now."""
    acts = set()
    if found.state == State.STREET and is_street(user, found.station):
        acts |= {"agree", "return"}
    if found.state == State.COUNTY and is_county(user, found.station):
        acts |= {"approve", "return", "refuse"}
    if reaches(user, Verb.CHANGE, found.station):
        if found.state == State.VILLAGE:
            acts |= {"resubmit", "withdraw"}
        if found.state == State.STREET:
            acts |= {"withdraw"}
        if found.state == State.APPROVED and found.kind != ApplicationKind.NEW:
            acts |= {"finish"}
    return acts


def _do(act, request, found, asked):
    found.version = sent_version(request)
    common = {"actor": request.user, "application": found}
    opinion = asked["opinion"]
    if act == "agree":
        service.application_agree(**common, opinion=opinion)
    elif act == "approve":
        service.application_approve(**common, opinion=opinion, override_reason=asked["override_reason"])
    elif act == "return":
        service.application_return(**common, opinion=opinion)
    elif act == "refuse":
        service.application_refuse(**common, opinion=opinion)
    elif act == "resubmit":
        service.application_resubmit(**common, reason=asked["reason"])
    elif act == "withdraw":
        service.application_withdraw(**common, opinion=opinion)
    else:
        done_on = asked["done_on"] or timezone.localdate()
        service.application_finish(**common, done_on=done_on, old_handed_in=asked["old_handed_in"])


@requires(Verb.ADD)
@never_cache
def apply(request, pk):
    """A new application of a household."""
    homes = Household.objects.visible_to(request.user, Verb.ADD).select_related("station")
    home = get_object_or_404(homes, pk=pk)
    hung = Plaque.objects.filter(household=home, status=PlaqueStatus.HUNG).first()
    standing = standing_of(home)
    form = ApplyForm(request.POST or None, role=hung.role if hung else standing.role, hung=hung is not None)
    if request.method == "POST" and form.is_valid():
        made = []
        if carried_out(
            form,
            lambda: made.append(
                service.application_submit(actor=request.user, household=home, **form.cleaned_data)
            ),
        ):
            messages.success(request, _("已受理，等待镇街签署意见。"))
            return redirect("plaque-application", pk=made[0].pk)
    context = {
        "home": home,
        "hung": hung,
        "standing": standing,
        "form": form,
    }
    return render(request, "plaques/apply.html", context)
