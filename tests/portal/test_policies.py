"""政策库: shared downwards, opened to whom it may concern, and told of N of M."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import Policy, PolicyFile, PolicyNotice
from care_activities.services import policies as service
from stations.models import AuditEntry
from stations.services import ServiceError
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import id_number, register
from veterans.models import PersonFile
from veterans_portal.policies.audience import Audience

pytestmark = pytest.mark.django_db
CITY, ZHICHONG, TIANFU = "440700000000", "440704004212", "440703006121"
YOUNG, OLD = "19990101", "19400101"


@pytest.fixture
def zhichong(tree):
    return tree[ZHICHONG]


@pytest.fixture
def keep(tree):
    """`keep(title, station code)`: for those of 80 and more, unless said otherwise."""

    def make(title="高龄优待办法", code=CITY, **values):
        values = {
            "level": "city",
            "category": "benefits",
            "summary": "凭优待证免费乘车",
            "audience": {"age": "80-"},
            **values,
        }
        policy = Policy(station=tree[code], title=title, **values)
        return service.policy_save(actor=None, policy=policy)

    return make


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def old(station, name="王水生", **values):
    return register(station, name, id_number=id_number(OLD), **values)


def tell(client, policy, *people, **values):
    sent = {"person": [p.pk for p in people], "told_on": "2024-05-06", "method": "phone", **values}
    return client.post(reverse("policy-people", args=[policy.pk]), sent, follow=True).content.decode()


def test_a_policy_is_read_below_and_changed_by_who_keeps_it(sign_in, keep):
    of_city, of_village = keep(), keep("村规民约", ZHICHONG)
    client = sign_in("zhichong_staff")
    text = page(client, "policies")
    assert "高龄优待办法" in text and "村规民约" in text
    assert client.get(reverse("policy-change", args=[of_city.pk])).status_code == 404
    assert "村规民约" not in page(sign_in("tianfu_staff"), "policies")
    assert sign_in("tianfu_staff").get(reverse("policy", args=[of_village.pk])).status_code == 404


def test_it_opens_the_people_of_ones_own_station(sign_in, keep, tree, zhichong):
    policy = keep()
    mine, young, theirs = (
        old(zhichong),
        register(zhichong, "陈年轻", id_number=id_number(YOUNG)),
        old(tree[TIANFU], "梁国华"),
    )
    client = sign_in("zhichong_staff")
    assert "可能符合 <b>1</b> 人，已告知 <b>0</b> 人" in page(client, "policy", policy.pk)
    text = page(client, "policy-people", policy.pk)
    assert mine.name in text and young.name not in text and theirs.name not in text
    assert "请核实" in text and "80岁以上" in text
    city = page(sign_in("city_manager"), "policy-people", policy.pk)
    assert mine.name in city and theirs.name in city
    there = page(sign_in("city_manager"), "policy-people", policy.pk, station=TIANFU)
    assert mine.name not in there and theirs.name in there


def test_who_only_lives_here_is_not_listed(sign_in, keep, tree, zhichong):
    policy = keep()
    resident = old(tree[TIANFU], "梁国华", residence_station=zhichong)
    client = sign_in("zhichong_staff")
    assert resident.name not in page(client, "policy-people", policy.pk)
    tell(client, policy, resident)
    assert not PolicyNotice.objects.exists()


def test_an_official_reads_the_number_only(sign_in, keep, zhichong):
    policy = keep()
    for number in range(2):
        old(zhichong, f"王{number}")
    client = sign_in("official_district")
    text = page(client, "policy", policy.pk)
    assert "<b>&lt;3</b> 人" in text and "看涉及的人" not in text and "已告知" not in text
    assert client.get(reverse("policy-people", args=[policy.pk])).status_code == 403
    old(zhichong, "王三")
    assert "<b>3</b> 人" in page(client, "policy", keep("另一份办法").pk)


def test_of_many_stations_the_people_are_looked_for_once_in_ten_minutes(sign_in, keep, zhichong):
    policy, first, second = keep(), old(zhichong, "王一"), old(zhichong, "王二")
    city = sign_in("city_manager")
    assert "可能符合 <b>2</b> 人" in page(city, "policy", policy.pk)
    PersonFile.objects.filter(pk=first.pk).update(birth_date="1999-01-01")
    late = old(zhichong, "王三")
    listed = page(city, "policy-people", policy.pk)
    assert "已告知 0 / 2 人" in listed and "查找的" in listed
    assert second.name in listed and first.name not in listed and late.name not in listed
    assert "已登记告知 1 人" in tell(city, policy, second)
    assert second.name in page(city, "policy-people", policy.pk, told="yes")
    assert second.name not in page(city, "policy-people", policy.pk, told="no")
    village = page(sign_in("zhichong_staff"), "policy-people", policy.pk)
    assert "已告知 1 / 2 人" in village and late.name in village and "查找的" not in village
    policy.refresh_from_db()
    policy.summary = "改了一个字"
    service.policy_save(actor=None, policy=policy)
    assert late.name in page(city, "policy-people", policy.pk)


def test_told_n_of_m(sign_in, keep, zhichong):
    policy = keep()
    people = [old(zhichong, f"王{number}") for number in range(3)]
    client = sign_in("zhichong_staff")
    assert "请先勾选" in tell(client, policy)
    refused = tell(client, policy, people[0], method="")
    assert f'value="{people[0].pk}"' in refused and "checked" in refused
    assert "已登记告知 2 人" in tell(client, policy, *people[:2])
    again = tell(client, policy, *people[1:], method="home")
    assert "已登记告知 1 人" in again and "有 1 人没有登记" in again and "已告知 3 / 3 人" in again
    assert PolicyNotice.objects.filter(method="phone").count() == 2
    notice = PolicyNotice.objects.filter(person=people[0]).get()
    assert (notice.told_by.username, notice.station.code) == ("zhichong_staff", ZHICHONG)
    assert "高龄优待办法" in page(client, "person", people[0].pk)
    labels = AuditEntry.objects.filter(reason="政策告知").values_list("target_label", flat=True)
    assert sorted(labels) == sorted(person.archive_no for person in people)


def test_a_tick_by_mistake_is_taken_back(sign_in, keep, zhichong):
    policy, person = keep(), old(zhichong)
    tell(sign_in("zhichong_staff"), policy, person)
    address = reverse("policy-notice-delete", args=[PolicyNotice.objects.get().pk])
    assert sign_in("tianfu_staff").post(address).status_code == 404
    assert "已告知 0 / 1 人" in sign_in("zhichong_staff").post(address, follow=True).content.decode()


def test_a_tick_list_of_told_and_untold(sign_in, keep, zhichong):
    policy, told = keep(), old(zhichong, "王一")
    old(zhichong, "王二")
    client = sign_in("zhichong_staff")
    tell(client, policy, told)
    yes = page(client, "policy-people", policy.pk, told="yes")
    no = page(client, "policy-people", policy.pk, told="no")
    assert "王一" in yes and "王二" not in yes
    assert "王二" in no and "王一" not in no


def test_a_day_to_come_is_no_day_of_telling(sign_in, keep, zhichong):
    policy, person = keep(), old(zhichong)
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    assert "在今天之后" in tell(sign_in("zhichong_staff"), policy, person, told_on=tomorrow)
    assert not PolicyNotice.objects.exists()


def test_a_condition_that_is_gone_opens_nobody_instead_of_everybody(sign_in, keep, cast, zhichong):
    old(zhichong)
    client = sign_in("zhichong_staff")
    for policy, said in (
        (keep("一", audience={"age": "80-", "gone": "x"}), "已经不用了"),
        (keep("二", audience={"age": "no-such-band"}), "已经不用了"),
        (keep("三", audience={"figure": "no-such-list"}), "已经不用了"),
        (keep("四", audience={}), "没有设定对象条件"),
    ):
        assert said in page(client, "policy", policy.pk)
        assert client.get(reverse("policy-people", args=[policy.pk])).status_code == 404
        assert Audience.of(cast["zhichong_staff"], policy).asked is None


def test_kept_with_its_conditions_on_one_form(sign_in, zhichong):
    old(zhichong)
    client = sign_in("zhichong_staff")
    sent = {
        "title": "困难帮扶细则",
        "level": "town",
        "category": "aid",
        "summary": "带户口簿到站申请",
        "for_age": "80-",
        "for_sex": "1",
        "effective_on": "2024-02-01",
    }
    bad = client.post(reverse("policy-new"), {**sent, "expires_on": "2024-01-01"}).content.decode()
    assert "失效日期早于生效日期" in bad and "带户口簿到站申请" in bad
    said = client.post(reverse("policy-new"), sent, follow=True).content.decode()
    policy = Policy.objects.get()
    assert policy.audience == {"age": "80-", "sex": "1"} and policy.station.code == ZHICHONG
    assert "政策已保存" in said and "性别：男" in said
    address = reverse("policy-change", args=[policy.pk])
    shown = client.get(address).content.decode()
    assert '<option value="80-" selected>' in shown
    changed = {**sent, "for_sex": "", "version": policy.version}
    client.post(address, changed)
    assert Policy.objects.get().audience == {"age": "80-"}
    conflict = client.post(address, {**changed, "summary": "第二位写的"}).content.decode()
    assert "刚被别人改过" in conflict and "第二位写的" in conflict
    assert Policy.objects.get().summary == "带户口簿到站申请"


def test_in_force_or_not(sign_in, keep):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    keep("今天到期", expires_on=today)
    keep("已经过期", expires_on=today - day)
    keep("还没生效", effective_on=today + day)
    client = sign_in("zhichong_staff")
    for query, there in (
        ({}, "今天到期"),
        ({"state": "expired"}, "已经过期"),
        ({"state": "coming"}, "还没生效"),
    ):
        text = page(client, "policies", **query)
        titles = ["今天到期", "已经过期", "还没生效"]
        assert [title for title in titles if title in text] == [there]
    everything = page(client, "policies", state="")
    assert all(title in everything for title in ("今天到期", "已经过期", "还没生效"))
    assert "没有符合条件的政策" in page(client, "policies", words="不存在")


def test_the_document_itself(sign_in, keep):
    policy = keep(code=ZHICHONG)
    client = sign_in("zhichong_staff")

    def upload():
        file = SimpleUploadedFile("文件.jpg", picture(), "image/jpeg")
        return client.post(reverse("policy-upload", args=[policy.pk]), {"file": file}, follow=True)

    assert "原文已上传" in upload().content.decode()
    first = PolicyFile.objects.get().stored
    assert "原文已上传" in upload().content.decode()
    assert PolicyFile.objects.get().stored != first
    answer = client.get(reverse("policy-file", args=[policy.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="download").count() == 1
    bad = SimpleUploadedFile("文件.jpg", b"no picture", "image/jpeg")
    client.post(reverse("policy-upload", args=[policy.pk]), {"file": bad}, follow=True)
    assert PolicyFile.objects.count() == 1
    sent = {"file": SimpleUploadedFile("文件.jpg", picture(), "image/jpeg")}
    stranger = sign_in("tianfu_staff").post(reverse("policy-upload", args=[policy.pk]), sent)
    assert stranger.status_code == 404


def test_what_somebody_was_told_of_stays(sign_in, keep, zhichong):
    policy, unused = keep(code=ZHICHONG), keep("没用过的", ZHICHONG)
    tell(sign_in("zhichong_staff"), policy, old(zhichong))
    with pytest.raises(ServiceError):
        service.policy_delete(actor=None, policy=policy)
    client = sign_in("zhichong_staff")
    assert "不能删除" in client.post(reverse("policy-delete", args=[policy.pk]), follow=True).content.decode()
    client.post(reverse("policy-delete", args=[unused.pk]))
    assert list(Policy.objects.all()) == [policy]


def test_one_title_a_station(keep):
    keep()
    with pytest.raises(ValidationError):
        keep()
    assert keep(code=TIANFU)


def test_more_people_cost_no_more_statements(sign_in, keep, zhichong):
    policy, client = keep(), sign_in("zhichong_staff")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client, "policy-people", policy.pk)
        return len(queries)

    tell(client, policy, old(zhichong, "王一"))
    before = cost()
    tell(client, policy, *(old(zhichong, f"李{number}") for number in range(5)))
    assert cost() == before
