"""Writing the audit log, sealing it, and proving that it is whole.

`record()` is called by the function that does the thing, in the same transaction. Labels name people
by archive number only, so that the log does not become a second register of personal data. Reasons are
fixed phrases in Chinese, whatever language the user reads; what somebody typed stays with its own row.
"""

import datetime
import json

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import override

from . import bulk, crypto, triggers
from .models import AuditEntry, AuditSeal, ChangeValue

Action = AuditEntry.Action


def snapshot(instance):
    """`{field name: text}` of a row's own columns, for comparing before and after.

    Encrypted columns come in clear: the result must go nowhere but into record().
    """
    values = {}
    for field in instance._meta.concrete_fields:
        if field.name in ("version", "created_at", "changed_at"):
            continue
        value = getattr(instance, field.attname)
        values[field.name] = value.open() if isinstance(value, crypto.Secret) else _plain(value)
    return values


def _plain(value):
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, tuple | list):
        return ",".join(map(str, value))
    return str(value)


def model_of(entry):
    """The model of the row an entry tells of; None where it tells of none, or of one that is no more."""
    try:
        return apps.get_model(entry.target_type) if entry.target_type else None
    except LookupError:
        return None


def field_labels(entry) -> list[str]:
    """The fields an entry names as forms call them: those of its row, else of another kind of its app.

    Left out is what no form shows: the row's number, columns without a label of their own.
    """
    model = model_of(entry)
    owners = [model, *apps.get_app_config(model._meta.app_label).get_models()] if model else []
    return [label for label in (_field_label(owners, name) for name in entry.fields) if label]


def _field_label(owners, name):
    for model in owners:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        is_unnamed = str(field.verbose_name) == field.name.replace("_", " ")
        return "" if field.primary_key or is_unnamed else str(field.verbose_name)
    return name


def label_of(target):
    """How the log names a row: its `audit_label` where it has one (people), else its text, in Chinese."""
    with override(settings.LANGUAGE_CODE):
        return str(getattr(target, "audit_label", None) or target)[:120]


def record(
    action, *, actor, station=None, target=None, before=None, after=None, reason="", fields=(), label=""
):
    """Adds one entry and, where `before` or `after` are given, the changed values beside it.

    `before`/`after` are snapshots; only the names of differing fields stand in the entry.
    Returns the AuditEntry. Must run in the transaction of the act it records.
    """
    before, after = before or {}, after or {}
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    entry = AuditEntry.objects.create(
        **_who(actor),
        at=timezone.now(),
        action=action,
        path=station.path if station else "",
        station_name=station.name if station else "",
        target_type=target._meta.label_lower if target is not None else "",
        target_id=target.pk if target is not None else None,
        target_label=label or (label_of(target) if target is not None else ""),
        fields=changed or sorted(fields),
        reason=reason[:200],
    )
    if changed:
        ChangeValue.objects.create(entry=entry, values=_values(before, after, changed))
    return entry


def record_many(action, *, actor, rows, reason=""):
    """One entry per row, in sets, for imports.

    `rows`: iterable of dicts with station, target_type, target_id, target_label, before, after. Values are
    kept for changes only: what was created stands in the record itself.
    """
    common = {**_who(actor), "at": timezone.now(), "action": str(action), "reason": str(reason)[:200]}
    entries, values = [], []
    rows = list(rows)
    for pk, row in zip(bulk.reserve_ids(AuditEntry, len(rows)), rows, strict=True):
        before, after = row.get("before") or {}, row.get("after") or {}
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        entries.append(
            {
                "id": pk,
                "path": row["station"].path,
                "station_name": row["station"].name,
                "target_type": row["target_type"],
                "target_id": row["target_id"],
                "target_label": row["target_label"],
            }
        )
        if changed:
            entries[-1]["fields"] = changed
        if before and changed:
            values.append({"entry_id": pk, "values": _values(before, after, changed)})
    bulk.insert(AuditEntry, entries, common)
    for pk, value in zip(bulk.reserve_ids(ChangeValue, len(values)), values, strict=True):
        value["id"] = pk
    bulk.insert(ChangeValue, values)


def actor_label(actor):
    """How the log, and rows that say who entered them, name a user; the portal itself for None."""
    return "系统" if actor is None else f"{actor.username} {actor.full_name}".strip()


def _who(actor):
    return {"actor_id": None if actor is None else actor.pk, "actor_label": actor_label(actor)}


def _values(before, after, changed):
    return json.dumps({name: [before.get(name), after.get(name)] for name in changed}, ensure_ascii=False)


def seal():
    """Seals the entries after the last seal into one block; returns the AuditSeal or None when there are none.

    Writers are kept out for the moment, so that no entry with a lower id can still be on its way.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE stations_auditentry IN SHARE MODE")
        last = AuditSeal.objects.order_by("-last_entry").first()
        block = AuditEntry.objects.filter(pk__gt=last.last_entry if last else 0).order_by("pk")
        count = block.count()
        if not count:
            return None
        previous = last.digest if last else ""
        bounds = block.aggregate(first=models.Min("pk"), last=models.Max("pk"))
        return AuditSeal.objects.create(
            first_entry=bounds["first"],
            last_entry=bounds["last"],
            entries=count,
            previous=previous,
            digest=_block_digest(previous, block),
            sealed_at=timezone.now(),
        )


def verify():
    """`(problems, sealed, unsealed)`: sentences naming what is off, and how many entries stand in and after seals."""
    problems = [f"{table}: the append-only trigger is missing" for table in triggers.missing()]
    previous, sealed, last_entry = "", 0, 0
    for seal_row in AuditSeal.objects.order_by("last_entry"):
        block = AuditEntry.objects.filter(pk__gt=last_entry, pk__lte=seal_row.last_entry).order_by("pk")
        if seal_row.previous != previous:
            problems.append(f"seal {seal_row}: does not follow the seal before it")
        if block.count() != seal_row.entries:
            problems.append(f"seal {seal_row}: {seal_row.entries} entries sealed, {block.count()} found")
        elif _block_digest(seal_row.previous, block) != seal_row.digest:
            problems.append(f"seal {seal_row}: an entry was altered")
        previous, last_entry = seal_row.digest, seal_row.last_entry
        sealed += seal_row.entries
    return problems, sealed, AuditEntry.objects.filter(pk__gt=last_entry).count()


def _block_digest(previous, block):
    lines = [previous]
    names = [field.attname for field in AuditEntry._meta.concrete_fields]
    for row in block.values_list(*names).iterator():
        lines.append(json.dumps([_canonical(value) for value in row], ensure_ascii=False, sort_keys=True))
    return crypto.seal_digest("\n".join(lines).encode())


def _canonical(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return value
