"""优待证: applying for many, moving them on together, handing over; each step logged."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from stations.models import AuditEntry
from stations.services import ServiceError
from veterans import qualifying
from veterans.models import CardBatch, PersonFile, PreferentialCard
from veterans.services.cards import cards_advance, cards_apply
from veterans.services.withdrawal import person_withdraw
from veterans.vocabulary import CardStage

from .people import register

ZHICHONG, TIANFU = "440704004212", "440703006121"
TODAY = timezone.localdate()


def ago(days):
    return TODAY - datetime.timedelta(days=days)


def apply(cast, station, *people, user="zhichong_staff", **values):
    answers = {"batch_name": "2026年第一批", "applied_on": ago(30), **values}
    return cards_apply(actor=cast[user], station=station, person_ids=[p.pk for p in people], **answers)


def advance(cast, to, on, *people, user="zhichong_staff", **values):
    cards = PreferentialCard.objects.filter(person__in=people)
    answers = {"card_ids": [card.pk for card in cards], "to": to, "on": on, **values}
    return cards_advance(actor=cast[user], **answers)


def card_of(person):
    return PreferentialCard.objects.get(person=person)


def due():
    return set(PersonFile.objects.filter(qualifying.card_due(TODAY)))


def test_the_kind_follows_from_the_class_and_families_get_none(tree, cast):
    zhichong = tree[ZHICHONG]
    veteran, survivor = register(zhichong), register(zhichong, classes=["09"])
    both, family = register(zhichong, classes=["02", "09"]), register(zhichong, classes=["12"])
    assert due() == {veteran, survivor, both}
    batch = apply(cast, zhichong, veteran, survivor, both)
    assert [card_of(p).kind for p in (veteran, survivor, both)] == ["1", "2", "1"]
    assert {card.batch for card in PreferentialCard.objects.all()} == {batch}
    assert due() == set()
    with pytest.raises(ServiceError, match="有 1 人不能申请"):
        apply(cast, zhichong, family)
    assert AuditEntry.objects.filter(action="create", target_type="veterans.preferentialcard").count() == 3


def test_a_batch_is_continued_under_its_name(tree, cast):
    first, second = register(tree[ZHICHONG]), register(tree[ZHICHONG])
    apply(cast, tree[ZHICHONG], first)
    apply(cast, tree[ZHICHONG], second)
    assert CardBatch.objects.get().cards.count() == 2
    with pytest.raises(ServiceError, match="有 1 人不能申请"):
        apply(cast, tree[ZHICHONG], first)


def test_who_died_meanwhile_is_handed_no_card_but_a_card_comes_back(tree, cast):
    waiting, holder = register(tree[ZHICHONG]), register(tree[ZHICHONG])
    apply(cast, tree[ZHICHONG], waiting, holder)
    PreferentialCard.objects.filter(person=waiting).update(stage=CardStage.MADE)
    PreferentialCard.objects.filter(person=holder).update(stage=CardStage.ISSUED, issued_on=ago(3))
    for person in (waiting, holder):
        person_withdraw(actor=None, person=person, kind="deceased", happened_on=ago(1).isoformat())
    with pytest.raises(ServiceError, match="刷新页面"):
        advance(cast, CardStage.ISSUED, TODAY, waiting)
    assert advance(cast, CardStage.RETURNED, TODAY, holder) == 1
    assert (card_of(waiting).stage, card_of(holder).stage) == (CardStage.MADE, CardStage.RETURNED)


def test_wrong_applications_make_no_batch(tree, cast):
    own, foreign = register(tree[ZHICHONG]), register(tree[TIANFU])
    with pytest.raises(PermissionDenied):
        apply(cast, tree[ZHICHONG], own, foreign)
    with pytest.raises(ServiceError, match="在今天之后"):
        apply(cast, tree[ZHICHONG], own, applied_on=TODAY + datetime.timedelta(days=1))
    with pytest.raises(ServiceError, match="先勾选"):
        apply(cast, tree[ZHICHONG])
    with pytest.raises(ValidationError):
        apply(cast, tree[ZHICHONG], own, batch_name=" ")
    assert not CardBatch.objects.exists()


def test_cards_go_through_all_stages_to_the_door(tree, cast, django_assert_max_num_queries):
    people = [register(tree[ZHICHONG]) for _number in range(8)]
    apply(cast, tree[ZHICHONG], *people)
    for number, stage in enumerate("2345"):
        with django_assert_max_num_queries(13):
            assert advance(cast, stage, ago(20 - number), *people) == 8
    old = card_of(people[0])
    advance(cast, "6", TODAY, *people, home_ids=[old.pk])
    cards = PreferentialCard.objects.order_by("pk")
    assert {(card.stage, card.issued_on, card.stage_on) for card in cards} == {("6", TODAY, TODAY)}
    assert [card.handed_at_home for card in cards] == [True] + [False] * 7
    logged = AuditEntry.objects.filter(action="change", target_type="veterans.preferentialcard")
    assert logged.count() == 8 * 5


def test_a_refused_card_carries_its_reason_and_can_be_applied_for_again(tree, cast):
    person = register(tree[ZHICHONG])
    apply(cast, tree[ZHICHONG], person)
    with pytest.raises(ServiceError, match="请选择未通过的原因"):
        advance(cast, "7", ago(10), person)
    advance(cast, "7", ago(10), person, reason="身份认定材料不足")
    assert card_of(person).refused_because == "身份认定材料不足"
    advance(cast, "1", ago(5), person)
    card = card_of(person)
    assert (card.stage, card.applied_on, card.refused_because) == ("1", ago(5), "")


@pytest.mark.parametrize(
    ("to", "on", "sentence"),
    [
        ("5", 10, "已不在这个阶段"),
        ("2", -1, "在今天之后"),
        ("2", 31, "早于上一阶段"),
    ],
)
def test_no_stage_is_skipped_and_no_day_goes_back(tree, cast, to, on, sentence):
    person = register(tree[ZHICHONG])
    apply(cast, tree[ZHICHONG], person)
    with pytest.raises(ServiceError, match=sentence):
        advance(cast, to, ago(on), person)
    assert card_of(person).stage == "1"


def test_nobody_moves_the_cards_of_another_station(tree, cast):
    person = register(tree[ZHICHONG])
    apply(cast, tree[ZHICHONG], person)
    with pytest.raises(PermissionDenied):
        advance(cast, "2", ago(10), person, user="tianfu_staff")
