"""How long each station had a request in hand, in natural and in working days (domain §4.4)."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import working_days
from ..models import CalendarDay, RequestHop
from ..vocabulary import RequestAct

# Where a request is from then on; closing it ends the last stay, and reopening it begins another.
_TIMED = (
    RequestAct.REGISTERED,
    RequestAct.REFERRED_UP,
    RequestAct.SENT_DOWN,
    RequestAct.HANDED_OVER,
    RequestAct.RETURNED,
    RequestAct.CLOSED,
    RequestAct.REOPENED,
)


@dataclass(frozen=True)
class Stay:
    """A station (id) and the time it had the request; `until` is None while it has it still."""

    station_id: int
    since: datetime.datetime
    until: datetime.datetime | None
    took: datetime.timedelta
    working_days: int


@dataclass(frozen=True)
class Times:
    """All stays of a request in their order, and what they come to."""

    stays: list[Stay]

    @property
    def took(self) -> datetime.timedelta:
        return sum((stay.took for stay in self.stays), datetime.timedelta())

    @property
    def working_days(self) -> int:
        return sum(stay.working_days for stay in self.stays)


def times_of(requests: Collection[int]) -> dict[int, Times]:
    """`{id of a request: Times}`; two statements, however many there are."""
    now = timezone.now()
    exceptions = dict(CalendarDay.objects.values_list("date", "is_working"))
    hops = RequestHop.objects.filter(request__in=requests, act__in=_TIMED).order_by("at", "pk")
    found = {request: [] for request in requests}
    for request, *hop in hops.values_list("request", "act", "from_station", "to_station", "at"):
        found[request].append(hop)
    return {request: Times(_stays(trail, exceptions, now)) for request, trail in found.items()}


def duration(took: datetime.timedelta) -> str:
    """As people say it: 3天5小时, below an hour 不到1小时."""
    hours = int(took.total_seconds()) // 3600
    parts = [_("%s天") % (hours // 24)] if hours >= 24 else []
    parts += [_("%s小时") % (hours % 24)] if hours % 24 else []
    return "".join(parts) or _("不到1小时")


def _stays(trail, exceptions, now):
    found, station, since = [], None, None
    for act, source, to, at in trail:
        if station is not None:
            found.append(_stay(station, since, at, at, exceptions))
        station, since = (None if act == RequestAct.CLOSED else to or source), at
    if station is not None:
        found.append(_stay(station, since, None, now, exceptions))
    return found


def _stay(station, since, until, end, exceptions):
    """Working days after the first one up to the last: those of one stay after the other add up."""
    days = working_days.between(timezone.localdate(since), timezone.localdate(end), exceptions)
    return Stay(station, since, until, end - since, days)
