"""Plaques: one a household, dated or known to be undated, counted where they hang."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from care_activities import tallies
from care_activities.models import Plaque, PlaqueTally
from care_activities.services.plaques import plaque_delete, plaque_hang, plaque_update
from stations.models import AuditEntry, Squad
from stations.services import ServiceError

pytestmark = pytest.mark.django_db

HUNG = {"status": "hung", "hung_on": datetime.date(2019, 5, 1)}


def kept(station):
    tally = PlaqueTally.objects.filter(station=station).first()
    return tally and (tally.hung, tally.waiting)


def refused(act, *words):
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        act()
    said = " ".join(refusal.value.messages)
    for word in words:
        assert word in said, said


def test_a_plaque_stands_with_its_household_s_station(plaque, household, zhichong):
    assert plaque(household()).station == zhichong
    assert kept(zhichong) == (0, 1)


def test_from_waiting_to_hung_to_deleted(plaque, household, zhichong, cast):
    made = plaque(household())
    squad = Squad.objects.create(station=zhichong, name="党员小分队", leader_name="陈书记")
    plaque_hang(
        actor=cast["zhichong_staff"],
        plaque=made,
        hung_on=datetime.date(2019, 5, 1),
        squad=squad,
        led_by="村党委第一书记陈书记",
        position="door",
    )
    assert kept(zhichong) == (1, 0)
    with pytest.raises(ServiceError, match="由县级办理"):
        plaque_update(actor=None, plaque=Plaque.objects.get(), status="cancelled")
    plaque_delete(actor=None, plaque=Plaque.objects.get())
    assert kept(zhichong) == (0, 0)
    assert not Plaque.objects.exists()
    assert tallies.verify() == []


def test_verify_names_a_figure_that_is_off(plaque, household, zhichong):
    plaque(household(), **HUNG)
    PlaqueTally.objects.update(hung=7)
    [problem] = tallies.verify()
    assert "7" in problem


def test_only_a_confirmed_plaque_goes_up(plaque, household):
    made = plaque(household(), status="to_confirm")
    with pytest.raises(ServiceError, match="待悬挂"):
        plaque_hang(actor=None, plaque=made, hung_on=datetime.date(2019, 5, 1))


def test_one_household_hangs_one_plaque(plaque, household):
    home = household()
    first = plaque(home, **HUNG)
    refused(lambda: plaque(home, **HUNG, role="LS"), "已经悬挂", "一户只挂一块")
    second = plaque(home)
    refused(lambda: plaque_hang(actor=None, plaque=second, hung_on=datetime.date(2020, 1, 1)), "已经悬挂")
    plaque_delete(actor=None, plaque=first)
    plaque_hang(actor=None, plaque=Plaque.objects.get(pk=second.pk), hung_on=datetime.date(2020, 1, 1))


def test_the_database_itself_refuses_a_second(plaque, household):
    made = plaque(household(), **HUNG)
    made.pk, made._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_hung_needs_a_date_or_the_word_unknown(plaque, household):
    refused(lambda: plaque(household("1"), status="hung"), "悬挂日期", "日期不详")
    refused(lambda: plaque(household("2"), **HUNG, hung_date_unknown=True), "只填一样")
    assert plaque(household("3"), status="hung", hung_date_unknown=True).hung_on is None


def test_what_waits_has_no_date(plaque, household):
    refused(lambda: plaque(household("1"), hung_on=datetime.date(2019, 5, 1)), "还没有悬挂")
    refused(lambda: plaque(household("2"), hung_date_unknown=True), "还没有悬挂")


def test_tomorrow_is_refused_and_days_before_the_rule_are_not(plaque, household):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    refused(lambda: plaque(household("1"), status="hung", hung_on=tomorrow), "今天之后")
    plaque(household("2"), status="hung", hung_on=datetime.date(2018, 7, 28))


def test_a_plaque_never_changes_its_household(plaque, household):
    made = plaque(household("1"))
    refused(lambda: plaque_update(actor=None, plaque=made, household=household("2")), "别的家庭")


def test_two_stations_keep_their_own_plaques(plaque, household, cast, tianfu, zhichong):
    ours, theirs = plaque(household("1")), plaque(household("2", station=tianfu))
    staff = cast["zhichong_staff"]
    assert list(Plaque.objects.visible_to(staff)) == [ours]
    with pytest.raises(PermissionDenied), transaction.atomic():
        plaque(household("3", station=tianfu), actor=staff)
    with pytest.raises(PermissionDenied), transaction.atomic():
        plaque_update(actor=staff, plaque=theirs, note="x")
    with pytest.raises(PermissionDenied), transaction.atomic():
        plaque_delete(actor=staff, plaque=theirs)
    foreign_squad = Squad.objects.create(station=tianfu, name="小分队", leader_name="李书记")
    with pytest.raises(PermissionDenied), transaction.atomic():
        plaque_update(actor=staff, plaque=ours, squad=foreign_squad)
    assert (kept(zhichong), kept(tianfu)) == ((0, 1), (0, 1))


def test_each_act_is_logged_by_household_number(plaque, household, cast, zhichong):
    staff = cast["zhichong_staff"]
    made = plaque(household("A-17"), actor=staff, status="to_confirm")
    plaque_update(actor=None, plaque=made, status="to_hang")
    plaque_hang(actor=staff, plaque=made, hung_on=datetime.date(2019, 5, 1))
    plaque_delete(actor=staff, plaque=made)
    entries = AuditEntry.objects.filter(target_type="care_activities.plaque").order_by("id")
    assert [e.action for e in entries] == ["create", "change", "change", "delete"]
    assert entries[2].fields == ["hung_on", "status"]
    assert {e.target_label for e in entries} == {"A-17"}
    assert {e.path for e in entries} == {zhichong.path}


def test_where_all_who_entitle_have_died_no_new_plaque_goes_up(plaque, household, zhichong):
    home = household(members=2)
    first = home.people.first()
    type(first).objects.filter(pk=first.pk).update(status="deceased")
    plaque(home, status="to_confirm").delete()
    type(first).objects.update(status="deceased")
    refused(lambda: plaque(home), "已登记去世", "请选“已悬挂”")
    plaque(home, role="XY").delete()
    held = plaque(home, **HUNG)  # it hung there before, and may stay
    plaque_update(actor=None, plaque=held, note="家属保留")
    plaque(household("002"))  # nobody on file yet: who lives there is not known
