"""Entry in the browser: the number answers as it is typed, a draft survives, two clerks are shown their differences."""

import pytest

from stations.identity import id_check_digit
from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]
ADD = "/admin/veterans/personfile/add/"
SAVED = "[data-draft-note]:has-text('草稿已保存')"


def number(serial):
    """An ID number nobody has."""
    first17 = f"44079919650101{serial:03d}"
    return first17 + id_check_digit(first17)


def leave_field(page):
    """Presses Tab, as a clerk goes on to the next field."""
    page.keyboard.press("Tab")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_number_is_answered_as_it_is_typed(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto(ADD)
    assert page.locator("#id_id_number").evaluate("field => field === document.activeElement")
    page.fill("#id_id_number", "4407991965")
    leave_field(page)
    page.wait_for_selector(".id-check >> text=应为18位，现在是10位")
    page.fill("#id_id_number", number(701))
    page.fill("#id_name", "陈新人")
    leave_field(page)
    page.wait_for_selector(".id-check >> text=可以新建")
    assert "男，1965-01-01出生" in page.inner_text(".id-check")
    assert not page.is_visible("#id_birth_date") and not page.is_visible("#id_no_id_reason")
    assert_sound(page)
    picture(page, "entry-number")
    page.fill("#id_id_number", "")
    leave_field(page)
    assert page.is_visible("#id_birth_date") and page.is_visible("#id_no_id_reason")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_draft_is_offered_and_put_back_with_its_rows(open_page, picture, screen):
    page = open_page("tianfu_staff", screen)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(ADD)
    page.fill("#id_name", "陈草稿")
    page.click("text=添加荣誉")
    page.fill("#id_honours-0-title", "三等功")
    leave_field(page)
    page.wait_for_selector(SAVED)
    picture(page, "entry-draft-note")
    stored = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "陈草稿" not in stored
    page.goto(ADD)
    assert_sound(page)
    picture(page, "entry-draft-offer")
    with page.expect_navigation():
        page.click("text=恢复")
    assert page.input_value("#id_name") == "陈草稿"
    assert page.input_value("#id_honours-0-title") == "三等功"
    assert_sound(page)
    picture(page, "entry-draft-restored")
    page.goto(ADD)
    with page.expect_navigation():
        page.click("text=丢弃")
    assert not page.locator("[data-draft-offer]").count()


def test_a_broken_connection_loses_nothing(portal, browser, signed_in):
    context = browser.new_context(base_url=portal.url, storage_state=signed_in("street_manager"))
    page = context.new_page()
    page.goto(ADD)
    context.set_offline(True)
    page.fill("#id_name", "陈断网")
    leave_field(page)
    page.wait_for_selector("[data-draft-note]:has-text('连接中断')")
    context.set_offline(False)
    page.wait_for_selector(SAVED, timeout=15_000)
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_two_clerks_at_one_file(open_page, picture, screen):
    first, second = open_page("zhichong_staff", screen), open_page("street_manager", screen)
    first.goto("/people/")
    first.click("main tbody th a")
    with first.expect_navigation():
        first.click("main .btn-primary")
    second.goto(first.url)
    for page, skill in ((first, f"驾驶{screen}"), (second, f"厨师{screen}")):
        page.fill("#id_specialties", skill)
        with page.expect_navigation():
            page.click("[name=_save]")
    assert "用现在的" in second.inner_text(".differences")
    assert second.input_value("#id_specialties") == f"厨师{screen}"
    assert_sound(second)
    picture(second, "entry-differences")
    second.check(".differences [value=now]")
    with second.expect_navigation():
        second.click("[name=_save]")
    first.goto(second.url if "change" in second.url else first.url)
    assert "有 1 处需要改" not in second.inner_text("main")
