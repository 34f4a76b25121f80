"""照料服务, contracts, the canteen and volunteers: who may register what, what is refused, what is counted."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from care_activities import care_tallies, tallies
from care_activities.models import (
    CareContract,
    CareService,
    CareTally,
    DiningUse,
    VolunteerService,
)
from care_activities.services.care_contracts import care_contract_write
from care_activities.services.care_services import (
    CareAnswer,
    care_services_register,
    last_cared,
    uncared,
)
from care_activities.services.dining import (
    Eligibility,
    dining_use_record,
    dining_warning,
    eligibility,
    eligible,
    unknown,
)
from care_activities.services.volunteering import volunteer_service_write
from stations.models import AuditEntry, PartnerOrganisation, SupportMember, Venue
from tests.veterans.people import register
from veterans.models import PersonFile
from veterans.services.merging import files_merge
from veterans.services.transfers import transfer_answer, transfer_request
from veterans.vocabulary import FileStatus

pytestmark = pytest.mark.django_db
MAY = datetime.date(2026, 5, 4)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def lonely(zhichong):
    def make(name="何伯", station=None, **values):
        return register(station or zhichong, name, **{"tags": ["6"], **values})

    return make


@pytest.fixture
def worker(zhichong):
    return SupportMember.objects.create(station=zhichong, name="梁社工", role="social_worker")


@pytest.fixture
def provider(tree):
    return PartnerOrganisation.objects.create(
        station=tree["440704000000"], name="江海社工中心", kind="social_work"
    )


@pytest.fixture
def contract(provider):
    made = CareContract(
        station=provider.station,
        name="2026年孤老社工服务",
        provider=provider,
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
        amount=Decimal("98000.50"),
    )
    care_contract_write(made, actor=None)
    return made


@pytest.fixture
def canteen(zhichong):
    return Venue.objects.create(station=zhichong, kind="canteen", name="长者饭堂")


@pytest.fixture
def care(cast):
    """`care(person, …)`: meals brought by 直冲村's care on one day of May, registered by the administrator."""

    def register_all(*people, actor=None, date=MAY, items=("2",), answers=None, **common):
        answers = answers or [CareAnswer(person.pk) for person in people]
        return care_services_register(
            actor=actor or cast["admin"], date=date, answers=answers, items=items, **common
        )

    return register_all


def kept(station):
    return {
        (row.year, row.month): tuple(getattr(row, name) for name in care_tallies.FIGURES)
        for row in CareTally.objects.filter(station=station)
    }


def test_several_are_cared_for_on_one_screen_and_counted_by_group(care, lonely, worker, cast, zhichong):
    one, two = lonely(), lonely("陈婆")
    answers = [CareAnswer(one.pk), CareAnswer(two.pk, items=("5", "6"), minutes=90, content="陪诊")]
    done = care(answers=answers, actor=cast["zhichong_staff"], items=("1", "2"), support=worker, minutes=30)
    assert (sorted(done.done), done.refused, done.warnings) == (sorted([one.pk, two.pk]), {}, [])
    first, second = CareService.objects.get(person=one), CareService.objects.get(person=two)
    assert (first.items, first.minutes, first.helper, first.station) == (("1", "2"), 30, worker, zhichong)
    assert (second.items, second.minutes, second.content) == (("5", "6"), 90, "陪诊")
    # 人次: two, one of daily life, one medical, the same one of nursing.
    assert kept(zhichong) == {(2026, 5): (2, 1, 1, 1, 0, 0)}
    assert AuditEntry.objects.filter(target_type="care_activities.careservice", action="create").count() == 2


def test_what_is_sent_twice_is_registered_once(care, lonely, zhichong):
    person = lonely()
    care(person)
    again = care(person)
    assert (again.done, again.already) == ([], [person.pk])
    care(person, items=("3",))
    assert CareService.objects.count() == 2 and kept(zhichong)[2026, 5][0] == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CareService.objects.create(station=zhichong, person=person, date=MAY, items=["2"])


def test_one_refusal_does_not_hinder_the_others(care, lonely, tianfu, cast):
    good, dead, foreign = lonely(), lonely("故人"), lonely("外人", tianfu)
    PersonFile.objects.filter(pk=dead.pk).update(status=FileStatus.DECEASED, status_changed_on="2026-01-02")
    done = care(good, dead, foreign, actor=cast["zhichong_staff"])
    assert done.done == [good.pk] and list(done.refused) == [dead.pk]
    assert "去世" in done.refused[dead.pk][0]
    assert not CareService.objects.filter(person=foreign).exists()


