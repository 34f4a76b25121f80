"""Tallies of one row a station, month and thing counted: reading, writing and proving them.

Such a tally has the columns station, year, month, one that says what (`what`), and numbers (`sums`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

_STATIONS_A_QUERY = 500


def parts(station_ids: Iterable[int]) -> list[list[int]]:
    """The ids in order, as many at a time as one statement takes."""
    ids = sorted({pk for pk in station_ids if pk is not None})
    return [ids[start : start + _STATIONS_A_QUERY] for start in range(0, len(ids), _STATIONS_A_QUERY)]


def counted(rows, what, sums) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month, what): numbers}` of `rows`, which have a `date`; numbers in the order of `sums`.

    `sums` are `{name: aggregate}`. Days are folded to months here: SQLite would call Python for each row.
    """
    found = defaultdict(Counter)
    totals = {f"n_{name}": total for name, total in sums.items()}
    grouped = rows.order_by().values_list("station_id", "date", what).annotate(**totals)
    for station_id, day, kind, *numbers in grouped:
        found[station_id, day.year, day.month, kind].update(dict(zip(sums, numbers, strict=True)))
    return {key: tuple(numbers[name] for name in sums) for key, numbers in found.items()}


def keep(model, what, sums, numbers, station_ids) -> None:
    """Writes what differs of the tallies of the stations; `numbers` as `counted` returns them."""
    names = ("station_id", "year", "month", what)
    held = kept(model.objects.filter(station__in=station_ids), what, sums)
    gone = [pk for key, (pk, _numbers) in held.items() if key not in numbers]
    model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(
        [
            model(**dict(zip((*names, *sums), (*key, *told), strict=True)))
            for key, told in numbers.items()
            if key not in held or held[key][1] != told
        ],
        update_conflicts=True,
        unique_fields=["station", "year", "month", what],
        update_fields=list(sums),
        batch_size=500,
    )


def kept(tallies, what, sums) -> dict[tuple, tuple[int, tuple[int, ...]]]:
    """`{key: (id, numbers)}` of rows of a tally."""
    rows = tallies.values_list("pk", "station_id", "year", "month", what, *sums)
    return {tuple(row[1:5]): (row[0], tuple(row[5:])) for row in rows}


def off(title, sums, numbers, held) -> list[str]:
    """Sentences naming what is kept (`held`) otherwise than it was counted (`numbers`)."""
    none = (0,) * len(sums)
    return [
        f"station {key[0]}: {title} {key[1]}-{key[2]:02} {key[3]} {tuple(sums)} are {was}, counted {found}"
        for key in sorted(numbers.keys() | held.keys())
        if (was := held.get(key, (None, none))[1]) != (found := numbers.get(key, none))
    ]
