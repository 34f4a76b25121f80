"""The page of a file, its printed sheet and the lists to work from, on an office PC, a phone and paper."""

import re

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]
FILE = "/people/1/"
# name of the picture, user, address, what must stand there
PAGES = [
    ("file-own", "zhichong_staff", FILE, "服务记录"),
    ("file-manager", "street_manager", FILE, "谁能看、谁看过"),
    ("file-sheet", "zhichong_staff", f"{FILE}sheet/", "登记表"),
    ("file-access", "street_manager", f"{FILE}access/", "谁能打开这份档案"),
    ("calls", "zhichong_staff", "/people/calls/", "联系名单"),
    ("visit-sheet", "zhichong_staff", "/people/visit-sheet/", "走访签到表"),
    ("handover", "zhichong_staff", "/people/handover/", "工作移交"),
    ("handover-one", "zhichong_staff", "/people/handover/1/", "接手的人"),
]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("name", "username", "address", "text"), PAGES, ids=[row[0] for row in PAGES])
def test_page_is_sound(open_page, picture, name, username, address, text, screen):
    page = open_page(username, screen)
    page.goto(address)
    assert text in page.inner_text("main")
    assert_sound(page)
    picture(page, name)


def test_one_click_shows_the_id_number(open_page):
    page = open_page("zhichong_staff")
    page.goto(FILE)
    with page.expect_navigation():
        page.click("text=显示（核对证件或档案）")
    assert re.search(r"440799\d{11}[\dX]", page.inner_text("#core"))


def test_another_reason_is_two_clicks_away(open_page):
    page = open_page("street_manager")
    page.goto(FILE)
    page.click("#contact .reveal summary")
    with page.expect_navigation():
        page.click("#contact .reveal .menu-panel button:has-text('走访慰问')")
    assert re.search(r"10000\d{6}", page.inner_text("#contact"))


def test_the_sheet_is_a_form_of_two_pages_of_a4(open_page, picture):
    page = open_page("zhichong_staff")
    page.goto(f"{FILE}sheet/")
    page.emulate_media(media="print")
    assert page.is_visible(".paper h1") and not page.is_visible("header.top")
    assert not page.is_visible("button[data-print]")
    picture(page, "file-sheet-print")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\S* 84[12]", paper)
