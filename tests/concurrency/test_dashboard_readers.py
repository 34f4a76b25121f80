"""A dashboard remembers what it counted, and yet shows everything that was committed before it was asked for."""

import pytest

from tests.concurrency.apart import told_by
from tests.concurrency.dashboard_readers import READ, VILLAGES, WRITES

pytestmark = pytest.mark.django_db


def test_no_page_is_older_than_what_another_process_committed():
    told = told_by("tests.concurrency.dashboard_readers")
    assert told["written"] == WRITES * len(VILLAGES)
    assert told["shown"] == dict.fromkeys(READ, told["written"])
    assert (told["stale"], told["invented"]) == (0, 0)
    assert told["between"] > 0  # it did read while they wrote
