"""What both files of one person hold: one row stays, with what the other knew, and the undo brings back both."""

import pytest
from django.urls import reverse

from stations.models import StaffMember
from tests.portal.test_merging import DAY, RECOUNTS, TIANFU, ZHICHONG, everything, figures_hold, visit
from tests.veterans.people import id_number, register
from veterans.models import (
    Benefit,
    BenefitConfirmation,
    NotSamePerson,
    PartyMembership,
    PartyTransfer,
    PartyTransferEvent,
    PersonFile,
)
from veterans.services.duplicates import not_same_mark
from veterans.services.merging import files_merge, merge_undo
from veterans.services.people import person_related_changed
from veterans.services.rounds import entries_submit, round_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(tree):
    return tree[ZHICHONG]


@pytest.fixture
def pair(station):
    keep = register(station, "陈志强", ["02"], id_number=id_number())
    return keep, register(station, "陈志强", ["02"], no_id_reason="补办中")


def settled(*people):
    for person in people:
        person_related_changed(person)
        person.refresh_from_db()
    return people


def merge(keep, gone, choices=()):
    keep, gone = settled(keep, gone)
    return files_merge(actor=None, keep=keep, gone=gone, choices=choices, recounts=RECOUNTS)


def there_and_back(keep, gone, look, choices=()):
    """Merges, calls `look(merge)`, undoes, and finds every table as it was."""
    settled(keep, gone)
    before = everything()
    done = merge(keep, gone, choices)
    look(done)
    assert figures_hold()
    assert merge_undo(actor=None, merge=done, recounts=RECOUNTS) == []
    after = everything()
    for model, rows in before.items():
        assert after[model] == rows, model
    assert figures_hold()


def confirmed(benefit, year, **values):
    values = {"confirmed_on": DAY, "method": "1", **values}
    return BenefitConfirmation.objects.create(benefit=benefit, year=year, **values)


@pytest.fixture
def benefits(pair):
    """The same benefit runs in both files: one has the amount, the other the certificate; both confirmed 2024."""
    mine = Benefit.objects.create(person=pair[0], type="42", status="1", certificate_no="证 1 号")
    theirs = Benefit.objects.create(
        person=pair[1], type="42", status="1", treatment="3", monthly_amount=700, started_on="2019-05"
    )
    confirmed(mine, 2024)
    confirmed(theirs, 2024, note="上门看过")
    confirmed(theirs, 2025)
    return mine, theirs


def test_a_benefit_of_both_files_is_one_with_the_amount_and_the_confirmations_of_both(pair, benefits):
    def look(_done):
        held = Benefit.objects.get()
        assert (held.pk, held.person) == (benefits[0].pk, pair[0])
        assert (held.certificate_no, held.monthly_amount, held.started_on) == ("证 1 号", 700, "2019-05")
        assert {row.year: row.note for row in held.confirmations.all()} == {2024: "上门看过", 2025: ""}

    there_and_back(*pair, look)


def test_the_more_complete_confirmation_of_the_kept_file_stays(pair, benefits):
    benefits[0].confirmations.update(note="本人到站")
    benefits[1].confirmations.filter(year=2024).update(note="")

    def look(done):
        assert Benefit.objects.get().confirmations.get(year=2024).note == "本人到站"
        assert "2024" in done.gone.open()

    there_and_back(*pair, look)


def test_what_both_benefits_answer_differently_is_chosen_on_the_page(pair, benefits, sign_in):
    Benefit.objects.filter(pk=benefits[0].pk).update(monthly_amount=650, treatment="3")
    keep, gone = settled(*pair)
    client = sign_in("zhichong_staff")
    address = reverse("people-merge", args=[keep.pk, gone.pk])
    key = f"take-benefits-{benefits[0].pk}.monthly_amount"
    page = client.get(address).content.decode()
    assert key in page and "抚恤优待 · 每月金额" in page
    answers = {"keep_version": keep.version, "gone_version": gone.version, key: "gone"}
    result = client.post(address, answers, follow=True).content.decode()
    assert "两份都有、只留一条的" in result and "已合并" in result
    held = Benefit.objects.get()
    assert (held.pk, held.monthly_amount) == (benefits[0].pk, 700)


def test_a_blank_that_would_contradict_stays_blank_and_the_others_are_filled(pair, benefits):
    """不享受 has no amount; the day it began does not contradict."""
    Benefit.objects.filter(pk=benefits[0].pk).update(treatment="9")

    def look(_done):
        held = Benefit.objects.get()
        assert (held.treatment, held.monthly_amount, held.started_on) == ("9", None, "2019-05")

    there_and_back(*pair, look)


def test_a_confirmation_made_since_stays_with_the_kept_benefit(pair, benefits):
    done = merge(*pair)
    BenefitConfirmation.objects.get(year=2025).save()
    stays = merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert len(stays) == 1 and "2025" in stays[0]
    assert {row.year for row in benefits[0].confirmations.all()} == {2024, 2025}
    assert [row.year for row in Benefit.objects.get(pk=benefits[1].pk).confirmations.all()] == [2024]


