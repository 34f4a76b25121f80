"""From a narrowed list to the file on the disk, on an office PC and on a phone."""

import openpyxl
import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = ["1366x768", "390x844"]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_list_as_it_was_narrowed_comes_as_a_file(open_page, picture, screen, tmp_path):
    page = open_page("street_manager", screen)
    page.goto("/people/?sex=2")
    with page.expect_navigation():
        page.get_by_role("link", name="导出").click()
    assert "女" in page.locator("main .facts").inner_text()
    assert_sound(page)
    picture(page, "export-new")
    page.click("summary:has-text('选择列')")
    picture(page, "export-columns")
    page.click("text=全部列 >> nth=-1")
    page.check("[name=columns][value=name]")
    page.check("[name=columns][value=sex]")
    assert_sound(page)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="导出").click()
    assert_sound(page)
    picture(page, "export-ready")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    file = tmp_path / "out.xlsx"
    download.value.save_as(file)
    rows = list(openpyxl.load_workbook(file).worksheets[0].values)
    assert rows[0] == ("姓名", "性别")
    assert {sex for _name, sex in rows[1:]} == {"女"}

    page.goto("/exports/")
    assert_sound(page)
    picture(page, "exports")
    page.click(f"text={download.value.suggested_filename} >> nth=0")
    page.get_by_role("button", name="删除文件").click()
    page.wait_for_url("**/exports/")
    assert_sound(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_other_lists_and_the_households_to_fill_in(open_page, picture, screen):
    page = open_page("street_manager", screen)
    for address, name in (("/people/households/", "households"), ("/people/benefits/rows/", "benefit-rows")):
        page.goto(address)
        picture(page, f"{name}-with-export")
        with page.expect_navigation():
            page.get_by_role("link", name="导出").click()
        assert page.get_by_role("link", name="回到名单").is_visible()
        assert_sound(page)
        picture(page, f"{name}-export-new")
    page.goto("/imports/templates/visits/")
    assert_sound(page)
    picture(page, "roster-visits")
