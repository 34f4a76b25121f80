"""Attachments of requests: kept like those of a file, opened by who reads the request or was sent them."""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.attachments import Opened, file_store, opened, stored_columns
from veterans.services.rights import require

from ..models import RequestFile
from ..vocabulary import RequestFileKind, RequestState
from .request_readers import files_of, reads

MOST_FILES = 40


@transaction.atomic
def request_file_add(*, actor, request, made, kind=RequestFileKind.DOCUMENT, hop=None) -> RequestFile:
    """Keeps `made` (Remade) with the request, or with `hop`, a step of it that `actor` herself has written.

    Gives the one there already when it is the same picture. It is made anew before, outside of the
    transaction. Raises PermissionDenied, and ServiceError for one too many or once it is 已归档.
    """
    if hop is None:
        _require(actor, Verb.CHANGE, request)
    elif actor is not None and hop.by_id != actor.pk:
        raise PermissionDenied
    row = RequestFile(request=request, hop=hop, kind=kind, **stored_columns(made, actor))
    lock(row.scope_station_ids())
    if same := request.files.filter(hop=hop, kind=kind, sha256=row.sha256).first():
        return same
    if request.files.count() >= MOST_FILES:
        raise ServiceError(_("这件诉求已有 %s 份附件，请先删除不用的。") % MOST_FILES)
    file_store(row, made.content)
    try:
        row.full_clean()
        row.save()
    except BaseException:
        default_storage.delete(row.stored)
        raise
    audit.record(audit.Action.CREATE, actor=actor, station=row.station, target=row, after=audit.snapshot(row))
    return row


@transaction.atomic
def request_file_open(*, actor, file) -> Opened:
    """The picture or scan in clear, which the log notes. ServiceError when the storage has lost it."""
    if actor is not None and not files_of(actor).filter(pk=file.pk).exists():
        raise PermissionDenied
    audit.record(audit.Action.DOWNLOAD, actor=actor, station=file.station, target=file, fields=[file.kind])
    number = file.request.number
    return opened(file, f"{number}-{file.pk}", f"{number}-{file.get_kind_display()}-{file.pk}")


@transaction.atomic
def request_file_remove(*, actor, file) -> None:
    """Deletes what was attached by mistake, and what is stored of it once that is certain. Raises as the others."""
    _require(actor, Verb.DELETE, file.request)
    audit.record(
        audit.Action.DELETE, actor=actor, station=file.station, target=file, before=audit.snapshot(file)
    )
    stored = file.stored
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))


def _require(actor, verb, request):
    require(actor, verb, request)
    if actor is not None and not reads(actor, request):
        raise PermissionDenied
    if request.state == RequestState.ARCHIVED:
        raise ServiceError(_("这件诉求已归档，不能再增减附件。"))
