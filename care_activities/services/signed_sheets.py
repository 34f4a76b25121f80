"""签收表扫描件: kept like the attachments of a file, for a round and a station instead of a person."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.roles import Verb
from stations.services import ServiceError
from veterans.services.attachments import Opened, file_keep, opened, stored_columns
from veterans.services.rights import require, require_station

from ..models import SignedSheet

MOST_A_STATION = 30


@transaction.atomic
def sheet_add(*, actor, visit_round, station, made) -> SignedSheet:
    """Keeps a scan (Remade) for `station`; gives the one there already when it is the same picture.

    It is made anew before, outside of the transaction: that takes a process and some seconds. Raises
    PermissionDenied and, for one too many, ServiceError.
    """
    require_station(actor, Verb.ADD, station)
    row = SignedSheet(round=visit_round, station=station, **stored_columns(made, actor))
    floor_tallies.lock([station.pk])
    kept = SignedSheet.objects.filter(round=visit_round, station=station)
    if same := kept.filter(sha256=row.sha256).first():
        return same
    if kept.count() >= MOST_A_STATION:
        raise ServiceError(_("这个批次已有 %s 份扫描件，请先删除不用的。") % MOST_A_STATION)
    file_keep(row, made.content)
    audit.record(audit.Action.CREATE, actor=actor, station=station, target=row, after=audit.snapshot(row))
    return row


@transaction.atomic
def sheet_open(*, actor, sheet) -> Opened:
    """The scan in clear, which the log notes. ServiceError when the storage has lost it."""
    require(actor, Verb.VIEW, sheet)
    audit.record(audit.Action.DOWNLOAD, actor=actor, station=sheet.station, target=sheet)
    name = f"{sheet.round.name}-{sheet.station.place_name}-{_('签收表')}"
    return opened(sheet, f"{sheet.station.code}-signed-{sheet.pk}", name)


@transaction.atomic
def sheet_remove(*, actor, sheet) -> None:
    """Deletes a scan, and what is stored of it once that is certain."""
    require(actor, Verb.DELETE, sheet)
    audit.record(
        audit.Action.DELETE, actor=actor, station=sheet.station, target=sheet, before=audit.snapshot(sheet)
    )
    stored = sheet.stored
    sheet.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))
