"""What an import of plaques adds to their history, as the pages do; undoing the import takes it back."""

from django.utils import timezone

from stations import audit, bulk

from ..models import PlaqueEvent
from ..vocabulary import PlaqueEventKind, PlaqueRole, PlaqueStatus

PART = "events"


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
        row.undo.setdefault("parts", []).append([PART, pk, 1, None])
    bulk.insert(PlaqueEvent, values, {"by_label": audit.actor_label(user)})


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
