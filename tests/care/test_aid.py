"""Hardship and aid: found, verified, applied for, approved, paid; and everything that must be refused."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from care_activities.models import (
    AidApplication,
    AidCase,
    AidDecision,
    AidNotice,
    AidPayment,
    AidProcedure,
    SchoolingAid,
)
from care_activities.services import aid, aid_applications, aid_payments
from stations.models import AuditEntry, ChangeValue, Conflict, Membership, StaffMember, User
from stations.roles import Role
from stations.services import ServiceError
from tests.veterans.people import register
from veterans import tallies
from veterans.models import PeopleTally
from veterans.services.withdrawal import person_withdraw

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
CHILD = {"child_name": "王小明", "stage": "2", "year": 2026}


def today():
    return timezone.localdate()


def refused(act, *words, by=ServiceError):
    with pytest.raises(by) as refusal, transaction.atomic():
        act()
    said = " ".join(refusal.value.messages) if by is ValidationError else str(refusal.value)
    for word in words:
        assert word in said, said


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def second(cast, tree):
    """Colleagues: a second approver at the district, so that a review has somebody else."""
    user = User.objects.create_user("second_manager", password="x", full_name="second_manager")
    Membership.objects.create(user=user, role=Role.MANAGER, station=tree["440704000000"])
    return user


def verified(aid_case, actor=None, **values):
    case = aid_case(actor=actor, **values)
    return aid.case_verify(actor=actor, case=case, found=True)


def apply(case, actor=None, **values):
    values = {"applicant": "self", "asked": Decimal("3000"), "source": "fiscal", **values}
    return aid_applications.application_submit(actor=actor, case=again(case), **values)


def decide(application, actor=None, agree=True, **values):
    return aid_applications.application_decide(
        actor=actor, application=again(application), agree=agree, **values
    )


def approved(case, **values):
    application = apply(case, **values)
    decide(application)
    return decide(application)


def pay(application, actor=None, amount="3000", paid_on=None, **values):
    return aid_payments.payment_record(
        actor=actor,
        application=again(application),
        paid_on=paid_on or today(),
        amount=Decimal(amount),
        **values,
    )


def emergency(case, actor=None, reason="突发脑梗住院，急需交押金", **values):
    values = {"applicant": "village", "asked": Decimal("2000"), "source": "fund", **values}
    return aid_applications.emergency_submit(actor=actor, case=again(case), reason=reason, **values)


def test_the_whole_way_by_the_three_tiers(aid_case, cast, zhichong):
    staff, street, county = cast["zhichong_staff"], cast["street_manager"], cast["district_manager"]
    case = verified(aid_case, staff, description="妻子患病")
    assert case.group == "medical" and case.station == zhichong
    application = apply(case, staff)
    assert application.get_steps_display() == "镇街审核、县级审批"
    with pytest.raises(PermissionDenied):
        decide(application, staff)
    decide(application, street, words="情况属实")
    with pytest.raises(PermissionDenied):
        decide(application, street)
    refused(lambda: pay(application, county), "没有批准")
    decide(application, county, approved=Decimal("2500"), document_no="江海退〔2026〕3号")
    with pytest.raises(PermissionDenied):
        pay(application, street)
    refused(lambda: pay(application, county, "2500.01"), "超过", by=ValidationError)
    payment = pay(application, county, "2500", payee="王水生", bank_account="6222000011112222")
    case = again(case)
    assert (case.status, case.helped_on) == ("helped", today())
    assert [entry.act for entry in case.history.all()] == [
        "opened",
        "verified",
        "applied",
        "passed",
        "approved",
        "paid",
    ]
    assert case.history.get(act="approved").station.place_name == "江海区"
    aid.case_exit(actor=staff, case=case, reason="recovered", words="病已痊愈")
    assert again(case).status == "out"
    assert payment.approval_no == "江海退〔2026〕3号"


def test_verified_people_carry_the_tag_and_the_figures_agree(aid_case, zhichong):
    person = register(zhichong, "王水生")
    case = aid_case(person)

    def figure():
        return PeopleTally.objects.get(station=zhichong).hardship

    assert figure() == 0
    aid.case_verify(actor=None, case=case, found=True)
    person.refresh_from_db()
    assert "困难" in person.get_tags_display() and figure() == 1
    other = aid_case(person, kind="housing")
    aid.case_verify(actor=None, case=other, found=True)
    aid.case_exit(actor=None, case=again(case), reason="recovered")
    assert figure() == 1
    aid.case_exit(actor=None, case=again(other), reason="recovered")
    person.refresh_from_db()
    assert "困难" not in person.get_tags_display() and figure() == 0
    assert tallies.verify() == []


def test_not_found_ends_the_case_and_takes_the_tag(aid_case, zhichong):
    person = register(zhichong, "王水生", tags=["7"])
    case = aid_case(person)
    person.refresh_from_db()
    assert person.tags == ("7",)
    aid.case_verify(actor=None, case=case, found=False, words="收入稳定")
    person.refresh_from_db()
    assert person.tags == () and again(case).status == "not_found"
    refused(lambda: apply(case), "核实困难之后")


def test_one_open_case_a_kind_but_a_child_each(aid_case, zhichong):
    person = register(zhichong, "王水生")
    aid_case(person)
    refused(lambda: aid_case(person), "同类的帮扶正在办理", by=ValidationError)
    aid_case(person, kind="schooling", child=CHILD)
    aid_case(person, kind="schooling", child=CHILD | {"child_name": "王小红"})
    refused(lambda: aid_case(person, kind="schooling", child=CHILD), "已经登记过", by=ValidationError)
    refused(lambda: aid_case(person, kind="schooling"), "子女姓名", by=ValidationError)
    refused(lambda: aid_case(person, kind="cash", child=CHILD), "只有助学", by=ValidationError)


def test_the_database_itself_refuses_a_payment_without_a_right(aid_case):
    case = verified(aid_case)
    application = apply(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        AidPayment.objects.create(
            case=case, application=application, paid_on=today(), amount=1, source="fiscal"
        )
    with pytest.raises(IntegrityError), transaction.atomic():  # an emergency without an application
        AidPayment.objects.create(
            case=case, paid_on=today(), amount=1, source="fiscal", emergency_due=today()
        )
    refused(lambda: pay(application), "没有批准", "急难先行")


def test_an_emergency_is_paid_at_once_and_its_papers_follow(aid_case, cast):
    staff, street, county = cast["zhichong_staff"], cast["street_manager"], cast["district_manager"]
    case = aid_case(actor=staff)
    with pytest.raises(PermissionDenied):
        emergency(case, staff)
    refused(lambda: emergency(case, street, reason=""), "急难情况", by=ValidationError)
    application = emergency(case, street)
    assert again(case).status == "verified" and application.days_left == 30
    pay(application, street, "1500", payee="妻子李某")
    assert again(case).status == "helped"
    decide(application, street)
    refused(lambda: decide(application, county, approved=Decimal("1000")), "先行发放", by=ValidationError)
    decide(application, county)
    pay(application, county, "500")
    assert [p.emergency_due is not None for p in again(case).payments.all()] == [True, False]
    refused(lambda: pay(application, county, "0.01"), "超过", by=ValidationError)


def test_after_its_deadline_an_emergency_is_not_paid(aid_case):
    case = aid_case(found_on=today() - 60 * DAY)
    application = emergency(case, on=today() - 40 * DAY)
    assert application.days_left == -10
    refused(lambda: pay(application, amount="100"), "期限", "补齐审批")
    pay(application, amount="100", paid_on=today() - 20 * DAY)  # registered late, given in time
    decide(application)
    decide(application)
    pay(application, amount="100")


def test_an_emergency_is_approved_by_another_than_who_opened_it(aid_case, cast, second):
    county = cast["district_manager"]
    application = emergency(aid_case(), county)
    decide(application, county)
    refused(lambda: decide(application, county), "另一位同事")
    decide(application, second)


def test_nobody_decides_what_she_entered_or_two_steps(aid_case, cast, second):
    street, county = cast["street_manager"], cast["district_manager"]
    case = verified(aid_case, street)
    application = apply(case, street)
    refused(lambda: decide(application, street), "另一位同事")
    decide(application, county)
    refused(lambda: decide(application, county), "另一位同事")
    decide(application, second)
    assert again(application).state == "approved"


def test_a_refusal_is_written_reviewed_by_another_and_never_paid(aid_case, cast, second):
    staff, street, county = cast["zhichong_staff"], cast["street_manager"], cast["district_manager"]
    application = apply(verified(aid_case, staff), staff)
    refused(lambda: decide(application, street, agree=False), "理由", by=ValidationError)
    decide(application, street, agree=False, words="收入高于标准")
    refused(lambda: pay(application, county), "不予批准")
    refused(lambda: decide(application, street), "不予批准")
    with pytest.raises(PermissionDenied):
        aid_applications.review_ask(actor=cast["tianfu_staff"], application=again(application), words="x")
    aid_applications.review_ask(actor=staff, application=again(application), words="漏算了医药费")
    refused(
        lambda: aid_applications.review_decide(
            actor=street, application=again(application), agree=True, words="x"
        ),
        "没有办过",
    )
    aid_applications.review_decide(
        actor=county, application=again(application), agree=True, words="应计医药费"
    )
    assert (again(application).state, again(application).step) == ("running", "3")
    refused(lambda: decide(application, county), "另一位同事")
    decide(application, second, agree=False, words="已由民政救助")
    aid_applications.review_ask(actor=staff, application=again(application), words="救助不足")
    aid_applications.review_decide(
        actor=cast["city_manager"], application=again(application), agree=False, words="维持"
    )
    refused(lambda: pay(application, county), "维持不予批准")
    refused(
        lambda: aid_applications.review_ask(actor=staff, application=again(application), words="再来"),
        "维持不予批准",
    )
    case = aid.case_close(actor=staff, case=again(application.case), words="已告知本人")
    assert case.status == "closed"


def test_a_review_has_its_days(aid_case):
    application = apply(verified(aid_case, found_on=today() - 90 * DAY), applied_on=today() - 60 * DAY)
    decide(application, agree=False, words="不符合", on=today() - 40 * DAY)
    refused(
        lambda: aid_applications.review_ask(actor=None, application=again(application), words="迟了"),
        "期限已过",
    )


def test_of_two_who_decide_at_once_the_second_is_told(aid_case, cast):
    application = apply(verified(aid_case))
    mine, theirs = again(application), again(application)
    aid_applications.application_decide(actor=None, application=mine, agree=True)
    with pytest.raises(Conflict), transaction.atomic():
        aid_applications.application_decide(actor=None, application=theirs, agree=False, words="不同意")
    assert again(application).step == "3"
    assert application.decisions.filter(act="refused").count() == 0


def test_the_county_names_its_steps_and_running_applications_keep_theirs(aid_case, tree):
    AidProcedure.objects.create(
        station=tree["440700000000"], steps=["1", "3"], posting="never", emergency_days=10
    )
    before = apply(verified(aid_case))
    AidProcedure.objects.create(
        station=tree["440704000000"], kind="housing", steps=["1", "2", "3"], posting="always"
    )
    housing = apply(verified(aid_case, kind="housing"))
    assert (before.steps, before.posting) == (("1", "3"), "never")
    assert (housing.steps, housing.posting) == (("1", "2", "3"), "always")
    decide(housing)
    decide(housing)
    refused(lambda: decide(housing), "先公示")
    with pytest.raises(ValidationError):
        AidProcedure(station=tree["440704000000"], steps=["1"], posting="never").full_clean()
    with pytest.raises(ValidationError):
        AidProcedure(station=tree["440704004212"], steps=["3"], posting="never").full_clean()


def test_a_notice_holds_the_approval_and_comes_down_by_itself(aid_case, cast):
    application = apply(verified(aid_case, found_on=today() - 30 * DAY), applied_on=today() - 20 * DAY)
    street = cast["street_manager"]
    refused(
        lambda: aid_applications.notice_post(actor=street, application=again(application)), "审核通过之后"
    )
    decide(application, on=today() - 12 * DAY)
    with pytest.raises(PermissionDenied):
        aid_applications.notice_post(actor=cast["zhichong_staff"], application=again(application))
    notice = aid_applications.notice_post(
        actor=street, application=again(application), place="村务公开栏", on=today() - 10 * DAY
    )
    assert notice.until == today() - 4 * DAY and not notice.is_up
    refused(lambda: decide(application, on=today() - 5 * DAY), "期满")
    decide(application)


def test_a_refusal_takes_the_notice_down(aid_case):
    application = apply(verified(aid_case))
    decide(application)
    aid_applications.notice_post(actor=None, application=again(application))
    assert AidNotice.objects.get().is_up
    decide(application, agree=False, words="有人反映已有房产")
    assert not AidNotice.objects.get().is_up


@pytest.mark.parametrize(
    ("values", "may"),
    [
        ({"birth": 40}, True),
        ({"birth": 17}, False),
        ({"no_birth": True}, False),
    ],
    ids=["adult", "minor", "unknown"],
)
def test_minors_are_never_posted(aid_case, zhichong, values, may):
    file = {"no_id_reason": "办理中"}
    if "birth" in values:
        file["birth_date"] = f"{today().year - values['birth']}-{today().month:02}"
    application = apply(verified(aid_case, person=register(zhichong, "王水生", **file)))
    decide(application)
    if may:
        aid_applications.notice_post(actor=None, application=again(application))
    else:
        refused(lambda: aid_applications.notice_post(actor=None, application=again(application)), "未成年")


def test_a_child_s_schooling_is_never_posted_and_read_by_few(aid_case, cast, tree):
    case = verified(aid_case, kind="schooling", child=CHILD)
    application = apply(case)
    decide(application)
    refused(lambda: aid_applications.notice_post(actor=None, application=again(application)), "一律不公示")
    clerk = User.objects.create_user("district_clerk", password="x")
    Membership.objects.create(user=clerk, role=Role.STAFF, station=tree["440704000000"])
    assert AidCase.objects.visible_to(clerk).filter(pk=case.pk).exists()
    assert not SchoolingAid.objects.visible_to(clerk).exists()
    for name in ("zhichong_staff", "street_manager", "district_manager", "city_manager"):
        assert SchoolingAid.objects.visible_to(cast[name]).exists(), name
    for name in ("tianfu_staff", "official_city", "auditor", "nobody", "ended"):
        assert not SchoolingAid.objects.visible_to(cast[name]).exists(), name
    assert "王小明" not in str(list(AuditEntry.objects.values())) + str(list(ChangeValue.objects.values()))


def test_monthly_help_is_paid_once_a_month(aid_case):
    application = approved(verified(aid_case, kind="cash"), asked=Decimal("300"), months=3)
    refused(lambda: pay(application, amount="300"), "所属月份", by=ValidationError)
    pay(application, amount="300", month="2026-05")
    refused(lambda: pay(application, amount="300", month="2026-05"), "已经登记", by=ValidationError)
    refused(lambda: pay(application, amount="301", month="2026-06"), "超过", by=ValidationError)
    pay(application, amount="300", month="2026-06")
    pay(application, amount="300", month="2026-07")
    refused(lambda: pay(application, amount="1", month="2026-08"), "超过", by=ValidationError)


def test_a_payment_by_mistake_is_deleted_with_its_reason(aid_case, cast):
    application = approved(verified(aid_case))
    payment = pay(application)
    with pytest.raises(PermissionDenied):
        aid_payments.payment_delete(actor=cast["street_manager"], payment=payment, words="错了")
    county = cast["district_manager"]
    refused(
        lambda: aid_payments.payment_delete(actor=county, payment=payment, words=""),
        "为什么",
        by=ValidationError,
    )
    aid_payments.payment_delete(actor=county, payment=payment, words="登记到别人名下")
    assert again(application.case).status == "verified" and not AidPayment.objects.exists()


def test_the_bank_account_stands_nowhere_in_clear(aid_case, cast):
    number = "6222000011112222"
    payment = again(pay(approved(verified(aid_case)), bank_account=number))
    assert number not in str(payment.bank_account)
    stored = AidPayment.objects.extra(select={"raw": "bank_account"}).values_list("raw", flat=True)[0]
    assert number not in stored
    with pytest.raises(PermissionDenied):
        aid_payments.account_reveal(actor=cast["zhichong_staff"], payment=payment, reason="benefit")
    shown = aid_payments.account_reveal(actor=cast["street_manager"], payment=payment, reason="benefit")
    assert shown == number
    entry = AuditEntry.objects.filter(action="reveal").get()
    assert entry.fields == ["bank_account"] and number not in str(entry.__dict__)


def test_the_dead_are_not_paid_and_their_case_ends(aid_case, zhichong):
    person = register(zhichong, "王水生")
    case = verified(aid_case, person=person)
    application = approved(case)
    running = apply(verified(aid_case, person=person, kind="housing"))
    person_withdraw(
        actor=None, person=again(person), kind="deceased", happened_on=today().isoformat(), reason=""
    )
    refused(lambda: pay(application), "去世")
    aid.case_exit(actor=None, case=again(running.case), reason="deceased")
    assert again(running).state == "withdrawn"
    refused(lambda: aid_case(person, kind="cash"), "不在册")


def test_help_without_money(aid_case, cast):
    case = verified(aid_case, kind="employment")
    assert case.group == "livelihood"
    refused(lambda: aid.case_help(actor=None, case=again(case), given=""), "帮扶措施", by=ValidationError)
    aid.case_help(actor=cast["zhichong_staff"], case=again(case), given="介绍到物业公司上班")
    assert again(case).status == "helped"
    refused(lambda: aid.case_help(actor=None, case=verified(aid_case), given="x"), "先申请")


def test_whoever_stands_elsewhere_reaches_nothing(aid_case, cast, zhichong):
    case = verified(aid_case)
    application = apply(case)
    stranger = cast["tianfu_staff"]
    for act in (
        lambda: aid.case_verify(actor=stranger, case=again(case), found=True),
        lambda: aid.case_exit(actor=stranger, case=again(case), reason="recovered"),
        lambda: apply(case, stranger),
        lambda: decide(application, cast["twin_staff"]),
        lambda: case_of_another(aid_case, stranger, zhichong),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            act()
    foreign = StaffMember.objects.create(station=cast_station(stranger), name="外人", post="worker")
    with pytest.raises(PermissionDenied), transaction.atomic():
        aid.case_update(actor=cast["zhichong_staff"], case=again(case), helper_staff=foreign)


def case_of_another(aid_case, actor, station):
    return aid_case(register(station, "李四"), actor=actor)


def cast_station(user):
    return user.memberships.first().station


def test_the_helper_is_one_of_the_station(aid_case, cast, zhichong):
    case = aid_case()
    helper = StaffMember.objects.create(station=zhichong, name="小李", post="worker")
    aid.case_update(actor=cast["zhichong_staff"], case=again(case), helper_staff=helper, note="每月联系")
    assert again(case).helper == helper
    mine, theirs = again(case), again(case)
    aid.case_update(actor=None, case=mine, note="一")
    with pytest.raises(Conflict), transaction.atomic():
        aid.case_update(actor=None, case=theirs, note="二")


def test_recheck_and_delete(aid_case):
    case = verified(aid_case)
    aid.case_recheck(actor=None, case=case, next_on=today() + 180 * DAY, words="仍在治疗")
    assert again(case).recheck_on == today() + 180 * DAY
    refused(lambda: aid.case_delete(actor=None, case=again(case)), "核实困难")
    other = aid_case(kind="cash")
    aid.case_delete(actor=None, case=other)
    assert not AidCase.objects.filter(pk=other.pk).exists()


def test_an_exit_waits_for_the_application(aid_case):
    case = verified(aid_case)
    application = apply(case)
    refused(lambda: aid.case_exit(actor=None, case=again(case), reason="recovered"), "正在办理")
    aid_applications.application_withdraw(actor=None, application=again(application), words="不需要了")
    aid.case_exit(actor=None, case=again(case), reason="recovered")
    assert AidApplication.objects.get().state == "withdrawn"


def test_every_act_leaves_its_entry_without_names(aid_case, cast):
    case = verified(aid_case, cast["zhichong_staff"])
    application = apply(case, cast["zhichong_staff"])
    decide(application, cast["street_manager"])
    decide(application, cast["district_manager"])
    pay(application, cast["district_manager"], payee="李某某")
    entries = AuditEntry.objects.filter(target_type__startswith="care_activities.aid")
    kinds = [(entry.target_type.split(".")[1], entry.action) for entry in entries.order_by("id")]
    assert kinds == [
        ("aidcase", "create"),
        ("aidcase", "change"),
        ("aidapplication", "create"),
        ("aidapplication", "change"),
        ("aidapplication", "change"),
        ("aidpayment", "create"),
        ("aidcase", "change"),
    ]
    assert all("王水生" not in f"{entry.target_label}{entry.reason}" for entry in AuditEntry.objects.all())
    assert AidDecision.objects.filter(by=cast["street_manager"]).count() == 1
