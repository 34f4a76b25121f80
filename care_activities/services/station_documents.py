"""The library of a station: adding a document or a new version of one, correcting, abolishing, opening its scan."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.attachments import Opened, file_keep, opened, stored_columns
from veterans.services.rights import require, require_station

from ..models import StationDocument, StationDocumentFile
from .aid import fresh, save_checked
from .writing import noted


@transaction.atomic
def document_add(*, actor, station, made=None, supersedes=None, **values) -> StationDocument:
    """A new document of `station`, or with `supersedes` the next version of one of its documents.

    `made`: its scan (Remade), made anew before and outside of the transaction. Raises PermissionDenied,
    ServiceError where another version was faster, and ValidationError, also without scan and text.
    """
    require_station(actor, Verb.ADD, station)
    lock({station.pk})
    if supersedes is not None:
        require(actor, Verb.CHANGE, supersedes)
        if supersedes.station_id != station.pk:
            raise PermissionDenied
        if StationDocument.objects.filter(supersedes=supersedes).exists():
            raise ServiceError(_("这份资料刚有了新的版本，请打开新的版本再修订。"))
    document = StationDocument(station=station, supersedes=supersedes, **values)
    if made is None:
        document_write(document, actor=actor)
    else:
        save_checked(document)
    noted(document, actor=actor)
    if made is not None:
        _keep_scan(document, made, actor)
    return document


@transaction.atomic
def document_update(*, actor, document, **changes) -> StationDocument:
    """Corrects, abolishes or marks as posted the version in use. Raises Conflict, PermissionDenied, ValidationError."""
    require(actor, Verb.CHANGE, document)
    lock({document.station_id})
    before = fresh(document)
    for name, value in changes.items():
        setattr(document, name, value)
    document_write(document, actor=actor)
    noted(document, actor=actor, before=before)
    return document


@transaction.atomic
def scan_add(*, actor, document, made) -> StationDocumentFile:
    """Keeps `made` (Remade) as the scan of a document that came without one. Raises PermissionDenied, ServiceError."""
    require(actor, Verb.CHANGE, document)
    lock({document.station_id})
    if StationDocumentFile.objects.filter(document=document).exists():
        raise ServiceError(_("这份资料已有扫描件；内容变了的，请修订成新版本。"))
    scan = _keep_scan(document, made, actor)
    audit.record(
        audit.Action.CREATE,
        actor=actor,
        station=document.station,
        target=scan,
        after=audit.snapshot(scan),
    )
    return scan


def document_write(document, *, actor) -> None:
    """Checks and saves a document without a new scan; the log is the caller's.

    What a sheet brought in may have neither scan nor text; a text there was is not emptied. Raises as the above.
    """
    stored = StationDocument.objects.filter(pk=document.pk).select_related("newer", "scan").first()
    if stored:
        require(actor, Verb.CHANGE, stored)
    require_station(actor, Verb.CHANGE if stored else Verb.ADD, document.station)
    if hasattr(stored, "newer"):
        raise ServiceError(_("已有新的版本，旧版本不能再改；请打开新的版本。"))
    had_text = stored is None or stored.text
    if had_text and not document.text and not hasattr(stored, "scan"):
        raise ValidationError({"text": _("请上传扫描件，或填写正文。")})
    save_checked(document)


@transaction.atomic
def document_open(*, actor, document) -> Opened:
    """The scan in clear, which the log notes; also for the stations below. ServiceError when there is none."""
    if not StationDocument.objects.offered_to(actor).filter(pk=document.pk).exists():
        raise PermissionDenied
    scan = StationDocumentFile.objects.filter(document=document).first()
    if scan is None:
        raise ServiceError(_("这份资料没有扫描件。"))
    audit.record(audit.Action.DOWNLOAD, actor=actor, station=document.station, target=document)
    return opened(scan, f"{document.station.code}-document-{document.pk}", str(document))


@transaction.atomic
def document_delete(*, actor, document) -> None:
    """Deletes a document entered by mistake; of several versions only the latest.

    Raises Conflict, PermissionDenied and ServiceError.
    """
    require(actor, Verb.DELETE, document)
    lock({document.station_id})
    stored = fresh(document)
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=stored.station,
        target=stored,
        before=audit.snapshot(stored),
    )
    document_drop(stored)


def document_drop(document) -> None:
    """Deletes a document with its scan; the log is the caller's. ServiceError where a newer version stands."""
    if hasattr(document, "newer"):
        raise ServiceError(_("已有新的版本，旧版本要留存，不能删除。"))
    scan = StationDocumentFile.objects.filter(document=document).first()
    document.delete()
    if scan is not None:
        transaction.on_commit(lambda: default_storage.delete(scan.stored))


def versions_of(document) -> list[StationDocument]:
    """All versions of the document, the newest first."""
    of_station = StationDocument.objects.filter(station=document.station_id).defer("text")
    rows = {row.pk: row for row in of_station}
    newer = {row.supersedes_id: row for row in rows.values() if row.supersedes_id}
    latest = rows[document.pk]
    while latest.pk in newer:
        latest = newer[latest.pk]
    found = [latest]
    while found[-1].supersedes_id:
        found.append(rows[found[-1].supersedes_id])
    return found


def _keep_scan(document, made, actor):
    scan = StationDocumentFile(document=document, **stored_columns(made, actor))
    file_keep(scan, made.content)
    return scan
