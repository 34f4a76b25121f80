"""年度确认: opening a year, confirming many, taking back, stopping; each logged, none automatic."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stations.models import AuditEntry, ChangeValue
from stations.services import ServiceError
from veterans import reviews, tallies
from veterans.models import Benefit, BenefitConfirmation, PeopleTally, PersonFile
from veterans.services.benefits import (
    benefits_confirm,
    benefits_stop,
    confirmation_open,
    confirmation_undo,
)
from veterans.services.people import person_related_changed
from veterans.services.records import record_save

from .people import register

ZHICHONG, TIANFU, DISTRICT = "440704004212", "440703006121", "440704000000"
TODAY = timezone.localdate()


def benefit(station, **values):
    answers = {"type": "42", "treatment": "3", "status": "1", **values}
    row = Benefit.objects.create(person=register(station), **answers)
    person_related_changed(row.person)
    return row


def status(row):
    return Benefit.objects.get(pk=row.pk).status


def confirm(cast, *rows, user="zhichong_staff", **values):
    answers = {"year": TODAY.year, "confirmed_on": TODAY, "method": "2", **values}
    return benefits_confirm(actor=cast[user], benefit_ids=[row.pk for row in rows], **answers)


def due_people():
    return set(PersonFile.objects.filter(reviews.confirmation_due(TODAY)))


def test_opening_the_year_lists_what_is_paid_month_by_month_in_the_subtree(tree, cast):
    zhichong = tree[ZHICHONG]
    monthly, unanswered = benefit(zhichong), benefit(zhichong, status="")
    others = [
        benefit(zhichong, treatment="8"),
        benefit(zhichong, status="3"),
        benefit(zhichong, started_on=f"{TODAY.year}"),
        benefit(tree[TIANFU]),
    ]
    gone = benefit(zhichong)
    PersonFile.objects.filter(pk=gone.person_id).update(status="deceased")
    before = [status(row) for row in [*others, gone]]
    before[2] = "2"  # begun this year: due as well
    assert confirmation_open(actor=cast["district_manager"], station=tree[DISTRICT]) == 3
    assert (status(monthly), status(unanswered)) == ("2", "2")
    assert [status(row) for row in [*others, gone]] == before
    assert due_people() == {monthly.person, unanswered.person, others[2].person}
    entries = AuditEntry.objects.filter(action="change", target_type="veterans.benefit")
    assert set(entries.values_list("target_label", flat=True)) == {p.archive_no for p in due_people()}
    assert confirmation_open(actor=cast["district_manager"], station=tree[DISTRICT]) == 0


def test_only_a_manager_opens_a_year_and_only_at_home(tree, cast):
    for user, code in (("zhichong_staff", ZHICHONG), ("district_manager", TIANFU)):
        with pytest.raises(PermissionDenied):
            confirmation_open(actor=cast[user], station=tree[code])


def test_many_are_confirmed_with_one_day_and_one_way(tree, cast, django_assert_max_num_queries):
    rows = [benefit(tree[ZHICHONG], status="2") for _number in range(12)]
    with django_assert_max_num_queries(20):
        assert confirm(cast, *rows) == 12
    assert {status(row) for row in rows} == {"1"}
    assert BenefitConfirmation.objects.filter(year=TODAY.year, method="2", confirmed_on=TODAY).count() == 12
    entries = AuditEntry.objects.filter(action="verify", actor_id=cast["zhichong_staff"].pk)
    assert entries.count() == 12
    assert due_people() == set()
    assert PeopleTally.objects.get(station=tree[ZHICHONG]).periodic_benefit == 12


def test_the_completeness_follows_when_a_status_is_answered(tree, cast):
    """A blank status lowers the completeness; the year's list, a confirmation and its undo answer it."""
    opened, confirmed = benefit(tree[ZHICHONG], status=""), benefit(tree[ZHICHONG], status="")
    confirm(cast, confirmed)
    assert tallies.verify() == []
    confirmation_open(actor=cast["district_manager"], station=tree[DISTRICT])
    assert status(opened) == "2" and tallies.verify() == []
    confirmed.refresh_from_db()
    confirmed.status = ""
    record_save(actor=None, record=confirmed)
    confirmation_undo(actor=cast["zhichong_staff"], confirmation=confirmed.confirmations.get())
    assert status(confirmed) == "2" and tallies.verify() == []


