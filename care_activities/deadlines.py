"""How long there is for what, and what happens when it passes (domain §4.4; 信访工作条例 2022).

Service times remind. Statutory times, and those of slips and tasks, open an item of 督办 one tier up.
Statutory days are natural days to the end of the last one; only the objection has working days.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils import timezone

from . import working_days
from .vocabulary import ClockKind, Urgency


class Unit(Enum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"


@dataclass(frozen=True)
class Limit:
    count: int
    unit: Unit


SERVICE_HOURS = {Urgency.VERY_URGENT: 24, Urgency.URGENT: 48, Urgency.NORMAL: 72}
LIMITS = {
    ClockKind.TELL: Limit(15, Unit.DAYS),
    ClockKind.OBJECT: Limit(5, Unit.WORKING_DAYS),
    ClockKind.HANDLE: Limit(60, Unit.DAYS),
    ClockKind.REVIEW: Limit(30, Unit.DAYS),
    ClockKind.RE_REVIEW: Limit(30, Unit.DAYS),
}
REMINDS_ONLY = frozenset({ClockKind.SERVICE})
# 延期 with the head's approval, at most so many days more.
MOST_EXTENDED = 30
# How long before the end the one in whose hands it is hears of it.
REMIND_BEFORE = datetime.timedelta(hours=24)


def due_at(
    kind: str, start: datetime.datetime, *, urgency="", exceptions: Mapping[datetime.date, bool] = {}
) -> datetime.datetime:
    """When the time that began at `start` is over: to the second for hours, else at the end of the last day."""
    if kind == ClockKind.SERVICE:
        return start + datetime.timedelta(hours=SERVICE_HOURS[Urgency(urgency)])
    limit, day = LIMITS[ClockKind(kind)], timezone.localdate(start)
    if limit.unit == Unit.WORKING_DAYS:
        return end_of(working_days.after(day, limit.count, exceptions))
    return end_of(day + datetime.timedelta(days=limit.count))


def end_of(day: datetime.date) -> datetime.datetime:
    """The moment at which `day` is over, here."""
    return timezone.make_aware(
        datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()),
        timezone.get_default_timezone(),
    )


def last_day(due: datetime.datetime) -> datetime.date:
    """The last day on which what is due then is in time."""
    return timezone.localdate(due - datetime.timedelta(microseconds=1))
