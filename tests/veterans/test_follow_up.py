"""Handing over what a staff member looks after, and noting that a file was checked today."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from stations.models import AuditEntry, ChangeValue, StaffMember
from stations.models.tracked import Conflict
from stations.services import ServiceError
from veterans.models import PartyMembership, PersonFile
from veterans.services.follow_up import charges_of, hand_over, person_verify

from .people import register

pytestmark = pytest.mark.django_db
ZHICHONG, TIANFU = "440704004212", "440703006121"


@pytest.fixture
def leaving(tree):
    return StaffMember.objects.create(station=tree[ZHICHONG], name="何专责", post="worker")


@pytest.fixture
def successor(tree):
    return StaffMember.objects.create(station=tree[ZHICHONG], name="李专责", post="worker")


def followed(station, staff, *, is_member=False, **values):
    person = register(station, follow_up_staff=staff, **values)
    if is_member:
        PartyMembership.objects.create(person=person, relation_status="1", contact=staff)
    return person


def test_all_files_and_members_move_in_one_action(tree, cast, leaving, successor):
    both = followed(tree[ZHICHONG], leaving, is_member=True)
    file_only = followed(tree[ZHICHONG], leaving)
    member_only = register(tree[ZHICHONG])
    PartyMembership.objects.create(person=member_only, contact=leaving)
    other = followed(tree[ZHICHONG], successor)
    versions = dict(PersonFile.objects.values_list("pk", "version"))

    assert charges_of(cast["zhichong_staff"], [leaving])[leaving.pk] == (2, 2)
    moved = hand_over(actor=cast["zhichong_staff"], leaving=leaving, successor=successor)

    assert moved == (2, 2)
    assert charges_of(cast["zhichong_staff"], [leaving])[leaving.pk] == (0, 0)
    assert set(successor.followed_people.all()) == {both, file_only, other}
    assert {row.person for row in successor.contacted_members.all()} == {both, member_only}
    for person in (both, file_only, member_only, other):
        person.refresh_from_db()
        is_touched = person in (both, file_only)
        assert person.version == versions[person.pk] + is_touched
    entries = {entry.target_id: entry for entry in AuditEntry.objects.filter(reason="工作移交")}
    assert {pk: entry.fields for pk, entry in entries.items()} == {
        both.pk: ["contact", "follow_up_staff"],
        file_only.pk: ["follow_up_staff"],
        member_only.pk: ["contact"],
    }
    assert entries[both.pk].target_label == both.archive_no
    assert entries[both.pk].actor_id == cast["zhichong_staff"].pk
    kept = ChangeValue.objects.get(entry=entries[file_only.pk]).values.open()
    assert str(leaving.pk) in kept and str(successor.pk) in kept


def test_an_outdated_copy_of_a_moved_file_is_refused(tree, cast, leaving, successor):
    person = followed(tree[ZHICHONG], leaving)
    hand_over(actor=None, leaving=leaving, successor=successor)
    with pytest.raises(Conflict):
        person.save()


def test_the_day_of_leaving_is_set_with_it(cast, leaving, successor):
    hand_over(
        actor=cast["street_manager"],
        leaving=leaving,
        successor=successor,
        left_on=timezone.localdate(),
    )
    leaving.refresh_from_db()
    assert leaving.left_on == timezone.localdate()
    assert AuditEntry.objects.get(target_type="stations.staffmember").fields == ["left_on"]


def test_what_cannot_be_handed_over_says_why_and_moves_nothing(tree, cast, leaving, successor):
    person = followed(tree[ZHICHONG], leaving)
    elsewhere = StaffMember.objects.create(station=tree[TIANFU], name="黄专责", post="worker")
    gone = StaffMember.objects.create(
        station=tree[ZHICHONG], name="梁专责", post="worker", left_on=datetime.date(2020, 1, 1)
    )
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    for receiver, left_on, why in (
        (leaving, None, "不能是本人"),
        (elsewhere, None, "同一个站"),
        (gone, None, "已经离任"),
        (successor, tomorrow, "今天之后"),
    ):
        with pytest.raises(ServiceError, match=why):
            hand_over(actor=cast["admin"], leaving=leaving, successor=receiver, left_on=left_on)
    person.refresh_from_db()
    assert person.follow_up_staff == leaving and not AuditEntry.objects.filter(reason="工作移交").exists()


@pytest.mark.parametrize("username", ["tianfu_staff", "official_city", "auditor", "nobody"])
def test_strangers_hand_over_nothing(cast, leaving, successor, username):
    with pytest.raises(PermissionDenied):
        hand_over(actor=cast[username], leaving=leaving, successor=successor)


def test_a_file_out_of_reach_stays(tree, cast, leaving, successor):
    """A file that has moved on is the new station's to give to somebody."""
    moved_away = followed(tree[TIANFU], leaving)
    assert hand_over(actor=cast["zhichong_staff"], leaving=leaving, successor=successor) == (0, 0)
    moved_away.refresh_from_db()
    assert moved_away.follow_up_staff == leaving


def test_handing_over_costs_the_same_however_much_it_is(tree, leaving, successor):
    def cost():
        statements = []

        def count(execute, sql, *rest):
            statements.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            hand_over(actor=None, leaving=leaving, successor=successor)
        hand_over(actor=None, leaving=successor, successor=leaving)
        return len(statements)

    followed(tree[ZHICHONG], leaving, is_member=True)
    few = cost()
    for _ in range(12):
        followed(tree[ZHICHONG], leaving, is_member=True)
    assert cost() == few


def test_a_file_is_verified_today_by_whoever_did(tree, cast):
    person = register(tree[ZHICHONG])
    person_verify(actor=cast["zhichong_staff"], person=person)
    person.refresh_from_db()
    assert (person.verified_on, person.verified_by) == (timezone.localdate(), cast["zhichong_staff"])
    entry = AuditEntry.objects.get(action="verify")
    assert (entry.target_id, entry.fields) == (person.pk, ["verified_by", "verified_on"])


def test_a_stranger_verifies_nothing(tree, cast):
    person = register(tree[ZHICHONG], residence_station=tree[TIANFU])
    with pytest.raises(PermissionDenied):
        person_verify(actor=cast["tianfu_staff"], person=person)
