"""Applies a checked batch, and takes it back: chunk by chunk, each whole with audit and figures.

New rows are matched and prepared before their stations are locked, and looked up once more under the lock;
changed rows are matched under it. A row that no longer means what was shown at the check is held back. What
is done is marked on the rows in the same transaction, so that work that was killed goes on where it stopped.
"""

import datetime
import json
import time
from collections import Counter
from typing import NamedTuple

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from stations import bulk, tallies
from stations.crypto import Secret
from stations.spreadsheets import Outcome, Staged
from stations.spreadsheets.undoing import undo as take_back
from stations.spreadsheets.writing import prepare, write

from . import claims
from .kinds import context_of, resource_of
from .models import ImportBatch, ImportChunk, ImportRow

CHUNK = 2_000
SMALLEST_CHUNK = 300  # what a chunk costs besides its rows is shared by this many
# How long a chunk may keep others from writing, in seconds. SQLite has one lock for all of them.
LOCKED_FOR = {"sqlite": 0.17, "postgresql": 1.0}
# How long the lock of SQLite is then left free, in seconds. Whoever waits for it looks again after 50 ms, and
# once it waited for 0.23 s after 100 ms: a shorter pause may be slept through, time and again.
FREE_FOR, FREE_LONGER = 0.055, 0.11
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
        _each_chunk(run)
    analyze(run.resource, run.written)


def _apply_whole(run):
    """One transaction: the heartbeat stands still meanwhile, and a wish to stop is seen at its end."""
    claims.renew(run.batch, silent_for=PATIENCE * datetime.timedelta(seconds=run.batch.wait_seconds))
    with transaction.atomic():
        tallies.lock(run.stations())
        _each_chunk(run)
        claims.renew(run.batch, progress=run.progress)


class Pace:
    """How many rows the next chunk takes, and when it may begin, so that others need not wait long."""

    def __init__(self):
        self.rows = min(CHUNK, 2 * SMALLEST_CHUNK)
        self.free_until = 0.0

    def learn(self, rows, began):
        """A transaction of `rows`, which has just ended, `began` then."""
        now, limit = time.monotonic(), LOCKED_FOR[connection.vendor]
        seconds = max(now - began, 0.001)
        self.rows = min(CHUNK, max(SMALLEST_CHUNK, int(min(rows * limit / seconds, 2 * self.rows))))
        if connection.vendor == "sqlite":
            self.free_until = now + (FREE_FOR if seconds < 1.3 * limit else FREE_LONGER)

    def let_others_write(self):
        time.sleep(max(0.0, self.free_until - time.monotonic()))


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
    decision: str


class _Run:
    """One pass over the good rows of a batch."""

    def __init__(self, batch, user):
        self.batch, self.whole = batch, batch.mode == ImportBatch.Mode.ALL_OR_NOTHING
        self.resource, self.context = resource_of(batch.kind), context_of(batch, user)
        self.context.writing = True
        self.progress, self.written, self.pace = batch.progress, 0, Pace()

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
        """One chunk of one outcome. A conflict that only the database sees is narrowed down to its row."""
        rows = self._match(found) if found[0].outcome == Outcome.NEW else None
        if not self.whole:
            self.pace.let_others_write()
        try:
            with transaction.atomic():
                began = time.monotonic()
                if not self.whole:
                    claims.renew(self.batch, progress=self.progress + len(found))
                self._apply(found, rows)
        except IntegrityError:
            if self.whole:
                raise NotWhole(_REFUSED_BY_DATABASE) from None
            if len(found) > 1:
                middle = len(found) // 2
                self.apply(found[:middle])
                self.apply(found[middle:])
                return
            _hold_back(found[0])
        finally:
            self.context.locked = False
        self.pace.learn(len(found), began)
        self.progress += len(found)

    def _apply(self, found, rows):
        targets = [line.target_id for line in found if line.target_id]
        stations = {row.station_id for row in rows or found} | self.resource.touched_stations(targets)
        tallies.lock(stations)
        self.context.locked = True
        if rows is None or not self._still_new(found, rows):
            rows = self._match(found)
        if self.whole and any(not row.open for row in rows):
            raise NotWhole(_HELD_LATER)
        write(self.resource, rows, self.context, stations=stations, reason=f"导入第{self.batch.pk}批")
        bulk.update(ImportRow, [(line.pk, _result(line, row)) for line, row in zip(found, rows, strict=True)])
        undo = [(line.pk, row.undo) for line, row in zip(found, rows, strict=True) if row.outcome in GOOD]
        if undo:
            ImportChunk.keep(self.batch, undo)
        self.written += len(undo)

    def _match(self, found):
        """The rows matched anew; held are those that have come to mean something else than what was shown."""
        rows = [staged(line) for line in found]
        self.resource.match(rows, self.context)
        for line, row in zip(found, rows, strict=True):
            done_already = row.outcome == Outcome.UNCHANGED and len(row.reasons) == len(line.reasons)
            shown = line.outcome, json.loads(line.changes.open()) if line.changes else []
            if row.open and not done_already and (row.outcome, row.changes) != shown:
                row.hold(_CHANGED_SINCE)
        prepare(self.resource, [row for row in rows if row.outcome == Outcome.NEW], self.context)
        return rows

    def _still_new(self, found, rows):
        if any(row.outcome != Outcome.NEW for row in rows):
            return False
        staged = [line.station_id for line in found]
        return self.resource.still_new(list(zip(staged, rows, strict=True)), self.context)


