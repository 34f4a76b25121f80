"""大屏: aggregates of the user's own stations, small numbers covered for everybody, nothing to click through."""

import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from care_activities.models import StationStar
from tests.veterans.people import register
from veterans.models import PartyTransfer

from . import stage
from .test_aid_figures import found
from .test_dashboard import STREET, figure_of, page, statements, text_of

pytestmark = pytest.mark.django_db


def screen(client, code):
    response = client.get(f"/stations/{code}/screen/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_screen_tells_the_figures_and_opens_no_list(tree, sign_in):
    stage.zhichong(tree, timezone.localdate())
    html = screen(sign_in("street_manager"), STREET)
    text = text_of(html)
    for words in ("登记在册退役军人 103 人", "党员占比 39.8 %", "下级站点", "直冲村"):
        assert words in text, words
    for address in ("/people/", "/visits/", "/aid/", "/households/"):
        assert address not in html
    assert '<noscript><meta http-equiv="refresh" content="300"></noscript>' in html


def test_small_numbers_are_covered_for_who_may_read_files_too(tree, sign_in):
    found(tree[stage.ZHICHONG], "王大", timezone.localdate())
    client = sign_in("zhichong_staff")
    assert "核实未帮扶 1 件" in text_of(page(client, stage.ZHICHONG))
    text = text_of(screen(client, stage.ZHICHONG))
    assert "核实未帮扶 &lt;3 件" in text and "核实未帮扶 1 件" not in text


def test_the_dashboard_leads_to_it(tree, sign_in):
    assert f'href="/stations/{stage.ZHICHONG}/screen/"' in page(sign_in("zhichong_staff"), stage.ZHICHONG)


def test_a_screen_costs_the_same_however_much_stands_below(tree, sign_in):
    client = sign_in("city_manager")
    screen(client, stage.CITY)
    costs = []
    for fill in (
        lambda: None,
        lambda: stage.tianfu(tree),
        lambda: stage.zhichong(tree, timezone.localdate()),
    ):
        fill()
        cache.clear()
        costs.append(statements(client, f"{stage.CITY}/screen"))
    assert set(costs) == {costs[0]} and costs[0] <= 40


# --- figures that came with it --------------------------------------------------------------------


def test_stars_that_run_count_each_station_once_and_open_it(tree, sign_in):
    today, client = timezone.localdate(), sign_in("street_manager")
    yesterday = today - datetime.timedelta(days=1)
    for code, grade, until in (
        (stage.ZHICHONG, 3, None),
        (stage.ZHICHONG, 4, today),
        ("440704004201", 5, yesterday),
    ):
        StationStar.objects.create(station=tree[code], grade=grade, awarded_on=yesterday, valid_until=until)
    assert figure_of(page(client, STREET), "starred_ratio").endswith("1 / 3")
    html = client.get(f"/organisation/?station={STREET}&figure=starred_ratio").content.decode()
    text = text_of(html.split("<tbody>")[1])
    assert "直冲村" in text and "麻一村" not in text


def test_members_brought_in_open_their_transfers(tree, sign_in):
    today = timezone.localdate()
    for name, step, closed in (("王大", "6", today), ("王二", "9", today), ("王三", "3", None)):
        PartyTransfer.objects.create(
            person=register(tree[stage.ZHICHONG], name), step=step, opened_on=today, closed_on=closed
        )
    client = sign_in("zhichong_staff")
    html = page(client, stage.ZHICHONG)
    assert figure_of(html, "members_brought_in") == "党员纳入管理 1 人次"
    address = f"/people/party/transfers/?station={stage.ZHICHONG}&figure=members_brought_in&state=6"
    assert address.replace("&", "&amp;") in html
    text = text_of(client.get(address).content.decode())
    assert "王大" in text and "王二" not in text and "王三" not in text
