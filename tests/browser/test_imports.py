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
    return book(
        [
            ["姓名", "身份证号", "人员类别", "部队番号", "爱好"],
            ["李新一", number(serial), "退役士兵", "某部", "下棋"],
            ["李新二", number(serial + 2), "退役士兵", "", ""],
            ["李错号", number(serial + 4)[:-1], "退役士兵", "", ""],
        ]
    )


def book(rows):
    """A workbook of one sheet."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as made:
        page = made.add_worksheet("花名册")
        for index, cells in enumerate(rows):
            page.write_row(index, 0, cells)
    return memory.getvalue()


def upload(page, content, name="直冲村花名册.xlsx"):
    page.goto("/imports/")
    page.select_option("[name=kind]", "people")
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
    assert_sound(page)
    picture(page, "import-applied")

    with page.expect_navigation():
        page.click("a[href$='/undo/']")
    assert_sound(page)
    picture(page, "import-undo")
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


HEAD = ["姓名", "身份证号", "人员类别", "文化程度", "手机"]


@pytest.mark.parametrize("screen", SCREENS)
def test_several_files_with_guessed_stations(open_page, picture, screen):
    page = open_page("street_manager", screen)
    page.goto("/imports/")
    page.select_option("[name=kind]", "people")
    names = ["直冲村花名册.xlsx", "麻一村.xlsx", "2026年退役军人信息采集汇总表.xlsx"]
    first = 400 if screen == "390x844" else 440
    page.set_input_files(
        "[name=file]",
        [
            {
                "name": name,
                "mimeType": XLSX,
                "buffer": book(
                    [HEAD, [f"赵多{'甲乙丙'[at]}", number(first + at * 2), "退役士兵", "初中", ""]]
                ),
            }
            for at, name in enumerate(names)
        ],
    )
    assert "3 个文件" in page.inner_text(".chosen") and "KB" in page.inner_text(".chosen")
    assert_sound(page)
    picture(page, "import-upload")
    with page.expect_navigation():
        page.click("[data-upload] [data-busy]")
    said = page.inner_text("main")
    assert "等 3 个文件" in said and "站按认出的" in said
    assert_sound(page)
    picture(page, "import-files")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_queue_of_doubtful_rows(open_page, picture, screen):
    page = open_page("street_manager", screen)
    page.on("dialog", lambda dialog: dialog.accept())
    first = 500 if screen == "390x844" else 540
    names = [f"孙疑{name}{'大' if first == 500 else '小'}" for name in "甲乙丙"]
    upload(
        page, book([HEAD, *([name, number(first), "退役士兵", "初中", "10000004321"] for name in names[:1])])
    )
    with page.expect_navigation():
        page.click("form[action$='/apply/'] button")
    rows = [[names[0], number(first + 2), "退役士兵", "高中", "10000004321"]]
    upload(page, book([HEAD, *rows, [names[1], number(first + 4), "退役士兵", "初中", ""]]))
    assert "可能已经有档案" in page.inner_text("main")
    picture(page, "import-to-decide")
    with page.expect_navigation():
        page.click("a[href$='/doubtful/']")
    said = page.inner_text("main")
    assert "还有 1 行没有核对" in said and number(first) not in page.content()
    assert_sound(page)
    picture(page, "import-doubtful")
    with page.expect_navigation():
        page.click("button[value^='same:']")
    assert "都核对过了" in page.inner_text("main")
    picture(page, "import-decided")


def test_two_thousand_rows_are_refused(open_page, picture):
    page = open_page("street_manager")
    bad = [
        [
            f"周退{'一二三四五六七八九十'[n % 10]}",
            number(n % 400)[:-1],
            "退役士兵",
            ("初中", "野大")[n % 3 == 0],
            "",
        ]
        for n in range(2_000)
    ]
    upload(page, book([HEAD, *bad, ["周好", number(700), "退役士兵", "初中", "10000004567"]]))
    assert "退回 2,000 行" in page.inner_text("main")
    assert_sound(page)
    picture(page, "import-many-refused")
    page.fill(".find-row [name=q]", "731")
    with page.expect_navigation():
        page.click(".find-row button")
    assert "周退" in page.inner_text(".rows-table")
    page.goto(page.url.split("?")[0] + "?outcome=rejected")
    assert_sound(page)
    picture(page, "import-filtered")
