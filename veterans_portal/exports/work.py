"""An export from the asking to the last download: who may, how much, making the file, and dropping it.

Making it starts anew after a kill: pieces of a file that was never finished are of no use. Nothing is read
in a transaction: the ids of the rows are taken down first, then the rows page by page.
"""

import datetime
import json
import secrets
import time

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from stations import audit, bulk
from stations.models import Station
from stations.roles import ROLE_VERBS, Role, Verb
from stations.services import ServiceError

from ..imports.kinds import RESOURCES, resource_of
from ..reach import reaches
from . import lists
from .cover import cover_of
from .models import KEPT, Export, ExportPiece
from .reading import Reader, columns_of
from .writing import WRITERS

PAGE_ROWS = 2_000
PIECE_BYTES = 1 << 20  # PostgreSQL is sent each in several forms at once
SMALL_ROWS = 1_000  # about a second: what a user waits for without wondering
BEAT_SECONDS = 0.25
STALE = datetime.timedelta(minutes=2)
State = Export.State


class Superseded(Exception):
    """Another process has taken the export over, or its maker has deleted it: stop without a trace."""


def most_rows(user) -> int:
    """How many rows one file of `user` may have, by the role that lets her have most."""
    roles = {Role(membership.role) for membership in user.live_memberships()}
    allowed = [settings.EXPORT_MAX_ROWS[role] for role in roles if Verb.EXPORT in ROLE_VERBS[role]]
    return max(allowed, default=0)


def may_reveal(user) -> bool:
    """Whether `user` may have whole numbers wherever she may export."""
    grants = user.grants(Verb.EXPORT)
    return bool(grants) and all(reaches(user, Verb.REVEAL, grant.station) for grant in grants)


@transaction.atomic
def export_request(*, user, listed, query, columns, file_format, reason="", reveal=False) -> Export:
    """Takes an export down, logged; the file is yet to be made.

    `listed` as lists.listed() found it for `query`, an address; `columns` are attributes. With `reveal`, which
    needs a `reason`, the numbers come whole. Raises ServiceError when that is not hers to have, or when there
    are too many rows or none.
    """
    resource = resource_of(listed.kind)
    known = {column.attribute: column for column in columns_of(resource)}
    rows = listed.rows.order_by().count()
    if not columns or not known.keys() >= set(columns):
        raise ServiceError(_("请至少选一列。"))
    if not rows:
        raise ServiceError(_("没有可以导出的内容：筛选的结果为空，或者不在您可以导出的范围内。"))
    if rows > most_rows(user):
        raise ServiceError(_over(rows, most_rows(user)))
    if reveal and not (reason and may_reveal(user)):
        raise ServiceError(_("您没有显示号码的权限。"))
    export = Export.objects.create(
        kind=listed.kind,
        station=listed.station or Station.objects.get(pk=user.grants(Verb.EXPORT)[0].station_id),
        user=user,
        asked=json.dumps({"query": query, "told": _plain(listed.told)}, ensure_ascii=False),
        columns=[name for name in known if name in columns],
        format=file_format,
        reason=reason,
        reveals=reveal and any(known[name].secret for name in columns),
        file_name=_file_name(resource, file_format),
        rows=rows,
    )
    _record(export, gettext_noop("申请导出 %(rows)s 行：%(name)s"))
    return export


@override(settings.LANGUAGE_CODE)
def _file_name(resource, file_format):
    return f"{resource.title}-{timezone.localtime():%Y%m%d-%H%M}.{file_format}"


def _over(rows, most):
    return _("共 %(rows)s 行，超过您一次可以导出的 %(most)s 行；请缩小筛选范围，分几次导出。") % {
        "rows": f"{rows:,}",
        "most": f"{most:,}",
    }


def _plain(told):
    return [[str(label), str(value)] for label, value in told]


@override(settings.LANGUAGE_CODE)
def _record(export, text):
    """Logs what happened to `export` as `text` says, in Chinese, with the numbers that stand whole in the file."""
    secret = {c.attribute for c in resource_of(export.kind).columns() if c.secret}
    audit.record(
        audit.Action.EXPORT,
        actor=export.user,
        station=export.station,
        target=export,
        label=_(text) % {"rows": export.rows, "name": export.file_name},
        fields=sorted(secret.intersection(export.columns)) if export.reveals else [],
        reason=export.reason,
    )


def start(export) -> None:
    """Makes a small file now and has a large one made."""
    from . import tasks

    if export.rows <= SMALL_ROWS:
        make(export)
    else:
        tasks.make_export.enqueue(export.pk)


# --- making the file ------------------------------------------------------------------------------


def make(export) -> None:
    """Makes the file of a waiting export, or of one whose process has died; of any other it does nothing."""
    if not _claim(export):
        return
    try:
        sink = _Pieces(export)
        with bulk.few_collections():
            rows = write(export, sink, _teller(export))
        sink.close()
        ready = {"rows": rows, "progress": rows, "size": sink.size, "expires_at": timezone.now() + KEPT}
        _beat(export, state=State.READY, claim="", **ready)
    except Superseded:
        return
    except Exception:
        Export.objects.filter(pk=export.pk, claim=export.claim).update(state=State.FAILED, claim="")
        ExportPiece.objects.filter(export=export.pk).delete()
        raise
    finally:
        export.refresh_from_db()


