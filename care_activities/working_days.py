"""Working days of the calendar that the city keeps: weekends, holidays, and the Saturdays that are worked (调休)."""

import datetime
from collections.abc import Mapping

_WEEKEND = 5  # Saturday is 5, Sunday 6
_DAY = datetime.timedelta(days=1)


def is_working(day: datetime.date, exceptions: Mapping[datetime.date, bool]) -> bool:
    """Whether `day` is worked; `exceptions` says so of days that are not as their weekday has it."""
    return exceptions.get(day, day.weekday() < _WEEKEND)


def after(day: datetime.date, count: int, exceptions: Mapping[datetime.date, bool]) -> datetime.date:
    """The `count`th working day after `day`, which itself never counts."""
    while count:
        day += _DAY
        count -= is_working(day, exceptions)
    return day


def between(start: datetime.date, end: datetime.date, exceptions: Mapping[datetime.date, bool]) -> int:
    """How many working days lie after `start` up to and with `end`; 0 unless end is later."""
    return sum(is_working(start + _DAY * step, exceptions) for step in range(1, (end - start).days + 1))
