"""The article's figures, each computed from single rows; their lists are followed in test_quickstart."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from care_activities.models import Visit
from care_activities.tallies import recount_visits
from stations.models import RegionIndicator, Venue
from stations.tallies import lock
from tests.veterans.people import register
from veterans.models import PersonFile
from veterans_portal.dashboards.figures import figures
from veterans_portal.dashboards.subtree import window

from . import stage
from .behind import length_of_list

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 3, 31)


def shown(figure):
    """The value as the article's table writes it."""
    value = figure.value
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


@pytest.mark.parametrize("code", [stage.ZHICHONG, stage.TIANFU])
def test_every_figure_of_the_article_is_reproduced(tree, code):
    station = stage.zhichong(tree, TODAY) if code == stage.ZHICHONG else stage.tianfu(tree)
    found = figures(station, as_of=TODAY)
    article = stage.article(code)
    assert article.keys() <= found.keys()
    for key, (expected, rule) in article.items():
        if rule.startswith("at least"):
            assert found[key].value >= int(expected), key
        else:
            assert shown(found[key]) == expected, key


def test_ratios_carry_what_they_divide(tree):
    found = figures(stage.zhichong(tree, TODAY), as_of=TODAY)
    assert (found["party_ratio"].numerator, found["party_ratio"].denominator) == (41, 103)
    assert (found["public_sector_ratio"].value, found["public_sector_ratio"].numerator) == (20.4, 21)
    assert (found["collective_income_growth"].numerator, found["collective_income_growth"].denominator) == (
        4639,
        199,
    )
    assert found["veterans"].numerator is None


def test_figures_of_a_village_add_up_in_every_station_above(tree):
    stage.zhichong(tree, TODAY)
    register(tree["440704004201"])
    for code in ("440704004000", "440704000000", "440700000000"):
        found = figures(tree[code], as_of=TODAY)
        assert found["veterans"].value == 104, code
        assert found["visits_3y_amount"].value == Decimal("134000.00"), code
    assert figures(tree["440703000000"], as_of=TODAY)["veterans"].value == 0
    # A code that begins alike is another branch.
    assert figures(tree["440704040000"], as_of=TODAY)["veterans"].value == 0


def test_the_city_has_its_own_party_ratio_and_a_village_has_not(tree):
    assert "party_ratio_city" in figures(tree[stage.CITY], as_of=TODAY)
    assert "party_ratio_city" not in figures(tree[stage.ZHICHONG], as_of=TODAY)


def test_nothing_known_is_null_and_nothing_counted_is_zero(tree):
    found = figures(tree[stage.ZHICHONG], as_of=TODAY)
    assert found["veterans"].value == 0
    assert found["visits_3y_amount"].value == Decimal("0.00")
    for key in (
        "established",
        "area_km2",
        "residents",
        "party_ratio",
        "plaque_ratio",
        "collective_income_growth",
    ):
        assert found[key].value is None, key


@pytest.mark.parametrize(
    ("as_of", "day", "counts"),
    [
        ("2025-03-31", "2025-03-31", True),
        ("2025-03-31", "2022-04-01", True),
        ("2025-03-31", "2022-03-31", False),
        ("2025-02-28", "2022-02-28", False),
        ("2025-02-28", "2022-03-01", True),
        ("2024-02-29", "2021-02-28", False),
        ("2024-02-29", "2021-03-01", True),
        ("2025-03-15", "2025-03-16", False),
        ("2025-03-15", "2022-03-16", True),
        ("2025-03-15", "2022-03-15", False),
        ("2025-03-15", "2024-01-01", True),
        ("2025-01-15", "2024-12-31", True),
        ("2025-01-15", "2022-01-31", True),
    ],
)
def test_three_years_are_exact_to_the_day(tree, as_of, day, counts):
    station = tree[stage.ZHICHONG]
    Visit.objects.create(
        station=station, person=register(station), date=day, occasion="army_day", method="home", cash="0.10"
    )
    recount_visits([station.pk])
    found = figures(station, as_of=datetime.date.fromisoformat(as_of))
    assert found["visits_3y_person_times"].value == int(counts)
    assert found["visits_3y_cash"].value == (Decimal("0.10") if counts else 0)


def test_the_window_is_thirty_six_months():
    assert window(TODAY) == (datetime.date(2022, 3, 31), TODAY)


def test_stations_count_when_in_use_and_established(tree):
    village = tree["440704004201"]
    village.is_established = False
    village.save()
    twin = tree["440704040212"]
    twin.is_active = False
    twin.save()
    found = figures(tree["440704000000"], as_of=TODAY)
    assert (found["stations_established"].value, found["stations_due"].value) == (4, 5)


def test_closed_places_and_people_who_left_no_longer_count(tree):
    station = stage.tianfu(tree)
    assert figures(station, as_of=TODAY)["venues"].value == 8
    with transaction.atomic():
        lock([station.pk])
        Venue.objects.filter(station=station, kind="canteen").update(closed_on=TODAY)
    assert figures(station, as_of=TODAY)["canteen"].value == 0


def test_one_registered_year_is_no_growth(tree):
    RegionIndicator.objects.create(
        station=tree[stage.ZHICHONG], key="collective_income", year=2008, value="199.50"
    )
    found = figures(tree[stage.ZHICHONG], as_of=TODAY)
    assert found["collective_income_2008"].value == 199.5
    assert found["collective_income_growth"].value is None


def statements(station):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        figures(station, as_of=TODAY)
    return len(queries)


def test_the_figures_cost_the_same_for_a_village_and_the_city(tree):
    stage.tianfu(tree)
    assert statements(tree[stage.TIANFU]) == statements(tree[stage.CITY]) == 28


def test_the_visits_behind_an_amount_add_up_to_it(tree, sign_in):
    today = datetime.date.today()
    station = stage.zhichong(tree, today)
    url = figures(station, as_of=today)["visits_3y_goods"].list_query
    response = sign_in("zhichong_staff").get(url)
    assert length_of_list(sign_in("zhichong_staff"), url) == 440
    assert "慰问品 44,000.00 元" in response.content.decode()


def test_files_of_the_dead_and_the_moved_count_nowhere(tree):
    station = tree[stage.ZHICHONG]
    for status in ("deceased", "moved_out", "cancelled"):
        register(station, status=status)
    assert PersonFile.objects.count() == 3
    assert figures(station, as_of=TODAY)["people"].value == 0
