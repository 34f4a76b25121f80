"""The board, taking a request, and the page of one."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from care_activities.models import ServiceRequest, Supervision
from care_activities.services import request_moves as moves
from care_activities.services import requests as service
from care_activities.services.request_files import request_file_add
from care_activities.services.request_readers import reads
from care_activities.services.request_times import duration, times_of
from care_activities.vocabulary import (
    RequestChannel,
    RequestFileKind,
    RequestKind,
    RequestState,
    Urgency,
)
from stations import audit
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans import search
from veterans.models import PersonFile
from veterans.vocabulary import Demand

from ..paging import page_of
from ..people.acts import as_id, carried_out
from ..people.roster.views import station_choices
from ..reach import reaches
from ..uploads import is_too_large, takes_file
from . import acts, lists, told
from .forms import IntakeForm

_FOUND = 8


@requires(Verb.VIEW)
@never_cache
def board(request):
    """What waits for the user's stations, and the requests asked for with their figures."""
    user, asked = request.user, lists.RequestFilter.read(request.user, request.GET)
    page = page_of(lists.with_rows(asked.apply(user)), request, ["-taken_at", "-pk"])
    context = {
        "asked": asked,
        "todo": [item for item in lists.to_do(user, asked.station) if item["count"]],
        "page": page,
        "rows": lists.rows_of(page.rows),
        "facts": told.facts(asked, user, request.GET),
        "composition": told.composition(asked, user, request.GET),
        "stations": station_choices(user, asked.station),
        "whose": lists.WHOSE,
        "kinds": RequestKind.choices,
        "channels": RequestChannel.choices,
        "demands": Demand.choices,
        "urgencies": Urgency.choices,
        "states": RequestState.choices,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "requests/board.html", context)


# --- taking ------------------------------------------------------------------------------------------


@requires(Verb.ADD)
@takes_file
@never_cache
@sensitive_post_parameters("who", "caller_phone")
def new(request):
    """The desk: a request taken and at once done, referred up or handed over, as the button says."""
    user, person = request.user, _person(request)
    form = IntakeForm(
        request.POST or None,
        request.FILES or None,
        user=user,
        person=person,
        too_large=is_too_large(request),
    )
    found = []
    if request.method == "POST" and form.is_valid():
        if person is None:
            person, found = _who(request, form)
        if not form.errors and not found:
            made = []
            if carried_out(
                form, lambda: made.append(_take(user, form, person, request.POST.get("then", "")))
            ):
                messages.success(request, _("已登记，编号 %s。") % made[0].number)
                return redirect("request", pk=made[0].pk)
    context = {"form": form, "person": person, "found": found}
    return render(request, "requests/new.html", context)


def _person(request):
    """The file named by `person` in the address or chosen among those found; 404 for a foreign one."""
    pk = request.POST.get("person") or request.GET.get("person", "")
    if not pk:
        return None
    rows = PersonFile.objects.visible_to(request.user).select_related("managing_station")
    return get_object_or_404(rows, pk=as_id(pk))


def _who(request, form):
    """`(the person meant, or None; those to choose from)` of what was typed; nobody found stands on the form."""
    typed = form.cleaned_data.get("who", "").strip()
    if not typed:
        return None, []
    user = request.user
    kind = search.kind_of(typed)
    people = PersonFile.objects.visible_to(user)
    if kind in search.OF_THE_FILE:
        people = PersonFile.objects.kept_by(user)
    if kind in search.AUDITED:
        audit.record(audit.Action.SEARCH, actor=user, reason="登记诉求时按号码查找")
    ids = search.first_found(people, typed, _FOUND, anywhere=search.reads_names_whole(user))
    found = list(people.filter(pk__in=ids).select_related("managing_station").order_by("name_pinyin", "pk"))
    if not found:
        form.add_error("who", _("没有找到；不在册的请清空这一栏，在“更多”里填来人姓名。"))
    return (found[0], []) if len(found) == 1 else (None, found)


