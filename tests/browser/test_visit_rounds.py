"""A round of visits through the browser: opened, a village registered in one screen, one visit on a phone, paper."""

import pypdfium2
import pytest

from tests.browser.soundness import assert_sound
from tests.veterans.hostile_attachments import picture as a_picture

pytestmark = pytest.mark.browser


def open_round(page, name, festival=1):
    page.goto("/visits/rounds/new/")
    page.select_option("[name=station]", label="外海街道退役军人服务站")
    page.select_option("[name=festival]", index=festival)
    page.select_option("[name=unit]", "household")
    page.select_option("[name=selection]", "all")
    for field, value in (("name", name), ("cash", "300"), ("goods", "大米一袋"), ("goods_value", "85.50")):
        page.fill(f"[name={field}]", value)
    assert_sound(page)
    page.click("[data-busy]")
    page.wait_for_selector("text=已建立批次")
    return page.url


def test_a_list_is_registered_in_one_screen(open_page, picture):
    street, village = open_page("street_manager"), open_page("zhichong_staff")
    address = open_round(street, "春节慰问（电脑）")
    assert_sound(street)
    picture(street, "visit-round-street")
    village.goto(address)
    assert_sound(village)
    village.click("text=整批登记")
    assert_sound(village)
    village.check(".bulk-all input")
    ticked = village.locator("[data-tick=visited]:checked").count()
    assert ticked >= 30
    village.fill("[name=visitors]", "村党委书记陈某、工作人员李某")
    village.check("[name=signed]")
    row = village.locator("tbody tr").nth(2)
    row.locator("[name$=-cash]").fill("500")
    row = village.locator("tbody tr").nth(3)
    row.locator("[data-tick=visited]").uncheck()
    row.locator("[name$=-missed]").select_option("away")
    row = village.locator("tbody tr").nth(4)
    row.locator("[name$='-recipient']").fill("陈小明")
    row.locator("[name$=-recipient_relation]").fill("儿子")
    file = {"name": "签收表.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    village.set_input_files("[name=scan]", file)
    picture(village, "visit-register")
    village.click("button[value=ticked]")
    village.wait_for_selector(f"text=已登记走访 {ticked - 1} 行")
    assert_sound(village)
    picture(village, "visit-round-village")
    village.click("text=核对")
    assert_sound(village)
    picture(village, "visit-check")


def test_one_visit_on_a_phone_takes_three_taps(open_page, picture):
    address = open_round(open_page("street_manager"), "八一慰问（手机）", festival=2)
    phone = open_page("zhichong_staff", "390x844")
    phone.goto("/")
    assert_sound(phone)
    phone.click("text=八一慰问（手机）")
    assert_sound(phone)
    picture(phone, "visit-phone-round")
    phone.locator("#lines tbody th a").first.click()
    assert_sound(phone)
    picture(phone, "visit-phone-line")
    phone.click("button[value=visited]")
    phone.wait_for_selector("text=已登记走访 1 行")
    phone.goto(address.rstrip("/") + "/register/?station=440704004212")
    assert_sound(phone)


def test_the_sheet_to_sign_and_the_ledger_are_printed_across(open_page, picture):
    page = open_page("street_manager")
    address = open_round(page, "春节慰问（打印）")
    page.goto(f"{address}sheet/?station=440704004212")
    assert_sound(page)
    picture(page, "visit-receipt")
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    first, last = printed[0], printed[len(printed) - 1]
    assert first.get_width() > first.get_height()
    assert "领取人签名" in first.get_textpage().get_text_bounded()
    told = last.get_textpage().get_text_bounded()
    assert "人民币（大写）" in told and "监督" in told
    page.goto("/visits/ledger/?station=440704004212")
    assert_sound(page)
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    cover = printed[0].get_textpage().get_text_bounded()
    assert "制表人" in cover and "打印台账" not in cover
    picture(page, "visit-ledger")


@pytest.mark.parametrize("screen", ["1366x768", "390x844"])
@pytest.mark.parametrize("address", ["/visits/", "/visits/rounds/", "/visits/due/", "/visits/unvisited/"])
def test_lists_fit_the_screen(open_page, picture, address, screen):
    page = open_page("zhichong_staff", screen)
    page.goto(address)
    assert_sound(page)
    picture(page, "visits" + address.replace("/", "-"))
