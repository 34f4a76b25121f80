"""Moving a file between two stations: who may ask and answer, and what follows."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stations.models import AuditEntry, Membership, StaffMember, User
from stations.roles import Role
from stations.services import ServiceError
from veterans import tallies
from veterans.models import (
    Benefit,
    FileChange,
    Household,
    PartyMembership,
    PeopleTally,
    PersonFile,
    TransferRequest,
)
from veterans.services.held import REFUSALS_A_DAY, TO_BE_CHECKED, TOLD_A_DAY, held_elsewhere
from veterans.services.people import person_update
from veterans.services.transfers import transfer_answer, transfer_request, transfer_withdraw
from veterans.services.withdrawal import person_restore, person_withdraw

from .people import id_number, register

ZHICHONG, MAYI, TIANFU = "440704004212", "440704004201", "440703006121"
JIANGHAI, PENGJIANG = "440704000000", "440703000000"


def offer(actor, person, station, **kw):
    return transfer_request(
        actor=actor, person=person, to_station=station, **{"reason": "户口迁入天福社区", **kw}
    )


def people_of(station):
    tally = PeopleTally.objects.filter(station=station).first()
    return tally.people if tally else 0


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "林海波")


def test_the_file_moves_when_the_other_side_agrees(tree, cast, person):
    home = Household.objects.create(station=tree[ZHICHONG], number="017", head_name="林大")
    staff = StaffMember.objects.create(station=tree[ZHICHONG], name="何专责", post="worker")
    person_update(
        actor=None,
        person=person,
        household=home,
        relation_to_head="01",
        follow_up_staff=staff,
        residence_station=tree[TIANFU],
    )
    PartyMembership.objects.create(person=person, contact=staff, post="1")
    tallies.recount([tree[ZHICHONG].pk])
    asked = offer(cast["zhichong_staff"], person, tree[TIANFU], moved_on="2026-03")
    assert people_of(tree[ZHICHONG]) == 1
    transfer_answer(actor=cast["tianfu_staff"], request=asked, agree=True)
    person.refresh_from_db()
    assert person.managing_station == tree[TIANFU]
    assert person.archive_no == f"{ZHICHONG}-0001"
    assert (person.residence_station, person.household, person.relation_to_head) == (None, None, "")
    assert person.follow_up_staff is None
    assert PartyMembership.objects.get().contact is None
    assert Household.objects.get().station == tree[ZHICHONG]
    assert (people_of(tree[ZHICHONG]), people_of(tree[TIANFU])) == (0, 1)
    assert tallies.verify() == []
    changes = FileChange.objects.order_by("pk").values_list(
        "kind", "station__code", "other_station__code", "happened_on"
    )
    assert list(changes) == [
        ("moved_out", ZHICHONG, TIANFU, "2026-03"),
        ("moved_in", TIANFU, ZHICHONG, "2026-03"),
    ]
    logged = AuditEntry.objects.filter(action="transfer", target_type="veterans.personfile")
    assert {entry.path for entry in logged} == {tree[ZHICHONG].path, tree[TIANFU].path}
    assert all("managing_station" in entry.fields for entry in logged)


def test_between_counties_the_old_one_pays_to_the_end_of_the_year(tree, cast, person):
    running = Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    ended = Benefit.objects.create(person=person, type="51", treatment="3", status="3")
    asked = offer(cast["zhichong_staff"], person, tree[TIANFU], moved_on="2026-03-05")
    transfer_answer(actor=cast["tianfu_staff"], request=asked, agree=True)
    for benefit in (running, ended):
        benefit.refresh_from_db()
    assert (running.paid_by, running.paid_by_until) == (tree[JIANGHAI], datetime.date(2026, 12, 31))
    assert running.status == "1"
    assert (ended.paid_by, ended.paid_by_until) == (None, None)
    assert AuditEntry.objects.filter(target_type="veterans.benefit", action="change").count() == 1
    person.refresh_from_db()
    back = offer(cast["tianfu_staff"], person, tree[ZHICHONG], moved_on="2026-04")
    transfer_answer(actor=cast["zhichong_staff"], request=back, agree=True)
    running.refresh_from_db()
    assert (running.paid_by, running.paid_by_until) == (None, None)


def test_who_paid_after_a_former_move_pays_no_more_after_the_next(tree, cast, person):
    """Back after years: the county that is left pays to the end of this year, whoever paid in another year."""
    long_ago = {"paid_by": tree[JIANGHAI], "paid_by_until": datetime.date(2024, 12, 31)}
    person_update(actor=None, person=person, managing_station=tree[TIANFU])
    running = Benefit.objects.create(person=person, type="42", treatment="3", status="1", **long_ago)
    back = offer(cast["tianfu_staff"], person, tree[ZHICHONG], moved_on="2026-04")
    transfer_answer(actor=cast["zhichong_staff"], request=back, agree=True)
    running.refresh_from_db()
    assert (running.paid_by, running.paid_by_until) == (tree[PENGJIANG], datetime.date(2026, 12, 31))


def test_inside_a_county_nothing_changes_hands(tree, cast, person):
    benefit = Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    asked = offer(cast["zhichong_staff"], person, tree[MAYI])
    transfer_answer(actor=cast["street_manager"], request=asked, agree=True)
    benefit.refresh_from_db()
    assert (benefit.paid_by, benefit.paid_by_until) == (None, None)
    assert FileChange.objects.first().happened_on == timezone.localdate().isoformat()


def test_a_household_of_the_new_station_is_kept(tree, cast, person):
    home = Household.objects.create(station=tree[TIANFU], number="1", head_name="林大")
    person_update(actor=None, person=person, household=home, relation_to_head="01")
    asked = offer(cast["zhichong_staff"], person, tree[TIANFU])
    transfer_answer(actor=cast["tianfu_staff"], request=asked, agree=True)
    person.refresh_from_db()
    assert (person.household, person.relation_to_head) == (home, "01")


def test_only_the_sides_may_ask_and_answer(tree, cast, person):
    for username in ("tianfu_staff", "twin_staff", "official_city", "auditor", "nobody"):
        with pytest.raises(PermissionDenied):
            offer(cast[username], person, tree[TIANFU])
    with pytest.raises(PermissionDenied):
        offer(cast["zhichong_staff"], person, tree[TIANFU], asked_by_receiver=True)
    asked = offer(cast["zhichong_staff"], person, tree[TIANFU])
    for username in ("zhichong_staff", "street_manager", "twin_staff", "official_city", "nobody"):
        with pytest.raises(PermissionDenied):
            transfer_answer(actor=cast[username], request=asked, agree=True)
        if username != "zhichong_staff" and username != "street_manager":
            with pytest.raises(PermissionDenied):
                transfer_withdraw(actor=cast[username], request=asked)
    person.refresh_from_db()
    assert person.managing_station == tree[ZHICHONG]


def test_nobody_answers_her_own_request_without_approval_over_both_sides(tree, cast, person):
    both = User.objects.create_user("both", full_name="两边")
    for code in (ZHICHONG, TIANFU):
        Membership.objects.create(user=both, station=tree[code], role=Role.STAFF)
    asked = offer(both, person, tree[TIANFU])
    with pytest.raises(PermissionDenied):
        transfer_answer(actor=both, request=asked, agree=True)
    transfer_withdraw(actor=both, request=asked)
    asked = offer(cast["city_manager"], person, tree[TIANFU])
    transfer_answer(actor=cast["city_manager"], request=asked, agree=True)
    person.refresh_from_db()
    assert person.managing_station == tree[TIANFU]


def test_the_receiving_side_asks_and_the_keeping_side_refuses_with_a_reason(tree, cast, person):
    asked = offer(cast["tianfu_staff"], person, tree[TIANFU], asked_by_receiver=True)
    with pytest.raises(ValidationError, match="写明原因"):
        transfer_answer(actor=cast["zhichong_staff"], request=asked, agree=False)
    with pytest.raises(ValidationError, match="番号"):
        transfer_answer(actor=cast["zhichong_staff"], request=asked, agree=False, answer="原71234部队的人")
    transfer_answer(actor=cast["zhichong_staff"], request=asked, agree=False, answer="户口未迁")
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.decided_by) == (
        "refused",
        "户口未迁",
        cast["zhichong_staff"],
    )
    person.refresh_from_db()
    assert person.managing_station == tree[ZHICHONG]
    assert not FileChange.objects.exists()


def test_one_open_request_and_one_answer(tree, cast, person):
    asked = offer(cast["zhichong_staff"], person, tree[TIANFU])
    with pytest.raises(ValidationError, match="正在等待答复"):
        offer(cast["zhichong_staff"], person, tree[MAYI])
    stale = TransferRequest.objects.get(pk=asked.pk)
    transfer_answer(actor=cast["tianfu_staff"], request=asked, agree=False, answer="查无此人")
    with pytest.raises(ServiceError, match="答复过或撤回"):
        transfer_answer(actor=cast["tianfu_staff"], request=stale, agree=True)
    with pytest.raises(ServiceError, match="答复过或撤回"):
        transfer_withdraw(actor=cast["zhichong_staff"], request=stale)
    person.refresh_from_db()
    assert person.managing_station == tree[ZHICHONG]


def test_a_file_that_went_elsewhere_meanwhile_does_not_move(tree, cast, person):
    asked = offer(cast["zhichong_staff"], person, tree[TIANFU])
    person_update(actor=None, person=person, managing_station=tree[MAYI])
    with pytest.raises(ServiceError, match="换了管理站"):
        transfer_answer(actor=cast["tianfu_staff"], request=asked, agree=True)
    person.refresh_from_db()
    asked.refresh_from_db()
    assert (person.managing_station, asked.state) == (tree[MAYI], "requested")


def test_to_a_closed_station_or_the_same_one_nothing_goes(tree, cast, person):
    tree[TIANFU].is_active = False
    tree[TIANFU].save()
    with pytest.raises(ServiceError, match="没有启用"):
        offer(cast["zhichong_staff"], person, tree[TIANFU])
    with pytest.raises(ValidationError, match="同一个站"):
        offer(cast["zhichong_staff"], person, tree[ZHICHONG])


@pytest.mark.parametrize("status", ["deceased", "cancelled"])
def test_a_closed_file_stays_and_the_other_side_does_not_learn_why(tree, cast, person, status):
    person_update(actor=None, person=person, status=status)
    with pytest.raises(ServiceError, match="先恢复"):
        offer(cast["zhichong_staff"], person, tree[TIANFU])
    with pytest.raises(ServiceError) as refused:
        offer(cast["tianfu_staff"], person, tree[TIANFU], asked_by_receiver=True)
    assert str(refused.value) == str(TO_BE_CHECKED)


def test_who_moved_away_is_on_file_again_where_he_arrives(tree, cast, person):
    person_update(actor=None, person=person, status="moved_out", status_changed_on="2025-01")
    asked = offer(cast["tianfu_staff"], person, tree[TIANFU], asked_by_receiver=True)
    transfer_answer(actor=cast["zhichong_staff"], request=asked, agree=True)
    person.refresh_from_db()
    assert (person.status, person.status_changed_on) == ("active", "")
    assert people_of(tree[TIANFU]) == 1


def test_a_later_restore_does_not_go_back_behind_the_move(tree, cast, person):
    """A sheet closes the file at the new station: what ran before the move does not run again."""
    benefit = Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    person_withdraw(actor=None, person=person, kind="moved_out", happened_on="2026-01")
    asked = offer(cast["tianfu_staff"], person, tree[TIANFU], asked_by_receiver=True)
    transfer_answer(actor=cast["zhichong_staff"], request=asked, agree=True)
    PersonFile.objects.filter(pk=person.pk).update(status="moved_out", status_changed_on="2026-06")
    person.refresh_from_db()
    with pytest.raises(ServiceError, match="报上级服务站"):
        person_restore(actor=cast["tianfu_staff"], person=person)
    person_restore(actor=None, person=person)
    benefit.refresh_from_db()
    assert benefit.status == "3"


# Finding somebody by number and name


def look(actor, station, person, **kw):
    asked = {"number": person.id_number.open(), "name": person.name, **kw}
    return held_elsewhere(actor=actor, station=station, **asked)


def test_somebody_is_found_only_by_number_and_name_together(tree, cast, person):
    staff = cast["tianfu_staff"]
    assert look(staff, tree[TIANFU], person) == person
    assert look(staff, tree[TIANFU], person, name="林海") is None
    assert look(staff, tree[TIANFU], person, number=id_number()) is None
    refused = AuditEntry.objects.filter(action="refused", actor_id=staff.pk)
    assert refused.count() == 3
    text = "".join(str(vars(entry)) for entry in refused)
    assert person.name not in text and person.id_number.open() not in text
    assert {entry.path for entry in refused} == {tree[TIANFU].path}


def test_a_few_people_a_day_and_each_of_them_as_often_as_needed(tree, cast):
    staff = cast["tianfu_staff"]
    people = [register(tree[ZHICHONG], f"林{n}") for n in "甲乙丙丁戊己"]
    for person in people[:TOLD_A_DAY]:
        assert look(staff, tree[TIANFU], person) == person
    assert look(staff, tree[TIANFU], people[TOLD_A_DAY]) is None
    assert look(staff, tree[TIANFU], people[0]) == people[0]


def test_guessing_ends_for_the_day(tree, cast, person):
    for _attempt in range(REFUSALS_A_DAY):
        assert look(cast["tianfu_staff"], tree[TIANFU], person, name="林海") is None
    with pytest.raises(ValidationError, match="明天再试"):
        look(cast["tianfu_staff"], tree[TIANFU], person)
    assert PersonFile.objects.get().managing_station == tree[ZHICHONG]
