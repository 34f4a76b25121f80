"""What the pages cost at each tier, written down: the number of SQL statements, which does not grow.

Lists and dashboards have their budgets beside their own tests. Somebody with a street pays one statement
more: the ids of its stations.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.veterans.people import register

from . import stage

pytestmark = pytest.mark.django_db

TIERS = ["city_manager", "district_manager", "street_manager", "zhichong_staff"]


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("username", TIERS)
@pytest.mark.parametrize(
    ("page", "budget"),
    [
        ("home", 34),
        ("people", 10),
        ("visits", 9),
        ("team", 16),
        ("consultations", 9),
        ("policies", 7),
        ("venues", 9),
        ("venue-uses", 9),
        ("organisation", 11),
        ("documents", 9),
        ("organisation-ledger", 15),
        ("document-ledger", 10),
        ("policy-ledger", 9),
        ("plaques", 10),
        ("plaques-unhung", 10),
        ("activities", 10),
        ("opinions", 8),
        ("activity-resources", 8),
        ("plaques-to-confirm", 9),
        ("plaque-applications", 9),
        ("hanging-rounds", 9),
        ("admin:veterans_personfile_changelist", 7),
        ("admin:veterans_household_changelist", 7),
        ("admin:care_activities_visit_changelist", 7),
        ("admin:stations_station_changelist", 6),
    ],
)
def test_a_page_costs_the_same_at_every_tier_and_size(tree, sign_in, username, page, budget):
    client, zhichong = sign_in(username), tree[stage.ZHICHONG]
    register(zhichong, household=stage.household(zhichong, "1"))
    few = statements(client, reverse(page))
    for number in range(2, 8):
        register(zhichong, household=stage.household(zhichong, str(number)))
    assert statements(client, reverse(page)) == few <= budget
