"""A small quarter of the simulation that `python -m tests.simulation.quarter` runs with 5,000 requests."""

import pytest

from tests.simulation.quarter import Quarter

pytestmark = pytest.mark.django_db


def test_a_quarter_ends_with_every_deadline_acted_upon_once_and_in_time(tree):
    quarter = Quarter(requests=40, seed=3)
    quarter.run()
    assert quarter.acts["taken"] == 40
    assert quarter.acts["supervisions"] > 0
