"""Keeping what is counted about visits, plaques, aid and activities, per station where they stand.

A recount counts the rows of the given stations anew and writes only what differs. Call it inside the
writing transaction, after `stations.tallies.lock` and after the last write.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q, Sum

from . import care_tallies, monthly, place_tallies, request_tallies
from .models import (
    Activity,
    ActivityAttendance,
    ActivityTally,
    AidApplication,
    AidCase,
    AidPayment,
    AidTally,
    Plaque,
    PlaqueTally,
    Visit,
    VisitTally,
)
from .querysets import VISIT_SUMS, cents, counted_activities
from .vocabulary import ActivityState, AidStatus, PlaqueStatus

ACTIVITY_SUMS = ("sessions", "person_times", "hour_tenths", "answers", "points")
_PLAQUES = {"hung": PlaqueStatus.HUNG, "waiting": PlaqueStatus.TO_HANG}


def recount_visits(station_ids: Iterable[int]) -> None:
    for part in monthly.parts(station_ids):
        monthly.keep(VisitTally, "occasion", VISIT_SUMS, count_visits(part), part)


def recount_activities(station_ids: Iterable[int]) -> None:
    for part in monthly.parts(station_ids):
        monthly.keep(ActivityTally, "kind", ACTIVITY_SUMS, count_activities(part), part)


def count_visits(station_ids=None) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month, occasion): sums}` from the rows, in the order of VISIT_SUMS; of all when None."""
    rows = Visit.objects.all() if station_ids is None else Visit.objects.filter(station__in=station_ids)
    return monthly.counted(rows, "occasion", VISIT_SUMS)


