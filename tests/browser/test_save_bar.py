"""On a phone the button that saves is in view wherever a long form stands, and what was typed outlives a refusal."""

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
PHONE = "390x844"
# Whether the middle of the button is on the screen and nothing lies above it.
IN_VIEW = """button => {
  const box = button.getBoundingClientRect();
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && over !== null && button.contains(over);
}"""
PLACES = ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight")


def assert_in_view(page, button):
    """At the top, in the middle and at the end of the page, as it opens and as it is scrolled."""
    for place in PLACES:
        page.evaluate(f"scrollTo(0, {place})")
        assert page.locator(button).evaluate(IN_VIEW), f"{button} is hidden at {place}"


def test_the_entry_form(open_page, picture):
    page, save = open_page("zhichong_staff", PHONE), "[name=_save]"
    page.goto("/admin/veterans/personfile/add/")
    assert page.locator(save).evaluate(IN_VIEW)
    assert_in_view(page, save)
    page.fill("#id_name", "陈手机")
    page.fill("#id_specialties", "修理农机")
    assert page.locator(save).evaluate(IN_VIEW)
    picture(page, "save-bar-entry")
    with page.expect_navigation():
        page.click(save)
    assert page.input_value("#id_name") == "陈手机"
    assert page.input_value("#id_specialties") == "修理农机"
    assert_in_view(page, save)
    assert_sound(page)


def test_the_register_of_visits(open_page, picture):
    page, save = open_page("zhichong_staff", PHONE), "button[value=ticked]"
    page.goto("/visits/rounds/")
    page.locator("main tbody a[href*='/visits/rounds/']").last.click()
    page.click("text=整批登记")
    assert page.locator(save).evaluate(IN_VIEW)
    assert_in_view(page, save)
    page.fill("[name=visitors]", "工作人员李某")
    row = page.locator("tbody tr").first
    row.locator("[data-tick=visited]").check()
    row.locator("[name$=-missed]").select_option("away")  # both at once is refused
    assert page.locator(save).evaluate(IN_VIEW)
    picture(page, "save-bar-register")
    with page.expect_navigation():
        page.click(save)
    assert "请只留一样" in page.inner_text("main")
    assert page.input_value("[name=visitors]") == "工作人员李某"
    row = page.locator("tbody tr").first
    assert row.locator("[data-tick=visited]").is_checked()
    assert row.locator("[name$=-missed]").input_value() == "away"
    assert_in_view(page, save)
    assert_sound(page)
