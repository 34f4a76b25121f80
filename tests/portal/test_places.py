"""Venues, the standards of stations and their documents in the portal: what a clerk and an official see and do."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import StationCheck, StationDocument, StationStar, VenueUse
from care_activities.services.station_documents import document_add
from care_activities.services.station_standards import check_register
from care_activities.services.venue_uses import use_book
from stations.models import AuditEntry, StaffMember, Station, Venue
from tests.veterans.hostile_attachments import picture
from veterans_portal.dashboards.figures import figures

pytestmark = pytest.mark.django_db
ZHICHONG, TIANFU, MAYI = "440704004212", "440703006121", "440704004201"
DISTRICT, CITY = "440704000000", "440700000000"
DAY = datetime.timedelta(days=1)
FIVE = ["body", "posts", "staff", "funds", "backing"]


def today():
    return timezone.localdate()


@pytest.fixture
def home(tree):
    return Venue.objects.create(station=tree[ZHICHONG], kind="home", name="军人之家")


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client, name, *args, query="", **values):
    return client.post(reverse(name, args=args) + query, values, follow=True).content.decode()


def booking(venue, **values):
    return {
        "venue": venue.pk,
        "date": today().isoformat(),
        "start": "09:00",
        "end": "11:00",
        "purpose": "主题党日",
        "organiser": "station",
        "act": "book",
        **values,
    }


def booked(venue, start=9, **values):
    values = {"date": today(), "purpose": "议事", "organiser": "veterans", **values}
    return use_book(
        actor=None, venue=venue, start=datetime.time(start), end=datetime.time(start + 1), **values
    )


def checked(station, answer="yes", checklist="five", items=FIVE):
    answers = {item: {"answer": answer, "evidence": "见台账"} for item in items}
    return check_register(
        actor=None, station=station, checklist=checklist, checked_on=today(), answers=answers
    )


def document(station, **values):
    values = {"title": "工作制度", "kind": "rules", "version_label": "一", "text": "略", **values}
    return document_add(actor=None, station=station, effective_on=today(), **values)


# --- venues -----------------------------------------------------------------------------------------


def test_a_booking_stands_in_the_list_and_becomes_a_use(sign_in, home):
    client = sign_in("zhichong_staff")
    assert "已预约。" in send(client, "venue-use-new", **booking(home))
    assert "主题党日" in page(client, "venues")
    use = VenueUse.objects.get()
    said = send(client, "venue-use", use.pk, act="used", version=use.version, people="")
    assert "请填写实际人数" in said and VenueUse.objects.get().state == "booked"
    said = send(client, "venue-use", use.pk, act="used", version=use.version, people=26)
    assert "已登记为已使用" in said
    assert "已使用 1 次、26 人次" in page(client, "venue-uses", state="used")


def test_a_taken_time_is_told_and_what_was_typed_stays(sign_in, home):
    client = sign_in("zhichong_staff")
    booked(home)
    said = send(client, "venue-use-new", **booking(home, purpose="棋牌比赛"))
    assert "军人之家" in said and "09:00–10:00 已有预约（议事）" in said and 'value="棋牌比赛"' in said
    assert VenueUse.objects.count() == 1


def test_a_use_of_the_past_is_registered_in_one_step(sign_in, home):
    client = sign_in("zhichong_staff")
    day = (today() - 30 * DAY).isoformat()
    assert "已登记使用" in send(client, "venue-use-new", **booking(home, act="used", date=day, people=8))
    assert VenueUse.objects.get().state == "used"


def test_an_outdated_page_of_a_use_saves_nothing(sign_in, home):
    client, use = sign_in("zhichong_staff"), booked(home)
    said = send(client, "venue-use", use.pk, act="unused", version=use.version + 1)
    assert "刚被别人改过" in said and VenueUse.objects.get().state == "booked"
    said = send(client, "venue-use", use.pk, **booking(home, act="save", version=9, purpose="别的"))
    assert "刚被别人改过" in said and 'value="别的"' in said and VenueUse.objects.get().purpose == "议事"


def test_venues_of_others_are_not_offered(sign_in, home, tree):
    client = sign_in("tianfu_staff")
    assert "先登记场所，再预约" in page(client, "venue-use-new", venue=home.pk)
    send(client, "venue-use-new", **booking(home))
    assert not VenueUse.objects.exists()
    use = booked(home)
    assert client.get(reverse("venue-use", args=[use.pk])).status_code == 404
    assert "议事" not in page(client, "venues") + page(client, "venue-uses") + page(
        client, "venue-use-ledger"
    )


def test_counts_by_venue_and_year(sign_in, home):
    client = sign_in("street_manager")
    booked(home, used=True, people=20)
    booked(home, 11, used=True, people=5)
    booked(home, date=today() - 400 * DAY, used=True, people=7)
    assert ">25<" in page(client, "venues").replace(" ", "")
    assert ">7<" in page(client, "venues", year=(today() - 400 * DAY).year).replace(" ", "")


def test_printing_the_ledger_is_logged_and_bad_filters_are_harmless(sign_in, home):
    client = sign_in("zhichong_staff")
    booked(home)
    said = page(client, "venue-use-ledger", since="2020-02-31", venue="x", state="y")
    assert (
        "议事" in said and AuditEntry.objects.filter(action="print").get().station_name == home.station.name
    )


@pytest.mark.parametrize("name", ["venues", "venue-uses", "organisation", "documents"])
def test_the_lists_cost_the_same_however_long(sign_in, tree, home, name):
    client = sign_in("city_manager")
    counts = []
    for batch in range(2):
        for number in range(1, 6):
            venue = Venue.objects.create(station=tree[TIANFU], kind="other", name=f"{batch}室{number}")
            booked(venue)
            document(tree[ZHICHONG], version_label=f"{batch}{number}")
        StaffMember.objects.create(station=tree[ZHICHONG], name="李明", post="worker")
        checked(tree[[ZHICHONG, TIANFU][batch]])
        page(client, name)
        with CaptureQueriesContext(connection) as queries:
            page(client, name)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# --- standards --------------------------------------------------------------------------------------


def test_a_check_starts_unanswered_and_shows_what_is_on_file(sign_in, home):
    client = sign_in("zhichong_staff")
    said = page(client, "organisation-check", ZHICHONG, "three")
    assert "系统里登记的：军人之家" in said and "selected" not in said.replace('value="" selected', "")
    said = send(client, "organisation-check", ZHICHONG, "three", place_evidence="挂牌")
    assert "一条也没有回答" in said and not StationCheck.objects.exists()
    said = send(
        client,
        "organisation-check",
        ZHICHONG,
        "three",
        place_answer="yes",
        place_evidence="挂牌",
        place_adopt="on",
        place_venue=home.pk,
        leisure_answer="no",
    )
    assert "已登记三有核对" in said and "挂牌；军人之家" in said and "有缺项" in said
    assert "上次：有 · 挂牌；军人之家" in page(client, "organisation-check", ZHICHONG, "three")


def test_the_list_finds_what_is_lacking_and_what_is_not_checked(sign_in, tree):
    client = sign_in("street_manager")
    checked(tree[ZHICHONG], "no")
    row = f'href="{reverse("organisation-station", args=[ZHICHONG])}"'
    assert row in page(client, "organisation", state="five_lacking")
    assert row not in page(client, "organisation", state="unchecked")
    assert reverse("organisation-station", args=[MAYI]) in page(client, "organisation", state="unchecked")
    whole = page(client, "organisation")
    assert whole.index(MAYI) < whole.index(ZHICHONG)  # in the order of codes, never ranked


def test_the_figure_of_the_dashboard_is_the_list_it_opens(sign_in, tree):
    checked(tree[ZHICHONG])
    checked(tree[TIANFU], "no")
    figure = figures(tree[CITY], as_of=today())["five_met_ratio"]
    assert (figure.numerator, figure.denominator) == (1, Station.objects.count())
    client = sign_in("official_city")
    said = client.get(figure.list_query).content.decode()
    assert "本页 1 个站" in said and reverse("organisation-station", args=[ZHICHONG]) in said
    assert figure.list_query.replace("&", "&amp;") in client.get(f"/stations/{CITY}/").content.decode()


def test_an_official_reads_the_checks_and_no_documents(sign_in, tree):
    document(tree[ZHICHONG])
    checked(tree[ZHICHONG])
    said = page(sign_in("official_district"), "organisation-station", ZHICHONG)
    assert "达标" in said and "工作制度" not in said and "重新核对" not in said
    client = sign_in("official_district")
    assert client.get(reverse("organisation-station", args=[TIANFU])).status_code == 404
    assert client.get(reverse("organisation"), {"figure": "unknown"}).status_code == 404


def test_my_station_asks_for_the_check_and_for_what_became_of_bookings(sign_in, tree, home):
    client = sign_in("zhichong_staff")
    booked(home, date=today() - DAY)
    said = page(client, "home")
    assert "五有本年未核对" in said and "场所预约待登记使用" in said
    checked(tree[ZHICHONG])
    VenueUse.objects.update(state="unused")
    said = page(client, "home")
    assert "五有本年未核对" not in said and "场所预约待登记使用" not in said


def test_stars_run_out(sign_in, tree):
    client, station = sign_in("street_manager"), tree[ZHICHONG]
    StationStar.objects.create(station=station, grade=9, awarded_on=today() - 9 * DAY)
    StationStar.objects.create(
        station=station, grade=5, awarded_on=today() - 9 * DAY, valid_until=today() - DAY
    )
    assert "全国示范型" in page(client, "organisation") and "<td>五星" not in page(client, "organisation")
    assert "已过期" in page(client, "organisation-station", ZHICHONG)


def test_stars_are_counted_as_the_lists_they_open(sign_in, tree):
    def award(code, grade, days, **values):
        StationStar.objects.create(station=tree[code], grade=grade, awarded_on=today() - days * DAY, **values)

    award(ZHICHONG, 5, 900)
    award(ZHICHONG, 4, 9)  # the latest award has the word
    award(MAYI, 5, 9)
    award(TIANFU, 5, 9, valid_until=today() - DAY)
    award(DISTRICT, 9, 9)  # 全国示范型 is no star
    found, client = figures(tree[CITY], as_of=today()), sign_in("official_city")
    assert [found[key].numerator for key in ("starred_ratio", "five_star_ratio")] == [2, 1]
    said = client.get(found["starred_ratio"].list_query).content.decode()
    assert "本页 2 个站" in said and "有星级" in said
    said = client.get(found["five_star_ratio"].list_query).content.decode()
    assert "本页 1 个站" in said and reverse("organisation-station", args=[MAYI]) in said
    said = client.get(found["stations_established"].list_query).content.decode()
    assert f"本页 {found['stations_established'].value} 个站" in said
    shown = client.get(f"/stations/{CITY}/").content.decode()
    assert "星级站占比" in shown and "五星级站占比" in shown


def test_the_ledger_of_stations_has_its_sums_and_is_logged(sign_in, tree):
    checked(tree[ZHICHONG])
    checked(tree[TIANFU])
    StationStar.objects.create(station=tree[ZHICHONG], grade=4, awarded_on=today())
    said = page(sign_in("official_district"), "organisation-ledger", state="five_met")
    assert "已建站 1 个，五有达标 1 个" in said and "四星 1" in said and ZHICHONG in said
    assert TIANFU not in said and "制表人" in said
    entry = AuditEntry.objects.get(action="print")
    assert (entry.reason, entry.path) == ("建站达标台账，1 个站", tree[DISTRICT].path)
    assert "没有符合条件的记录" in page(
        sign_in("official_district"), "organisation-ledger", state="starred", tier="city"
    )


def test_the_ledger_of_documents_lists_what_the_list_does(sign_in, tree):
    document(tree[ZHICHONG])
    document(tree[DISTRICT], title="区接待流程", kind="flow")
    document(tree[TIANFU], title="天福制度")
    client = sign_in("zhichong_staff")
    said = page(client, "document-ledger")
    assert "2 份：制度 1、工作流程图 1" in said and "区接待流程" in said and "天福制度" not in said
    assert "区接待流程" not in page(client, "document-ledger", kind="rules")
    assert AuditEntry.objects.filter(action="print", reason="资料台账，2 份").count() == 1


def test_the_workbook_tells_the_list_and_its_sums(sign_in, tree):
    checked(tree[ZHICHONG])
    StaffMember.objects.create(station=tree[ZHICHONG], name="李明", post="worker", is_dedicated=True)
    answer = sign_in("district_manager").get(reverse("organisation-table"), {"station": DISTRICT})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert "五有达标 1 个" in rows[3][0] and "村社区 3" in rows[3][0]
    line = next(row for row in rows if row[0] == ZHICHONG)
    assert line[3] == "达标" and line[5] == "未核对" and line[9:12] == (1, 1, 0)
    assert not [row for row in rows if row[0] == TIANFU]
    assert AuditEntry.objects.get(action="export").target_label == "机构情况表 6 个站"


# --- documents --------------------------------------------------------------------------------------


def test_a_document_with_a_scan_is_read_below_and_downloaded(sign_in, tree):
    client = sign_in("district_manager")
    said = client.post(
        reverse("document-new"),
        {
            "title": "来访接待流程",
            "kind": "flow",
            "version_label": "2026年版",
            "effective_on": today().isoformat(),
            "is_posted": "yes",
            "scan": SimpleUploadedFile("流程.png", picture(), "image/png"),
        },
        follow=True,
    ).content.decode()
    assert "已保存" in said
    found = StationDocument.objects.get()
    assert (found.station.code, found.is_posted) == (DISTRICT, True)
    below = sign_in("zhichong_staff")
    assert "来访接待流程" in page(below, "documents", station=ZHICHONG, posted="yes", title="接待")
    answer = below.get(reverse("document-file", args=[found.pk]))
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    assert "修订成新版本" not in page(below, "document", found.pk)
    assert sign_in("tianfu_staff").get(reverse("document", args=[found.pk])).status_code == 404


def test_a_scan_is_added_once_to_what_came_without(sign_in, tree):
    client, found = sign_in("zhichong_staff"), document(tree[ZHICHONG])
    assert "上传扫描件" in page(client, "document", found.pk)
    assert "请选择要上传的图片" in send(client, "document-upload", found.pk)
    said = send(client, "document-upload", found.pk, file=SimpleUploadedFile("a.png", picture()))
    assert "扫描件已上传。" in said and "下载扫描件" in said and "上传扫描件" not in said
    said = send(client, "document-upload", found.pk, file=SimpleUploadedFile("a.png", picture()))
    assert "已有扫描件" in said
    assert AuditEntry.objects.filter(target_type="care_activities.stationdocumentfile").count() == 1
    answer = sign_in("tianfu_staff").post(reverse("document-upload", args=[found.pk]))
    assert answer.status_code == 404


def test_a_revision_takes_the_place_of_what_was(sign_in, tree):
    client, first = sign_in("zhichong_staff"), document(tree[ZHICHONG])
    said = page(client, "document-new", of=first.pk)
    assert 'value="工作制度"' in said
    said = send(
        client,
        "document-new",
        query=f"?of={first.pk}",
        title="工作制度",
        kind="rules",
        version_label="二",
        effective_on=today().isoformat(),
        text="新",
    )
    assert "各版本" in said
    assert StationDocument.objects.current().get().version_label == "二"
    assert "旧版本" in page(client, "document", first.pk)
    assert client.post(reverse("document", args=[first.pk]), {"version": 1}).status_code == 403


def test_a_file_that_is_no_picture_is_refused_with_what_to_do(sign_in, tree):
    client = sign_in("zhichong_staff")
    values = {"title": "甲", "kind": "rules", "version_label": "一", "effective_on": today().isoformat()}
    said = client.post(
        reverse("document-new"), {**values, "scan": SimpleUploadedFile("a.docx", b"PK\x03\x04word/x")}
    ).content.decode()
    assert "请" in said and not StationDocument.objects.exists()
    assert "请上传扫描件，或填写正文" in send(client, "document-new", **values)


def test_correcting_and_deleting(sign_in, tree):
    client, found = sign_in("zhichong_staff"), document(tree[ZHICHONG])
    values = {"title": "工作制度", "kind": "rules", "version_label": "一", "text": "改过"}
    values["effective_on"] = today().isoformat()
    assert "刚被别人改过" in send(client, "document", found.pk, version=7, **values)
    assert "已保存" in send(client, "document", found.pk, version=found.version, **values)
    found.refresh_from_db()
    assert found.text == "改过"
    assert "已删除" in send(client, "document-delete", found.pk, version=found.version)
    assert not StationDocument.objects.exists()
