"""The lists to work from on paper: whom to call, whom to visit; and handing over who looks after whom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.models import AuditEntry, StaffMember
from tests.veterans.people import register
from veterans.models import PartyMembership

from . import stage

pytestmark = pytest.mark.django_db
LISTS = ["/people/calls/", "/people/visit-sheet/"]
MOBILE = "10000001234"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def zhichong(tree):
    return tree[stage.ZHICHONG]


@pytest.fixture
def person(zhichong):
    return register(
        zhichong,
        "陈志强",
        mobile=MOBILE,
        residence_address="直冲村东路 8 号",
        service_needs=["04"],
        tags=["3"],
    )


@pytest.mark.parametrize("address", LISTS)
def test_its_own_staff_get_phones_in_clear_and_the_log_says_how_many(person, cast, sign_in, address):
    text = text_of(sign_in("zhichong_staff").get(address))
    for words in ("陈志强", MOBILE, "直冲村东路 8 号", "养老照料", "参战"):
        assert words in text, words
    entry = AuditEntry.objects.get(action="view")
    assert (entry.actor_id, entry.fields) == (cast["zhichong_staff"].pk, ["mobile"])
    assert entry.target_label.endswith("1 人") and "陈" not in entry.target_label


@pytest.mark.parametrize("address", LISTS)
def test_managers_above_get_masks(person, sign_in, address):
    text = text_of(sign_in("street_manager").get(address))
    assert MOBILE not in text and person.mobile.mask in text
    assert AuditEntry.objects.get(action="view").fields == []


@pytest.mark.parametrize("address", LISTS)
def test_the_filters_of_the_list_narrow_them(person, tree, zhichong, sign_in, address):
    register(zhichong, "何伟明", ["01"])
    client = sign_in("zhichong_staff")
    names = [line.person.name for line in client.get(f"{address}?class=01").context["lines"]]
    assert names == ["何伟明"]
    empty = client.get(f"{address}?status=deceased")
    assert "没有符合条件的档案" in text_of(empty)
    assert client.get(f"{address}?station={stage.TIANFU}").status_code == 404


def test_of_who_lives_here_and_is_kept_elsewhere_no_more_than_contact_is_told(tree, zhichong, sign_in):
    register(
        tree[stage.TIANFU],
        "林海波",
        residence_station=zhichong,
        mobile="10000000088",
        tags=["3"],
        service_needs=["04"],
    )
    text = text_of(sign_in("zhichong_staff").get("/people/visit-sheet/?status=resident"))
    assert "林海波" in text and "10000000088" in text and "养老照料" in text and "参战" not in text


@pytest.mark.parametrize("address", [*LISTS, "/people/handover/"])
def test_officials_and_auditors_get_no_list(sign_in, address):
    for username in ("official_city", "auditor", "nobody"):
        assert sign_in(username).get(address).status_code == 403, username


@pytest.mark.parametrize(
    ("address", "budget"), [*((address, 12) for address in LISTS), ("/people/handover/", 9)]
)
def test_lists_cost_the_same_however_long_they_are(zhichong, sign_in, address, budget):
    client = sign_in("street_manager")

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def grow(count):
        for serial in range(count):
            staff = StaffMember.objects.create(station=zhichong, name="何专责", post="worker")
            home = stage.household(zhichong, f"{staff.pk}-{serial}")
            register(zhichong, household=home, follow_up_staff=staff)

    grow(1)
    few = statements()
    grow(6)
    assert statements() == few <= budget


# Who looks after whom


@pytest.fixture
def leaving(zhichong):
    return StaffMember.objects.create(station=zhichong, name="何专责", post="worker")


@pytest.fixture
def successor(zhichong):
    return StaffMember.objects.create(station=zhichong, name="李专责", post="worker")


def names(response):
    return sorted(row.person.name for row in response.context["rows"])


def test_files_that_nobody_follows_are_a_list(zhichong, leaving, sign_in):
    gone = StaffMember.objects.create(
        station=zhichong, name="梁专责", post="worker", left_on=timezone.localdate()
    )
    register(zhichong, "陈一", follow_up_staff=leaving)
    register(zhichong, "陈二")
    register(zhichong, "陈三", follow_up_staff=gone)
    register(zhichong, "陈四", status="deceased")
    assert names(sign_in("zhichong_staff").get("/people/?figure=without_follow_up")) == ["陈三", "陈二"]


def test_members_whom_nobody_is_in_touch_with_are_a_list(zhichong, leaving, sign_in):
    for name, values in (
        ("陈一", {"contact": leaving}),
        ("陈二", {"relation_status": "1"}),
        ("陈三", {}),
        ("陈四", {"relation_status": "8", "decided_by": "党委", "decided_on": "2020", "decision_no": "1号"}),
    ):
        PartyMembership.objects.create(person=register(zhichong, name), **values)
    register(zhichong, "陈五")
    assert names(sign_in("zhichong_staff").get("/people/?figure=without_contact")) == ["陈三", "陈二"]


def test_everything_goes_to_the_successor_counted_beforehand(zhichong, leaving, successor, sign_in):
    person = register(zhichong, follow_up_staff=leaving)
    PartyMembership.objects.create(person=person, contact=leaving)
    client = sign_in("zhichong_staff")
    page = text_of(client.get("/people/handover/"))
    assert "何专责" in page and "李专责" in page
    address = f"/people/handover/{leaving.pk}/"
    assert "现在跟进档案 1 份，联系党员 1 名" in text_of(client.get(address))
    posted = {"successor": successor.pk, "left_on": timezone.localdate().isoformat()}
    response = client.post(address, posted, follow=True)
    assert "已移交给李专责：跟进的档案 1 份，联系的党员 1 名" in text_of(response)
    person.refresh_from_db()
    leaving.refresh_from_db()
    assert person.follow_up_staff == successor and leaving.left_on == timezone.localdate()


def test_a_handover_without_or_to_a_foreign_successor_says_what_to_do(
    tree, zhichong, leaving, successor, sign_in
):
    foreign = StaffMember.objects.create(station=tree[stage.TIANFU], name="黄专责", post="worker")
    client = sign_in("zhichong_staff")
    address = f"/people/handover/{leaving.pk}/"
    page = client.get(address).content.decode()
    assert "黄专责" not in page
    assert "请选择接手的人" in text_of(client.post(address, {}))
    assert client.post(address, {"successor": foreign.pk}).status_code == 200
    assert client.get(f"/people/handover/{foreign.pk}/").status_code == 404
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    refused = client.post(address, {"successor": successor.pk, "left_on": tomorrow.isoformat()})
    assert "今天之后" in text_of(refused)


def test_without_a_colleague_the_page_says_to_register_one(leaving, sign_in):
    assert "没有其他在任的工作人员" in text_of(
        sign_in("zhichong_staff").get(f"/people/handover/{leaving.pk}/")
    )