def test_others_than_the_lonely_are_warned_about_and_registered(care, zhichong):
    person = register(zhichong, "李壮年")
    done = care(person)
    assert done.done == [person.pk] and "没有“孤老”标签" in done.warnings[0]


def test_helpers_and_contracts_of_others_are_refused(care, lonely, tianfu, cast, provider):
    stranger = SupportMember.objects.create(station=tianfu, name="外站社工", role="social_worker")
    with pytest.raises(PermissionDenied):
        care(lonely(), actor=cast["zhichong_staff"], support=stranger)
    other = PartnerOrganisation.objects.create(station=tianfu, name="天福社工", kind="social_work")
    theirs = CareContract.objects.create(
        station=tianfu, name="天福", provider=other, starts_on=MAY, ends_on=MAY, amount=1
    )
    with pytest.raises(PermissionDenied):
        care(lonely(), actor=cast["zhichong_staff"], contract=theirs)


def test_a_village_names_the_contract_of_its_county(care, lonely, cast, contract):
    done = care(lonely(), actor=cast["zhichong_staff"], contract=contract)
    assert len(done.done) == 1 and CareService.objects.get().helper == contract.provider
    late = care(lonely("陈婆"), contract=contract, date=datetime.date(2025, 12, 31))
    assert "不在这份合同的服务期内" in next(iter(late.refused.values()))[0]


@pytest.mark.parametrize(
    ("day", "terminated", "state"),
    [
        ("2025-12-31", None, "ahead"),
        ("2026-01-01", None, "running"),
        ("2026-12-01", None, "running"),
        ("2026-12-02", None, "ending"),
        ("2026-12-31", None, "ending"),
        ("2027-01-01", None, "ended"),
        ("2026-06-30", "2026-06-30", "ending"),
        ("2026-07-01", "2026-06-30", "terminated"),
    ],
)
def test_a_contract_stands_where_its_dates_say(contract, day, terminated, state):
    contract.terminated_on = terminated and datetime.date.fromisoformat(terminated)
    assert contract.state_on(datetime.date.fromisoformat(day)) == state


def test_a_contract_is_not_shortened_past_its_services(care, contract, lonely):
    care(lonely(), contract=contract)
    contract.terminated_on = MAY - DAY
    with pytest.raises(ValidationError, match="1 条服务记录"):
        care_contract_write(contract, actor=None)
    contract.terminated_on = None
    contract.ends_on = contract.starts_on - DAY
    with pytest.raises(ValidationError, match="早于开始日期"):
        care_contract_write(contract, actor=None)


def test_who_waits_for_care(care, lonely):
    today = timezone.localdate()
    cared, late, never, other = lonely(), lonely("迟"), lonely("无"), lonely("壮", tags=[])
    care(cared, other, date=today - 29 * DAY)
    care(late, date=today - 30 * DAY)
    waiting = PersonFile.objects.filter(uncared(today, 30))
    assert set(waiting) == {late, never}
    assert set(PersonFile.objects.filter(uncared(today, 60))) == {never}
    assert last_cared([cared, late, never]) == {cared.pk: today - 29 * DAY, late.pk: today - 30 * DAY}


def test_after_a_transfer_care_is_told_to_the_new_keeper_only(care, lonely, cast, tianfu, zhichong):
    person = lonely()
    care(person)
    request = transfer_request(actor=None, person=person, to_station=tianfu, reason="户口迁移")
    transfer_answer(actor=None, request=request, agree=True)
    old, new = cast["zhichong_staff"], cast["tianfu_staff"]
    services = CareService.objects
    assert services.visible_to(old).count() == 1 and services.visible_to(old).told_to(old).count() == 0
    assert services.visible_to(new).told_to(new).count() == 1
    assert services.visible_to(cast["official_city"]).count() == 0
    assert kept(zhichong)[2026, 5][0] == 1 and not kept(tianfu) and tallies.verify() == []


def test_a_residence_station_learns_nothing_of_care(care, lonely, cast, tianfu):
    person = lonely(residence_station=tianfu)
    care(person)
    assert not CareService.objects.visible_to(cast["tianfu_staff"]).exists()
    assert care(person, actor=cast["tianfu_staff"], items=("4",)).done == []


