"""What a file's service, benefits, disability and cards may say together (domain §9.3): refused or asked."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from veterans.checks import doubts
from veterans.models import (
    Benefit,
    BenefitConfirmation,
    Disability,
    PartyMembership,
    PersonFile,
    Placement,
    PreferentialCard,
    ServiceRecord,
    Survivorship,
)
from veterans.services.records import record_save

from .people import id_number, register
from .test_admin_people import ADD, _payload, change_url, errors_of, part

ZHICHONG = "440704004212"
TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)


def born(years_ago):
    return id_number(f"{TODAY.year - years_ago}0101")


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], id_number=born(70), mobile="10000000001")


def saved(person, model, **values):
    return record_save(actor=None, record=model(person=person, **values))


# --- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "values", "sentence"),
    [
        (ServiceRecord, {"enlisted_on": "1985-03", "discharged_on": "1984-12"}, "退役时间早于入伍时间"),
        (ServiceRecord, {"discharged_on": f"{TODAY.year + 1}"}, "在今天之后"),
        (
            Benefit,
            {"type": "42", "started_on": "2020-05", "ended_on": "2020-04", "status": "3"},
            "停止时间早于",
        ),
        (Benefit, {"type": "42", "ended_on": "2020-04", "status": "1"}, "填了停止时间"),
        (Benefit, {"type": "42", "monthly_amount": "-1"}, "大于或等于"),
        (Benefit, {"type": "42", "monthly_amount": "10.555"}, "小数"),
        (
            Benefit,
            {"type": "42", "treatment": "9", "monthly_amount": "100"},
            "选了“不享受”，请不要填写每月金额",
        ),
        (Disability, {"grade": "05"}, "请同时选择因战、因公或因病"),
        (Disability, {"nature": "3", "grade": "08", "receives_pension": True}, "七至十级不领取残疾抚恤金"),
        (Disability, {"graded_on": "2019", "previous_graded_on": "2020"}, "上次评定时间晚于"),
        (
            Disability,
            {"certificate_issued_on": "2020-05", "certificate_valid_until": "2019"},
            "残疾证有效期早于发证时间",
        ),
        (PreferentialCard, {"kind": "2", "stage": "1"}, "人员类别与优待证种类不符"),
        (PreferentialCard, {"kind": "1", "stage": "1", "applied_on": TOMORROW}, "日期在今天之后"),
        (PreferentialCard, {"kind": "1", "stage": "6"}, "请填写发放日期"),
        (PreferentialCard, {"kind": "1", "stage": "7"}, "请写明原因"),
        (
            PreferentialCard,
            {"kind": "1", "stage": "6", "applied_on": "2024-05-01", "issued_on": "2024-04-30"},
            "发放日期早于申请日期",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_with_a_sentence(person, model, values, sentence):
    with pytest.raises(ValidationError) as refused:
        saved(person, model, **values)
    assert sentence in "".join(refused.value.messages)
    assert not model.objects.exists()


def test_the_allowance_at_sixty_is_refused_before_sixty_and_taken_from_that_day(tree):
    young, old = register(tree[ZHICHONG], id_number=born(58)), register(tree[ZHICHONG], id_number=born(60))
    with pytest.raises(ValidationError, match="还未满 60 周岁"):
        saved(young, Benefit, type="81", treatment="3", status="1")
    assert saved(old, Benefit, type="81", treatment="3", status="1").pk
    assert saved(young, Benefit, type="81", status="3").pk, "what ended is history"


def test_a_birth_known_by_the_year_alone_gets_the_benefit_of_the_doubt(tree):
    person = register(tree[ZHICHONG], no_id_reason="补办中", birth_date=f"{TODAY.year - 60}")
    assert saved(person, Benefit, type="81", status="1").pk


def test_a_pension_is_refused_for_slight_illness_whichever_tab_says_so(person):
    saved(person, Disability, nature="3", grade="08")
    with pytest.raises(ValidationError, match="七至十级不领取残疾抚恤金"):
        saved(PersonFile.objects.get(pk=person.pk), Benefit, type="11", treatment="2", status="1")
    assert saved(person, Benefit, type="42", treatment="3", status="1").pk


def test_a_form_is_judged_by_what_it_says_not_by_what_was_stored(sign_in, tree):
    """Grade and pension entered together are refused; both corrected together are taken."""
    client = sign_in("zhichong_staff")
    pension = part("benefits", {"type": "11", "treatment": "2", "status": "1"})
    light = part("disability", {"nature": "3", "grade": "08"})
    refused = client.post(reverse(ADD), _payload(tree[ZHICHONG], **light, **pension))
    assert "七至十级不领取残疾抚恤金" in refused.content.decode()
    assert not PersonFile.objects.exists()
    person = register(tree[ZHICHONG], "陈志强")
    stored = saved(person, Disability, nature="3", grade="08")
    regraded = {**part("disability", {"nature": "3", "grade": "06"}), "disability-INITIAL_FORMS": "1"}
    regraded |= {"disability-0-id": stored.pk, "disability-0-row_version": stored.version}
    answer = _payload(tree[ZHICHONG], id_number=person.id_number.open(), **regraded, **pension)
    response = client.post(change_url(person), answer)
    assert response.status_code == 302, errors_of(response)
    assert (Disability.objects.get().grade, Benefit.objects.get().treatment) == ("06", "2")


def test_who_has_died_gets_no_new_benefit_but_old_ones_can_be_caught_up(person):
    PersonFile.objects.filter(pk=person.pk).update(status="deceased", status_changed_on="2025")
    person.refresh_from_db()
    with pytest.raises(ValidationError, match="已登记去世"):
        saved(person, Benefit, type="42", status="1")
    assert saved(person, Benefit, type="42", status="6", ended_on="2025").pk


def test_a_second_running_benefit_of_one_type_is_refused(person):
    saved(person, Benefit, type="42", status="1")
    with pytest.raises(ValidationError, match="这一类优抚已经登记过"):
        saved(person, Benefit, type="42", status="2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Benefit.objects.create(person=person, type="42", status="")


def test_a_confirmation_is_never_of_the_future(person):
    benefit = saved(person, Benefit, type="42", treatment="3", status="2")
    for year, day, sentence in (
        (TODAY.year, TOMORROW, "确认日期在今天之后"),
        (TODAY.year, datetime.date(TODAY.year - 1, 12, 31), "确认日期早于这一年度"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            BenefitConfirmation(benefit=benefit, year=year, confirmed_on=day, method="1").full_clean()


def test_party_fields_belong_to_members(tree):
    person = register(tree[ZHICHONG], political_status="13")
    with pytest.raises(ValidationError, match="请先核对政治面貌"):
        saved(person, PartyMembership, standing="1")


# --- asked, and kept -----------------------------------------------------------------------------

CONSCRIPT = {"military_category": "3", "enlisted_on": "2019-09", "discharged_on": "2021-09"}


def asked(person):
    return doubts(PersonFile.objects.get(pk=person.pk))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(ServiceRecord, {"enlisted_on": f"{TODAY.year - 55}"})], "入伍时未满 16 周岁"),
        ([(ServiceRecord, CONSCRIPT), (Placement, {"method": "9"})], "不再有“自谋职业”这种安置方式"),
        ([(ServiceRecord, CONSCRIPT), (Placement, {"type": "26"})], "不再有“回乡生产退役士兵”这种安置类别"),
        ([(ServiceRecord, CONSCRIPT), (Placement, {"method": "2"})], "义务兵一般不以“转业”方式安置"),
        (
            [(ServiceRecord, {"hukou_at_enlistment": "1"}), (Benefit, {"type": "42", "status": "1"})],
            "带病回乡退役军人一般要求入伍时为农村户籍",
        ),
        (
            [(ServiceRecord, {"hukou_at_enlistment": "1"}), (Benefit, {"type": "81", "status": "1"})],
            "年满60周岁农村籍退役士兵一般要求入伍时为农村户籍",
        ),
        ([(Benefit, {"type": "11", "status": "1"})], "还没有登记残疾等级"),
        (
            [(Benefit, {"type": "42", "treatment": "2", "status": "1"})],
            "登记了残疾抚恤金，还没有登记残疾等级",
        ),
        ([(Disability, {"nature": "1", "receives_pension": True})], "登记了残疾抚恤金，还没有登记残疾等级"),
        (
            [(Disability, {"graded_on": "2024-05", "previous_graded_on": "2023-09"})],
            "距上次评定残疾等级不满一年",
        ),
        ([(Benefit, {"type": "21", "status": "1"})], "烈士遗属应登记证明书编号"),
        (
            [
                (Benefit, {"type": "21", "status": "1", "is_certificate_holder": False}),
                (Survivorship, {"decedent_kind": "3", "decedent_name": "陈某"}),
            ],
            "登记为烈士遗属，三属情况里却是病故军人",
        ),
        (
            [(PartyMembership, {"standing": "1", "joined_on": f"{TODAY.year - 53}"})],
            "入党时未满 18 周岁",
        ),
    ],
)
def test_what_is_odd_is_asked_each_with_its_own_sentence(person, rows, sentence):
    for model, values in rows:
        saved(person, model, **values)
    [said] = asked(person)
    assert sentence in said


def test_an_old_way_of_placement_is_kept_with_a_note_that_explains_it(person):
    saved(person, ServiceRecord, **CONSCRIPT)
    placement = saved(person, Placement, type="26", method="A")
    assert "请核对，或在说明中写明依据" in asked(person)[0]
    placement.note = "2021年批准的遗留问题，按原规定办理"
    record_save(actor=None, record=placement)
    assert asked(person) == []
    assert Placement.objects.get().type == "26"


def test_the_class_of_a_survivor_asks_for_the_certificate_too(tree):
    person = register(tree[ZHICHONG], classes=["10"], mobile="10000000001")
    assert "因公牺牲军人遗属应登记证明书编号" in asked(person)[0]
    saved(person, Survivorship, decedent_kind="2", decedent_name="陈某", certificate_no="粤0001")
    assert asked(person) == []


def test_a_grade_changed_under_a_pension_is_asked(person):
    saved(person, Benefit, type="11", treatment="2", status="1")
    saved(person, Disability, nature="3", grade="09")
    assert asked(person) == ["因病致残七至十级不领取残疾抚恤金，请核对优抚待遇。"]


def test_payment_by_the_old_county_that_is_over_is_asked(person, tree):
    benefit = saved(person, Benefit, type="42", treatment="3", status="1")
    yesterday = TODAY - datetime.timedelta(days=1)
    Benefit.objects.filter(pk=benefit.pk).update(paid_by=tree["440703000000"], paid_by_until=yesterday)
    assert asked(person) == ["带病回乡退役军人由原县区发放的期限已过，请确认本地已接续发放。"]
    Benefit.objects.filter(pk=benefit.pk).update(paid_by_until=TODAY)
    assert asked(person) == []
