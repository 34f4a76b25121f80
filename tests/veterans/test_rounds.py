"""Rounds of collection: the frozen list, submitting, accepting, returning, and who may do which."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stations.models import AuditEntry
from stations.services import ServiceError
from tests.portal import stage
from tests.veterans.people import register
from veterans.models import CollectionRound, PersonFile, RoundEntry
from veterans.services import rounds
from veterans.services.rounds import entries_accept, entries_add, entries_return, entries_submit, round_open

pytestmark = pytest.mark.django_db
STREET = "440704004000"
TODAY = datetime.date(2026, 6, 1)


def opened(tree, code=STREET, actor=None, **values):
    asked = {
        "name": "2026年度核查",
        "kind": "annual_check",
        "record_date": TODAY,
        "due_on": TODAY + datetime.timedelta(days=30),
        **values,
    }
    return round_open(actor=actor, station=tree[code], **asked)


def submit(collection, actor=None, entries=None, **values):
    asked = {"collected_on": timezone.localdate(), "signed": True, **values}
    entries = collection.entries.all() if entries is None else entries
    return entries_submit(actor=actor, collection=collection, entries=entries, **asked)


def accept(collection, actor=None):
    return entries_accept(actor=actor, collection=collection, entries=collection.entries.all())


@pytest.fixture
def people(tree):
    """Two files of 直冲村, one of 麻一村, one of 天福社区, and one of 直冲村 that is closed."""
    zhichong = tree[stage.ZHICHONG]
    register(zhichong, "陈去世", status="deceased")
    return [
        register(zhichong, "陈甲"),
        register(zhichong, "陈乙", ["01"]),
        register(tree["440704004201"], "李丙"),
        register(tree[stage.TIANFU], "何丁"),
    ]


def test_the_list_is_who_is_on_file_below_at_that_moment(tree, people):
    collection = opened(tree)
    assert list(collection.entries.values_list("person__name", flat=True)) == ["李丙", "陈甲", "陈乙"]
    register(tree[stage.ZHICHONG], "陈新来")
    PersonFile.objects.filter(name="陈甲").update(status="deceased")
    assert collection.entries.count() == 3
    assert opened(tree, code="440700000000", name="全市", classes=["01"]).entries.get().person.name == "陈乙"


def test_opening_takes_a_manager_of_the_station(tree, people, cast):
    with pytest.raises(PermissionDenied):
        opened(tree, actor=cast["zhichong_staff"], code=stage.ZHICHONG)
    with pytest.raises(PermissionDenied):
        opened(tree, actor=cast["street_manager"], code="440704000000")
    assert opened(tree, actor=cast["street_manager"]).entries.count() == 3


def test_a_round_that_makes_no_sense_is_not_opened(tree, people):
    with pytest.raises(ValidationError, match="完成期限不能早于标准时点"):
        opened(tree, due_on=TODAY - datetime.timedelta(days=1))
    with pytest.raises(ServiceError, match="没有可采集的名单"):
        opened(tree, classes=["06"])
    opened(tree)
    with pytest.raises(ValidationError, match="已经有同名的批次"):
        opened(tree)
    assert CollectionRound.objects.count() == 1


def test_a_round_is_seen_from_above_and_from_below_but_entries_only_at_home(tree, people, cast):
    collection = opened(tree)
    sees = {
        name
        for name, user in cast.items()
        if CollectionRound.objects.visible_to(user).filter(pk=collection.pk)
    }
    assert sees == {"admin", "city_manager", "district_manager", "street_manager", "zhichong_staff"}
    assert RoundEntry.objects.visible_to(cast["zhichong_staff"]).count() == 2
    assert RoundEntry.objects.visible_to(cast["street_manager"]).count() == 3
    assert not CollectionRound.objects.visible_to(cast["zhichong_staff"], "approve").exists()


def test_submitted_by_the_village_accepted_by_the_street(tree, people, cast):
    collection = opened(tree)
    staff, street = cast["zhichong_staff"], cast["street_manager"]
    assert submit(collection, staff) == 2  # of three: the third is of another village
    assert accept(collection, staff.__class__.objects.get(username="street_manager")) == 2
    person = PersonFile.objects.get(name="陈甲")
    assert (person.verified_on, person.verified_by) == (timezone.localdate(), staff)
    entry = collection.entries.get(person=person)
    assert (entry.state, entry.collected_by, entry.reviewed_by) == ("accepted", staff, street)
    assert PersonFile.objects.get(name="李丙").verified_on is None
    verified = AuditEntry.objects.filter(action="verify", target_id=person.pk).get()
    assert verified.fields == ["verified_on"] and verified.target_label == person.archive_no
    log = AuditEntry.objects.filter(target_type="veterans.roundentry", target_id=entry.pk)
    assert list(log.values_list("action", "fields")) == [("change", ["state"])] * 2


def test_nobody_accepts_what_she_submitted_and_no_village_accepts(tree, people, cast):
    collection = opened(tree)
    street = cast["street_manager"]
    assert submit(collection, street) == 3
    assert accept(collection, street) == 0
    with pytest.raises(PermissionDenied):
        accept(collection, cast["zhichong_staff"])
    with pytest.raises(PermissionDenied):
        accept(collection, cast["official_city"])
    assert accept(collection, cast["district_manager"]) == 3


def test_a_manager_of_the_village_does_not_review_her_own_village(tree, people, cast):
    collection = opened(tree)
    submit(collection)
    manager = cast["nobody"]
    manager.memberships.create(role="manager", station=tree[stage.ZHICHONG])
    assert accept(collection, manager) == 0


def test_returned_with_a_reason_and_submitted_again(tree, people, cast):
    collection = opened(tree)
    staff, street = cast["zhichong_staff"], cast["street_manager"]
    submit(collection, staff)
    entries = collection.entries.filter(person__name="陈甲")
    with pytest.raises(ValidationError, match="请写明退回的原因"):
        entries_return(actor=street, collection=collection, entries=entries, reason=" ")
    assert entries_return(actor=street, collection=collection, entries=entries, reason="缺签字页") == 1
    entry = entries.get()
    assert (entry.state, entry.return_reason) == ("returned", "缺签字页")
    assert submit(collection, staff) == 1
    assert accept(collection, street) == 2


def test_answers_are_asked_for(tree, people):
    collection = opened(tree)
    for wrong, sentence in (
        ({"signed": None}, "请选择本人是否已签字确认"),
        ({"signed": False}, "本人没有签字的，请写明原因"),
        ({"collected_on": timezone.localdate() + datetime.timedelta(days=1)}, "不晚于今天"),
        ({"note": "原 31245 部队"}, "请不要填写部队番号"),
        ({"change_kind": "nonsense"}, "nonsense"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            submit(collection, **wrong)
    assert submit(collection, signed=False, note="卧床，由女儿代签") == 3


def test_the_second_of_two_reviewers_finds_nothing_left(tree, people, cast):
    collection = opened(tree)
    submit(collection, cast["zhichong_staff"])
    assert accept(collection, cast["street_manager"]) == 2
    assert accept(collection, cast["district_manager"]) == 0
    late = entries_return(
        actor=cast["district_manager"], collection=collection, entries=collection.entries.all(), reason="x"
    )
    assert late == 0
    assert set(
        collection.entries.filter(state="accepted").values_list("reviewed_by__username", flat=True)
    ) == {"street_manager"}


def test_an_entry_read_before_somebody_changed_it_is_not_overwritten(tree, people):
    collection = opened(tree)
    mine = collection.entries.first()
    submit(collection, note="先交的", signed=False)
    entries_return(actor=None, collection=collection, entries=collection.entries.all(), reason="重填")
    stale = RoundEntry.objects.filter(pk=mine.pk, version=mine.version)
    assert submit(collection, entries=stale) == 0
    assert submit(collection, entries=RoundEntry.objects.filter(pk=mine.pk, version=mine.version + 2)) == 1


def test_a_file_that_moved_away_is_accepted_but_not_touched(tree, people, cast):
    collection = opened(tree)
    submit(collection, cast["zhichong_staff"])
    PersonFile.objects.filter(name="陈甲").update(managing_station=tree[stage.TIANFU])
    assert accept(collection, cast["street_manager"]) == 2
    assert PersonFile.objects.get(name="陈甲").verified_on is None


def test_a_later_check_is_not_undone(tree, people):
    collection = opened(tree)
    submit(collection, collected_on=timezone.localdate() - datetime.timedelta(days=9))
    PersonFile.objects.filter(name="陈甲").update(verified_on=timezone.localdate())
    accept(collection)
    assert PersonFile.objects.get(name="陈甲").verified_on == timezone.localdate()


def test_latecomers_are_added_by_who_keeps_them(tree, people, cast):
    collection = opened(tree)
    new = register(tree[stage.ZHICHONG], "陈新来")
    elsewhere = register(tree["440704004201"], "李新来")
    register(tree[stage.TIANFU], "何新来")
    assert set(rounds.latecomers(collection)) == {new, elsewhere}
    added = entries_add(actor=cast["zhichong_staff"], collection=collection, people=PersonFile.objects.all())
    assert added == 1 and list(rounds.latecomers(collection)) == [elsewhere]
    entry = collection.entries.get(person=new)
    assert entry.state == "waiting"
    assert AuditEntry.objects.filter(target_type="veterans.roundentry", action="create").count() == 1


def test_a_closed_round_stays_as_it_is(tree, people, cast):
    collection = opened(tree)
    submit(collection)
    with pytest.raises(PermissionDenied):
        rounds.round_close(actor=cast["zhichong_staff"], collection=collection)
    rounds.round_close(actor=cast["street_manager"], collection=collection)
    register(tree[stage.ZHICHONG], "陈新来")
    for act in (
        lambda: submit(collection),
        lambda: accept(collection),
        lambda: entries_return(
            actor=None, collection=collection, entries=collection.entries.all(), reason="x"
        ),
        lambda: entries_add(actor=None, collection=collection, people=PersonFile.objects.all()),
        lambda: rounds.round_close(actor=None, collection=collection),
    ):
        with pytest.raises(ServiceError, match="已经结束"):
            act()
    assert set(collection.entries.values_list("state", flat=True)) == {"submitted"}
