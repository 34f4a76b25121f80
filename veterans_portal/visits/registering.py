"""整批登记 of one station's list, and one line on its own page (made for a phone)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import Visit, VisitRoundLine
from care_activities.services import visit_rounds as service
from care_activities.services.signed_sheets import sheet_add
from care_activities.services.visit_round_lines import loose_visits
from care_activities.services.visit_rounds import Answer
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus

from ..people.acts import ticked_ids
from ..reach import reaches
from ..uploads import is_too_large, remade_scan, takes_file
from .follow_up import next_steps
from .forms import DefaultsForm, LineForm, MissedForm, OneVisitForm, initial_of
from .rounds import found_round, rows_of

_LINES = 100  # one screen; the rest follows once these are registered


@requires(Verb.ADD)
@takes_file
@never_cache
def register(request, pk):
    """The list of one station that still waits, with one set of defaults and room for exceptions."""
    visit_round, station = found_round(request, pk)
    if not reaches(request.user, Verb.ADD, station):
        raise PermissionDenied
    if request.method == "POST":
        return _submitted(request, visit_round, station)
    lines = _waiting(visit_round, station, request.user)[:_LINES]
    form = DefaultsForm(initial=initial_of(visit_round, _visitors(visit_round, station)))
    return _page(request, visit_round, station, form, {line.pk: _line_form(line) for line in lines}, {})


def _waiting(visit_round, station, user):
    return service.lines_of(visit_round, station, user).filter(station=station).pending()


def _line_form(line, data=None):
    return LineForm(data, prefix=f"l{line.pk}")


def _visitors(visit_round, station):
    """Who went last time in this round: the same people go from door to door."""
    last = Visit.objects.filter(round=visit_round, station=station).exclude(visitors="").order_by("-pk")
    return last.values_list("visitors", flat=True).first() or ""


def _submitted(request, visit_round, station):
    lines = service.lines_of(visit_round, station, request.user).filter(station=station)
    lines = list(lines.filter(pk__in=ticked_ids(request, "line")))
    form = DefaultsForm(request.POST, request.FILES, too_large=is_too_large(request))
    forms = {line.pk: _line_form(line, request.POST) for line in lines}
    good = {pk: one for pk, one in forms.items() if one.is_valid()}
    done, refused = None, {pk: [] for pk in forms.keys() - good.keys()}
    if form.is_valid() and (made := remade_scan(form)) is not False:
        done = _carry_out(request, visit_round, station, form, good, made)
    if done is None:
        return _page(request, visit_round, station, form, forms, refused)
    refused |= done.refused
    _tell(request, done, len(refused))
    if not refused:
        return redirect(f"{reverse('visit-round', args=[visit_round.pk])}?station={station.code}#lines")
    left = {pk: one for pk, one in forms.items() if pk not in {*done.visited, *done.missed, *done.already}}
    return _page(request, visit_round, station, form, left, refused)


def _carry_out(request, visit_round, station, form, good, made):
    """What became of the lines, with the scan in the same transaction; None with the reason on the form."""
    signed = form.cleaned_data["signed"]
    everybody = request.POST.get("act") == "all"
    answers = [one.answer(pk, signed=signed, everybody=everybody) for pk, one in good.items()]
    try:
        with transaction.atomic():
            if made:
                sheet_add(actor=request.user, visit_round=visit_round, station=station, made=made)
            return service.lines_register(
                actor=request.user,
                visit_round=visit_round,
                station=station,
                defaults=form.defaults(),
                answers=answers,
            )
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
    return None


def _tell(request, done, refused):
    if done.visited:
        messages.success(request, _("已登记走访 %s 行。") % len(done.visited))
    if done.missed:
        messages.success(request, _("已登记未走访原因 %s 行。") % len(done.missed))
    if done.already:
        messages.info(request, _("有 %s 行已经登记过，没有重复登记。") % len(done.already))
    if refused:
        messages.error(request, _("有 %s 行没有登记，原因写在各行；其余的已经保存。") % refused)
    elif not (done.visited or done.missed or done.already):
        messages.warning(request, _("没有登记：请先勾选已走访的人，或选未走访原因。"))


def _page(request, visit_round, station, form, forms, refused):
    lines = service.lines_of(visit_round, station, request.user).filter(pk__in=forms)
    rows = rows_of(request.user, visit_round, lines)
    for row in rows:
        row["form"] = forms[row["line"].pk]
        row["refused"] = refused.get(row["line"].pk, [])
    context = {
        "round": visit_round,
        "station": station,
        "form": form,
        "rows": rows,
        "waiting": _waiting(visit_round, station, request.user).count(),
    }
    return render(request, "visits/register.html", context)


# One line


@requires(Verb.VIEW)
@never_cache
def line(request, pk):
    """One line of a round: register it with the defaults in one tap, or say why not; once visited, what next."""
    rows = VisitRoundLine.objects.visible_to(request.user)
    found = get_object_or_404(
        rows.select_related("round__station", "station", "person__household", "household"), pk=pk
    )
    row = rows_of(request.user, found.round, [found], loose_visits(found.round, [found]))[0]
    may = (
        found.round.closed_at is None
        and row["visit"] is None
        and reaches(request.user, Verb.ADD, found.station)
    )
    initial = initial_of(found.round, _visitors(found.round, found.station))
    form, missed = OneVisitForm(initial=initial), MissedForm()
    if request.method == "POST":
        if not reaches(request.user, Verb.ADD, found.station):
            raise PermissionDenied
        form, missed = _posted(request, form, missed)
        if _one_registered(request, found, form, missed):
            return redirect(
                f"{reverse('visit-round', args=[found.round_id])}?station={found.station.code}#lines"
            )
    context = {
        "row": row,
        "line": found,
        "round": found.round,
        "may_register": may,
        "form": form,
        "missed_form": missed,
        "next_steps": next_steps(_living(request.user, found)) if row["visit"] else [],
    }
    return render(request, "visits/line.html", context)


def _living(user, found):
    """Whom a visit may have found in need: the person, or the people 在册 of the household."""
    of_line = {"household": found.household_id} if found.household_id else {"pk": found.person_id}
    return PersonFile.objects.visible_to(user).filter(**of_line, status=FileStatus.ACTIVE)


def _posted(request, form, missed):
    act = request.POST.get("act")
    if act == "visited":
        return OneVisitForm(request.POST), missed
    if act == "missed":
        return form, MissedForm(request.POST)
    raise Http404


def _one_registered(request, found, form, missed):
    """Whether the service took it; else the reasons stand on the form that was sent."""
    sent = form if form.is_bound else missed
    if not sent.is_valid():
        return False
    if form.is_bound:
        answer, defaults = form.answer(found.pk), form.defaults()
    else:
        answer, defaults = Answer(found.pk, **missed.cleaned_data), None
    try:
        done = service.lines_register(
            actor=request.user,
            visit_round=found.round,
            station=found.station,
            defaults=defaults,
            answers=[answer],
        )
    except ServiceError as refusal:
        sent.add_error(None, str(refusal))
        return False
    for sentence in done.refused.get(found.pk, []):
        sent.add_error(None, sentence)
    if not done.refused:
        _tell(request, done, 0)
    return not done.refused
