"""意见建议: what is open, taking one down, and its way to the improvement."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from care_activities.models import Activity, Opinion
from care_activities.services import opinions as service
from care_activities.vocabulary import OpinionCategory, OpinionState
from stations.access import requires
from stations.roles import Verb
from veterans.models import PersonFile

from ..paging import page_of
from ..people.acts import as_id, carried_out, refusal_of, sent_version
from ..people.roster.lists import root_of, station_by_code
from ..people.roster.views import station_choices
from ..printing import ledger_page
from ..reach import reaches
from .forms import AnswerForm, CloseForm, HandleForm, OpinionForm
from .lists import years
from .opinion_lists import STATES, OpinionFilter, with_speakers

_ORDER = ["-received_on", "-pk"]


@requires(Verb.VIEW)
@never_cache
def opinions(request):
    """What was said and is not closed yet, the latest first."""
    user, asked = request.user, OpinionFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("station", "activity", "person")
    context = {
        "asked": asked,
        "page": page_of(rows, request, _ORDER),
        "stations": station_choices(user, asked.station),
        "states": STATES,
        "categories": OpinionCategory.choices,
        "years": [(year, year) for year in years()],
        "totals": asked.totals(user),
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "activities/opinions.html", context)


@requires(Verb.VIEW)
@never_cache
def printed(request):
    """意见建议台账 on A4 landscape with its cover; that it was printed is logged."""
    user, asked = request.user, OpinionFilter.read(request.user, request.GET)
    return ledger_page(
        request,
        "activities/opinion_ledger.html",
        rows=asked.apply(user).select_related("station", "activity", "person"),
        order=_ORDER,
        told=asked.told(),
        station=root_of(user, asked.station),
        name=_("意见建议台账"),
        logged="意见建议台账，{} 条",
        sums=[(_("合计"), _("未办结 %(open)s 条，已办结 %(closed)s 条") % asked.totals(user))],
        further=lambda page: {"rows": with_speakers(user, page)},
    )


@requires(Verb.ADD)
@never_cache
def new(request):
    """Takes one down, of the activity `?activity=`, else of the station `?station=` or the user's own."""
    user = request.user
    activity = _activity(request)
    asked = station_by_code(user, request.GET.get("station"))
    station = activity.station if activity else root_of(user, asked)
    if not reaches(user, Verb.ADD, station):
        raise Http404
    form = OpinionForm(request.POST or None, people=_speakers(user, activity))
    if request.method == "POST" and form.is_valid():
        made = []
        answers = form.cleaned_data
        if carried_out(
            form,
            lambda: made.append(
                service.opinion_record(actor=user, station=station, activity=activity, **answers)
            ),
        ):
            messages.success(request, _("意见已登记，请办理。"))
            return redirect("opinion", pk=made[0].pk)
    context = {"form": form, "station": station, "activity": activity}
    return render(request, "activities/opinion_new.html", context)


def _activity(request):
    pk = request.GET.get("activity", "")
    if not pk:
        return None
    rows = Activity.objects.visible_to(request.user, Verb.ADD).select_related("station")
    return get_object_or_404(rows, pk=as_id(pk))


def _speakers(user, activity):
    """Who may be named by a file: those on the list of the activity."""
    people = PersonFile.objects.visible_to(user)
    if activity is None:
        return people.none()
    return people.filter(pk__in=activity.attendances.order_by().values("person")).order_by("name_pinyin")


@dataclass(frozen=True)
class Step:
    """The next step of an opinion: its form and the service that takes it."""

    title: str
    form: type
    take: object


_STEPS = {
    OpinionState.OPEN: Step(gettext_lazy("登记办理"), HandleForm, service.opinion_handle),
    OpinionState.HANDLED: Step(gettext_lazy("登记答复"), AnswerForm, service.opinion_answer),
    OpinionState.ANSWERED: Step(gettext_lazy("办结"), CloseForm, service.opinion_close),
}


@requires(Verb.VIEW)
@never_cache
def opinion(request, pk):
    """One opinion, how far it is, and its next step."""
    rows = Opinion.objects.visible_to(request.user).select_related("station", "activity", "person")
    found = get_object_or_404(rows, pk=pk)
    may_change = reaches(request.user, Verb.CHANGE, found.station)
    step = _STEPS.get(found.state)
    form = step.form() if step and may_change else None
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        found.version = sent_version(request)
        if request.POST.get("act") == "delete":
            return _deleted(request, found)
        if step is None:
            raise Http404
        form = step.form(request.POST)
        if _taken(request, found, step, form):
            messages.success(request, _("已登记。"))
            return redirect("opinion", pk=pk)
        found = get_object_or_404(rows, pk=pk)
    context = {
        "opinion": found,
        "step": step,
        "form": form,
        "seen": _is_seen(request.user, found),
        "may_change": may_change,
        "may_delete": reaches(request.user, Verb.DELETE, found.station) and found.state == OpinionState.OPEN,
    }
    return render(request, "activities/opinion.html", context)


def _taken(request, found, step, form):
    if not form.is_valid():
        return False
    answers = form.cleaned_data
    return carried_out(form, lambda: step.take(actor=request.user, opinion=found, **answers))


def _deleted(request, found):
    said = refusal_of(lambda: service.opinion_delete(actor=request.user, opinion=found))
    if said:
        messages.error(request, said)
        return redirect("opinion", pk=found.pk)
    messages.success(request, _("已删除这条意见。"))
    return redirect("opinions")


def _is_seen(user, found):
    """Whether the file of who said it may still be opened: files move."""
    return found.person_id and PersonFile.objects.visible_to(user).filter(pk=found.person_id).exists()
