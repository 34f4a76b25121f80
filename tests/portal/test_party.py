"""The pages of Party life: numbers that open their lists, and a transfer taken through its steps by a clerk."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stations.dates import months_before
from stations.models import PartyOrganisation, StaffMember
from tests.veterans.people import register
from veterans.models import PartyMembership, PartyTransfer, PersonFile
from veterans.services import party
from veterans.services.people import person_update
from veterans.services.records import record_save
from veterans_portal.people.panels import panels_of
from veterans_portal.people.worklists import WORKLISTS

from .stage import TIANFU, ZHICHONG

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WAITING = [
    "without_contact",
    "party_contact_stale",
    "party_dues_behind",
    "party_dues_half_year",
    "party_letter_expiring",
    "party_transfer_open",
]


def ago(days):
    return TODAY - datetime.timedelta(days=days)


def month(back):
    return months_before(TODAY, back).isoformat()[:7]


def member(station, name="陈志强", **values):
    record_save(actor=None, record=PartyMembership(person=register(station, name), **values))
    return PersonFile.objects.get(party_membership__person__name=name)


def names(response):
    return [row.person.name for row in response.context["rows"]]


@pytest.fixture
def zhichong(tree):
    return tree[ZHICHONG]


@pytest.fixture
def keeper(zhichong):
    return StaffMember.objects.create(station=zhichong, name="何专责", post="worker")


@pytest.fixture
def branch(zhichong):
    upper = PartyOrganisation.objects.create(station=zhichong, name="直冲村党委", kind="committee")
    return PartyOrganisation.objects.create(
        station=zhichong, name="退役军人党支部", kind="branch", parent=upper
    )


def post(client, person, deed, **data):
    return client.post(reverse("person-party-act", args=[person.pk, deed]), data)


# --- numbers and lists ------------------------------------------------------------------------


def test_each_list_holds_whom_it_should(sign_in, zhichong, keeper):
    fresh = {"contact": keeper, "last_contact_on": ago(3), "dues_paid_to": month(1)}
    member(zhichong, "甲全好", **fresh)
    member(zhichong, "乙无联系人", **fresh | {"contact": None})
    member(zhichong, "丙久未联系", **fresh | {"last_contact_on": months_before(TODAY, 7)})
    member(zhichong, "丁没联系过", **fresh | {"last_contact_on": None})
    member(zhichong, "戊欠两月", **fresh | {"dues_paid_to": month(2)})
    member(zhichong, "己欠七月", **fresh | {"dues_paid_to": month(7)})
    member(zhichong, "庚欠费无月份", **fresh | {"dues_paid_to": "", "dues_on_time": False})
    member(zhichong, "辛只记年份", **fresh | {"dues_paid_to": month(1)[:4]})
    client = sign_in("zhichong_staff")
    expected = {
        "without_contact": ["乙无联系人"],
        "party_contact_stale": ["丙久未联系", "丁没联系过"],
        "party_dues_behind": ["庚欠费无月份", "己欠七月", "戊欠两月"],
        "party_dues_half_year": ["己欠七月"],
    }
    for key, wanted in expected.items():
        listed = names(client.get(reverse("people"), {"figure": key}))
        assert sorted(listed) == sorted(wanted), key


def test_whom_the_party_has_decided_about_is_on_no_list(sign_in, zhichong):
    finding = {"decided_by": "外海街道党工委", "decided_on": "2020-03", "decision_no": "1号"}
    member(zhichong, relation_status="5", dues_paid_to="2019", **finding)
    client = sign_in("zhichong_staff")
    for key in WAITING:
        assert names(client.get(reverse("people"), {"figure": key})) == []


def test_letters_are_told_of_before_they_end_and_after(sign_in, zhichong):
    for name, left in (("甲还早", 16), ("乙快到期", 15), ("丙已过期", -1)):
        transfer = party.party_transfer_open(actor=None, person=member(zhichong, name), opened_on=ago(80))
        party.party_transfer_step(actor=None, transfer=transfer, step="2", on=ago(80))
        letter = {"letter_no": "1", "letter_issued_by": "某党委", "letter_issued_on": ago(75)}
        last = TODAY + datetime.timedelta(days=left)
        party.party_transfer_step(
            actor=None, transfer=transfer, step="3", on=ago(75), letter_valid_until=last, **letter
        )
    old = {"relation_status": "3", "letter_no": "2", "letter_issued_on": ago(99)}
    member(zhichong, "丁老信", letter_valid_until=ago(9), **old)
    client = sign_in("zhichong_staff")
    listed = names(client.get(reverse("people"), {"figure": "party_letter_expiring"}))
    assert sorted(listed) == sorted(["乙快到期", "丙已过期", "丁老信"])
    page = client.get(reverse("people-party-transfers"), {"state": "alert"})
    assert sorted(row.person.name for row in page.context["page"].rows) == sorted(["乙快到期", "丙已过期"])
    assert "介绍信还有 15 天到期" in page.text
    assert "介绍信已过期 1 天" in page.text


def test_the_overview_counts_what_its_lists_hold(sign_in, zhichong, branch, keeper):
    for number in range(4):
        member(zhichong, f"陈{number}", relation_status=str(number % 3 + 1), organisation=branch)
    member(zhichong, "陈外", dues_paid_to="2019")
    register(zhichong, "非党员")
    party.party_transfer_open(actor=None, person=PersonFile.objects.get(name="陈2"), opened_on=ago(3))
    client = sign_in("zhichong_staff")
    page = client.get(reverse("people-party"))
    assert page.context["members"] == 5
    assert "占退役军人 83.3%（5 / 6 人）" in page.text
    for figure in page.context["figures"]:
        listed = client.get(figure["url"])
        rows = listed.context["page"].rows
        assert len(rows) == figure["value"], figure["label"]
    told = {str(figure["label"]): figure["value"] for figure in page.context["figures"]}
    assert (told["组织关系未落实"], told["组织关系接转中"], told["未登记党组织"]) == (1, 1, 1)
    tree = {line.organisation.name: (line.own, line.below) for line in page.context["branches"]}
    assert tree == {"直冲村党委": (0, 4), "退役军人党支部": (4, 4)}
    relations = {label: number for label, number, _url in page.context["relations"]}
    assert sum(relations.values()) == 5
    for _label, number, url in page.context["relations"]:
        assert len(client.get(url).context["page"].rows) == number


def test_the_colloquial_word_is_a_tooltip_only(sign_in, zhichong):
    member(zhichong, relation_status="3")
    text = sign_in("zhichong_staff").get(reverse("people-party")).text
    assert text.count("口袋党员") == 1
    assert 'title="也叫“口袋党员”' in text


def test_a_village_counts_its_own_members_only(sign_in, tree, zhichong):
    member(zhichong, "陈甲")
    member(tree[TIANFU], "李乙")
    assert sign_in("zhichong_staff").get(reverse("people-party")).context["members"] == 1
    assert sign_in("city_manager").get(reverse("people-party")).context["members"] == 2
    page = sign_in("zhichong_staff").get(reverse("people-party-members"))
    assert [row.person.name for row in page.context["page"].rows] == ["陈甲"]


def test_a_foreign_organisation_is_not_there(sign_in, tree):
    foreign = PartyOrganisation.objects.create(station=tree[TIANFU], name="天福社区党总支", kind="branch")
    address = reverse("people-party-members")
    assert sign_in("zhichong_staff").get(address, {"organisation": foreign.pk}).status_code == 404
    assert sign_in("tianfu_staff").get(address, {"organisation": foreign.pk}).status_code == 200


# --- one member -------------------------------------------------------------------------------


def test_a_clerk_takes_a_transfer_through_all_steps(sign_in, zhichong, branch):
    person = member(zhichong, relation_status="3")
    client = sign_in("zhichong_staff")
    page = post(client, person, "open", opened_on=ago(9), from_organisation="广州某党支部")
    assert page.status_code == 302
    letter = {"letter_no": "粤组介1", "letter_issued_by": "某党委", "letter_issued_on": ago(8)}
    for step, details in (
        ("2", {}),
        ("3", letter),
        ("4", {"to_organisation": branch.pk}),
        ("5", {}),
        ("6", {"note": "收到回执"}),
    ):
        assert post(client, person, "step", step=step, on=ago(7), **details).status_code == 302, step
    page = client.get(reverse("person-party-transfer", args=[person.pk]))
    assert "已纳入" in page.text
    assert "收到回执" in page.text
    membership = PartyMembership.objects.get(person=person)
    assert (membership.organisation, membership.relation_status) == (branch, "1")


def test_a_refused_step_keeps_what_was_typed(sign_in, zhichong):
    person = member(zhichong)
    client = sign_in("zhichong_staff")
    post(client, person, "open", opened_on=ago(9))
    post(client, person, "step", step="2", on=ago(9))
    page = post(client, person, "step", step="3", on=ago(8), letter_no="粤组介77", letter_issued_by="")
    assert page.status_code == 200
    assert "处需要改" in page.text
    assert 'value="粤组介77"' in page.text
    assert PartyTransfer.objects.get().step == "2"


def test_an_expired_letter_is_told_with_what_to_do(sign_in, zhichong, branch):
    person = member(zhichong)
    client = sign_in("zhichong_staff")
    post(client, person, "open", opened_on=ago(200))
    post(client, person, "step", step="2", on=ago(200))
    letter = {"letter_no": "1", "letter_issued_by": "某党委", "letter_issued_on": ago(199)}
    post(client, person, "step", step="3", on=ago(199), **letter)
    page = post(client, person, "step", step="4", on=ago(1), to_organisation=branch.pk)
    assert "请先换开介绍信，再提交接收" in page.text
    assert PartyTransfer.objects.get().step == "3"


def test_a_letter_may_have_ended_before_it_was_issued_and_is_refused_at_once(sign_in, zhichong):
    person = member(zhichong)
    client = sign_in("zhichong_staff")
    post(client, person, "open", opened_on=ago(9))
    post(client, person, "step", step="2", on=ago(9))
    letter = {"letter_no": "1", "letter_issued_by": "某党委", "letter_issued_on": ago(5)}
    page = post(client, person, "step", step="3", on=ago(5), letter_valid_until=ago(6), **letter)
    assert "介绍信有效期早于开具日期" in page.text


def test_sent_back_and_given_up(sign_in, zhichong):
    person = member(zhichong)
    client = sign_in("zhichong_staff")
    post(client, person, "open", opened_on=ago(9))
    post(client, person, "step", step="2", on=ago(8))
    assert post(client, person, "return", on=ago(7), reason="").status_code == 200
    post(client, person, "return", on=ago(7), reason="本人暂不同意")
    assert "本人暂不同意" in client.get(reverse("person-party-transfer", args=[person.pk])).text
    post(client, person, "end", on=ago(6), reason="已迁往外省")
    assert PartyTransfer.objects.get().closed_on == ago(6)


def test_contact_and_floating_are_registered_from_the_page(sign_in, zhichong, keeper):
    person = member(zhichong)
    client = sign_in("zhichong_staff")
    post(client, person, "contact", on=TODAY)
    post(client, person, "floating", since="2025年3月", destination="广州市", contact=keeper.pk)
    membership = PartyMembership.objects.get(person=person)
    assert (membership.last_contact_on, membership.floating_since) == (TODAY, "2025-03")
    assert (membership.relation_status, membership.contact) == ("2", keeper)


def test_nobody_else_sees_or_does_anything(sign_in, tree, zhichong):
    person = member(zhichong)
    person_update(actor=None, person=person, residence_station=tree[TIANFU])
    address = reverse("person-party-transfer", args=[person.pk])
    for username, status in (("tianfu_staff", 404), ("twin_staff", 404), ("official_city", 403)):
        client = sign_in(username)
        assert client.get(address).status_code == status
        assert post(client, person, "open", opened_on=ago(1)).status_code == status
    assert post(sign_in("zhichong_staff"), person, "nonsense").status_code == 404
    assert not PartyTransfer.objects.exists()


def test_the_file_page_says_what_waits(zhichong, cast):
    person = member(zhichong, relation_status="3")
    [panel] = [panel for panel in panels_of(cast["zhichong_staff"], person) if panel.key == "party"]
    texts = [todo["text"] for todo in panel.todos]
    assert texts == ["组织关系未落实，还没有开始接转", "半年没有联系过这名党员"]
    other = register(zhichong, "非党员")
    assert "party" not in [panel.key for panel in panels_of(cast["zhichong_staff"], other)]


# --- cost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["city_manager", "street_manager", "zhichong_staff"])
@pytest.mark.parametrize(
    ("page", "budget"), [("people-party", 14), ("people-party-members", 8), ("people-party-transfers", 9)]
)
def test_a_page_costs_the_same_however_many_members(sign_in, zhichong, branch, username, page, budget):
    def statements():
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        return len(queries)

    client = sign_in(username)
    first = member(zhichong, "陈0", organisation=branch)
    party.party_transfer_open(actor=None, person=first, opened_on=ago(9))
    few = statements()
    for number in range(1, 6):
        more = member(zhichong, f"陈{number}", organisation=branch)
        party.party_transfer_open(actor=None, person=more, opened_on=ago(9))
    assert statements() == few <= budget


def test_every_worklist_of_the_theme_is_registered():
    assert set(WAITING) <= WORKLISTS.keys()
