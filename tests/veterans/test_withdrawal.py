"""Death, leaving and cancellation of a file with what follows, and putting it back."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stations.models import AuditEntry, Conflict
from stations.services import ServiceError
from veterans import tallies
from veterans.models import (
    Benefit,
    Disability,
    FileChange,
    PartyTransfer,
    PeopleTally,
    PersonFile,
    TransferRequest,
)
from veterans.services.people import person_update
from veterans.services.records import record_delete, record_save
from veterans.services.transfers import transfer_request
from veterans.services.withdrawal import person_restore, person_withdraw

from .people import register

ZHICHONG, TIANFU, JIANGHAI = "440704004212", "440703006121", "440704000000"


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "林海波")


def benefit(person, **values):
    defaults = {"type": "42", "treatment": "3", "status": "1"}
    return record_save(actor=None, record=Benefit(person=person, **{**defaults, **values}))


def withdraw(person, actor=None, kind="deceased", happened_on="2026-05-03", **values):
    return person_withdraw(actor=actor, person=person, kind=kind, happened_on=happened_on, **values)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def tally(tree):
    held = PeopleTally.objects.get(station=tree[ZHICHONG])
    return held.people, held.preferential


def test_a_death_ends_what_is_paid_and_counts_no_more(tree, cast, person):
    paid, ended = benefit(person), benefit(person, type="51", status="3")
    assert tally(tree) == (1, 1)
    change = withdraw(person, cast["zhichong_staff"], reason="病故", document_no="证明 12 号")
    assert (change.kind, change.happened_on, change.station) == ("deceased", "2026-05-03", tree[ZHICHONG])
    assert "zhichong_staff" in change.actor_label
    assert (fresh(person).status, fresh(person).status_changed_on) == ("deceased", "2026-05-03")
    assert (fresh(paid).status, fresh(paid).ended_on) == ("6", "2026-05")
    assert (fresh(ended).status, fresh(ended).version) == ("3", ended.version)
    assert tally(tree) == (0, 0)
    assert tallies.verify() == []
    entry = AuditEntry.objects.get(action="withdraw")
    assert entry.path == tree[ZHICHONG].path and "status" in entry.fields and entry.reason == "登记去世"


def test_what_began_after_the_death_ends_as_well(tree, person):
    """Reported late: somebody registered a benefit that the dead could not have."""
    late, begun = benefit(person, started_on="2026-06"), benefit(person, type="51", started_on="2026-05-20")
    withdraw(person, happened_on="2026-05-03")
    assert (fresh(late).status, fresh(late).ended_on) == ("6", "2026-06")
    assert (fresh(begun).status, fresh(begun).ended_on) == ("6", "2026-05")
    fresh(late).full_clean()
    assert person_restore(actor=None, person=fresh(person)) == []
    assert (fresh(late).status, fresh(late).ended_on) == ("1", "")


@pytest.mark.parametrize(
    ("treatments", "receives_pension", "months"),
    [
        (["1"], None, 6),
        (["3"], None, 6),
        (["2"], None, 12),
        (["3", "2"], None, 12),
        (["3"], True, 12),
        (["4"], None, None),
        (["9"], None, None),
        ([], None, None),
        ([], True, 12),
    ],
)
def test_funeral_months_are_the_larger_of_what_is_due(tree, person, treatments, receives_pension, months):
    for kind, treatment in zip(("42", "11"), treatments, strict=False):
        benefit(person, type=kind, treatment=treatment)
    if receives_pension:
        Disability.objects.create(person=person, nature="1", grade="05", receives_pension=True)
    assert withdraw(fresh(person)).funeral_months == months


def test_who_moves_away_is_paid_by_the_old_county_to_the_end_of_the_year(tree, person):
    paid = benefit(person)
    change = withdraw(person, kind="moved_out", happened_on="2026-05", reason="户口迁往广州")
    paid = fresh(paid)
    assert (paid.status, paid.ended_on) == ("3", "2026-05")
    assert (paid.paid_by, paid.paid_by_until) == (tree[JIANGHAI], datetime.date(2026, 12, 31))
    assert change.funeral_months is None
    person_restore(actor=None, person=fresh(person))
    paid = fresh(paid)
    assert (paid.status, paid.ended_on, paid.paid_by, paid.paid_by_until) == ("1", "", None, None)


def test_after_a_former_move_it_is_still_the_county_that_is_left_that_pays(tree, person):
    paid = benefit(person)
    Benefit.objects.filter(pk=paid.pk).update(
        paid_by=tree["440703000000"], paid_by_until=datetime.date(2024, 12, 31)
    )
    withdraw(person, kind="moved_out", happened_on="2026-05")
    assert (fresh(paid).paid_by, fresh(paid).paid_by_until) == (tree[JIANGHAI], datetime.date(2026, 12, 31))
    person_restore(actor=None, person=fresh(person))
    assert (fresh(paid).paid_by, fresh(paid).paid_by_until) == (
        tree["440703000000"],
        datetime.date(2024, 12, 31),
    )


def test_what_waits_is_closed(tree, cast, person):
    request = transfer_request(
        actor=cast["zhichong_staff"], person=person, to_station=tree[TIANFU], reason="随子女"
    )
    relation = PartyTransfer.objects.create(person=person, opened_on=datetime.date(2026, 1, 5))
    withdraw(person, cast["zhichong_staff"])
    request.refresh_from_db()
    assert (request.state, request.answer) == (TransferRequest.State.WITHDRAWN, "档案已登记“去世”")
    relation.refresh_from_db()
    assert relation.closed_on == timezone.localdate()
    assert relation.events.get().note == "档案已登记“去世”"


def test_what_cannot_be_is_refused(tree, cast, person):
    for values, sentence in (
        ({"happened_on": "1960"}, "早于出生日期"),
        ({"happened_on": "2199-01"}, "今天之后"),
        ({"happened_on": ""}, "不能为空|此字段"),
        ({"kind": "cancelled"}, "写明原因"),
        ({"reason": "原71234部队"}, "番号"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            withdraw(person, **values)
    for username in ("tianfu_staff", "twin_staff", "official_city", "auditor", "nobody"):
        with pytest.raises(PermissionDenied):
            withdraw(person, cast[username])
    assert fresh(person).status == "active"
    withdraw(person)
    with pytest.raises(ServiceError, match="已登记“去世”"):
        withdraw(fresh(person), kind="moved_out")
    assert FileChange.objects.count() == 1


def test_an_outdated_copy_closes_nothing(tree, person):
    stale = fresh(person)
    person_update(actor=None, person=person, specialties="电工")
    with pytest.raises(Conflict):
        withdraw(stale)
    assert fresh(person).status == "active"
    assert not FileChange.objects.exists()


def test_nothing_new_runs_for_the_dead(tree, person):
    held = benefit(person)
    withdraw(fresh(person))
    with pytest.raises(ValidationError, match="已登记去世"):
        benefit(fresh(person), type="51")
    held = fresh(held)
    held.status, held.ended_on = "1", ""
    with pytest.raises(ValidationError, match="已登记去世"):
        record_save(actor=None, record=held)
    benefit(
        fresh(person), type="51", status="6", ended_on="2026-05"
    )  # what ended with him may be entered late


def test_a_file_is_put_back_as_it_was(tree, cast, person):
    paid = benefit(person)
    before = fresh(paid)
    withdraw(fresh(person), cast["zhichong_staff"])
    assert person_restore(actor=cast["zhichong_staff"], person=fresh(person), reason="登记错人") == []
    assert (fresh(person).status, fresh(person).status_changed_on) == ("active", "")
    assert (fresh(paid).status, fresh(paid).ended_on) == (before.status, before.ended_on)
    assert tally(tree) == (1, 1)
    assert tallies.verify() == []
    first, second = FileChange.objects.order_by("pk")
    assert first.undone_at and second.kind == "restored" and second.reason == "登记错人"
    assert AuditEntry.objects.get(action="restore").path == tree[ZHICHONG].path
    with pytest.raises(ServiceError, match="不需要恢复"):
        person_restore(actor=cast["zhichong_staff"], person=fresh(person))


def test_benefits_changed_since_stay_and_are_named(tree, person):
    changed, deleted = benefit(person), benefit(person, type="51")
    replaced = benefit(person, type="61")
    withdraw(fresh(person), kind="cancelled", reason="重复建档")
    changed = fresh(changed)
    changed.certificate_no = "粤优0001"
    record_save(actor=None, record=changed)
    record_delete(actor=None, record=fresh(deleted))
    benefit(fresh(person), type="61")
    kept = person_restore(actor=None, person=fresh(person))
    assert sorted(kept) == sorted(["带病回乡退役军人", "参战退役军人", "参试(涉核)退役军人"])
    assert (fresh(changed).status, fresh(replaced).status) == ("3", "3")
    assert fresh(person).status == "active"


def test_after_thirty_days_the_station_above_restores(tree, cast, person):
    change = withdraw(person)
    FileChange.objects.filter(pk=change.pk).update(created_at=timezone.now() - datetime.timedelta(days=31))
    with pytest.raises(ServiceError, match="报上级服务站"):
        person_restore(actor=cast["zhichong_staff"], person=fresh(person))
    assert fresh(person).status == "deceased"
    person_restore(actor=cast["street_manager"], person=fresh(person), reason="核实健在")
    assert fresh(person).status == "active"


def test_a_file_that_a_sheet_closed_is_restored_by_the_station_above(tree, cast, person):
    PersonFile.objects.filter(pk=person.pk).update(status="deceased", status_changed_on="2024")
    with pytest.raises(ServiceError, match="报上级服务站"):
        person_restore(actor=cast["zhichong_staff"], person=fresh(person))
    person_restore(actor=cast["street_manager"], person=fresh(person))
    assert fresh(person).status == "active"


def test_others_do_not_restore(tree, cast, person):
    withdraw(person)
    for username in ("tianfu_staff", "twin_staff", "official_city", "nobody"):
        with pytest.raises(PermissionDenied):
            person_restore(actor=cast[username], person=fresh(person))
