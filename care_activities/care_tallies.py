"""Keeping what is counted about care, meals and volunteers, per station and month.

A recount counts the rows of the given stations anew and writes only what differs; see `tallies`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import BigIntegerField, Count, F, Q, Sum
from django.db.models.functions import Cast, Round

from . import monthly
from .models import CareService, CareTally, DiningUse, VolunteerService
from .vocabulary import CARE_GROUPS

_UNIQUE = ["station", "year", "month"]
FIGURES = ("services", *CARE_GROUPS, "meals", "volunteer_minutes")

# 人次, all and by group of items; minutes are whole, since hours have one decimal.
CARE_SUMS = {
    "services": Count("pk"),
    **{
        name: Count("pk", filter=Q(items__has_any_code=[str(item) for item in items]))
        for name, items in CARE_GROUPS.items()
    },
}
MINUTES = Sum(Cast(Round(F("hours") * 60), BigIntegerField()), default=0)
# model, the column of its station, what is counted of it
_SOURCES = (
    (CareService, "station_id", CARE_SUMS),
    (DiningUse, "venue__station_id", {"meals": Sum("meals", default=0)}),
    (VolunteerService, "station_id", {"volunteer_minutes": MINUTES}),
)


def recount_care(station_ids: Iterable[int]) -> None:
    """Brings the tallies of the stations up to date; they must be locked."""
    for part in monthly.parts(station_ids):
        _recount(part)


def _recount(station_ids):
    counted = count_care(station_ids)
    kept = {_key(row): row for row in CareTally.objects.filter(station__in=station_ids)}
    gone = [row.pk for key, row in kept.items() if key not in counted]
    if gone:
        CareTally.objects.filter(pk__in=gone).delete()
    changed = [key for key, sums in counted.items() if key not in kept or _sums(kept[key]) != sums]
    CareTally.objects.bulk_create(
        [_tally(key, counted[key]) for key in changed],
        update_conflicts=True,
        unique_fields=_UNIQUE,
        update_fields=FIGURES,
        batch_size=500,
    )


def count_care(station_ids=None) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month): figures}` from the rows, in the order of FIGURES; of all stations when None.

    Days are folded to months here: SQLite would call Python for each row.
    """
    counted = defaultdict(Counter)
    for model, column, sums in _SOURCES:
        rows = model.objects.order_by()
        if station_ids is not None:
            rows = rows.filter(**{f"{column}__in": station_ids})
        for row in rows.values(column, "date").annotate(**sums):
            key = (row[column], row["date"].year, row["date"].month)
            counted[key].update({name: row[name] for name in sums})
    return {key: tuple(sums[name] for name in FIGURES) for key, sums in counted.items()}


def verify() -> list[str]:
    """Sentences naming every kept figure that differs from the rows; empty when all are right."""
    with transaction.atomic():
        counted = count_care()
        kept = {_key(row): _sums(row) for row in CareTally.objects.all()}
    none = (0,) * len(FIGURES)
    return [
        f"station {key[0]}: care {key[1]}-{key[2]:02} {FIGURES} are {held}, counted {real}"
        for key in sorted(counted.keys() | kept.keys())
        if (held := kept.get(key, none)) != (real := counted.get(key, none))
    ]


def _key(tally):
    return (tally.station_id, tally.year, tally.month)


def _sums(tally):
    return tuple(getattr(tally, name) for name in FIGURES)


def _tally(key, sums):
    station_id, year, month = key
    figures = dict(zip(FIGURES, sums, strict=True))
    return CareTally(station_id=station_id, year=year, month=month, **figures)
