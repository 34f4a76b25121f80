"""Opening, changing and deleting a file: what is derived, refused, counted and written to the log."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from stations.models import AuditEntry, Conflict
from stations.services import ServiceError
from veterans import tallies
from veterans.models import (
    Benefit,
    Disability,
    Household,
    PartyMembership,
    PeopleTally,
    PersonFile,
    Placement,
    ServiceRecord,
)
from veterans.services import held, identity
from veterans.services.people import person_delete, person_register, person_update
from veterans.services.records import household_delete, household_save, record_delete, record_save

from .people import id_number, register

ZHICHONG, TIANFU = "440704004212", "440703006121"


def tally(station):
    return PeopleTally.objects.get(station=station)


def test_what_follows_from_number_name_and_mobile_is_filled_in(tree):
    person = register(
        tree[ZHICHONG], "曾 志强", id_number=id_number("19551031", "2").lower(), mobile="+86 10000-000001"
    )
    person.refresh_from_db()
    assert (person.name, person.given_name) == ("曾志强", "志强")
    assert (person.name_pinyin, person.name_initials) == ("zengzhiqiang", "zzq")
    assert (person.birth_date, person.sex) == ("1955-10-31", "2")
    assert person.id_last4 == person.id_number.open()[-4:]
    assert person.mobile.open() == "10000000001"
    assert person.bucket == "discharged_soldier"
    assert str(person) == "曾志强"


def test_made_up_people_are_told_from_real_ones(tree):
    assert register(tree[ZHICHONG]).is_sample
    assert register(tree[ZHICHONG], no_id_reason="补办中", mobile="10000000001").is_sample
    assert not register(tree[ZHICHONG], no_id_reason="补办中").is_sample
    assert not register(tree[ZHICHONG], id_number="11010519491231002X").is_sample


def test_nothing_is_answered_beforehand():
    answers = {
        field.name: PersonFile._meta.get_field(field.name).get_default()
        for field in PersonFile._meta.concrete_fields
        if field.choices or field.null
    }
    assert {name for name, value in answers.items() if value} == {"status"}


def test_archive_numbers_count_up_and_are_never_given_twice(tree, cast):
    first, second = register(tree[ZHICHONG]), register(tree[ZHICHONG])
    assert (first.archive_no, second.archive_no) == (f"{ZHICHONG}-0001", f"{ZHICHONG}-0002")
    person_delete(actor=None, person=second)
    assert register(tree[ZHICHONG]).archive_no == f"{ZHICHONG}-0003"
    assert register(tree[TIANFU]).archive_no == f"{TIANFU}-0001"


def test_a_file_without_a_number_says_why(tree):
    person = register(tree[ZHICHONG], no_id_reason="证件遗失补办中", birth_date="1950", sex="1")
    assert (person.birth_date, person.sex) == ("1950", "1")
    with pytest.raises(ValidationError, match="暂无身份证号的，请写明原因"):
        register(tree[ZHICHONG], no_id_reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFile.objects.filter(pk=person.pk).update(no_id_reason="")


@pytest.mark.parametrize("number", ["440799197001010011", "44079919700101", "４４０７"])
def test_a_wrong_number_is_refused_with_a_sentence(tree, number):
    with pytest.raises(ValidationError) as refused:
        register(tree[ZHICHONG], id_number=number)
    assert "id_number" in refused.value.message_dict
    assert not PersonFile.objects.exists()


def test_made_up_numbers_have_no_place_in_production(tree, settings):
    settings.PORTAL_ALLOW_SAMPLES = False
    with pytest.raises(ValidationError, match="示例号码"):
        register(tree[ZHICHONG])


def test_a_number_on_file_elsewhere_is_refused_without_naming_the_place(tree, cast):
    held = register(tree[TIANFU], "李四")
    with pytest.raises(ValidationError) as refused:
        person_register(
            actor=cast["zhichong_staff"],
            station=tree[ZHICHONG],
            name="李四",
            classes=["02"],
            id_number=held.id_number.open(),
        )
    sentence = "".join(refused.value.messages)
    assert "已经建档" in sentence
    assert "天福" not in sentence and held.archive_no not in sentence
    assert AuditEntry.objects.filter(action="refused", actor_id=cast["zhichong_staff"].pk).count() == 1


def test_a_number_on_file_at_ones_own_station_leads_to_its_file(tree, cast):
    held = register(tree[ZHICHONG], status="moved_out")
    with pytest.raises(ValidationError, match=held.archive_no):
        person_register(
            actor=cast["zhichong_staff"],
            station=tree[ZHICHONG],
            name="王五",
            classes=["02"],
            id_number=held.id_number.open(),
        )


def test_guessing_at_numbers_ends_after_a_day_s_share(tree, cast, monkeypatch):
    monkeypatch.setattr(held, "REFUSALS_A_DAY", 2)
    values = {"actor": cast["zhichong_staff"], "station": tree[ZHICHONG], "name": "李四", "classes": ["02"]}
    number = register(tree[TIANFU]).id_number.open()
    for _attempt in range(2):
        with pytest.raises(ValidationError, match="待上级核对"):
            person_register(**values, id_number=number)
    with pytest.raises(ValidationError, match="次数过多"):
        person_register(**values, id_number=id_number())


def test_another_station_is_out_of_reach(tree, cast):
    person = register(tree[TIANFU])
    staff = cast["zhichong_staff"]
    with pytest.raises(PermissionDenied):
        person_register(actor=staff, station=tree[TIANFU], name="李四", classes=["02"], no_id_reason="无")
    with pytest.raises(PermissionDenied):
        person_update(actor=staff, person=person, name="王五")
    with pytest.raises(PermissionDenied):
        person_delete(actor=staff, person=person)
    with pytest.raises(PermissionDenied):
        record_save(actor=staff, record=Benefit(person=person, type="41"))


def test_a_file_is_not_tied_to_a_foreign_household(tree, cast):
    household = Household.objects.create(station=tree[TIANFU], number="1", head_name="李四")
    person = register(tree[ZHICHONG])
    with pytest.raises(PermissionDenied):
        person_update(actor=cast["zhichong_staff"], person=person, household=household)


def test_the_residence_station_may_look_and_not_change(tree, cast):
    person = register(tree[ZHICHONG], residence_station=tree[TIANFU])
    staff = cast["tianfu_staff"]
    record_save(actor=None, record=Benefit(person=person, type="41"))
    assert PersonFile.objects.visible_to(staff).get() == person
    assert not Benefit.objects.visible_to(staff).exists()
    with pytest.raises(PermissionDenied):
        person_update(actor=staff, person=person, name="王五")
    with pytest.raises(PermissionDenied):
        identity.identity_reveal(actor=staff, person=person, field="id_number", reason="visit")


def test_a_stale_copy_is_not_saved(tree, cast):
    person = register(tree[ZHICHONG])
    stale = PersonFile.objects.get(pk=person.pk)
    person_update(actor=cast["zhichong_staff"], person=person, specialties="驾驶")
    with pytest.raises(Conflict):
        person_update(actor=cast["street_manager"], person=stale, specialties="电工")
    person.refresh_from_db()
    assert person.specialties == "驾驶"


def test_moving_a_file_moves_the_count_and_keeps_the_number(tree, cast):
    person = register(tree[ZHICHONG])
    with pytest.raises(PermissionDenied):
        person_update(actor=cast["zhichong_staff"], person=person, managing_station=tree[TIANFU])
    person.refresh_from_db()
    person_update(actor=cast["city_manager"], person=person, managing_station=tree[TIANFU])
    assert person.archive_no == f"{ZHICHONG}-0001"
    assert (tally(tree[ZHICHONG]).veterans, tally(tree[TIANFU]).veterans) == (0, 1)


def test_the_log_names_fields_and_archive_number_and_nothing_of_the_person(tree, cast):
    person = register(tree[ZHICHONG], "陈志强")
    person_update(actor=cast["zhichong_staff"], person=person, mobile="10000000002", status="deceased")
    entry = AuditEntry.objects.get(action="change")
    assert entry.target_label == person.archive_no
    assert {"mobile", "mobile_digest", "status"} <= set(entry.fields)
    row = " ".join(str(value) for value in AuditEntry.objects.filter(pk=entry.pk).values_list()[0])
    assert "陈志强" not in row and "10000000002" not in row


def test_a_reveal_gives_the_number_and_is_logged_with_its_reason(tree, cast):
    person = register(tree[ZHICHONG], mobile="10000000003")
    staff = cast["zhichong_staff"]
    assert (
        identity.identity_reveal(actor=staff, person=person, field="mobile", reason="visit") == "10000000003"
    )
    entry = AuditEntry.objects.get(action="reveal")
    assert (entry.actor_id, entry.target_id, entry.fields, entry.reason) == (
        staff.pk,
        person.pk,
        ["mobile"],
        "走访慰问",
    )
    with pytest.raises(ValueError):
        identity.identity_reveal(actor=staff, person=person, field="mobile", reason="好奇")
    with pytest.raises(ValueError):
        identity.identity_reveal(actor=staff, person=person, field="note", reason="visit")


def test_a_benefit_moves_the_veteran_to_the_key_bucket_and_back(tree, cast):
    person = register(tree[ZHICHONG])
    benefit = record_save(
        actor=cast["zhichong_staff"],
        record=Benefit(person=person, type="42", treatment="3", status="1", monthly_amount="600"),
    )
    figures = tally(tree[ZHICHONG])
    assert (figures.bucket_key_preferential, figures.bucket_discharged_soldier) == (1, 0)
    assert (figures.preferential, figures.periodic_benefit, figures.discharged_soldier_identity) == (1, 1, 1)
    record_delete(actor=cast["zhichong_staff"], record=benefit)
    figures = tally(tree[ZHICHONG])
    assert (figures.bucket_key_preferential, figures.bucket_discharged_soldier) == (0, 1)
    assert figures.preferential == 0


@pytest.mark.parametrize(
    ("model", "values", "sentence"),
    [
        (ServiceRecord, {"enlisted_on": "1985-03", "discharged_on": "1984-12"}, "早于入伍时间"),
        (Benefit, {"type": "41", "monthly_amount": "-1"}, "不能小于|大于或等于"),
        (Benefit, {"type": "41", "ended_on": "2020"}, "享受状态改为"),
        (Disability, {"grade": "07"}, "因战、因公或因病"),
        (Disability, {"nature": "3", "grade": "08", "receives_pension": True}, "不领取残疾抚恤金"),
        (Placement, {"lump_sum": "-5"}, "不能小于|大于或等于"),
        (PartyMembership, {"relation_status": "5"}, "作出决定的党组织"),
    ],
)
def test_a_rule_is_refused_by_the_form_and_by_the_database(tree, model, values, sentence):
    person = register(tree[ZHICHONG])
    with pytest.raises(ValidationError) as refused:
        record_save(actor=None, record=model(person=person, **values))
    assert re.search(sentence, "".join(refused.value.messages))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(person=person, **values)


@pytest.mark.parametrize(
    ("enlisted", "discharged"),
    [("1985-12", "1985"), ("1985", "1985-03"), ("1985-03", "1990"), ("", "1990"), ("1985", "")],
)
def test_partial_dates_that_may_be_right_are_kept(tree, enlisted, discharged):
    person = register(tree[ZHICHONG])
    record_save(
        actor=None, record=ServiceRecord(person=person, enlisted_on=enlisted, discharged_on=discharged)
    )


def test_grades_without_pension_or_without_an_answer_are_fine(tree):
    person = register(tree[ZHICHONG])
    record = Disability(person=person, nature="3", grade="08")
    record_save(actor=None, record=record)
    record.receives_pension = False
    record_save(actor=None, record=record)


def test_one_running_benefit_of_a_type_but_several_ended_ones(tree):
    person = register(tree[ZHICHONG])
    for _time in range(2):
        record_save(actor=None, record=Benefit(person=person, type="41", status="3"))
    record_save(actor=None, record=Benefit(person=person, type="41", status="1"))
    with pytest.raises(ValidationError, match="已经登记过"):
        record_save(actor=None, record=Benefit(person=person, type="41"))


def test_party_fields_belong_to_party_members(tree):
    person = register(tree[ZHICHONG], political_status="13")
    with pytest.raises(ValidationError, match="先核对政治面貌"):
        record_save(actor=None, record=PartyMembership(person=person))


def test_unit_designations_are_not_taken(tree):
    with pytest.raises(ValidationError, match="不要填写部队番号"):
        register(tree[ZHICHONG], note="曾在71234部队服役")


def test_a_household_with_people_stays(tree, cast):
    household = household_save(
        actor=cast["zhichong_staff"],
        household=Household(station=tree[ZHICHONG], number="12", head_name="陈大文"),
    )
    person = register(tree[ZHICHONG], household=household)
    assert tally(tree[ZHICHONG]).plaque_households == 1
    with pytest.raises(ServiceError, match="先把成员移出"):
        household_delete(actor=cast["zhichong_staff"], household=household)
    person_update(actor=cast["zhichong_staff"], person=person, household=None)
    assert tally(tree[ZHICHONG]).plaque_households == 0
    household_delete(actor=cast["zhichong_staff"], household=household)
    assert not Household.objects.exists()


def test_a_part_stays_with_its_person(tree, cast):
    mine, other = register(tree[ZHICHONG]), register(tree[TIANFU])
    benefit = record_save(actor=None, record=Benefit(person=other, type="41"))
    benefit.person = mine
    with pytest.raises(ServiceError, match="不能转到另一个人名下"):
        record_save(actor=cast["zhichong_staff"], record=benefit)
    assert other.benefits.exists()


def test_a_closed_file_no_longer_counts_and_may_be_deleted(tree, cast):
    person = register(tree[ZHICHONG])
    person_update(
        actor=cast["zhichong_staff"], person=person, status="cancelled", status_changed_on="2024-05"
    )
    assert (tally(tree[ZHICHONG]).people, PersonFile.objects.count()) == (0, 1)
    person_delete(actor=cast["zhichong_staff"], person=person)
    assert AuditEntry.objects.get(action="delete").target_label == person.archive_no
    assert not PersonFile.objects.exists()


def test_a_part_of_a_file_that_moved_meanwhile_is_not_saved(tree, cast):
    """It would be counted for the station that was left, and for the other one never."""
    person = register(tree[ZHICHONG])
    held = record_save(actor=None, record=Benefit(person=person, type="41", status="1"))
    moved = PersonFile.objects.get(pk=person.pk)
    person_update(actor=None, person=moved, managing_station=tree[TIANFU])
    with pytest.raises(Conflict):
        record_save(actor=cast["city_manager"], record=Benefit(person=person, type="51", status="1"))
    with pytest.raises(Conflict):
        record_delete(actor=cast["city_manager"], record=held)
    assert Benefit.objects.count() == 1 and tallies.verify() == []
    record_save(actor=cast["city_manager"], record=Benefit(person=moved, type="51", status="1"))
    assert tallies.verify() == []
