"""Who sees which stations, users and rows."""

import datetime

import pytest

from stations import services
from stations.models import Membership, StaffMember, Station, User
from stations.roles import Role, Verb
from stations.services import ServiceError

ZHICHONG, TIANFU, WAIHAI = "440704004212", "440703006121", "440704004000"


def codes(user, verb=Verb.VIEW):
    return set(Station.objects.visible_to(user, verb).values_list("code", flat=True))


def test_each_sees_her_own_subtree_and_nothing_else(cast, tree):
    assert codes(cast["zhichong_staff"]) == {ZHICHONG}
    assert codes(cast["street_manager"]) == {WAIHAI, ZHICHONG, "440704004201"}
    assert codes(cast["district_manager"]) == {c for c in tree if c.startswith("440704")}
    assert codes(cast["city_manager"]) == set(tree)


def test_a_prefix_twin_is_another_station(cast):
    assert codes(cast["twin_staff"]) == {"440704040212"}
    assert "440704040212" not in codes(cast["street_manager"])


@pytest.mark.parametrize("username", ["nobody", "ended"])
def test_an_empty_scope_shows_nothing(cast, username):
    for verb in Verb:
        assert codes(cast[username], verb) == set()
    assert codes(None) == set()


def test_a_membership_holds_through_its_last_day(cast, tree):
    today = datetime.date.today()
    Membership.objects.create(user=cast["nobody"], station=tree[ZHICHONG], role=Role.STAFF, valid_until=today)
    assert codes(User.objects.get(username="nobody")) == {ZHICHONG}


def test_rights_of_two_memberships_do_not_mix(cast, tree):
    """Staff of one village and official of another district sees files of the village only."""
    Membership.objects.create(user=cast["nobody"], station=tree[TIANFU], role=Role.STAFF)
    Membership.objects.create(user=cast["nobody"], station=tree["440704000000"], role=Role.OFFICIAL)
    user = User.objects.get(username="nobody")
    assert codes(user, Verb.VIEW) == {TIANFU}
    assert TIANFU in codes(user, Verb.FIGURES)
    assert ZHICHONG in codes(user, Verb.FIGURES)
    assert ZHICHONG not in codes(user, Verb.CHANGE)


def test_rows_follow_their_station(cast, tree):
    for code in (ZHICHONG, TIANFU):
        StaffMember.objects.create(station=tree[code], name="站长", post="head")
    visible = StaffMember.objects.visible_to(cast["zhichong_staff"])
    assert [row.station.code for row in visible] == [ZHICHONG]
    assert not StaffMember.objects.visible_to(cast["official_city"]).exists()


def test_has_perm_answers_from_the_same_table(cast, tree):
    staff = cast["zhichong_staff"]
    assert staff.has_perm("stations.change_station", tree[ZHICHONG])
    assert not staff.has_perm("stations.change_station", tree[TIANFU])
    assert not staff.has_perm("stations.add_station")
    assert not staff.has_perm("stations.view_auditentry")
    assert cast["auditor"].has_perm("stations.view_auditentry")
    assert not cast["admin"].has_perm("stations.delete_auditentry")


def test_a_manager_grants_below_her_and_not_above(cast, tree):
    manager = cast["street_manager"]
    services.membership_grant(actor=manager, user=cast["nobody"], station=tree[ZHICHONG], role=Role.STAFF)
    for station, role in [(TIANFU, Role.STAFF), (ZHICHONG, Role.ADMINISTRATOR), (ZHICHONG, Role.AUDITOR)]:
        with pytest.raises(ServiceError):
            services.membership_grant(actor=manager, user=cast["nobody"], station=tree[station], role=role)


def test_accounts_that_stand_higher_are_out_of_reach(cast, tree):
    """A street manager must not reset the password of somebody who also manages the city."""
    Membership.objects.create(user=cast["city_manager"], station=tree[ZHICHONG], role=Role.STAFF)
    within_reach = User.objects.visible_to(cast["street_manager"], Verb.GRANT)
    assert {user.username for user in within_reach} == {"street_manager", "zhichong_staff"}


def test_moving_a_station_moves_its_subtree(cast, tree):
    services.station_move(actor=cast["admin"], station=tree[WAIHAI], parent=tree["440703000000"])
    assert services.verify_paths() == []
    assert ZHICHONG not in codes(User.objects.get(username="district_manager"))
    with pytest.raises(ServiceError):
        services.station_move(actor=cast["admin"], station=tree["440703000000"], parent=tree[WAIHAI])


@pytest.mark.parametrize("prefix", ["4407", "440704000000/", "%", "_", "王", ""])
def test_the_prefix_lookup_means_begins_with(tree, prefix):
    Station.objects.filter(code=ZHICHONG).update(name="王%_直冲")
    for field in ("path", "name"):
        expected = {s.pk for s in Station.objects.all() if getattr(s, field).startswith(prefix)}
        found = set(Station.objects.filter(**{f"{field}__prefix": prefix}).values_list("pk", flat=True))
        assert found == expected
