"""Party life and livelihood on the demo data, at both sizes; a clerk begins a transfer and takes a step."""

import re

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]

# name of the picture, user, address, what must stand there
PAGES = [
    ("party", "zhichong_staff", "/people/party/", "按党组织"),
    ("party-city", "city_manager", "/people/party/", "退役军人党员"),
    ("party-members", "zhichong_staff", "/people/party/members/", "党员名册"),
    ("party-transfers", "zhichong_staff", "/people/party/transfers/", "组织关系接转"),
    ("livelihood", "zhichong_staff", "/people/livelihood/", "就业状态"),
    ("matching", "zhichong_staff", "/people/matching/", "互助配对"),
    ("honours-model", "zhichong_staff", "/people/honours/?kind=24", "军人典范"),
    ("merit-news", "zhichong_staff", "/people/merit-news/", "立功喜报"),
    ("serving", "zhichong_staff", "/people/serving/", "现役军人家庭"),
    ("committee", "zhichong_staff", "/people/committee/", "兵支书"),
    ("returning", "zhichong_staff", "/people/returning/", "退役返乡"),
]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("name", "username", "address", "text"), PAGES, ids=[row[0] for row in PAGES])
def test_page_is_sound(open_page, picture, name, username, address, text, screen):
    page = open_page(username, screen)
    page.goto(address)
    assert re.sub(r"\s", "", text) in re.sub(r"\s", "", page.inner_text("main"))
    assert_sound(page)
    picture(page, name)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_transfer_begins_and_a_refused_step_says_why(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/people/party/members/")
    with page.expect_navigation():
        page.locator("tbody td a").nth(SCREENS.index(screen)).click()
    if not page.is_visible("[name=opened_on]"):
        page.click("text=开始一次接转")
    page.fill("[name=opened_on]", "2026-01-05")
    with page.expect_navigation():
        page.click("text=开始接转 >> nth=-1")
    assert "已开始接转" in page.inner_text("main")
    assert_sound(page)
    page.fill("form:has([name=step]) [name=on]", "2026-01-04")
    with page.expect_navigation():
        page.click("text=登记联系核实")
    assert "日期早于上一步" in page.inner_text("[data-errors]")
    assert page.input_value("form:has([name=step]) [name=on]") == "2026-01-04"
    assert_sound(page)
    picture(page, "party-transfer-refused")
