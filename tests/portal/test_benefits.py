"""The pages of benefits: who receives what, the yearly confirmation, cards, and what the file says of them."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.veterans.people import id_number, register
from veterans.models import (
    Benefit,
    BenefitConfirmation,
    CardBatch,
    Disability,
    Placement,
    PreferentialCard,
)
from veterans_portal.people.benefits.panel import panel as benefits_panel

from . import stage

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
CONFIRM = "/people/benefits/confirm/"
CARDS = "/people/cards/"


def text_of(response):
    html = re.sub(r"<(select|script).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def said(response):
    return "".join(str(message) for message in response.context["messages"])


def receive(station, name="陈志强", **values):
    answers = {"type": "42", "treatment": "3", "status": "2", **values}
    return Benefit.objects.create(person=register(station, name), **answers)


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def staff(sign_in):
    return sign_in("zhichong_staff")


# --- overview ------------------------------------------------------------------------------------


def test_types_show_people_money_and_share_and_open_their_lists(staff, zhichong, tree):
    first = receive(zhichong, "梁甲", monthly_amount=Decimal("1000.50"))
    receive(zhichong, "梁乙", monthly_amount=Decimal("2000"))
    receive(zhichong, "梁丙")
    Benefit.objects.create(person=first.person, type="51", status="1", monthly_amount=Decimal("500"))
    receive(zhichong, "梁丁", status="3", monthly_amount=Decimal("999"))
    receive(tree[stage.TIANFU], "林外", monthly_amount=Decimal("7"))
    page = staff.get(reverse("people-benefits"))
    assert "带病回乡退役军人 3 3,000.50 2 1,500.25" in text_of(page)
    assert "参战退役军人 1 500.00 1 500.00" in text_of(page)
    assert "合计 3 3,500.50 3 1,166.83" in text_of(page)
    rows = text_of(staff.get(page.context["types"][0].url))
    assert all(name in rows for name in ("梁甲", "梁乙", "梁丙"))
    assert not any(name in rows for name in ("梁丁", "林外"))
    assert "梁丁" in text_of(staff.get(reverse("people-benefit-rows") + "?status=3"))


def test_disability_by_nature_and_grade_opens_its_people(staff, zhichong):
    for name, nature, grade in (("梁甲", "1", "08"), ("梁乙", "1", "08"), ("梁丙", "3", "05")):
        Disability.objects.create(person=register(zhichong, name), nature=nature, grade=grade)
    page = staff.get(reverse("people-benefits"))
    table = {grade: ([n for n, _url in cells], whole[0]) for grade, cells, whole in page.context["grades"]}
    assert table["八级"] == ([2, 0, 0], 2)
    assert table["五级"] == ([0, 0, 1], 1)
    [url] = [cells[0][1] for grade, cells, _whole in page.context["grades"] if grade == "八级"]
    listed = text_of(staff.get(url))
    assert "梁甲" in listed and "梁乙" in listed and "梁丙" not in listed


def test_what_waits_is_counted_and_each_number_is_as_long_as_its_list(staff, zhichong):
    elder = register(zhichong, id_number=id_number("19550101"))
    Placement.objects.create(person=elder, type="26")
    receive(zhichong)
    Disability.objects.create(person=register(zhichong), certificate_valid_until="2020")
    page = staff.get(reverse("people-benefits"))
    counted = {figure["label"]: figure["value"] for figure in page.context["figures"]}
    assert list(map(str, counted)) == [
        "待年度确认",
        "证件到期",
        "可能符合60周岁补助",
        "即将年满60周岁",
        "应办优待证",
    ]
    assert list(counted.values()) == [1, 1, 1, 0, 3]
    for key in ("confirmation_due", "certificates_expiring", "may_qualify_60", "turning_60", "card_due"):
        listed = staff.get(f"/people/?figure={key}")
        assert len(listed.context["rows"]) == counted[listed.context["label"]]


def test_my_station_tells_of_open_confirmations_and_leads_to_its_people_and_from_there_to_the_page(
    staff, zhichong
):
    receive(zhichong)
    page = staff.get(reverse("home"))
    [item] = [item for item in page.context["todo"] if item["title"] == "待年度确认"]
    assert item["count"] == 1
    people = staff.get(item["url"])
    assert len(people.context["rows"]) == 1
    assert "年度待遇确认" in text_of(staff.get(people.context["work_url"]))


def test_a_station_without_benefits_says_what_to_do(staff):
    page = text_of(staff.get(reverse("people-benefits")))
    assert "还没有登记优抚待遇 可以在档案的“抚恤优待”里登记" in page
    assert "没有需要年度确认的人" in text_of(staff.get(CONFIRM))
    assert "这一阶段没有人" in text_of(staff.get(CARDS))


# --- the yearly confirmation ---------------------------------------------------------------------


def answers(*benefits, **values):
    ticked = {"benefit": [benefit.pk for benefit in benefits], "act": "confirm"}
    return {**ticked, "confirmed_on": TODAY.isoformat(), "method": "2", "note": "", **values}


def test_those_waiting_stand_first_and_many_are_confirmed_at_once(staff, zhichong):
    first, second, third = receive(zhichong, "陈甲"), receive(zhichong, "区乙"), receive(zhichong, "郑丙")
    page = staff.get(CONFIRM)
    assert "已确认 0 / 3 人" in text_of(page)
    after = staff.post(CONFIRM, answers(first, second), follow=True)
    assert "已确认 2 项" in said(after)
    assert "已确认 2 / 3 人" in text_of(after)
    assert [row["benefit"].person.name for row in after.context["rows"]] == ["郑丙", "陈甲", "区乙"]
    assert Benefit.objects.get(pk=third.pk).status == "2"
    waiting = staff.get(CONFIRM + "?state=waiting")
    assert [row["benefit"].pk for row in waiting.context["rows"]] == [third.pk]


def test_a_person_with_two_benefits_is_done_with_both(staff, zhichong):
    first = receive(zhichong)
    second = Benefit.objects.create(person=first.person, type="51", treatment="4", status="2")
    assert "已确认 0 / 1 人" in text_of(staff.post(CONFIRM, answers(first), follow=True))
    assert "已确认 1 / 1 人" in text_of(staff.post(CONFIRM, answers(second), follow=True))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"confirmed_on": ""}, "确认日期：请填写这一项"),
        ({"method": ""}, "确认方式：请填写这一项"),
        ({"confirmed_on": (TODAY + datetime.timedelta(days=2)).isoformat()}, "确认日期在今天之后"),
        ({"benefit": []}, "请先在名单里勾选"),
    ],
)
def test_a_refused_answer_is_told_and_nothing_typed_is_lost(staff, zhichong, values, sentence):
    benefit = receive(zhichong)
    page = staff.post(CONFIRM, answers(benefit, note="本人在家，身体尚可", **values))
    assert page.status_code == 200
    assert sentence in text_of(page)
    assert 'value="本人在家，身体尚可"' in page.content.decode()
    ticks = re.findall(rf'name="benefit" value="{benefit.pk}" checked', page.content.decode())
    assert len(ticks) == ("benefit" not in values)
    assert not BenefitConfirmation.objects.exists()


def test_a_slip_is_taken_back_on_the_page(staff, zhichong):
    benefit = receive(zhichong)
    page = staff.post(CONFIRM, answers(benefit), follow=True)
    confirmation = BenefitConfirmation.objects.get()
    assert reverse("people-confirmation-undo", args=[confirmation.pk]) in page.content.decode()
    after = staff.post(reverse("people-confirmation-undo", args=[confirmation.pk]), follow=True)
    assert "回到待确认" in said(after)
    assert "已确认 0 / 1 人" in text_of(after)


def test_another_station_s_confirmations_are_out_of_reach(staff, tree, zhichong):
    foreign = receive(tree[stage.TIANFU], "林外")
    assert "林外" not in text_of(staff.get(CONFIRM))
    assert staff.post(CONFIRM, answers(foreign)).status_code == 403
    confirmation = BenefitConfirmation.objects.create(
        benefit=foreign, year=TODAY.year, confirmed_on=TODAY, method="1"
    )
    assert staff.post(reverse("people-confirmation-undo", args=[confirmation.pk])).status_code == 404
    assert staff.get(CONFIRM + f"?station={stage.TIANFU}").status_code == 404


def test_a_manager_opens_the_year_and_sees_how_far_the_stations_are(sign_in, tree, zhichong):
    manager = sign_in("district_manager")
    first = receive(zhichong, status="1")
    receive(zhichong, status="1")
    receive(tree["440704040212"], status="1")
    page = manager.get(CONFIRM)
    assert "开始本年度确认（3 项）" in text_of(page)
    after = manager.post(reverse("people-confirmations-open"), {"station": "440704000000"}, follow=True)
    assert "已把 3 项列入本年度确认" in said(after)
    assert "开始本年度确认" not in text_of(after)
    manager.post(CONFIRM, answers(first))
    branches = manager.get(CONFIRM).context["branches"]
    assert [(b["station"].place_name, b["done"], b["due"]) for b in branches] == [
        ("外海街道", 1, 2),
        ("外海街道办", 0, 1),
    ]
    assert manager.post(reverse("people-confirmations-open"), {"station": stage.CITY}).status_code == 404


def test_staff_are_not_offered_what_managers_decide(staff, zhichong):
    benefit = receive(zhichong, status="1")
    page = text_of(staff.get(CONFIRM))
    assert "开始本年度确认" not in page and "停发" not in page
    assert staff.post(reverse("people-confirmations-open"), {"station": zhichong.code}).status_code == 403
    past = (TODAY - datetime.timedelta(days=1)).isoformat()
    stop = {"act": "stop", "benefit": [benefit.pk], "deadline": past, "reason": "未见本人"}
    assert staff.post(CONFIRM, stop).status_code == 403
    assert Benefit.objects.get().status == "1"


def test_a_manager_stops_with_a_reason_after_the_deadline(sign_in, zhichong):
    manager, benefit = sign_in("street_manager"), receive(zhichong)
    Benefit.objects.update(created_at=timezone.now() - datetime.timedelta(days=90))
    stop = {"act": "stop", "benefit": [benefit.pk], "deadline": TODAY.isoformat(), "reason": "多次未见本人"}
    assert "确认截止日期还没有过" in text_of(manager.post(CONFIRM, stop))
    stop["deadline"] = (TODAY - datetime.timedelta(days=30)).isoformat()
    assert "已停发 1 项" in said(manager.post(CONFIRM, stop, follow=True))
    assert Benefit.objects.get().status == "3"


# --- 优待证 --------------------------------------------------------------------------------------


def test_cards_are_applied_for_and_moved_on_together(staff, zhichong):
    people = [register(zhichong, name) for name in ("陈甲", "梁乙", "郑丙")]
    page = staff.get(CARDS)
    numbers = {entry["label"]: entry["number"] for entry in page.context["stages"]}
    assert numbers["应办未申请"] == 3
    chosen = {"row": [person.pk for person in people[:2]], "applied_on": TODAY.isoformat()}
    after = staff.post(CARDS, {**chosen, "batch_name": "2026年第一批"}, follow=True)
    assert "已为 2 人申请优待证" in said(after)
    assert "其中 2 人的档案还不完整或未核实" in said(after)
    batch = CardBatch.objects.get()
    applied = staff.get(f"{CARDS}?stage=1&batch={batch.pk}")
    assert "陈甲" in text_of(applied) and "梁乙" in text_of(applied) and "郑丙" not in text_of(applied)
    cards = [card.pk for card in PreferentialCard.objects.all()]
    moved = staff.post(f"{CARDS}?stage=1", {"row": cards, "to": "2", "on": TODAY.isoformat()}, follow=True)
    assert "2 人的优待证已登记为“县级初审通过”" in said(moved)
    assert {card.stage for card in PreferentialCard.objects.all()} == {"2"}


def test_a_card_is_refused_with_a_reason_from_the_list(staff, zhichong):
    person = register(zhichong, "陈甲")
    card = PreferentialCard.objects.create(person=person, kind="1", stage="1", stage_on=TODAY)
    refuse = {"row": [card.pk], "to": "7", "on": TODAY.isoformat()}
    page = staff.post(f"{CARDS}?stage=1", refuse)
    assert "请选择未通过的原因" in text_of(page)
    staff.post(f"{CARDS}?stage=1", {**refuse, "reason": "6"})
    assert "身份认定材料不足" in text_of(staff.get(f"{CARDS}?stage=7"))


def test_the_old_are_to_be_visited_with_their_card(staff, zhichong):
    for name, birth in (("陈甲", "19400101"), ("梁乙", "19900101")):
        person = register(zhichong, name, id_number=id_number(birth))
        PreferentialCard.objects.create(person=person, kind="1", stage="5", stage_on=TODAY)
    page = text_of(staff.get(f"{CARDS}?stage=5"))
    assert page.count("年满80岁，请上门送达") == 1
    old = PreferentialCard.objects.get(person__name="陈甲")
    staff.post(
        f"{CARDS}?stage=5",
        {
            "row": [c.pk for c in PreferentialCard.objects.all()],
            "home": [old.pk],
            "to": "6",
            "on": str(TODAY),
        },
    )
    assert set(PreferentialCard.objects.values_list("handed_at_home", flat=True)) == {True, False}
    old.refresh_from_db()
    assert (old.stage, old.issued_on, old.handed_at_home) == ("6", TODAY, True)


def test_another_station_s_cards_are_out_of_reach(staff, tree):
    foreign = register(tree[stage.TIANFU], "林外")
    assert "林外" not in text_of(staff.get(CARDS))
    chosen = {"row": [foreign.pk], "applied_on": TODAY.isoformat(), "batch_name": "第一批"}
    assert staff.post(CARDS, chosen).status_code == 403
    card = PreferentialCard.objects.create(person=foreign, kind="1", stage="1")
    move = {"row": [card.pk], "to": "2", "on": TODAY.isoformat()}
    assert staff.post(f"{CARDS}?stage=1", move).status_code == 403
    batch = CardBatch.objects.create(station=tree[stage.TIANFU], name="天福批次", opened_on=TODAY)
    assert "天福批次" not in staff.get(f"{CARDS}?stage=1&batch={batch.pk}").content.decode()


# --- the page of a file --------------------------------------------------------------------------


def panel_text(user, person):
    panel = benefits_panel(user, person)
    html = render_to_string(panel.template, {**panel.context, "person": person})
    return panel, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_file_says_what_is_to_be_done_about_benefits(cast, zhichong, tree):
    benefit = receive(zhichong, paid_by=tree["440703000000"], paid_by_until=TODAY)
    person = benefit.person
    person.id_valid_until = "2020-05-01"
    person.save()
    panel, text = panel_text(cast["zhichong_staff"], person)
    assert "本年度确认 · 带病回乡退役军人 还没有确认" in text
    assert "由 蓬江区退役军人服务中心 发放至" in text
    assert "身份证 已过期 2020年5月1日" in text
    assert "还没有申请，可以申请" in text
    assert [todo["text"] for todo in panel.todos] == ["本年度待遇还没有确认", "身份证已过期（2020年5月1日）"]


def test_the_file_says_which_conditions_at_sixty_are_known(cast, zhichong):
    person = register(zhichong, id_number=id_number("19550101"))
    Placement.objects.create(person=person, type="26")
    panel, text = panel_text(cast["zhichong_staff"], person)
    assert "可能符合60周岁农村籍退役士兵补助，请核实： 已满60周岁 符合" in text
    assert "没有城镇职工养老保险 档案没有，请问本人" in text
    assert "可能符合60周岁农村籍退役士兵补助，请核实" in [todo["text"] for todo in panel.todos]


def test_a_file_without_anything_to_say_has_no_card(cast, zhichong):
    assert benefits_panel(cast["zhichong_staff"], register(zhichong, classes=["12"])) is None


# --- what the pages cost -------------------------------------------------------------------------


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("username", ["city_manager", "district_manager", "street_manager", "zhichong_staff"])
@pytest.mark.parametrize(
    ("page", "budget"),
    [
        ("/people/benefits/", 10),
        ("/people/benefits/rows/", 7),
        ("/people/benefits/disabled/", 7),
        (CONFIRM, 12),
        (CARDS, 9),
        (f"{CARDS}?stage=1", 10),
    ],
)
def test_a_page_costs_the_same_at_every_tier_and_size(sign_in, zhichong, username, page, budget):
    client = sign_in(username)

    def grow(number):
        for serial in range(number):
            benefit = receive(zhichong, status="21"[serial % 2])
            Disability.objects.create(person=benefit.person, nature="1", grade="08")
            PreferentialCard.objects.create(person=register(zhichong), kind="1", stage="1")

    grow(2)
    few = statements(client, page)
    grow(6)
    assert statements(client, page) == few <= budget