def _each_chunk(run):
    """Has the good rows applied: new ones, then changed ones.

    Each kind goes by station, so that few stations are counted anew for a chunk, and along the index: the
    cost of a chunk does not grow with the batch.
    """
    for outcome in GOOD:
        left = waiting = run.rows().filter(outcome=outcome).order_by("station_id", "id")
        while found := [_Line(*columns) for columns in left.values_list(*_Line._fields)[: run.pace.rows]]:
            run.apply(found)
            last = found[-1]
            left = waiting.filter(
                Q(station_id=last.station_id, id__gt=last.pk) | Q(station_id__gt=last.station_id),
                station_id__gte=last.station_id,  # what lets the index begin there
            )


def staged(line) -> Staged:
    """The row on its way again, from an ImportRow or a _Line, to be matched anew."""
    return Staged(
        sheet=line.sheet,
        number=line.number,
        station_id=line.station_id,
        values=json.loads(line.payload.open())["values"],
        reasons=list(line.reasons),
        version=line.target_version,
        decision=line.decision,
    )


def _result(line, row):
    """The columns of an ImportRow that differ after its row went through a chunk."""
    result = {"target_id": row.target_id, "target_version": row.version}
    if row.outcome != line.outcome or row.reasons != line.reasons:
        result |= {"outcome": str(row.outcome), "reasons": row.reasons}
    if row.outcome in GOOD:
        result["applied"] = True
    return result


def _hold_back(row):
    reasons = [*row.reasons, {"column": "", "text": str(_REFUSED_BY_DATABASE)}]
    ImportRow.objects.filter(pk=row.pk).update(outcome=Outcome.HELD, reasons=reasons)


# --- taking back ------------------------------------------------------------------------------


class _Written(NamedTuple):
    """The columns of an ImportRow that undoing needs."""

    pk: int
    sheet: str
    number: int
    station_id: int
    outcome: str
    target_id: int
    version: int


def undo_rows(batch, user) -> None:
    """Takes every applied row back that nobody has touched since; the others say in `kept` why not.

    In the reverse order of writing, so that a household goes after its people.
    """
    resource, context = resource_of(batch.kind), context_of(batch, user)
    context.writing = context.locked = True
    pace = Pace()
    for pk in batch.chunks.order_by("-pk").values_list("pk", flat=True):
        undo = dict(ImportChunk.objects.get(pk=pk).open())
        while undo:
            ids = list(undo)[-pace.rows :]
            some = {row: undo.pop(row) for row in ids}
            pace.let_others_write()
            with transaction.atomic():
                began = time.monotonic()
                count = _undo_some(batch, resource, context, some)
            if count:
                pace.learn(count, began)


def _to_undo(line, undo):
    _pk, *columns = line
    return Staged(**dict(zip(line._fields[1:], columns, strict=True)), undo=undo)


def _undo_some(batch, resource, context, undo):
    waiting = ImportRow.objects.filter(batch=batch, applied=True, kept="", pk__in=list(undo))
    columns = ("pk", "sheet", "number", "station_id", "outcome", "target_id", "target_version")
    found = [_Written(*line) for line in waiting.values_list(*columns)]
    if not found:
        return 0
    claims.renew(batch, progress=batch.progress + len(found))
    rows = [_to_undo(line, undo[line.pk]) for line in found]
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
    return len(found)


def recount_totals(batch) -> dict:
    """The totals of a batch as its rows now stand."""
    rows = ImportRow.objects.filter(batch=batch).order_by()
    counted = Counter(dict(rows.values_list("outcome").annotate(Count("pk"))))
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
