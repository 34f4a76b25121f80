"""How fast people go out as a file: `python -m tests.benchmarks.export_people --rows 100000 --json`.

On made-up people brought in by the import, in a database made for it (SQLite, or PostgreSQL beside the one
that DATABASE_URL names), each way in a process of its own, whose peak memory is told:

- ours: 30 columns of the people sheet, parts and masked numbers included, kept encrypted in pieces, as csv and
  as xlsx, and csv with whole numbers;
- the stock way: the same columns declared as a ModelResource of django-import-export, its csv and its xlsx. It
  runs on fewer rows (`stock_rows`): its rows per second do not depend on their number, its memory does.

`base_megabytes` is the memory of a process that has done nothing yet but start. Prints; asserts nothing.
"""

import json
import multiprocessing
import tempfile
from pathlib import Path

from . import scratch, sheet_runs

COLUMNS = 30
STOCK_ROWS = 5_000
WAYS = ("csv", "xlsx", "csv_whole_numbers", "stock_csv", "stock_xlsx")


def main():
    options = sheet_runs.options(__doc__, stock_rows=STOCK_ROWS)
    with scratch.database() as engine:
        fill(options.rows, options.seed)
        found = {"engine": engine, "rows": options.rows, "columns": COLUMNS, **measure(options)}
    print(json.dumps(found, indent=1) if options.json else sheet_runs.table(found, WAYS))


def fill(rows, seed):
    """The real divisions, an administrator, and the people."""
    from stations.divisions import load_divisions
    from stations.roles import Role
    from veterans_portal.imports import pipeline

    load_divisions()
    user = sheet_runs.member(Role.ADMINISTRATOR)
    with tempfile.TemporaryDirectory() as folder:
        content = sheet_runs.workbook(folder, rows, seed)
    batch = pipeline.open_batch(user=user, kind="people", files=[("people.xlsx", content)])
    pipeline.apply(pipeline.check(batch), user=user)
    scratch.analyse()


def measure(options):
    ways = {
        "csv": (_ours, "csv", False),
        "xlsx": (_ours, "xlsx", False),
        "csv_whole_numbers": (_ours, "csv", True),
    }
    if options.stock_rows:
        count = min(options.stock_rows, options.rows)
        ways |= {"stock_csv": (_stock, "csv", count), "stock_xlsx": (_stock, "xlsx", count)}
    found = {name: _apart(*way) for name, way in ways.items()} | {"ratios": {}}
    if options.stock_rows:
        for file_format in ("csv", "xlsx"):
            ours, stock = found[file_format], found[f"stock_{file_format}"]
            ratio = ours["rows_per_second"] / stock["rows_per_second"]
            found["ratios"][f"{file_format}_times_faster_than_stock"] = round(ratio, 1)
    return found


def _apart(way, *arguments):
    """What `way` reports from a process of its own, started anew: memory is not handed back."""
    with multiprocessing.get_context("spawn").Pool(1, initializer=_set_up) as pool:
        return pool.apply(_told, (way, *arguments))


def _set_up():
    import django

    django.setup()


def _told(way, *arguments):
    base, clock = _peak(), sheet_runs.Clock()
    rows, size = way(*arguments)
    lap = clock.lap()
    return lap | {
        "rows_per_second": round(rows / lap["seconds"]),
        "base_megabytes": base,
        "peak_megabytes": _peak(),
        "file_megabytes": round(size / sheet_runs.MEGABYTE**2, 1),
    }


def _peak():
    """The process's own peak: getrusage() would tell that of its parent, from which it was forked."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // sheet_runs.MEGABYTE


def _columns():
    from veterans_portal.demo.people_maker import HEADERS
    from veterans_portal.exports.reading import columns_of
    from veterans_portal.imports.kinds import resource_of

    return [column for column in columns_of(resource_of("people")) if column.column_name in HEADERS][:COLUMNS]


def _ours(file_format, reveal):
    from django.http import QueryDict

    from stations.models import User
    from veterans_portal.exports import lists, work

    user = User.objects.get()
    export = work.export_request(
        user=user,
        listed=lists.listed("people", user, QueryDict()),
        query="",
        columns=[column.attribute for column in _columns()],
        file_format=file_format,
        reason="核对" if reveal else "",
        reveal=reveal,
    )
    work.make(export)
    size = sum(len(piece) for piece in work.export_download(user=user, export=export))
    work.export_drop(export)
    return export.rows, size


def _stock(file_format, rows):
    from veterans.models import PersonFile

    from .stock_export import stock_export

    ids = list(PersonFile.objects.order_by("pk").values_list("pk", flat=True)[:rows])
    content = getattr(stock_export(_columns(), ids), file_format)
    return rows, len(content.encode() if isinstance(content, str) else content)


if __name__ == "__main__":
    main()