def test_two_clerks_confirming_the_same_person_confirm_once(tree, cast):
    first, second = benefit(tree[ZHICHONG], status="2"), benefit(tree[ZHICHONG], status="2")
    confirm(cast, first, method="1")
    assert confirm(cast, first, second, user="street_manager", method="3") == 1
    assert BenefitConfirmation.objects.get(benefit=first).method == "1"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"confirmed_on": TODAY + datetime.timedelta(days=1)}, ValidationError),
        ({"method": "9"}, ValidationError),
        ({"method": ""}, ValidationError),
        ({"note": "某部队 12345部队 出具"}, ValidationError),
        ({"year": TODAY.year + 1}, ServiceError),
        ({"year": TODAY.year - 2}, ServiceError),
    ],
)
def test_wrong_answers_confirm_nobody(tree, cast, values, error):
    row = benefit(tree[ZHICHONG], status="2")
    with pytest.raises(error):
        confirm(cast, row, **values)
    assert (status(row), BenefitConfirmation.objects.count()) == ("2", 0)


def test_what_ended_meanwhile_is_not_confirmed(tree, cast):
    running, ended = benefit(tree[ZHICHONG], status="2"), benefit(tree[ZHICHONG], status="3")
    with pytest.raises(ServiceError, match="有 1 项不需要年度确认"):
        confirm(cast, running, ended)
    assert not BenefitConfirmation.objects.exists()


def test_nobody_confirms_for_another_station(tree, cast):
    own, foreign = benefit(tree[ZHICHONG], status="2"), benefit(tree[TIANFU], status="2")
    with pytest.raises(PermissionDenied):
        confirm(cast, own, foreign)
    assert not BenefitConfirmation.objects.exists()


def test_last_year_can_be_caught_up_without_answering_for_this_one(tree, cast):
    row = benefit(tree[ZHICHONG], status="2")
    confirm(cast, row, year=TODAY.year - 1)
    assert status(row) == "2"
    assert due_people() == {row.person}


def test_a_slip_is_taken_back_the_same_day_only(tree, cast):
    row = benefit(tree[ZHICHONG], status="2")
    confirm(cast, row)
    confirmation = BenefitConfirmation.objects.get()
    with pytest.raises(PermissionDenied):
        confirmation_undo(actor=cast["tianfu_staff"], confirmation=confirmation)
    confirmation_undo(actor=cast["zhichong_staff"], confirmation=confirmation)
    assert (status(row), BenefitConfirmation.objects.count()) == ("2", 0)
    assert AuditEntry.objects.filter(action="delete", target_type="veterans.benefitconfirmation").count() == 1
    confirm(cast, row)
    BenefitConfirmation.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    with pytest.raises(ServiceError, match="只能撤销当天的确认"):
        confirmation_undo(actor=cast["zhichong_staff"], confirmation=BenefitConfirmation.objects.get())
    assert status(row) == "1"


def stop(cast, *rows, user="district_manager", days_ago=1, reason="多次上门未见本人"):
    Benefit.objects.update(created_at=timezone.now() - datetime.timedelta(days=400))
    return benefits_stop(
        actor=cast[user],
        benefit_ids=[row.pk for row in rows],
        year=TODAY.year,
        deadline=TODAY - datetime.timedelta(days=days_ago),
        reason=reason,
    )


def test_a_manager_stops_what_nobody_confirmed_and_the_figures_follow(tree, cast):
    row, other = benefit(tree[ZHICHONG], status="2"), benefit(tree[ZHICHONG], status="2")
    assert stop(cast, row) == 1
    row.refresh_from_db()
    assert (row.status, row.ended_on, status(other)) == ("3", TODAY.isoformat(), "2")
    assert PeopleTally.objects.get(station=tree[ZHICHONG]).periodic_benefit == 1
    entry = AuditEntry.objects.get(action="change", target_id=row.pk, target_type="veterans.benefit")
    assert (entry.reason, "多次" in str(entry.__dict__)) == ("停发", False)
    assert set(entry.fields) == {"status", "ended_on", "reason"}
    assert "多次上门未见本人" in ChangeValue.objects.get(entry=entry).values.open()


def test_stopping_needs_a_manager_a_reason_and_a_deadline_that_is_over(tree, cast):
    row, confirmed, unlisted = (benefit(tree[ZHICHONG], status=s) for s in ("2", "2", "1"))
    confirm(cast, confirmed)
    with pytest.raises(PermissionDenied):
        stop(cast, row, user="zhichong_staff")
    with pytest.raises(ServiceError, match="写明停发的原因"):
        stop(cast, row, reason=" ")
    with pytest.raises(ServiceError, match="还没有过"):
        stop(cast, row, days_ago=0)
    for wrong in (confirmed, unlisted):
        with pytest.raises(ServiceError, match="已经确认的，或没有列入"):
            stop(cast, row, wrong)
    assert status(row) == "2"
