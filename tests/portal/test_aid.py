"""帮扶援助 in the portal: opened from the file, gone through tier by tier, listed, posted and printed."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import AidApplication, AidCase, AidPayment, SchoolingAid
from care_activities.services import aid, aid_applications, aid_payments
from stations.models import AuditEntry, Membership, User
from stations.roles import Role
from tests.veterans.people import register

pytestmark = pytest.mark.django_db
ZHICHONG = "440704004212"
DAY = datetime.timedelta(days=1)
CHILD = {"child_name": "王小明", "stage": "2", "year": 2026}


def today():
    return timezone.localdate()


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "王水生")


def opened(person, verified=True, **values):
    case = aid.case_open(actor=None, person=person, **{"situation": "A4", "kind": "medical", **values})
    return aid.case_verify(actor=None, case=case, found=True, on=case.found_on) if verified else case


def applied(case, **values):
    values = {"applicant": "self", "asked": Decimal(3000), "source": "fiscal", **values}
    return aid_applications.application_submit(actor=None, case=AidCase.objects.get(pk=case.pk), **values)


def decided(application, **values):
    return aid_applications.application_decide(
        actor=None, application=AidApplication.objects.get(pk=application.pk), **{"agree": True, **values}
    )


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def act(client, case, said, version, **values):
    return client.post(
        reverse("aid-case", args=[case.pk]), {"act": said, "version": version, **values}, follow=True
    ).content.decode()


def test_from_the_file_to_the_payment(sign_in, person):
    client = sign_in("zhichong_staff")
    file = page(client, "person", person.pk)
    address = f"{reverse('aid-new')}?person={person.pk}"
    assert address in file
    client.post(address, {"situation": "A4", "kind": "medical", "found_by": "visit"})
    case = AidCase.objects.get()
    assert case.found_on == today() and case.station.code == ZHICHONG
    assert "核实非困难" in page(client, "aid-case", case.pk)
    assert "帮扶待核实" in page(client, "home")
    act(client, case, "verify.found", 1, words="入户核实")
    html = act(
        client, case, "apply.apply", 2, applicant="self", asked="3000", source="fiscal", grounds="手术费"
    )
    assert "申请已提出" in html and "镇街审核" in html
    application = AidApplication.objects.get()
    assert "decide.agree" not in html

    client = sign_in("street_manager")
    assert "帮扶待镇街审核" in page(client, "home")
    html = page(client, "aid", work="review")
    assert "王水生" in html
    act(client, case, "decide.agree", 1, words="属实")
    client = sign_in("district_manager")
    html = act(client, case, "decide.agree", 2, approved="2800", document_no="3号")
    assert "已批准" in html and "2,800.00" in html
    html = act(
        client,
        case,
        "pay.pay",
        3,
        paid_on=today().isoformat(),
        amount="2800",
        payee="本人",
        bank_account="6222000011112222",
    )
    assert "发放已登记" in html and "6222000011112222" not in html
    payment = AidPayment.objects.get()
    assert payment.amount == 2800 and payment.source == application.source
    assert AidCase.objects.get().status == "helped"

    shown = client.post(reverse("aid-account", args=[payment.pk])).content.decode()
    assert "6222000011112222" in shown
    assert AuditEntry.objects.filter(action="reveal", fields=["bank_account"]).exists()
    file = page(sign_in("zhichong_staff"), "person", person.pk)
    assert "帮扶援助" in file and "2,800.00" in file
    assert "发放 · 2,800.00 元" in file  # the timeline


def test_who_was_second_reads_so_and_keeps_what_she_typed(sign_in, person):
    case = opened(person)
    application = applied(case)
    client = sign_in("street_manager")
    decided(application)
    html = act(client, case, "decide.refuse", 1, words="收入高于标准")
    assert "刚被别人改过" in html or "不能这样办理" in html
    assert "收入高于标准" in html
    assert AidApplication.objects.get().step == "3"


def test_what_is_not_offered_is_refused(sign_in, person):
    case = opened(person)
    applied(case)
    client = sign_in("zhichong_staff")
    for said in ("decide.agree", "emergency.emergency"):
        response = client.post(
            reverse("aid-case", args=[case.pk]),
            {
                "act": said,
                "version": 1,
                "applicant": "self",
                "asked": "1",
                "source": "fund",
                "reason": "急",
            },
        )
        assert response.status_code == 403
    assert AidApplication.objects.get().state == "running"
    assert client.post(reverse("aid-case", args=[case.pk]), {"act": "anything"}).status_code == 403
    assert client.get(reverse("aid-case", args=[0])).status_code == 404


def test_a_missing_reason_stands_at_its_field(sign_in, person):
    case = opened(person)
    applied(case)
    html = act(sign_in("street_manager"), case, "decide.refuse", 1)
    assert "要书面告知本人" in html


def test_the_ledger_is_filtered_and_tells_its_days(sign_in, tree, person):
    late = opened(person, found_on=today() - 40 * DAY)
    other = register(tree[ZHICHONG], "李大田")
    paid = opened(other, kind="housing", situation="A5")
    application = applied(paid, source="village")
    decided(application)
    decided(application)
    aid_payments.payment_record(
        actor=None,
        application=AidApplication.objects.get(pk=application.pk),
        paid_on=today(),
        amount=Decimal("3000"),
    )
    register(tree["440703006121"], "外人")
    client = sign_in("zhichong_staff")
    html = page(client, "aid")
    assert "王水生" in html and "李大田" in html and "2 件" in html and "3,000.00 元" in html
    assert "未帮扶，核实后 40 天" in html
    for query, names in (
        ({"work": "unhelped"}, ["王水生"]),
        ({"kind": "housing"}, ["李大田"]),
        ({"situation": "A4"}, ["王水生"]),
        ({"status": "helped"}, ["李大田"]),
        ({"source": "village"}, ["李大田"]),
        ({"group": "medical"}, ["王水生"]),
        ({"since": (today() - 3 * DAY).isoformat()}, ["李大田"]),
        ({"until": (today() - 30 * DAY).isoformat()}, ["王水生"]),
    ):
        html = page(client, "aid", **query)
        assert [name for name in ("王水生", "李大田") if name in html] == names, query
    assert client.get(reverse("aid"), {"work": "nonsense"}).status_code == 404
    assert late.status == "verified"
    stranger = page(sign_in("tianfu_staff"), "aid")
    assert "王水生" not in stranger and "李大田" not in stranger


def test_the_ledger_costs_the_same_however_long_it_is(sign_in, tree, person):
    def statements(client, name):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        return len(queries)

    client = sign_in("street_manager")
    applied(opened(person))
    few = [statements(client, name) for name in ("aid", "aid-ledger")]
    for _number in range(6):
        applied(opened(register(tree[ZHICHONG])))
    assert [statements(client, name) for name in ("aid", "aid-ledger")] == few
    assert few[0] <= 13 and few[1] <= 20, few


def test_an_emergency_stands_on_its_list_with_its_days(sign_in, person):
    case = opened(person, verified=False, found_on=today() - 50 * DAY)
    client = sign_in("street_manager")
    html = act(
        client,
        case,
        "emergency.emergency",
        1,
        applicant="village",
        applied_on=(today() - 40 * DAY).isoformat(),
        asked="2000",
        source="fund",
        reason="突发脑梗",
    )
    assert "急难先行已登记" in html
    html = page(client, "aid", work="emergency")
    assert "补手续超期 10 天" in html


def test_a_refusal_in_writing(sign_in, person):
    case = opened(person)
    application = decided(applied(case), agree=False, words="家庭收入高于当地标准", document_no="5号")
    client = sign_in("zhichong_staff")
    html = page(client, "aid-refusal", application.pk)
    for words in ("王水生", "家庭收入高于当地标准", "5号", "申请复核", "外海街道"):
        assert words in html
    assert AuditEntry.objects.filter(action="print", reason="不予帮扶告知书").exists()
    html = act(client, case, "ask.ask", application.version, words="漏算医药费")
    assert "复核中" in html
    other = opened(person, kind="housing")
    assert client.get(reverse("aid-refusal", args=[applied(other).pk])).status_code == 404


def test_a_notice_shows_three_things_and_no_minor(sign_in, tree, person):
    case = opened(person, description="患重病，欠债")
    application = applied(case)
    decided(application)
    aid_applications.notice_post(actor=None, application=AidApplication.objects.get(pk=application.pk))
    html = page(sign_in("zhichong_staff"), "aid-notices")
    assert "王水生" in html and "直冲村" in html and "灾害、事故" in html
    assert "欠债" not in html and "3,000" not in html and person.archive_no not in html
    type(person).objects.filter(pk=person.pk).update(birth_date=f"{today().year - 10}")
    assert "王水生" not in page(sign_in("zhichong_staff"), "aid-notices")


def test_a_child_is_named_only_to_those_who_need_it(sign_in, tree, cast, person):
    case = opened(person, kind="schooling", child=CHILD)
    applied(case)
    clerk = User.objects.create_user("district_clerk", password="x")
    Membership.objects.create(user=clerk, role=Role.STAFF, station=tree["440704000000"])
    for name in ("zhichong_staff", "district_manager"):
        assert "王小明" in page(sign_in(name), "aid-case", case.pk)
    client = sign_in("zhichong_staff")
    for name in ("aid", "aid-ledger", "aid-notices"):
        assert "王小明" not in page(client, name)
    assert "&lt;3" in page(client, "aid-ledger")
    client.force_login(clerk)
    for name in ("aid-case", "aid-form"):
        html = page(client, name, case.pk)
        assert "王水生" in html and "王小明" not in html
    assert "王小明" not in page(client, "person", person.pk)
    looked = AuditEntry.objects.filter(action="view", target_type="care_activities.aidcase")
    assert [entry.fields for entry in looked.order_by("id")][-2:] == [["child_name"], []]
    html = act(
        sign_in("zhichong_staff"),
        case,
        "child.child",
        case.version,
        child_name="王晓明",
        stage="3",
        year="2026",
    )
    assert "已更正" in html and "王晓明" in html
    client.force_login(clerk)
    refused = client.post(
        reverse("aid-case", args=[case.pk]),
        {"act": "child.child", "version": 2, "child_name": "王", "stage": "3", "year": "2026"},
    )
    assert refused.status_code == 403


def test_schooling_asks_for_the_child(sign_in, person):
    client = sign_in("zhichong_staff")
    address = f"{reverse('aid-new')}?person={person.pk}"
    html = client.post(address, {"situation": "A5", "kind": "schooling"}).content.decode()
    assert "子女姓名、就读阶段和学年" in html and not AidCase.objects.exists()
    client.post(address, {"situation": "A5", "kind": "schooling", **CHILD})
    assert SchoolingAid.objects.get().case.of_child


def test_the_forms_are_printed_with_masked_numbers(sign_in, person):
    case = opened(person, description="妻子患病")
    html = page(sign_in("zhichong_staff"), "aid-form", case.pk)
    assert "妻子患病" in html and "☑" in html
    assert person.id_number.open() not in html
    html = page(sign_in("zhichong_staff"), "aid-ledger")
    assert "王水生" in html and "制表人" in html and "病有所医" in html


def test_no_case_for_a_file_out_of_reach(sign_in, tree, person):
    client = sign_in("tianfu_staff")
    assert client.get(reverse("aid-new"), {"person": person.pk}).status_code == 404
    assert client.get(reverse("aid-new"), {"person": "x"}).status_code == 404
    resident = register(tree["440703006121"], "常住人", residence_station=tree[ZHICHONG])
    client = sign_in("zhichong_staff")
    assert client.get(reverse("aid-new"), {"person": resident.pk}).status_code == 404
    assert "登记困难帮扶" not in page(client, "person", resident.pk)


def test_the_county_deletes_a_payment_by_mistake(sign_in, person):
    application = applied(opened(person))
    decided(application)
    decided(application)
    payment = aid_payments.payment_record(
        actor=None,
        application=AidApplication.objects.get(pk=application.pk),
        paid_on=today(),
        amount=Decimal("10"),
    )
    address = reverse("aid-payment-delete", args=[payment.pk])
    client = sign_in("street_manager")
    assert client.post(address, {"words": "错", "version": 1}).status_code == 403
    client = sign_in("district_manager")
    assert "为什么删除" in client.post(address, {"version": 1}, follow=True).content.decode()
    client.post(address, {"words": "金额错", "version": 1})
    assert not AidPayment.objects.exists()


def test_facts_are_corrected_in_the_admin_and_the_way_is_not(sign_in, person):
    case = opened(person)
    client = sign_in("zhichong_staff")
    address = reverse("admin:care_activities_aidcase_change", args=[case.pk])
    html = client.get(address).content.decode()
    assert 'name="status"' not in html
    response = client.post(
        address,
        {
            "situation": "A1",
            "kind": "medical",
            "group": "medical",
            "found_on": case.found_on.isoformat(),
            "note": "更正",
            "status": "out",
            "row_version": case.version,
        },
    )
    assert response.status_code == 302, response.content.decode()
    case = AidCase.objects.get()
    assert (case.situation, case.note, case.status) == ("A1", "更正", "verified")
    add = reverse("admin:care_activities_aidcase_add")
    values = {"person": person.pk, "situation": "A2", "kind": "cash", "found_on": today().isoformat()}
    assert client.post(add, values).status_code == 302
    assert AidCase.objects.get(kind="cash").history.get().act == "opened"
