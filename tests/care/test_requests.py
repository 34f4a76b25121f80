"""诉求 as its people meet it: taking, moving, helping, keeping time, and who may see what."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from care_activities import working_days
from care_activities.models import CalendarDay, RequestClock, RequestSlip, ServiceRequest, Supervision
from care_activities.services import request_moves as moves
from care_activities.services import request_slips as slips
from care_activities.services import requests as service
from care_activities.services import sent_tasks as tasks
from care_activities.services.calendar import calendar_load
from care_activities.services.request_clocks import act_on_deadlines
from stations.models import AuditEntry, Conflict, Notice, StaffMember, SupportMember
from stations.services import ServiceError
from tests.veterans.people import register

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
STREET, COUNTY, CITY, MAYI = "440704004000", "440704000000", "440700000000", "440704004201"


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def clock():
    with time_machine.travel(at("2026-03-02 09:00"), tick=False) as clock:
        yield clock


@pytest.fixture
def take(zhichong, cast, clock):
    """`take()`: a call at 直冲村 about a pension, of nobody named, unless said otherwise."""

    def taken(user="zhichong_staff", **values):
        values = {"station": zhichong, "channel": "phone", "demand": "2", "content": "询问优抚补助", **values}
        return service.request_register(actor=cast[user], **values)

    return taken


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def acts(request):
    return [str(hop.act) for hop in request.hops.order_by("at", "pk")]


# --- the way of a request --------------------------------------------------------------------------


def test_at_the_desk_it_is_taken_numbered_and_done(take, cast):
    first, second = take(), take(caller="老陈")
    assert [first.number, second.number] == ["440704004212-2026-0001", "440704004212-2026-0002"]
    service.request_close(actor=cast["zhichong_staff"], request=first, result="当场答复")
    assert fresh(first).state == "closed"
    assert acts(first) == ["registered", "closed"]
    assert not RequestClock.objects.filter(request=first, ended_at__isnull=True).exists()
    service.request_rate(actor=cast["zhichong_staff"], request=fresh(first), satisfaction=5)
    service.request_archive(actor=cast["zhichong_staff"], request=fresh(first))
    with pytest.raises(ServiceError, match="已归档"):
        service.request_note(actor=cast["zhichong_staff"], request=fresh(first), opinion="再看")


def test_what_a_village_cannot_do_goes_up_and_the_village_keeps_sight_of_it(take, cast, tree):
    request = take()
    staff, street, county = cast["zhichong_staff"], cast["street_manager"], cast["district_manager"]
    service.request_accept(actor=staff, request=request)
    moves.request_refer_up(actor=staff, request=request, opinion="需要镇街核实")
    assert fresh(request).holder == tree[STREET]
    with pytest.raises(PermissionDenied):  # it is not in the village's hands any more
        service.request_note(actor=staff, request=fresh(request), opinion="我再补充")
    service.request_accept(actor=street, request=fresh(request))
    moves.request_refer_up(actor=street, request=fresh(request), opinion="需要区级研究")
    service.request_close(actor=county, request=fresh(request), result="已按政策补发")
    assert ServiceRequest.objects.visible_to(staff).get(pk=request.pk).result == "已按政策补发"
    hops = [
        (hop.act, hop.from_station.code, hop.to_station and hop.to_station.code) for hop in request.hops.all()
    ]
    assert hops == [
        ("registered", "440704004212", "440704004212"),
        ("accepted", "440704004212", None),
        ("up", "440704004212", STREET),
        ("accepted", STREET, None),
        ("up", STREET, COUNTY),
        ("closed", COUNTY, None),
    ]
    assert Notice.objects.filter(station=tree[STREET], target=request.pk).exists()


def test_it_is_returned_along_the_way_it_came(take, cast, tree):
    request = take()
    moves.request_refer_up(actor=cast["zhichong_staff"], request=request, opinion="请镇街办")
    moves.request_send_down(
        actor=cast["street_manager"], request=fresh(request), to_station=tree[MAYI], opinion="住在麻一村"
    )
    moves.request_return(actor=cast["street_manager"], request=fresh(request), opinion="查无此人")
    assert fresh(request).holder == tree[STREET]
    moves.request_return(actor=cast["street_manager"], request=fresh(request), opinion="请补充材料")
    assert fresh(request).holder == request.station
    with pytest.raises(ServiceError, match="没有可退回的站"):
        moves.request_return(actor=cast["zhichong_staff"], request=fresh(request), opinion="退")


def test_what_the_same_person_asks_again_within_half_a_year_is_a_repeat(take, cast, tree, clock):
    person = register(tree["440704004212"], "王水生")
    first = take(person=person)
    assert take(person=person, demand="6").repeats is None
    assert take(person=person).repeats == first
    clock.move_to(at("2026-12-01 09:00"))
    assert take(person=person).repeats is None


def test_two_people_at_one_request(take, cast):
    request = take()
    mine, hers = fresh(request), fresh(request)
    service.request_accept(actor=cast["zhichong_staff"], request=mine)
    with pytest.raises(Conflict):
        service.request_close(actor=cast["street_manager"], request=hers, result="已答复")
    assert fresh(request).state == "handling"


def test_every_act_is_in_the_log_without_what_was_said(take, cast):
    request = take(caller="老陈", caller_phone="10000000009")
    service.request_note(actor=cast["zhichong_staff"], request=request, opinion="打过电话")
    service.request_close(actor=cast["zhichong_staff"], request=request, result="当场答复")
    entries = AuditEntry.objects.filter(target_type="care_activities.servicerequest")
    assert [entry.action for entry in entries.order_by("pk")] == ["create", "change", "change"]
    assert not any("电话" in entry.reason for entry in entries)
    assert all(entry.target_label == request.number for entry in entries)


# --- who may not see it ------------------------------------------------------------------------------


def test_who_is_complained_about_never_meets_it(take, cast, zhichong):
    about = StaffMember.objects.create(
        station=zhichong, name="何某", post="worker", user=cast["zhichong_staff"]
    )
    request = take(user="street_manager", about_staff=about)
    assert not ServiceRequest.objects.visible_to(cast["zhichong_staff"]).exists()
    assert ServiceRequest.objects.visible_to(cast["street_manager"]).get() == request
    with pytest.raises(PermissionDenied):
        service.request_close(actor=cast["zhichong_staff"], request=request, result="没有这回事")


def test_a_station_complained_about_neither_holds_nor_sees_it(take, cast, tree, zhichong):
    request = take(user="street_manager", about_station=zhichong)
    assert request.holder == tree[STREET]
    assert not ServiceRequest.objects.visible_to(cast["zhichong_staff"]).exists()
    with pytest.raises(ServiceError, match="反映的就是这个站"):
        moves.request_send_down(
            actor=cast["street_manager"], request=request, to_station=zhichong, opinion="请办"
        )
    with pytest.raises(ServiceError, match="反映的就是这个站"):
        slips.slip_send(
            actor=cast["street_manager"],
            request=request,
            asks="说明情况",
            due_on=datetime.date(2026, 3, 5),
            to_station=zhichong,
        )


def test_who_has_an_interest_steps_back_and_sees_it_no_more(take, cast):
    request = take()
    moves.request_recuse(
        actor=cast["zhichong_staff"], request=request, user=cast["zhichong_staff"], opinion="是本人亲属"
    )
    assert not ServiceRequest.objects.visible_to(fresh(cast["zhichong_staff"])).exists()
    moves.request_refer_up(actor=cast["street_manager"], request=fresh(request), opinion="改由镇街办")


def test_another_village_sees_nothing_and_a_helper_sees_her_slip_alone(take, cast, tree, tianfu):
    request = take(person=register(tree["440704004212"], "王水生"))
    slip = slips.slip_send(
        actor=cast["zhichong_staff"],
        request=request,
        asks="请核对某人是否在你社区居住",
        due_on=datetime.date(2026, 3, 6),
        to_station=tianfu,
    )
    assert not ServiceRequest.objects.visible_to(cast["tianfu_staff"]).exists()
    assert RequestSlip.objects.visible_to(cast["tianfu_staff"]).get() == slip
    slips.slip_answer(actor=cast["tianfu_staff"], slip=slip, answer="在天福社区居住")
    assert acts(request) == ["registered", "asked", "answered"]
    with pytest.raises(ServiceError, match="已答复"):
        slips.slip_withdraw(actor=cast["zhichong_staff"], slip=fresh(slip))


def test_closing_withdraws_what_was_asked_of_others_and_its_deadline(take, cast, tianfu, clock):
    request = take()
    slip = slips.slip_send(
        actor=cast["zhichong_staff"],
        request=request,
        asks="核对住址",
        due_on=datetime.date(2026, 3, 3),
        to_station=tianfu,
    )
    service.request_close(actor=cast["zhichong_staff"], request=request, result="已办")
    assert fresh(slip).state == "withdrawn"
    logged = AuditEntry.objects.filter(target_type="care_activities.requestslip").order_by("pk")
    assert [entry.action for entry in logged] == ["create", "change"]
    clock.move_to(at("2026-03-20 09:00"))
    assert act_on_deadlines() == {"reminded": 0, "late": 0, "supervised": 0}


def test_a_lawyer_is_asked_and_her_answer_is_entered_by_the_station(take, cast, zhichong):
    lawyer = SupportMember.objects.create(station=zhichong, name="李律师", role="legal_adviser")
    request = take()
    slip = slips.slip_send(
        actor=cast["zhichong_staff"],
        request=request,
        asks="一起劳动争议怎样申请仲裁",
        due_on=datetime.date(2026, 3, 6),
        to_member=lawyer,
    )
    slips.slip_answer(actor=cast["zhichong_staff"], slip=slip, answer="准备合同和工资单")
    assert fresh(slip).answer == "准备合同和工资单"


# --- time ----------------------------------------------------------------------------------------------


def test_a_service_time_reminds_and_opens_nothing(take, clock, cast):
    request = take(urgency="very")
    clock.move_to(at("2026-03-02 10:00"))
    assert act_on_deadlines() == {"reminded": 1, "late": 0, "supervised": 0}
    clock.move_to(at("2026-03-03 09:00"))
    assert act_on_deadlines() == {"reminded": 0, "late": 1, "supervised": 0}
    assert act_on_deadlines() == {"reminded": 0, "late": 0, "supervised": 0}
    assert not Supervision.objects.exists()
    service.request_close(actor=cast["zhichong_staff"], request=request, result="已办")


def test_a_petition_is_the_countys_and_sixty_days_open_a_supervision_above(take, clock, cast, tree):
    request = take(kind="petition", channel="assigned")
    county = cast["district_manager"]
    assert request.holder == tree[COUNTY]
    running = dict(request.clocks.values_list("kind", "due_at"))
    assert running["tell"] == at("2026-03-18 00:00")
    assert running["object"] == at("2026-03-10 00:00")  # five working days, a weekend between
    with pytest.raises(ServiceError, match="县级"):
        moves.request_send_down(actor=county, request=request, to_station=tree[STREET], opinion="请办")
    clock.move_to(at("2026-03-05 09:00"))
    service.request_accept(actor=county, request=request)
    assert request.clocks.get(kind="handle").due_at == at("2026-05-05 00:00")
    clock.move_to(at("2026-05-05 01:00"))
    act_on_deadlines()
    item = Supervision.objects.get()
    assert (item.station, item.clock.kind, fresh(request).holder) == (tree[CITY], "handle", tree[COUNTY])
    assert {notice.station.code for notice in Notice.objects.filter(text__contains="已过")} >= {COUNTY, CITY}
    assert AuditEntry.objects.get(target_type="care_activities.supervision").reason == "时限已过，自动督办"
    service.request_close(actor=county, request=fresh(request), result="已书面答复")
    assert Supervision.objects.get().state == "ended"


def test_the_end_of_a_supervision_is_told_to_both_and_logged(take, clock, cast, tree):
    request = take(kind="petition")
    clock.move_to(at("2026-03-18 09:00"))
    act_on_deadlines()
    item = Supervision.objects.get()
    assert item.station == tree[CITY] and acts(request)[-1] == "supervised"
    service.request_accept(actor=cast["district_manager"], request=fresh(request))
    assert fresh(item).state == "ended" and acts(request)[-2:] == ["supervised", "accepted"]
    ended = Notice.objects.filter(text__startswith="督办结束")
    assert set(ended.values_list("station__code", flat=True)) == {CITY, COUNTY}
    entry = AuditEntry.objects.get(target_type="care_activities.supervision", action="change")
    assert entry.reason == "已办到，督办结束" and entry.actor_label.startswith("district_manager")


def test_working_days_pass_over_the_holidays_and_count_the_worked_saturday(take, clock, tree):
    calendar_load(actor=None, station=tree[CITY])
    clock.move_to(at("2026-02-12 10:00"))  # a Thursday before 春节
    request = take(kind="petition", channel="assigned")
    # 13 Fri, 14 Sat worked, holidays 15 to 23, then 24, 25, 26.
    assert request.clocks.get(kind="object").due_at == at("2026-02-27 00:00")
    days = dict(CalendarDay.objects.values_list("date", "is_working"))
    assert working_days.between(datetime.date(2026, 2, 12), datetime.date(2026, 2, 26), days) == 5


def test_more_time_needs_another_head_and_is_given_once(take, clock, cast):
    request = take(kind="petition")
    county, city = cast["district_manager"], cast["city_manager"]
    service.request_accept(actor=county, request=request)
    moves.extension_ask(actor=county, request=request, days=20, reason="需要外调档案")
    with pytest.raises(ServiceError, match="不能自己批"):
        moves.extension_decide(actor=county, request=request, agree=True)
    moves.extension_decide(actor=city, request=request, agree=True)
    assert request.clocks.get(kind="handle").due_at == at("2026-05-22 00:00")
    with pytest.raises(ValidationError, match="还可 10 天"):
        moves.extension_ask(actor=county, request=request, days=11, reason="还要")


def test_the_service_time_stands_still_while_papers_are_awaited(take, clock, cast):
    request = take()
    staff = cast["zhichong_staff"]
    service.request_accept(actor=staff, request=request)
    moves.request_pause(actor=staff, request=request, opinion="等本人补身份证明")
    clock.move_to(at("2026-03-12 09:00"))
    assert act_on_deadlines()["late"] == 0
    moves.request_resume(actor=staff, request=request)
    assert request.clocks.get(kind="service").due_at == at("2026-03-15 09:00")


def test_a_week_without_the_worker_is_made_up_for_once(take, clock, tree):
    for _serial in range(3):
        take(kind="petition")
    clock.move_to(at("2026-03-27 09:00"))
    assert act_on_deadlines() == {"reminded": 0, "late": 6, "supervised": 3}
    assert act_on_deadlines() == {"reminded": 0, "late": 0, "supervised": 0}
    assert Supervision.objects.filter(station=tree[CITY]).count() == 3


# --- tasks sent down -----------------------------------------------------------------------------------


@pytest.fixture
def task(cast, tree, zhichong, clock):
    return tasks.task_send(
        actor=cast["district_manager"],
        station=tree[COUNTY],
        stations=[zhichong, tree[MAYI]],
        title="报送八一走访户数",
        due_on=datetime.date(2026, 3, 9),
        form="numbers",
        columns="应走访户数\n已走访户数",
    )


def test_villages_answer_in_numbers_and_the_district_sees_who_has_not(task, cast, zhichong):
    mine = task.answers.get(station=zhichong)
    with pytest.raises(ValidationError, match="已走访户数"):
        tasks.task_answer(actor=cast["zhichong_staff"], answer=mine, numbers={"应走访户数": "8"})
    mine = fresh(mine)
    tasks.task_answer(
        actor=cast["zhichong_staff"], answer=mine, numbers={"应走访户数": "8", "已走访户数": "7"}
    )
    waiting = task.answers.filter(state="waiting").values_list("station__code", flat=True)
    assert list(waiting) == [MAYI]
    tasks.answer_return(actor=cast["district_manager"], answer=fresh(mine), reason="户数对不上")
    tasks.task_answer(
        actor=cast["zhichong_staff"], answer=fresh(mine), numbers={"应走访户数": 8, "已走访户数": 8}
    )
    tasks.answer_accept(actor=cast["district_manager"], answer=fresh(mine))
    assert fresh(mine).numbers == {"应走访户数": 8, "已走访户数": 8}


def test_a_task_not_answered_in_time_is_supervised_by_the_street(task, clock, cast, tree):
    clock.move_to(at("2026-03-10 00:30"))
    assert act_on_deadlines() == {"reminded": 0, "late": 2, "supervised": 2}
    assert set(Supervision.objects.values_list("station__code", flat=True)) == {STREET}
    with pytest.raises(PermissionDenied):
        tasks.task_close(actor=cast["zhichong_staff"], task=task)
    tasks.task_close(actor=cast["district_manager"], task=task)
    assert set(Supervision.objects.values_list("state", flat=True)) == {"ended"}
