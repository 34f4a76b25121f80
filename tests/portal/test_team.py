"""保障队伍 and 咨询台账 in the portal."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import AidCase, Consultation
from care_activities.services.aid import case_open
from care_activities.services.consultations import consultation_record
from stations.models import AuditEntry, SupportDuty, SupportMember
from tests.veterans.people import register

pytestmark = pytest.mark.django_db
ZHICHONG, STREET, TIANFU = "440704004212", "440704004000", "440703006121"
PHONE, MASK = "10000000031", "100****0031"


@pytest.fixture
def zhichong(tree):
    return tree[ZHICHONG]


@pytest.fixture
def lawyer(tree):
    return SupportMember.objects.create(
        station=tree[STREET], name="王律师", role="legal_adviser", phone=PHONE, organisation="江海律所"
    )


@pytest.fixture
def volunteer(zhichong):
    return SupportMember.objects.create(
        station=zhichong, name="陈志愿", role="volunteer", phone="10000000032"
    )


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def asked(**values):
    return {
        "date": "2024-05-06",
        "topic": "housing",
        "who": "",
        "question": "老屋确权找谁办",
        "advice": "",
        "outcome": "answered",
        **values,
    }


def consulted(station, adviser, **values):
    values = {"topic": "housing", "question": "老屋确权", "outcome": "answered", **values}
    return consultation_record(
        actor=None, station=station, date=datetime.date(2024, 5, 6), adviser=adviser, **values
    )


def test_the_station_itself_reads_the_telephones_and_the_log_says_so(sign_in, lawyer, volunteer):
    text = page(sign_in("zhichong_staff"), "team")
    assert PHONE in text and "10000000032" in text and "上级站的成员" in text
    entry = AuditEntry.objects.get(action="view")
    assert (entry.target_label, entry.fields) == ("保障队伍联系电话 2 人", ["phone"])
    assert entry.station_name.startswith("直冲村")


def test_a_manager_above_reads_masks_in_the_village_and_nothing_is_logged(sign_in, lawyer, volunteer):
    text = page(sign_in("district_manager"), "team", station=ZHICHONG)
    assert "陈志愿" in text and "10000000032" not in text and MASK in text
    assert not AuditEntry.objects.filter(action="view").exists()


def test_a_village_sees_its_own_and_those_above(sign_in, tree, lawyer, volunteer):
    SupportMember.objects.create(station=tree[TIANFU], name="别处的", role="police")
    text = page(sign_in("zhichong_staff"), "team")
    assert "王律师" in text and "陈志愿" in text and "别处的" not in text
    own, above = (reverse("team-member", args=[one.pk]) for one in (volunteer, lawyer))
    assert own in text and above not in text and f"?adviser={lawyer.pk}" in text
    assert sign_in("zhichong_staff").get(above).status_code == 404


def test_filters_by_role_and_by_who_has_left(sign_in, zhichong, volunteer):
    SupportMember.objects.create(
        station=zhichong, name="退下来的", role="police", left_on=datetime.date(2024, 1, 1)
    )
    client = sign_in("zhichong_staff")
    assert "退下来的" not in page(client, "team")
    left = page(client, "team", state="left")
    assert "退下来的" in left and "陈志愿" not in left
    assert "没有符合条件的成员" in page(client, "team", role="police")


def test_who_is_there_today_stands_on_my_station(sign_in, lawyer):
    client = sign_in("zhichong_staff")
    assert "今天驻点" not in page(client, "home")
    SupportDuty.objects.create(
        member=lawyer, weekday=timezone.localdate().isoweekday(), part="am", place="党群服务中心"
    )
    home = page(client, "home")
    assert "今天驻点" in home and "王律师" in home and "党群服务中心" in home
    assert "党群服务中心" in page(client, "team")


def test_a_leaving_member_hands_over_in_one_action(sign_in, zhichong, volunteer):
    successor = SupportMember.objects.create(station=zhichong, name="李社工", role="social_worker")
    person = register(zhichong, "王水生")
    case = case_open(actor=None, person=person, situation="A4", kind="medical", helper_support=volunteer)
    client, address = sign_in("zhichong_staff"), reverse("team-member", args=[volunteer.pk])
    assert "王水生" in client.get(address).content.decode()
    sent = {"left_on": "2024-05-06", "version": volunteer.version}
    refused = client.post(address, sent).content.decode()
    assert "请选择接手的人" in refused and "2024-05-06" in refused
    stale = client.post(address, {**sent, "successor": successor.pk, "version": 99}).content.decode()
    assert "刚被别人改过" in stale and f'name="version" value="{volunteer.version}"' in stale
    assert AidCase.objects.get(pk=case.pk).helper_support == volunteer
    said = client.post(address, {**sent, "successor": successor.pk}, follow=True).content.decode()
    assert "移交帮扶 1 件" in said and "已离任" in said
    assert AidCase.objects.get(pk=case.pk).helper_support == successor
    assert "陈志愿" not in client.get(f"{reverse('aid-new')}?person={person.pk}").content.decode()


def test_from_the_file_to_the_ledger(sign_in, zhichong, lawyer):
    person = register(zhichong, "王水生")
    client = sign_in("zhichong_staff")
    address = f"{reverse('consultation-new')}?person={person.pk}"
    assert address in page(client, "person", person.pk)
    assert person.archive_no in client.get(address).content.decode()
    said = client.post(address, asked(adviser=lawyer.pk, who=person.archive_no), follow=True)
    text = said.content.decode()
    assert "咨询已登记" in text and "王水生" in text and "老屋确权找谁办" in text
    file = page(client, "person", person.pk)
    assert "老屋确权找谁办" in file
    printed = page(client, "consultation-ledger", topic="housing")
    assert "咨询台账" in printed and "老屋确权找谁办" in printed and "房产 1" in printed
    assert AuditEntry.objects.filter(action="print", reason="咨询台账，1 次").exists()


def test_who_asked_may_be_nobody_or_a_name(sign_in, zhichong, lawyer):
    client, address = sign_in("zhichong_staff"), reverse("consultation-new")
    client.post(address, asked(adviser=lawyer.pk))
    assert Consultation.objects.get().person is None
    for text, said in (("王水生", "没有找到这个人的档案"), ("陈志强", "同名")):
        if text == "陈志强":
            register(zhichong, text), register(zhichong, text)
        answer = client.post(
            address, asked(adviser=lawyer.pk, who=text, advice="写好的答复")
        ).content.decode()
        assert said in answer and "写好的答复" in answer
    assert Consultation.objects.count() == 1
    person = register(zhichong, "王水生")
    client.post(address, asked(adviser=lawyer.pk, who="王水生"))
    assert Consultation.objects.get(person=person)


def test_what_becomes_a_request_goes_on_to_the_desk(sign_in, zhichong, lawyer):
    person = register(zhichong, "王水生")
    client, address = sign_in("zhichong_staff"), reverse("consultation-new")
    sent = asked(adviser=lawyer.pk, outcome="request")
    desk = client.post(address, {**sent, "who": "王水生"}, follow=True)
    assert desk.redirect_chain == [(f"{reverse('request-new')}?person={person.pk}", 302)]
    assert desk.status_code == 200 and "请接着登记诉求" in desk.content.decode()
    assert client.post(address, sent).url == reverse("request-new")


def test_the_residence_station_learns_nothing_of_it(sign_in, tree, lawyer, zhichong):
    person = register(zhichong, "王水生", residence_station=tree[TIANFU])
    row = consulted(zhichong, lawyer, person=person, question="离婚财产怎么分")
    client = sign_in("tianfu_staff")
    for name, args in (("consultations", []), ("consultation-ledger", []), ("person", [person.pk])):
        assert "离婚财产怎么分" not in page(client, name, *args)
    assert client.get(reverse("consultation", args=[row.pk])).status_code == 404
    assert client.post(reverse("consultation-delete", args=[row.pk])).status_code == 404
    assert client.get(reverse("consultations"), {"station": ZHICHONG}).status_code == 404


def test_a_conflict_is_told_and_nothing_typed_is_lost(sign_in, lawyer, zhichong):
    row = consulted(zhichong, lawyer)
    client, address = sign_in("zhichong_staff"), reverse("consultation", args=[row.pk])
    first = {**asked(adviser=lawyer.pk, advice="第一位写的"), "version": row.version}
    client.post(address, first)
    second = client.post(address, {**first, "advice": "第二位写的"}).content.decode()
    assert "刚被别人改过" in second and "第二位写的" in second
    assert Consultation.objects.get().advice == "第一位写的"
    bad = client.post(address, {**first, "advice": "第三位写的", "topic": ""}).content.decode()
    assert f'name="version" value="{row.version}"' in bad  # a mistake elsewhere renews no version


def test_filters_of_the_ledger(sign_in, lawyer, volunteer, zhichong):
    consulted(zhichong, lawyer, question="问房子的")
    consulted(zhichong, volunteer, topic="labour", outcome="request", question="问欠薪的")
    client = sign_in("zhichong_staff")
    for query, there, absent in (
        ({"topic": "labour"}, "问欠薪的", "问房子的"),
        ({"adviser": lawyer.pk}, "问房子的", "问欠薪的"),
        ({"outcome": "request"}, "问欠薪的", "问房子的"),
    ):
        text = page(client, "consultations", **query)
        assert there in text and absent not in text
    assert "没有符合条件的咨询" in page(client, "consultations", since="2024-05-07")
    assert "2 次 · 留名 0 人" in page(client, "consultations", until="2024-05-06")


def test_a_manager_says_at_which_station(sign_in, zhichong, lawyer):
    client = sign_in("street_manager")
    text = page(client, "consultation-new")
    assert f"?station={ZHICHONG}" in text
    assert "接待人" in page(client, "consultation-new", station=ZHICHONG)
    assert client.get(reverse("consultation-new"), {"station": TIANFU}).status_code == 404


@pytest.mark.parametrize("name", ["team", "consultations", "consultation-ledger"])
def test_more_rows_cost_no_more_statements(sign_in, zhichong, lawyer, name):
    def fill(number):
        member = SupportMember.objects.create(
            station=zhichong, name=f"成员{number}", role="volunteer", phone=PHONE
        )
        SupportDuty.objects.create(member=member, weekday=1, part="am")
        consulted(zhichong, member, person=register(zhichong, f"王{number}"))

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, name)
        return len(queries)

    client = sign_in("zhichong_staff")
    fill(1)
    page(client, name)
    before = cost()
    for number in range(2, 6):
        fill(number)
    assert cost() == before
