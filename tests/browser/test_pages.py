"""The pages on the demo data, on an office PC and on a phone: whole, legible, no wider than the screen."""

import re

import pytest

from tests.browser.soundness import assert_sound

pytestmark = pytest.mark.browser
VIEWPORTS = {"1366x768": {"width": 1366, "height": 768}, "390x844": {"width": 390, "height": 844}}
SCREENS = list(VIEWPORTS)
CITY, DISTRICT, STREET, VILLAGE = "440700000000", "440704000000", "440704004000", "440704004212"

# name of the picture, user, address, what must stand there
PAGES = [
    ("my-station", "zhichong_staff", "/", "直冲村"),
    ("dashboard-village", "zhichong_staff", f"/stations/{VILLAGE}/", "登记在册退役军人"),
    ("dashboard-street", "street_manager", f"/stations/{STREET}/", "外海街道"),
    ("dashboard-district", "official_district", f"/stations/{DISTRICT}/", "江海区"),
    (
        "dashboard-of-a-class",
        "official_district",
        f"/stations/{DISTRICT}/?bucket=key_preferential",
        "人员结构",
    ),
    ("dashboard-city", "official_city", f"/stations/{CITY}/", "江门市"),
    ("screen-city", "official_city", f"/stations/{CITY}/screen/", "总体情况"),
    ("screen-village", "zhichong_staff", f"/stations/{VILLAGE}/screen/", "总体情况"),
    ("people", "zhichong_staff", "/people/", "档案名册"),
    ("people-street", "street_manager", f"/people/?station={STREET}&class=02", "退役士兵"),
    ("households", "zhichong_staff", "/people/households/", "家庭"),
    ("household", "zhichong_staff", "/people/households/1/", "家庭成员"),
    ("honours", "zhichong_staff", "/people/honours/", "荣誉"),
    ("visits", "zhichong_staff", "/visits/", "慰问"),
    ("visit-round", "zhichong_staff", "/visits/rounds/1/", "补入名单"),
    ("visit-round-add", "zhichong_staff", f"/visits/rounds/1/add/?station={VILLAGE}", "补入名单"),
    ("visit-receipt", "zhichong_staff", f"/visits/rounds/1/sheet/?station={VILLAGE}", "签收表"),
    ("hanging-round", "zhichong_staff", "/plaques/rounds/1/", "集中悬挂"),
    ("plaques", "zhichong_staff", "/plaques/", "光荣牌"),
    ("plaques-unhung", "zhichong_staff", "/plaques/unhung/", "应挂未挂"),
    ("plaque-ledger", "district_manager", "/plaques/ledger/", "光荣牌"),
    ("hanging-rounds", "district_manager", "/plaques/rounds/", "集中悬挂"),
    ("aid", "zhichong_staff", "/aid/", "帮扶"),
    ("care", "zhichong_staff", "/care/", "孤老照料"),
    ("care-register", "zhichong_staff", "/care/register/", "登记照料"),
    ("care-services", "zhichong_staff", "/care/services/", "服务记录"),
    ("care-ledger", "district_manager", "/care/ledger/", "志愿、社工服务台账"),
    ("care-contracts", "district_manager", "/care/contracts/", "服务合同"),
    ("care-contract", "street_manager", "/care/contracts/1/", "合同扫描件"),
    ("care-contract-ledger", "street_manager", "/care/contracts/ledger/", "社工服务合同台账"),
    ("care-dining", "tianfu_staff", "/care/dining/", "长者饭堂"),
    ("care-dining-ledger", "tianfu_staff", "/care/dining/ledger/", "长者饭堂用餐台账"),
    ("care-volunteering", "zhichong_staff", "/care/volunteering/", "志愿服务"),
    ("aid-ledger", "district_manager", "/aid/ledger/", "帮扶援助台账"),
    ("team", "zhichong_staff", "/team/", "保障队伍"),
    ("consultations", "zhichong_staff", "/team/consultations/", "咨询台账"),
    ("consultation-new", "zhichong_staff", "/team/consultations/new/", "登记咨询"),
    ("consultation-ledger", "district_manager", "/team/consultations/ledger/", "咨询台账"),
    ("policies", "zhichong_staff", "/policies/", "政策库"),
    ("policy-ledger", "official_city", "/policies/ledger/", "政策台账"),
    ("policy-new", "zhichong_staff", "/policies/new/", "登记政策"),
    ("venues", "zhichong_staff", "/venues/", "今天和以后的预约"),
    ("venue-uses", "street_manager", "/venues/uses/", "场所使用台账"),
    ("venue-use-new", "zhichong_staff", "/venues/uses/new/", "预约场所"),
    ("venue-use-ledger", "district_manager", "/venues/uses/ledger/", "场所使用台账"),
    ("organisation", "official_city", "/organisation/", "建站达标"),
    ("organisation-station", "zhichong_staff", f"/organisation/{VILLAGE}/", "星级评定"),
    ("organisation-check", "zhichong_staff", f"/organisation/{VILLAGE}/check/five/", "五有核对"),
    ("organisation-ledger", "official_city", "/organisation/ledger/", "建站达标台账"),
    ("documents", "zhichong_staff", "/documents/", "资料库"),
    ("document-ledger", "district_manager", "/documents/ledger/", "资料台账"),
    ("document-new", "zhichong_staff", "/documents/new/", "登记资料"),
    ("activities", "zhichong_staff", "/activities/", "活动学习"),
    ("activity-new", "zhichong_staff", "/activities/new/", "登记活动"),
    ("activity-ledger", "district_manager", "/activities/ledger/", "活动学习台账"),
    ("opinions", "zhichong_staff", "/activities/opinions/", "意见建议"),
    ("opinion-ledger", "zhichong_staff", "/activities/opinions/ledger/?state=all", "意见建议台账"),
    ("activity-resources", "street_manager", "/activities/resources/", "红色资源"),
    ("red-ledger", "street_manager", "/activities/resources/red_resources/ledger/", "红色资源台账"),
    ("partner-ledger", "street_manager", "/activities/resources/partners/ledger/", "合作单位台账"),
    ("requests", "zhichong_staff", "/requests/", "诉求"),
    ("notices", "street_manager", "/notices/", "消息"),
    ("request-ledger", "district_manager", "/requests/ledger/", "诉求办理台账"),
    ("request-new", "zhichong_staff", "/requests/new/", "登记诉求"),
    ("service-items", "zhichong_staff", "/requests/items/", "事项目录"),
    ("request-slips", "zhichong_staff", "/requests/slips/", "协办单"),
    ("supervisions", "district_manager", "/requests/supervisions/", "督办"),
    ("sent-tasks", "district_manager", "/requests/tasks/", "任务"),
    ("sent-task-new", "district_manager", "/requests/tasks/new/", "下派任务"),
    ("reports", "street_manager", "/reports/", "报表"),
    ("report-people", "district_manager", "/reports/r1/", "人员底数"),
    ("report-visits", "official_district", "/reports/r6/?period=2026", "走访慰问"),
    ("report-print", "street_manager", "/reports/r7/print/", "打印报表"),
    ("report-kept", "street_manager", "/reports/kept/", "留存的报表"),
    ("bulletin", "zhichong_staff", "/reports/bulletin/", "工作简报"),
    ("imports", "city_manager", "/imports/", "上传表格"),
    ("admin-index", "zhichong_staff", "/admin/", "登记"),
    ("admin-people", "zhichong_staff", "/admin/veterans/personfile/", "档案"),
    ("admin-visits", "zhichong_staff", "/admin/care_activities/visit/", "走访"),
    ("admin-audit", "auditor", "/admin/stations/auditentry/", "记录"),
]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("name", "username", "address", "text"), PAGES, ids=[row[0] for row in PAGES])
def test_page_is_sound(open_page, picture, name, username, address, text, screen):
    page = open_page(username, screen)
    page.goto(address)
    assert text in page.inner_text("main")
    assert_sound(page)
    picture(page, name)


