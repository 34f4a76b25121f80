"""Two clerks of one station open files at the same moment: nobody is missed, no archive number is shared.

Without the lock each would count without the other's new file (measured on PostgreSQL: always).
"""

import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, connections

from veterans import tallies
from veterans.models import PeopleTally, PersonFile

from .people import register

ZHICHONG = "440704004212"
FILES_EACH = 5

CLERK = f"""
import sys, django; django.setup()
from stations.models import Station
from tests.veterans.people import id_number, register
sys.stdin.readline()
for serial in range({FILES_EACH}):
    register(Station.objects.get(code="{ZHICHONG}"), sys.argv[1], id_number=id_number(sys.argv[2]))
"""
STAGE = """
import django; django.setup()
from tests.benchmarks.scratch import make_tables
from tests.conftest import grow_tree
make_tables()
grow_tree()
"""
VERDICT = """
import django; django.setup()
from veterans import tallies
from veterans.models import PeopleTally, PersonFile
print(tallies.verify(), PeopleTally.objects.get().veterans, PersonFile.objects.values("archive_no").distinct().count())
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's test database is one memory")
@pytest.mark.django_db(transaction=True)
def test_two_connections(committed, tree):
    together, failures = threading.Barrier(2), []

    def clerk(surname):
        try:
            together.wait(timeout=10)
            for serial in range(FILES_EACH):
                register(tree[ZHICHONG], f"{surname}{serial}")
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    clerks = [threading.Thread(target=clerk, args=(surname,)) for surname in "陈李"]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join(timeout=60)
    assert not failures
    assert tallies.verify() == []
    assert PeopleTally.objects.get(station=tree[ZHICHONG]).veterans == 2 * FILES_EACH
    serials = PersonFile.objects.order_by("archive_no").values_list("archive_no", flat=True)
    assert list(serials) == [f"{ZHICHONG}-{serial:04d}" for serial in range(1, 2 * FILES_EACH + 1)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same with SQLite's file and its lock")
def test_two_processes(tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "PORTAL_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "veterans_portal.settings",
    }

    def python(script, *arguments):
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    stage = python(STAGE)
    output, _errors = stage.communicate(timeout=120)
    assert stage.returncode == 0, output
    clerks = [python(CLERK, "陈大文", "19600101"), python(CLERK, "李小明", "19700101")]
    for process in clerks:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in clerks:
        output, _errors = process.communicate(timeout=120)
        assert process.returncode == 0, output
    output, _errors = python(VERDICT).communicate(timeout=120)
    assert output.strip() == f"[] {2 * FILES_EACH} {2 * FILES_EACH}"
