"""How long there is for what, and what happens when it passes (domain §4.4; 信访工作条例 2022).

Service times remind. Statutory times, and those of slips and tasks, open an item of 督办 one tier up.
Statutory days are natural days to the end of the last one; only the objection has working days.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import working_days
from .vocabulary import ClockKind, TimeAllowed


class Unit(TextChoices):
    HOURS = "hours", _("小时")
    DAYS = "days", _("天")
    WORKING_DAYS = "working_days", _("个工作日")


@dataclass(frozen=True)
class Limit:
    """So much time; where it is `statutory` the city may give less and never more."""

    count: int
    unit: Unit
    basis: str = ""

    @property
    def is_statutory(self):
        return bool(self.basis)


_LAW = "《信访工作条例》"
# What holds where the city has set nothing.
LIMITS = {
    TimeAllowed.NORMAL: Limit(72, Unit.HOURS),
    TimeAllowed.URGENT: Limit(48, Unit.HOURS),
    TimeAllowed.VERY_URGENT: Limit(24, Unit.HOURS),
    TimeAllowed.TELL: Limit(15, Unit.DAYS, _LAW),
    TimeAllowed.OBJECT: Limit(5, Unit.WORKING_DAYS, _LAW),
    TimeAllowed.HANDLE: Limit(60, Unit.DAYS, _LAW),
    # 延期 with the head's approval, at most so many days more.
    TimeAllowed.EXTENSION: Limit(30, Unit.DAYS, _LAW),
    TimeAllowed.REVIEW: Limit(30, Unit.DAYS, _LAW),
    TimeAllowed.RE_REVIEW: Limit(30, Unit.DAYS, _LAW),
}
REMINDS_ONLY = frozenset({ClockKind.SERVICE})
# How long before the end the one in whose hands it is hears of it.
REMIND_BEFORE = datetime.timedelta(hours=24)


def time_for(kind: str, urgency="") -> TimeAllowed:
    """Which time a clock of `kind` is given; ValueError for slips and tasks, whose day is asked for."""
    return TimeAllowed(urgency if kind == ClockKind.SERVICE else kind)


def due_at(
    limit: Limit, start: datetime.datetime, *, exceptions: Mapping[datetime.date, bool] = {}
) -> datetime.datetime:
    """When the time that began at `start` is over: to the second for hours, else at the end of the last day."""
    if limit.unit == Unit.HOURS:
        return start + datetime.timedelta(hours=limit.count)
    day = timezone.localdate(start)
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
