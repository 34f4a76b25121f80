"""Scans of a contract of purchased care and of what belongs to it: kept like the attachments of a file."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.attachments import Opened, file_keep, opened, stored_columns
from veterans.services.rights import require

from ..models import CareContractFile

MOST_FILES = 20


@transaction.atomic
def contract_file_add(*, actor, contract, kind, made) -> CareContractFile:
    """Keeps `made` (Remade) with the contract; gives the one there already when it is the same scan.

    It is made anew before, outside of the transaction: that takes a process and some seconds. Raises
    PermissionDenied and, for one too many, ServiceError.
    """
    require(actor, Verb.CHANGE, contract)
    row = CareContractFile(contract=contract, kind=kind, **stored_columns(made, actor))
    lock([contract.station_id])
    if same := contract.files.filter(kind=kind, sha256=row.sha256).first():
        return same
    if contract.files.count() >= MOST_FILES:
        raise ServiceError(_("这份合同已有 %s 份扫描件，请先删除不用的。") % MOST_FILES)
    file_keep(row, made.content)
    audit.record(
        audit.Action.CREATE, actor=actor, station=contract.station, target=row, after=audit.snapshot(row)
    )
    return row


@transaction.atomic
def contract_file_open(*, actor, file) -> Opened:
    """The scan in clear, which the log notes. ServiceError when the storage has lost it."""
    require(actor, Verb.VIEW, file)
    station = file.contract.station
    audit.record(audit.Action.DOWNLOAD, actor=actor, station=station, target=file, fields=[file.kind])
    name = f"{file.contract.name}-{file.get_kind_display()}-{file.pk}"
    return opened(file, f"{station.code}-contract-{file.pk}", name)


@transaction.atomic
def contract_file_remove(*, actor, file) -> None:
    """Deletes a scan, and what is stored of it once that is certain."""
    require(actor, Verb.DELETE, file)
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=file.contract.station,
        target=file,
        before=audit.snapshot(file),
    )
    stored = file.stored
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))