def _teller(export):
    """Says how far it is, not after every page: each time costs a commit."""
    last = time.monotonic()

    def tell(done):
        nonlocal last
        if time.monotonic() - last > BEAT_SECONDS:
            _beat(export, progress=done)
            last = time.monotonic()

    return tell


@override(settings.LANGUAGE_CODE)
def write(export, stream, tell=lambda done: None) -> int:
    """Writes the whole file of `export` into `stream`; returns how many rows it has. `tell` hears of each page.

    In Chinese whoever asks, as the templates are.
    """
    user, resource = export.user, resource_of(export.kind)
    chosen = [column for column in columns_of(resource) if column.attribute in export.columns]
    ids = lists.listed(export.kind, user, QueryDict(export.query)).ids()[: most_rows(user)]
    export.rows = len(ids)
    file = WRITERS[export.format](stream, resource, chosen, cover_of(export, resource))
    reader = Reader(
        resource, chosen, user=user, reveal=export.reveals and may_reveal(user), finish=file.finish
    )
    done = 0
    for start_at in range(0, len(ids), PAGE_ROWS):
        rows = reader.page(list(ids[start_at : start_at + PAGE_ROWS]))
        file.add(rows)
        done += len(rows)
        tell(done)
    file.close()
    return done


class _Pieces:
    """Keeps what is written, encrypted, a piece at a time."""

    def __init__(self, export):
        self._export, self._buffer, self._number = export, bytearray(), 0
        self.size = 0
        ExportPiece.objects.filter(export=export).delete()

    def write(self, content):
        self._buffer += content
        while len(self._buffer) >= PIECE_BYTES:
            self._keep(bytes(self._buffer[:PIECE_BYTES]))
            del self._buffer[:PIECE_BYTES]
        return len(content)

    def flush(self):
        """A zip file asks for it; pieces are kept when they are full."""

    def close(self):
        if self._buffer:
            self._keep(bytes(self._buffer))

    @transaction.atomic
    def _keep(self, content):
        _beat(self._export)  # a piece of somebody who was superseded is never written
        ExportPiece.keep(self._export, self._number, content)
        self._number += 1
        self.size += len(content)


def _claim(export):
    now, token = timezone.now(), secrets.token_hex(8)
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, heartbeat__lt=now - STALE)
    taken = Export.objects.filter(free, pk=export.pk).update(
        state=State.RUNNING, claim=token, heartbeat=now, progress=0
    )
    export.refresh_from_db()
    return bool(taken)


def _beat(export, **fields):
    held = Export.objects.filter(pk=export.pk, claim=export.claim)
    if not held.update(heartbeat=timezone.now(), **fields):
        raise Superseded


# --- afterwards -----------------------------------------------------------------------------------


@transaction.atomic
def export_download(*, user, export):
    """The bytes of the file, piece by piece; the download is logged. ServiceError when it cannot be had."""
    if not export.is_open:
        raise ServiceError(_("这个文件已经过期或删除，请重新导出。"))
    if export.reveals and not may_reveal(user):
        raise ServiceError(_("您没有显示号码的权限。"))
    _record(export, gettext_noop("下载 %(rows)s 行：%(name)s"))
    return (piece.open() for piece in _pieces(export))


def _pieces(export):
    """One after the other, each read by itself: no cursor stays open while the browser takes its time."""
    for number in (
        ExportPiece.objects.filter(export=export).order_by("number").values_list("number", flat=True)
    ):
        piece = ExportPiece.objects.filter(export=export, number=number).first()
        if piece is None:  # deleted meanwhile
            return
        piece.export = export
        yield piece


@transaction.atomic
def export_drop(export) -> None:
    """Deletes the file, whatever its state; that it was asked for stays."""
    Export.objects.filter(pk=export.pk).update(state=State.GONE, claim="", asked=None)
    ExportPiece.objects.filter(export=export).delete()


def look_after() -> list[int]:
    """Drops files whose time is over; returns the ids of exports that nobody has taken up, or whose process died."""
    now = timezone.now()
    for export in Export.objects.filter(state=State.READY, expires_at__lte=now):
        export_drop(export)
    for export in Export.objects.filter(state=State.FAILED, asked__isnull=False, created_at__lte=now - KEPT):
        export_drop(export)
    silent = Q(state=State.RUNNING, heartbeat__lt=now - STALE)
    forgotten = Q(state=State.WAITING, created_at__lt=now - STALE)
    return list(Export.objects.filter(silent | forgotten).order_by("pk").values_list("pk", flat=True))


def has_stalled(export) -> bool:
    """Whether the process at work on `export` has fallen silent."""
    return export.state == State.RUNNING and export.heartbeat < timezone.now() - STALE


def kinds() -> list:
    """The resources of all kinds that have something to export."""
    return [resource for resource in map(resource_of, RESOURCES) if columns_of(resource)]
