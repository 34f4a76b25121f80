"""Rows at and below a station: the same answer whether the subtree is wide, narrow or a single station."""

import pytest

from stations.models import Membership, StaffMember, User
from stations.roles import Role, Verb
from stations.scoping import Grant, at
from tests.veterans.people import register
from veterans.models import PersonFile

CITY, DISTRICT, STREET, VILLAGE = "440700000000", "440704000000", "440704004000", "440704004212"
TIANFU, TWIN = "440703006121", "440704040212"

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(tree):
    """One of staff at every station, named by its code."""
    for code, station in tree.items():
        StaffMember.objects.create(station=station, name=code, post="worker")


def places(rows):
    return set(rows.values_list("name", flat=True))


@pytest.mark.parametrize("code", [CITY, DISTRICT, STREET, VILLAGE])
def test_a_grant_reaches_its_subtree_and_no_prefix_twin(tree, staff, code):
    inside = {station.code for station in tree.values() if station.path.startswith(tree[code].path)}
    assert places(StaffMember.objects.filter(Grant(tree[code]).rows_of("station"))) == inside
    assert places(StaffMember.objects.filter(station__below=tree[code].path)) == inside
    assert places(StaffMember.objects.exclude(station__below=tree[code].path)) == tree.keys() - inside


def test_no_grant_reaches_nothing(staff):
    assert not StaffMember.objects.filter(at((), ["station"])).exists()


@pytest.mark.parametrize(
    ("username", "under", "expected"),
    [
        ("city_manager", STREET, {STREET, VILLAGE, "440704004201"}),
        ("street_manager", STREET, {STREET, VILLAGE, "440704004201"}),
        ("street_manager", CITY, {STREET, VILLAGE, "440704004201"}),
        ("street_manager", VILLAGE, {VILLAGE}),
        ("street_manager", TIANFU, set()),
        ("zhichong_staff", TWIN, set()),
        ("nobody", CITY, set()),
    ],
)
def test_under_a_station_is_never_more_than_the_scope(cast, tree, staff, username, under, expected):
    visible = StaffMember.objects.visible_to(cast[username], under=tree[under])
    assert places(visible) == expected


def test_under_a_station_holds_for_each_of_several_memberships(cast, tree, staff):
    user = cast["nobody"]
    for code in (VILLAGE, TIANFU):
        Membership.objects.create(user=user, station=tree[code], role=Role.STAFF)
    user = User.objects.get(pk=user.pk)
    assert places(StaffMember.objects.visible_to(user, under=tree[CITY])) == {VILLAGE, TIANFU}
    assert places(StaffMember.objects.visible_to(user, under=tree[DISTRICT])) == {VILLAGE}


@pytest.mark.parametrize("username", ["zhichong_staff", "street_manager", "district_manager"])
def test_what_is_kept_is_less_than_what_is_seen(cast, tree, username):
    own = register(tree[VILLAGE], "陈一")
    resident = register(tree[TIANFU], "陈二", residence_station=tree[VILLAGE])
    assert set(PersonFile.objects.visible_to(cast[username])) == {own, resident}
    assert set(PersonFile.objects.kept_by(cast[username])) == {own}
    assert set(PersonFile.objects.visible_to(cast[username], Verb.CHANGE)) == {own}
    assert not PersonFile.objects.kept_by(cast[username], under=tree[TIANFU]).exists()
