"""Imports killed at any moment, and two of one file at once: exact counts, nothing half, nothing doubled.

Some of each; `python -m tests.concurrency.imports_under_fire` does a hundred.
"""

import pytest

from tests.concurrency.apart import told_by


@pytest.mark.django_db
@pytest.mark.parametrize(("way", "times"), [("kill", 4), ("pairs", 2)])
def test_imports_end_whole(way, times):
    told = told_by("tests.concurrency.imports_under_fire", way, "--times", times, "--rows", 600)
    assert told["problems"] == []
    assert sum(told["ended"].values()) == times
