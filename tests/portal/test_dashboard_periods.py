"""The period of the dashboard: what falls into it, the year before, the lists behind, the coverage of festivals."""

import datetime
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care_activities.services import activities
from care_activities.services.visits import visit_record
from tests.care.test_visit_rounds import open_round, submit, tick
from tests.veterans.people import register
from veterans.models import Disability, Placement
from veterans.services.transfers import transfer_answer, transfer_request
from veterans_portal.dashboards.asked import Asked, Span

from . import stage
from .test_aid_figures import found, paid
from .test_dashboard import DISTRICT, STREET, page, text_of

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 15, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def mid_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(tree):
    return register(tree[stage.ZHICHONG], "陈甲")


def visit(person, day, occasion="routine", cash=0):
    return visit_record(
        actor=None,
        station=person.managing_station,
        date=datetime.date.fromisoformat(day),
        occasion=occasion,
        method="home",
        person=person,
        cash=Decimal(cash),
    )


def row(client, key, asked="", code=stage.ZHICHONG):
    """The cells of one line of the period: now, a year before, difference, percent."""
    html = client.get(f"/stations/{code}/{asked}").content.decode()
    line = re.search(rf'data-period="{key}">(.*?)</tr>', html, re.S)[1]
    return [text_of(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", line, re.S)]


def opened(client, key, asked):
    """The text of the list that the number of now opens."""
    html = client.get(f"/stations/{stage.ZHICHONG}/{asked}").content.decode()
    line = re.search(rf'data-period="{key}">(.*?)</tr>', html, re.S)[1]
    address = re.search(r'href="([^"]+)"', line)[1].replace("&amp;", "&")
    return text_of(client.get(address).content.decode())


def test_this_year_stands_beside_the_same_days_of_the_year_before(person, sign_in):
    for day in ("2026-01-01", "2026-11-15", "2025-11-15", "2025-11-16", "2024-12-31"):
        visit(person, day, cash=200)
    client = sign_in("zhichong_staff")
    assert row(client, "visits_3y_person_times") == ["2", "1", "+1", "+100.0%"]
    assert row(client, "visits_3y_cash") == ["400.00", "200.00", "+200.00", "+100.0%"]
    assert "2 人次" in opened(client, "visits_3y_person_times", "")


def test_a_part_of_a_year_opens_the_visits_of_its_days(person, sign_in):
    for day in ("2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01", "2024-06-30"):
        visit(person, day)
    client, asked = sign_in("zhichong_staff"), "?year=2025&part=q2"
    assert row(client, "visits_3y_person_times", asked) == ["2", "1", "+1", "+100.0%"]
    text = opened(client, "visits_3y_person_times", asked)
    assert "2 人次" in text and "近三年" not in text and "2025-07-01" not in text
    assert row(client, "visits_3y_person_times", "?year=2025&part=m07") == ["1", "0", "+1", "—"]
    assert row(client, "visits_3y_person_times", "?year=2025&part=h1")[0] == "3"


def test_three_years_are_those_of_the_headline(person, sign_in):
    for day in ("2023-11-15", "2023-11-16", "2026-11-14"):
        visit(person, day)
    client = sign_in("zhichong_staff")
    assert row(client, "visits_3y_person_times", "?year=3y")[:2] == ["2", "2"]
    assert "近三年走访慰问 2 人次" in text_of(page(client, stage.ZHICHONG))


def test_an_occasion_narrows_the_visits_and_their_list(person, sign_in):
    visit(person, "2026-02-10", "spring_festival")
    visit(person, "2026-02-10", "illness")
    client, asked = sign_in("zhichong_staff"), "?occasion=spring_festival"
    assert row(client, "visits_3y_person_times", asked)[0] == "1"
    text = opened(client, "visits_3y_person_times", asked)
    assert "1 人次" in text
    assert "走访慰问（春节）" in text_of(client.get(f"/stations/{stage.ZHICHONG}/{asked}").content.decode())


def test_few_visits_for_illness_are_covered_for_who_may_not_read_files(person, sign_in):
    visit(person, "2026-02-10", "illness", cash=300)
    official = sign_in("official_district")
    assert row(official, "visits_3y_person_times", "?occasion=illness") == ["&lt;3", "&lt;3", "—", "—"]
    assert row(official, "visits_3y_cash", "?occasion=illness")[0] == "&lt;3 人"
    assert (
        "患病住院"
        not in re.search(r'id="visits-by-year".*?</table>', page(official, stage.ZHICHONG), re.S)[0]
    )
    assert row(sign_in("zhichong_staff"), "visits_3y_cash", "?occasion=illness")[0] == "300.00"


def test_aid_of_a_period_opens_its_cases(tree, sign_in):
    station = tree[stage.ZHICHONG]
    paid(found(station, "王大", datetime.date(2025, 5, 5)), "700", datetime.date(2025, 5, 6))
    paid(found(station, "王二", datetime.date(2026, 5, 5)), "300.50", datetime.date(2026, 6, 6))
    found(station, "王三", datetime.date(2026, 5, 31))
    client = sign_in("zhichong_staff")
    assert row(client, "aid_verified", "?part=m05") == ["2", "1", "+1", "+100.0%"]
    assert row(client, "aid_helped", "?part=m05") == ["0", "1", "-1", "-100.0%"]
    assert row(client, "aid_amount", "?part=h1") == ["300.50", "700.00", "-399.50", "-57.1%"]
    assert "2 件" in opened(client, "aid_verified", "?part=m05")
    assert "1 件 · 1 人 · 已发放 300.50 元" in opened(client, "aid_amount", "?part=h1")
    assert row(sign_in("official_district"), "aid_amount", "?part=h1") == ["&lt;3 人", "&lt;3 人", "—", "—"]


OFFICERS = "?bucket=transferred_officer"


@pytest.fixture
def officers(tree):
    """Two 军转干部 of 35 and 61 beside a soldier, each with a visit and money this year and the one before."""
    station = tree[stage.ZHICHONG]
    people = [
        register(station, "陈甲", ["01"], no_id_reason="补办中", sex="1", birth_date="1991-03-01"),
        register(station, "陈乙", ["01"], no_id_reason="补办中", sex="1", birth_date="1965-03-01"),
        register(station, "陈丙"),
    ]
    for one in people:
        Placement.objects.create(person=one, type="15" if one.classes == ("01",) else "26")
    stage.settle(station)
    for one in people:
        visit(one, "2026-05-01", cash=100)
    visit(people[0], "2025-05-01", cash=300)
    return people


def test_a_class_of_people_narrows_visits_and_aid_and_their_lists(officers, sign_in, tree):
    paid(found(tree[stage.ZHICHONG], "王大", datetime.date(2026, 5, 5)), "700", datetime.date(2026, 5, 6))
    client = sign_in("zhichong_staff")
    assert row(client, "visits_3y_person_times")[:2] == ["3", "1"]
    assert row(client, "visits_3y_person_times", OFFICERS) == ["2", "1", "+1", "+100.0%"]
    assert row(client, "visits_3y_cash", OFFICERS)[:2] == ["200.00", "300.00"]
    text = opened(client, "visits_3y_person_times", OFFICERS)
    assert "2 人次" in text and "陈乙" in text and "陈丙" not in text
    assert row(client, "aid_amount")[0] == "700.00" and row(client, "aid_amount", OFFICERS)[0] == "0.00"
    assert "0 件" in opened(client, "aid_verified", OFFICERS)
    html = client.get(f"/stations/{stage.ZHICHONG}/{OFFICERS}").content.decode()
    assert 'data-period="activities_1y_sessions"' not in html and "户次和活动不分类别" in html


def test_a_class_of_people_is_told_by_theme_and_opens_its_people(officers, sign_in):
    client = sign_in("zhichong_staff")
    html = client.get(f"/stations/{stage.ZHICHONG}/{OFFICERS}").content.decode()
    section = re.search(r'id="of-bucket">(.*?)<section class="card', html, re.S)[0]
    assert "人员结构：军转干部 2 人" in text_of(section)
    told = html[html.index('id="of-bucket"') :]
    address = re.search(r'href="([^"]*bucket_transferred_officer&amp;age=60-69)"', told)[1]
    listed = client.get(address.replace("&amp;", "&")).context["page"].rows
    assert [one.name for one in listed] == ["陈乙"]


def test_few_of_a_class_are_covered_for_who_may_not_read_files(officers, sign_in):
    official = sign_in("official_district")
    assert row(official, "visits_3y_person_times", OFFICERS) == ["&lt;3", "&lt;3", "—", "—"]
    assert row(official, "visits_3y_cash", OFFICERS)[0] == "&lt;3 人"
    html = official.get(f"/stations/{stage.ZHICHONG}/{OFFICERS}").content.decode()
    assert "人员结构：军转干部 &lt;3 人" in text_of(html)
    assert "bucket_transferred_officer" not in html[html.index('id="of-bucket"') :].partition("<table")[0]


def test_what_is_written_is_told_of_the_class_at_once(officers, sign_in):
    client = sign_in("zhichong_staff")
    assert row(client, "visits_3y_person_times", OFFICERS)[0] == "2"
    visit(officers[1], "2026-06-01")
    visit(officers[2], "2026-06-01")
    assert row(client, "visits_3y_person_times", OFFICERS)[0] == "3"
    assert row(client, "visits_3y_person_times", "?bucket=nobody")[0] == "5"


def test_money_that_few_of_a_class_got_is_covered_however_often_they_were_visited(officers, sign_in):
    for day in ("2026-06-01", "2026-06-02"):
        visit(officers[0], day, cash=50)
    official = sign_in("official_district")
    assert row(official, "visits_3y_person_times", OFFICERS)[0] == "4"
    assert row(official, "visits_3y_cash", OFFICERS)[0] == "&lt;3 人"
    third = register(officers[0].managing_station, "陈丁", ["01"])
    Placement.objects.create(person=third, type="15")
    stage.settle(third.managing_station)
    visit(third, "2026-06-01")
    assert row(official, "visits_3y_cash", OFFICERS)[0] == "&lt;3 人", "visited, and given nothing"
    visit(third, "2026-06-02", cash=1)
    assert row(official, "visits_3y_cash", OFFICERS)[0] == "301.00"
    # Nobody got goods: the whole would tell it, once the cash is known.
    assert row(official, "visits_3y_amount", OFFICERS)[0] == "&lt;3 人"


def test_days_of_both_three_years_and_those_before_count_in_both_for_a_class_too(officers, sign_in):
    for day in ("2023-11-15", "2023-11-16"):
        visit(officers[0], day)
    client = sign_in("zhichong_staff")
    assert row(client, "visits_3y_person_times", f"{OFFICERS}&year=3y")[:2] == ["4", "3"]


def test_a_class_of_people_costs_the_same_however_many_stand_below(tree, sign_in):
    client, costs = sign_in("city_manager"), []

    def statements():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/stations/{stage.CITY}/?bucket=key_preferential")
        return len(queries)

    for fill in (lambda: None, lambda: stage.tianfu(tree), lambda: stage.zhichong(tree, NOW.date())):
        fill()
        cache.clear()
        costs.append((statements(), statements()))
    assert set(costs) == {costs[0]}
    anew, again = costs[0]
    assert anew <= 50 and again <= 11


def test_who_has_moved_away_stays_in_the_class_that_her_file_tells_now(officers, sign_in, tree):
    client, moved = sign_in("zhichong_staff"), officers[0]
    asked = transfer_request(
        actor=None, person=moved, to_station=tree[stage.TIANFU], reason="户口迁入", moved_on="2026-06"
    )
    transfer_answer(actor=None, request=asked, agree=True)
    assert row(client, "visits_3y_person_times", OFFICERS)[0] == "2"
    Placement.objects.filter(person=moved).update(type="26")
    stage.settle(tree[stage.TIANFU])
    assert row(client, "visits_3y_person_times", OFFICERS)[0] == "1"


def test_activities_of_a_period_with_their_satisfaction(tree, sign_in):
    for day, guests in (("2026-03-31", 7), ("2026-04-01", 5)):
        plan = activities.activity_plan(
            actor=None, station=tree[stage.ZHICHONG], date=day, kind="study", topic="学习"
        )
        activities.activity_hold(actor=None, activity=plan, guests=guests, score_5=1, score_4=1)
    client = sign_in("zhichong_staff")
    assert row(client, "activities_1y_person_times", "?part=q1") == ["7", "0", "+7", "—"]
    assert row(client, "satisfaction", "?part=q1")[0] == "4.5"
    text = opened(client, "activities_1y_sessions", "?part=q1")
    assert "已举行 1 场 · 7 人次" in text


def test_coverage_is_told_by_festival_and_opens_its_round(tree, sign_in):
    people = [register(tree[stage.ZHICHONG], name) for name in ("陈甲", "陈乙", "陈丙")]
    visits = open_round(tree[STREET])
    line = visits.lines.get(person=people[0])
    submit(visits, tree[stage.ZHICHONG], [tick(line)], date=datetime.date(2026, 2, 10))
    html = page(sign_in("zhichong_staff"), stage.ZHICHONG)
    assert "2026年春节 3 1 33.3%" in text_of(html)
    assert f"/visits/rounds/{visits.pk}/?station={stage.ZHICHONG}" in html
    official = page(sign_in("official_district"), DISTRICT)
    assert "2026年春节 3 1 33.3%" in text_of(official) and "/visits/rounds/" not in official
    later = sign_in("zhichong_staff").get(f"/stations/{stage.ZHICHONG}/?year=2025").content.decode()
    assert "这段时间没有走访批次" in later


@pytest.mark.parametrize("asked", ["?year=x&part=y&occasion=z", "?year=1900", "?year=3y&part=q9", "?part=q4"])
def test_what_is_unknown_or_still_to_come_is_no_error(tree, sign_in, asked):
    assert row(sign_in("zhichong_staff"), "visits_3y_person_times", asked)[0] == "0"


def test_a_whole_month_stays_whole_a_year_before():
    february = Asked.read({"year": "2025", "part": "m02"}, timezone.localdate())
    assert february.before == Span(datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))


# --- side by side -------------------------------------------------------------------------------


def test_two_stations_stand_side_by_side(tree, sign_in):
    register(tree[stage.ZHICHONG])
    client = sign_in("street_manager")
    two = f"/stations/{STREET}/?compare={stage.ZHICHONG}&compare=440704004201"
    text = text_of(client.get(two).content.decode())
    assert "站点对比" in text and "指标 麻一村 直冲村" in text
    assert "登记在册退役军人 人 0 1" in text


@pytest.mark.parametrize("codes", [[stage.ZHICHONG], [stage.ZHICHONG, stage.TIANFU], [stage.ZHICHONG, "x"]])
def test_one_station_alone_or_a_foreign_one_is_not_compared(tree, sign_in, codes):
    asked = "&".join(f"compare={code}" for code in codes)
    text = text_of(sign_in("street_manager").get(f"/stations/{STREET}/?{asked}").content.decode())
    assert "请勾选 2 至 4 个站点再对比" in text and "天福" not in text


def test_few_are_covered_side_by_side_too(tree, sign_in):
    Disability.objects.create(person=register(tree[stage.ZHICHONG]), nature="1", grade="05")
    stage.settle(tree[stage.ZHICHONG])
    codes = [stage.ZHICHONG, "440704004201"]
    asked = "&".join(f"compare={code}" for code in codes)
    html = sign_in("official_district").get(f"/stations/{STREET}/?{asked}").content.decode()
    assert "伤残人员 人 &lt;3 &lt;3" in text_of(html) and "/people/" not in html
