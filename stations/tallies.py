"""Figures per station are recounted inside the writing transaction, one writer at a time.

`lock()` comes before the first write: without it two writers on PostgreSQL each miss the other's
row and the tally is wrong (design §2, decision 16). It locks the station row itself, which always
exists, in a mode that does not hinder rows being added under the station.
"""

from .models import Station


def lock(station_ids):
    """Holds the given stations until the transaction ends; call it before the first write.

    Must run inside a transaction. Rows are taken in id order so that two writers never wait for each other.
    """
    ids = sorted({i for i in station_ids if i is not None})
    rows = Station.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def hold(read):
    """Locks the stations whose ids `read()` gives, and those it gives once they are locked; returns them all.

    What names a station may have moved to another one before the lock: only what is read after it counts.
    """
    held = set()
    while missing := set(read()) - held - {None}:
        lock(missing)
        held |= missing
    return held
