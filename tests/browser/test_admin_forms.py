"""The forms where files are entered: with their sections, with errors, and saved."""

import pytest

from stations.identity import id_check_digit
from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]
ADD = "/admin/veterans/personfile/add/"


def number(serial):
    """An ID number nobody has."""
    first17 = f"44079919700101{serial:03d}"
    return first17 + id_check_digit(first17)


@pytest.mark.parametrize("screen", SCREENS)
def test_an_empty_form_lists_what_is_missing(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto(ADD)
    assert_sound(page)
    picture(page, "person-add")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert "需要改" in page.inner_text("main")
    assert_sound(page)
    picture(page, "person-add-errors")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_file_opens_for_change_with_all_its_sections(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/people/")
    page.click("main tbody th a")
    with page.expect_navigation():
        page.click("main .btn-primary")
    assert page.locator(".inline-group").count() > 2
    assert_sound(page)
    picture(page, "person-change")


def test_a_new_file_is_saved(open_page):
    """From my station's page, which fills in the station."""
    page = open_page("zhichong_staff")
    page.goto("/")
    with page.expect_navigation():
        page.click("main a.tile >> text=新建档案")
    page.fill("[name=name]", "陈新人")
    page.fill("[name=id_number]", number(901))
    page.check("[name=classes][value='02']")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert "陈新人" in page.inner_text("main"), page.inner_text("main")
