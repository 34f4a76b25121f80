"""可能符合, 请核实: who is listed at sixty, what is known and unknown of each; papers that run out."""

import datetime
import itertools

import pytest
from django.utils import timezone

from stations.dates import months_before
from veterans import qualifying, reviews
from veterans.models import (
    Benefit,
    Certificate,
    Disability,
    PersonFile,
    Placement,
    PreferentialCard,
    ServiceRecord,
    SocialSecurity,
)
from veterans.qualifying import State

from .people import register

ZHICHONG = "440704004212"
TODAY = timezone.localdate()
SIXTY, SOON = months_before(TODAY, 720), months_before(TODAY, 718)


def soldier(station, *, birth=SIXTY, classes=("02",), enlisted="1984-11", hukou="2", **parts):
    person = register(station, no_id_reason="补办中", birth_date=str(birth) if birth else "", classes=classes)
    ServiceRecord.objects.create(person=person, enlisted_on=enlisted, hukou_at_enlistment=hukou)
    for model, values in (
        (Placement, parts.get("placement")),
        (Benefit, parts.get("benefit")),
        (SocialSecurity, parts.get("pension")),
    ):
        if values is not None:
            model.objects.create(person=person, **values)
    return person


def listed(condition=qualifying.may_qualify_60):
    return set(PersonFile.objects.filter(condition(TODAY)))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, True),
        ({"hukou": "", "placement": {"type": "26"}}, True),
        ({"hukou": "", "placement": {"method": "A"}}, True),
        ({"placement": {"type": "27", "method": "5"}}, True),
        ({"enlisted": ""}, True),
        ({"enlisted": "1954"}, True),
        ({"enlisted": "2011-10"}, True),
        ({"pension": {"pension_insurance": "2"}}, True),
        ({"benefit": {"type": "42", "treatment": "3", "status": "3"}}, True),
        ({"benefit": {"type": "51", "status": "1"}}, True),
        ({"hukou": ""}, False),
        ({"hukou": "1"}, False),
        ({"placement": {"type": "22"}}, False),
        ({"placement": {"method": "6"}}, False),
        ({"enlisted": "1954-10-31"}, False),
        ({"enlisted": "2011-11"}, False),
        ({"pension": {"pension_insurance": "1"}}, False),
        ({"pension": {"pension_insurance": "3"}}, False),
        ({"benefit": {"type": "42", "treatment": "3", "status": "1"}}, False),
        ({"benefit": {"type": "81", "status": "1"}}, False),
        ({"birth": months_before(TODAY, 719)}, False),
        ({"birth": ""}, False),
        ({"classes": ("01",)}, False),
        ({"classes": ("09",)}, False),
    ],
)
def test_the_list_at_sixty(tree, answers, expected):
    person = soldier(tree[ZHICHONG], **answers)
    assert (person in listed()) == expected
    told = qualifying.conditions_60(PersonFile.objects.get(pk=person.pk), TODAY)
    if answers.get("birth") != months_before(TODAY, 719):
        assert qualifying.fits(told) == expected, "the file says the same as the list"


def test_list_and_file_agree_whatever_is_known(tree):
    placements = [None, {"type": "26"}, {"type": "27"}, {"type": "22"}]
    pensions = [None, {"pension_insurance": "1"}, {"pension_insurance": "0"}]
    benefits = [None, {"type": "51", "treatment": "3", "status": "1"}, {"type": "51", "status": "1"}]
    for hukou, enlisted, placement, pension, benefit in itertools.product(
        ("", "1", "2"), ("", "1984"), placements, pensions, benefits
    ):
        soldier(
            tree[ZHICHONG],
            hukou=hukou,
            enlisted=enlisted,
            placement=placement,
            pension=pension,
            benefit=benefit,
        )
    everybody = PersonFile.objects.prefetch_related("benefits", "service_records")
    by_file = {p for p in everybody if qualifying.fits(qualifying.conditions_60(p, TODAY))}
    assert listed() == by_file
    assert 0 < len(by_file) < everybody.count()


def test_who_turns_sixty_within_three_months_is_listed_beforehand(tree):
    soon, late = soldier(tree[ZHICHONG], birth=SOON), soldier(tree[ZHICHONG], birth=months_before(TODAY, 716))
    now = soldier(tree[ZHICHONG])
    assert listed(qualifying.turning_60) == {soon}
    assert listed() == {now}
    assert str(qualifying.conditions_60(soon, TODAY)[0].text) == "三个月内满60周岁"
    assert qualifying.conditions_60(late, TODAY) == []


def test_the_file_tells_what_is_known_and_what_is_not(tree):
    person = soldier(tree[ZHICHONG], enlisted="", hukou="")
    states = [condition.state for condition in qualifying.conditions_60(person, TODAY)]
    assert states == [State.MET, State.UNKNOWN, State.UNKNOWN, State.MET, State.UNKNOWN]


def test_who_left_the_register_is_on_no_list(tree):
    person = soldier(tree[ZHICHONG])
    PersonFile.objects.filter(pk=person.pk).update(status="deceased")
    assert listed() == listed(qualifying.card_due) == set()


def test_papers_that_ran_out_or_soon_will(tree):
    station = tree[ZHICHONG]
    soon, late = (str(TODAY + datetime.timedelta(days=days)) for days in (90, 91))
    people = [register(station) for _number in range(8)]
    Disability.objects.create(person=people[0], certificate_valid_until=soon)
    Benefit.objects.create(person=people[1], type="42", status="1", certificate_valid_until="2020-01")
    Certificate.objects.create(person=people[2], kind="1", name="驾驶证", valid_until=soon)
    PreferentialCard.objects.create(person=people[3], kind="1", stage="6", issued_on=TODAY, valid_until=soon)
    PersonFile.objects.filter(pk=people[4].pk).update(id_valid_until="2019")
    # Not listed: later, ended, never issued.
    Disability.objects.create(person=people[5], certificate_valid_until=late)
    Benefit.objects.create(person=people[6], type="42", status="3", certificate_valid_until="2020-01")
    PreferentialCard.objects.create(person=people[7], kind="1", stage="1", valid_until=soon)
    assert listed(reviews.certificates_expiring) == set(people[:5])
    assert reviews.expiring_of(people[0], TODAY) == [("残疾证", soon, False)]
    assert reviews.expiring_of(PersonFile.objects.get(pk=people[4].pk), TODAY) == [("身份证", "2019", True)]
    assert reviews.expiring_of(people[5], TODAY) == []
