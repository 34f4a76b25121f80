"""The dashboard in the browser: sorting and comparing, charts by keys and as files, the screen for the wall."""

import re

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
CITY = "/stations/440700000000/"


def names(page):
    return page.locator("[data-sortable] tbody th").all_inner_texts()


def test_a_heading_sorts_and_turns_round_and_the_own_line_stays_last(open_page):
    page = open_page("official_city")
    page.goto(CITY)
    by_code = names(page)
    heading = page.get_by_role("columnheader", name="登记在册退役军人")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    most = names(page)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert most[0] == "蓬江区" and names(page)[-2] == "蓬江区"
    assert {by_code[-1], most[-1], names(page)[-1]} == {"江门市本级"}
    page.locator("[data-sortable] thead th").first.get_by_role("button").click()
    assert names(page) == by_code
    assert_sound(page)


def test_ticked_stations_are_compared(open_page):
    page = open_page("official_city")
    page.goto(f"{CITY}?year=2025")
    page.get_by_label("对比 蓬江区").check()
    page.get_by_label("对比 恩平市").check()
    with page.expect_navigation():
        page.get_by_role("button", name="对比所选站点").click()
    headings = page.locator("#compared thead th").all_inner_texts()
    assert headings == ["指标", "蓬江区", "恩平市"]
    assert "期间情况：2025年" in page.inner_text("main")
    assert_sound(page)


def test_a_chart_is_read_by_keys_and_saved(open_page):
    page = open_page("zhichong_staff")
    page.goto("/stations/440704004212/")
    chart = page.locator("[data-chart-frame]", has=page.locator("#visits-by-year"))
    canvas = chart.locator("[data-chart-canvas]")
    assert canvas.get_attribute("aria-label").startswith("走访慰问（人次）：")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    assert re.match(r"20\d\d：.*人次$", chart.locator("[data-chart-told]").inner_text())
    for words, ending in (("存为图片", "png"), ("存为 SVG", "svg")):
        with page.expect_download() as download:
            chart.get_by_role("button", name=words).click()
        assert download.value.suggested_filename == f"走访慰问（人次）.{ending}"


def test_the_screen_shows_one_panel_and_obeys_the_keys(open_page, picture):
    page = open_page("official_city")
    page.goto(f"{CITY}screen/")
    shown = page.locator("[data-screen-panel]:visible h2")
    assert shown.all_inner_texts() == ["总体情况"]
    page.keyboard.press("ArrowRight")
    assert shown.all_inner_texts() == ["人员构成"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown.all_inner_texts() == ["下级站点"]
    page.keyboard.press("Space")
    pause = page.get_by_role("button", name="继续轮播")
    assert pause.get_attribute("aria-pressed") == "true"
    assert_sound(page)
    picture(page, "screen-children")


def test_a_screen_without_script_shows_every_panel(portal, browser, signed_in):
    context = browser.new_context(
        base_url=portal.url, storage_state=signed_in("official_city"), java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{CITY}screen/")
    titles = page.locator("[data-screen-panel]:visible h2").all_inner_texts()
    assert {"总体情况", "人员构成", "党建", "下级站点"} <= set(titles)
    assert not page.get_by_role("button").count()
    context.close()
