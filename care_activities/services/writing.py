"""What surrounds every write of this app, whatever its own rules are."""

from stations import audit
from stations.tallies import lock


def settle(row, *, actor, recount, before=None) -> None:
    """Recounts and audits a row just saved; `before` is the stored row, None for a new one."""
    recount(row.scope_station_ids() | (before.scope_station_ids() if before else set()))
    noted(row, actor=actor, before=before)


def noted(row, *, actor, before=None) -> None:
    """The log's entry of a row just saved, for rows that count in no tally; none where nothing changed."""
    old = audit.snapshot(before) if before else {}
    new = audit.snapshot(type(row)._base_manager.get(pk=row.pk))
    if old == new:
        return
    audit.record(
        audit.Action.CHANGE if before else audit.Action.CREATE,
        actor=actor,
        station=row.station,
        target=row,
        before=old,
        after=new,
    )


def remove(row, *, actor, recount) -> None:
    """Deletes a row with its audit entry, and recounts."""
    stations = row.scope_station_ids()
    lock(stations)
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=row.station,
        target=row,
        before=audit.snapshot(row),
    )
    row.delete()
    recount(stations)
