"""The list of people as a clerk lays it out: filters, columns, orders, pages and counts."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.models import StaffMember
from tests.veterans.people import id_number, register
from veterans.models import Benefit, Employment, PartyMembership, PersonFile, Placement, ServiceRecord
from veterans_portal.paging import page_of
from veterans_portal.people.models import SavedFilter
from veterans_portal.people.roster import lists
from veterans_portal.people.roster.columns import age_on

from . import stage

pytestmark = pytest.mark.django_db
STREET, NEXT_VILLAGE = "440704004000", "440704004201"
EVERY_COLUMN = "&".join(
    f"col={key}" for key in ("age", "sex", "benefit", "discharged", "party", "work", "staff")
)


def names(response):
    return [row.person.name for row in response.context["rows"]]


def cells(response):
    """`{name: {column: text}}` of the list."""
    return {
        row.person.name: {
            str(column.key): cell.text for column, cell in zip(row.columns, row.cells, strict=True)
        }
        for row in response.context["rows"]
    }


def born(years, days=0):
    """An ID number of somebody who is `years` old since `days` days."""
    today = timezone.localdate() - datetime.timedelta(days=days)
    return id_number(f"{today.year - years}{today:%m%d}")


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def client_of_village(sign_in):
    return sign_in("zhichong_staff")


# Filters


@pytest.fixture
def village(zhichong):
    """安 has everything the filters ask for, 白 nothing."""
    group = zhichong.village_groups.create(name="第一小组")
    staff = StaffMember.objects.create(station=zhichong, name="何专责", post="worker")
    an = register(
        zhichong,
        "安建国",
        ["02", "03"],
        id_number=id_number("19400101", "2"),
        household=stage.household(zhichong, "1", village_group=group),
        tags=["6"],
        service_needs=["04"],
        demands=["2"],
        follow_up_staff=staff,
        verified_on=timezone.localdate(),
    )
    Benefit.objects.create(person=an, type="51", treatment="3", status="1")
    PartyMembership.objects.create(person=an, relation_status="2")
    Employment.objects.create(person=an, status="07")
    Placement.objects.create(person=an, type="26")
    ServiceRecord.objects.create(person=an, enlisted_on="1958", discharged_on="1963-03")
    register(zhichong, "白云", no_id_reason="补办中", id_number=None)
    PersonFile.objects.filter(name="安建国").update(completeness=80)
    return {"group": group.pk, "staff": staff.pk}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("age=80-", ["安建国"]),
        ("age=60-69", []),
        ("age=none", ["白云"]),
        ("sex=2", ["安建国"]),
        ("tag=6", ["安建国"]),
        ("tag=7", []),
        ("need=04", ["安建国"]),
        ("demand=2", ["安建国"]),
        ("benefit=51", ["安建国"]),
        ("benefit=11", []),
        ("party=2", ["安建国"]),
        ("work=07", ["安建国"]),
        ("placement=26", ["安建国"]),
        ("bucket=key_preferential", []),
        ("verified=yes", ["安建国"]),
        ("verified=no", ["白云"]),
        ("complete=60", ["白云"]),
        ("complete=100", ["安建国", "白云"]),
        ("figure=without_household", ["白云"]),
        ("figure=without_household&sex=2", []),
        ("group={group}", ["安建国"]),
        ("staff={staff}", ["安建国"]),
        ("staff=none", ["白云"]),
        ("age=80-&sex=2&class=03&party=2&staff={staff}", ["安建国"]),
        ("age=80-&sex=1", []),
    ],
)
def test_each_filter_keeps_its_people(village, client_of_village, query, found):
    assert names(client_of_village.get(f"/people/?{query.format(**village)}")) == found


def test_who_is_followed_by_somebody_who_left_is_followed_by_nobody(village, client_of_village):
    """The filter and the worklist of the same name list the same people."""
    StaffMember.objects.filter(pk=village["staff"]).update(left_on=timezone.localdate())
    assert names(client_of_village.get("/people/?staff=none")) == ["安建国", "白云"]
    assert names(client_of_village.get("/people/?figure=without_follow_up")) == ["安建国", "白云"]


def test_an_ended_benefit_is_none(zhichong, client_of_village):
    Benefit.objects.create(person=register(zhichong), type="51", status="3", ended_on="2020")
    assert names(client_of_village.get("/people/?benefit=51")) == []


@pytest.mark.parametrize(
    "query", ["age=7", "sex=x", "group=1", "staff=999", "order=id_digest", "col=id_number"]
)
def test_what_is_not_offered_is_ignored(village, client_of_village, tree, query):
    tree[stage.TIANFU].village_groups.create(pk=1000, name="别村小组")
    response = client_of_village.get(f"/people/?{query.replace('group=1', 'group=1000')}")
    assert names(response) == ["安建国", "白云"]
    assert "别村小组" not in response.content.decode()


def test_ages_turn_on_the_birthday(zhichong, client_of_village):
    register(zhichong, "今天生日", id_number=born(60))
    register(zhichong, "明天生日", id_number=born(60, days=-1))
    assert names(client_of_village.get("/people/?age=60-69")) == ["今天生日"]
    shown = cells(client_of_village.get("/people/?col=age"))
    assert (shown["今天生日"]["age"], shown["明天生日"]["age"]) == ("60", "59")


def test_the_age_of_a_date_known_in_part():
    today = datetime.date(2026, 6, 15)
    assert [
        age_on(text, today) for text in ("1966-06-16", "1966-06-15", "1966-07", "1966-06", "1966", "")
    ] == [
        59,
        60,
        59,
        60,
        60,
        None,
    ]


def test_filters_in_force_stand_above_the_list_and_can_be_taken_away(village, client_of_village):
    response = client_of_village.get("/people/?age=80-&sex=2&after=")
    html = response.content.decode()
    assert "年龄：80岁以上" in html and "性别：女" in html and "已选 2 项" in html
    assert {one.url for one in response.context["chosen"]} == {"?age=80-", "?sex=2"}


# Columns


def test_columns_are_chosen_and_stay_while_paging(village, zhichong, client_of_village):
    for _ in range(51):
        register(zhichong, "陈志强")
    response = client_of_village.get(f"/people/?{EVERY_COLUMN}")
    row = cells(response)["安建国"]
    assert (row["sex"], row["benefit"], row["discharged"]) == ("女", "参战退役军人", "1963年3月")
    assert (row["party"], row["work"], row["staff"]) == ("流动(外出6个月以上)", "离退休", "何专责")
    assert "phone" not in row
    following = client_of_village.get(f"/people/{response.context['page'].next_url}")
    assert set(next(iter(cells(following).values()))) == set(row)


# Orders


@pytest.fixture
def sorted_people(zhichong):
    """Ages and dates of verification with equals, gaps and more than a page of each."""
    for serial in range(60):
        register(
            zhichong,
            f"陈{'一二三四五六七八九十'[serial % 10]}",
            id_number=id_number(f"19{40 + serial % 20}0101"),
            verified_on=datetime.date(2020 + serial % 3, 1, 1) if serial % 4 else None,
        )
    for _ in range(3):
        register(zhichong, "白云", no_id_reason="补办中", id_number=None)
    PersonFile.objects.filter(pk__in=list(PersonFile.objects.values_list("pk", flat=True))[::2]).update(
        completeness=50
    )


KEYS = {
    "": lambda p: (p.name_pinyin, p.pk),
    "oldest": lambda p: (p.birth_date == "", p.birth_date or p.name_pinyin, p.pk),
    "verified": lambda p: (p.verified_on is None, -(p.verified_on or datetime.date.min).toordinal()),
    "unverified": lambda p: (p.verified_on is not None, p.verified_on or p.name_pinyin, p.pk),
    "weakest": lambda p: (p.completeness, p.pk),
    "fullest": lambda p: (-p.completeness, -p.pk),
}


@pytest.mark.parametrize("order", KEYS)
def test_pages_of_every_order_follow_each_other_both_ways(
    sorted_people, client_of_village, monkeypatch, order
):
    monkeypatch.setitem(page_of.__kwdefaults__, "size", 7)
    pages, address = [], f"?order={order}"
    while address:
        response = client_of_village.get(f"/people/{address}")
        pages.append([row.person for row in response.context["rows"]])
        address = response.context["page"].next_url
    everybody = [person for page in pages for person in page]
    keys = [KEYS[order](person) for person in everybody]
    assert len({person.pk for person in everybody}) == 63 and keys == sorted(keys)
    back = []
    address = response.context["page"].previous_url
    while address:
        response = client_of_village.get(f"/people/{address}")
        back.insert(0, [row.person for row in response.context["rows"]])
        address = response.context["page"].previous_url
    assert back == pages[:-1]


def test_village_groups_are_an_order_of_a_street_and_less(tree, zhichong, sign_in):
    groups = [zhichong.village_groups.create(name=name) for name in ("乙组", "甲组")]
    for number, (name, group) in enumerate([("安一", groups[0]), ("安二", groups[1]), ("安三", None)]):
        register(zhichong, name, household=stage.household(zhichong, str(number), village_group=group))
    expected = [name for _group, name in sorted([("乙组", "安一"), ("甲组", "安二")])] + ["安三"]
    assert sorted(names(sign_in("street_manager").get("/people/?order=group"))[:2]) == sorted(expected[:2])
    assert names(sign_in("street_manager").get("/people/?order=group"))[2] == "安三"
    city = sign_in("city_manager").get("/people/?order=group")
    assert names(city) == ["安二", "安三", "安一"], "a whole city is read in order of pinyin"


# Counts


def test_a_long_list_is_counted_only_so_far(zhichong, client_of_village, monkeypatch):
    for _ in range(52):
        register(zhichong)
    assert client_of_village.get("/people/?sex=1").context["total"] == lists.Total(52)
    monkeypatch.setattr(lists, "MOST_COUNTED", 51)
    response = client_of_village.get("/people/?sex=1")
    assert response.context["total"] == lists.Total(51, or_more=True)
    assert "51 人以上" in response.content.decode()
    assert client_of_village.get("/people/").context["total"] == lists.Total(52), "the tallies know it"


@pytest.mark.parametrize(
    "query",
    [
        "",
        EVERY_COLUMN,
        "age=80-&verified=no",
        "order=group",
        "order=verified",
        f"station={stage.ZHICHONG}&staff=none",
    ],
)
@pytest.mark.parametrize("username", ["street_manager", "zhichong_staff"])
def test_the_list_costs_the_same_however_long_it_is(zhichong, cast, sign_in, username, query):
    client, staff = sign_in(username), StaffMember.objects.create(station=zhichong, name="何", post="worker")

    def grow(count):
        for _ in range(count):
            serial = PersonFile.objects.count()
            group = zhichong.village_groups.create(name=f"{serial}组")
            home = stage.household(zhichong, str(serial), village_group=group)
            person = register(zhichong, household=home, follow_up_staff=staff if not query else None)
            Benefit.objects.create(person=person, type="51", status="1")
            ServiceRecord.objects.create(person=person, discharged_on="1980")
            Employment.objects.create(person=person, status="07")
            SavedFilter.objects.create(owner=cast[username], name=f"筛选{serial}", query={})

    def statements():
        client.get(f"/people/?{query}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/people/?{query}").status_code == 200
        return len(queries)

    grow(2)
    few = statements()
    grow(4)
    assert statements() == few <= 14


# The residence station


def test_no_filter_order_or_column_tells_the_residence_station_anything(tree, zhichong, client_of_village):
    for name, birth in (("林一", "19800101"), ("林二", "19400101")):
        register(
            tree[stage.TIANFU],
            name,
            ["03"],
            id_number=id_number(birth),
            residence_station=zhichong,
            tags=["6"],
            service_needs=["04"],
            residence_address="直冲村 8 号",
            mobile="10000000088",
        )
    plain = names(client_of_village.get("/people/?status=resident"))
    assert sorted(plain) == ["林一", "林二"]
    for query in (
        "age=80-",
        "tag=7",
        "sex=2",
        "order=oldest",
        "order=weakest",
        "complete=40",
        "verified=yes",
    ):
        assert names(client_of_village.get(f"/people/?status=resident&{query}")) == plain, query
    known = (
        "age sex birth classes bucket last4 archive tags demands complete verified status address needs phone"
    )
    columns = "&".join(f"col={key}" for key in known.split())
    seen = {}
    for half in (columns[: columns.index("&col=tags")], columns[columns.index("col=tags") :]):
        seen |= cells(client_of_village.get(f"/people/?status=resident&{half}"))["林二"]
    shown = {key: text for key, text in seen.items() if text}
    assert shown == {
        "address": "直冲村 8 号",
        "needs": "养老照料",
        "phone": "100****0088",
        "status": "常住，档案在外站",
    }


@pytest.mark.parametrize("field", ["id_number", "id_last4", "archive_no"])
def test_the_residence_station_does_not_find_by_numbers_of_the_file(tree, zhichong, sign_in, field):
    person = register(tree[stage.TIANFU], "林海波", residence_station=zhichong, mobile="10000000088")
    number = person.id_number.open() if field == "id_number" else getattr(person, field)
    assert names(sign_in("zhichong_staff").post("/people/search/", {"q": number})) == []
    assert names(sign_in("zhichong_staff").post("/people/search/", {"q": "10000000088"})) == ["林海波"]
    assert names(sign_in("tianfu_staff").post("/people/search/", {"q": number})) == ["林海波"]


def test_a_village_finds_any_part_of_a_name_and_the_city_its_beginning(zhichong, sign_in):
    register(zhichong, "陈志强")
    assert names(sign_in("zhichong_staff").post("/people/search/", {"q": "强"})) == ["陈志强"]
    city = sign_in("city_manager").post("/people/search/", {"q": "强"})
    assert names(city) == [] and "名字的开头" in city.content.decode()
