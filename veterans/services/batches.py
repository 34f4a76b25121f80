"""What the services for many rows share: whom the actor may change, held still, and one audit entry a row."""

from django.core.exceptions import PermissionDenied

from stations import audit, bulk
from stations import tallies as floor_tallies


def take(model, ids, *, actor, verb, related):
    """The rows of `model` with the given ids, their stations locked; None as `actor` is the portal itself.

    Raises PermissionDenied when the actor may not change one of them. `related` leads to the managing station.
    """
    wanted = set(ids)
    rows = model.objects.select_related(related).order_by("pk")
    if actor is not None:
        rows = rows.visible_to(actor, verb)
    rows = rows.filter(pk__in=wanted)
    floor_tallies.hold(lambda: rows.order_by().values_list(f"{related}__pk", flat=True))
    found = list(rows)
    if len(found) != len(wanted):
        raise PermissionDenied
    return found


def write(rows, values_of, *, action, actor, reason="", because=""):
    """Sets `values_of(row)` on each part of a file and logs it with what was there before.

    `because` is what somebody typed as the reason: it stands with the values, encrypted, where no auditor reads.
    """
    said = [{"reason": text} if because else {} for text in ("", because)]
    changes, entries = [], []
    for row in rows:
        values = values_of(row)
        changes.append((row.pk, values))
        before = {name: getattr(row, name) for name in values}
        entries.append(entry(row, before=_plain(before) | said[0], after=_plain(values) | said[1]))
    if changes:
        bulk.update(type(rows[0]), changes)
    audit.record_many(action, actor=actor, rows=entries, reason=reason)


def entry(row, *, before=None, after=None):
    """What the log says of a part of a file."""
    return {
        "station": row.person.managing_station,
        "target_type": row._meta.label_lower,
        "target_id": row.pk,
        "target_label": audit.label_of(row),
        "before": before,
        "after": after,
    }


def _plain(values):
    return {
        name: value if value is None or isinstance(value, bool) else str(value)
        for name, value in values.items()
    }
