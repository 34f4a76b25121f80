"""A process killed in the middle of an import: nothing is lost, nothing is doubled, the rest goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.concurrency.test_two_writers import own_database_url
from tests.imports.killed_import import ROWS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_an_import_killed_between_chunks_goes_on():
    environment = dict(os.environ)
    if connection.vendor == "postgresql":
        environment["DATABASE_URL"] = own_database_url()
    done = subprocess.run(
        [sys.executable, "-m", "tests.imports.killed_import"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not told["ended_early"]

    killed = told["after_kill"]
    assert 0 < killed["people"] < ROWS
    assert killed["state"] == "applying"
    assert killed["people"] == killed["services"] == killed["marked"] == killed["audited"]
    assert killed["problems"] == []

    # A fresh heartbeat: somebody may still be at work.
    assert told["resumed_while_fresh"] == []
    assert told["resumed"]
    resumed = told["after_resume"]
    assert resumed["state"] == "applied"
    assert resumed["people"] == resumed["services"] == resumed["marked"] == resumed["audited"] == ROWS
    assert resumed["problems"] == []

    assert (told["removed"], told["kept"]) == (ROWS, [])
    assert told["after_undo"]["people"] == 0
    assert told["after_undo"]["problems"] == []
