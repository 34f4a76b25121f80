"""走访批次: the rounds of a user's stations, opening one, how far it is, and its end."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import SignedSheet, Visit, VisitRound
from care_activities.services import visit_rounds as service
from care_activities.services.visit_round_lines import loose_visits
from stations.access import requires
from stations.roles import Verb
from veterans.models import PersonFile

from ..paging import page_of
from ..people.acts import carried_out, refusal_of
from ..people.roster.saved import read_saved
from ..people.roster.views import station_choices
from ..people.rounds.progress import place_of
from ..reach import reaches
from .forms import RoundForm
from .progress import figures_of, progress_of, spent_of, totals_of

_LINES = 100
STATES = ("pending", "visited", "missed", "all")


@requires(Verb.VIEW)
@never_cache
def rounds(request):
    """The rounds that touch the user's stations, each with her part of it."""
    shown = VisitRound.objects.visible_to(request.user).select_related("station")
    page = page_of(shown, request, ["-due_on", "-pk"], size=20)
    context = {
        "page": page,
        "rows": totals_of(page.rows, request.user),
        "may_open": request.user.holds(Verb.APPROVE),
        "today": timezone.localdate(),
    }
    return render(request, "visits/rounds.html", context)


@requires(Verb.APPROVE)
@never_cache
def new(request):
    form = RoundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (opened := _open(request.user, form)):
        messages.success(request, _("已建立批次，名单 %s 行。") % opened.lines.count())
        return redirect("visit-round", pk=opened.pk)
    return render(request, "visits/round_new.html", {"form": form})


def _open(user, form):
    """The new round; None with the reason on the form when it is refused."""
    values, saved = form.values(), form.cleaned_data["saved"]
    people = read_saved(user, saved).apply(user)[1] if values["filter_name"] else None
    made, station = [], form.cleaned_data["station"]
    carried_out(
        form,
        lambda: made.append(service.round_open(actor=user, station=station, people=people, **values)),
    )
    return made[0] if made else None


def found_round(request, pk):
    """`(round, station)`: the round, and the station whose part of it is looked at; else Http404."""
    rows = VisitRound.objects.visible_to(request.user).select_related("station")
    visit_round = get_object_or_404(rows, pk=pk)
    return visit_round, place_of(request, visit_round)


@requires(Verb.VIEW)
@never_cache
def visit_round(request, pk):
    """One round: how far each station is, what it cost, and the list of the station."""
    opened, station = found_round(request, pk)
    user, running = request.user, opened.closed_at is None
    lines, total = progress_of(opened, user, station)
    spent = spent_of(opened, user, station)
    address = f"{request.path}?station={station.code}"
    state = request.GET.get("state")
    state = state if state in STATES else ("pending" if total.pending else "all")
    page = page_of(_in_state(service.lines_of(opened, station, user), state), request, ["pk"], size=_LINES)
    may_register = running and reaches(user, Verb.ADD, station)
    loose = _loose(opened, station, user) if may_register and station.is_leaf else {}
    context = {
        "round": opened,
        "station": station,
        "stations": station_choices(user, station),
        "lines": [] if station.is_leaf else lines,
        "total": total,
        "figures": figures_of(total, spent, address),
        "tabs": _tabs(total, state),
        "state": state,
        "page": page,
        "rows": rows_of(user, opened, page.rows, loose),
        "loose": len(loose),
        "scans": SignedSheet.objects.visible_to(user, under=station).filter(round=opened),
        "may_register": may_register,
        "may_close": running and reaches(user, Verb.APPROVE, opened.station),
        "is_late": running and opened.due_on < timezone.localdate(),
    }
    return render(request, "visits/round.html", context)


def _loose(opened, station, user):
    """The visits that the waiting lines of the station may take in."""
    return loose_visits(opened, list(service.lines_of(opened, station, user).pending()))


def _in_state(lines, state):
    if state == "pending":
        return lines.pending()
    if state == "visited":
        return lines.visited()
    if state == "missed":
        return lines.exclude(missed="").filter(pk__in=lines.exclude(pk__in=lines.visited().values("pk")))
    return lines


def _tabs(total, chosen):
    numbers = {
        "pending": (_("待走访"), total.pending),
        "visited": (_("已走访"), total.visited),
        "missed": (_("未走访"), total.missed),
        "all": (_("全部"), total.listed),
    }
    return [(state, label, number, state == chosen) for state, (label, number) in numbers.items()]


def rows_of(user, visit_round, lines, loose=None) -> list[dict]:
    """Each line with its visit, and whether the user may still see whom it names: files move. Two statements.

    `loose`: the visits of `loose_visits` that lines may take in.
    """
    people = {line.person_id for line in lines if line.person_id}
    homes = {line.household_id for line in lines if line.household_id}
    seen = set(PersonFile.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True))
    of_round = Visit.objects.visible_to(user).filter(round=visit_round).select_related("station")
    found = of_round.filter(person__in=people) | of_round.filter(household__in=homes)
    visits = {(visit.person_id, visit.household_id): visit for visit in found}
    return [
        {
            "line": line,
            "visit": visits.get((line.person_id, line.household_id)),
            "loose": (loose or {}).get((line.person_id, line.household_id)),
            "name": name_of(line, line.person_id in seen),
            "address": _address(line, line.person_id in seen),
            "kept": line.household_id is not None or line.person_id in seen,
        }
        for line in lines
    ]


def name_of(line, seen):
    """Who is visited; of a file that moved away the archive number."""
    if line.household_id:
        return _("%s 户") % line.household.head_name
    return line.person.name if seen else line.person.archive_no


def _address(line, seen):
    if line.household_id:
        return line.household.address or line.household.number
    if not seen:
        return ""
    home = line.person.household
    return line.person.residence_address or (home.address if home else "")


@requires(Verb.APPROVE)
@require_POST
def close(request, pk):
    """Ends the round."""
    opened = get_object_or_404(VisitRound.objects.visible_to(request.user), pk=pk)
    if said := refusal_of(lambda: service.round_close(actor=request.user, visit_round=opened)):
        messages.error(request, said)
    else:
        messages.success(request, _("批次已结束，不能再登记。"))
    return redirect("visit-round", pk=pk)
