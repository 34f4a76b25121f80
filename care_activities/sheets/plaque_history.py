"""What an import of plaques writes beside them, as the pages do; undoing the import takes it back.

Their history, and that what is hung waits on the list of no round any more.
"""

from django.utils import timezone

from stations import audit, bulk

from ..models import HangingEntry, PlaqueEvent
from ..vocabulary import PlaqueEventKind, PlaqueRole, PlaqueStatus

EVENTS, ENTRIES = "events", "entries"


def tell(rows, *, user) -> None:
    """Writes the events of written `rows` and notes them as parts of their row, so that they go with it."""
    told = [(row, event) for row in rows for event in _events(row)]
    ids = bulk.reserve_ids(PlaqueEvent, len(told))
    values = []
    for pk, (row, (kind, on, words)) in zip(ids, told, strict=True):
        station = row.station_id if row.stored is None else row.stored.station_id
        values.append(
            {
                "id": pk,
                "plaque_id": row.target_id,
                "station_id": station,
                "kind": kind,
                "on": on,
                "words": words,
            }
        )
        row.undo.setdefault("parts", []).append([EVENTS, pk, 1, None])
    bulk.insert(PlaqueEvent, values, {"by_label": audit.actor_label(user)})


def tick_off(rows) -> None:
    """Marks the entries of running rounds as done for those of `rows` whose plaque was hung by the sheet."""
    hung = {row.target_id: row for row in rows if row.stored and row.root.get("status") == PlaqueStatus.HUNG}
    waiting = HangingEntry.objects.filter(
        plaque__in=hung, application=None, done_on__isnull=True, round__closed_at__isnull=True
    )
    changes = []
    for pk, plaque, version in waiting.values_list("pk", "plaque", "version"):
        row = hung[plaque]
        row.undo.setdefault("parts", []).append([ENTRIES, pk, version + 1, {"done_on": None}])
        changes.append((pk, {"done_on": row.root.get("hung_on") or timezone.localdate().isoformat()}))
    bulk.update(HangingEntry, changes)


def _events(row):
    """`(kind, day, words)` of what the sheet changed of one plaque."""
    held, root = row.stored.values if row.stored else {}, row.root
    today, status = timezone.localdate(), root.get("status")
    if row.stored is None:
        yield PlaqueEventKind.REGISTERED, today, str(PlaqueStatus(status).label)
    if status == PlaqueStatus.HUNG and (row.stored or root.get("hung_on")):
        yield (
            PlaqueEventKind.HUNG,
            root.get("hung_on") or None,
            root.get("led_by") or held.get("led_by") or "",
        )
    elif row.stored and status:
        yield PlaqueEventKind.CORRECTED, today, str(PlaqueStatus(status).label)
    if row.stored and "role" in root:
        roles = (PlaqueRole(value).label for value in (held["role"], root["role"]))
        yield PlaqueEventKind.ROLE, today, " → ".join(map(str, roles))
