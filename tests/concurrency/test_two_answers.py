"""Two processes that answer one transfer request at the same moment: one of them does, the other is told so."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.concurrency.apart import ROOT, own_database_url
from tests.conftest import gather_cast, grow_tree
from tests.veterans.people import register
from veterans import tallies
from veterans.models import FileChange, TransferRequest
from veterans.services.transfers import transfer_request

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite admits one writer at a time (BEGIN IMMEDIATE)"
)
SLOWER = 3


def answer_together(request, answers, tmp_path):
    """The exit codes of two processes; `answers` are (username, decision)."""
    go_file = tmp_path / "go"
    environment = os.environ | {"DATABASE_URL": own_database_url()}
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.concurrency.transfer_answerer",
                str(request.pk),
                username,
                decision,
                str(go_file),
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for username, decision in answers
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    go_file.touch()
    return [process.wait(timeout=60) for process in processes]


@pytest.mark.parametrize(
    "answers",
    [
        [("tianfu_staff", "agree"), ("city_manager", "agree")],
        [("tianfu_staff", "agree"), ("city_manager", "refuse")],
        [("tianfu_staff", "agree"), ("zhichong_staff", "withdraw")],
    ],
)
def test_one_request_is_answered_once(committed, tmp_path, answers):
    stations = grow_tree()
    cast = gather_cast(stations)
    zhichong, tianfu = stations["440704004212"], stations["440703006121"]
    person = register(zhichong, "林海波")
    request = transfer_request(
        actor=cast["zhichong_staff"], person=person, to_station=tianfu, reason="户口迁出"
    )
    codes = answer_together(request, answers, tmp_path)
    assert sorted(codes) == [0, SLOWER]
    done = dict(zip(codes, answers, strict=True))[0][1]
    moved = done == "agree"
    person.refresh_from_db()
    assert person.managing_station == (tianfu if moved else zhichong)
    assert FileChange.objects.count() == (2 if moved else 0)
    state = {"agree": "done", "refuse": "refused", "withdraw": "withdrawn"}[done]
    assert TransferRequest.objects.get().state == state
    assert tallies.verify() == []
