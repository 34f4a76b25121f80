"""A process killed in the middle of an export: the file is made anew, whole and once."""

import pytest

from tests.concurrency.apart import told_by
from tests.exports.killed_export import ROWS


@pytest.mark.django_db
def test_an_export_killed_under_way_is_made_anew():
    told = told_by("tests.exports.killed_export")
    assert not told["ended_early"]
    assert told["after_kill"]["state"] == "running"
    assert 0 < told["after_kill"]["done"] < ROWS
    assert told["taken_up_while_fresh"] == []
    assert told["taken_up"]
    assert told["after"] == {"state": "ready", "done": ROWS}
    assert told["lines"] == told["different"] == ROWS + 1
