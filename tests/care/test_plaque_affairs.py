"""Around a plaque: who is entitled, county lists, applications, taking back and restoring, moving, rounds."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from care_activities import tallies
from care_activities.models import (
    HangingEntry,
    Plaque,
    PlaqueApplication,
    PlaqueCancellation,
    PlaqueCancelReason,
    PlaqueEvent,
)
from care_activities.services import plaque_applications as applications
from care_activities.services import plaque_county as county
from care_activities.services import plaque_lists as lists
from care_activities.services import plaque_rounds as rounds
from care_activities.services.plaques import plaque_delete, plaque_hang, plaque_relocate
from care_activities.standing import Grounds, standing_of
from stations.models import AuditEntry, Squad
from stations.services import ServiceError
from tests.veterans.people import register
from veterans.models import Household, PersonFile, Survivorship

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
HUNG = {"status": "hung", "hung_on": datetime.date(2019, 5, 1)}


def bury(home, on="2024-03-02"):
    PersonFile.objects.filter(household=home).update(status="deceased", status_changed_on=on)


def homes(*made):
    return Household.objects.filter(pk__in=[home.pk for home in made])


def those(*plaques):
    return Plaque.objects.filter(pk__in=[plaque.pk for plaque in plaques])


def apply(cast, home, kind="reissue", **values):
    values = {"role": "TY", "reason": "外出期间丢失", "applied_on": TODAY, **values}
    return applications.application_submit(actor=cast["zhichong_staff"], household=home, kind=kind, **values)


def approve(cast, application, **values):
    held = applications.application_agree(actor=cast["street_manager"], application=application)
    return applications.application_approve(actor=cast["district_manager"], application=held, **values)


def finish(cast, application, **values):
    return applications.application_finish(
        actor=cast["zhichong_staff"], application=application, done_on=TODAY, **values
    )


@pytest.fixture
def reason(tree):
    return PlaqueCancelReason.objects.create(station=tree["440704000000"], name="依法判处刑罚")


# --- who may hang one ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "role"),
    [(["02"], "TY"), (["09", "02"], "LS"), (["10"], "YG"), (["11"], "BG"), (["12"], "XY"), (["04"], "")],
)
def test_a_household_qualifies_by_its_strongest_member(household, zhichong, classes, role):
    home = household()
    register(zhichong, household=home, classes=classes)
    assert standing_of(home).role == role


def test_a_serving_soldier_without_a_file_entitles(household):
    assert standing_of(household(has_serving_member=True)).role == "XY"


def test_who_holds_no_certificate_applies(household, zhichong):
    home = household()
    person = register(zhichong, household=home, classes=["09"])
    Survivorship.objects.create(person=person, decedent_kind="1", is_certificate_holder=False)
    found = standing_of(home)
    assert (found.role, found.must_apply) == ("NC", True)
    assert lists.households_list(actor=None, households=homes(home)) == 0


@pytest.mark.parametrize(
    ("died", "grounds"),
    [
        ("2018-07-28", Grounds.BEFORE_CUT_OFF),
        ("2018-07-29", Grounds.KEEP),
        ("2018-07", Grounds.KEEP),
        ("2017", Grounds.BEFORE_CUT_OFF),
        ("", Grounds.KEEP),
    ],
)
def test_the_day_the_veteran_died_decides(household, died, grounds):
    home = household(members=1)
    bury(home, died)
    assert standing_of(home).grounds == grounds


def test_unhung_are_those_entitled_without_a_plaque(household, plaque, cast, zhichong):
    waits, hangs, dead, empty = (
        household("1", members=1),
        household("2", members=1),
        household("3", members=1),
        household("4"),
    )
    plaque(hangs, **HUNG)
    bury(dead)
    assert list(lists.unhung(cast["zhichong_staff"])) == [waits]
    assert list(lists.unhung(cast["tianfu_staff"])) == []
    assert empty not in lists.unhung(cast["district_manager"])


# --- the county's list ---------------------------------------------------------------------------


def test_the_village_lists_and_the_county_confirms(household, cast, zhichong):
    first, second = household("1", members=1), household("2", members=1)
    assert lists.households_list(actor=cast["zhichong_staff"], households=homes(first, second)) == 2
    assert lists.households_list(actor=cast["zhichong_staff"], households=homes(first, second)) == 0
    everything = Plaque.objects.all()
    for name in ("zhichong_staff", "street_manager"):
        with pytest.raises(PermissionDenied):
            lists.plaques_confirm(
                actor=cast[name], plaques=everything, list_no="江海退役〔2026〕1号", confirmed_on=TODAY
            )
    bury(second)
    confirm = {"plaques": everything, "list_no": "江海退役〔2026〕1号", "confirmed_on": TODAY}
    assert lists.plaques_confirm(actor=cast["district_manager"], **confirm) == (1, 1)
    assert Plaque.objects.get(household=first).status == "to_hang"
    assert Plaque.objects.get(household=second).status == "to_confirm"
    assert lists.plaques_confirm(actor=cast["district_manager"], **confirm) == (0, 1)
    assert tallies.verify() == []
    kinds = PlaqueEvent.objects.filter(plaque__household=first).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["listed", "confirmed"]


def test_a_returned_household_is_listed_again(household, cast):
    home = household(members=1)
    lists.households_list(actor=cast["zhichong_staff"], households=homes(home))
    with pytest.raises(ValidationError):
        lists.plaques_return(actor=cast["district_manager"], plaques=Plaque.objects.all(), reason=" ")
    assert lists.plaques_return(
        actor=cast["district_manager"], plaques=Plaque.objects.all(), reason="户主姓名不符"
    )
    assert not lists.to_confirm(cast["district_manager"]).exists()
    assert lists.households_list(actor=cast["zhichong_staff"], households=homes(home)) == 1
    assert lists.to_confirm(cast["district_manager"]).count() == 1


def test_others_are_neither_listed_nor_confirmed(household, cast, tianfu):
    home = household(station=tianfu, members=1)
    assert lists.households_list(actor=cast["zhichong_staff"], households=homes(home)) == 0
    lists.households_list(actor=cast["tianfu_staff"], households=homes(home))
    done = lists.plaques_confirm(
        actor=cast["district_manager"], plaques=Plaque.objects.all(), list_no="1号", confirmed_on=TODAY
    )
    assert done == (0, 0)


# --- applications --------------------------------------------------------------------------------


def test_village_street_county_and_up_it_goes(household, cast, zhichong):
    home = household(members=1)
    asked = apply(cast, home, "new", reason="证件遗失，附退役登记材料")
    with pytest.raises(PermissionDenied):
        applications.application_agree(actor=cast["zhichong_staff"], application=asked)
    asked = applications.application_agree(actor=cast["street_manager"], application=asked, opinion="属实")
    with pytest.raises(PermissionDenied):
        applications.application_approve(actor=cast["street_manager"], application=asked)
    done = applications.application_approve(actor=cast["district_manager"], application=asked)
    plaque = done.plaque
    assert (plaque.status, plaque.initiated_by, plaque.role) == ("to_hang", "application", "TY")
    plaque_hang(actor=cast["zhichong_staff"], plaque=plaque, hung_on=TODAY)
    done.refresh_from_db()
    assert (done.state, done.done_on) == ("done", TODAY)
    told = [(step.tier, step.outcome, step.by_label) for step in done.steps.all()]
    assert [step[:2] for step in told][:3] == [
        ("village", "submitted"),
        ("street", "agreed"),
        ("county", "agreed"),
    ]
    assert tallies.verify() == []


def test_returns_go_one_tier_down_with_a_reason(household, plaque, cast):
    home = household(members=1)
    plaque(home, **HUNG)
    asked = apply(cast, home)
    with pytest.raises(ValidationError):
        applications.application_return(actor=cast["street_manager"], application=asked, opinion="")
    back = applications.application_return(
        actor=cast["street_manager"], application=asked, opinion="缺遗失说明"
    )
    assert back.state == "village"
    up = applications.application_resubmit(
        actor=cast["zhichong_staff"], application=back, reason="遗失说明已补"
    )
    up = applications.application_agree(actor=cast["street_manager"], application=up)
    back = applications.application_return(
        actor=cast["district_manager"], application=up, opinion="请镇街核实"
    )
    assert back.state == "street"
    with pytest.raises(ServiceError, match="刚才有同事"):  # the page was opened before
        applications.application_agree(actor=cast["street_manager"], application=asked)


def test_reissued_twice_and_then_only_by_the_county_s_reason(household, plaque, cast):
    home = household(members=1)
    plaque(home, **HUNG)
    for _time in range(2):
        finish(cast, approve(cast, apply(cast, home)))
    third = apply(cast, home)
    third = applications.application_agree(actor=cast["street_manager"], application=third)
    with pytest.raises(ServiceError, match="两次"):
        applications.application_approve(actor=cast["district_manager"], application=third)
    applications.application_approve(
        actor=cast["district_manager"], application=third, override_reason="台风损毁房屋"
    )
    assert Plaque.objects.get().reissues == 3
    with pytest.raises(ServiceError):
        plaque_delete(actor=None, plaque=Plaque.objects.get())


def test_replacing_hands_the_old_one_in_first(household, plaque, cast):
    home = household(members=1)
    plaque(home, **HUNG)
    approved = approve(cast, apply(cast, home, "replace", reason="牌面破损"))
    with pytest.raises(ServiceError, match="先收回旧牌"):
        finish(cast, approved)
    assert finish(cast, approved, old_handed_in=True).state == "done"
    assert Plaque.objects.get().replaced_on == TODAY


def test_after_a_death_nothing_is_renewed(household, plaque, cast):
    home = household(members=1)
    plaque(home, **HUNG)
    asked = apply(cast, home)
    bury(home)
    asked = applications.application_agree(actor=cast["street_manager"], application=asked)
    with pytest.raises(ServiceError, match="在世"):
        applications.application_approve(actor=cast["district_manager"], application=asked)
    applications.application_refuse(actor=cast["district_manager"], application=asked, opinion="本人已去世")
    with pytest.raises(ServiceError, match="在世"):
        apply(cast, home)
    assert Plaque.objects.get().status == "hung"


def test_parents_of_a_serving_soldier_may_hang_one_too(household, cast):
    home = household()
    with pytest.raises(ServiceError):
        apply(cast, home, "new", role="XY")
    with pytest.raises(ValidationError):
        apply(cast, home, "new", role="TY", is_parents_home=True)
    made = approve(cast, apply(cast, home, "new", role="XY", is_parents_home=True))
    assert made.plaque.is_parents_home


def test_one_application_at_a_time(household, plaque, cast):
    home = household(members=1)
    plaque(home, **HUNG)
    apply(cast, home)
    with pytest.raises(ValidationError, match="正在办理"):
        apply(cast, home, "replace")
    applications.application_withdraw(
        actor=cast["zhichong_staff"], application=PlaqueApplication.objects.get()
    )
    apply(cast, home, "replace")


# --- taking back and restoring -------------------------------------------------------------------


def cancel(cast, plaque, reason, actor="district_manager", **values):
    return county.plaque_cancel(
        actor=cast[actor],
        plaque=plaque,
        reason=reason,
        decision_no="江海退役〔2026〕7号",
        decided_on=TODAY,
        note="判决生效",
        **values,
    )


def test_only_the_county_takes_back_and_knows_why(household, plaque, cast, reason, zhichong):
    made = plaque(household(members=1), **HUNG)
    for name in ("zhichong_staff", "street_manager"):
        with pytest.raises(PermissionDenied):
            cancel(cast, made, reason, actor=name)
    cancel(cast, made, reason)
    made.refresh_from_db()
    assert (made.status, made.decision_no) == ("cancelled", "江海退役〔2026〕7号")
    for name in ("zhichong_staff", "street_manager"):
        assert not PlaqueCancellation.objects.visible_to(cast[name]).exists()
        assert not PlaqueCancelReason.objects.visible_to(cast[name]).exists()
    assert PlaqueCancellation.objects.visible_to(cast["district_manager"]).count() == 1
    below = AuditEntry.objects.filter(path=zhichong.path)
    assert not below.filter(target_type__contains="cancel").exists()
    assert "判决" not in "".join(made.events.values_list("words", flat=True))
    assert tallies.verify() == []


def test_what_was_taken_back_does_not_come_again_by_another_way(household, plaque, cast, reason):
    home = household(members=1)
    made = plaque(home, **HUNG)
    cancel(cast, made, reason)
    with pytest.raises(ServiceError, match="县级取消"):
        plaque(home, actor=cast["zhichong_staff"], **HUNG)
    with pytest.raises(ServiceError, match="县级取消"):
        apply(cast, home, "new")
    assert lists.households_list(actor=cast["zhichong_staff"], households=homes(home)) == 0
    made.refresh_from_db()
    with pytest.raises(PermissionDenied):
        county.plaque_restore(actor=cast["street_manager"], plaque=made, restored_on=TODAY, note="改正")
    back = county.plaque_restore(
        actor=cast["district_manager"], plaque=made, restored_on=TODAY, note="已改正，影响消除"
    )
    assert back.status == "hung"
    assert PlaqueCancellation.objects.get().restored_on == TODAY


def test_the_county_keeps_its_own_reasons(tree, cast):
    district = tree["440704000000"]
    with pytest.raises(PermissionDenied):
        county.reasons_load(actor=cast["street_manager"], county=district)
    assert county.reasons_load(actor=cast["district_manager"], county=district) == 7
    assert county.reasons_load(actor=cast["district_manager"], county=district) == 0


# --- moving --------------------------------------------------------------------------------------


def test_a_plaque_moves_along_and_keeps_its_count(household, plaque, cast):
    home, there = household("1", members=1), household("2")
    made = plaque(home, **HUNG)
    finish(cast, approve(cast, apply(cast, home)))
    made.refresh_from_db()
    moved = plaque_relocate(
        actor=cast["zhichong_staff"], plaque=made, moved_on=TODAY, address="新村3号", household=there
    )
    made.refresh_from_db()
    assert (made.status, made.moved_to, moved.status, moved.reissues) == ("moved", moved, "hung", 1)
    assert moved.hung_on == HUNG["hung_on"]
    assert tallies.verify() == []


def test_a_plaque_follows_its_household_to_another_station(household, plaque, cast, tree):
    home = household(members=1)
    made = plaque(home, **HUNG)
    Household.objects.filter(pk=home.pk).update(station=tree["440704004201"])
    made = Plaque.objects.get(pk=made.pk)
    plaque_relocate(actor=cast["street_manager"], plaque=made, moved_on=TODAY, address="麻一村1号")
    assert Plaque.objects.get().station == tree["440704004201"]
    assert tallies.verify() == []


# --- rounds --------------------------------------------------------------------------------------


@pytest.fixture
def squad(zhichong):
    return Squad.objects.create(station=zhichong, name="党员小分队", leader_name="陈书记")


def test_a_round_freezes_what_is_to_hang(household, plaque, cast, tree, squad):
    first, dead, renewed = (household(number, members=1) for number in "123")
    plaque(first)
    plaque(dead)
    plaque(renewed, **HUNG)
    approve(cast, apply(cast, renewed, "replace", reason="牌面破损"))
    bury(dead)
    opened = rounds.round_open(
        actor=cast["street_manager"], station=tree["440704004000"], year=2027, festival="spring_festival"
    )
    assert {entry.plaque.household for entry in opened.entries.all()} == {first, renewed}
    plaque(household("9", members=1))
    done = rounds.entries_hang(
        actor=cast["zhichong_staff"],
        hanging=opened,
        entries=HangingEntry.objects.all(),
        hung_on=TODAY,
        squad=squad,
        led_by="村党委第一书记陈书记",
    )
    assert done == (2, 0)
    assert opened.entries.filter(done_on=TODAY).count() == 2
    hung = Plaque.objects.get(household=first)
    assert (hung.status, hung.squad, hung.led_by) == ("hung", squad, "村党委第一书记陈书记")
    rounds.round_close(actor=cast["street_manager"], hanging=opened)
    with pytest.raises(ServiceError, match="已经结束"):
        rounds.entries_hang(
            actor=cast["zhichong_staff"], hanging=opened, entries=HangingEntry.objects.all(), hung_on=TODAY
        )
    assert tallies.verify() == []


def test_a_round_with_nothing_to_hang_is_not_opened(cast, tree):
    with pytest.raises(ServiceError, match="没有待悬挂"):
        rounds.round_open(
            actor=cast["street_manager"], station=tree["440704004000"], year=2027, festival="army_day"
        )
    with pytest.raises(PermissionDenied):
        rounds.round_open(
            actor=cast["zhichong_staff"], station=tree["440704004000"], year=2027, festival="army_day"
        )
