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
    resource.model._base_manager.filter(pk__in=[row.target_id for row in created]).delete()
    _remove_made(resource, created + changed)
    resource.settle_undone(changed, created)
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
    ids = sorted(ids)
    for start in range(0, len(ids), IDS_A_QUERY):
        some = ids[start : start + IDS_A_QUERY]
        found |= dict(model._base_manager.filter(pk__in=some).values_list("pk", "version"))
    return found


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
    used = set()
    ids = sorted(ids)
    for relation in _relations(model):
        route = relation.field.attname
        mine = own.get(relation.related_model, ()) if own else ()
        for start in range(0, len(ids), IDS_A_QUERY):
            some = ids[start : start + IDS_A_QUERY]
            rows = relation.related_model._base_manager.filter(**{f"{route}__in": some})
            used |= {target for pk, target in rows.values_list("pk", route) if pk not in mine}
    return used


def _relations(model):
    """Every foreign key to `model`, hidden ones too."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and (field.one_to_many or field.one_to_one)]


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
            ids = {pk for pk, version in _versions(model, ids).items() if version == 1}
        model._base_manager.filter(pk__in=ids - _referring(model, ids)).delete()


def _audit_row(resource, row, labels, context):
    return {
        "station": context.stations.stations[row.station_id],
        "target_type": resource.model._meta.label_lower,
        "target_id": row.target_id,
        "target_label": labels.get(row.target_id, ""),
        "before": {},
        "after": row.undo.get("old") or {},
    }
