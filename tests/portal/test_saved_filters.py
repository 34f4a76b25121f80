"""Lists of people under a name: saved, opened again, shared with colleagues, renamed, deleted."""

import pytest
from django.http import QueryDict

from stations.models import AuditEntry, Membership
from stations.roles import Role
from tests.veterans.people import id_number, register
from veterans_portal.people.models import SavedFilter
from veterans_portal.people.roster import lists

from . import stage

pytestmark = pytest.mark.django_db
STREET = "440704004000"


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def client_of_village(sign_in):
    return sign_in("zhichong_staff")


@pytest.fixture
def village(zhichong):
    register(zhichong, "安建国", id_number=id_number("19400101", "2"))
    register(zhichong, "白云")


def names(response):
    return [row.person.name for row in response.context["rows"]]


def save(client, query="age=80-&col=age", **values):
    return client.post(f"/people/saved/new/?{query}", {"name": "高龄", "station": "", **values})


def test_a_list_is_saved_under_a_name_and_opens_again(village, client_of_village, cast):
    page = client_of_village.get("/people/saved/new/?age=80-&col=age&order=oldest").content.decode()
    assert "80岁以上" in page and "年龄从大到小" in page
    response = save(client_of_village)
    one = SavedFilter.objects.get()
    assert (one.owner, one.name, one.query, one.station) == (
        cast["zhichong_staff"],
        "高龄",
        {"age": ["80-"], "col": ["age"]},
        None,
    )
    assert response.url == f"/people/saved/{one.pk}/"
    opened = client_of_village.get(response.url, follow=True)
    assert opened.redirect_chain == [("/people/?age=80-&col=age", 302)] and names(opened) == ["安建国"]
    assert ">高龄</a>" in opened.content.decode()
    entry = AuditEntry.objects.get(target_type="veterans_portal.savedfilter")
    assert (entry.action, entry.target_label, entry.path) == (
        "create",
        "高龄",
        one.owner.grants("view")[0].path,
    )


def test_a_list_behind_a_number_of_a_theme_is_saved_with_it(zhichong, client_of_village):
    register(zhichong, "能修车", skills=("02",))
    register(zhichong, "白云")
    page = client_of_village.get("/people/saved/new/?figure=can_02").content.decode()
    assert "能帮忙的人：" in page
    save(client_of_village, "figure=can_02")
    one = SavedFilter.objects.get()
    assert one.query == {"figure": ["can_02"]}
    assert names(client_of_village.get(f"/people/saved/{one.pk}/", follow=True)) == ["能修车"]


def test_the_same_name_or_a_number_as_name_is_refused_and_kept_in_the_form(client_of_village):
    save(client_of_village)
    again = save(client_of_village)
    assert "您已经有同名的筛选，请换一个名称。" in again.content.decode()
    assert 'value="高龄"' in again.content.decode()
    assert "不要写号码" in save(client_of_village, name="找440799197001").content.decode()
    assert SavedFilter.objects.count() == 1


def test_a_shared_list_is_for_colleagues_of_that_station_only(tree, cast, sign_in, zhichong):
    other = cast["nobody"]
    Membership.objects.create(user=other, station=zhichong, role=Role.STAFF)
    save(sign_in("zhichong_staff"), station=zhichong.pk)
    save(sign_in("zhichong_staff"), name="只给自己")
    shared, own = SavedFilter.objects.order_by("pk")
    assert shared.station == zhichong
    client = sign_in("nobody")
    assert "高龄" in client.get("/people/").content.decode()
    assert client.get(f"/people/saved/{shared.pk}/").status_code == 302
    assert client.get(f"/people/saved/{own.pk}/").status_code == 404
    for address in (f"/people/saved/{shared.pk}/change/", f"/people/saved/{shared.pk}/delete/"):
        assert client.post(address, {"name": "我的", "station": ""}).status_code == 404
    for username in ("street_manager", "tianfu_staff"):
        assert sign_in(username).get(f"/people/saved/{shared.pk}/").status_code == 404
        assert "高龄" not in sign_in(username).get("/people/saved/").content.decode()


def test_nobody_shares_with_a_station_where_she_does_not_work(tree, client_of_village):
    for code in (stage.TIANFU, STREET):
        response = save(client_of_village, station=tree[code].pk)
        assert response.status_code == 200 and not SavedFilter.objects.exists()


def test_renaming_and_deleting_are_logged(client_of_village, zhichong):
    save(client_of_village)
    pk = SavedFilter.objects.get().pk
    client_of_village.post(f"/people/saved/{pk}/change/", {"name": "八十以上", "station": zhichong.pk})
    assert SavedFilter.objects.get().name == "八十以上"
    assert client_of_village.get(f"/people/saved/{pk}/delete/").status_code == 405
    client_of_village.post(f"/people/saved/{pk}/delete/")
    assert not SavedFilter.objects.exists()
    log = AuditEntry.objects.filter(target_type="veterans_portal.savedfilter").order_by("pk")
    assert [(entry.action, entry.fields) for entry in log][1] == ("change", ["name", "station"])
    assert log.last().action == "delete"


def test_what_is_gone_or_not_allowed_is_dropped_from_a_saved_list(tree, cast, client_of_village):
    one = SavedFilter.objects.create(
        owner=cast["zhichong_staff"],
        name="旧的",
        query={"station": [stage.TIANFU], "figure": ["secret"], "group": ["7"], "x": ["1"], "sex": ["1"]},
    )
    opened = client_of_village.get(f"/people/saved/{one.pk}/", follow=True)
    assert opened.redirect_chain == [("/people/?sex=1", 302)]
    assert "已略去" in opened.content.decode()
    assert client_of_village.get(f"/people/saved/{one.pk}/change/").status_code == 200


def test_the_address_of_a_list_is_read_back_as_it_was_written(cast):
    query = {
        "figure": ["unverified"],
        "class": ["02"],
        "age": ["80-"],
        "order": ["oldest"],
        "col": ["sex", "age"],
    }
    given = QueryDict(mutable=True)
    for key, values in query.items():
        given.setlist(key, values)
    assert lists.PeopleFilter.read(cast["zhichong_staff"], given).query() == query
