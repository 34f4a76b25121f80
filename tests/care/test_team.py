"""保障队伍: handing open cases over, who counts as in post, and what each carries."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from care_activities.models import AidCase
from care_activities.services import team
from care_activities.services.aid import case_exit
from stations.models import AuditEntry, Squad, SupportDuty, SupportMember
from stations.services import ServiceError
from tests.veterans.people import register
from veterans_portal.team import duty

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 6)


@pytest.fixture
def helper(zhichong):
    def make(name="陈志愿", station=None, **values):
        values = {"role": "volunteer", **values}
        return SupportMember.objects.create(station=station or zhichong, name=name, **values)

    return make


def test_open_cases_go_to_one_successor(cast, helper, aid_case, zhichong):
    leaving, successor = helper(), helper("李社工", role="social_worker")
    cases = [aid_case(register(zhichong, name), helper_support=leaving) for name in ("王水生", "陈志强")]
    ended = aid_case(register(zhichong, "梁国华"), helper_support=leaving)
    case_exit(actor=None, case=ended, reason="moved")
    staff = cast["zhichong_staff"]
    with pytest.raises(ServiceError):
        team.member_hand_over(actor=staff, leaving=leaving, left_on=DAY)
    moved = team.member_hand_over(actor=staff, leaving=leaving, successor=successor, left_on=DAY)
    assert moved == 2
    held = AidCase.objects.filter(helper_support=successor)
    assert set(held) == set(cases)
    assert AidCase.objects.get(pk=ended.pk).helper_support == leaving
    leaving.refresh_from_db()
    assert leaving.left_on == DAY
    labels = AuditEntry.objects.filter(reason="保障队伍工作移交").values_list("target_label", flat=True)
    assert sorted(labels) == sorted([*(case.person.archive_no for case in cases), f"保障队伍 {leaving.pk}"])


def test_an_unfit_successor(cast, helper, aid_case, tianfu):
    leaving = helper()
    aid_case(helper_support=leaving)
    staff = cast["zhichong_staff"]
    for unfit in (leaving, helper("走了", left_on=DAY)):
        with pytest.raises(ServiceError):
            team.member_hand_over(actor=staff, leaving=leaving, successor=unfit)
    foreign = helper("别处", station=tianfu)
    with pytest.raises(PermissionDenied):
        team.member_hand_over(actor=staff, leaving=leaving, successor=foreign)
    with pytest.raises(ServiceError):
        team.member_hand_over(actor=cast["city_manager"], leaving=leaving, successor=foreign)
    assert AidCase.objects.get().helper_support == leaving


def test_leaving_lies_not_ahead_and_not_before_joining(helper):
    leaving = helper(joined_on=DAY)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ServiceError):
        team.member_hand_over(actor=None, leaving=leaving, left_on=tomorrow)
    with pytest.raises(ValidationError):
        team.member_hand_over(actor=None, leaving=leaving, left_on=DAY - datetime.timedelta(days=1))


def test_what_each_carries(cast, helper, aid_case, household, plaque, zhichong):
    busy, free = helper(), helper("李社工")
    aid_case(helper_support=busy)
    squad = Squad.objects.create(station=zhichong, name="一队", leader_name="何书记")
    squad.members.add(busy)
    plaque(household(members=1), status="hung", hung_on=DAY, address="一巷1号", squad=squad)
    since = DAY.replace(month=1, day=1)
    loads = team.loads_of(cast["zhichong_staff"], [busy, free], since=since)
    assert loads == {busy.pk: team.Load(1, 0, 1), free.pk: team.Load(0, 0, 0)}
    none = team.loads_of(cast["tianfu_staff"], [busy], since=since)
    assert none[busy.pk] == team.Load(0, 0, 0)
    assert team.loads_of(cast["zhichong_staff"], [busy], since=DAY + datetime.timedelta(days=1))[
        busy.pk
    ] == team.Load(1, 0, 0)


def test_who_is_on_duty(cast, helper, tree, zhichong):
    """2024-05-06 is a Monday."""
    street = tree["440704004000"]
    own, above = helper(), helper("王律师", station=street, role="legal_adviser")
    gone, aside = helper("走了", left_on=DAY), helper("别处", station=tree["440704004201"])
    for member in (own, above, gone, aside):
        SupportDuty.objects.create(member=member, weekday=1, part="am")
    SupportDuty.objects.create(member=own, weekday=3, part="pm", place="军人之家")
    today = duty.on_duty(cast["zhichong_staff"], zhichong, DAY)
    assert {one.member for one in today} == {own, above}
    week = duty.week(cast["zhichong_staff"], zhichong, DAY)
    assert [len(day.duties) for day in week] == [2, 0, 1, 0, 0, 0, 0]
    assert [day.is_today for day in week] == [True, *[False] * 6]


def test_a_telephone_is_checked_and_kept_as_a_secret(helper):
    member = helper(phone="10000000031")
    member.full_clean()
    assert "10000000031" not in str(member.phone) and member.phone.open() == "10000000031"
    member.phone = "12345"
    with pytest.raises(ValidationError) as refusal:
        member.full_clean()
    assert list(refusal.value.message_dict) == ["phone"]
