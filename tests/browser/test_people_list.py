"""The list of people as a clerk lays it out, on an office PC and on a phone."""

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]


@pytest.mark.parametrize("screen", SCREENS)
def test_filters_columns_and_a_list_under_a_name(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/people/")
    assert not page.locator("[name=age]").is_visible(), "only the three usual choices stand open"
    page.click("summary:has-text('更多筛选')")
    picture(page, "people-more-filters")
    assert_sound(page)
    page.select_option("[name=age]", "60-69")
    page.select_option("[name=order]", "oldest")
    for key in ("age", "verified"):
        page.check(f"[name=col][value={key}]")
    page.uncheck("[name=col][value=bucket]")
    with page.expect_navigation():
        page.click("text=按以上条件显示")
    assert "age=60-69" in page.url and "sex=" not in page.url
    assert page.locator("td[data-label=年龄]").first.inner_text().strip() in map(str, range(60, 70))
    assert not page.locator("td[data-label=统计类别]").count()
    assert_sound(page)
    picture(page, "people-filtered")

    with page.expect_navigation():
        page.click("text=存为常用")
    assert_sound(page)
    picture(page, "people-saved-form")
    page.fill("[name=name]", f"六十多岁 {screen}")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    assert "age=60-69" in page.url
    assert page.locator(".chip[aria-current]").inner_text() == f"六十多岁 {screen}"

    page.goto("/people/saved/")
    assert_sound(page)
    picture(page, "people-saved")
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.locator("li", has_text=screen).get_by_role("button", name="删除").click()
    assert screen not in page.locator("main .card").inner_text()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_filter_in_force_is_taken_away_by_its_chip(open_page, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/people/?sex=1&age=60-69")
    with page.expect_navigation():
        page.locator(".chip", has_text="年龄").click()
    assert page.url.endswith("?sex=1")
    assert_sound(page)
