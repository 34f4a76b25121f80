"""The stage and the cast every test plays with: a small tree, and who stands where in it."""

import datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings

from stations import triggers
from stations.models import Membership, Station, User
from stations.roles import Role

PASSWORD = "correct-horse-battery"

TREE = [
    # code, place name, tier, parent code
    ("440700000000", "江门市", "city", None),
    ("440703000000", "蓬江区", "district", "440700000000"),
    ("440704000000", "江海区", "district", "440700000000"),
    ("440703006000", "环市街道", "town", "440703000000"),
    ("440704004000", "外海街道", "town", "440704000000"),
    ("440703006121", "天福社区", "village", "440703006000"),
    ("440704004212", "直冲村", "village", "440704004000"),
    ("440704004201", "麻一村", "village", "440704004000"),
    # A prefix twin: its code begins like 外海街道's short code, its path does not.
    ("440704040000", "外海街道办", "town", "440704000000"),
    ("440704040212", "直冲村新", "village", "440704040000"),
]

# user -> memberships of (role, station code, last day or None)
CAST = {
    "admin": [(Role.ADMINISTRATOR, "440700000000", None)],
    "city_manager": [(Role.MANAGER, "440700000000", None)],
    "district_manager": [(Role.MANAGER, "440704000000", None)],
    "street_manager": [(Role.MANAGER, "440704004000", None)],
    "zhichong_staff": [(Role.STAFF, "440704004212", None)],
    "tianfu_staff": [(Role.STAFF, "440703006121", None)],
    "twin_staff": [(Role.STAFF, "440704040212", None)],
    "official_city": [(Role.OFFICIAL, "440700000000", None)],
    "official_district": [(Role.OFFICIAL, "440704000000", None)],
    "auditor": [(Role.AUDITOR, "440700000000", None)],
    "nobody": [],
    "ended": [(Role.MANAGER, "440700000000", datetime.date(2020, 1, 31))],
}


def grow_tree():
    """`{code: Station}` of TREE, saved."""
    stations = {}
    for tier in Station.Tier.values:  # from the city down
        for code, place, own_tier, parent_code in TREE:
            if own_tier == tier:
                parent = stations.get(parent_code)
                ending = "退役军人服务中心" if tier in ("city", "district") else "退役军人服务站"
                stations[code] = Station(
                    code=code,
                    name=place + ending,
                    place_name=place,
                    tier=tier,
                    parent=parent,
                    path=f"{parent.path if parent else ''}{code}/",
                    is_established=True,
                )
        Station.objects.bulk_create(station for station in stations.values() if station.tier == tier)
    return stations


@pytest.fixture
def tree(db):
    return grow_tree()


def gather_cast(stations):
    """`{username: User}` of CAST; everybody's password is PASSWORD."""
    password = make_password(PASSWORD)
    people = {name: User(username=name, password=password, full_name=name) for name in CAST}
    User.objects.bulk_create(people.values())
    Membership.objects.bulk_create(
        Membership(user=people[name], role=role, station=stations[code], valid_until=valid_until)
        for name, memberships in CAST.items()
        for role, code, valid_until in memberships
    )
    return people


@pytest.fixture
def cast(tree):
    return gather_cast(tree)


@pytest.fixture
def sign_in(client, cast):
    """`sign_in("zhichong_staff")` returns a client that is that user."""

    def as_user(username):
        client.force_login(cast[username])
        return client

    return as_user


@pytest.fixture(autouse=True)
def _fresh_cache():
    """What an earlier test left in the cache must not run out in the middle of this one."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _for_all_tests(tmp_path_factory):
    """Passwords are quick to hash, and attachments stand aside."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(
        PASSWORD_HASHERS=hashers, MEDIA_ROOT=tmp_path_factory.getbasetemp() / "attachments"
    ):
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """For a stage that takes long to set: its rows stand in a transaction that all tests of the module share.

    The tests ask for `db` as ever, and what they write is undone. Rows that they hold as objects are shared, too.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            connection, "close", lambda: None
        )  # what the end of a test calls; it would undo the stage
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture
def committed(transactional_db):
    """For tests that commit: takes the append-only triggers off before Django's flush, which restores them."""
    yield
    triggers.remove()
