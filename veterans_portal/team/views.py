"""The team of a station, and one of its members."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from care_activities.models import Consultation, Visit
from care_activities.services import team as service
from stations.access import requires
from stations.models import Squad, SupportMember
from stations.roles import Verb
from veterans.derive import plain

from ..paging import page_of
from ..people.acts import carried_out
from ..people.roster.lists import root_of, station_of
from ..people.roster.views import station_choices
from ..reach import reaches, works_at
from . import duty
from .forms import HandOverForm

IN_POST, LEFT = "in_post", "left"
_STATES = [(IN_POST, gettext_lazy("在任")), (LEFT, gettext_lazy("已离任"))]
_ROWS, _RECENT = 60, 10


@dataclass(frozen=True)
class Line:
    """A member on the page of the team. `phone` is in clear where the station itself works with it."""

    member: SupportMember
    load: service.Load
    phone: str
    is_clear: bool


@dataclass(frozen=True)
class Group:
    """The members of one role at one station."""

    station: object
    role: str
    lines: list


@requires(Verb.VIEW)
@never_cache
def team(request):
    """The members by role, who is on duty this week, and the squads."""
    user, station, today = request.user, station_of(request), timezone.localdate()
    root = root_of(user, station)
    role, state = request.GET.get("role", ""), request.GET.get("state", IN_POST)
    found = _asked(SupportMember.objects.visible_to(user, under=station), role, state, today)
    page = page_of(_shown(found), request, ["station__path", "role", "pk"], size=_ROWS)
    # Who helps from above is named once, on the first page.
    above = [] if page.previous_url else _above(user, station, root, role, state, today)
    lines = _lines(user, root, [*page.rows, *above], today)
    clear = [line.member for line in lines if line.is_clear]
    if clear:
        service.phones_noted(actor=user, station=root, members=clear)
    context = {
        "station": station,
        "root": root,
        "stations": station_choices(user, station),
        "roles": SupportMember.Role.choices,
        "role": role,
        "states": _STATES,
        "state": state,
        "page": page,
        "groups": _grouped(lines[: len(page.rows)]),
        "above": _grouped(lines[len(page.rows) :]),
        "week": duty.week(user, root, today),
        "squads": Squad.objects.visible_to(user).filter(station=root).prefetch_related("members"),
        "add_url": _add_url(user, root),
        "squad_url": f"{reverse('admin:stations_squad_add')}?station={root.pk}",
        "may_add": reaches(user, Verb.ADD, root),
    }
    return render(request, "team/team.html", context)


def _asked(members, role, state, today):
    if role in SupportMember.Role.values:
        members = members.filter(role=role)
    return members.filter(left_on__lte=today) if state == LEFT else members.in_post(today)


def _shown(members):
    return members.select_related("station", "partner").prefetch_related("duties")


def _above(user, station, root, role, state, today):
    """Those of the stations above whom `root` may call on, beyond those that the list holds."""
    if state == LEFT:
        return []
    members = SupportMember.objects.offered_to(user).filter(station__code__in=root.path_codes[:-1])
    members = members.exclude(pk__in=SupportMember.objects.visible_to(user, under=station).values("pk"))
    return list(_shown(_asked(members, role, state, today)).order_by("station__path", "role", "pk"))


def _lines(user, root, members, today):
    loads = service.loads_of(user, members, since=datetime.date(today.year, 1, 1))
    works_here = works_at(user, root)
    return [
        _line(member, loads[member.pk], works_here and member.station.code in root.path_codes)
        for member in members
    ]


def _line(member, load, clear):
    clear = clear and bool(member.phone)
    phone = plain(member.phone) if clear else str(member.phone or "")
    return Line(member, load, phone, clear)


def _grouped(lines):
    found = groupby(lines, key=lambda line: (line.member.station, line.member.get_role_display()))
    return [Group(station, role, list(rows)) for (station, role), rows in found]


def _add_url(user, station):
    return (
        f"{reverse('admin:stations_supportmember_add')}?station={station.pk}"
        if reaches(user, Verb.ADD, station)
        else ""
    )


@requires(Verb.VIEW)
@never_cache
def member(request, pk):
    """One member: duty, what she carries, and handing it over."""
    rows = SupportMember.objects.visible_to(request.user).select_related("station", "partner")
    found = get_object_or_404(rows.prefetch_related("duties", Prefetch("squads", to_attr="in_squads")), pk=pk)
    may_change = reaches(request.user, Verb.CHANGE, found.station)
    form = None
    if may_change:
        posted = request.POST if request.method == "POST" else None
        form = HandOverForm(posted, user=request.user, leaving=found)
        if posted is not None and form.is_valid() and _handed_over(request, found, form):
            return redirect("team-member", pk=pk)
    return render(request, "team/member.html", _of_member(request.user, found, form))


def _handed_over(request, leaving, form):
    moved = []
    done = carried_out(
        form,
        lambda: moved.append(
            service.member_hand_over(actor=request.user, leaving=leaving, **form.cleaned_data)
        ),
    )
    if done:
        messages.success(request, _("已保存，移交帮扶 %d 件。") % moved[0])
    return done


def _of_member(user, found, form):
    today = timezone.localdate()
    since = datetime.date(today.year, 1, 1)
    cases = service.open_cases(user, [found.pk], Verb.VIEW).select_related("person", "station")
    asked = Consultation.objects.visible_to(user).filter(adviser=found).select_related("station", "person")
    led = Q(visitors__contains=found.name, date__gte=since, station=found.station_id)
    [line] = _lines(user, found.station, [found], today)
    if line.is_clear:
        service.phones_noted(actor=user, station=found.station, members=[found])
    return {
        "member": found,
        "line": line,
        "has_left": bool(found.left_on and found.left_on <= today),
        "cases": cases.order_by("found_on", "pk"),
        "consultations": asked[:_RECENT],
        "visits": Visit.objects.visible_to(user).filter(led).count(),
        "form": form,
        "year": today.year,
    }
