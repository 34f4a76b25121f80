"""Visits: what counts, what is refused and in which words, and who reaches what."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from care_activities import tallies
from care_activities.models import Visit, VisitTally
from care_activities.querysets import VISIT_SUMS
from care_activities.services.visits import visit_delete, visit_update
from stations.models import AuditEntry, Conflict
from tests.veterans.people import register

pytestmark = pytest.mark.django_db


def kept(station):
    """The kept figures of a station: `{(year, month, occasion): (人次, 户次, 元, 元)}`."""
    return {
        (t.year, t.month, t.occasion): (
            t.person_times,
            t.household_times,
            Decimal(t.cash_cents) / 100,
            Decimal(t.goods_cents) / 100,
        )
        for t in VisitTally.objects.filter(station=station)
    }


def refused(act, *words):
    """Runs `act`, which must be refused with a sentence that has all these words."""
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        act()
    said = " ".join(refusal.value.messages)
    for word in words:
        assert word in said, said


# What counts


def test_a_person_visited_is_one_person_time(visit, zhichong):
    visit(person=register(zhichong))
    assert kept(zhichong) == {(2024, 8, "army_day"): (1, 0, 0, 0)}


def test_a_household_counts_its_members_living_there(visit, household, zhichong, tianfu):
    home = household(members=2)
    register(zhichong, household=home, residence_station=tianfu)
    register(zhichong, household=home, status="deceased")
    made = visit(household=home)
    assert made.members_present == 2
    assert kept(zhichong) == {(2024, 8, "army_day"): (2, 1, 0, 0)}


def test_later_moves_of_the_family_change_no_history(visit, household, zhichong):
    home = household(members=1)
    made = visit(household=home)
    register(zhichong, household=home)
    visit_update(actor=None, visit=made, feedback="满意")
    assert kept(zhichong)[2024, 8, "army_day"][:2] == (1, 1)


def test_money_is_exact_to_the_cent(visit, zhichong):
    for _serial in range(30):
        visit(person=register(zhichong), cash="0.10", goods_value="33.33")
    visit(person=register(zhichong), cash="9999999999.99", goods="大米一袋")
    assert kept(zhichong)[2024, 8, "army_day"][2:] == (Decimal("10000000002.99"), Decimal("999.90"))
    live = Visit.objects.filter(station=zhichong).aggregate(**VISIT_SUMS)
    assert (live["cash_cents"], live["goods_cents"]) == (1_000_000_000_299, 99_990)


def test_totals_of_no_visit_at_all_are_zero(db):
    assert set(Visit.objects.aggregate(**VISIT_SUMS).values()) == {0}


def test_the_article_s_134_000_yuan_come_out_of_single_rows(visit, zhichong):
    people = [register(zhichong) for _serial in range(8)]
    for year in (2022, 2023, 2024):
        for person in people:
            visit(person=person, date=datetime.date(year, 8, 1), cash="5583.33")
    visit(person=people[0], occasion="routine", goods_value="0.08")
    totals = Visit.objects.aggregate(**VISIT_SUMS)
    assert totals["person_times"] == 25
    assert totals["cash_cents"] + totals["goods_cents"] == 13_400_000


def test_the_figures_follow_a_visit_through_its_life(visit, zhichong):
    made = visit(person=register(zhichong), cash="200.50")
    visit_update(actor=None, visit=made, date=datetime.date(2024, 7, 31), cash=Decimal("100"))
    assert kept(zhichong) == {(2024, 7, "army_day"): (1, 0, Decimal(100), 0)}
    assert tallies.verify() == []
    visit_delete(actor=None, visit=made)
    assert kept(zhichong) == {}
    assert tallies.verify() == []


def test_a_visit_moved_to_another_station_counts_there(visit, tree, zhichong, cast):
    made = visit(person=register(zhichong))
    visit_update(actor=cast["street_manager"], visit=made, station=tree["440704004000"])
    assert kept(zhichong) == {}
    assert kept(tree["440704004000"]) == {(2024, 8, "army_day"): (1, 0, 0, 0)}
    assert tallies.verify() == []


def test_verify_names_a_figure_that_is_off(visit, zhichong):
    visit(person=register(zhichong), cash="1")
    VisitTally.objects.update(cash_cents=99)
    [problem] = tallies.verify()
    assert "99" in problem and "army_day" in problem


# What is refused


def test_tomorrow_is_refused(visit, zhichong):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    refused(lambda: visit(person=register(zhichong), date=tomorrow), "今天之后")
    visit(person=register(zhichong), date=timezone.localdate())


@pytest.mark.parametrize("column", ["cash", "goods_value"])
@pytest.mark.parametrize(
    ("amount", "words"),
    [("-0.01", "负数"), ("1.005", "两位小数"), ("12345678901", "金额太大"), ("两百", "数字")],
)
def test_impossible_amounts_are_refused(visit, zhichong, column, amount, words):
    refused(lambda: visit(person=register(zhichong), **{column: amount}), words)


def test_a_visit_is_to_a_person_or_a_household(visit, household, zhichong):
    refused(visit, "只填一样")
    refused(lambda: visit(person=register(zhichong), household=household()), "只填一样")


def test_the_same_visit_is_registered_once(visit, household, zhichong):
    person, home = register(zhichong), household()
    visit(person=person)
    visit(household=home)
    refused(lambda: visit(person=person), "已经登记过", "打开原来那条")
    refused(lambda: visit(household=home), "已经登记过", "打开原来那条")
    visit(person=person, method="phone")
    visit(person=person, occasion="talk")


def test_the_database_itself_refuses_a_double(visit, zhichong):
    made = visit(person=register(zhichong))
    made.pk, made._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_the_dead_are_mourned_and_not_visited(visit, zhichong):
    person = register(zhichong, status="deceased", status_changed_on="2024-08-01")
    refused(lambda: visit(person=person), "已登记去世", "去世吊唁")
    visit(person=person, occasion="condolence")
    visit(person=person, date=datetime.date(2024, 7, 31))


@pytest.mark.parametrize(
    ("died", "allowed"), [("2024", False), ("2024-08", False), ("2024-07", False), ("2024-09", True)]
)
def test_a_death_known_to_the_month_bars_that_month(visit, zhichong, died, allowed):
    person = register(zhichong, status="deceased", status_changed_on=died)
    if allowed:
        visit(person=person)
    else:
        refused(lambda: visit(person=person), "已登记去世")


def test_a_death_without_a_date_bars_every_visit(visit, zhichong):
    person = register(zhichong, status="deceased")
    refused(lambda: visit(person=person), "已登记去世", "去世时间")


def test_whom_a_visit_was_to_stays(visit, zhichong):
    made = visit(person=register(zhichong))
    refused(lambda: visit_update(actor=None, visit=made, person=register(zhichong)), "不能更换")


def test_unit_designations_are_refused(visit, zhichong):
    refused(lambda: visit(person=register(zhichong), content="曾在12345部队服役"), "部队番号")


def test_a_stale_copy_does_not_overwrite(visit, zhichong):
    made = visit(person=register(zhichong))
    stale = Visit.objects.get(pk=made.pk)
    visit_update(actor=None, visit=made, cash="100")
    with pytest.raises(Conflict), transaction.atomic():
        visit_update(actor=None, visit=stale, cash="300")
    assert Visit.objects.get(pk=made.pk).cash == 100


# Who reaches what


def test_two_stations_see_their_own_visits(visit, cast, zhichong, tianfu):
    ours = visit(person=register(zhichong))
    theirs = visit(person=register(tianfu), station=tianfu)
    assert list(Visit.objects.visible_to(cast["zhichong_staff"])) == [ours]
    assert list(Visit.objects.visible_to(cast["tianfu_staff"])) == [theirs]
    assert Visit.objects.visible_to(cast["city_manager"]).count() == 2
    for outsider in ("nobody", "ended", "official_city", "auditor", "twin_staff"):
        assert not Visit.objects.visible_to(cast[outsider]).exists()


def test_nobody_registers_visits_at_or_of_a_foreign_station(visit, cast, household, zhichong, tianfu):
    staff = cast["zhichong_staff"]
    foreign, home = register(tianfu), household(station=tianfu)
    for values in [
        {"person": register(zhichong), "station": tianfu},
        {"person": foreign},
        {"household": home},
    ]:
        with pytest.raises(PermissionDenied), transaction.atomic():
            visit(actor=staff, **values)
    assert not Visit.objects.exists()


def test_nobody_changes_or_deletes_a_foreign_visit(visit, cast, zhichong, tianfu):
    theirs = visit(person=register(tianfu), station=tianfu)
    own = visit(person=register(zhichong))
    with pytest.raises(PermissionDenied), transaction.atomic():
        visit_update(actor=cast["zhichong_staff"], visit=theirs, cash="1")
    with pytest.raises(PermissionDenied), transaction.atomic():
        visit_delete(actor=cast["zhichong_staff"], visit=theirs)
    with pytest.raises(PermissionDenied), transaction.atomic():
        visit_update(actor=cast["zhichong_staff"], visit=own, station=tianfu)
    assert Visit.objects.get(pk=theirs.pk).cash == 0


def test_the_residence_station_visits_its_residents(visit, cast, zhichong, tianfu):
    resident = register(zhichong, residence_station=tianfu)
    made = visit(actor=cast["tianfu_staff"], person=resident, station=tianfu)
    assert kept(tianfu) and not kept(zhichong)
    assert not Visit.objects.visible_to(cast["zhichong_staff"]).exists()
    assert not type(resident).objects.visible_to(cast["tianfu_staff"], "change").exists()
    resident.residence_station = None
    resident.save()
    visit_update(actor=cast["tianfu_staff"], visit=made, feedback="搬走前已回访")


# The log


def test_each_act_is_logged_without_names(visit, cast, zhichong):
    staff, person = cast["zhichong_staff"], register(zhichong, name="欧阳明")
    made = visit(actor=staff, person=person, cash="200")
    visit_update(actor=staff, visit=made, cash="200.00")
    visit_update(actor=staff, visit=made, cash="300")
    visit_delete(actor=staff, visit=made)
    entries = AuditEntry.objects.filter(target_type="care_activities.visit").order_by("id")
    assert [e.action for e in entries] == ["create", "change", "delete"]
    assert entries[1].fields == ["cash"]
    assert {e.actor_id for e in entries} == {staff.pk}
    assert {e.target_label for e in entries} == {f"2024-08-01 {person.archive_no}"}
    assert {e.path for e in entries} == {zhichong.path}


def test_a_refused_act_leaves_neither_row_nor_entry_nor_figure(visit, zhichong):
    person = register(zhichong)
    visit(person=person)
    refused(lambda: visit(person=person), "已经登记过")
    assert Visit.objects.count() == 1
    assert AuditEntry.objects.filter(target_type="care_activities.visit").count() == 1
    assert kept(zhichong) == {(2024, 8, "army_day"): (1, 0, 0, 0)}
