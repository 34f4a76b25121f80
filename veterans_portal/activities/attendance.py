"""签到: putting people on the list, ticking who came, and the list on paper to sign."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care_activities.models import ActivityAttendance
from care_activities.services import attendance as service
from care_activities.services.activities import is_over
from care_activities.vocabulary import AttendanceRole, AttendanceState
from stations import audit
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile

from ..paging import page_of
from ..people.acts import refusal_of, sent_version, ticked_ids
from ..people.roster.lists import station_by_code
from ..people.roster.views import station_choices
from ..reach import reaches
from .views import activity_of

_PEOPLE = 200  # one screen of people to choose from
_EMPTY_LINES = 10  # on paper, for who comes unasked
_NO_HOURS = Decimal(-1)  # what is no number: the service refuses it with its sentence


@requires(Verb.CHANGE)
@never_cache
def people(request, pk):
    """Files that can be put on the list: of the activity's station and below, members where only these are asked."""
    found = activity_of(request.user, pk, Verb.CHANGE)
    if request.method == "POST":
        return _invited(request, found)
    station = station_by_code(request.user, request.GET.get("station")) or found.station
    rows = service.invitable(request.user, found).filter(
        pk__in=PersonFile.objects.visible_to(request.user, under=station).order_by().values("pk")
    )
    page = page_of(rows.select_related("managing_station"), request, ["name_pinyin", "pk"], size=_PEOPLE)
    context = {
        "activity": found,
        "station": station,
        "stations": [] if found.station.is_leaf else station_choices(request.user, station),
        "page": page,
        "roles": AttendanceRole.choices,
    }
    return render(request, "activities/people.html", context)


def _invited(request, found):
    chosen, made = ticked_ids(request, "person"), []
    role = _role(request.POST.get("role"))
    said = refusal_of(
        lambda: made.append(
            service.people_invite(actor=request.user, activity=found, people=chosen, role=role)
        )
    )
    if said:
        messages.error(request, said)
    elif not chosen:
        messages.warning(request, _("没有加入：请先勾选要请的人。"))
    else:
        messages.success(request, _("已加入名单 %s 人。") % made[0])
        return redirect("activity-attendance", pk=found.pk)
    return redirect(request.get_full_path())


@requires(Verb.VIEW)
@never_cache
def attendance(request, pk):
    """The list with who came; one save for all lines, merged with what a colleague ticked meanwhile."""
    found = activity_of(request.user, pk)
    may_change = reaches(request.user, Verb.CHANGE, found.station) and not found.is_cancelled
    typed = {}
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        ticks = _ticks(request, found)
        try:
            done = service.attendance_tick(actor=request.user, activity=found, ticks=ticks)
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            typed = {tick.pk: tick for tick in ticks}
        else:
            return _told(request, found, done)
    rows = rows_of(request.user, found)
    for row in rows:
        row["typed"] = typed.get(row["attendance"].pk)
    context = {
        "activity": found,
        "rows": rows,
        "states": AttendanceState.choices,
        "roles": AttendanceRole.choices,
        "may_change": may_change,
        "may_tick": may_change and is_over(found),
    }
    return render(request, "activities/attendance.html", context)


def _ticks(request, found):
    """The lines as they were sent; with `act=all` whoever was not ticked has come."""
    everybody = request.POST.get("act") == "all"
    ticks = []
    for pk in ticked_ids(request, "line"):
        state = request.POST.get(f"state-{pk}", "")
        state = state if state in AttendanceState.values else ""
        if everybody and not state:
            state = str(AttendanceState.PRESENT)
        was_state, was_hours, was_role = [*request.POST.get(f"was-{pk}", "").split("|"), "", ""][:3]
        hours, role = _hours(request.POST.get(f"hours-{pk}", "")), _role(request.POST.get(f"role-{pk}"))
        ticks.append(service.Tick(pk, state, hours, was_state, _hours(was_hours), role, _role(was_role)))
    return ticks


def _role(text):
    return text if text in AttendanceRole.values else str(AttendanceRole.PARTICIPANT)


def _hours(text):
    text = text.strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _NO_HOURS
    return number if number.is_finite() else _NO_HOURS


def _told(request, found, done):
    if done.written:
        messages.success(request, _("已登记到会情况 %s 人。") % len(done.written))
    if done.kept:
        text = _("有 %s 人刚被同事登记为别的情况，保留了同事的登记，没有改动；请核对后再改。")
        messages.warning(request, text % len(done.kept))
    elif not done.written:
        messages.info(request, _("没有改动。"))
    return redirect("activity-attendance", pk=found.pk)


def rows_of(user, found) -> list[dict]:
    """The list with the names that the user may still see (files move); two statements."""
    lines = found.attendances.select_related("person__managing_station")
    lines = list(lines.order_by("person__name_pinyin", "pk"))
    ids = [line.person_id for line in lines]
    seen = set(PersonFile.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        {
            "attendance": line,
            "name": line.person.name if line.person_id in seen else line.person.archive_no,
            "place": line.person.managing_station.place_name,
            "seen": line.person_id in seen,
        }
        for line in lines
    ]


@requires(Verb.CHANGE)
@require_POST
def remove(request, pk):
    """Takes one person off the list."""
    rows = ActivityAttendance.objects.visible_to(request.user, Verb.CHANGE)
    found = get_object_or_404(rows.select_related("activity__station", "person", "station"), pk=pk)
    found.version = sent_version(request)
    said = refusal_of(lambda: service.invitation_remove(actor=request.user, attendance=found))
    if said:
        messages.error(request, said)
    else:
        messages.success(request, _("已从名单去掉。"))
    return redirect("activity-attendance", pk=found.activity_id)


@requires(Verb.VIEW)
@never_cache
def sheet(request, pk):
    """签到表 on A4, with empty lines for who comes unasked; that it was printed is logged."""
    found = activity_of(request.user, pk)
    rows = rows_of(request.user, found)
    audit.record(
        audit.Action.PRINT,
        actor=request.user,
        station=found.station,
        target=found,
        reason=f"活动签到表，{len(rows)} 人",
    )
    context = {
        "activity": found,
        "rows": rows,
        "empty": range(len(rows) + 1, len(rows) + 1 + _EMPTY_LINES),
    }
    return render(request, "activities/sheet.html", context)
