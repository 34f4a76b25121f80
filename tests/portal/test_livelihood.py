"""就业荣誉: numbers that open their lists, skills that meet needs, honours, good news, posts, who came back."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stations.dates import months_before
from tests.veterans.people import register
from veterans.models import (
    CommitteeTerm,
    Employment,
    Honour,
    Household,
    MeritNews,
    PersonFile,
    Placement,
    ServiceRecord,
    Training,
    Venture,
)
from veterans.services.people import person_update
from veterans.services.records import record_save
from veterans_portal.people.panels import panels_of

from .stage import TIANFU, ZHICHONG, household

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MA_YI = "440704004201"


def ago(days):
    return TODAY - datetime.timedelta(days=days)


def save(model, person, **values):
    return record_save(actor=None, record=model(person=person, **values))


@pytest.fixture
def zhichong(tree):
    return tree[ZHICHONG]


# --- the theme's own page ---------------------------------------------------------------------


def test_every_number_opens_a_list_of_that_length(sign_in, zhichong):
    people = [register(zhichong, f"陈{number}") for number in range(5)]
    save(Employment, people[0], status="01", is_backbone=True)
    save(Employment, people[1], status="04", is_role_model=True)
    save(Employment, people[2], status="09", unemployment_reason="04", wanted_place="江海区")
    save(Employment, people[3], status="09")
    save(Venture, people[1], kind="1", name="甲公司", staff=12, veteran_staff=3)
    save(Venture, people[1], kind="1", name="停业了", closed_on="2020")
    save(Venture, people[2], kind="3")
    save(Training, people[4], kind="2", started_on=str(TODAY.year))
    client = sign_in("zhichong_staff")
    page = client.get(reverse("people-livelihood"))
    context = page.context
    told = {figure["label"]: figure["value"] for figure in context["figures"]}
    assert told == {
        "业务骨干": 1,
        "创业或岗位典型": 1,
        "军创企业": 1,
        "今年培训": 1,
        "有就业意向": 1,
    }
    assert "吸纳就业 12 人，其中退役军人 3 人" in page.text
    for row in [*context["figures"], *context["statuses"], *context["reasons"]]:
        assert len(client.get(row["url"]).context["rows"]) == row["value"], row["label"]
    assert [(row["label"], row["value"]) for row in context["statuses"]] == [
        ("单位就业", 1),
        ("创业", 1),
        ("无业", 2),
    ]
    assert (context["unemployed"], context["reasons_unknown"]) == (2, 1)


def test_the_page_leads_to_all_of_the_theme(sign_in):
    client = sign_in("zhichong_staff")
    for page in client.get(reverse("people-livelihood")).context["pages"]:
        answer = client.get(page["url"])
        assert answer.status_code == 200
        assert answer.context["page" if "page" in answer.context else "tags"] is not None


# --- skills and needs -------------------------------------------------------------------------


@pytest.fixture
def neighbours(tree):
    """A wish in 直冲村; who can stands there, in the same street, and in another district."""
    made = {
        "wish": register(tree[ZHICHONG], "陈求助", help_wanted=["01"], skills=["01"], mobile="10000000011"),
        "here": register(tree[ZHICHONG], "何本站", skills=["01", "02"], mobile="10000000012"),
        "street": register(tree[MA_YI], "安同街", skills=["01"]),
        "far": register(tree[TIANFU], "远天福", skills=["01"]),
    }
    register(tree[ZHICHONG], "只会开车", skills=["02"])
    return made


def helpers(page):
    [wish] = page.context["wishes"]
    return [helper.person.name for helper in wish.helpers]


def test_a_wish_meets_who_can_the_nearest_first(sign_in, neighbours):
    page = sign_in("street_manager").get(reverse("people-matching"))
    assert helpers(page) == ["何本站", "安同街"]
    assert "10000000012" not in page.text
    assert "100****0012" in page.text
    [tag] = page.context["tags"]
    assert (tag["label"], tag["wanted"], tag["able"]) == ("水电维修", 1, 3)


def test_a_village_is_offered_its_own_people_only(sign_in, neighbours):
    page = sign_in("zhichong_staff").get(reverse("people-matching"))
    assert helpers(page) == ["何本站"]
    assert "安同街" not in page.text


def test_the_list_of_who_can_is_as_long_as_told(sign_in, neighbours):
    rows = sign_in("street_manager").get(reverse("people"), {"figure": "can_01"}).context["rows"]
    assert len(rows) == 3


def test_the_file_page_offers_who_can_help(cast, neighbours):
    person = PersonFile.objects.get(pk=neighbours["wish"].pk)

    def offered(username):
        [panel] = [panel for panel in panels_of(cast[username], person) if panel.key == "livelihood"]
        [(label, found)] = panel.context["wishes"]
        assert label == "水电维修"
        return [helper.person.name for helper in found]

    assert offered("zhichong_staff") == ["何本站"]
    assert offered("street_manager") == ["何本站", "安同街"]


def test_no_wish_says_what_to_do(sign_in, tree):
    assert "还没有人登记想请人帮的事" in sign_in("zhichong_staff").get(reverse("people-matching")).text


# --- honours and good news --------------------------------------------------------------------


def test_honours_by_kind_level_and_year(sign_in, zhichong):
    person = register(zhichong)
    for title, kind, level, year in (
        ("最美退役军人", "24", "3", 2020),
        ("二等功", "12", "7", 1999),
        ("三等功", "13", "7", 2020),
        ("优秀共产党员", "22", "4", 2021),
    ):
        save(Honour, person, title=title, kind=kind, level=level, year=year)
    client = sign_in("zhichong_staff")

    def titles(**asked):
        rows = client.get(reverse("honours"), asked).context["page"].rows
        return {honour.title for honour in rows}

    assert titles(kind="24") == {"最美退役军人"}
    assert titles(kind="merits") == {"二等功", "三等功"}
    assert titles(kind="merits", year="2020") == {"三等功"}
    assert titles(level="4") == {"优秀共产党员"}
    assert len(titles(kind="nonsense", level="x", year="二零")) == 4
    assert "军人典范" in client.get(reverse("honours"), {"kind": "24"}).text


def news(station, number, received, **values):
    return MeritNews.objects.create(
        household=household(station, number), merit="13", received_on=received, **values
    )


def test_good_news_waits_on_top_and_is_delivered(sign_in, zhichong):
    delivered = news(zhichong, "1", ago(2), delivered_on=ago(1), delivered_by="梁站长")
    waiting = news(zhichong, "2", ago(30))
    client = sign_in("zhichong_staff")
    page = client.get(reverse("people-merit-news"))
    assert [row.pk for row in page.context["page"].rows] == [waiting.pk, delivered.pk]
    assert "共 2 份 · 待送 1 份" in page.text
    address = reverse("people-merit-news-deliver", args=[waiting.pk])
    early = client.post(address, {"delivered_on": ago(31), "delivered_by": "梁站长、村党委书记"})
    assert "早于收到喜报日期" in early.text
    assert "梁站长、村党委书记" in early.text
    answer = client.post(
        address, {"delivered_on": ago(1), "delivered_by": "梁站长", "ceremony": "敲锣打鼓上门"}
    )
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert (waiting.delivered_on, waiting.ceremony) == (ago(1), "敲锣打鼓上门")
    assert sign_in("tianfu_staff").get(address).status_code == 404


def test_households_of_serving_soldiers_without_the_soldier(sign_in, zhichong, tree):
    home = household(zhichong, "1")
    home.has_serving_member, home.serving_relation = True, "20"
    home.save()
    household(zhichong, "2")
    Household.objects.create(
        station=tree[TIANFU], number="9", head_name="李甲", has_serving_member=True, serving_relation="30"
    )
    page = sign_in("zhichong_staff").get(reverse("people-serving"))
    assert page.context["total"] == 1
    assert "共 1 户" in page.text
    assert [row.number for row in page.context["page"].rows] == ["1"]


# --- posts in the village ---------------------------------------------------------------------


def test_posts_in_force_count_a_person_once(sign_in, zhichong):
    first, second, former = (register(zhichong, name) for name in ("陈一", "陈二", "陈三"))
    save(CommitteeTerm, first, post="01", started_on="2021-03", is_station_head=True, collective_income=4838)
    save(CommitteeTerm, first, post="04", started_on="2021-03")
    save(CommitteeTerm, second, post="06", started_on="2021-03")
    save(CommitteeTerm, former, post="01", started_on="2016", ended_on="2021-03")
    client = sign_in("zhichong_staff")
    page = client.get(reverse("people-committee"))
    assert "现任 2 人 · 兵支书 1 人 · 兼任站长 1 人" in page.text
    assert len(page.context["page"].rows) == 3
    rows = client.get(reverse("people-committee"), {"post": "secretary"}).context["page"].rows
    assert [row.person.name for row in rows] == ["陈一"]


# --- who came back ----------------------------------------------------------------------------


def returned(station, name, discharged, **placement):
    person = register(station, name)
    save(ServiceRecord, person, discharged_on=discharged)
    if placement:
        save(Placement, person, **placement)
    return person


def test_who_has_to_report_stands_by_the_last_day(sign_in, zhichong):
    late = returned(zhichong, "陈超期", ago(33).isoformat())
    returned(zhichong, "陈不急", ago(2).isoformat(), type="15")
    returned(zhichong, "陈到月", months_before(TODAY, 3).isoformat()[:7])
    returned(zhichong, "陈已报", ago(5).isoformat(), reported_on=ago(1).isoformat())
    returned(zhichong, "陈早年", "1999-12")
    client = sign_in("zhichong_staff")
    page = client.get(reverse("people-returning"))
    rows = page.context["rows"]
    assert [row.record.person.name for row in rows] == ["陈到月", "陈超期", "陈不急"]
    assert [row.days for row in rows[1:]] == [-3, 28]
    assert "超期 3 天" in page.text
    listed = client.get(reverse("people"), {"figure": "returning_unregistered"}).context["rows"]
    assert {row.person.name for row in listed} == {"陈到月", "陈超期", "陈不急"}

    client.post(reverse("person-report", args=[late.pk]), {"on": TODAY})
    rows = client.get(reverse("people-returning")).context["rows"]
    assert "陈超期" not in [row.record.person.name for row in rows]
    assert Placement.objects.get(person=late).reported_on == TODAY.isoformat()


def test_a_wrong_report_is_told_and_nothing_written(sign_in, zhichong):
    person = returned(zhichong, "陈甲", ago(5).isoformat())
    client = sign_in("zhichong_staff")
    address = reverse("person-report", args=[person.pk])
    assert "早于退役时间" in client.post(address, {"on": ago(6)}, follow=True).text
    assert "请填写报到日期" in client.post(address, {"on": ""}, follow=True).text
    assert sign_in("tianfu_staff").post(address, {"on": TODAY}).status_code == 404
    assert not Placement.objects.exists()


def test_the_clock_stands_on_the_file_page(cast, zhichong):
    person = returned(zhichong, "陈甲", ago(33).isoformat())
    [panel] = [panel for panel in panels_of(cast["zhichong_staff"], person) if panel.key == "livelihood"]
    assert [todo["text"] for todo in panel.todos] == ["退役报到已超期 3 天"]


def test_the_residence_station_is_offered_nothing(sign_in, tree):
    person = returned(tree[ZHICHONG], "陈甲", ago(5).isoformat())
    person_update(actor=None, person=person, residence_station=tree[TIANFU], help_wanted=["01"])
    client = sign_in("tianfu_staff")
    for page in ("people-returning", "people-matching"):
        assert "陈甲" not in client.get(reverse(page)).text


# --- cost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["city_manager", "street_manager", "zhichong_staff"])
@pytest.mark.parametrize(
    ("page", "budget"),
    [
        ("people-livelihood", 12),
        ("people-matching", 10),
        ("honours", 7),
        ("people-merit-news", 8),
        ("people-serving", 8),
        ("people-committee", 8),
        ("people-returning", 7),
    ],
)
def test_a_page_costs_the_same_however_many_rows(sign_in, zhichong, username, page, budget):
    def statements():
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        return len(queries)

    def grow(number):
        person = register(zhichong, f"陈{number}", help_wanted=["01"], skills=["01"])
        save(Employment, person, status="09", unemployment_reason="04", is_backbone=True)
        save(Venture, person, kind="1")
        save(Training, person, kind="2", started_on=str(TODAY.year))
        save(Honour, person, title="优秀", kind="24")
        save(CommitteeTerm, person, post="01")
        save(ServiceRecord, person, discharged_on=ago(3).isoformat())
        home = news(zhichong, str(number), ago(3)).household
        Household.objects.filter(pk=home.pk).update(has_serving_member=True)

    client = sign_in(username)
    grow(0)
    few = statements()
    for number in range(1, 5):
        grow(number)
    assert statements() == few <= budget
