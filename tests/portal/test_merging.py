"""Merging two files of one person, and taking it back: nothing is lost, nothing else is touched."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from care_activities.models import Visit
from care_activities.services.visits import visit_record
from care_activities.tallies import recount_visits
from care_activities.tallies import verify as verify_care
from stations.audit import Action
from stations.models import AuditEntry, Conflict, StaffMember
from stations.services import ServiceError
from tests.veterans.people import id_number, register
from veterans import search, tallies
from veterans.models import (
    Benefit,
    BenefitConfirmation,
    Employment,
    FamilyMember,
    FileMerge,
    Honour,
    Household,
    NotSamePerson,
    PartyMembership,
    PersonFile,
    Placement,
    ServiceRecord,
    TransferRequest,
)
from veterans.services.duplicates import not_same_mark, not_same_unmark
from veterans.services.kept_rows import values_of
from veterans.services.merging import files_merge, merge_undo
from veterans.services.people import person_related_changed, person_update
from veterans.services.records import household_delete

pytestmark = pytest.mark.django_db

ZHICHONG, TIANFU = "440704004212", "440703006121"
DAY = datetime.date(2026, 2, 10)
RECOUNTS = (recount_visits,)
# The log, and the record of the merge itself.
_OF_THE_ACT = {"stations.auditentry", "stations.changevalue", "stations.stationpulse", "veterans.filemerge"}
_OF_THE_WRITING = ("version", "changed_at")


def everything():
    """`{model: {key: values}}` of the whole database, but for what tells of the act."""
    found = {}
    for model in apps.get_models():
        if model._meta.label_lower not in _OF_THE_ACT:
            rows = model._base_manager.all()
            found[model._meta.label_lower] = {row.pk: _said(row) for row in rows}
    return found


def _said(row):
    return {name: value for name, value in values_of(row).items() if name not in _OF_THE_WRITING}


def visit(person, station, *, date=DAY, cash=0):
    return visit_record(
        actor=None,
        station=station,
        date=date,
        occasion="spring_festival",
        method="home",
        person=person,
        cash=cash,
    )


@pytest.fixture
def pair(tree):
    """Two files of one person at one station, each with a life of its own."""
    station = tree[ZHICHONG]
    keep = register(station, "陈志强", ["02"], id_number=id_number(), emergency_contact="陈妻")
    gone = register(
        station,
        "陈志强",
        ["05"],
        no_id_reason="补办中",
        mobile="10000000001",
        ethnicity="01",
        emergency_contact="陈弟",
    )
    Placement.objects.create(person=keep, type="22")
    Placement.objects.create(person=gone, type="23", method="2")
    Employment.objects.create(person=gone, status="04")
    for person in (keep, gone):
        Benefit.objects.create(person=person, type="42", status="1")
        Honour.objects.create(person=person, title="优秀士兵", year=1990)
        ServiceRecord.objects.create(person=person, enlisted_on="1988-03", discharged_on="1991-12")
        visit(person, station, cash=100)
    BenefitConfirmation.objects.create(benefit=gone.benefits.get(), year=2025, confirmed_on=DAY, method="1")
    Honour.objects.create(person=gone, title="三等功", year=1991)
    FamilyMember.objects.create(person=gone, relation="10", name="陈妻", phone="10000000002")
    visit(gone, station, date=DAY - datetime.timedelta(days=1))
    other = register(station, "李大同")
    not_same_mark(actor=None, first=gone, second=other)
    for person in (keep, gone):
        person_related_changed(person)
        person.refresh_from_db()
    return keep, gone


def merge(pair, *, actor=None, choices=()):
    return files_merge(actor=actor, keep=pair[0], gone=pair[1], choices=choices, recounts=RECOUNTS)


def figures_hold():
    return [*tallies.verify(), *verify_care()] == []


def test_the_kept_file_has_the_history_of_both(pair):
    keep, gone = pair
    merge(pair)
    kept = PersonFile.objects.get(pk=keep.pk)
    assert not PersonFile.objects.filter(pk=gone.pk).exists()
    assert kept.visits.count() == 2
    assert {honour.title for honour in kept.honours.all()} == {"优秀士兵", "三等功"}
    assert kept.employment.status == "04"
    assert kept.family_members.count() == 1
    assert kept.service_records.count() == 1  # both said the same period
    assert figures_hold()


def test_blanks_are_filled_and_what_both_answered_is_a_choice(pair):
    keep, _gone = pair
    merge(pair, choices={"placement.type"})
    kept = PersonFile.objects.get(pk=keep.pk)
    assert kept.mobile.open() == "10000000001"
    assert kept.ethnicity == "01"
    assert kept.emergency_contact == "陈妻"
    assert kept.classes == ("02", "05")
    assert (kept.placement.type, kept.placement.method) == ("23", "2")
    assert kept.id_number == keep.id_number
    assert kept.no_id_reason == ""


def test_who_follows_a_file_of_another_station_does_not_come_along(tree, pair):
    keep, _gone = pair
    staff = StaffMember.objects.create(station=tree[TIANFU], name="何专责", post="worker")
    elsewhere = register(tree[TIANFU], "陈志强", no_id_reason="补办中", follow_up_staff=staff, health="10")
    for person, contact in ((keep, None), (elsewhere, staff)):
        PartyMembership.objects.create(person=person, contact=contact, post="1")
        person_related_changed(person)
    before = everything()
    done = merge((keep, elsewhere))
    kept = PersonFile.objects.get(pk=keep.pk)
    assert (kept.health, kept.follow_up_staff, kept.party_membership.contact) == ("10", None, None)
    assert merge_undo(actor=None, merge=done, recounts=RECOUNTS) == []
    assert everything() == before


@pytest.mark.parametrize("choices", [(), {"placement.type", "emergency_contact"}])
def test_merge_and_undo_leave_the_rest_of_the_database_as_it_was(pair, choices):
    before = everything()
    done = merge(pair, choices=choices)
    assert everything() != before
    assert merge_undo(actor=None, merge=done, recounts=RECOUNTS) == []
    after = everything()
    for model, rows in before.items():
        assert after[model] == rows, model
    assert figures_hold()


def test_the_number_of_the_second_file_can_be_taken_and_given_back(pair):
    keep, gone = pair
    before = everything()
    done = files_merge(actor=None, keep=gone, gone=keep, choices=(), recounts=RECOUNTS)
    kept = PersonFile.objects.get(pk=gone.pk)
    assert kept.no_id_reason == "补办中"  # which both cannot say: the number waits for a choice
    merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    keep, gone = PersonFile.objects.get(pk=keep.pk), PersonFile.objects.get(pk=gone.pk)
    done = files_merge(actor=None, keep=gone, gone=keep, choices={"id_number"}, recounts=RECOUNTS)
    kept = PersonFile.objects.get(pk=gone.pk)
    assert kept.id_number == keep.id_number
    assert (kept.no_id_reason, kept.birth_date) == ("", keep.birth_date)
    merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert everything() == before


def test_what_was_touched_since_stays_and_is_named(pair):
    keep, gone = pair
    done = merge(pair)
    moved = keep.visits.get(date=DAY - datetime.timedelta(days=1))
    moved.note = "补记"
    moved.save()
    kept = PersonFile.objects.get(pk=keep.pk)
    person_update(actor=None, person=kept, mobile="10000000009")
    stays = merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert len(stays) == 2
    assert any("手机号" in name for name in stays)
    assert any("走访" in name for name in stays)
    assert Visit.objects.get(pk=moved.pk).person_id == keep.pk
    assert PersonFile.objects.get(pk=keep.pk).mobile.open() == "10000000009"
    assert PersonFile.objects.get(pk=gone.pk).mobile.open() == "10000000001"
    assert figures_hold()


def test_both_archive_numbers_stand_in_the_log_and_the_old_one_finds_the_kept_file(pair):
    keep, gone = pair
    done = merge(pair)
    logged = AuditEntry.objects.filter(action=Action.MERGE).values_list("target_label", flat=True)
    assert set(logged) == {keep.archive_no, gone.archive_no}
    assert list(search.search(PersonFile.objects.all(), gone.archive_no)) == [keep]
    merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert list(search.search(PersonFile.objects.all(), gone.archive_no)) == [gone]
    assert AuditEntry.objects.filter(action=Action.UNMERGE).count() == 2


def test_what_cannot_stand_twice_is_named_and_the_whole_of_it_encrypted(pair):
    done = merge(pair)
    assert "优秀士兵" in done.gone.open()
    assert "陈" not in str(done.moved)
    assert "优秀士兵" not in str(done.gone)


def test_only_who_may_change_both_files_merges_them(tree, cast, pair):
    keep, gone = pair
    with pytest.raises(PermissionDenied):
        merge(pair, actor=cast["tianfu_staff"])
    elsewhere = register(tree[TIANFU], "陈志强")
    for name in ("zhichong_staff", "tianfu_staff", "street_manager", "official_city"):
        with pytest.raises(PermissionDenied):
            merge((keep, elsewhere), actor=cast[name])
    done = merge((keep, elsewhere), actor=cast["city_manager"], choices=())
    with pytest.raises(PermissionDenied):
        merge_undo(actor=cast["zhichong_staff"], merge=done, recounts=RECOUNTS)
    assert merge((PersonFile.objects.get(pk=keep.pk), gone), actor=cast["zhichong_staff"]).kept == keep


def test_an_outdated_copy_is_not_merged(pair):
    PersonFile.objects.get(pk=pair[1].pk).save()
    with pytest.raises(Conflict):
        merge(pair)
    assert PersonFile.objects.filter(pk=pair[1].pk).exists()


def test_refusals_say_what_to_do(tree, pair):
    keep, gone = pair
    with pytest.raises(ServiceError, match="同一份"):
        merge((keep, keep))
    not_same_mark(actor=None, first=gone, second=keep)
    with pytest.raises(ServiceError, match="取消这个标记"):
        merge(pair)
    not_same_unmark(actor=None, first=keep, second=gone)
    request = TransferRequest.objects.create(
        person=gone,
        from_station=tree[ZHICHONG],
        to_station=tree[TIANFU],
        asked_by_receiver=False,
        reason="迁",
    )
    with pytest.raises(ServiceError, match="迁转"):
        merge(pair)
    request.delete()
    assert merge(pair).kept == keep


def test_a_merge_is_undone_once_in_time_and_in_order(tree, pair):
    keep, _gone = pair
    first = merge(pair)
    third = register(tree[ZHICHONG], "陈志强", no_id_reason="补办中")
    second = merge((PersonFile.objects.get(pk=keep.pk), third))
    with pytest.raises(ServiceError, match="后一次"):
        merge_undo(actor=None, merge=first, recounts=RECOUNTS)
    merge_undo(actor=None, merge=second, recounts=RECOUNTS)
    FileMerge.objects.filter(pk=first.pk).update(created_at=timezone.now() - datetime.timedelta(days=31))
    with pytest.raises(ServiceError, match="30"):
        merge_undo(actor=None, merge=first, recounts=RECOUNTS)
    with pytest.raises(ServiceError, match="已经撤销"):
        merge_undo(actor=None, merge=second, recounts=RECOUNTS)


def test_the_mark_of_two_different_people_survives_a_merge(pair):
    keep, gone = pair
    merge(pair)
    marks = NotSamePerson.objects.all()
    assert all(gone.pk not in (mark.first_id, mark.second_id) for mark in marks)
    assert marks.filter(first=keep).exists()


def test_a_home_given_up_since_is_left_blank_and_the_file_comes_back(tree, pair):
    keep, gone = pair
    home = Household.objects.create(station=tree[ZHICHONG], number="9", head_name="陈")
    other = Household.objects.create(station=tree[ZHICHONG], number="10", head_name="陈")
    person_update(actor=None, person=gone, household=home)
    person_update(actor=None, person=keep, household=other)
    done = merge((keep, gone))
    household_delete(actor=None, household=home)
    merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert PersonFile.objects.get(pk=gone.pk).household is None
    assert figures_hold()


def test_a_number_used_elsewhere_since_stops_the_undo(tree, pair):
    keep, gone = pair
    number = id_number("19700101")
    person_update(actor=None, person=gone, id_number=number)
    done = merge((keep, gone))
    register(tree[TIANFU], "陈甲", id_number=number)
    with pytest.raises(ServiceError, match="身份证号已在别的档案中使用"):
        merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert not PersonFile.objects.filter(pk=gone.pk).exists()
