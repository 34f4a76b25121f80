"""Takes an import back, a chunk at a time: what nobody has touched since becomes what it was before.

Must run in one transaction, after `stations.tallies.lock` on the stations concerned. Rows come in the
reverse of the order they were written in, so that a household goes after its people.
"""

from collections import defaultdict

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from .. import audit, bulk
from .columns import Outcome
from .resource import IDS_A_QUERY

CHANGED_SINCE = _("导入之后有人修改过，没有撤销")
GONE = _("导入之后已被删除")
IN_USE = _("导入之后有了走访等其他登记，没有撤销")


def undo(resource, rows, context, *, stations, reason) -> dict[int, str]:
    """Undoes applied `rows` and counts the locked `stations` anew; returns `{position in rows: why}` of those kept."""
    kept = _touched(resource, rows)
    free = [(index, row) for index, row in enumerate(rows) if index not in kept]
    created = [(index, row) for index, row in free if row.outcome == Outcome.NEW]
    kept |= _in_use(resource, created)
    created = [row for index, row in created if index not in kept]
    changed = [row for _index, row in free if row.outcome == Outcome.CHANGED]
    labels = resource.labels([row.target_id for row in created + changed])
    _restore(resource, changed)
    _remove_created(resource, created)
    _remove_made(resource, created + changed)
    resource.settle_undone(changed, created, context)
    resource.recount(stations)
    entries = [_audit_row(resource, row, labels, context) for row in created + changed]
    audit.record_many(audit.Action.UNDO, actor=context.user, rows=entries, reason=reason)
    return kept


def _touched(resource, rows):
    """Rows whose root or parts have another version than the import left, or are gone."""
    roots = _versions(resource.model, [row.target_id for row in rows])
    wanted = defaultdict(list)
    for row in rows:
        for name, pk, *_rest in row.undo.get("parts", ()):
            wanted[name].append(pk)
    parts = {name: _versions(resource.parts[name].model, ids) for name, ids in wanted.items()}
    kept = {}
    for index, row in enumerate(rows):
        if row.target_id not in roots:
            kept[index] = GONE
        elif roots[row.target_id] != row.version or any(
            parts[name].get(pk) != version for name, pk, version, _old in row.undo.get("parts", ())
        ):
            kept[index] = CHANGED_SINCE
    return kept


def _versions(model, ids):
    found = {}
    for rows in _among(model, "pk", ids):
        found |= dict(rows.values_list("pk", "version"))
    return found


def _among(model, route, ids):
    """Queries that together find the rows whose `route` is among `ids`, and perhaps further ones.

    What an import made was numbered in one go: a range finds it in one statement.
    """
    ids, rows = sorted(ids), model._base_manager.order_by()
    if ids and ids[-1] - ids[0] < 2 * len(ids):
        yield rows.filter(**{f"{route}__gte": ids[0], f"{route}__lte": ids[-1]})
        return
    for start in range(0, len(ids), IDS_A_QUERY):
        yield rows.filter(**{f"{route}__in": ids[start : start + IDS_A_QUERY]})


def _in_use(resource, created):
    """Created rows to which somebody has since attached something that the import did not make."""
    own = {part.model: set() for part in resource.parts.values()}
    for _index, row in created:
        for name, pk, *_rest in row.undo.get("parts", ()):
            own[resource.parts[name].model].add(pk)
    by_target = {row.target_id: index for index, row in created}
    used = _referring(resource.model, by_target, own)
    return {by_target[pk]: IN_USE for pk in used}


def _referring(model, ids, own=()):
    """Those of `ids` of `model` that some row refers to, apart from the rows `own`."""
    used, ids = set(), set(ids)
    for relation in _relations(model):
        route = relation.field.attname
        mine = own.get(relation.related_model, ()) if own else ()
        for rows in _among(relation.related_model, route, ids):
            used |= {to for pk, to in rows.values_list("pk", route) if to in ids and pk not in mine}
    return used


def _relations(model):
    """Every foreign key to `model`, hidden ones too."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and (field.one_to_many or field.one_to_one)]


def _remove_created(resource, rows):
    """Deletes created rows with the parts the import gave them. Nothing else refers to the rows; where
    something refers to a part, Django's own slower way knows what goes with it.
    """
    parts, owners = defaultdict(set), defaultdict(dict)
    for row in rows:
        for name, pk, *_rest in row.undo.get("parts", ()):
            parts[name].add(pk)
            owners[name][pk] = row.target_id
    ids, bound = {row.target_id for row in rows}, set()
    for name, found in parts.items():
        bound |= {owners[name][pk] for pk in _referring(resource.parts[name].model, found)}
    for name, found in parts.items():
        _erase(resource.parts[name].model, {pk for pk in found if owners[name][pk] not in bound})
    _erase(resource.model, ids - bound)
    resource.model._base_manager.filter(pk__in=bound).delete()


def _erase(model, ids):
    """Deletes rows that nothing refers to; the database refuses it for others."""
    ids = sorted(ids)
    for start in range(0, len(ids), IDS_A_QUERY):
        rows = model._base_manager.filter(pk__in=ids[start : start + IDS_A_QUERY])
        rows._raw_delete(rows.db)


def _restore(resource, rows):
    roots, parts, removed = [], defaultdict(list), defaultdict(list)
    for row in rows:
        if old := row.undo.get("old"):
            roots.append((row.target_id, old | resource.consequences(old)))
        for name, pk, _version, values in row.undo.get("parts", ()):
            if values is None:
                removed[name].append(pk)
            else:
                parts[name].append((pk, values))
    bulk.update(resource.model, roots)
    for name, changes in parts.items():
        bulk.update(resource.parts[name].model, changes)
    for name, ids in removed.items():
        resource.parts[name].model._base_manager.filter(pk__in=ids).delete()


def _remove_made(resource, rows):
    """Deletes what the import created beside its rows (households, Party branches) and nobody uses."""
    for label in resource.makes:
        model = apps.get_model(label)
        ids = {pk for row in rows for pk in row.undo.get("made", {}).get(label, ())}
        if any(field.name == "version" for field in model._meta.concrete_fields):
            versions = _versions(model, ids)
            ids = {pk for pk in ids if versions.get(pk) == 1}
        _erase(model, ids - _referring(model, ids))


def _audit_row(resource, row, labels, context):
    return {
        "station": context.stations.stations[row.station_id],
        "target_type": resource.model._meta.label_lower,
        "target_id": row.target_id,
        "target_label": labels.get(row.target_id, ""),
        "before": {},
        "after": row.undo.get("old") or {},
    }
