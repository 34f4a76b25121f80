"""Who works on a batch: one process at a time, with a heartbeat, so that a dead one's work can be taken up.

Claiming is one conditional update. Every chunk then renews the claim inside its own transaction; a process
that slept so long that another took over finds its claim gone and writes nothing more.
"""

import datetime
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.services import ServiceError

from .models import ImportBatch

State = ImportBatch.State
STALE = datetime.timedelta(minutes=2)


class Superseded(Exception):
    """Another process has taken the batch over, or it was cancelled: stop without a trace."""


class Cancelled(Exception):
    """The user asked to stop; what was written so far stays."""


def claim(batch, *, phase, allowed, actor) -> None:
    """Puts `batch` into the running state `phase` for this process; ServiceError when it cannot be.

    Allowed from the states `allowed`, and from `phase` itself once its process has fallen silent.
    """
    release_stale(batch)
    now = timezone.now()
    token = secrets.token_hex(8)
    silent = Q(heartbeat__isnull=True) | Q(heartbeat__lt=now - STALE)
    free = ImportBatch.objects.filter(Q(state__in=allowed) | Q(state=phase) & silent, pk=batch.pk)
    try:
        with transaction.atomic():
            taken = free.update(
                state=phase,
                claim=token,
                heartbeat=now,
                began_at=now,
                began_with=F("progress"),
                actor=actor,
                reason="",
                cancel_requested=False,
            )
    except IntegrityError:
        raise ServiceError(_("这个站正在处理另一个同类表格；请等它完成后再试。")) from None
    batch.refresh_from_db()
    if not taken:
        raise ServiceError(_("这一批现在是“%s”，不能这样操作。") % batch.get_state_display())


def renew(batch, *, silent_for=datetime.timedelta(), **fields) -> None:
    """Beats, and stores `fields` of the batch; raises Superseded when the claim is gone, Cancelled on request.

    `silent_for` announces that the next beat comes only after a long transaction.
    """
    held = ImportBatch.objects.filter(pk=batch.pk, claim=batch.claim)
    if not held.update(heartbeat=timezone.now() + silent_for, **fields):
        raise Superseded
    for name, value in fields.items():
        setattr(batch, name, value)
    if held.filter(cancel_requested=True).exists():
        raise Cancelled


def finish(batch, state, **fields) -> None:
    """Ends the work of this process: `batch` comes to rest in `state`."""
    held = ImportBatch.objects.filter(pk=batch.pk, claim=batch.claim)
    if not held.update(state=state, claim="", heartbeat=None, **fields):
        raise Superseded
    batch.refresh_from_db()


def release_stale(batch) -> None:
    """Batches of the same station and kind whose process is dead no longer stand in the way."""
    dead = ImportBatch.objects.filter(
        station=batch.station_id,
        kind=batch.kind,
        state__in=ImportBatch.RUNNING,
        heartbeat__lt=timezone.now() - STALE,
    )
    dead.exclude(pk=batch.pk).update(
        state=State.FAILED, claim="", reason=_("处理中断；可以继续，也可以撤销已导入的行。")
    )
