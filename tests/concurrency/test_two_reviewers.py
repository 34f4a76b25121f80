"""Two managers who accept the same sheets of a round at the same moment: each sheet is accepted once."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from stations.models import AuditEntry
from tests.concurrency.apart import ROOT, own_database_url
from tests.conftest import gather_cast, grow_tree
from tests.veterans.people import register
from veterans.models import PersonFile
from veterans.services.rounds import entries_submit, round_open

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite admits one writer at a time (BEGIN IMMEDIATE)"
)


def accept_together(collection, usernames, tmp_path):
    """How many sheets each of the users accepted."""
    go_file = tmp_path / "go"
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    command = [sys.executable, "-m", "tests.concurrency.round_reviewer", str(collection.pk)]
    reviewers = [
        subprocess.Popen(
            [*command, username, str(go_file)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for username in usernames
    ]
    for reviewer in reviewers:
        assert reviewer.stdout.readline() == "ready\n"
    go_file.touch()
    return [int(reviewer.communicate(timeout=60)[0]) for reviewer in reviewers]


def test_a_sheet_is_accepted_once(committed, tmp_path):
    stations = grow_tree()
    cast = gather_cast(stations)
    for name in ("陈甲", "陈乙"):
        register(stations["440704004212"], name)
    today = timezone.localdate()
    collection = round_open(
        actor=None,
        station=stations["440704004000"],
        name="核查",
        kind="annual_check",
        record_date=today,
        due_on=today,
    )
    entries_submit(
        actor=cast["zhichong_staff"],
        collection=collection,
        entries=collection.entries.all(),
        collected_on=today,
        signed=True,
    )
    done = accept_together(collection, ["street_manager", "district_manager"], tmp_path)
    assert sorted(done) == [0, 2]
    assert AuditEntry.objects.filter(action="verify").count() == 2
    assert set(PersonFile.objects.values_list("version", flat=True)) == {2}
