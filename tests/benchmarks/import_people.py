"""How fast people come in from a spreadsheet: `python -m tests.benchmarks.import_people --rows 10000 --json`.

Three ways on the same made-up people, one after the other in one database made for it (SQLite, or
PostgreSQL beside the one that DATABASE_URL names):

- ours: upload, check and apply, with encryption, figures and one audit entry a person; then the same file
  again, which must write nothing, and the undo. A bystander tells how long others wait meanwhile;
- the floor: the same workbook read with calamine, its cells given to COPY or executemany into a table of
  text without an index;
- the stock way: a ModelResource of django-import-export with model validation, dry run and real import, of
  the person alone: no parts, no household, no audit, no figures. It runs on fewer rows (`stock_rows`):
  its rows per second do not depend on their number.

Prints; asserts nothing.
"""

import json
import resource
import tempfile
import time
from pathlib import Path

from . import scratch, sheet_runs
from .bystander import watching

STOCK_ROWS = 500
WAYS = ("ours", "floor", "stock")


def main():
    options = sheet_runs.options(__doc__, stock_rows=STOCK_ROWS)
    with scratch.database() as engine:
        found = {"engine": engine, "rows": options.rows, "columns": len(_headers()), **measure(options)}
    print(json.dumps(found, indent=1) if options.json else sheet_runs.table(found, WAYS))


def measure(options):
    from stations.divisions import load_divisions

    load_divisions()
    with tempfile.TemporaryDirectory() as folder:
        content = sheet_runs.workbook(folder, options.rows, options.seed)
        found = {"ours": _ours(content, options.rows)}
        found["floor"] = _floor(Path(folder, "people.xlsx"))
        if options.stock_rows:
            count = min(options.stock_rows, options.rows)
            # Other people than before: the stock way, too, is to create them.
            stock = sheet_runs.workbook(folder, count, options.seed + 1)
            found["stock"] = _stock(stock, count, serial=options.rows)
    speed = found["ours"]["rows_per_second"]
    found["ratios"] = {"times_the_floor": round(found["floor"]["rows_per_second"] / speed, 1)}
    if "stock" in found:
        found["ratios"]["times_faster_than_stock"] = round(speed / found["stock"]["rows_per_second"], 1)
    return found


def _ours(content, rows):
    from stations.roles import Role
    from veterans.models import PersonFile
    from veterans_portal.imports import pipeline

    user = sheet_runs.member(Role.MANAGER)
    waits, clock = {}, sheet_runs.Clock()
    with watching(waits):
        batch = pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", content)])
        pipeline.check(batch)
        check = clock.lap()
        pipeline.apply(batch, user=user)
        apply = clock.lap()
    assert PersonFile.objects.count() == rows, batch.totals
    written = _written()
    clock.lap()
    again = pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", content)])
    pipeline.apply(pipeline.check(again), user=user)
    repeat = clock.lap()
    assert again.totals["unchanged"] == rows, again.totals
    assert _written() == written
    clock.lap()
    pipeline.undo(batch, user=user)
    undo = clock.lap()
    assert not PersonFile.objects.exists()
    seconds = check["seconds"] + apply["seconds"]
    return {
        "check": check,
        "apply": apply,
        "rows_per_second": round(rows / seconds),
        "again_unchanged": repeat,
        "undo": undo,
        "undo_seconds_of_50000": round(undo["seconds"] * 50_000 / rows, 1),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / sheet_runs.MEGABYTE),
        **waits,
    }


def _written():
    """What a write of any row of people would change: rows, versions, entries of the log about them."""
    from django.db.models import Count, Sum

    from stations.models import AuditEntry
    from veterans.resources import PersonResource

    models = [PersonResource.model, *(part.model for part in PersonResource.parts.values())]
    rows = [model.objects.aggregate(Count("pk"), Sum("version")) for model in models]
    return rows, AuditEntry.objects.filter(target_type=PersonResource.model._meta.label_lower).count()


def _floor(file):
    """Only what reading the workbook and writing the same cells as text takes."""
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    clock = sheet_runs.Clock()
    _header, *people = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    people = [[cell if isinstance(cell, str) else str(cell) for cell in row] for row in people]
    columns = ", ".join(f"c{index} text" for index in range(len(people[0])))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE benchmark_floor ({columns})")
        if connection.vendor == "postgresql":
            _copy(cursor, people)
        else:
            marks = ", ".join(["%s"] * len(people[0]))
            cursor.executemany(f"INSERT INTO benchmark_floor VALUES ({marks})", people)
    lap = clock.lap()
    return lap | {"rows_per_second": round(len(people) / lap["seconds"])}


def _copy(cursor, people):
    import io

    cursor.copy_expert(
        "COPY benchmark_floor FROM STDIN", io.StringIO("\n".join(map("\t".join, people)) + "\n")
    )


def _stock(content, rows, serial):
    import tablib

    from .stock_resource import stock_resource

    began = time.perf_counter()
    data = tablib.Dataset().load(content, "xlsx")
    found = stock_resource(serial)
    for dry_run in (True, False):
        result = found.import_data(data, dry_run=dry_run, use_transactions=True)
        assert result.totals["new"] == rows, (result.totals, result.invalid_rows[:1], result.row_errors()[:1])
    seconds = time.perf_counter() - began
    return {"stock_rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds, 1)}


def _headers():
    from veterans_portal.demo.people_maker import HEADERS

    return HEADERS


if __name__ == "__main__":
    main()
