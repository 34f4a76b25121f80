"""Corrections of an import: its bad rows go out as a workbook, come back corrected, and stay one story with it."""

from dataclasses import dataclass, field
from pathlib import PurePath

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from stations import audit
from stations.services import ServiceError

from .corrections_book import BAD, returns_whole, workbook
from .marks import marked
from .models import ImportBatch, ImportFile

State = ImportBatch.State
_CORRECTABLE = (State.CHECKED, State.APPLIED, State.FAILED, State.CANCELLED)


@dataclass
class Story:
    """What belongs together: `former`, the batch that this one corrects; `later`, those that correct this one.

    `bad` rows of the batch, of which `corrected` have come in since. `files` with bad rows that the user may
    take out: (file, rows, whether it comes back whole).
    """

    former: ImportBatch | None
    later: list[ImportBatch]
    bad: int
    corrected: int
    files: list[tuple[ImportFile, int, bool]] = field(default_factory=list)


def story(batch, user) -> Story:
    later = list(batch.corrections.visible_to(user).order_by("pk"))
    bad = sum(batch.totals.get(outcome, 0) for outcome in BAD)
    corrected = sum(_good(one) for one in later if one.state == State.APPLIED)
    files = _files(batch) if _may_take_out(batch, user) else []
    return Story(batch.continues, later, bad, min(bad, corrected), files)


@transaction.atomic
def corrections_download(*, user, batch, number) -> tuple[str, bytes]:
    """Name and content of the corrections workbook of the batch's file `number`, written to the audit log.

    For whoever uploaded the file: her own numbers stand in it whole. Raises ServiceError for others, and
    where nothing is to be corrected.
    """
    file = next((file for file, _rows, _whole in _files(batch) if file.number == number), None)
    if file is None or not _may_take_out(batch, user):
        raise ServiceError(_("没有可以下载的更正表。"))
    audit.record(audit.Action.EXPORT, actor=user, station=batch.station, target=batch, reason="下载更正表")
    name = _("%(name)s（第%(batch)s批更正）.xlsx") % {"name": PurePath(file.name).stem, "batch": batch.pk}
    return name, workbook(batch, ImportFile.objects.get(pk=file.pk))


def former_of(user, files) -> ImportBatch | None:
    """The batch that uploaded `files`, pairs of a name and its content, say they correct; None without a mark."""
    for _name, content in files:
        if mark := marked(content):
            pk, number, sha256 = mark
            found = ImportBatch.objects.visible_to(user).filter(
                pk=pk, files__number=number, files__sha256__startswith=sha256
            )
            if former := found.exclude(state=State.UNDONE).first():
                return former
    return None


def applied_corrections(batch):
    """The batches that correct this one and have rows to take back, the latest first."""
    later = batch.corrections.filter(rows__applied=True, purged=False)
    return later.order_by("-pk").distinct()


def _good(batch):
    return sum(batch.totals.get(name, 0) for name in ("new", "changed", "unchanged"))


def _may_take_out(batch, user):
    return batch.user_id == user.pk and not batch.purged and batch.state in _CORRECTABLE


def _files(batch):
    rows = batch.rows.filter(outcome__in=BAD).order_by().values_list("file").annotate(Count("pk"))
    counts = dict(rows)
    files = batch.files.defer("content").filter(number__in=counts)
    return [(file, counts[file.number], returns_whole(batch, file)) for file in files]
