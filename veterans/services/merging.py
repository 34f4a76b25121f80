"""合并档案: one person who has two files gets one, with the history of both; and taking that back."""

import datetime
import json
from collections.abc import Callable, Collection, Iterable

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.models import Conflict
from stations.models.station import Station
from stations.roles import Verb
from stations.services import ServiceError

from .. import tallies
from ..models import FileMerge, Household, NotSamePerson, PersonFile, TransferRequest
from ..vocabulary import TransferState
from .blending import blend, own_answers, part_answers
from .kept_rows import as_column, closure, dump, plain, restore, values_of
from .people import refresh_derived
from .repointing import move_all, move_back, name_of, owner_stands, stations_of
from .rights import require_station

UNDO_DAYS = 30
# Columns that are worked out anew, and those that count the writing itself.
_FOLLOWING = frozenset({"version", "changed_at", "bucket", "completeness"})

Recount = Callable[[set[int]], None]


def merge_require(actor, *stations) -> None:
    """PermissionDenied unless `actor` may change files at all `stations`, and approve where they differ."""
    needed = [Verb.CHANGE] + ([Verb.APPROVE] if len({station.pk for station in stations}) > 1 else [])
    for station in stations:
        for verb in needed:
            require_station(actor, verb, station)


@transaction.atomic
def files_merge(
    *, actor, keep, gone, choices: Collection[str] = (), recounts: Iterable[Recount] = ()
) -> FileMerge:
    """Brings the file `gone` into `keep` and deletes it; everything that named it names `keep`.

    `choices`: keys of blending.Answer where the answer of `gone` is taken although `keep` has one.
    `recounts`: what the apps to the right keep counted, called with station ids. What would stand twice is
    kept in the FileMerge, encrypted, and comes back with merge_undo(). Raises PermissionDenied, Conflict
    when either file was changed since it was read, ServiceError and ValidationError.
    """
    merge_require(actor, keep.managing_station, gone.managing_station)
    stations = stations_of(keep) | stations_of(gone)
    floor_tallies.lock(stations)
    keep, gone = _unchanged(keep), _unchanged(gone)
    _refuse(keep, gone)
    before = audit.snapshot(keep)
    moves = move_all(gone, keep)
    names = [name_of(row) for row in moves.clashes] + moves.replaced_names
    held = {"clashes": names, "replaced": moves.replaced}
    held |= _blend_all(keep, gone, choices, moves.clashes)
    merge = FileMerge.objects.create(
        kept=keep,
        station=keep.managing_station,
        gone_archive_no=gone.archive_no,
        gone=json.dumps(held, ensure_ascii=False),
        moved=moves.moved,
        actor_label=audit.actor_label(actor),
    )
    _settle(keep, stations, recounts)
    _record(audit.Action.MERGE, actor, keep, gone, before)
    return merge


@transaction.atomic
def merge_undo(*, actor, merge, recounts: Iterable[Recount] = ()) -> list[str]:
    """Brings the second file back with its key and archive number, and gives it what it had.

    Returns the names of what stays as it is, because somebody touched it since the merge. Raises
    PermissionDenied, and ServiceError when it is too late or the number of the file is in use.
    """
    held = json.loads(merge.gone.open())
    row = _file_in(held)
    origin = Station.objects.get(pk=row["managing_station_id"])
    merge_require(actor, merge.kept.managing_station, origin)
    stations = stations_of(merge.kept) | _stations_in(held["rows"] + held["replaced"])
    floor_tallies.lock(stations)
    merge = FileMerge.objects.select_for_update().get(pk=merge.pk)
    _refuse_undo(merge)
    keep = PersonFile.objects.get(pk=merge.kept_id)
    before = audit.snapshot(keep)
    stays = _change_back(held["changed"])
    gone, left = _bring_back(held, row, merge.moved)
    stays += left
    merge.undone_at = timezone.now()
    merge.gone = json.dumps({**held, "stays": stays}, ensure_ascii=False)
    merge.save()
    _settle(gone, set(), ())
    keep.refresh_from_db()
    _settle(keep, stations | stations_of(gone), recounts)
    _record(audit.Action.UNMERGE, actor, keep, gone, before)
    return stays


def can_undo(merge) -> bool:
    """Whether a merge may still be taken back: within UNDO_DAYS, and not done yet."""
    return not merge.undone_at and merge.created_at > timezone.now() - datetime.timedelta(days=UNDO_DAYS)


def gone_id(merge) -> int:
    """The key that the second file had, and has again after the undo."""
    return _file_in(json.loads(merge.gone.open()))["id"]


def _file_in(held):
    return next(row["values"] for row in held["rows"] if row["model"] == PersonFile._meta.label_lower)


def _unchanged(person):
    stored = PersonFile.objects.filter(pk=person.pk).first()
    if stored is None or stored.version != person.version:
        raise Conflict(person)
    return stored


