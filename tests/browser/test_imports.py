"""A sheet on its way through the browser: chosen, checked, imported, undone."""

import io

import pytest
import xlsxwriter

from stations.identity import id_check_digit
from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
SCREENS = {"1366x768": 300, "390x844": 600}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def number(serial):
    """An ID number nobody has."""
    first17 = f"44079919750505{serial:03d}"
    return first17 + id_check_digit(first17)


def sheet(serial):
    """Two good rows, one with a number cut short."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        page = book.add_worksheet("花名册")
        rows = [
            ["姓名", "身份证号", "人员类别", "部队番号", "爱好"],
            ["李新一", number(serial), "退役士兵", "某部", "下棋"],
            ["李新二", number(serial + 2), "退役士兵", "", ""],
            ["李错号", number(serial + 4)[:-1], "退役士兵", "", ""],
        ]
        for index, cells in enumerate(rows):
            page.write_row(index, 0, cells)
    return memory.getvalue()


def upload(page, content, name="直冲村花名册.xlsx"):
    page.goto("/imports/")
    page.set_input_files("[name=file]", {"name": name, "mimeType": XLSX, "buffer": content})
    page.fill("[name=station]", "直冲村")
    with page.expect_navigation():
        page.click("[data-upload] [data-busy]")


@pytest.mark.parametrize("screen", SCREENS)
def test_upload_verdict_import_undo(open_page, picture, screen):
    page = open_page("street_manager", screen)
    page.on("dialog", lambda dialog: dialog.accept())
    upload(page, sheet(SCREENS[screen]), name=f"直冲村{'2025' * 25}.xlsx")
    said = page.inner_text("main")
    assert "检查完了：新增 2 人，退回 1 行。" in said
    assert "部队番号" in said and "现在是17位" in said and number(SCREENS[screen]) not in said
    page.click("#rejected details summary")
    assert_sound(page)
    picture(page, "import-checked")

    with page.expect_navigation():
        page.click("form[action$='/apply/'] button")
    assert "已导入：新增 2 人，退回 1 行。" in page.inner_text("main")
    page.click(".asked summary")
    assert_sound(page)
    picture(page, "import-applied")

    with page.expect_navigation():
        page.click("form[action$='/undo/'] button")
    assert "已撤销：删除新增的 2 行" in page.inner_text("main")
    assert_sound(page)
    picture(page, "import-undone")


def test_the_rows_of_one_outcome(open_page, picture):
    page = open_page("street_manager")
    upload(page, sheet(800))
    with page.expect_navigation():
        page.click("a.fig[href='?outcome=new']")
    assert "李新二" in page.inner_text("main")
    assert_sound(page)
    picture(page, "import-outcome")


@pytest.mark.parametrize("screen", SCREENS)
def test_a_file_that_is_no_sheet_is_told_on_the_form(open_page, picture, screen):
    page = open_page("street_manager", screen)
    upload(page, b"\x89PNG\r\n\x1a\n", name="照片.png")
    assert "这不是电子表格" in page.inner_text("[role=alert]")
    assert page.input_value("[name=station]") == "直冲村"
    assert_sound(page)
    picture(page, "import-refused")


def test_without_script_the_upload_works_too(portal, browser, signed_in):
    context = browser.new_context(
        base_url=portal.url, storage_state=signed_in("street_manager"), java_script_enabled=False
    )
    page = context.new_page()
    upload(page, sheet(860))
    assert "检查完了：新增 2 人" in page.inner_text("main")
    with page.expect_navigation():
        page.click("form[action$='/cancel/'] button")
    assert "已放弃" in page.inner_text("main")
    context.close()