def test_meals_of_a_day_and_of_a_person_are_counted_together(canteen, zhichong, lonely, cast):
    staff = cast["zhichong_staff"]
    dining_use_record(actor=staff, venue=canteen, date=MAY, meals=40, discount=Decimal("80"))
    dining_use_record(actor=staff, venue=canteen, date=MAY, meals=2, person=lonely())
    assert kept(zhichong) == {(2026, 5): (0, 0, 0, 0, 42, 0)}
    with pytest.raises(ValidationError, match="已经登记过"):
        dining_use_record(actor=staff, venue=canteen, date=MAY, meals=1)
    room = Venue.objects.create(station=zhichong, kind="reading_room", name="书吧")
    with pytest.raises(ValidationError, match="不是长者饭堂"):
        dining_use_record(actor=staff, venue=room, date=MAY, meals=1)
    with pytest.raises(PermissionDenied):
        dining_use_record(actor=cast["tianfu_staff"], venue=canteen, date=MAY - DAY, meals=1)


def test_who_may_eat_at_the_reduced_price_is_worked_out(canteen, lonely):
    rule = canteen.dining_benefits.create(rule="满60周岁八折", minimum_age=60, tags=["2"])
    old = lonely("老", birth_date="1966-05-04", id_number=None, no_id_reason="lost")
    young = lonely("少", birth_date="1966-05-05", id_number=None, no_id_reason="lost")
    disabled = lonely("伤", birth_date="1990", id_number=None, no_id_reason="lost", tags=["2"])
    unborn = lonely("未知", birth_date="", id_number=None, no_id_reason="lost")
    answers = {person: eligibility(rule, person, MAY) for person in (old, young, disabled, unborn)}
    assert answers == {
        old: Eligibility.MET,
        young: Eligibility.NOT_MET,
        disabled: Eligibility.MET,
        unborn: Eligibility.UNKNOWN,
    }
    assert set(PersonFile.objects.filter(eligible([rule], MAY))) == {old, disabled}
    assert set(PersonFile.objects.filter(unknown([rule]))) == {unborn}
    said = [dining_warning(DiningUse(venue=canteen, date=MAY, meals=1, person=person)) for person in answers]
    assert [bool(text) for text in said] == [False, True, False, True]
    assert "不符合" in said[1] and "没有出生日期" in said[3]


def test_a_rule_without_conditions_is_met_by_everybody_on_file(canteen, lonely):
    rule = canteen.dining_benefits.create(rule="退役军人每餐减2元")
    person, gone = lonely(), lonely("故人")
    PersonFile.objects.filter(pk=gone.pk).update(status="2")
    assert list(PersonFile.objects.filter(eligible([rule], MAY))) == [person]
    assert eligibility(rule, PersonFile.objects.get(pk=gone.pk), MAY) == Eligibility.NOT_MET


def volunteer(station, actor=None, **values):
    values = {"date": MAY, "work": "company", "hours": Decimal("2.5"), **values}
    made = VolunteerService(station=station, **values)
    volunteer_service_write(made, actor=actor)
    return made


def test_hours_are_of_a_volunteer_or_of_a_veteran(zhichong, worker, lonely):
    volunteer(zhichong, volunteer=worker)
    volunteer(zhichong, person=lonely(), hours=Decimal("0.3"))
    care_tallies.recount_care([zhichong.pk])
    assert kept(zhichong) == {(2026, 5): (0, 0, 0, 0, 0, 168)}
    for values in ({}, {"volunteer": worker, "person": lonely("陈婆")}):
        with pytest.raises(ValidationError, match="只填一栏"):
            volunteer(zhichong, work="errands", **values)
    with pytest.raises(ValidationError, match="不超过24小时"):
        volunteer(zhichong, work="errands", volunteer=worker, hours=Decimal("24.1"))
    with pytest.raises(ValidationError, match="已经登记过同类"):
        volunteer(zhichong, volunteer=worker, hours=Decimal(1))


def test_a_wrong_tally_is_named(care, lonely, zhichong):
    care(lonely())
    CareTally.objects.update(meals=7)
    [problem] = tallies.verify()
    assert f"station {zhichong.pk}: care 2026-05" in problem
    care_tallies.recount_care([zhichong.pk])
    assert tallies.verify() == []


def test_merging_two_files_leaves_one_of_the_same_care_and_right_tallies(care, lonely, zhichong):
    keep, gone = lonely("何伯"), lonely("何伯")
    care(keep, gone)
    care(gone, items=("5",))
    assert kept(zhichong)[2026, 5][0] == 3
    files_merge(actor=None, keep=keep, gone=gone, recounts=[care_tallies.recount_care])
    assert [service.items for service in CareService.objects.filter(person=keep).order_by("items")] == [
        ("2",),
        ("5",),
    ]
    assert kept(zhichong)[2026, 5][0] == 2 and tallies.verify() == []
