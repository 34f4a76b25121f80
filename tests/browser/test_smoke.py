"""The pages everyone meets first open in a real browser, on a PC and on a phone, with nothing broken."""

import pytest

pytestmark = pytest.mark.browser

SCREENS = ["1366x768", "390x844"]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_village_clerk_logs_in_and_lands_on_my_station(open_page, portal, picture, screen):
    page = open_page(None, screen)
    page.goto("/")
    assert "login" in page.url
    picture(page, "login")
    page.fill("[name=username]", "zhichong_staff")
    page.fill("[name=password]", portal.passwords["zhichong_staff"])
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert page.url == f"{portal.url}/"
    assert "直冲" in page.inner_text("body")
    picture(page, "my-station")


def test_a_wrong_password_is_told_in_plain_words(open_page, picture):
    page = open_page(None)
    page.goto("/")
    page.fill("[name=username]", "zhichong_staff")
    page.fill("[name=password]", "不是这个密码")
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert "login" in page.url
    assert "密码" in page.inner_text(".errornote, [role=alert]")
    picture(page, "login-wrong-password")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_admin_index_opens(open_page, picture, screen):
    page = open_page("admin", screen)
    assert page.goto("/admin/").status == 200
    assert page.locator("main, #content").first.is_visible()
    picture(page, "admin-index")


@pytest.mark.parametrize("username", ["zhichong_staff", "official_district", "auditor"])
def test_nothing_is_wider_than_a_phone(open_page, username):
    page = open_page(username, "390x844")
    page.goto("/")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"the page is {width} px wide"
