"""The demo as `quickstart` leaves it, through the real pipeline: set up once, looked at from several sides."""

import datetime
import io
from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

import care_activities.tallies
import veterans.tallies
from care_activities.models import (
    Activity,
    AidCase,
    CareService,
    DiningUse,
    HangingRound,
    Opinion,
    Plaque,
    Policy,
    Visit,
    VisitRound,
)
from care_activities.services.dining import dining_warning
from care_activities.vocabulary import AidStatus
from stations import audit
from stations.identity import id_check_digit
from stations.models import Station, User
from stations.services import verify_paths
from veterans.models import PersonFile
from veterans.services.people import person_register
from veterans_portal.dashboards import subtree
from veterans_portal.dashboards.figures import figures
from veterans_portal.demo import marks
from veterans_portal.demo.accounts import ACCOUNTS
from veterans_portal.demo.stage import fill_city
from veterans_portal.imports.models import ImportBatch

from . import stage
from .article import disagreements
from .behind import of_lists

# Without the mark nothing asks for a test database when this file runs alone, and the real one would be used.
# The demo is set up once: one process runs the whole file (`pytest --dist loadgroup`).
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

APPS = ("stations", "veterans", "care_activities", "veterans_portal")
CITY, DISTRICT, STREET = "440700000000", "440704000000", "440704004000"
WAIHAI_NEIGHBOURS = ("440704004201", "440704004202", "440704004205", "440704004214", "440704004002")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """What quickstart printed. The whole module lives in one transaction, which is rolled back at its end."""
    settings = override_settings(
        PORTAL_VAR=tmp_path_factory.mktemp("var"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with django_db_blocker.unblock(), settings, transaction.atomic():
        printed = io.StringIO()
        call_command("quickstart", no_serve=True, stdout=printed)
        yield printed.getvalue()
        transaction.set_rollback(True)
    marks.forget()


@pytest.fixture
def changes(demo):
    """For a test that writes: what it did is undone, the demo stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def page(username, url):
    client = Client()
    client.force_login(User.objects.get(username=username))
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def figures_of(code):
    return figures(Station.objects.get(code=code), as_of=datetime.date.today())


@pytest.mark.parametrize("code", [stage.ZHICHONG, stage.TIANFU])
def test_both_stations_have_the_figures_of_the_article(demo, code):
    assert disagreements(figures_of(code), code) == []


def test_everything_adds_up(demo):
    assert veterans.tallies.verify() == []
    assert care_activities.tallies.verify() == []
    assert verify_paths() == []
    assert audit.verify()[0] == []


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("zhichong_staff", stage.ZHICHONG),
        ("tianfu_staff", stage.TIANFU),
        ("street_manager", STREET),
        ("district_manager", DISTRICT),  # the city is the sum of its districts, as the next test proves
    ],
)
def test_every_figure_of_a_dashboard_is_that_of_its_list(demo, username, code):
    client = Client()
    client.force_login(User.objects.get(username=username))
    told, behind = of_lists(client, code, datetime.date.today())
    assert len(told) > 100
    assert {key: (told[key], behind[key]) for key in told if told[key] != behind[key]} == {}


@pytest.mark.parametrize("code", [CITY, DISTRICT, STREET])
def test_a_station_is_the_sum_of_what_lies_below_it(demo, code):
    """Each station asked for itself: what is told of the parent, and of its children one by one."""
    station, today = Station.objects.get(code=code), datetime.date.today()
    branches = subtree.gather(station, as_of=today)
    whole, summed = subtree.total(branches).numbers, Counter(branches[""].numbers)
    for child in Station.objects.filter(parent=station):
        summed.update(subtree.total(subtree.gather(child, as_of=today)).numbers)
    assert whole["veterans"] > 100
    assert {k: (whole[k], summed[k]) for k in whole.keys() | summed.keys() if whole[k] != summed[k]} == {}


def test_all_sheets_came_in_whole(demo):
    for batch in ImportBatch.objects.all():
        assert batch.state == "applied", batch
        good = batch.totals["new"] + batch.totals["changed"]
        assert good == batch.totals["rows"] == batch.rows.count(), batch
    assert not PersonFile.objects.filter(is_sample=False).exists()
    # Who imports is somebody who may: the street for its village, the city for the other district.
    importers = {batch.station.code: batch.user.username for batch in ImportBatch.objects.all()}
    assert importers[stage.ZHICHONG] == "street_manager"
    assert importers[stage.TIANFU] == "city_manager"


def test_visits_stay_inside_the_three_years_for_two_more_months(demo):
    for code in (stage.ZHICHONG, stage.TIANFU):
        found = figures(
            Station.objects.get(code=code), as_of=datetime.date.today() + datetime.timedelta(days=58)
        )
        assert found["visits_3y_person_times"].value == figures_of(code)["visits_3y_person_times"].value > 0


def test_the_community_is_asked_to_check_eight_against_seven(demo):
    assert "口径可能不同" in page("tianfu_staff", reverse("dashboard", args=[stage.TIANFU]))
    assert "口径可能不同" not in page("zhichong_staff", reverse("dashboard", args=[stage.ZHICHONG]))


def test_every_district_and_street_has_something_to_show(demo):
    for station in Station.objects.active().filter(tier__in=["district", "town"]):
        found = figures_of(station.code)
        assert found["veterans"].value > 0, station
        assert found["visits_3y_person_times"].value > 0, station
        assert found["stations_established"].value == found["stations_due"].value, station


def test_nothing_speaks_against_a_neighbour(demo):
    year_ago = datetime.date.today() - datetime.timedelta(days=365)
    neighbours = PersonFile.objects.exclude(managing_station__code__in=[stage.ZHICHONG, stage.TIANFU])
    assert not neighbours.exclude(verified_on__gt=year_ago).exists()
    for code in WAIHAI_NEIGHBOURS:
        found = figures_of(code)
        for key in ("hardship", "unemployed", "unsettled_members", "floating_members", "plaques_waiting"):
            assert found[key].value == 0, (code, key)
        assert found["plaque_ratio"].value == 100, code
    assert not Plaque.objects.filter(status="cancelled").exists()


def test_what_is_under_way_shows_every_state(demo):
    cases = AidCase.objects.filter(station__code=stage.ZHICHONG)
    assert set(cases.values_list("status", flat=True)) == set(AidStatus.values)
    assert cases.filter(applications__emergency_on__isnull=False, applications__state="running").count() == 1
    [opened] = VisitRound.objects.all()
    assert (opened.lines.count(), opened.visits.count(), opened.closed_at) == (103, 12, None)
    assert HangingRound.objects.get().entries.filter(done_on__isnull=True).count() == 2
    assert "12 / 103" in page("zhichong_staff", f"/visits/rounds/{opened.pk}/")


def test_a_year_of_the_village_stands_in_its_ledgers(demo):
    theme_days = Activity.objects.filter(station__code=stage.ZHICHONG, kind="theme_day", state="held")
    assert theme_days.count() == 12
    assert set(theme_days.values_list("series", flat=True)) == {"research", "banyan", "volunteers"}
    assert not theme_days.filter(attendances=None).exists()
    activities = page("zhichong_staff", "/activities/")
    assert "老兵给孩子们讲传统" in activities and "年度总结和民主议事" in activities
    assert Opinion.objects.values("state").distinct().count() == 3
    assert CareService.objects.values("person").distinct().count() == 3
    assert "年孤老退役军人社工服务" in page("zhichong_staff", "/care/contracts/")


def test_the_community_has_its_canteen_and_its_lawyer(demo):
    for use in DiningUse.objects.filter(person__isnull=False).select_related("person", "venue"):
        assert dining_warning(use) == ""
    assert "容静雯" in page("tianfu_staff", "/team/") and "周三" in page("tianfu_staff", "/team/")
    assert "房屋继承需要哪些材料" in page("tianfu_staff", "/team/consultations/")


def test_a_village_reads_the_policies_of_those_above_it(demo):
    mine, other = page("zhichong_staff", "/policies/"), page("tianfu_staff", "/policies/")
    assert "60周岁以上农村籍退役士兵老年生活补助" in mine and "60周岁以上农村籍" in other
    assert "江海区孤老退役军人居家照料办法" in mine and "江海区孤老" not in other
    told = Policy.objects.get(title__startswith="60周岁").notices
    assert told.count() == 6


def test_every_page_says_that_it_is_a_demo(demo):
    assert "演示数据" in page("zhichong_staff", "/")
    assert "演示数据" in Client().get(reverse("login")).content.decode()


def test_it_prints_each_step_with_its_seconds_and_every_account(demo):
    assert "直冲村退役军人花名册：导入 103 行（" in demo
    assert "天福社区一人一档台账：导入 129 行（" in demo
    assert all(username in demo for username in ACCOUNTS)


def everything():
    """All rows of all our tables."""
    models = [
        model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def test_a_second_run_changes_nothing(changes):
    before = everything()
    printed = io.StringIO()
    call_command("quickstart", no_serve=True, stdout=printed)
    after = everything()
    assert [label for label in before if before[label] != after[label]] == []
    assert "导入" not in printed.getvalue()
    assert "花名册：已有" in printed.getvalue()


def test_a_run_that_was_stopped_goes_on_where_it_was(changes):
    visits = Visit.objects.filter(station__code=stage.ZHICHONG)
    count = visits.count()
    visits.delete()
    call_command("quickstart", no_serve=True, stdout=io.StringIO())
    assert Visit.objects.filter(station__code=stage.ZHICHONG).count() == count
    assert disagreements(figures_of(stage.ZHICHONG), stage.ZHICHONG) == []


def test_it_keeps_off_a_demo_into_which_somebody_real_was_entered(changes):
    first17 = "11010119800101001"
    person_register(
        actor=None,
        station=Station.objects.get(code=stage.ZHICHONG),
        name="梁真人",
        classes=("02",),
        id_number=first17 + id_check_digit(first17),
    )
    with pytest.raises(CommandError, match="1 份不是示例人员的档案"):
        call_command("quickstart", no_serve=True, stdout=io.StringIO())


def test_somebody_without_a_number_may_be_tried_out_in_a_demo(changes):
    person_register(
        actor=None,
        station=Station.objects.get(code=stage.ZHICHONG),
        name="梁试用",
        classes=("02",),
        no_id_reason="补办中",
    )
    call_command("quickstart", no_serve=True, stdout=io.StringIO())


def test_the_scale_of_a_city_is_brought_in_district_by_district(changes):
    said = []
    fill_city(said.append, veterans=2_400, members=800)
    found = figures(Station.objects.get(code="440700000000"), as_of=datetime.date.today())
    assert (found["veterans"].value, found["party_members"].value) == (2_400, 800)
    assert found["party_ratio_city"].text == "33.3"
    assert any("蓬江区退役军人名册" in line and "秒" in line for line in said)
    assert any("全市退役军人 2,400 人，党员 800 人，占 33.3%" in line for line in said)
    fill_city(said.append, veterans=2_400, members=800)  # a second run adds nobody
    assert PersonFile.objects.filter(household__number__startswith="C").count() == 2_400 - 1_822
