"""Rounds of collection: all of them, one with its progress and list, one person's sheet, the printed forms."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import CollectionRound, PersonFile, RoundEntry
from veterans.services import rounds as service

from ...paging import page_of
from ...reach import reaches
from ..acts import say_refusal
from ..roster.views import station_choices
from . import acts
from .forms import ReturnForm, RoundForm, SheetForm, UnchangedForm
from .progress import figures_of, place_of, progress_of, totals_of

State = RoundEntry.State
_STREET_DEPTH = 3  # city, district, street


@requires(Verb.VIEW)
@never_cache
def rounds(request):
    """The rounds that touch the user's stations, each with her part of it."""
    shown = CollectionRound.objects.visible_to(request.user).select_related("station")
    page = page_of(shown, request, ["-record_date", "-pk"], size=20)
    context = {
        "page": page,
        "rows": totals_of(page.rows, request.user, timezone.localdate()),
        "may_open": request.user.holds(Verb.APPROVE),
    }
    return render(request, "people/rounds/list.html", context)


@requires(Verb.APPROVE)
@never_cache
def new(request):
    form = RoundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            opened = service.round_open(
                actor=request.user, station=form.cleaned_data["station"], **form.values()
            )
        except ValidationError as refusal:
            say_refusal(form, refusal)
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已建立批次，名单 %s 人。") % opened.entries.count())
            return redirect("round", pk=opened.pk)
    return render(request, "people/rounds/new.html", {"form": form})


@dataclass(frozen=True)
class Rights:
    """What the user may do in a round, as seen from one station."""

    submit: bool
    review: bool
    add: bool
    close: bool

    @classmethod
    def of(cls, user, collection, station):
        running = collection.closed_at is None
        above = [grant for grant in user.grants(Verb.APPROVE) if not grant.station.is_leaf]
        return cls(
            submit=running and reaches(user, Verb.CHANGE, station),
            review=running and any(station.path.startswith(grant.path) for grant in above),
            add=running and reaches(user, Verb.ADD, station),
            close=running and reaches(user, Verb.APPROVE, collection.station),
        )


@requires(Verb.VIEW)
@never_cache
def collection_round(request, pk):
    """One round: how far each station is, and the list with what can be done for many at once."""
    collection = get_object_or_404(
        CollectionRound.objects.visible_to(request.user).select_related("station"), pk=pk
    )
    station = place_of(request, collection)
    refused = acts.perform(request, collection, station) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect(request.get_full_path())
    lines, total = progress_of(collection, request.user, station, timezone.localdate())
    rights = Rights.of(request.user, collection, station)
    state = _state(request, total, rights)
    context = {
        "collection": collection,
        "station": station,
        "stations": station_choices(request.user, station),
        "lines": [] if station.is_leaf else lines,
        "total": total,
        "figures": figures_of(total, f"{request.path}?station={station.code}"),
        "rights": rights,
        "latecomers": _latecomers(request.user, collection, station) if rights.add else 0,
        "chosen": set(request.POST.getlist("entry")),
        "submit_form": refused if isinstance(refused, UnchangedForm) else UnchangedForm(),
        "return_form": refused if isinstance(refused, ReturnForm) else ReturnForm(),
        "form": refused,
        "tabs": _tabs(total, state),
        **_list(request, collection, station, state),
    }
    return render(request, "people/rounds/round.html", context)


def _list(request, collection, station, state):
    """The page of the list that is shown: the entries in `state`, or all for ""."""
    entries = RoundEntry.objects.visible_to(request.user, under=station).filter(round=collection)
    page = page_of(_shown(entries.filter(state=state) if state else entries), request, ["pk"])
    return {
        "state": state,
        "page": page,
        "rows": [(entry, _kept(request.user, entry)) for entry in page.rows],
    }


def _state(request, total, rights):
    """The state asked for; else what waits for the user. "" is all."""
    asked = request.GET.get("state")
    if asked in (*State.values, "all"):
        return "" if asked == "all" else asked
    if rights.review and total.submitted:
        return State.SUBMITTED
    return next((state for state in (State.RETURNED, State.WAITING) if total.counts[state]), "")


def _tabs(total, chosen):
    found = [(state.value, state.label, total.counts[state], state == chosen) for state in State]
    return [*found, ("all", _("全部"), total.listed, not chosen)]


def _shown(entries):
    related = ("person__managing_station", "person__household__village_group", "station", "collected_by")
    return entries.select_related(*related)


def _kept(user, entry):
    """Whether the user may still see the person: a file that moved away belongs to others now."""
    return reaches(user, Verb.VIEW, entry.person.managing_station)


def _latecomers(user, collection, station):
    """How many could be added; not asked above the street, where it reads every file and nobody adds any."""
    if len(station.path_codes) < _STREET_DEPTH:
        return 0
    kept = PersonFile.objects.kept_by(user, under=station).values("pk")
    return service.latecomers(collection).filter(pk__in=kept).count()


@requires(Verb.VIEW)
@never_cache
def entry(request, pk):
    """One person's sheet: what was found, what became of it, and the next step for who may take it."""
    rows = _shown(RoundEntry.objects.visible_to(request.user)).select_related(
        "round__station", "person__managing_station", "station", "collected_by", "reviewed_by"
    )
    found = get_object_or_404(rows, pk=pk)
    rights = Rights.of(request.user, found.round, found.station)
    form = SheetForm() if rights.submit and found.state in RoundEntry.IN_HAND else None
    if request.method == "POST":
        if not rights.submit:
            raise PermissionDenied
        form = SheetForm(request.POST)
        if form.is_valid() and _submit(request, found, form):
            return redirect("round-entry", pk=found.pk)
    context = {
        "entry": found,
        "kept": _kept(request.user, found),
        "form": form,
        "may_review": rights.review
        and found.state == State.SUBMITTED
        and found.collected_by_id != request.user.pk,
        "return_form": ReturnForm(),
    }
    return render(request, "people/rounds/entry.html", context)


def _submit(request, found, form) -> bool:
    """Submits the sheet in the version that was on the screen; False with the reason on the form."""
    version = request.POST.get("version", "")
    read = RoundEntry.objects.filter(pk=found.pk, version=version if version.isdecimal() else 0)
    try:
        done = service.entries_submit(
            actor=request.user, collection=found.round, entries=read, **form.answers()
        )
    except ValidationError as refusal:
        say_refusal(form, refusal)
        return False
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
        return False
    if not done:
        form.add_error(None, _("刚才有同事办理了这一份。请看过上面的情况，要改的再提交一次。"))
        return False
    messages.success(request, _("已提交，等待上级接收。"))
    return True