def count_activities(station_ids=None) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month, kind): sums}` of what was held, in the order of ACTIVITY_SUMS; of all when None."""
    held = Activity.objects.filter(state=ActivityState.HELD).order_by()
    if station_ids is not None:
        held = held.filter(station__in=station_ids)
    counted = defaultdict(Counter)
    rows = counted_activities(held, ActivityAttendance.objects.all())
    for station_id, day, kind, *numbers in rows.values_list("station_id", "date", "kind", *ACTIVITY_SUMS[1:]):
        numbers = dict(zip(ACTIVITY_SUMS, (1, *numbers), strict=True))
        counted[station_id, day.year, day.month, kind].update(numbers)
    return {key: tuple(sums[name] for name in ACTIVITY_SUMS) for key, sums in counted.items()}


def recount_plaques(station_ids: Iterable[int]) -> None:
    for part in monthly.parts(station_ids):
        counted = count_plaques(part)
        PlaqueTally.objects.bulk_create(
            [PlaqueTally(station_id=pk, **counted.get(pk, {})) for pk in part],
            update_conflicts=True,
            unique_fields=["station"],
            update_fields=list(_PLAQUES),
        )


def count_plaques(station_ids=None) -> dict[int, dict[str, int]]:
    """`{station id: {"hung": 户, "waiting": 户}}` from the rows; of all stations when None."""
    rows = Plaque.objects.order_by()
    if station_ids is not None:
        rows = rows.filter(station__in=station_ids)
    columns = {
        name: Count("household", distinct=True, filter=Q(status=status)) for name, status in _PLAQUES.items()
    }
    return {row.pop("station_id"): row for row in rows.values("station_id").annotate(**columns)}


@dataclass(frozen=True)
class AidFact:
    """Something counted about aid: which rows, by which of their days, reached from the case by `route`."""

    rows: Callable
    day: str
    route: str = ""
    total: object = field(default_factory=lambda: Count("pk"))


AID_FACTS = {
    "found": AidFact(AidCase.objects.all, "found_on"),
    "applied": AidFact(AidApplication.objects.all, "applied_on", "case__"),
    "verified": AidFact(lambda: AidCase.objects.exclude(status=AidStatus.NOT_FOUND), "verified_on"),
    "unhelped": AidFact(lambda: AidCase.objects.filter(status=AidStatus.VERIFIED), "verified_on"),
    "helped": AidFact(AidCase.objects.all, "helped_on"),
    "out": AidFact(lambda: AidCase.objects.filter(status=AidStatus.OUT), "ended_on"),
    "paid_cents": AidFact(AidPayment.objects.all, "paid_on", "case__", Sum(cents("amount"), default=0)),
}
_AID_KEY = ("station_id", "year", "month", "situation", "kind")


def recount_aid(station_ids: Iterable[int]) -> None:
    for part in monthly.parts(station_ids):
        counted = count_aid(part)
        kept = {_aid_key(row): row for row in AidTally.objects.filter(station__in=part)}
        AidTally.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in counted]).delete()
        AidTally.objects.bulk_create(
            [
                AidTally(**dict(zip(_AID_KEY, key, strict=True)), **numbers)
                for key, numbers in counted.items()
                if key not in kept or _aid_numbers(kept[key]) != numbers
            ],
            update_conflicts=True,
            unique_fields=["station", "year", "month", "situation", "kind"],
            update_fields=list(AID_FACTS),
            batch_size=500,
        )


def count_aid(station_ids=None) -> dict[tuple, dict[str, int]]:
    """`{(station id, year, month, situation, kind): {fact: 件, or cents}}` from the rows; of all when None."""
    counted = defaultdict(lambda: dict.fromkeys(AID_FACTS, 0))
    for name, fact in AID_FACTS.items():
        rows = fact.rows().filter(**{f"{fact.day}__isnull": False}).order_by()
        if station_ids is not None:
            rows = rows.filter(**{f"{fact.route}station__in": station_ids})
        columns = [f"{fact.route}{column}" for column in ("station_id", "situation", "kind")]
        grouped = rows.values_list(*columns, fact.day).annotate(total=fact.total)
        for station_id, situation, kind, day, total in grouped:
            counted[station_id, day.year, day.month, situation, kind][name] += total
    return dict(counted)


def verify() -> list[str]:
    """Sentences naming every kept figure that differs from the rows; empty when all are right."""
    with transaction.atomic():
        months = [
            (
                "visits",
                VISIT_SUMS,
                count_visits(),
                monthly.kept(VisitTally.objects, "occasion", VISIT_SUMS),
            ),
            (
                "activities",
                ACTIVITY_SUMS,
                count_activities(),
                monthly.kept(ActivityTally.objects, "kind", ACTIVITY_SUMS),
            ),
        ]
        plaques = count_plaques()
        kept_plaques = {
            row["station_id"]: {name: row[name] for name in _PLAQUES} for row in PlaqueTally.objects.values()
        }
    problems = [line for found in months for line in monthly.off(*found)]
    nothing = dict.fromkeys(_PLAQUES, 0)
    problems += [
        f"station {pk}: plaques are {kept}, counted {counted}"
        for pk in sorted(plaques.keys() | kept_plaques.keys())
        if (kept := kept_plaques.get(pk, nothing)) != (counted := plaques.get(pk, nothing))
    ]
    beside = (care_tallies, place_tallies, request_tallies)
    return problems + _verify_aid() + [line for tallies in beside for line in tallies.verify()]


def _verify_aid():
    with transaction.atomic():
        counted = count_aid()
        kept = {_aid_key(row): _aid_numbers(row) for row in AidTally.objects.all()}
    nothing = dict.fromkeys(AID_FACTS, 0)
    return [
        f"station {key[0]}: aid {key[1]}-{key[2]:02} {key[3]} {key[4]} is {was}, counted {now}"
        for key in sorted(counted.keys() | kept.keys())
        if (was := kept.get(key, nothing)) != (now := counted.get(key, nothing))
    ]


def _aid_key(tally):
    return tuple(getattr(tally, name) for name in _AID_KEY)


def _aid_numbers(tally):
    return {name: getattr(tally, name) for name in AID_FACTS}
