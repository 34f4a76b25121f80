"""Benefits, yearly confirmation and cards in the browser: sound at both sizes, and ticked as clerks tick."""

import datetime

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]
TODAY = datetime.date.today().isoformat()
PAGES = [
    ("benefits", "zhichong_staff", "/people/benefits/", "正在享受的优抚"),
    ("benefits-district", "district_manager", "/people/benefits/", "残疾性质和等级"),
    ("benefit-rows", "zhichong_staff", "/people/benefits/rows/?type=81", "年满60周岁"),
    ("disabled", "zhichong_staff", "/people/benefits/disabled/", "残疾等级"),
    ("confirmations", "zhichong_staff", "/people/benefits/confirm/", "年度待遇确认"),
    ("confirmations-district", "district_manager", "/people/benefits/confirm/", "下级站进度"),
    ("cards", "zhichong_staff", "/people/cards/", "应办未申请"),
    ("cards-made", "zhichong_staff", "/people/cards/?stage=5", "制证完成"),
]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("name", "username", "address", "text"), PAGES, ids=[row[0] for row in PAGES])
def test_page_is_sound(open_page, picture, name, username, address, text, screen):
    page = open_page(username, screen)
    page.goto(address)
    assert text in page.inner_text("main")
    assert_sound(page)
    picture(page, name)


def test_all_on_the_page_are_ticked_at_once_and_confirmed(open_page, picture):
    page = open_page("zhichong_staff")
    page.goto("/people/benefits/confirm/")
    boxes = page.locator("input[name=benefit]")
    number = boxes.count()
    page.check("[data-tick-all]")
    assert page.locator("input[name=benefit]:checked").count() == number > 2
    boxes.first.uncheck()
    assert not page.locator("[data-tick-all]").is_checked()
    page.fill("[name=confirmed_on]", TODAY)
    with page.expect_navigation():
        page.click("button[value=confirm]")
    assert "确认方式：请填写这一项" in page.inner_text(".errs")
    assert page.locator("input[name=benefit]:checked").count() == number - 1
    assert_sound(page)
    page.select_option("[name=method]", "2")
    with page.expect_navigation():
        page.click("button[value=confirm]")
    assert f"已确认 {number - 1} / {number} 人" in page.inner_text("main")
    assert_sound(page)
    with page.expect_navigation():
        page.locator("button:has-text('撤销')").first.click()
    assert "回到待确认" in page.inner_text("main")
    picture(page, "confirmations-done")
