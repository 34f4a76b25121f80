"""Import in three steps, each resumable: check, apply, undo. Pages, commands and tasks call these.

`open_batch` takes the file in; `check` stages every row with its verdict; `apply` writes the good ones;
`undo` takes them back. Every step is safe to call again, also after its process was killed.
"""

import datetime
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, bulk
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import ImportVerb, Outcome

from . import applying, claims, corrections, guards, staging
from .kinds import RESOURCES
from .models import ImportBatch, ImportFile, ImportRow
from .prescan import MEGABYTE
from .reader import FileRejected

State = ImportBatch.State
DEFAULT_VERBS = (ImportVerb.CREATE, ImportVerb.FILL)


@transaction.atomic
def open_batch(
    *,
    user,
    kind,
    files: Sequence[tuple[str, bytes]],
    station=None,
    mode=ImportBatch.Mode.GOOD_ROWS,
    verbs=DEFAULT_VERBS,
    continues=None,
    **origin,
) -> ImportBatch:
    """Takes uploaded files in, pairs of a name and its content, encrypted; nothing of them is read yet.

    `station` is where rows without a station belong and the limit of the import; without it, the station
    where `user` may import. `continues` is the batch whose corrected rows these are; a marked workbook says
    so itself, and is of the kind and for the station of that batch. `origin`: source_office, document_no,
    purpose, as far as known. Raises FileRejected for an empty or too large file, ServiceError for an
    unknown kind or a missing right.
    """
    if kind not in RESOURCES:
        raise ServiceError(_("没有这种表格。"))
    if len(files) > settings.IMPORT_MAX_FILES:
        raise ServiceError(_("一次最多上传 %s 个文件；请分几次上传。") % settings.IMPORT_MAX_FILES)
    if not files or not all(content for _name, content in files):
        raise FileRejected("empty")
    if sum(len(content) for _name, content in files) > settings.IMPORT_MAX_BYTES:
        raise FileRejected("too-large", limit=settings.IMPORT_MAX_BYTES // MEGABYTE)
    if former := continues or corrections.former_of(user, files):
        kind = former.kind
        station = station or (former.station if former.station_chosen else None)
    reach = _reach(user, station)
    guards.refuse_verbs(user, reach, verbs)
    batch = ImportBatch.objects.create(
        continues=former and (former.continues or former),
        kind=kind,
        station=reach,
        station_chosen=station is not None,
        user=user,
        file_name=files[0][0][-200:],
        mode=ImportBatch.Mode(mode),
        verbs=tuple(ImportVerb(verb) for verb in verbs),
        purge_on=timezone.localdate() + datetime.timedelta(days=settings.IMPORT_KEEP_DAYS),
        **origin,
    )
    for number, (name, content) in enumerate(files, 1):
        ImportFile.keep(batch, number, name, content)
    _record(audit.Action.IMPORT, batch, user, "上传")
    return batch


def check(batch) -> ImportBatch:
    """Reads the file and stages every row with its verdict; afterwards the batch is checked or rejected.

    Nothing but the batch is written. May be repeated until the batch is applied. Raises ServiceError when
    the batch is in other hands or past checking.
    """
    _require(batch, batch.user)
    if ImportRow.objects.filter(batch=batch, applied=True).exists():
        raise ServiceError(_("这一批已经导入，不能再检查。"))
    allowed = (State.UPLOADED, State.CHECKED, State.FAILED)
    claims.claim(batch, phase=State.CHECKING, allowed=allowed, actor=batch.user)
    with _at_work(batch):
        try:
            staging.stage(batch, batch.user)
        except FileRejected as refusal:
            staging.reject(batch, refusal)
        else:
            totals = batch.totals
            claims.finish(batch, State.CHECKED, totals=totals, checked_at=timezone.now())
    return batch


def apply(batch, *, user) -> ImportBatch:
    """Writes the good rows of a checked batch. An applied batch with nothing left to write stays as it is.

    All-or-nothing with a row rejected or held writes nothing: the batch stays checked and its `reason` says
    why. Raises ServiceError without the right, or when the batch is not ready.
    """
    _require(batch, user)
    batch.refresh_from_db()
    if batch.state == State.APPLIED and not applying.waiting(batch).exists():
        return batch
    if batch.checked_at is None:
        raise ServiceError(_("请先检查，再导入。"))
    if batch.state == State.CANCELLED and not batch.rows.filter(applied=True).exists():
        raise ServiceError(_("这一批已经放弃；要导入请重新上传。"))
    guards.refuse_to_apply(batch, user)
    # An applied batch has rows left once doubtful ones have been decided.
    allowed = (State.CHECKED, State.FAILED, State.CANCELLED, State.APPLIED)
    claims.claim(batch, phase=State.APPLYING, allowed=allowed, actor=user)
    with _at_work(batch):
        try:
            _refuse_incomplete(batch)
            done = batch.rows.filter(applied=True).count()
            claims.renew(batch, progress=done, began_with=done, undo_totals={})
            applying.apply_rows(batch, user)
        except applying.NotWhole as refusal:
            claims.finish(batch, State.CHECKED, reason=str(refusal.args[0]))
        else:
            _finish_applied(batch, user)
    return batch


def undo(batch, *, user) -> dict:
    """Takes an applied batch back: `{"removed", "restored", "kept": [{"row", "why"}]}`.

    Created records go, changed ones get their old values, unless somebody touched them since: those are
    kept and named. Calling it again tries the kept rows anew (the visits that held them may be gone) and
    says the same of the others. Raises ServiceError without the right, when there is nothing to undo, or
    after the purge. Batches that brought corrected rows of this one are taken back before it.
    """
    _require(batch, user)
    for later in corrections.applied_corrections(batch):
        undo(later, user=user)
    batch.refresh_from_db()
    left = batch.rows.filter(applied=True).exists()
    if batch.state != State.UNDONE or (left and not batch.purged):
        if batch.purged:
            raise ServiceError(_("这一批的内容已按期清除，不能再撤销。"))
        allowed = (State.APPLIED, State.FAILED, State.CANCELLED, State.UNDONE)
        if batch.state in allowed and not left:
            raise ServiceError(_("这一批没有导入任何行，不用撤销。"))
        claims.claim(batch, phase=State.UNDOING, allowed=allowed, actor=user)
        with _at_work(batch):
            if batch.undo_totals:
                batch.rows.exclude(kept="").update(kept="")
            else:
                claims.renew(batch, progress=0, began_with=0, undo_totals=_written(batch))
            applying.undo_rows(batch, user)
            _finish_undone(batch, user)
    if batch.state != State.UNDONE:
        raise ServiceError(_("撤销没有做完；请稍后再继续撤销。"))
    kept = batch.rows.exclude(kept="").order_by("id").values_list("number", "kept")
    return {
        "removed": batch.undo_totals["removed"],
        "restored": batch.undo_totals["restored"],
        "kept": [{"row": number, "why": why} for number, why in kept],
    }


def cancel(batch, *, user) -> ImportBatch:
    """Stops a running step after its current chunk, or drops a batch that is not applied yet."""
    _require(batch, user)
    waiting = (State.UPLOADED, State.CHECKED, State.FAILED)
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(state=State.CANCELLED):
        ImportBatch.objects.filter(pk=batch.pk, state__in=ImportBatch.RUNNING).update(cancel_requested=True)
    batch.refresh_from_db()
    return batch


def earlier_batches(batch):
    """Batches that the user of `batch` may see and that have brought in one of its files before, latest first."""
    hashes = batch.files.values_list("sha256", flat=True)
    seen = ImportBatch.objects.visible_to(batch.user).filter(kind=batch.kind, applied_at__isnull=False)
    same = seen.filter(files__sha256__in=list(hashes)).exclude(pk=batch.pk).exclude(state=State.UNDONE)
    return same.select_related("user").order_by("-pk").distinct()


def resume(batch) -> None:
    """Takes up a step whose process has died, in the name of whoever had started it."""
    batch.refresh_from_db()
    if batch.state == State.CHECKING:
        check(batch)
    elif batch.state == State.APPLYING:
        apply(batch, user=batch.actor)
    elif batch.state == State.UNDOING:
        undo(batch, user=batch.actor)


def resume_stale() -> list[int]:
    """Takes up every batch whose process has fallen silent; returns their ids."""
    silent = ImportBatch.objects.filter(
        state__in=ImportBatch.RUNNING, heartbeat__lt=timezone.now() - claims.STALE
    )
    batches = list(silent.order_by("pk"))
    for batch in batches:
        with suppress(ServiceError):  # somebody else was faster, or lost the right meanwhile
            resume(batch)
    return [batch.pk for batch in batches]


def purge(today=None) -> int:
    """Removes the personal data of batches whose time has come; returns how many. Counts and audit stay."""
    due = ImportBatch.objects.filter(purge_on__lte=today or timezone.localdate(), purged=False)
    batches = list(due.exclude(state__in=ImportBatch.RUNNING))
    for batch in batches:
        with transaction.atomic():
            batch.files.update(content=None, name="", header={})
            batch.rows.update(payload=None, changes=None)
            batch.chunks.update(content=None)
            ImportBatch.objects.filter(pk=batch.pk).update(purged=True, file_name="", unknown=None)
    return len(batches)


def _reach(user, station):
    """The station that limits an import of `user`; ServiceError without the right."""
    allowed = Station.objects.visible_to(user, Verb.IMPORT)
    if station is not None:
        if not allowed.filter(pk=station.pk).exists():
            raise ServiceError(_("您不能在这个站导入。"))
        return station
    grants = user.grants(Verb.IMPORT)
    if not grants:
        raise ServiceError(_("您没有导入的权限。"))
    # A grant below another one adds nothing.
    tops = [g for g in grants if not any(g.path != o.path and g.path.startswith(o.path) for o in grants)]
    if len(tops) > 1:
        raise ServiceError(_("您可以在几个站导入，请先选择导入到哪个站。"))
    return Station.objects.get(pk=tops[0].station_id)


def _require(batch, user):
    if not ImportBatch.objects.visible_to(user).filter(pk=batch.pk).exists():
        raise ServiceError(_("您不能处理这一批导入。"))


class _at_work:
    """Whatever ends a step, the batch comes to rest: cancelled, or failed without a word of the data."""

    def __init__(self, batch):
        self.batch = batch
        self.ease = ExitStack()

    def __enter__(self):
        self.ease.enter_context(bulk.few_collections())
        self.ease.enter_context(bulk.roomy())

    def __exit__(self, kind, error, trace):
        self.ease.close()
        if kind is None or not issubclass(kind, Exception) or kind is claims.Superseded:
            return kind is claims.Superseded
        if kind is claims.Cancelled:
            state = State.CANCELLED
            reason = _("已按要求停止；已导入的行可以撤销。") if self.batch.checked_at else ""
        else:
            state, reason = State.FAILED, _("处理时出错，没有完成；请重试，仍不行请联系管理员。")
        try:
            claims.finish(self.batch, state, reason=reason)
        except claims.Superseded:
            return True
        return kind is claims.Cancelled


def _refuse_incomplete(batch):
    bad = batch.totals.get("rejected", 0) + batch.totals.get("held", 0)
    if batch.mode == ImportBatch.Mode.ALL_OR_NOTHING and bad:
        raise applying.NotWhole(
            _("有 %s 行有问题，整批没有导入；请先改正这些行，或改为只导入没有问题的行。") % bad
        )


def _finish_applied(batch, user):
    with transaction.atomic():
        totals = applying.recount_totals(batch)
        claims.finish(batch, State.APPLIED, totals=totals, applied_at=timezone.now())
        _record(
            audit.Action.IMPORT,
            batch,
            user,
            "导入：新增 {new}，变更 {changed}".format_map(totals) + _said(batch),
        )


def _said(batch):
    return f"；{batch.overwrite_reason}" if batch.overwrite_reason else ""


def _written(batch):
    """What undoing starts from: how many rows had created a record, and how many had changed one."""
    rows = batch.rows.filter(applied=True)
    counted = rows.aggregate(
        created=Count("pk", filter=Q(outcome=Outcome.NEW)),
        changed=Count("pk", filter=Q(outcome=Outcome.CHANGED)),
    )
    return counted


def _finish_undone(batch, user):
    left = _written(batch)  # reads every row: not while others wait
    with transaction.atomic():
        totals = batch.undo_totals | {
            "removed": batch.undo_totals["created"] - left["created"],
            "restored": batch.undo_totals["changed"] - left["changed"],
            "kept": left["created"] + left["changed"],
        }
        claims.finish(batch, State.UNDONE, undo_totals=totals, undone_at=timezone.now())
        _record(
            audit.Action.UNDO,
            batch,
            user,
            "撤销：删除 {removed}，恢复 {restored}，保留 {kept}".format_map(totals),
        )


def _record(action, batch, user, reason):
    audit.record(action, actor=user, station=batch.station, target=batch, reason=reason)
