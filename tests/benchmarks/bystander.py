"""A user beside a bulk import: writes one row and reads one person every 50 ms, and tells how long each waited.

Started by import_people: `python -m tests.benchmarks.bystander`, on the database of DATABASE_URL. Works until
its standard input closes, then prints JSON: the longest wait and the 95th percentile of both, in milliseconds.
"""

import json
import os
import select
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

PAUSE = 0.05


@contextmanager
def watching(found):
    """Has a bystander at work meanwhile; what it waited is put into `found`."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_bystander (beats integer)")
        cursor.execute("INSERT INTO benchmark_bystander VALUES (0)")
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    try:
        yield
    finally:
        told, _nothing = process.communicate()
    found |= json.loads(told)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veterans_portal.settings")
    import django

    django.setup()
    from django.db import connection

    from veterans.models import PersonFile

    def write():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE benchmark_bystander SET beats = beats + 1")

    def read():
        PersonFile.objects.filter(name="陈志强").values_list("archive_no").first()

    waits = {"write": [], "read": []}
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        for name, act in (("write", write), ("read", read)):
            began = time.perf_counter()
            act()
            waits[name].append((time.perf_counter() - began) * 1000)
    print(json.dumps({f"{name}_wait_ms": _told(spans) for name, spans in waits.items()}))


def _told(spans):
    spans = spans if len(spans) > 1 else [*spans, 0.0, 0.0]
    return {
        "longest": round(max(spans)),
        "p95": round(statistics.quantiles(spans, n=20, method="inclusive")[-1]),
    }


if __name__ == "__main__":
    main()
