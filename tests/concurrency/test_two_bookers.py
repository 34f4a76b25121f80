"""Two people who book one venue at the same moment: one gets it, the other reads why not. On both engines."""

from tests.concurrency.apart import told_by
from tests.concurrency.venue_bookers import DAYS


def test_a_venue_is_booked_once():
    told = told_by("tests.concurrency.venue_bookers")
    assert told["booked"] == told["stored"] == told["days"] == DAYS
    assert len(told["refused"]) == DAYS
    assert all("军人之家 2030-01-0" in text and "已有预约（议事）" in text for text in told["refused"])
