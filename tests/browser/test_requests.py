"""诉求 through the browser: the desk, two people at one request, and a task answered in its table."""

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser


def take(page, content, button="先登记，稍后办"):
    page.goto("/requests/new/")
    page.select_option("[name=channel]", "phone")
    page.select_option("[name=demand]", "2")
    page.fill("[name=content]", content)
    page.click(f"button:has-text('{button}')")
    page.wait_for_selector("text=已登记，编号")
    return page.url


@pytest.mark.parametrize("screen", ["1366x768", "390x844"])
def test_the_desk_takes_a_call_and_ends_it(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/requests/new/")
    assert_sound(page)
    picture(page, "request-new")
    page.select_option("[name=channel]", "phone")
    page.select_option("[name=demand]", "8")
    page.fill("[name=content]", "问优待证什么时候发")
    page.fill("[name=result]", "已告知下月集中发放")
    page.click("button:has-text('当场办结')")
    page.wait_for_selector("text=已办结")
    assert_sound(page)
    picture(page, "request-done")


def test_two_people_at_one_request_the_second_is_told_and_keeps_her_words(open_page):
    first, second = open_page("zhichong_staff"), open_page("street_manager")
    address = take(first, "反映路灯不亮")
    second.goto(address)
    for page in (first, second):
        page.click("summary:has-text('办结')")
    first.fill("#close_result", "已报修，今晚恢复")
    first.click("button[value='close.close']")
    first.wait_for_selector("text=已办结")
    second.fill("#close_result", "联系供电所，明天上门")
    second.click("button[value='close.close']")
    second.wait_for_selector("text=刚被别人改过")
    assert second.input_value("#close_result") == "联系供电所，明天上门"
    assert "已报修，今晚恢复" in second.inner_text("main")


@pytest.mark.parametrize("screen", ["1366x768", "390x844"])
def test_the_history_of_one_request_is_sound(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    address = take(page, "想补登记立功材料", "上报上级站")
    street = open_page("street_manager", screen)
    street.goto(address)
    street.click("summary:has-text('更多办理方式')")
    assert_sound(street)
    picture(street, "request-street")
    page.goto(address)
    assert "上报" in page.inner_text("main")
    assert_sound(page)
    picture(page, "request-village")


def test_a_village_answers_a_task_in_its_table(open_page, picture):
    page = open_page("zhichong_staff")
    page.goto("/requests/tasks/")
    page.click("text=报送优待证未领人数")
    assert_sound(page)
    page.locator("input.num").first.fill("62")
    page.click("button:has-text('答复')")
    page.wait_for_selector("text=已答复 1 个站")
    picture(page, "sent-task")
