"""Two who tick the list of one activity at the same moment: neither loses a line, and the count is right."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from care_activities import tallies
from care_activities.models import ActivityTally
from care_activities.services.activities import activity_plan
from care_activities.services.attendance import people_invite
from tests.concurrency.apart import ROOT, own_database_url
from tests.conftest import gather_cast, grow_tree
from tests.veterans.people import register

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite admits one writer at a time (BEGIN IMMEDIATE)"
)


def tick_together(activity, said_by, tmp_path):
    """`(written, kept)` of each of the users; `said_by`: `{username: {line: state}}`."""
    go_file = tmp_path / "go"
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    command = [sys.executable, "-m", "tests.concurrency.attendance_ticker", str(activity.pk)]
    tickers = [
        subprocess.Popen(
            [*command, username, str(go_file), *(f"{line}={state}" for line, state in said.items())],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for username, said in said_by.items()
    ]
    for ticker in tickers:
        assert ticker.stdout.readline() == "ready\n"
    go_file.touch()
    return [tuple(map(int, ticker.communicate(timeout=60)[0].split())) for ticker in tickers]


def test_no_line_is_lost_and_none_overwritten(committed, tmp_path):
    stations = grow_tree()
    gather_cast(stations)
    station = stations["440704004212"]
    people = [register(station, name) for name in ("陈甲", "陈乙", "陈丙")]
    activity = activity_plan(
        actor=None, station=station, date=timezone.localdate(), kind="study", topic="学习"
    )
    people_invite(actor=None, activity=activity, people=[person.pk for person in people])
    first, second, third = activity.attendances.order_by("pk").values_list("pk", flat=True)
    done = tick_together(
        activity,
        {
            "zhichong_staff": {first: "present", second: "present"},
            "street_manager": {second: "absent", third: "present"},
        },
        tmp_path,
    )
    assert sorted(done) == [(1, 1), (2, 0)]
    states = dict(activity.attendances.values_list("pk", "state"))
    assert states[first] == states[third] == "present" and states[second] in ("present", "absent")
    present = list(states.values()).count("present")
    assert ActivityTally.objects.get().person_times == present
    assert tallies.verify() == []
