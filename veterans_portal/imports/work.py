"""Where a step of an import runs: small ones within the request, large ones by the background worker."""

import io
import zipfile

from django.db.models import Sum
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import claims, guards, pipeline, tasks
from .models import ImportBatch

State = ImportBatch.State
# Together about three seconds of work: what a user waits for without wondering.
SMALL_BYTES = 500_000
SMALL_UNPACKED = 10_000_000
SMALL_ROWS = 1_000


def choose(batch, *, user, mode, verbs) -> None:
    """Changes what the import may do, for the next check; a batch that runs or is through stays as it is.

    Raises ServiceError for permissions that `user` does not hold herself.
    """
    guards.refuse_verbs(user, batch.station, verbs)
    waiting = ImportBatch.objects.filter(pk=batch.pk, state__in=[State.UPLOADED, State.CHECKED, State.FAILED])
    waiting.update(mode=mode, verbs=tuple(verbs))
    batch.refresh_from_db()


def check(batch) -> None:
    """Checks a small file now, has a large one checked. Raises ServiceError as pipeline.check does."""
    if _is_small(batch):
        pipeline.check(batch)
    else:
        tasks.check_batch.enqueue(batch.pk)


def place_files(batch, places) -> None:
    """Confirms the stations of files, `{ImportFile: Station}`, for rows that name none; a check must follow."""
    for file, station in places.items():
        file.station = station
        file.save(update_fields=["station"])


def give_reason(batch, reason) -> None:
    """Stores why much is changed; raises ServiceError for numbers of people in it."""
    if reason := guards.clean_reason(reason):
        ImportBatch.objects.filter(pk=batch.pk).update(overwrite_reason=reason)
        batch.overwrite_reason = reason


def apply(batch, user, reason="") -> None:
    """Raises ServiceError as pipeline.apply does, also where the work is left to the worker."""
    give_reason(batch, reason)
    guards.refuse_to_apply(batch, user)
    if batch.good_rows <= SMALL_ROWS:
        pipeline.apply(batch, user=user)
    else:
        tasks.apply_batch.enqueue(batch.pk, user.pk)


def undo(batch, user) -> None:
    """Raises ServiceError as pipeline.undo does."""
    if batch.good_rows <= SMALL_ROWS:
        pipeline.undo(batch, user=user)
    else:
        tasks.undo_batch.enqueue(batch.pk, user.pk)


def resume(batch) -> None:
    """Takes a step up whose process died. Raises ServiceError when it lives."""
    if _size(batch) <= SMALL_BYTES and batch.good_rows <= SMALL_ROWS:
        pipeline.resume(batch)
    else:
        tasks.look_after_imports.enqueue()


def cancel(batch, user) -> None:
    """Stops what runs after its chunk, and takes back what waits; a batch at rest is dropped."""
    waited = _waiting(batch).delete()[0]
    if batch.is_running or not waited or batch.state == State.UPLOADED:
        pipeline.cancel(batch, user=user)


def waiting_since(batch):
    """When a step of `batch` was handed to the worker that has not begun with it; None when nothing waits."""
    return None if batch.is_running else _waiting(batch).values_list("enqueued_at", flat=True).first()


def has_stalled(batch) -> bool:
    """Whether the process at work on `batch` has fallen silent."""
    return batch.is_running and (batch.heartbeat is None or batch.heartbeat < timezone.now() - claims.STALE)


def _waiting(batch):
    ours = DBTaskResult.objects.filter(
        task_path__startswith=f"{tasks.__name__}.", args_kwargs__args__0=batch.pk
    )
    return ours.filter(status=TaskResultStatus.READY)


def _is_small(batch):
    if _size(batch) > SMALL_BYTES:
        return False
    return sum(unpacked_size(file.open()) for file in batch.files.all()) <= SMALL_UNPACKED


def _size(batch):
    return batch.files.aggregate(bytes=Sum("size"))["bytes"] or 0


def unpacked_size(content) -> int:
    """What a workbook unpacks to, in bytes; 0 for any other file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return sum(entry.file_size for entry in package.infolist())
    except zipfile.BadZipFile:
        return 0  # no workbook, or a broken one: it is read or refused in no time
