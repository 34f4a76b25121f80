"""Lists of people and visits, finding somebody, and the page of one file."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care_activities.services.visits import visit_record
from stations.models import AuditEntry
from tests.veterans.people import id_number, register
from veterans.models import Benefit, Honour, PersonFile, ServiceRecord

from . import stage

pytestmark = pytest.mark.django_db
STREET = "440704004000"
NUMBER = id_number("19700101")


def text_of(response):
    html = re.sub(r"<select.*?</select>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def names(response):
    return [row.person.name for row in response.context["rows"]]


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def tianfu(tree):
    return tree[stage.TIANFU]


@pytest.fixture
def away(tianfu, zhichong):
    """A file of 天福社区 whose person lives in 直冲村."""
    person = register(
        tianfu,
        "林海波",
        id_number=NUMBER,
        residence_station=zhichong,
        residence_address="直冲村东路 8 号",
        mobile="10000000088",
        service_needs=["04"],
        political_status="01",
        specialties="电工",
    )
    Benefit.objects.create(person=person, type="51", treatment="3", status="1")
    return person


# The list


def test_the_list_shows_masked_rows_in_order_of_pinyin(zhichong, sign_in):
    home = stage.household(zhichong, "017", village_group=zhichong.village_groups.create(name="第二小组"))
    register(zhichong, "张伟", id_number=NUMBER, mobile="10000001234", household=home)
    register(zhichong, "陈志强")
    register(zhichong, "何伟明")
    response = sign_in("zhichong_staff").get("/people/")
    assert names(response) == ["陈志强", "何伟明", "张伟"]
    text = text_of(response)
    for words in ("退役士兵", "第二小组 017", NUMBER[-4:], "在册 3 人"):
        assert words in text, words
    assert "10000001234" not in text and NUMBER not in response.content.decode()


def test_filters_narrow_the_list(tree, zhichong, sign_in):
    register(zhichong, "陈一")
    register(zhichong, "陈二", ["01"])
    register(zhichong, "陈三", status="deceased")
    register(tree["440704004201"], "陈四")
    client = sign_in("street_manager")
    assert sorted(names(client.get("/people/"))) == sorted(["陈一", "陈二", "陈四"])
    assert names(client.get("/people/?class=01")) == ["陈二"]
    assert names(client.get("/people/?status=deceased")) == ["陈三"]
    assert len(names(client.get(f"/people/?status=all&station={stage.ZHICHONG}"))) == 3
    assert names(client.get("/people/?station=440704004201")) == ["陈四"]
    assert "共 2 人" in text_of(client.get(f"/people/?station={stage.ZHICHONG}"))


def test_a_foreign_station_or_an_unknown_figure_is_not_there(sign_in):
    client = sign_in("zhichong_staff")
    for address in (
        f"/people/?station={stage.TIANFU}",
        f"/people/households/?station={STREET}",
        f"/visits/?station={stage.TIANFU}",
        "/people/?figure=secret",
        "/people/?figure=martyr_households",
        "/people/households/?figure=veterans",
        "/visits/?figure=veterans",
    ):
        assert client.get(address).status_code == 404, address


def test_odd_values_in_the_address_do_no_harm(zhichong, sign_in):
    register(zhichong)
    client = sign_in("zhichong_staff")
    for query in ("class=99", "status=x", "after=x", "after=999999", "before=²", "before=1e9", "after="):
        assert len(names(client.get(f"/people/?{query}"))) == 1, query
    assert client.get("/visits/?year=0000&occasion=x&after=-1").status_code == 200


def test_pages_follow_each_other_without_gap_in_both_directions(zhichong, sign_in):
    made = [register(zhichong, "陈志强").pk for _ in range(112)]
    client = sign_in("zhichong_staff")
    seen, address = [], ""
    while True:
        response = client.get(f"/people/{address}")
        seen.append([row.person.pk for row in response.context["rows"]])
        if not response.context["page"].next_url:
            break
        address = response.context["page"].next_url
        assert not re.search("[a-z]{3}q|陈", address.replace("after", ""))
    assert [len(rows) for rows in seen] == [50, 50, 12]
    assert [pk for rows in seen for pk in rows] == made
    back = client.get(f"/people/{response.context['page'].previous_url}")
    assert [row.person.pk for row in back.context["rows"]] == seen[1]
    first = client.get(f"/people/{back.context['page'].previous_url}")
    assert [row.person.pk for row in first.context["rows"]] == seen[0]
    assert not first.context["page"].previous_url


def test_a_foreign_row_is_no_place_to_begin_a_page(zhichong, tianfu, sign_in):
    register(zhichong, "陈志强")
    foreign = register(tianfu, "张伟")
    assert names(sign_in("zhichong_staff").get(f"/people/?after={foreign.pk}")) == ["陈志强"]


def test_officials_and_auditors_may_not_open_lists(sign_in):
    for username in ("official_city", "auditor", "nobody"):
        for address in ("/people/", "/people/search/", "/people/households/", "/people/honours/", "/visits/"):
            assert sign_in(username).get(address).status_code == 403, (username, address)


def test_a_village_sees_nothing_of_another(tree, tianfu, sign_in):
    stage.tianfu(tree)
    Honour.objects.create(person=PersonFile.objects.first(), title="三等功")
    visit_record(
        actor=None,
        station=tianfu,
        date=timezone.localdate(),
        occasion="army_day",
        method="home",
        person=PersonFile.objects.first(),
    )
    client = sign_in("zhichong_staff")
    for address in (
        "/people/",
        "/people/?status=all",
        "/people/?status=resident",
        "/people/households/",
        "/people/honours/",
        "/visits/",
    ):
        response = client.get(address)
        assert "天福" not in response.content.decode(), address
        assert not response.context["page"].rows, address
    assert client.get(f"/people/{PersonFile.objects.first().pk}/").status_code == 404


# The residence station


def test_the_residence_station_sees_name_phone_address_and_needs_only(away, sign_in):
    client = sign_in("zhichong_staff")
    assert names(client.get("/people/")) == []
    row = text_of(client.get("/people/?status=resident"))
    assert "林海波" in row and "100****0088" in row and "常住，档案在外站" in row
    assert "退役士兵" not in row and away.id_last4 not in row and "天福" not in row
    response = client.get(f"/people/{away.pk}/")
    assert f"/personfile/{away.pk}/" not in response.content.decode()
    page = text_of(response)
    for words in ("林海波", "直冲村东路 8 号", "养老照料", "10000000088"):
        assert words in page, words
    for words in ("退役士兵", "参战", "440799", "中共党员", "电工", "天福", away.archive_no):
        assert words not in page, words


def test_the_residence_station_learns_nothing_by_filters(away, sign_in):
    client = sign_in("zhichong_staff")
    for query in ("class=02", "status=all", "figure=veterans", f"station={stage.ZHICHONG}"):
        assert names(client.get(f"/people/?{query}")) == [], query
    for query in ("class=01", "figure=entrepreneurs", f"station={stage.ZHICHONG}"):
        assert names(client.get(f"/people/?status=resident&{query}")) == ["林海波"], query


def test_the_residence_station_reveals_no_number(away, sign_in):
    response = sign_in("zhichong_staff").post(
        f"/people/{away.pk}/reveal/", {"field": "id_number", "reason": "verify"}
    )
    assert response.status_code == 403
    assert not AuditEntry.objects.filter(action="reveal").exists()


# Finding somebody


@pytest.mark.parametrize(
    "typed", ["陈志强", "志强", "czq", "CZQ", NUMBER, NUMBER.lower(), "10000001234", NUMBER[-4:]]
)
def test_people_are_found_by_what_is_typed(zhichong, sign_in, typed):
    register(zhichong, "陈志强", id_number=NUMBER, mobile="10000001234")
    register(zhichong, "何伟明", id_number=id_number("19800202"))
    response = sign_in("zhichong_staff").post("/people/search/", {"q": typed})
    assert names(response) == ["陈志强"]
    assert "no-store" in response.headers["Cache-Control"]


def test_a_search_by_number_is_logged_without_the_number(zhichong, cast, sign_in):
    person = register(zhichong, id_number=NUMBER)
    client = sign_in("zhichong_staff")
    client.post("/people/search/", {"q": NUMBER})
    client.post("/people/search/", {"q": id_number("19810101")})
    client.post("/people/search/", {"q": "陈志强"})
    hit, miss = AuditEntry.objects.filter(action="search").order_by("pk")
    assert (hit.target_id, hit.target_label, hit.fields) == (person.pk, person.archive_no, ["id_number"])
    assert (miss.target_id, miss.path, miss.actor_id) == (None, zhichong.path, cast["zhichong_staff"].pk)
    assert NUMBER not in "".join(str(value) for value in hit.__dict__.values())


def test_people_of_other_stations_are_not_found(tianfu, sign_in):
    register(tianfu, "林海波", id_number=NUMBER)
    client = sign_in("zhichong_staff")
    for typed in ("林海波", "lhb", NUMBER, NUMBER[-4:]):
        response = client.post("/people/search/", {"q": typed})
        assert "没有找到" in text_of(response) and names(response) == []
        assert typed not in response.content.decode(), "the page does not repeat what was typed"


def test_what_cannot_be_searched_says_what_can(sign_in):
    client = sign_in("zhichong_staff")
    assert "看不出要找什么" in text_of(client.post("/people/search/", {"q": "4407991970"}))
    assert "没有输入内容" in text_of(client.post("/people/search/", {"q": "  "}))
    assert "输入后按" in text_of(client.get("/people/search/"))
    assert "输入后按" in text_of(client.get(f"/people/search/?q={NUMBER}"))


def test_too_many_hits_ask_for_more(zhichong, sign_in):
    for _ in range(51):
        register(zhichong, "陈志强")
    response = sign_in("zhichong_staff").post("/people/search/", {"q": "陈"})
    assert len(names(response)) == 50 and "还有更多" in text_of(response)


# One file


def test_the_file_shows_its_sections_with_the_id_masked(zhichong, sign_in):
    person = register(zhichong, "陈志强", id_number=NUMBER, mobile="10000001234", tags=["3"])
    ServiceRecord.objects.create(person=person, enlisted_on="1988-12", combat=True)
    Benefit.objects.create(person=person, type="51", treatment="3", status="1")
    visit_record(
        actor=None,
        station=zhichong,
        date=timezone.localdate(),
        occasion="army_day",
        method="home",
        person=person,
    )
    response = sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    text = text_of(response)
    for words in (
        "陈志强",
        person.archive_no,
        "1988年12月",
        "参战 是",
        "定期生活补助",
        "八一",
        "还没有登记：家庭成员",
        "退役安置",
        "10000001234",
    ):
        assert words in text, words
    assert NUMBER not in text and person.id_number.mask in text
    assert "no-store" in response.headers["Cache-Control"]


def test_a_number_is_shown_for_a_reason_and_logged(zhichong, cast, sign_in):
    person = register(zhichong, id_number=NUMBER)
    client = sign_in("zhichong_staff")
    response = client.post(f"/people/{person.pk}/reveal/", {"field": "id_number", "reason": "verify"})
    assert NUMBER in text_of(response) and "已记入操作记录" in text_of(response)
    assert "no-store" in response.headers["Cache-Control"]
    entry = AuditEntry.objects.get(action="reveal")
    assert (entry.actor_id, entry.target_id, entry.fields) == (
        cast["zhichong_staff"].pk,
        person.pk,
        ["id_number"],
    )
    assert entry.reason == "核对证件或档案"
    assert NUMBER not in text_of(client.get(f"/people/{person.pk}/"))


@pytest.mark.parametrize(
    "posted",
    [
        {"field": "id_number"},
        {"field": "id_number", "reason": "curious"},
        {"field": "note", "reason": "verify"},
        {},
    ],
)
def test_without_a_listed_reason_nothing_is_shown_or_logged(zhichong, sign_in, posted):
    person = register(zhichong, id_number=NUMBER)
    response = sign_in("zhichong_staff").post(f"/people/{person.pk}/reveal/", posted)
    assert "请先选择为什么要看完整号码" in text_of(response)
    assert NUMBER not in response.content.decode()
    assert not AuditEntry.objects.filter(action="reveal").exists()


def test_a_foreign_file_is_not_there(tianfu, sign_in):
    person = register(tianfu)
    client = sign_in("zhichong_staff")
    assert client.get(f"/people/{person.pk}/").status_code == 404
    assert (
        client.post(f"/people/{person.pk}/reveal/", {"field": "mobile", "reason": "verify"}).status_code
        == 404
    )
    assert client.get(f"/people/{person.pk}/reveal/").status_code == 405
    assert sign_in("official_city").get(f"/people/{person.pk}/").status_code == 403


# Visits


def test_visits_are_filtered_by_year_and_occasion_and_summed(zhichong, sign_in):
    person, year = register(zhichong), timezone.localdate().year
    home = stage.household(zhichong, "1")
    register(zhichong, household=home)
    register(zhichong, household=home)
    for day, occasion, target in (
        (f"{year - 1}-08-01", "army_day", {"person": person}),
        (f"{year - 2}-02-10", "spring_festival", {"person": person}),
        (f"{year - 2}-08-01", "army_day", {"household": home}),
    ):
        visit_record(
            actor=None,
            station=zhichong,
            date=timezone.datetime.fromisoformat(day).date(),
            occasion=occasion,
            method="home",
            cash="1000.50",
            **target,
        )
    client = sign_in("zhichong_staff")
    everything = client.get("/visits/")
    assert [visit.date.year for visit in everything.context["page"].rows] == [year - 1, year - 2, year - 2]
    assert "4 人次 · 1 户次 · 慰问金 3,001.50 元" in text_of(everything)
    narrowed = client.get(f"/visits/?year={year - 2}&occasion=army_day")
    assert len(narrowed.context["page"].rows) == 1
    assert "2 人次 · 1 户次 · 慰问金 1,000.50 元" in text_of(narrowed)


# What the pages cost


def statements(client, address, typed=None):
    def ask():
        return client.get(address) if typed is None else client.post(address, {"q": typed})

    ask()
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("address", "typed", "budget"),
    [
        ("/people/", None, 9),
        (f"/people/?station={STREET}&class=02", None, 9),
        (f"/people/?figure=veterans&station={STREET}", None, 10),
        (f"/people/households/?station={STREET}", None, 8),
        (f"/people/honours/?station={STREET}", None, 8),
        (f"/visits/?station={STREET}", None, 10),
        ("/people/search/", "陈", 11),
    ],
)
def test_lists_cost_the_same_however_long_they_are(zhichong, sign_in, address, typed, budget):
    client = sign_in("street_manager")

    def grow(count):
        for serial in range(count):
            home = stage.household(zhichong, f"{PersonFile.objects.count()}-{serial}")
            person = register(zhichong, household=home)
            Honour.objects.create(person=person, title="表彰")
            visit_record(
                actor=None,
                station=zhichong,
                date=timezone.localdate(),
                occasion="army_day",
                method="home",
                person=person,
            )

    grow(1)
    few = statements(client, address, typed)
    grow(6)
    assert statements(client, address, typed) == few <= budget


@pytest.mark.parametrize(
    ("address", "entry", "kind"),
    [
        ("/people/", "名册", "page"),
        ("/people/saved/", "名册", "true"),
        ("/people/duplicates/", "档案质量", "true"),
        ("/people/cards/", "优抚待遇", "true"),
        ("/people/benefits/confirm/", "优抚待遇", "true"),
        ("/people/matching/", "就业荣誉", "true"),
        ("/people/party/members/", "党员", "true"),
    ],
)
def test_the_second_row_of_the_menu_says_where_one_is(sign_in, address, entry, kind):
    row = re.search(
        r'<nav class="subnav.*?</nav>', sign_in("zhichong_staff").get(address).content.decode(), re.S
    )
    assert re.findall(r'aria-current="(\w+)">([^<]+)<', row[0]) == [(kind, entry)]


def test_two_files_are_compared_in_what_can_be_the_same(zhichong, sign_in):
    first, second = register(zhichong, "陈甲"), register(zhichong, "陈乙")
    text = text_of(sign_in("zhichong_staff").get(f"/people/duplicates/{first.pk}/{second.pk}/"))
    assert re.search(r"完整度 \d+%", text) and "档案号 不同" not in text
