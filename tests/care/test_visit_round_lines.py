"""Lines added to a frozen round, and visits taken into it afterwards."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from care_activities import tallies
from care_activities.models import Visit
from care_activities.services import visit_round_lines as lines
from care_activities.services.visit_rounds import lines_of, round_close
from stations.models import AuditEntry
from stations.services import ServiceError
from tests.veterans.people import register
from veterans.services.withdrawal import person_withdraw

from .test_visit_rounds import open_round, submit, tick

pytestmark = pytest.mark.django_db
STREET = "440704004000"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def running(zhichong, today):
    """A round of 直冲村 whose list has one person."""
    register(zhichong, "陈大")
    return open_round(zhichong, due_on=today, year=today.year)


def add(running, person, station, actor=None, reason="名单定好之后迁入"):
    return lines.line_add(actor=actor, visit_round=running, station=station, person=person, reason=reason)


def test_who_came_later_is_added_with_the_reason_and_told_by_the_log(running, zhichong, cast):
    late = register(zhichong, "李二")
    line = add(running, late, zhichong, actor=cast["zhichong_staff"])
    assert (line.person, line.added_reason) == (late, "名单定好之后迁入")
    assert running.lines.count() == 2
    entry = AuditEntry.objects.filter(target_type="care_activities.visitroundline").latest("pk")
    assert entry.actor_label and "added_reason" in entry.fields
    with pytest.raises(ValidationError, match="不用补入"):
        add(running, late, zhichong)


def test_nobody_dead_or_living_elsewhere_is_added(running, zhichong, tianfu, cast):
    dead = register(zhichong, "王三")
    person_withdraw(actor=None, person=dead, kind="deceased", happened_on=timezone.localdate().isoformat())
    with pytest.raises(ServiceError, match="不在册"):
        add(running, dead, zhichong)
    with pytest.raises(ServiceError, match="不住在这个站"):
        add(running, register(tianfu, "赵四"), zhichong)
    with pytest.raises(PermissionDenied):
        add(running, register(zhichong, "钱五"), zhichong, actor=cast["tianfu_staff"])
    assert running.lines.count() == 1


def test_a_reason_is_needed_and_the_round_must_run(running, zhichong):
    late = register(zhichong, "李二")
    with pytest.raises(ValidationError, match="为什么补入"):
        add(running, late, zhichong, reason="  ")
    round_close(actor=None, visit_round=running)
    with pytest.raises(ServiceError, match="已经结束"):
        add(running, late, zhichong)


def test_a_round_by_household_adds_the_household(zhichong, household, today):
    register(zhichong, "陈大", household=household("001"))
    by_home = open_round(zhichong, unit="household", due_on=today)
    home = household("002", members=2)
    person = home.people.first()
    line = add(by_home, person, zhichong)
    assert (line.household, line.person) == (home, None)
    with pytest.raises(ValidationError, match="不用补入"):
        add(by_home, home.people.last(), zhichong)


def test_a_visit_registered_before_is_taken_in_once(running, zhichong, visit, cast, today):
    [line] = lines_of(running, zhichong, cast["zhichong_staff"])
    made = visit(person=line.person, date=today, occasion="spring_festival", cash="200.00")
    staff = cast["zhichong_staff"]
    assert lines.visits_link(actor=staff, visit_round=running, station=zhichong) == 1
    assert Visit.objects.get(pk=made.pk).round == running
    assert not lines_of(running, zhichong, staff).pending().exists()
    assert lines.visits_link(actor=staff, visit_round=running, station=zhichong) == 0
    assert not submit(running, zhichong, [tick(line)]).visited
    assert Visit.objects.count() == 1 and tallies.verify() == []


@pytest.mark.parametrize(
    "values",
    [
        {"occasion": "army_day"},
        {"days": 61},
        {"station": "440703006121"},
        {"other": True},
    ],
)
def test_other_festivals_times_places_and_people_are_none_of_the_round(
    running, zhichong, visit, tree, cast, today, values
):
    [line] = lines_of(running, zhichong, cast["zhichong_staff"])
    person = register(zhichong, "李二") if values.get("other") else line.person
    visit(
        person=person,
        station=tree[values.get("station", zhichong.code)],
        date=today - datetime.timedelta(days=values.get("days", 0)),
        occasion=values.get("occasion", "spring_festival"),
    )
    assert lines.visits_link(actor=None, visit_round=running, station=zhichong) == 0
    assert lines_of(running, zhichong, cast["zhichong_staff"]).pending().count() == 1


def test_nothing_is_taken_into_a_round_that_has_ended(running, zhichong, visit, cast, today):
    [line] = lines_of(running, zhichong, cast["zhichong_staff"])
    visit(person=line.person, date=today, occasion="spring_festival")
    round_close(actor=None, visit_round=running)
    with pytest.raises(ServiceError, match="已经结束"):
        lines.visits_link(actor=None, visit_round=running, station=zhichong)