@transaction.atomic
def _take(user, form, person, then):
    values = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in ("who", "result", "opinion", "to_station", "scan")
    }
    given = form.cleaned_data
    taken = service.request_register(actor=user, person=person, **values)
    if given["scan"]:
        request_file_add(actor=user, request=taken, made=given["scan"], kind=RequestFileKind.PAPER)
    if then == "close":
        service.request_close(actor=user, request=taken, result=given["result"] or "")
    elif then == "up":
        moves.request_refer_up(actor=user, request=taken, opinion=given["opinion"] or _("本站办不了"))
    elif then == "over" and given["to_station"]:
        opinion = given["opinion"] or _("属于该站办理")
        moves.request_hand_over(actor=user, request=taken, to_station=given["to_station"], opinion=opinion)
    return taken


# --- one request ---------------------------------------------------------------------------------------


def request_of(user, pk) -> ServiceRequest:
    """The request, as far as `user` may see it; else Http404."""
    rows = ServiceRequest.objects.visible_to(user).select_related(
        "station",
        "holder__parent",
        "person__managing_station",
        "about_staff",
        "about_station",
    )
    return get_object_or_404(rows, pk=pk)


@requires(Verb.VIEW)
@takes_file
@never_cache
def one(request, pk):
    """One request: what was asked, where it is, its times, what may be done now, and its history."""
    found, failed = request_of(request.user, pk), None
    if request.method == "POST":
        said, failed = acts.perform(request, found)
        if failed is None:
            messages.success(request, said)
            seen = ServiceRequest.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("request", pk=pk) if seen else redirect("requests")
        found = request_of(request.user, pk)
    user = request.user
    may_read = reads(user, found)
    offered = acts.offered(user, found, failed)
    audit.record(audit.Action.VIEW, actor=user, station=found.station, target=found)
    context = {
        "asked": found,
        "reads": may_read,
        "files": found.files.filter(hop=None) if may_read else [],
        "may_file": may_read and acts.may_file(user, found),
        **_history(found),
        "usual": [item for item in offered if item.act.usual or item is failed],
        "more": [item for item in offered if not (item.act.usual or item is failed)],
        "failed": failed,
        "others": _others(user, found),
        "repeats": _repeats(user, found),
        "keeps_file": bool(found.person) and reaches(user, Verb.VIEW, found.person.managing_station),
    }
    return render(request, "requests/request.html", context)


def _history(request):
    """What has happened so far: steps, times, deadlines, and what others were asked."""
    return {
        "hops": request.hops.select_related("from_station", "to_station").prefetch_related("files"),
        "times": _times(request),
        "clocks": request.clocks.order_by("started_at", "pk"),
        "now": timezone.now(),
        "slips": request.slips.select_related("to_station", "to_member").order_by("pk"),
        "supervisions": Supervision.objects.filter(clock__request=request).select_related("station", "clock"),
    }


def _times(request):
    """`{"rows": [(station, stay, how long)], "total", "working_days"}`."""
    times = times_of([request.pk])[request.pk]
    names = Station.objects.in_bulk([stay.station_id for stay in times.stays])
    rows = [(names[stay.station_id], stay, duration(stay.took)) for stay in times.stays]
    return {"rows": rows, "total": duration(times.took), "working_days": times.working_days}


def _repeats(user, request):
    """The request that this one repeats, as far as `user` may know of it: it may be a complaint about her."""
    rows = ServiceRequest.objects.visible_to(user).filter(pk=request.repeats_id)
    return rows.select_related("station").first() if request.repeats_id else None


def _others(user, request):
    """Earlier requests of the same person, to be seen as repeats."""
    if not request.person_id:
        return []
    rows = ServiceRequest.objects.visible_to(user).filter(person=request.person_id).exclude(pk=request.pk)
    return rows.select_related("station").order_by("-taken_at")[:10]
