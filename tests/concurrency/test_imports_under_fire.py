"""Imports killed at any moment, and two of one file at once: exact counts, nothing half, nothing doubled.

Some of each; `python -m tests.concurrency.imports_under_fire` does a hundred.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.concurrency.test_two_writers import own_database_url

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
@pytest.mark.parametrize(("way", "times"), [("kill", 4), ("together", 2)])
def test_imports_end_whole(way, times):
    environment = dict(os.environ)
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = own_database_url()
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.imports_under_fire", way, "--times", str(times)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["problems"] == []
    assert sum(told["ended"].values()) == times
