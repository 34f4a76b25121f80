"""The check: reads the file, cleans and matches its rows a chunk at a time, and stages each with its verdict.

A chunk is committed with the progress. A check that was killed begins anew: nothing depends on it yet.
"""

import json
from collections import Counter
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit, bulk
from stations.models import Station
from stations.spreadsheets import Outcome, Staged
from veterans.services.held import TOLD_A_DAY, TOLD_LABEL, refused_today

from . import claims, impact, keys
from .kinds import context_of, resource_of
from .mapping.lessons import Lessons
from .mapping.unknown import keep_unknown
from .models import ImportBatch, ImportRow
from .prescan import Limits
from .reader import FileRejected, read_sheets
from .tables import tables

CHUNK = 2_000
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def stage(batch, user) -> None:
    """Stages every row of the batch's files; raises FileRejected, and leaves no rows then."""
    decided = _decisions(batch)
    _drop_rows(batch)
    resource, context = resource_of(batch.kind), context_of(batch, user)
    told = context.tell_held = Told(user)
    totals = Counter(dict.fromkeys(Outcome.values, 0))
    headers = Lessons(batch).headers
    for file in batch.files.order_by("number"):
        with _named_where_several(batch, file):
            _stage_file(batch, file, decided, headers, resource, context, told, totals)
    keep_unknown(batch, context.words)
    if not totals.total():
        raise FileRejected("no-rows")


def _decisions(batch):
    """What was decided of doubtful rows before a new check: `{(file, sheet, row): decision}`."""
    rows = batch.rows.exclude(decision="").values_list("file", "sheet", "number", "decision")
    return {tuple(place): decision for *place, decision in rows}


@contextmanager
def _named_where_several(batch, file):
    try:
        yield
    except FileRejected as refusal:
        if batch.files.count() > 1:
            refusal.message = _("“%(file)s”：%(reason)s") % {"file": file.name, "reason": refusal.message}
        raise


def _stage_file(batch, file, decided, headers, resource, context, told, totals):
    described = []
    source = read_sheets(file.open(), limits=limits())
    for table in tables(source, resource, headers):
        place = _default_place(batch, file, context, table)
        described.append(table.described() | {"station": place})
        for rows in _chunks(keys.cleaned(resource, table, context)):
            for row in rows if decided else ():
                row.decision = decided.get((file.number, row.sheet[:40], row.number), "")
            _stage_chunk(batch, file, resource, rows, context, told, totals)
    file.header = {
        "sheets": described,
        "hidden_sheets": source.hidden_sheets,
        "passed_over": source.passed_over,
    }
    file.save(update_fields=["header"])


def limits() -> Limits:
    return Limits(
        max_bytes=settings.IMPORT_MAX_BYTES,
        max_rows=settings.IMPORT_MAX_ROWS,
        max_columns=settings.IMPORT_MAX_COLUMNS,
        max_sheets=settings.IMPORT_MAX_SHEETS,
        max_unpacked=settings.IMPORT_MAX_UNPACKED,
        memory=settings.IMPORT_READ_MEMORY,
        seconds=settings.IMPORT_READ_SECONDS,
    )


def reject(batch, refusal) -> None:
    """Refuses the whole file: nothing of it stays but the reason."""
    _drop_rows(batch)
    batch.files.update(content=None)
    claims.finish(batch, ImportBatch.State.REJECTED, reason=str(refusal), totals={}, progress=0)


class Told:
    """Counts, over the day and all files, how often the user was told of another station's person."""

    def __init__(self, user):
        self.user = user
        self.left = None
        self.rows = []

    def __call__(self, row) -> bool:
        if self.left is None:
            self.left = TOLD_A_DAY - refused_today(self.user, TOLD_LABEL)
        if self.left <= 0:
            return False
        self.left -= 1
        self.rows.append(row)
        return True

    def record(self, batch):
        """Writes down what was told since the last time."""
        for _row in self.rows:
            audit.record(
                audit.Action.REFUSED,
                actor=self.user,
                station=batch.station,
                target=batch,
                label=TOLD_LABEL,
                fields=["id_number"],
            )
        self.rows = []


def row_values(row: Staged) -> str:
    """The encrypted part of a staged row, as text."""
    return _encode({"values": row.values, "bad": row.bad} | ({"raw": row.raw} if row.raw else {}))


def _default_place(batch, file, context, table):
    """Decides the station of rows that name none: `{"code", "name", "source"}`, or None.

    What was confirmed for the file, or a chosen village, goes first, then what the titles, the sheet's name or
    the file's name say. A street or district counts only for people who are not on file yet.
    """
    said = "confirmed" if file.station_id else "choice"
    chosen = batch.station if batch.station_chosen or batch.station.is_leaf else None
    chosen = file.station or chosen
    context.new_station = chosen.pk if file.station_id or batch.station_chosen else None
    guesses = {"title": table.header.title_texts, "sheet-name": [table.sheet], "file-name": [file.name]}
    pk, source = (chosen.pk, said) if chosen is not None and chosen.is_leaf else (None, "")
    for name, texts in guesses.items():
        if pk is None and not file.station_id:
            pk, source = context.stations.mentioned(texts), name
    # A title that names no more than the whole range says nothing of the single row.
    if pk == batch.station_id and not batch.station.is_leaf:
        pk = None
    context.default_station = pk
    if pk is None and chosen is not None:
        pk, source = chosen.pk, said
    if pk is None:
        return None
    station = context.stations.stations.get(pk) or Station.objects.get(pk=pk)
    return {"code": station.code, "name": station.name, "source": source}


def _chunks(rows):
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _stage_chunk(batch, file, resource, rows, context, told, totals):
    resource.match(rows, context)
    keys.hold_mistaken(rows)
    totals.update(row.outcome for row in rows)
    lines = [_line(row) for row in rows]
    bulk.seal(ImportRow, lines)
    with transaction.atomic():
        counts = impact.add(batch.totals, impact.counts_of(resource, rows))
        so_far = counts | {"rows": totals.total(), **totals}
        claims.renew(batch, progress=batch.progress + len(rows), totals=so_far)
        told.record(batch)
        ids = bulk.reserve_ids(ImportRow, len(rows))
        for pk, line in zip(ids, lines, strict=True):
            line["id"] = pk
        bulk.insert(ImportRow, lines, {"batch_id": batch.pk, "file": file.number})


def _line(row):
    """The columns of an ImportRow; what is empty is left to the defaults."""
    line = {
        "sheet": row.sheet[:40],
        "number": row.number,
        "station_id": row.station_id,
        "outcome": str(row.outcome),
        "payload": row_values(row),
        "target_id": row.target_id,
        "target_version": row.version,
    }
    if row.reasons:
        line["reasons"] = row.reasons
    if row.candidates:
        line["candidates"] = row.candidates
    if row.decision:
        line["decision"] = row.decision
    if row.changes:
        line["changes"] = _encode(row.changes)
        line["changed_fields"] = [change[0] for change in row.changes]
    return line


def _drop_rows(batch):
    rows = ImportRow.objects.filter(batch=batch)
    rows._raw_delete(rows.db)
    claims.renew(batch, progress=0, began_with=0, totals={})
