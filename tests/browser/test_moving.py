"""A file offered, refused and closed through the browser, by two stations; every page on the way is sound."""

import re

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = {"1366x768": 0, "390x844": 1}


def nth_file(page, number):
    """The address of the nth file of the list."""
    page.goto("/people/")
    with page.expect_navigation():
        page.locator("main tbody th a").nth(number).click()
    return re.search(r"/people/\d+/", page.url)[0]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_file_is_offered_and_refused(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    file = nth_file(page, SCREENS[screen])
    page.goto(f"{file}transfer/")
    assert_sound(page)
    picture(page, "transfer-offer")
    page.fill("[name=to_station]", "环市街道天福社区")
    page.fill("[name=reason]", "户口迁出")
    with page.expect_navigation():
        page.click("main form .btn-primary")
    assert "申请已提出" in page.inner_text("main")
    assert_sound(page)
    request = page.url
    other = open_page("tianfu_staff", screen)
    other.goto("/people/transfers/")
    assert "待您答复" in other.inner_text("main")
    assert_sound(other)
    picture(other, "transfers")
    with other.expect_navigation():
        other.locator("main tbody th a").first.click()
    assert other.url == request
    assert_sound(other)
    picture(other, "transfer-answer")
    with other.expect_navigation():
        other.click("[value=refuse]")
    assert "请写明原因" in other.inner_text("[data-errors]")
    other.fill("[name=answer]", "户口还没有迁来")
    with other.expect_navigation():
        other.click("[value=refuse]")
    assert "未同意" in other.inner_text("main h1")
    page.goto("/people/transfers/?box=closed")
    assert "未同意" in page.inner_text("main")
    assert_sound(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_file_is_closed_and_restored(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    file = nth_file(page, SCREENS[screen] + 2)
    page.goto(f"{file}withdraw/")
    assert_sound(page)
    page.select_option("[name=kind]", "deceased")
    page.fill("[name=happened_on]", "2026年1月")
    with page.expect_navigation():
        page.click("[value=preview]")
    assert "登记以后" in page.inner_text("main")
    assert_sound(page)
    picture(page, "withdraw-preview")
    with page.expect_navigation():
        page.click("[value=edit]")
    assert page.input_value("[name=happened_on]") == "2026年1月"
    with page.expect_navigation():
        page.click("[value=preview]")
    with page.expect_navigation():
        page.click("[value=confirm]")
    assert "已登记" in page.inner_text("main")
    page.goto(f"{file}restore/")
    assert_sound(page)
    picture(page, "restore")
    page.fill("[name=reason]", "登记错了人")
    with page.expect_navigation():
        page.click("main form .btn-primary")
    assert "档案已恢复" in page.inner_text("main")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_number_that_leads_nowhere_comes_back_with_what_was_typed(open_page, picture, screen):
    page = open_page("tianfu_staff", screen)
    page.goto("/people/transfers/ask/")
    assert_sound(page)
    page.fill("[name=name]", "林某人")
    page.fill("[name=number]", "44079919000101001X")
    page.fill("[name=reason]", "户口迁入")
    with page.expect_navigation():
        page.click("main form .btn-primary")
    assert page.url.endswith("/people/transfers/ask/")
    assert page.input_value("[name=reason]") == "户口迁入"
    assert page.inner_text("[data-errors]")
    assert_sound(page)
    picture(page, "transfer-ask")
