"""Figures per station are recounted inside the writing transaction, one writer at a time.

`lock()` comes before the first write: without it two writers on PostgreSQL each miss the other's
row and the tally is wrong (design §2, decision 16). It locks the station row itself, which always
exists, in a mode that does not hinder rows being added under the station.
"""

from django.db.models import F

from .models import Station, StationPulse


def lock(station_ids):
    """Holds the given stations until the transaction ends; call it before the first write.

    Must run inside a transaction. Rows are taken in id order so that two writers never wait for each other.
    With the end of the transaction everybody sees that something may have been written there.
    """
    ids = sorted({i for i in station_ids if i is not None})
    rows = Station.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    held = list(rows.values_list("pk", flat=True))
    _beat(held)
    return held


def _beat(held):
    """Raises the pulse of stations that are held: nobody else writes to theirs meanwhile."""
    pulses = StationPulse.objects.filter(station__in=held)
    if pulses.update(number=F("number") + 1) < len(held):
        known = set(pulses.values_list("station_id", flat=True))
        StationPulse.objects.bulk_create(StationPulse(station_id=pk) for pk in held if pk not in known)


def hold(read):
    """Locks the stations whose ids `read()` gives, and those it gives once they are locked; returns them all.

    What names a station may have moved to another one before the lock: only what is read after it counts.
    """
    held = set()
    while missing := set(read()) - held - {None}:
        lock(missing)
        held |= missing
    return held
