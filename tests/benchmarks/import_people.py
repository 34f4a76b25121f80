"""How fast people come in from a spreadsheet: `python -m tests.benchmarks.import_people --rows 10000 --json`.

Three ways on the same made-up people, one after the other in one database made for it (SQLite, or
PostgreSQL beside the one that DATABASE_URL names):

- ours: upload, check and apply, with encryption, figures and one audit entry a person;
- the floor: rows already in memory, nothing but COPY or executemany into a table of text without an index;
- the stock way: a ModelResource of django-import-export with model validation, dry run and real import, of
  the person alone: no parts, no household, no audit, no figures. It runs on fewer rows (`stock_rows`):
  its rows per second do not depend on their number.

Prints; asserts nothing.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

from . import scratch

STOCK_ROWS = 500
MEGABYTE = 1024


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--stock-rows", type=int, default=STOCK_ROWS, help="0 leaves the stock way out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    with scratch.database() as engine:
        found = {"engine": engine, "rows": options.rows, "columns": len(_headers()), **measure(options)}
    print(json.dumps(found, indent=1) if options.json else _table(found))


def measure(options):
    from stations.divisions import load_divisions
    from veterans_portal.demo.people_maker import make_people

    load_divisions()
    with tempfile.TemporaryDirectory() as folder:
        content = _workbook(folder, make_people(options.rows, seed=options.seed))
        found = {"ours": _ours(content, options.rows)}
        found["floor"] = _floor(list(make_people(options.rows, seed=options.seed)))
        if options.stock_rows:
            count = min(options.stock_rows, options.rows)
            # Other people than before: the stock way, too, is to create them.
            stock = _workbook(folder, make_people(count, seed=options.seed + 1))
            found["stock"] = _stock(stock, count, serial=options.rows)
    speed = found["ours"]["rows_per_second"]
    found["ratios"] = {"ours_to_floor": round(speed / found["floor"]["rows_per_second"], 4)}
    if "stock" in found:
        found["ratios"]["ours_to_stock"] = round(speed / found["stock"]["rows_per_second"], 1)
    return found


def _ours(content, rows):
    from stations.models import Membership, Station, User
    from stations.roles import Role
    from veterans.models import PersonFile
    from veterans_portal.imports import pipeline

    user = User.objects.create_user("benchmark")
    Membership.objects.create(user=user, role=Role.MANAGER, station=Station.objects.get(code="440700000000"))

    began = time.perf_counter()
    batch = pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", content)])
    pipeline.check(batch)
    checked = time.perf_counter()
    pipeline.apply(batch, user=user)
    applied = time.perf_counter()
    assert PersonFile.objects.count() == rows, batch.totals
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE

    again = pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", content)])
    pipeline.apply(pipeline.check(again), user=user)
    repeated = time.perf_counter()
    assert again.totals["unchanged"] == rows, again.totals
    pipeline.undo(batch, user=user)
    undone = time.perf_counter()
    assert not PersonFile.objects.exists()
    return {
        "check_seconds": round(checked - began, 2),
        "apply_seconds": round(applied - checked, 2),
        "rows_per_second": round(rows / (applied - began)),
        "peak_megabytes": round(peak),
        "again_unchanged_rows_per_second": round(rows / (repeated - applied)),
        "undo_rows_per_second": round(rows / (undone - repeated)),
    }


def _floor(people):
    """Only what the database itself takes for the same cells as text."""
    from django.db import connection, transaction

    columns = [f"c{index}" for index in range(len(people[0]))]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE benchmark_floor ({', '.join(f'{name} text' for name in columns)})")
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, people)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO benchmark_floor VALUES ({marks})", people)
    seconds = time.perf_counter() - began
    return {"seconds": round(seconds, 2), "rows_per_second": round(len(people) / seconds)}


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


def _workbook(folder, people):
    from veterans_portal.management.commands.make_people import write_people

    file = Path(folder, "people.xlsx")
    write_people(file, people)
    return file.read_bytes()


def _headers():
    from veterans_portal.demo.people_maker import HEADERS

    return HEADERS


def _table(found):
    lines = [f"{found['rows']} rows of {found['columns']} columns, {found['engine']}"]
    for way in ("ours", "floor", "stock"):
        if way in found:
            lines.append(f"{way:6} " + ", ".join(f"{name} {value}" for name, value in found[way].items()))
    return "\n".join([*lines, f"ratios {found['ratios']}"])


if __name__ == "__main__":
    main()
