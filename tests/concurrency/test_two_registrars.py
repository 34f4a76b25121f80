"""Two people who register the same list of a round at the same moment: each household is visited once."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from care_activities import tallies
from care_activities.models import Visit, VisitTally
from stations.models import AuditEntry
from tests.care.test_visit_rounds import open_round
from tests.concurrency.test_two_writers import ROOT, own_database_url
from tests.conftest import gather_cast, grow_tree
from tests.veterans.people import register

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite admits one writer at a time (BEGIN IMMEDIATE)"
)


def register_together(visit_round, usernames, tmp_path):
    """What each of the users registered, found registered, and was refused."""
    go_file = tmp_path / "go"
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    command = [sys.executable, "-m", "tests.concurrency.visit_registrar", str(visit_round.pk)]
    registrars = [
        subprocess.Popen(
            [*command, username, str(go_file)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for username in usernames
    ]
    for registrar in registrars:
        assert registrar.stdout.readline() == "ready\n"
    go_file.touch()
    return [tuple(map(int, registrar.communicate(timeout=60)[0].split())) for registrar in registrars]


def test_a_list_is_registered_once(committed, tmp_path):
    stations = grow_tree()
    gather_cast(stations)
    for _serial in range(5):
        register(stations["440704004212"])
    opened = open_round(stations["440704004000"])
    done = register_together(opened, ["zhichong_staff", "street_manager"], tmp_path)
    assert sorted(done) == [(0, 5, 0), (5, 0, 0)]
    assert Visit.objects.count() == 5
    assert VisitTally.objects.get().cash_cents == 150_000
    assert AuditEntry.objects.filter(target_type="care_activities.visit").count() == 5
    assert not tallies.verify()
