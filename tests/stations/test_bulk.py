"""Bulk writing gives the same rows as Django's own saving, on both engines, and its errors quote nothing."""

import datetime
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from stations import bulk
from stations.models import AuditEntry, PartyOrganisation, Station, VillageGroup
from tests.veterans.people import register
from veterans.models import Benefit, Household, PersonFile

pytestmark = pytest.mark.django_db
ODD = "a\tb\\n\"c\"'d'\n\r\\.\\N ，“”𠮷%s %(x)s"


@pytest.fixture
def village(tree):
    return tree["440704004212"]


def test_odd_text_arrives_as_it_is(village):
    [pk] = bulk.reserve_ids(VillageGroup, 1)
    bulk.insert(VillageGroup, [{"id": pk, "station_id": village.pk, "name": ODD[:30]}])
    assert VillageGroup.objects.get(pk=pk).name == ODD[:30]
    bulk.update(VillageGroup, [(pk, {"name": "\\N"})])
    assert VillageGroup.objects.get(pk=pk).name == "\\N"


def test_every_kind_of_column(village):
    person = register(village)
    [pk] = bulk.reserve_ids(PersonFile, 1)
    row = {
        "id": pk,
        "archive_no": "x-1",
        "name": "陈志强",
        "no_id_reason": "补办中",
        "managing_station_id": village.pk,
        "classes": ["02", "07"],
        "mobile": "10000000001",
        "no_mobile": False,
        "birth_date": "1970-03",
        "verified_on": "2024-05-06",
    }
    bulk.insert(PersonFile, [row])
    found = PersonFile.objects.get(pk=pk)
    assert (found.classes, found.mobile.open(), found.birth_date) == (("02", "07"), "10000000001", "1970-03")
    assert (found.verified_on, found.id_digest, found.note, found.version) == (
        datetime.date(2024, 5, 6),
        None,
        "",
        1,
    )
    assert found.status == "active"  # what is not given is the field's default
    assert abs((found.created_at - person.created_at).total_seconds()) < 60

    bulk.update(
        PersonFile,
        [
            (pk, {"classes": ["01"], "mobile": None, "verified_on": None, "no_mobile": True}),
            (person.pk, {"note": ODD}),
        ],
    )
    found.refresh_from_db()
    person.refresh_from_db()
    assert (found.classes, found.mobile, found.verified_on, found.no_mobile) == (("01",), None, None, True)
    assert (found.version, person.version, person.note) == (2, 2, ODD)
    assert abs((found.changed_at - found.created_at).total_seconds()) < 60


def test_amounts_and_json(village):
    person = register(village)
    [pk] = bulk.reserve_ids(Benefit, 1)
    bulk.insert(Benefit, [{"id": pk, "person_id": person.pk, "type": "51", "monthly_amount": "1200.50"}])
    assert Benefit.objects.get(pk=pk).monthly_amount == Decimal("1200.50")
    [pk] = bulk.reserve_ids(AuditEntry, 1)
    at = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=datetime.UTC)
    bulk.insert(
        AuditEntry, [{"id": pk, "at": at, "actor_label": "", "action": "view", "fields": ["a", "b\\"]}]
    )
    entry = AuditEntry.objects.get(pk=pk)
    assert (entry.at, entry.fields) == (at, ["a", "b\\"])


def test_reserved_keys_are_never_given_twice(village):
    taken = list(bulk.reserve_ids(Household, 3))
    bulk.insert(
        Household,
        [{"id": pk, "station_id": village.pk, "number": str(pk), "head_name": ""} for pk in taken],
    )
    saved = Household.objects.create(station=village, number="own", head_name="李炳坤")
    assert len({*taken, saved.pk, *bulk.reserve_ids(Household, 2)}) == 6
    Household.objects.filter(pk=saved.pk).delete()
    assert saved.pk not in bulk.reserve_ids(Household, 1)


def test_an_unversioned_update_leaves_the_version(village):
    bulk.update(Station, [(village.pk, {"last_archive_number": 7})], versioned=False)
    fresh = Station.objects.get(pk=village.pk)
    assert (fresh.last_archive_number, fresh.version) == (7, village.version)


def test_many_rows_of_many_shapes(village):
    ids = bulk.reserve_ids(PartyOrganisation, 2_500)
    bulk.insert(
        PartyOrganisation,
        [{"id": pk, "station_id": village.pk, "name": str(pk), "kind": "branch"} for pk in ids],
    )
    changes = [(pk, {"kind": "group"} if pk % 2 else {"name": f"n{pk}"}) for pk in ids]
    assert bulk.update(PartyOrganisation, changes) == 2_500
    assert PartyOrganisation.objects.filter(version=2).count() == 2_500
    assert PartyOrganisation.objects.filter(kind="group").count() == 1_250


def test_nothing_is_nothing():
    bulk.insert(Household, [])
    assert bulk.update(Household, []) == 0
    assert list(bulk.reserve_ids(Household, 0)) == []


@pytest.mark.parametrize("values", [{"name": "欧阳秘密" * 30}, {"archive_no": None}])
def test_errors_do_not_quote_the_row(village, values):
    if connection.vendor == "sqlite" and "name" in values:
        pytest.skip("SQLite does not limit the length of text")
    [pk] = bulk.reserve_ids(PersonFile, 1)
    row = {
        "id": pk,
        "archive_no": "x-1",
        "name": "欧阳秘密",
        "no_id_reason": "补办中",
        "managing_station_id": village.pk,
    }
    with pytest.raises((IntegrityError, DataError)) as refusal, transaction.atomic():
        bulk.insert(PersonFile, [row | values])
    assert "欧阳" not in f"{refusal.value!r}"
    assert "veterans_personfile" in str(refusal.value)
    assert refusal.value.__suppress_context__
