"""A process killed in the middle of an export: the file is made anew, whole and once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.concurrency.test_two_writers import own_database_url
from tests.exports.killed_export import ROWS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_an_export_killed_under_way_is_made_anew():
    environment = dict(os.environ)
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = own_database_url()
    done = subprocess.run(
        [sys.executable, "-m", "tests.exports.killed_export"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not told["ended_early"]
    assert told["after_kill"]["state"] == "running"
    assert 0 < told["after_kill"]["done"] < ROWS
    assert told["taken_up_while_fresh"] == []
    assert told["taken_up"]
    assert told["after"] == {"state": "ready", "done": ROWS}
    assert told["lines"] == told["different"] == ROWS + 1
