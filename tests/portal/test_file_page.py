"""The page of a file: every tab, what is to do, the timeline, phones for its own staff, who opened it, the sheet."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care_activities.services.plaques import plaque_register
from care_activities.services.visits import visit_record
from stations.models import AuditEntry, StaffMember
from tests.veterans.people import id_number, register
from veterans import models
from veterans.services.records import record_save
from veterans.services.withdrawal import person_withdraw
from veterans_portal.people import panels

from . import stage

pytestmark = pytest.mark.django_db
NUMBER, RELATIVE = id_number("19660101"), id_number("19680202", "2")
MOBILE, ALTERNATIVE, HOME = "10000001234", "10000005678", "10000008888"
HIDDEN = (NUMBER, RELATIVE, MOBILE, ALTERNATIVE, HOME)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def person(zhichong):
    person = register(
        zhichong,
        "陈志强",
        id_number=NUMBER,
        mobile=MOBILE,
        phone_alt=ALTERNATIVE,
        household=stage.household(zhichong, "017"),
    )
    models.FamilyMember.objects.create(
        person=person, relation="10", name="李小梅", document_no=RELATIVE, phone=HOME
    )
    return person


def fill(person, station):
    """One row of every part of a file, and something of every ledger."""
    day = datetime.date(2024, 3, 5)
    made = models.Benefit.objects.create(person=person, type="51", treatment="3", status="1")
    models.BenefitConfirmation.objects.create(benefit=made, year=2024, confirmed_on=day, method="1")
    models.SocialSecurity.objects.create(person=person, pension_place="江海区参保")
    models.PartyMembership.objects.create(person=person, relation_status="1", joined_on="1990-07")
    models.CommitteeTerm.objects.create(person=person, post="06", place="直冲村委")
    models.Volunteering.objects.create(person=person, organisation="红棉老兵队")
    models.ServiceRecord.objects.create(person=person, enlisted_on="1988-12", discharged_on="1993-03")
    models.Placement.objects.create(person=person, placed_in="江海区安置")
    models.Employment.objects.create(person=person, employer="经济联合社")
    models.EmploymentPeriod.objects.create(person=person, employer="自行车厂")
    models.Venture.objects.create(person=person, kind="2", name="水电安装部")
    models.Training.objects.create(person=person, kind="1", subject="低压电工", started_on="2023-05")
    models.Certificate.objects.create(person=person, kind="1", name="电工作业证")
    models.Disability.objects.create(person=person, nature="2", grade="08", body_part="左手")
    models.Survivorship.objects.create(person=person, decedent_kind="1", decedent_name="陈大勇")
    models.PreferentialCard.objects.create(person=person, kind="1", stage="6", issued_on=day)
    models.Honour.objects.create(person=person, title="三等功", year=1991)
    models.Commemoration.objects.create(person=person, teaches_defence=True)
    models.Hardship.objects.create(person=person, note="妻子住院")
    models.FileChange.objects.create(
        person=person, kind="opened", happened_on="2019-03", station=station, reason="建档立卡"
    )
    transfer = models.PartyTransfer.objects.create(person=person, opened_on=day)
    models.PartyTransferEvent.objects.create(transfer=transfer, step="1", on=day, note="登门核实")
    made = models.CollectionRound.objects.create(
        station=station, name="2024年度核查", kind="annual_check", record_date=day, due_on=day
    )
    models.RoundEntry.objects.create(
        round=made, person=person, station=station, state="accepted", collected_on=day
    )
    models.MeritNews.objects.create(household=person.household, merit="02", received_on=day)
    plaque_register(
        actor=None,
        household=person.household,
        role="TY",
        initiated_by="station",
        status="hung",
        hung_on=datetime.date(2019, 5, 1),
    )
    for target in ({"person": person}, {"household": person.household}):
        visit_record(
            actor=None, station=station, date=day, occasion="army_day", method="home", cash=300, **target
        )


# Sections and what is derived


def test_every_part_of_the_archive_stands_on_the_page(person, zhichong, sign_in):
    fill(person, zhichong)
    text = text_of(sign_in("zhichong_staff").get(f"/people/{person.pk}/"))
    for words in (
        "李小梅 江海区参保 1990年7月 直冲村委 红棉老兵队 1988年12月 江海区安置 经济联合社 自行车厂 水电安装部 "
        "低压电工 电工作业证 左手 陈大勇 三等功 妻子住院 建档立卡 2024年3月5日 登门核实 2024年度核查"
    ).split():
        assert words in text, words
    assert "还没有登记：" not in text


def test_age_band_and_years_of_service_are_shown_not_kept(person, zhichong, sign_in):
    fill(person, zhichong)
    text = text_of(sign_in("zhichong_staff").get(f"/people/{person.pk}/"))
    age = timezone.localdate().year - 1966
    assert f"年龄 {age} 周岁" in text and "年龄段 60—69 岁" in text and "军龄 4年3个月" in text


# What is to do


def test_what_is_to_do_stands_on_top(person, sign_in):
    models.ServiceRecord.objects.create(person=person, enlisted_on="1975-12")
    response = sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    todos = [item["text"] for item in response.context["todos"]]
    assert any("待核实档案" in text for text in todos) and any("无跟进人" in text for text in todos)
    assert "入伍时未满 16 周岁，请核对出生日期和入伍时间。" in todos
    assert text_of(response).index("无跟进人") < text_of(response).index("基本信息 档案号")


def test_nothing_is_asked_of_the_dead(tree, cast, sign_in):
    today = timezone.localdate()
    late = wanted_by_every_theme(tree[stage.ZHICHONG], today)
    client = sign_in("zhichong_staff")

    def said():
        response = client.get(f"/people/{late.pk}/")
        return " ".join(item["text"] for item in response.context["todos"]) + text_of(response)

    asked = ("退役报到", "60周岁农村籍", "身份证已过期", "半年没有联系", "可以帮忙的人")
    assert [words for words in asked if words not in said()] == []
    person_withdraw(actor=None, person=late, kind="deceased", happened_on=today.isoformat())
    assert [words for words in asked if words in said()] == []


def wanted_by_every_theme(station, today):
    """Somebody of whom every theme wants something."""
    late = register(
        station,
        "林海波",
        id_number=id_number(f"{today.year - 61}0101"),
        id_valid_until="2020-01-01",
        political_status="01",
        help_wanted=("02",),
    )
    register(station, "能开车", skills=("02",))
    models.ServiceRecord.objects.create(
        person=late,
        enlisted_on="1985-12",
        discharged_on=(today - datetime.timedelta(days=60)).isoformat(),
        hukou_at_enlistment="2",
    )
    models.PartyMembership.objects.create(person=late, relation_status="1")
    return late


def test_a_theme_adds_its_card_its_button_and_what_is_to_do(person, sign_in, monkeypatch):
    def theme(user, person):
        return panels.Panel(
            key="extra",
            title="附加内容",
            template="components/empty.html",
            context={"title": f"档案 {person.archive_no} 的附加内容"},
            actions=[{"label": "去办理", "url": "/people/", "icon": "add"}],
            todos=[{"text": "证件快要到期", "url": "/people/", "tone": "bad"}],
        )

    monkeypatch.setattr(panels, "PANELS", [theme, lambda user, person: None])
    response = sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    text = text_of(response)
    assert f"档案 {person.archive_no} 的附加内容" in text and "去办理" in text
    assert response.context["todos"][0]["text"] == "证件快要到期", "the gravest comes first"


def test_what_a_theme_says_is_not_said_again_by_its_worklist(person, zhichong, sign_in):
    party = models.PartyMembership.objects.create(person=person, relation_status="1")
    todos = sign_in("zhichong_staff").get(f"/people/{person.pk}/").context["todos"]
    assert party.last_contact_on is None
    assert [item["text"] for item in todos if "半年" in item["text"]] == ["半年没有联系过这名党员"]


def test_every_place_on_the_page_a_todo_leads_to_is_there(person, sign_in):
    models.PersonFile.objects.filter(pk=person.pk).update(id_valid_until=datetime.date(2020, 5, 1))
    page = sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    [place] = {item["url"] for item in page.context["todos"] if item["url"].startswith("#")}
    assert f'id="{place[1:]}"' in page.content.decode()


def test_of_the_dead_nothing_is_asked_that_only_the_living_can_answer(person, sign_in):
    models.PartyMembership.objects.create(person=person, relation_status="1")
    models.PersonFile.objects.filter(pk=person.pk).update(status="deceased")
    page = sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    assert page.context["todos"] == []
    text = text_of(page)
    for words in ("今天已核实", "登记联系", "组织关系接转", "周岁"):
        assert words not in text, words


def test_who_looks_after_the_person_is_named(person, zhichong, sign_in):
    client = sign_in("zhichong_staff")
    assert "跟进人 未指定" in text_of(client.get(f"/people/{person.pk}/"))
    staff = StaffMember.objects.create(station=zhichong, name="何专责", post="worker")
    models.PersonFile.objects.filter(pk=person.pk).update(follow_up_staff=staff)
    models.PartyMembership.objects.create(person=person, contact=staff)
    text = text_of(client.get(f"/people/{person.pk}/"))
    assert "跟进人 何专责" in text and "党员联系人 何专责" in text and "无跟进人" not in text


def test_a_file_is_verified_by_one_click(person, cast, sign_in):
    client = sign_in("zhichong_staff")
    assert "今天已核实" in text_of(client.get(f"/people/{person.pk}/"))
    response = client.post(f"/people/{person.pk}/verify/", follow=True)
    assert "今天与本人核实过" in text_of(response) and "待核实档案" not in text_of(response)
    person.refresh_from_db()
    assert (person.verified_on, person.verified_by) == (timezone.localdate(), cast["zhichong_staff"])
    assert sign_in("tianfu_staff").post(f"/people/{person.pk}/verify/").status_code == 404


# The timeline


def test_the_timeline_tells_everything_by_year_newest_first(person, zhichong, sign_in):
    fill(person, zhichong)
    years = sign_in("zhichong_staff").get(f"/people/{person.pk}/").context["timeline"]
    assert [year.label for year in years] == ["2024年", "2023年", "2019年", "1991年"]
    told = {event.kind for year in years for event in year.events}
    assert told == set(
        "走访慰问 光荣牌 立功喜报 档案变动 优抚年度确认 组织关系接转 年度核查 荣誉 培训 优待证".split()
    )
    visit = next(event for event in years[0].events if event.kind == "走访慰问")
    assert "八一" in visit.words and "300" in visit.words and visit.station == "直冲村"
    plaque = next(event for event in years[2].events if event.kind == "光荣牌")
    assert plaque.date == "2019年5月1日"


def test_a_transfer_request_stands_in_the_timeline(person, tree, zhichong, sign_in):
    models.TransferRequest.objects.create(
        person=person,
        from_station=zhichong,
        to_station=tree[stage.TIANFU],
        asked_by_receiver=False,
        reason="迁户",
    )
    text = text_of(sign_in("zhichong_staff").get(f"/people/{person.pk}/"))
    assert "从直冲村迁往天福社区 · 待对方同意" in text


# Phones


def test_its_own_staff_see_the_phones_and_the_log_says_which(person, cast, sign_in):
    text = text_of(sign_in("zhichong_staff").get(f"/people/{person.pk}/"))
    for number in (MOBILE, ALTERNATIVE, HOME):
        assert number in text
    assert NUMBER not in text and RELATIVE not in text
    entry = AuditEntry.objects.get(action="view")
    assert (entry.actor_id, entry.target_id) == (cast["zhichong_staff"].pk, person.pk)
    assert entry.fields == ["mobile", "phone", "phone_alt"]
    assert entry.target_label == person.archive_no


def test_managers_above_meet_masks_and_their_look_is_logged_too(person, cast, sign_in):
    for username in ("street_manager", "city_manager"):
        html = sign_in(username).get(f"/people/{person.pk}/").content.decode()
        for number in HIDDEN:
            assert number not in html, username
        assert person.mobile.mask in html
    entry = AuditEntry.objects.filter(action="view").first()
    assert (entry.actor_id, entry.fields) == (cast["city_manager"].pk, [])


def test_the_residence_station_sees_the_phone_of_who_lives_there(tree, person, cast, sign_in):
    models.PersonFile.objects.filter(pk=person.pk).update(residence_station=tree[stage.TIANFU])
    text = text_of(sign_in("tianfu_staff").get(f"/people/{person.pk}/"))
    assert MOBILE in text and "李小梅" not in text and HOME not in text
    entry = AuditEntry.objects.get(action="view")
    assert (entry.actor_id, entry.fields) == (cast["tianfu_staff"].pk, ["mobile", "phone_alt"])
    assert person.archive_no not in text and "待办" not in text


def test_a_foreign_file_leaves_no_trace_of_a_view(person, sign_in):
    assert sign_in("tianfu_staff").get(f"/people/{person.pk}/").status_code == 404
    assert not AuditEntry.objects.filter(action="view").exists()


# One click for a number


def test_one_click_shows_the_number_for_the_reason_on_the_button(person, sign_in):
    client = sign_in("zhichong_staff")
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert re.search(r'<button[^>]*name="reason" value="verify">显示（核对证件或档案）', page)
    shown = client.post(f"/people/{person.pk}/reveal/", {"field": "id_number", "reason": "verify"})
    assert NUMBER in text_of(shown) and RELATIVE not in text_of(shown)


def test_the_reason_chosen_last_stands_on_the_button(person, sign_in):
    client = sign_in("street_manager")
    client.post(f"/people/{person.pk}/reveal/", {"field": "id_number", "reason": "benefit"})
    page = text_of(client.get(f"/people/{person.pk}/"))
    assert "显示（办理优待抚恤）" in page
    assert "显示（联系本人或家属）" in page, "phones keep their own usual reason"
    assert AuditEntry.objects.get(action="reveal").reason == "办理优待抚恤"


def test_a_relatives_number_is_shown_and_logged_alike(person, tree, sign_in):
    member = person.family_members.get()
    client = sign_in("zhichong_staff")
    asked = {"field": "document_no", "reason": "verify", "member": member.pk}
    assert RELATIVE in text_of(client.post(f"/people/{person.pk}/reveal/", asked))
    assert AuditEntry.objects.get(action="reveal").fields == ["document_no"]
    stranger = models.FamilyMember.objects.create(
        person=register(tree[stage.TIANFU]), relation="10", name="黄小红", document_no=id_number("19700303")
    )
    for wrong in ({"member": stranger.pk}, {"member": ""}, {"field": "id_number"}):
        response = client.post(f"/people/{person.pk}/reveal/", asked | wrong)
        assert "没有显示号码" in text_of(response), wrong
    assert AuditEntry.objects.filter(action="reveal").count() == 1


# Who can open it and who did


def test_a_manager_sees_who_can_open_a_file_and_who_did(person, tree, sign_in):
    sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    client = sign_in("street_manager")
    client.post(f"/people/{person.pk}/reveal/", {"field": "id_number", "reason": "superior"})
    response = client.get(f"/people/{person.pk}/access/")
    readers = {reader.membership.user.username: reader.verbs for reader in response.context["readers"]}
    assert set(readers) == {"zhichong_staff", "street_manager", "district_manager", "city_manager", "admin"}
    assert set(readers["zhichong_staff"]) == {"查看", "显示号码", "修改"}
    actions = [row["entry"].action for row in response.context["entries"]]
    assert actions == ["view", "reveal", "view", "create"]
    text = text_of(response)
    assert "上级部门依法调阅" in text and "身份证号" in text and "陈志强" in text
    for number in HIDDEN:
        assert number not in text


def test_the_fields_of_a_part_stand_under_their_names(person, sign_in):
    record_save(actor=None, record=models.Honour(person=person, title="三等功", year=1991))
    page = sign_in("street_manager").get(f"/people/{person.pk}/access/")
    [row] = [row for row in page.context["entries"] if row["entry"].target_type == "veterans.honour"]
    part, fields = row["fields"].split("：")
    assert part == "荣誉" and {"荣誉名称", "授予年份"} <= set(fields.split("、"))
    assert not re.search("[A-Za-z]", fields), fields


def test_the_log_calls_the_fields_as_forms_do(person, sign_in):
    record_save(actor=None, record=models.Honour(person=person, title="三等功", year=1991))
    sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    text = text_of(sign_in("auditor").get("/admin/stations/auditentry/"))
    assert "荣誉名称" in text and "授予年份" in text and "title" not in text
    assert "手机号、电话、备用电话" in text, "a relative's phone too"


def test_the_residence_station_counts_among_who_can_open_it(person, tree, sign_in):
    models.PersonFile.objects.filter(pk=person.pk).update(residence_station=tree[stage.TIANFU])
    readers = sign_in("street_manager").get(f"/people/{person.pk}/access/").context["readers"]
    [part] = [reader for reader in readers if reader.is_part]
    assert part.membership.user.username == "tianfu_staff" and len(part.verbs) == 1


def test_an_auditor_asks_by_archive_number_and_learns_no_name(person, sign_in):
    sign_in("zhichong_staff").get(f"/people/{person.pk}/")
    client = sign_in("auditor")
    assert client.get(f"/people/{person.pk}/").status_code == 403
    assert client.get(f"/people/{person.pk}/access/").status_code == 403
    address = f"/people/archive/{person.archive_no}/access/"
    assert address in client.get("/admin/stations/auditentry/").content.decode()
    response = client.get(address)
    html = response.content.decode()
    assert "zhichong_staff" in html and person.archive_no in html
    for words in ("陈志强", "李小梅", *HIDDEN):
        assert words not in html
    assert client.get("/people/archive/440704004212-9999/access/").status_code == 404
    assert sign_in("street_manager").get(address).status_code == 403


def test_entries_of_parts_are_told_and_pages_follow(person, sign_in):
    client = sign_in("street_manager")
    for _ in range(60):
        client.get(f"/people/{person.pk}/")
    first = client.get(f"/people/{person.pk}/access/")
    second = client.get(f"/people/{person.pk}/access/{first.context['page'].next_url}")
    assert [len(page.context["entries"]) for page in (first, second)] == [50, 11]


# The sheet


def test_the_sheet_holds_every_tab_with_the_id_masked(person, zhichong, sign_in):
    fill(person, zhichong)
    response = sign_in("zhichong_staff").get(f"/people/{person.pk}/sheet/")
    text = text_of(response)
    for words in (
        f"档案号：{person.archive_no} 照片 陈志强 李小梅 红棉老兵队 1988年12月 江海区安置 经济联合社 低压电工 左手 "
        "陈大勇 三等功 妻子住院 建档立卡 采集人： 审核人： 演示数据 军龄 2024年度核查"
    ).split():
        assert words in text, words
    for letter in ("A", "A2", "B", "C", "D", "E", "F", "G", "H", "I", "J"):
        assert f'<h2 class="form-band">{letter}　' in response.content.decode(), letter
    assert NUMBER not in text and RELATIVE not in text and person.id_number.mask in text and MOBILE in text
    assert AuditEntry.objects.get(action="view").fields == ["mobile", "phone", "phone_alt"]


def test_whole_numbers_are_printed_for_a_reason_and_logged(person, cast, sign_in):
    client = sign_in("street_manager")
    page = client.get(f"/people/{person.pk}/sheet/").content.decode()
    assert MOBILE not in page and "打印（含完整号码，核对证件或档案）" in page
    response = client.post(f"/people/{person.pk}/sheet/", {"reason": "verify"})
    for number in HIDDEN:
        assert number in text_of(response)
    entry = AuditEntry.objects.get(action="print")
    assert (entry.actor_id, entry.reason) == (cast["street_manager"].pk, "核对证件或档案")
    assert entry.fields == ["document_no", "id_number", "mobile", "phone", "phone_alt"]


def test_without_a_reason_the_sheet_stays_masked(person, sign_in):
    client = sign_in("street_manager")
    for posted in ({}, {"reason": "curious"}):
        response = client.post(f"/people/{person.pk}/sheet/", posted)
        assert "请先选择打印完整号码的理由" in text_of(response) and NUMBER not in text_of(response)
    assert not AuditEntry.objects.filter(action="print").exists()


def test_the_residence_station_prints_no_sheet(person, tree, sign_in):
    models.PersonFile.objects.filter(pk=person.pk).update(residence_station=tree[stage.TIANFU])
    client = sign_in("tianfu_staff")
    assert client.get(f"/people/{person.pk}/sheet/").status_code == 404
    assert client.post(f"/people/{person.pk}/sheet/", {"reason": "verify"}).status_code == 404


# What the pages cost


@pytest.mark.parametrize(
    ("address", "budget"),
    [("/people/{}/", 53), ("/people/{}/sheet/", 26), ("/people/{}/access/", 8)],
)
def test_a_file_costs_the_same_however_much_stands_in_it(person, zhichong, sign_in, address, budget):
    client, address = sign_in("street_manager"), address.format(person.pk)

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    fill(person, zhichong)
    few = statements()
    for serial in range(6):
        year = 1994 + serial
        models.ServiceRecord.objects.create(person=person, enlisted_on=str(year))
        models.Honour.objects.create(person=person, title="嘉奖", year=year)
        models.Benefit.objects.create(person=person, type="51", status="3", ended_on=str(year))
        models.Training.objects.create(person=person, kind="1", started_on=str(year))
        models.FamilyMember.objects.create(person=person, relation="20", name=f"陈{year}", phone=HOME)
        models.FileChange.objects.create(
            person=person, kind="identity", happened_on=str(year), station=zhichong
        )
        visit_record(
            actor=None,
            station=zhichong,
            date=datetime.date(2020 + serial, 8, 1),
            occasion="army_day",
            method="home",
            person=person,
        )
    assert statements() == few <= budget, few
