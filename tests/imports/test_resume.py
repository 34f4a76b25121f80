"""A process killed in the middle of an import: nothing is lost, nothing is doubled, the rest goes on."""

import pytest

from tests.concurrency.apart import told_by
from tests.imports.killed_import import ROWS


@pytest.mark.django_db
def test_an_import_killed_between_chunks_goes_on():
    told = told_by("tests.imports.killed_import")
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
