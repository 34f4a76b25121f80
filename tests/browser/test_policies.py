"""A policy on its way through the browser: kept with its conditions, opened to its people, told of all of them."""

import re

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_whole_page_of_people_is_told_at_once(open_page, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/policies/new/")
    page.get_by_label("标题").fill(f"高龄优待办法 {screen}")
    page.get_by_label("层级").select_option("city")
    page.get_by_label("类别", exact=True).select_option("benefits")
    page.get_by_label("内容摘要").fill("凭优待证免费乘车")
    page.get_by_label("年龄").select_option("80-")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="看名单、登记告知").click()
    people = int(re.search(r"已告知 0 / (\d+) 人", page.inner_text("main"))[1])
    assert people > 1
    assert_sound(page)

    page.get_by_label("全选本页").check()
    assert page.locator("input[name=person]:checked").count() == people
    page.get_by_label("告知日期").fill("2026-01-05")
    page.get_by_label("告知方式").select_option("home")
    page.get_by_role("button", name="登记告知").click()
    assert f"已告知 {people} / {people} 人" in page.inner_text("main")
    assert_sound(page)