def test_the_act_that_got_further_stays_whole(pair):
    """Of two 接转 the one with its letter stays; the steps of both remain."""
    for person, number in zip(pair, ("", "介 7 号"), strict=True):
        PartyMembership.objects.create(person=person)
        transfer = PartyTransfer.objects.create(person=person, opened_on=DAY, letter_no=number)
        PartyTransferEvent.objects.create(transfer=transfer, step="1", on=DAY, actor_label="甲")

    def look(_done):
        held = PartyTransfer.objects.get()
        assert (held.person, held.letter_no, held.events.count()) == (pair[0], "介 7 号", 2)

    there_and_back(*pair, look)


def test_the_submitted_sheet_of_a_round_stays(pair, station):
    dates = {"record_date": DAY, "due_on": DAY}
    opened = round_open(actor=None, station=station, name="核查", kind="annual_check", **dates)
    theirs = opened.entries.filter(person=pair[1])
    entries_submit(actor=None, collection=opened, entries=theirs, collected_on=DAY, signed=True)

    def look(done):
        held = opened.entries.get()
        assert (held.person, held.state, held.collected_on) == (pair[0], "submitted", DAY)

    there_and_back(*pair, look)


def test_visits_on_one_day_leave_the_one_that_says_more(pair, station):
    visit(pair[0], station)
    visit(pair[1], station, cash=300)

    def look(_done):
        assert pair[0].visits.get().cash == 300

    there_and_back(*pair, look)


# --- marks of two different people ------------------------------------------------------------


def marks():
    return sorted(NotSamePerson.objects.values_list("first_id", "second_id"))


def test_a_mark_against_a_third_file_follows_in_its_order(station):
    """The third file lies between the two: first and second change places, and back."""
    keep = register(station, "陈志强", id_number=id_number())
    third = register(station, "陈志强", no_id_reason="补办中")
    gone = register(station, "陈志强", no_id_reason="补办中")
    not_same_mark(actor=None, first=gone, second=third)
    there_and_back(keep, gone, lambda _done: _marked(keep, third))
    there_and_back(gone, register(station, "陈志强", no_id_reason="丢失"), lambda _done: _marked(third, gone))


def _marked(first, second):
    assert marks() == [(first.pk, second.pk)]


def test_of_two_marks_against_one_file_one_stays(station):
    third = register(station, "陈志强", id_number=id_number())
    keep, gone = (register(station, "陈志强", no_id_reason="补办中") for _ in range(2))
    for person in (keep, gone):
        not_same_mark(actor=None, first=person, second=third)
    there_and_back(keep, gone, lambda _done: _marked(third, keep))


# --- 党员联系人 -------------------------------------------------------------------------------


@pytest.mark.parametrize("stands_at, comes_along", [(TIANFU, False), ("440704004000", True)])
def test_who_keeps_contact_elsewhere_does_not_come_along(tree, station, stands_at, comes_along):
    contact = StaffMember.objects.create(station=tree[stands_at], name="何专责", post="worker")
    keep = register(station, "陈志强", id_number=id_number())
    gone = register(tree[TIANFU], "陈志强", no_id_reason="补办中")
    PartyMembership.objects.create(person=gone, contact=contact, post="1")

    def look(_done):
        held = PartyMembership.objects.get()
        assert (held.person, held.post) == (keep, "1")
        assert held.contact == (contact if comes_along else None)

    there_and_back(keep, gone, look)


def test_a_contact_who_is_gone_since_is_left_blank(tree, station):
    contact = StaffMember.objects.create(station=tree[TIANFU], name="何专责", post="worker")
    keep = register(station, "陈志强", id_number=id_number())
    gone = register(tree[TIANFU], "陈志强", no_id_reason="补办中")
    PartyMembership.objects.create(person=gone, contact=contact)
    done = merge(keep, gone)
    contact.delete()
    assert merge_undo(actor=None, merge=done, recounts=RECOUNTS) == []
    assert PartyMembership.objects.get().contact is None


# --- two people at once -----------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_who_merges_a_pair_that_is_merged_is_told_so(pair, sign_in, turned):
    keep, gone = settled(*pair)
    done = merge(keep, gone)
    asked = [gone.pk, keep.pk] if turned else [keep.pk, gone.pk]
    answers = {"keep_version": keep.version, "gone_version": gone.version}
    address = reverse("people-merge", args=asked)
    response = sign_in("zhichong_staff").post(address, answers, follow=True)
    assert response.redirect_chain == [(reverse("people-merged", args=[done.pk]), 302)]
    assert "这两份档案已经合并了" in response.content.decode()
    assert PersonFile.objects.get() == keep
    assert sign_in("tianfu_staff").post(address, answers).status_code == 404
