"""Writes matched rows, a chunk at a time: a handful of statements for thousands of rows.

Must run in one transaction, after `stations.tallies.lock` on the stations concerned.
"""

from collections import defaultdict

from .. import audit, bulk
from .columns import Outcome


def prepare(resource, rows, context) -> None:
    """Does for new `rows` what needs no lock; write() wants it done. Encrypting is most of it."""
    resource.prepare(rows, context)
    values = defaultdict(list)
    for row in rows:
        for change in row.parts:
            values[change.part].append(change.values)
    bulk.seal(resource.model, [row.root for row in rows])
    for name, found in values.items():
        bulk.seal(resource.parts[name].model, found)


def write(resource, rows, context, *, stations, reason) -> None:
    """Writes new and changed `rows`, with the audit entry of each, and counts the locked `stations` anew.

    Sets on each row `target_id`, `version` (as it stands afterwards) and `undo`, what undoing needs.
    """
    rows = [row for row in rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
    resource.resolve(rows, context)
    _write_roots(resource, [row for row in rows if row.outcome == Outcome.NEW], context)
    _change_roots(resource, [row for row in rows if row.outcome == Outcome.CHANGED])
    _write_parts(resource, rows)
    resource.settle_written(rows)
    resource.recount(stations)
    for action, outcome in ((audit.Action.CREATE, Outcome.NEW), (audit.Action.CHANGE, Outcome.CHANGED)):
        entries = [_audit_row(resource, row, context) for row in rows if row.outcome == outcome]
        audit.record_many(action, actor=context.user, rows=entries, reason=reason)


def _write_roots(resource, rows, context):
    columns = resource.new_roots(rows, context)
    ids = bulk.reserve_ids(resource.model, len(rows))
    station = resource.station_column
    for row, pk, values in zip(rows, ids, columns, strict=True):
        row.target_id, row.version = pk, 1
        values["id"] = pk
        if "__" not in station:
            values[station] = row.station_id
    bulk.insert(resource.model, columns)


def _change_roots(resource, rows):
    changes = []
    for row in rows:
        if row.root:
            held = {**row.stored.values, resource.station_column: row.stored.station_id}
            row.undo["old"] = {name: held[name] for name in row.root}
            row.version += 1
            changes.append((row.target_id, row.root | resource.consequences(row.root)))
    bulk.update(resource.model, changes)


def _write_parts(resource, rows):
    new, changed = defaultdict(list), defaultdict(list)
    for row in rows:
        for change in row.parts:
            (changed if change.stored else new)[change.part].append((row, change))
    for name, found in new.items():
        part = resource.parts[name]
        ids = bulk.reserve_ids(part.model, len(found))
        values = []
        for pk, (row, change) in zip(ids, found, strict=True):
            values.append({**change.values, **part.where, "id": pk, part.link: row.target_id})
            row.undo.setdefault("parts", []).append([name, pk, 1, None])
        bulk.insert(part.model, values)
    for name, found in changed.items():
        for row, change in found:
            old = {field: change.stored.values[field] for field in change.values}
            row.undo.setdefault("parts", []).append([name, change.stored.pk, change.stored.version + 1, old])
        bulk.update(resource.parts[name].model, [(c.stored.pk, c.values) for _row, c in found])


def _audit_row(resource, row, context):
    before, after = {}, {}
    for attribute, old, new in row.changes:
        # A part may occur several times in one row.
        name = attribute if attribute not in after else f"{attribute}_{len(after)}"
        before[name], after[name] = _text(old), _text(new)
    return {
        "station": context.stations.stations[row.station_id],
        "target_type": resource.model._meta.label_lower,
        "target_id": row.target_id,
        "target_label": resource.label(row),
        "before": before,
        "after": after,
    }


def _text(value):
    return ",".join(map(str, value)) if isinstance(value, list) else value
