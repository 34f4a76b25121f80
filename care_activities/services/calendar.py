"""工作日历: the holidays and worked weekends that the city keeps, by the yearly notice of the State Council."""

import csv
import datetime
from pathlib import Path

from django.db import transaction

from stations import audit
from stations.roles import Verb
from veterans.services.rights import require_station

from ..models import CalendarDay
from .writing import noted

_FILE = Path(__file__).resolve().parent.parent / "data" / "holidays.csv"
_DAY = datetime.timedelta(days=1)


@transaction.atomic
def calendar_load(*, actor, station) -> int:
    """Enters the days of holidays.csv that are not kept yet; how many. What the city changed stays."""
    require_station(actor, Verb.CONFIGURE, station)
    kept = set(CalendarDay.objects.values_list("date", flat=True))
    with _FILE.open(encoding="utf-8", newline="") as lines:
        days = [
            CalendarDay(station=station, date=day, is_working=row["working"] == "1", name=row["name"])
            for row in csv.DictReader(lines)
            for day in _days(row)
            if day not in kept
        ]
    CalendarDay.objects.bulk_create(days)
    if days:
        audit.record(
            audit.Action.CREATE,
            actor=actor,
            station=station,
            label="工作日历",
            reason="按国务院办公厅放假安排",
        )
    return len(days)


def _days(row):
    first, last = (datetime.date.fromisoformat(row[name]) for name in ("first", "last"))
    return [first + _DAY * step for step in range((last - first).days + 1)]


@transaction.atomic
def day_save(*, actor, day) -> CalendarDay:
    """Saves a day of the calendar; what runs already keeps its end. Raises PermissionDenied, ValidationError."""
    require_station(actor, Verb.CONFIGURE, day.station)
    before = CalendarDay.objects.filter(pk=day.pk).first()
    day.full_clean()
    day.save()
    noted(day, actor=actor, before=before)
    return day
