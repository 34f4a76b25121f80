"""How complete a file is: only what applies counts, it follows every change, and it never goes stale by itself."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from veterans import completeness
from veterans.models import (
    Benefit,
    Employment,
    FamilyMember,
    Household,
    PersonFile,
    Placement,
    ServiceRecord,
    SocialSecurity,
    Survivorship,
)
from veterans.services.people import person_update, refresh_derived
from veterans.services.records import record_delete, record_save

from .people import register
from .test_admin_people import _payload as form_of

pytestmark = pytest.mark.django_db
ZHICHONG = "440704004212"


def lacking(person):
    return {str(item.label) for item in completeness.missing(completeness.facts_of([person.pk])[person.pk])}


def stored(person):
    return PersonFile.objects.get(pk=person.pk).completeness


@pytest.fixture
def station(tree):
    return tree[ZHICHONG]


def test_only_what_applies_to_the_person_is_missed(station):
    veteran, survivor = register(station), register(station, "李妹", ["09"])
    assert {"入伍时间", "安置类别"} <= lacking(veteran)
    assert "三属情况" not in lacking(veteran)
    assert "三属情况" in lacking(survivor)
    assert "入伍时间" not in lacking(survivor)
    assert "入党时间" not in lacking(veteran)
    assert "入党时间" in lacking(register(station, "何党员", political_status="01"))
    assert "残疾证编号" in lacking(register(station, "何伤残", ["07"]))


def test_a_file_that_holds_everything_is_complete(station):
    person = register(
        station,
        mobile="10000000001",
        emergency_contact="陈妻",
        household=Household.objects.create(station=station, number="1", head_name="陈"),
        residence_address="直冲村1号",
        hukou_address="直冲村1号",
        hukou_type="2",
        ethnicity="01",
        political_status="13",
        marital_status="20",
        health="10",
        education="70",
    )
    ServiceRecord.objects.create(
        person=person, enlisted_on="1988", discharged_on="1991", military_category="3"
    )
    Placement.objects.create(person=person, type="22", method="1", document_kind="1")
    SocialSecurity.objects.create(person=person, pension_insurance="1", medical_insurance="1", housing="1")
    Employment.objects.create(person=person, status="01")
    refresh_derived([person.pk])
    assert lacking(person) == {"家庭成员"}
    record_save(actor=None, record=FamilyMember(person=person, relation="10", name="陈妻"))
    assert lacking(person) == set()
    assert stored(person) == 100


def test_it_follows_every_change_of_the_file_and_its_parts(station):
    person = register(station, "李妹", ["09"])
    opened = stored(person)
    assert opened == person.completeness > 0
    part = record_save(
        actor=None, record=Survivorship(person=person, decedent_kind="1", decedent_name="李大")
    )
    with_part = stored(person)
    assert with_part > opened
    person_update(actor=None, person=PersonFile.objects.get(pk=person.pk), mobile="10000000001")
    assert stored(person) > with_part
    person_update(actor=None, person=PersonFile.objects.get(pk=person.pk), mobile=None)
    record_delete(actor=None, record=part)
    assert stored(person) == opened


def test_no_phone_with_somebody_to_call_is_an_answer(station):
    assert "手机号" in lacking(register(station, no_mobile=True))
    assert "手机号" not in lacking(register(station, no_mobile=True, emergency_contact="陈妻"))


def test_an_unclear_benefit_is_missed_only_where_there_is_one(station):
    person = register(station)
    assert "优抚待遇和状态" not in lacking(person)
    Benefit.objects.create(person=person, type="42", status="1")
    assert "优抚待遇和状态" in lacking(person)


def test_a_refresh_raises_no_version_and_costs_the_same_for_many(station):
    people = [register(station) for _ in range(6)]
    PersonFile.objects.update(completeness=0)

    def cost(files):
        with CaptureQueriesContext(connection) as queries:
            completeness.refresh_completeness([person.pk for person in files])
        return len([q for q in queries if q["sql"].startswith(("SELECT", "UPDATE"))])

    assert cost(people[:1]) <= 2
    assert cost(people) <= 2 + len(people) - 1  # SQLite logs each row of one executemany
    assert all(PersonFile.objects.get(pk=p.pk).version == p.version for p in people)


def test_a_stored_value_that_differs_is_named_by_verify_tallies(station):
    person = register(station)
    call_command("verify_tallies")
    PersonFile.objects.filter(pk=person.pk).update(completeness=99)
    with pytest.raises(CommandError, match=person.archive_no):
        call_command("verify_tallies")


def test_every_item_leads_to_a_place_of_the_edit_form(station, sign_in):
    person = register(station, no_id_reason="补办中")  # with a number nobody types birth and sex
    page = sign_in("zhichong_staff").get(f"/admin/veterans/personfile/{person.pk}/change/").content.decode()
    for item in completeness.ITEMS:
        assert f'id="{item.anchor}"' in page, item.label


def test_who_saves_a_new_date_of_verification_has_verified(station, sign_in, cast):
    person = register(station)
    client = sign_in("zhichong_staff")
    form = form_of(station, id_number=person.id_number.mask, row_version=1, verified_on="2026-01-05")
    client.post(f"/admin/veterans/personfile/{person.pk}/change/", form)
    assert PersonFile.objects.get(pk=person.pk).verified_by == cast["zhichong_staff"]
    # Somebody else corrects the name only: the verification stays whose it was.
    form |= {"row_version": 2, "name": "陈志坚"}
    sign_in("street_manager").post(f"/admin/veterans/personfile/{person.pk}/change/", form)
    found = PersonFile.objects.get(pk=person.pk)
    assert (found.name, found.verified_by) == ("陈志坚", cast["zhichong_staff"])
