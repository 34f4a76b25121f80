"""The log: append-only in the database, sealed in a chain, free of personal data."""

import pytest
from django.db import DatabaseError, connection, transaction

from stations import audit, services, triggers
from stations.models import AuditEntry, ChangeValue, Conflict, StaffMember


@pytest.fixture
def entries(cast, tree):
    for code in ("440704004212", "440703006121"):
        audit.record(audit.Action.VIEW, actor=cast["admin"], station=tree[code], target=tree[code])
    return AuditEntry.objects.order_by("id")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_the_log(entries, act):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if act == "update":
            entries.update(reason="forged")
        else:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM stations_auditentry")
    assert entries.count() == 2


def test_a_sealed_log_is_whole(entries):
    audit.seal()
    audit.record(audit.Action.VIEW, actor=None)
    assert audit.verify() == ([], 2, 1)
    audit.seal()
    assert audit.verify() == ([], 3, 0)
    assert audit.seal() is None


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        ("UPDATE stations_auditentry SET reason = 'forged' WHERE id = %s", "altered"),
        ("DELETE FROM stations_auditentry WHERE id = %s", "2 entries sealed, 1 found"),
    ],
)
def test_a_forged_log_is_named(entries, forgery, sentence):
    audit.seal()
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(forgery, [entries.first().pk])
    problems, *_ = audit.verify()
    assert len(problems) == 1
    assert sentence in problems[0]


def test_a_lost_trigger_is_named(entries):
    triggers.remove()
    assert any("trigger is missing" in problem for problem in audit.verify()[0])
    triggers.install()
    assert audit.verify()[0] == []


def test_changed_values_stand_encrypted_beside_the_entry(cast, tree):
    station = tree["440704004212"]
    before = audit.snapshot(station)
    station.phone = "0750-1234567"
    entry = audit.record(
        audit.Action.CHANGE,
        actor=cast["admin"],
        station=station,
        target=station,
        before=before,
        after=audit.snapshot(station),
    )
    assert entry.fields == ["phone"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM stations_changevalue")
        assert "0750" not in str(cursor.fetchall())
    assert "0750-1234567" in ChangeValue.objects.get(entry=entry).values.open()


def test_a_failed_act_leaves_no_entry(cast, tree):
    with pytest.raises(services.ServiceError):
        services.membership_grant(
            actor=cast["zhichong_staff"],
            user=cast["nobody"],
            station=tree["440703006121"],
            role="staff",
        )
    assert not AuditEntry.objects.exists()


def test_the_second_of_two_writers_is_told(tree):
    mine = StaffMember.objects.create(station=tree["440704004212"], name="甲", post="worker")
    hers = StaffMember.objects.get(pk=mine.pk)
    hers.concurrent_post = "妇女主任"
    hers.save()
    mine.concurrent_post = "治保主任"
    with pytest.raises(Conflict):
        mine.save()
    assert StaffMember.objects.get(pk=mine.pk).concurrent_post == "妇女主任"


def test_signing_in_is_logged_and_unknown_names_are_not_kept(client, cast):
    client.post("/login/", {"username": "zhichong_staff", "password": "correct-horse-battery"})
    client.post("/login/", {"username": "44079919800101001X", "password": "x"})
    actions = list(AuditEntry.objects.order_by("id").values_list("action", "actor_label", "target_label"))
    assert actions == [
        ("login", "zhichong_staff zhichong_staff", "zhichong_staff"),
        ("login_failed", "系统", ""),
    ]
