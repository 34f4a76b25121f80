"""诉求 and a task on their way, made by the accounts whose work they are, and the working calendar."""

import datetime

from django.utils import timezone

from care_activities.models import ServiceItem, ServiceRequest
from care_activities.services import request_moves as moves
from care_activities.services import request_slips as slips
from care_activities.services import requests as service
from care_activities.services.calendar import calendar_load
from care_activities.services.deadline_rules import deadline_rules_load
from care_activities.services.sent_tasks import task_answer, task_send
from care_activities.services.writing import noted
from stations.models import Station, SupportMember, User
from veterans.models import PersonFile

from .villages import ZHICHONG

_DISTRICT, _STREET = "440704000000", "440704004000"


def fill_requests() -> int:
    """Fills in what is not there yet; how many requests and tasks."""
    city = Station.objects.get(parent=None, tier=Station.Tier.CITY)
    calendar_load(actor=None, station=city)
    deadline_rules_load(actor=None, station=city)
    made = fill_items()
    if ServiceRequest.objects.exists():
        return made
    _take_and_move()
    _send_task()
    return made + ServiceRequest.objects.count() + 1


_ITEMS = [
    (
        "优待证申领",
        "2",
        "退役军人、三属",
        "身份证\n退役证件复印件1份\n一寸照片2张",
        "镇街受理\n区县、市、省审核\n镇街通知领取",
        30,
    ),
    (
        "困难帮扶申请",
        "6",
        "困难退役军人",
        "身份证、户口簿\n困难情况证明\n收入情况",
        "村核实\n镇街审核\n区县审批",
        20,
    ),
    (
        "60周岁农村籍退役士兵补助",
        "2",
        "年满60周岁的农村籍退役士兵",
        "身份证、户口簿\n退役证件",
        "村登记\n镇街初审\n区县审批",
        20,
    ),
    ("政策咨询", "8", "所有服务对象", "", "", 0),
]


def fill_items() -> int:
    """The catalogue of the city; how many items are new."""
    city = Station.objects.get(parent=None, tier=Station.Tier.CITY)
    made = 0
    for name, demand, for_whom, materials, steps, days in _ITEMS:
        given = {"demand": demand, "for_whom": for_whom, "materials": materials, "steps": steps, "days": days}
        item, is_new = ServiceItem.objects.get_or_create(
            station=city, name=name, defaults={**given, "place": "户籍所在地镇街退役军人服务站"}
        )
        if is_new:
            noted(item, actor=None)
        made += is_new
    return made


def _take_and_move():
    village = Station.objects.get(code=ZHICHONG)
    staff, street = (User.objects.get(username=name) for name in ("zhichong_staff", "street_manager"))
    district = User.objects.get(username="district_manager")
    people = iter(PersonFile.objects.filter(managing_station=village, status="active").order_by("pk")[:6])

    def take(content, demand, channel="visit", **values):
        return service.request_register(
            actor=staff, station=village, content=content, demand=demand, channel=channel, **values
        )

    done = take("问60周岁农村籍退役士兵补助怎么申请", "8", person=next(people))
    service.request_close(actor=staff, request=done, result="已告知条件和要带的材料，给了办事指南。")
    service.request_rate(actor=staff, request=done, satisfaction=5)
    up = take("退役时的立功材料没有进档案，想补登记", "4", person=next(people))
    service.request_accept(actor=staff, request=up)
    moves.request_refer_up(actor=staff, request=up, opinion="村里没有原始材料，请镇街查证")
    service.request_accept(actor=street, request=up, opinion="已联系区档案室")
    asks = take("想找一份水电维修的工作", "3", "phone", person=next(people), urgency="urgent")
    service.request_accept(actor=staff, request=asks)
    lawyer = SupportMember.objects.filter(station=village).first()
    if lawyer is not None:
        slips.slip_send(
            actor=staff,
            request=asks,
            asks="请问一问辖区企业有没有水电维修的岗位",
            due_on=timezone.localdate() + datetime.timedelta(days=3),
            to_member=lawyer,
        )
    take("下雨后村道积水，老人出门不便", "9", "found")
    petition = take(
        "对安置年限的认定有异议，要求书面答复", "1", "letter", person=next(people), kind="petition"
    )
    service.request_accept(actor=district, request=petition)
    moves.petition_tell(actor=district, request=petition, number="江海退诉〔示〕001", status="正在调阅档案")


def _send_task():
    district = Station.objects.get(code=_DISTRICT)
    villages = Station.objects.subtree_of(Station.objects.get(code=_STREET)).active().at_tier("village")
    task = task_send(
        actor=User.objects.get(username="district_manager"),
        station=district,
        stations=villages,
        title="报送优待证未领人数",
        text="请核对本村（社区）已申领、未领取优待证的人数。",
        due_on=timezone.localdate() + datetime.timedelta(days=10),
        form="numbers",
        columns="已申领人数\n未领取人数",
    )
    answer = task.answers.get(station__code=ZHICHONG)
    staff = User.objects.get(username="zhichong_staff")
    task_answer(actor=staff, answer=answer, numbers={"已申领人数": 61, "未领取人数": 4})