def _refuse(keep, gone):
    if keep.pk == gone.pk:
        raise ServiceError(_("这是同一份档案，请选择另一份。"))
    pair = sorted([keep.pk, gone.pk])
    if NotSamePerson.objects.filter(first=pair[0], second=pair[1]).exists():
        raise ServiceError(_("这两份档案已标为不是同一人；要合并，请先取消这个标记。"))
    if TransferRequest.objects.filter(person__in=pair, state=TransferState.REQUESTED).exists():
        raise ServiceError(_("有一份档案正在迁转，请先答复或撤回迁转申请，再合并。"))


def _refuse_undo(merge):
    if merge.undone_at:
        raise ServiceError(_("这次合并已经撤销。"))
    if not can_undo(merge):
        raise ServiceError(_("合并已超过 %d 天，不能再撤销。") % UNDO_DAYS)
    if FileMerge.objects.filter(kept=merge.kept_id, pk__gt=merge.pk, undone_at=None).exists():
        raise ServiceError(_("这份档案之后又并入过别的档案，请先撤销后一次合并。"))


def _blend_all(keep, gone, choices, clashes):
    """Writes the answers of both files into one, and deletes the other: `{rows, changed}` for the undo."""
    old = {keep: values_of(keep)}
    parts = part_answers(keep, gone)
    blend(own_answers(keep, gone), choices)
    for answers in parts.values():
        part = answers[0].row
        old[part] = values_of(part)
        blend(answers, choices)
        if values_of(part) != old[part]:
            part.save()
    rows = _remove(gone, clashes)
    keep.full_clean()
    keep.save()
    return {"rows": rows, "changed": _changes(old)}


def _remove(gone, clashes):
    """Deletes the second file with what could not be moved; the rows as they were."""
    rows = {row for clash in clashes for row in closure([clash])}
    dumped = [dump(row) for row in rows]
    for clash in clashes:
        clash.delete()
    dumped += [dump(row) for row in closure([PersonFile.objects.get(pk=gone.pk)])]
    PersonFile.objects.get(pk=gone.pk).delete()
    return dumped


def _changes(before):
    """What a merge wrote: `[{model, pk, values: {column: [old, new]}}]` of the kept file and its parts."""
    found = []
    for row, old in before.items():
        new = values_of(row)
        values = {n: [old[n], new[n]] for n in new if n not in _FOLLOWING and old[n] != new[n]}
        if values:
            found.append({"model": row._meta.label_lower, "pk": row.pk, "values": values})
    return found


def _stations_in(rows) -> set[int]:
    """The stations whose figures count the deleted rows again once they are back."""
    links = [
        (f, row["values"][f.attname])
        for row in rows
        for f in apps.get_model(row["model"])._meta.concrete_fields
    ]
    homes = Household.objects.filter(pk__in=[key for field, key in links if field.related_model is Household])
    found = {key for field, key in links if field.related_model is Station}
    return (found | set(homes.values_list("station_id", flat=True))) - {None}


def _change_back(changed):
    """Undoes _changes() column by column; names the columns that somebody has changed since."""
    stays = []
    for change in changed:
        model = apps.get_model(change["model"])
        row = model._base_manager.filter(pk=change["pk"]).first()
        if row is None:
            continue
        kept = _columns_back(row, change["values"])
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # what is left of both would contradict itself
            kept = [_("全部内容")]
        stays += [f"{model._meta.verbose_name}：{label}" for label in kept]
    return stays


def _bring_back(held, row, moved):
    """The second file with all that was its own, and the names of what could not go back to where it was."""
    digest = row["id_digest"]
    if digest and PersonFile.objects.filter(id_digest=digest).exists():
        raise ServiceError(_("并入的档案的身份证号已在别的档案中使用，不能撤销；请先核对那份档案的号码。"))
    lost = restore(held["rows"])
    waiting = [move for move in moved if not owner_stands(move)]
    stays = move_back([move for move in moved if move not in waiting])
    lost += restore(held["replaced"])  # their place is free again only now
    stays += move_back(waiting)
    names = [str(apps.get_model(one["model"])._meta.verbose_name) for one in lost]
    return PersonFile.objects.get(pk=row["id"]), stays + names


def _columns_back(row, values):
    """Sets the columns nobody has changed since to what they were; the labels of the others."""
    kept = []
    for name, (old, new) in values.items():
        field = next(f for f in row._meta.concrete_fields if f.attname == name)
        if plain(getattr(row, name)) == new:
            setattr(row, name, as_column(field, old))
        elif field.editable:
            kept.append(str(field.verbose_name))
    return kept


def _settle(person, stations, recounts):
    refresh_derived([person.pk])
    everywhere = stations | person.scope_station_ids()
    tallies.recount(everywhere)
    for recount in recounts:
        recount(everywhere)


def _record(action, actor, keep, gone, before):
    after = audit.snapshot(PersonFile.objects.get(pk=keep.pk))
    for person, other, values in ((keep, gone, (before, after)), (gone, keep, (None, None))):
        audit.record(
            action,
            actor=actor,
            station=person.managing_station,
            target=person,
            before=values[0],
            after=values[1],
            reason=other.archive_no,
        )
