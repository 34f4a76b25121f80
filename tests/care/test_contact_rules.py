"""常态化联系: which rule holds where, and who is due under it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from care_activities.models import ContactRule
from care_activities.services import contact
from tests.veterans.people import register
from veterans.models import PersonFile

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 30)


def rule(station, days, means="contact", **group):
    made = ContactRule(station=station, means=means, days=days, **group)
    made.full_clean()
    made.save()
    return made


def due():
    return set(PersonFile.objects.filter(contact.contact_due(TODAY)))


def days_before(number):
    return TODAY - datetime.timedelta(days=number)


def test_the_usual_frequency_holds_where_nobody_set_one(visit, zhichong):
    key, seen, called, _plain = (
        register(zhichong, "陈甲", tags=["1"]),
        register(zhichong, "陈乙", tags=["6"]),
        register(zhichong, "陈丙", tags=["6"]),
        register(zhichong, "陈丁"),
    )
    visit(person=seen, date=days_before(89))
    visit(person=called, date=days_before(10), method="phone")
    assert due() == {key, called}  # called, but not seen for a year


@pytest.mark.parametrize(("ago", "is_due"), [(30, True), (29, False)])
def test_the_last_day_counts(visit, zhichong, ago, is_due):
    rule(zhichong.parent.parent, 30, tag="1")
    rule(zhichong.parent.parent, 0)
    rule(zhichong.parent.parent, 0, "visit")
    person = register(zhichong, tags=["1"])
    visit(person=person, date=days_before(ago))
    assert due() == ({person} if is_due else set())


def test_a_visit_to_the_household_counts_for_who_lives_there(visit, household, zhichong):
    home = household()
    register(zhichong, household=home, tags=["7"])
    visit(household=home, date=days_before(5))
    assert due() == set()


def test_a_county_takes_the_place_of_the_city_for_the_same_group(tree, zhichong, tianfu, visit):
    rule(tree["440700000000"], 60, object_class="02")
    rule(tree["440704000000"], 10, object_class="02")
    here, there = register(zhichong), register(tianfu)
    for person, station in ((here, zhichong), (there, tianfu)):
        visit(person=person, station=station, date=days_before(20))
    assert due() == {here}
    asked = contact.dues_of(list(PersonFile.objects.select_related("managing_station")), TODAY)
    assert [one.sentence for one in asked[here.pk]] == ["已超 10 天"]
    assert [one.sentence for one in asked[there.pk]] == ["距下次还有 40 天"]


def test_nothing_is_asked_where_a_rule_says_zero(tree, zhichong):
    register(zhichong, tags=["1"])
    for means in ("contact", "visit"):
        rule(tree["440704000000"], 0, means)
    assert due() == set()


def test_the_dead_are_never_due(zhichong):
    register(zhichong, tags=["1"], status="deceased", status_changed_on="2025")
    assert due() == set()


def test_a_street_sets_no_frequency_and_a_rule_has_one_group(zhichong, tree):
    with pytest.raises(ValidationError, match="市或区县"):
        rule(zhichong, 30)
    with pytest.raises(ValidationError, match="只选一样"):
        rule(tree["440704000000"], 30, tag="1", object_class="02")


def test_what_a_page_of_people_is_asked_costs_the_same_for_ten_as_for_one(zhichong):
    register(zhichong, tags=["1"])

    def statements():
        people = list(PersonFile.objects.select_related("managing_station"))
        with CaptureQueriesContext(connection) as queries:
            contact.dues_of(people, TODAY)
        return len(queries)

    one = statements()
    for _serial in range(9):
        register(zhichong, tags=["1"])
    assert statements() == one <= 3