@pytest.mark.parametrize("screen", SCREENS)
def test_login_is_sound(open_page, screen):
    page = open_page(None, screen)
    page.goto("/login/")
    assert_sound(page)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("address", "status"), [("/imports/", 403), ("/people/999999999/", 404)])
def test_a_refusal_is_a_sound_page_too(portal, browser, signed_in, address, status, screen):
    """Not watched: the browser logs such an answer as an error."""
    state = signed_in("zhichong_staff")
    context = browser.new_context(base_url=portal.url, storage_state=state, viewport=VIEWPORTS[screen])
    page = context.new_page()
    assert page.goto(address).status == status
    assert page.locator("main h1").is_visible()
    assert_sound(page)
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_somebody_is_found_and_the_file_opens(open_page, picture, screen):
    page = open_page("zhichong_staff", screen)
    page.goto("/")
    page.fill("main [name=q]", "陈")
    with page.expect_navigation():
        page.press("main [name=q]", "Enter")
    assert "找到" in page.inner_text("main")
    assert "陈" not in page.url
    assert_sound(page)
    picture(page, "search")
    with page.expect_navigation():
        page.click("main tbody th a")
    assert re.search(r"/people/\d+/$", page.url)
    assert "档案号" in page.inner_text("main")
    assert_sound(page)
    picture(page, "person")


def test_a_figure_of_the_dashboard_opens_its_list(open_page):
    page = open_page("zhichong_staff")
    page.goto(f"/stations/{VILLAGE}/")
    figure = page.locator("a.fig").first
    count = figure.locator(".fig-value").inner_text()
    with page.expect_navigation():
        figure.click()
    assert re.sub(r"\s", "", count) in re.sub(r"\s", "", page.inner_text("main .asof"))
