"""纳入管理 step by step, contacts, 流动党员, and findings that only the Party makes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stations.models import AuditEntry, PartyOrganisation, StaffMember
from stations.services import ServiceError
from tests.portal.stage import TIANFU, ZHICHONG
from tests.veterans.people import register
from veterans.models import PartyMembership, PartyTransfer, PeopleTally, PersonFile
from veterans.services import party
from veterans.services.people import person_update
from veterans.services.records import record_save
from veterans.vocabulary import PartyTransferStep as Step

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LETTER = {"letter_no": "粤组介001", "letter_issued_by": "天河区委组织部"}


def ago(days):
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture
def member(tree):
    person = register(tree[ZHICHONG], "陈志强")
    membership = PartyMembership(person=person, relation_status="3")
    return record_save(actor=None, record=membership).person


@pytest.fixture
def branch(tree):
    return PartyOrganisation.objects.create(
        station=tree[ZHICHONG], name="直冲村退役军人党支部", kind="branch"
    )


def opened(member, actor=None, days=60):
    return party.party_transfer_open(actor=actor, person=member, opened_on=ago(days))


def step(transfer, to, days, actor=None, **details):
    return party.party_transfer_step(actor=actor, transfer=transfer, step=to, on=ago(days), **details)


def at_letter(member, issued=50, **letter):
    transfer = opened(member, days=200)
    step(transfer, Step.CONTACTED, 190)
    return step(transfer, Step.LETTER, issued, letter_issued_on=ago(issued), **LETTER, **letter)


def test_the_whole_way_settles_the_membership(member, branch, cast):
    clerk = cast["zhichong_staff"]
    transfer = opened(member, actor=clerk)
    step(transfer, Step.CONTACTED, 50, actor=clerk, note="本人愿意转入")
    step(transfer, Step.LETTER, 40, actor=clerk, letter_issued_on=ago(41), **LETTER)
    assert transfer.letter_valid_until == ago(41) + datetime.timedelta(days=90)
    step(transfer, Step.SUBMITTED, 30, actor=clerk, to_organisation=branch)
    step(transfer, Step.ACCEPTED, 20, actor=clerk)
    step(transfer, Step.SETTLED, 10, actor=clerk)

    transfer.refresh_from_db()
    assert (transfer.step, transfer.closed_on) == (Step.SETTLED, ago(10))
    assert [event.step for event in transfer.events.all()] == list("123456")
    assert transfer.events.all()[1].note == "本人愿意转入"
    assert transfer.events.all()[1].actor_label.startswith("zhichong_staff")
    membership = PartyMembership.objects.get(person=member)
    assert (membership.organisation, membership.relation_status) == (branch, "1")
    assert (membership.letter_no, membership.letter_issued_on) == ("粤组介001", ago(41))
    assert AuditEntry.objects.filter(target_type="veterans.partytransfer", actor_id=clerk.pk).count() == 6
    assert PeopleTally.objects.get(station=member.managing_station).unsettled_members == 0


@pytest.mark.parametrize("to", [Step.LETTER, Step.SUBMITTED, Step.SETTLED, Step.FOUND, Step.RETURNED])
def test_no_step_is_left_out(member, to):
    transfer = opened(member)
    with pytest.raises(ServiceError, match="按顺序"):
        step(transfer, to, 10)
    assert PartyTransfer.objects.get().step == Step.FOUND


def test_a_letter_needs_its_number_issuer_and_date(member):
    transfer = opened(member)
    step(transfer, Step.CONTACTED, 50)
    with pytest.raises(ValidationError) as refused:
        step(transfer, Step.LETTER, 40, letter_no="粤组介001")
    assert set(refused.value.message_dict) == {"letter_issued_by", "letter_issued_on"}


def test_the_last_day_of_a_letter_can_be_given(member):
    assert at_letter(member, letter_valid_until=ago(-3)).letter_valid_until == ago(-3)


def test_an_expired_letter_is_not_submitted_but_issued_anew(member, branch):
    transfer = at_letter(member, issued=120)
    with pytest.raises(ServiceError, match="到期，不能提交；请先换开介绍信"):
        step(transfer, Step.SUBMITTED, 1, to_organisation=branch)
    transfer = PartyTransfer.objects.get()
    new = {"letter_no": "粤组介002", "letter_issued_by": "天河区委组织部", "letter_issued_on": ago(2)}
    step(transfer, Step.LETTER, 2, letter_valid_until=None, **new)
    step(transfer, Step.SUBMITTED, 1, to_organisation=branch)
    assert [event.step for event in transfer.events.all()] == list("12334")


def test_submitting_needs_somebody_to_submit_to(member):
    transfer = at_letter(member)
    with pytest.raises(ValidationError) as refused:
        step(transfer, Step.SUBMITTED, 1)
    assert "to_organisation" in refused.value.message_dict


def test_days_run_forward_and_not_beyond_today(member):
    transfer = opened(member, days=10)
    with pytest.raises(ValidationError, match="早于上一步"):
        step(transfer, Step.CONTACTED, 11)
    with pytest.raises(ValidationError, match="今天之后"):
        step(transfer, Step.CONTACTED, -1)


def test_what_is_sent_back_starts_again_and_keeps_its_history(member):
    transfer = at_letter(member)
    with pytest.raises(ValidationError, match="写明"):
        party.party_transfer_return(actor=None, transfer=transfer, on=ago(5), reason="")
    party.party_transfer_return(actor=None, transfer=transfer, on=ago(5), reason="抬头写错")
    assert party.next_steps(transfer) == [Step.CONTACTED]
    step(transfer, Step.CONTACTED, 4)
    assert [event.step for event in transfer.events.all()] == list("12392")
    assert transfer.return_reason == "抬头写错"


def test_one_transfer_at_a_time_and_a_new_one_after_giving_up(member):
    transfer = opened(member)
    with pytest.raises(ValidationError, match="已有一条接转正在办理"):
        opened(member)
    party.party_transfer_return(actor=None, transfer=transfer, on=ago(5), reason="登记错了人", ends=True)
    assert opened(member, days=1).step == Step.FOUND
    assert PartyTransfer.objects.filter(person=member).count() == 2


def test_a_transfer_is_only_for_members_without_a_finding(tree, member):
    with pytest.raises(ServiceError, match="还没有党员信息"):
        opened(register(tree[ZHICHONG], "李四"))
    PartyMembership.objects.filter(person=member).update(
        relation_status="8", decided_by="外海街道党工委", decided_on="2020", decision_no="外党〔2020〕1号"
    )
    with pytest.raises(ServiceError, match="已脱离"):
        opened(member)
    with pytest.raises(ServiceError, match="已脱离"):
        party.party_floating_register(
            actor=None, person=member, since="2025", destination="广州", contact=None
        )


def test_a_finding_made_meanwhile_is_not_overwritten(member, branch):
    transfer = at_letter(member)
    step(transfer, Step.SUBMITTED, 9, to_organisation=branch)
    step(transfer, Step.ACCEPTED, 8)
    PartyMembership.objects.filter(person=member).update(
        relation_status="5", decided_by="外海街道党工委", decided_on="2026", decision_no="2号"
    )
    with pytest.raises(ServiceError, match="停止党籍"):
        step(transfer, Step.SETTLED, 7)
    assert PartyMembership.objects.get(person=member).relation_status == "5"


def test_no_transfer_for_a_file_that_is_closed(member):
    person_update(actor=None, person=PersonFile.objects.get(), status="deceased", status_changed_on="2026")
    with pytest.raises(ServiceError, match="不在册"):
        opened(PersonFile.objects.get())


def test_neighbours_neither_open_nor_step(member, branch, cast, tree):
    stranger = cast["tianfu_staff"]
    with pytest.raises(PermissionDenied):
        opened(member, actor=stranger)
    transfer = opened(member)
    with pytest.raises(PermissionDenied):
        step(transfer, Step.CONTACTED, 1, actor=stranger)
    foreign = PartyOrganisation.objects.create(
        station=tree[TIANFU], name="天福社区党总支", kind="general_branch"
    )
    with pytest.raises(PermissionDenied):
        party.party_transfer_open(
            actor=cast["zhichong_staff"], person=member, opened_on=TODAY, to_organisation=foreign
        )


@pytest.mark.parametrize("relation", ["5", "8"])
def test_a_finding_names_who_decided_when_and_under_which_number(member, relation):
    membership = member.party_membership
    membership.relation_status = relation
    with pytest.raises(ValidationError) as refused:
        record_save(actor=None, record=membership)
    assert set(refused.value.message_dict) == {"decided_by", "decided_on", "decision_no"}
    assert "请填写作出决定的党组织、时间和文号" in str(refused.value)
    membership = PartyMembership.objects.get(person=member)
    membership.relation_status, membership.decided_by = relation, "外海街道党工委"
    membership.decided_on, membership.decision_no = "2020-03", "外党〔2020〕1号"
    record_save(actor=None, record=membership)


def test_a_contact_is_logged_and_an_older_one_is_not(member):
    party.party_contact_log(actor=None, person=member, on=ago(5))
    with pytest.raises(ServiceError, match="已登记过更近的联系"):
        party.party_contact_log(actor=None, person=member, on=ago(6))
    with pytest.raises(ValidationError, match="今天之后"):
        party.party_contact_log(actor=None, person=member, on=ago(-1))
    assert PartyMembership.objects.get(person=member).last_contact_on == ago(5)


def test_a_floating_member_is_registered_with_who_keeps_contact(member, tree, branch):
    keeper = StaffMember.objects.create(station=tree[ZHICHONG], name="何专责", post="worker")
    party.party_floating_register(
        actor=None, person=member, since="2025-03", destination="广州市天河区", contact=keeper
    )
    membership = PartyMembership.objects.get(person=member)
    assert (membership.relation_status, membership.floating_since) == ("2", "2025-03")
    assert (membership.floating_to, membership.contact) == ("广州市天河区", keeper)
    assert PeopleTally.objects.get(station=tree[ZHICHONG]).floating_members == 1
