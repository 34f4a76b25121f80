"""Applies a checked batch, and takes it back: chunk by chunk, each whole with audit and figures.

Every row is matched once more under the lock of its stations. A row that no longer means what was shown
at the check is held back. What is done is marked on the rows in the same transaction, so that work that
was killed goes on where it stopped.
"""

import datetime
import json
from collections import Counter
from functools import partial
from typing import NamedTuple

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations import bulk, tallies
from stations.crypto import Secret
from stations.spreadsheets import Outcome, Staged
from stations.spreadsheets.undoing import undo as take_back
from stations.spreadsheets.writing import write

from . import claims
from .kinds import context_of, resource_of
from .models import ImportBatch, ImportRow

CHUNK = 2_000
GOOD = (Outcome.NEW, Outcome.CHANGED)
# Below this the statistics of the tables are still good enough.
ANALYZE_FROM = 500
# How many times as long as expected a transaction may take before its process is taken for dead.
PATIENCE = 10

_CHANGED_SINCE = _("检查之后档案有了变化；请重新检查后再导入")
_REFUSED_BY_DATABASE = _("与已有登记冲突，没有导入；请核对后再导入")
_HELD_LATER = _("有行在检查之后有了变化，整批没有导入；请重新检查")


class NotWhole(Exception):
    """All-or-nothing: some row cannot be applied, so none is."""


def apply_rows(batch, user) -> None:
    """Writes all good rows not written yet; raises NotWhole, with nothing written, for all-or-nothing."""
    run = _Run(batch, user)
    if run.whole:
        _apply_whole(run)
    else:
        _each_chunk(run.rows(), run.apply)
    analyze(run.resource, run.written)


def _apply_whole(run):
    """One transaction: the heartbeat stands still meanwhile, and a wish to stop is seen at its end."""
    claims.renew(run.batch, silent_for=PATIENCE * datetime.timedelta(seconds=run.batch.wait_seconds))
    with transaction.atomic():
        tallies.lock(run.stations())
        _each_chunk(run.rows(), run.apply)
        claims.renew(run.batch, progress=run.progress)


def undo_rows(batch, user) -> None:
    """Takes every applied row back that nobody has touched since; the others say in `kept` why not."""
    resource, context = resource_of(batch.kind), context_of(batch, user)
    context.writing = True
    rows = ImportRow.objects.filter(batch=batch, applied=True, kept="")
    _each_chunk(rows, partial(_undo_chunk, batch, resource, context), newest_first=True)


def waiting(batch):
    """The good rows that are not written yet."""
    return ImportRow.objects.filter(batch=batch, applied=False, outcome__in=GOOD)


class _Line(NamedTuple):
    """The columns of an ImportRow that applying needs: a model instance costs twice as much."""

    pk: int
    sheet: str
    number: int
    station_id: int
    outcome: str
    reasons: list
    payload: Secret
    changes: Secret | None
    target_id: int | None
    target_version: int | None
    undo: Secret | None
    decision: str


class _Run:
    """One pass over the good rows of a batch."""

    def __init__(self, batch, user):
        self.batch, self.whole = batch, batch.mode == ImportBatch.Mode.ALL_OR_NOTHING
        self.resource, self.context = resource_of(batch.kind), context_of(batch, user)
        self.context.writing = True
        self.progress, self.written = batch.progress, 0

    def rows(self):
        return waiting(self.batch)

    def stations(self):
        """All stations the rows touch."""
        stations = set(self.rows().order_by().values_list("station", flat=True).distinct())
        targets = list(self.rows().exclude(target_id=None).values_list("target_id", flat=True))
        for start in range(0, len(targets), CHUNK):
            stations |= self.resource.touched_stations(targets[start : start + CHUNK])
        return stations

    def apply(self, found):
        """One chunk. A conflict that only the database sees is narrowed down to its row."""
        try:
            with transaction.atomic():
                if not self.whole:
                    claims.renew(self.batch, progress=self.progress + len(found))
                self._apply(found)
        except IntegrityError:
            if self.whole:
                raise NotWhole(_REFUSED_BY_DATABASE) from None
            if len(found) > 1:
                middle = len(found) // 2
                self.apply(found[:middle])
                self.apply(found[middle:])
                return
            _hold_back(found[0])
        self.progress += len(found)

    def _apply(self, found):
        rows = [staged(line) for line in found]
        targets = [row.target_id for row in rows if row.target_id]
        stations = {row.station_id for row in rows} | self.resource.touched_stations(targets)
        tallies.lock(stations)
        self._match_again(rows)
        if self.whole and any(not row.open for row in rows):
            raise NotWhole(_HELD_LATER)
        write(self.resource, rows, self.context, stations=stations, reason=f"导入第{self.batch.pk}批")
        bulk.update(ImportRow, [(line.pk, _result(line, row)) for line, row in zip(found, rows, strict=True)])
        self.written += len(rows)

    def _match_again(self, rows):
        """Holds rows that have come to mean something else than what was shown."""
        shown = [(row.outcome, row.changes, len(row.reasons)) for row in rows]
        for row in rows:
            row.outcome, row.changes, row.target_id = "", [], None
        self.resource.match(rows, self.context)
        for row, (outcome, changes, reasons) in zip(rows, shown, strict=True):
            done_already = row.outcome == Outcome.UNCHANGED and len(row.reasons) == reasons
            if row.open and not done_already and (row.outcome, row.changes) != (outcome, changes):
                row.hold(_CHANGED_SINCE)


