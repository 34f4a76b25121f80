"""Two staff and one plaque, one application for aid, one line of a round: each is done once."""

import pytest

from tests.concurrency.apart import told_by

pytestmark = pytest.mark.xdist_group("same moment")  # acted out once, by one process


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return told_by("tests.concurrency.same_moment")


def test_a_plaque_is_hung_once(told):
    assert told["hang"] == {"said": ["conflict", "done"], "hung": 1, "events": 1}


def test_an_application_is_decided_once(told):
    assert told["approve"] == {"said": ["conflict", "done"], "state": "approved", "decisions": 1}


def test_a_line_is_visited_once(told):
    assert told["visit"] == {"said": ["already", "done"], "visits": 1}


def test_the_figures_agree_afterwards(told):
    assert told["problems"] == []
