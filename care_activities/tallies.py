"""Keeping what is counted about visits and plaques, per station where they stand.

A recount counts the rows of the given stations anew and writes only what differs. Call it inside the
writing transaction, after `stations.tallies.lock` and after the last write.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q

from . import care_tallies
from .models import Plaque, PlaqueTally, Visit, VisitTally
from .querysets import VISIT_SUMS
from .vocabulary import PlaqueStatus

_STATIONS_A_QUERY = 500
_SUMS = tuple(VISIT_SUMS)
_PLAQUES = {"hung": PlaqueStatus.HUNG, "waiting": PlaqueStatus.TO_HANG}


def recount_visits(station_ids: Iterable[int]) -> None:
    for part in _parts(station_ids):
        counted = count_visits(part)
        kept = {_key(row): row for row in VisitTally.objects.filter(station__in=part)}
        gone = [row.pk for key, row in kept.items() if key not in counted]
        VisitTally.objects.filter(pk__in=gone).delete()
        VisitTally.objects.bulk_create(
            [
                _visit_tally(key, sums)
                for key, sums in counted.items()
                if key not in kept or _sums(kept[key]) != sums
            ],
            update_conflicts=True,
            unique_fields=["station", "year", "month", "occasion"],
            update_fields=_SUMS,
            batch_size=500,
        )


def count_visits(station_ids=None) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month, occasion): sums}` from the rows, sums in the order of VISIT_SUMS.

    Of all stations when None. Days are folded to months here: SQLite would call Python for each row.
    """
    rows = Visit.objects.order_by()
    if station_ids is not None:
        rows = rows.filter(station__in=station_ids)
    counted = defaultdict(Counter)
    for row in rows.values("station_id", "date", "occasion").annotate(**VISIT_SUMS):
        key = (row["station_id"], row["date"].year, row["date"].month, row["occasion"])
        counted[key].update({name: row[name] for name in _SUMS})
    return {key: tuple(sums[name] for name in _SUMS) for key, sums in counted.items()}


def recount_plaques(station_ids: Iterable[int]) -> None:
    for part in _parts(station_ids):
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


def verify() -> list[str]:
    """Sentences naming every kept figure that differs from the rows; empty when all are right."""
    with transaction.atomic():
        visits = count_visits()
        kept_visits = {_key(row): _sums(row) for row in VisitTally.objects.all()}
        plaques = count_plaques()
        kept_plaques = {
            row["station_id"]: {name: row[name] for name in _PLAQUES} for row in PlaqueTally.objects.values()
        }
    none = (0,) * len(_SUMS)
    problems = [
        f"station {key[0]}: visits {key[1]}-{key[2]:02} {key[3]} {_SUMS} are {kept}, counted {counted}"
        for key in sorted(visits.keys() | kept_visits.keys())
        if (kept := kept_visits.get(key, none)) != (counted := visits.get(key, none))
    ]
    nothing = dict.fromkeys(_PLAQUES, 0)
    problems += [
        f"station {pk}: plaques are {kept}, counted {counted}"
        for pk in sorted(plaques.keys() | kept_plaques.keys())
        if (kept := kept_plaques.get(pk, nothing)) != (counted := plaques.get(pk, nothing))
    ]
    return problems + care_tallies.verify()


def _parts(station_ids):
    ids = sorted({pk for pk in station_ids if pk is not None})
    return [ids[start : start + _STATIONS_A_QUERY] for start in range(0, len(ids), _STATIONS_A_QUERY)]


def _key(tally):
    return (tally.station_id, tally.year, tally.month, tally.occasion)


def _sums(tally):
    return tuple(getattr(tally, name) for name in _SUMS)


def _visit_tally(key, sums):
    station_id, year, month, occasion = key
    return VisitTally(
        station_id=station_id,
        year=year,
        month=month,
        occasion=occasion,
        **dict(zip(_SUMS, sums, strict=True)),
    )
