"""A round on its way through the browser: opened, submitted by the village, accepted by the street, printed."""

import datetime

import pypdfium2
import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = {"1366x768": "电脑", "390x844": "手机"}
TODAY = datetime.date.today().isoformat()


def open_round(page, name):
    page.goto("/people/rounds/new/")
    page.select_option("[name=station]", label="外海街道退役军人服务站")
    page.select_option("[name=kind]", "annual_check")
    page.fill("[name=name]", name)
    page.fill("[name=record_date]", TODAY)
    page.fill("[name=due_on]", TODAY)
    assert_sound(page)
    page.click("[data-busy]")
    page.wait_for_url("**/people/rounds/*/")
    return page.url


@pytest.mark.parametrize("screen", SCREENS)
def test_a_round_from_opening_to_acceptance(open_page, picture, screen):
    street, village = open_page("street_manager", screen), open_page("zhichong_staff", screen)
    address = open_round(street, f"核查{SCREENS[screen]}")
    assert_sound(street)
    village.goto(address)
    assert_sound(village)
    picture(village, "round-village")
    village.check(".bulk-all input")
    assert village.locator("[name=entry]:checked").count() == 50
    village.fill("[name=collected_on]", TODAY)
    village.select_option("[name=signed]", "yes")
    village.click("button[value=submit]")
    village.wait_for_selector("text=已提交 50 人")
    street.goto(address)
    street.locator("[name=entry]").nth(0).check()
    street.locator("[name=entry]").nth(1).check()
    street.click("button[value=accept]")
    street.wait_for_selector("text=已接收 2 人")
    street.locator("[name=entry]").nth(0).check()
    street.fill("[name=reason]", "缺签字页")
    street.click("button[value=return]")
    street.wait_for_selector("text=已退回 1 人")
    picture(street, "round-street")
    village.goto(f"{address}?state=returned")
    village.click("tbody a")
    assert "缺签字页" in village.inner_text("main")
    assert_sound(village)
    picture(village, "round-sheet")


def test_each_person_has_one_page_of_paper(open_page):
    page = open_page("street_manager")
    address = open_round(page, "年度核查")
    page.goto(f"{address}forms/?station=440704004212")
    assert_sound(page)
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(printed) == 50
    first = printed[0].get_textpage().get_text_bounded()
    assert "人员信息登记表" in first and "审核日期" in first and "打印" not in first
    page.goto(f"{address}forms/?station=440704004212&layout=list")
    assert_sound(page)
