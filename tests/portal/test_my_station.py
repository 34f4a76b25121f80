"""My station: where each user lands, and what is to be done there."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care_activities.services.activities import activity_plan
from care_activities.services.opinions import opinion_record
from care_activities.services.plaques import plaque_register
from care_activities.services.station_standards import check_register
from stations.models import Membership
from tests.veterans.people import register

from . import stage

pytestmark = pytest.mark.django_db


def page(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_staff_see_their_station_with_its_head_count(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    text = text_of(page(sign_in("zhichong_staff")))
    assert "直冲村退役军人服务站" in text
    assert "在册 103 人 · 党员 41 人 · 优抚 21 人" in text


def test_what_is_to_be_done_is_counted_and_opens_its_list(tree, sign_in):
    station, today = tree[stage.ZHICHONG], timezone.localdate()
    home = stage.household(station, "1")
    register(station, "陈一", household=home, mobile="10000000001", verified_on=today)
    register(
        station, "陈二", household=home, no_mobile=True, verified_on=today - datetime.timedelta(days=400)
    )
    register(station, "陈三", household=home)
    register(station, "陈四", status="deceased")
    plaque_register(actor=None, household=home, role="TY", initiated_by="station", status="to_hang")
    client = sign_in("zhichong_staff")
    html = page(client)
    for count, title, figure in (
        (1, "光荣牌待悬挂", "plaques_waiting"),
        (2, "待核实档案", "unverified"),
        (1, "缺手机号", "without_phone"),
    ):
        assert re.search(rf">{count}</span>\s*<span class=\"todo-text\">{title}", html), title
        url = re.search(rf'href="([^"]+figure={figure})"', html)[1].replace("&amp;", "&")
        assert len(client.get(url).context["page"].rows) == count, title
    assert "未登记家庭" not in html


def test_the_most_pressing_come_first_and_the_rest_is_behind_more(tree, sign_in):
    station, today = tree[stage.ZHICHONG], timezone.localdate()
    home = stage.household(station, "1")
    register(station, "陈一", household=home)
    register(station, "陈二")
    plaque_register(actor=None, household=home, role="TY", initiated_by="station", status="to_hang")
    activity_plan(
        actor=None, station=station, date=today - datetime.timedelta(days=2), kind="study", topic="学习"
    )
    opinion_record(actor=None, station=station, category="service", content="办事快一些")
    html = page(sign_in("zhichong_staff"))
    first, more = html.split('<details class="todo-more">')
    titles = re.findall(r'<span class="todo-text">([^<]+?)\s*<', first)
    assert len(titles) == 5 and titles[0] == "活动到期待登记"
    behind = re.findall(r'<span class="todo-text">([^<]+?)\s*<', more.split("</details>")[0])
    assert f"更多（{len(behind)}）" in more and "意见建议待办结" in behind
    assert not set(titles) & set(behind)


def test_few_things_to_do_hide_nothing(tree, sign_in):
    register(tree[stage.ZHICHONG], "陈一")
    assert "todo-more" not in page(sign_in("zhichong_staff"))


def test_nothing_to_do_says_so(tree, sign_in):
    station = tree[stage.ZHICHONG]
    register(
        station,
        household=stage.household(station, "1"),
        mobile="10000000001",
        verified_on=timezone.localdate(),
    )
    check_register(
        actor=None,
        station=station,
        checklist="five",
        checked_on=timezone.localdate(),
        answers={"body": {"answer": "yes"}},
    )
    assert "今天没有待办" in page(sign_in("zhichong_staff"))


def test_a_station_without_files_says_how_to_begin(sign_in):
    html = page(sign_in("zhichong_staff"))
    assert "本站还没有档案" in html
    assert 'href="/admin/veterans/personfile/add/"' in html


def test_quick_actions_go_by_right(sign_in):
    staff = text_of(page(sign_in("zhichong_staff")))
    assert "新建档案" in staff and "导入表格" not in staff
    assert "导入表格" in text_of(page(sign_in("street_manager")))


def test_the_search_is_a_post(sign_in):
    html = page(sign_in("zhichong_staff"))
    assert re.search(r'<form class="big-find" method="post" action="/people/search/"', html)


def test_several_stations_are_chosen_from(tree, cast, sign_in):
    Membership.objects.create(user=cast["zhichong_staff"], station=tree["440704004201"], role="staff")
    client = sign_in("zhichong_staff")
    html = page(client)
    assert "请选择要打开的站" in html and "麻一村" in html and "直冲村" in html
    assert "<h1>麻一村退役军人服务站</h1>" in page(client, "/?station=440704004201")
    assert client.get(f"/?station={stage.TIANFU}").status_code == 404


def test_officials_and_auditors_go_where_they_work(sign_in):
    assert sign_in("official_district").get("/").url == "/stations/"
    assert sign_in("auditor").get("/").url == "/admin/stations/auditentry/"


@pytest.mark.parametrize("username", ["nobody", "ended"])
def test_without_a_station_the_page_says_whom_to_ask(sign_in, username):
    html = page(sign_in(username))
    assert "您还没有加入任何服务站" in html and "镇街管理员" in html


def test_a_village_sees_nothing_of_another(tree, sign_in):
    stage.tianfu(tree)
    text = text_of(page(sign_in("zhichong_staff")))
    assert "天福" not in text and "在册 0 人" in text


def statements(client):
    page(client)
    with CaptureQueriesContext(connection) as queries:
        page(client)
    return len(queries)


def test_the_page_costs_the_same_for_a_village_and_the_city(tree, sign_in):
    village = statements(sign_in("zhichong_staff"))
    stage.tianfu(tree)
    assert statements(sign_in("city_manager")) <= village <= 34
