"""Two processes that write to one station at the same moment: the tally is right because of the lock."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.concurrency.apart import ROOT, own_database_url
from tests.conftest import gather_cast, grow_tree
from veterans.models import PeopleTally
from veterans.services.people import person_register
from veterans.tallies import verify

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite admits one writer at a time (BEGIN IMMEDIATE)"
)


def write_together(people, tmp_path, locking):
    go_file = tmp_path / "go"
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    writers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.concurrency.benefit_writer",
                str(person.pk),
                "zhichong_staff",
                str(go_file),
                locking,
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for person in people
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    go_file.touch()
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]


@pytest.mark.parametrize(("locking", "counted"), [("with-lock", 2), ("without-lock", 1)])
def test_two_benefits_at_once(committed, tmp_path, locking, counted):
    stations = grow_tree()
    staff = gather_cast(stations)["zhichong_staff"]
    station = stations["440704004212"]
    people = [
        person_register(actor=staff, station=station, name=name, classes=["02"], no_id_reason="证件补办中")
        for name in ("陈甲", "梁乙")
    ]
    write_together(people, tmp_path, locking)
    tally = PeopleTally.objects.get(station=station)
    assert tally.periodic_benefit == counted
    assert (verify() == []) == (locking == "with-lock")