def _each_chunk(rows, act, *, newest_first=False):
    """Calls `act` with lists of the good rows: new ones, then changed ones; the other way round for undoing.

    Each kind goes by station, so that few stations are counted anew for a chunk, and along the index: the
    cost of a chunk does not grow with the batch.
    """
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    for outcome in reversed(GOOD) if newest_first else GOOD:
        left = waiting = rows.filter(outcome=outcome).order_by(f"{sign}station_id", f"{sign}id")
        while found := [_Line(*columns) for columns in left.values_list(*_Line._fields)[:CHUNK]]:
            act(found)
            last = found[-1]
            same_station = Q(station_id=last.station_id, **{f"id__{beyond}": last.pk})
            left = waiting.filter(
                same_station | Q(**{f"station_id__{beyond}": last.station_id}),
                **{f"station_id__{beyond}e": last.station_id},  # what lets the index begin there
            )


def staged(row) -> Staged:
    """The row on its way again, from an ImportRow or a _Line."""
    payload = json.loads(row.payload.open())
    return Staged(
        sheet=row.sheet,
        number=row.number,
        station_id=row.station_id,
        values=payload["values"],
        reasons=list(row.reasons),
        outcome=row.outcome,
        target_id=row.target_id,
        version=row.target_version,
        changes=json.loads(row.changes.open()) if row.changes else [],
        undo=json.loads(row.undo.open()) if row.undo else {},
        decision=row.decision,
    )


def _result(line, row):
    """The columns of an ImportRow that differ after its row went through a chunk."""
    result = {"target_id": row.target_id, "target_version": row.version}
    if row.outcome != line.outcome or row.reasons != line.reasons:
        result |= {"outcome": str(row.outcome), "reasons": row.reasons}
    if row.outcome in GOOD:
        result |= {"applied": True, "undo": json.dumps(row.undo)}
    return result


def _hold_back(row):
    reasons = [*row.reasons, {"column": "", "text": str(_REFUSED_BY_DATABASE)}]
    ImportRow.objects.filter(pk=row.pk).update(outcome=Outcome.HELD, reasons=reasons)


def _undo_chunk(batch, resource, context, found):
    with transaction.atomic():
        claims.renew(batch, progress=batch.progress + len(found))
        rows = [staged(row) for row in found]
        targets = [row.target_id for row in rows]
        stations = {row.station_id for row in rows} | resource.former_stations(rows)
        stations |= resource.touched_stations(targets)
        tallies.lock(stations)
        kept = take_back(resource, rows, context, stations=stations, reason=f"撤销第{batch.pk}批导入")
        changes = [
            (line.pk, {"kept": str(kept[index])} if index in kept else {"applied": False})
            for index, line in enumerate(found)
        ]
        bulk.update(ImportRow, changes)


def recount_totals(batch) -> dict:
    """The totals of a batch as its rows now stand."""
    counted = Counter(ImportRow.objects.filter(batch=batch).order_by().values_list("outcome", flat=True))
    return batch.totals | {
        "rows": counted.total(),
        **{outcome: counted[outcome] for outcome in Outcome.values},
    }


def analyze(resource, written) -> None:
    """Tells the database how its tables have grown: without it a join may take minutes (facts)."""
    if written < ANALYZE_FROM:
        return
    models = [resource.model, *(part.model for part in resource.parts.values()), ImportRow]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        for model in models:
            try:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
            except DatabaseError:
                return  # somebody else writes: the statistics can wait
