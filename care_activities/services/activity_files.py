"""Photos of an activity and scans of its papers: kept like the attachments of a file."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.attachments import Opened, file_keep, opened, stored_columns
from veterans.services.rights import require

from ..models import ActivityFile

MOST_FILES = 40


@transaction.atomic
def activity_file_add(*, actor, activity, kind, made) -> ActivityFile:
    """Keeps `made` (Remade) with the activity; gives the one there already when it is the same picture.

    It is made anew before, outside of the transaction: that takes a process and some seconds. Raises
    PermissionDenied and, for one too many, ServiceError.
    """
    require(actor, Verb.CHANGE, activity)
    row = ActivityFile(station=activity.station, activity=activity, kind=kind, **stored_columns(made, actor))
    lock(row.scope_station_ids())
    if same := activity.files.filter(kind=kind, sha256=row.sha256).first():
        return same
    if activity.files.count() >= MOST_FILES:
        raise ServiceError(_("这场活动已有 %s 份照片和扫描件，请先删除不用的。") % MOST_FILES)
    file_keep(row, made.content)
    audit.record(audit.Action.CREATE, actor=actor, station=row.station, target=row, after=audit.snapshot(row))
    return row


@transaction.atomic
def activity_file_open(*, actor, file) -> Opened:
    """The picture or scan in clear, which the log notes. ServiceError when the storage has lost it."""
    require(actor, Verb.VIEW, file)
    audit.record(audit.Action.DOWNLOAD, actor=actor, station=file.station, target=file, fields=[file.kind])
    name = f"{file.activity.date}-{file.get_kind_display()}-{file.pk}"
    return opened(file, f"{file.station.code}-activity-{file.pk}", name)


@transaction.atomic
def activity_file_remove(*, actor, file) -> None:
    """Deletes a picture or scan, and what is stored of it once that is certain."""
    require(actor, Verb.DELETE, file)
    audit.record(
        audit.Action.DELETE, actor=actor, station=file.station, target=file, before=audit.snapshot(file)
    )
    stored = file.stored
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))
