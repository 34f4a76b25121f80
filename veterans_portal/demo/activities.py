"""A year of activities of the article's two stations: whom they call on, what was held, what people said.

The series of activities follow the article; days, words and helpers are made up.
"""

import datetime
from itertools import count

from django.db import transaction

from care_activities.models import Activity, Opinion
from care_activities.services import activities, attendance, opinions
from stations.dates import months_before
from stations.models import PartnerOrganisation, RedResource, Station

from .hands import DISTRICT, STREET, ago, keep, people_of, user_of
from .villages import TIANFU, ZHICHONG

_PARTNERS = (
    (STREET, "street_manager", "外海街道社会工作服务站", "social_work", "上门照料、探访、小组活动"),
    (DISTRICT, "district_manager", "江海区人民医院志愿医疗队", "medical", "义诊、健康讲座"),
)
_RED = (
    (DISTRICT, "district_manager", "江海区烈士纪念园", "memorial", "清明祭扫、入党宣誓"),
    (STREET, "street_manager", "外海街道老兵宣讲室", "base", "老物件展览，老兵轮流讲述"),
)


@transaction.atomic
def fill_partners(_today):
    made = 0
    for model, rows, words in ((PartnerOrganisation, _PARTNERS, "offers"), (RedResource, _RED, "about")):
        for code, username, name, kind, text in rows:
            station = Station.objects.get(code=code)
            if not model.objects.filter(station=station, name=name).exists():
                row = model(station=station, name=name, kind=kind, **{words: text})
                keep(row, user_of(username), station)
                made += 1
    return made


# --- what was held -----------------------------------------------------------------------------------

_RESEARCH, _BANYAN, _VOLUNTEERS = "research", "banyan", "volunteers"
_TREE = "村口大榕树下"
# The theme days of a year, one a month: series, topic, place, what is noted of it.
_THEME_DAYS = (
    (_RESEARCH, "学习党的创新理论", "", "集体学习，三位党员谈体会。"),
    (_BANYAN, "议一议村道照明", _TREE, "收集意见四条，报村委会研究。"),
    (_VOLUNTEERS, "入户看望高龄老兵", "", "分三组入户，送上日用品，记下两户的修缮需要。"),
    (_RESEARCH, "到农户家调研荔枝销路", "", "走访六户，建议联系电商平台。"),
    (_BANYAN, "议一议老人出行", _TREE, "商定增设两处扶手，由老兵义务安装。"),
    (_VOLUNTEERS, "清理河涌两岸", "村中河涌", "清理垃圾二十余袋。"),
    (_RESEARCH, "重温入党誓词", "", "重温誓词，学习党章。"),
    (_BANYAN, "议一议集体收入怎么用", _TREE, "讨论热烈，多数赞成先修水渠。"),
    (_VOLUNTEERS, "台风前排查危旧房", "", "排查十二户，协助两户转移。"),
    (_RESEARCH, "学习退役军人保障法", "", "逐章学习，解答待遇问题。"),
    (_BANYAN, "议一议停车难", _TREE, "商定晒谷场夜间开放停车。"),
    (_VOLUNTEERS, "三社联动义剪义修", "", "社区、社会组织、社工一起，服务四十多人。"),
)
_MONTHS = len(_THEME_DAYS)
_RED_PLUS = {_RESEARCH: "education", _BANYAN: "council", _VOLUNTEERS: "volunteering"}


@transaction.atomic
def fill_activities(today):
    village, community = (Station.objects.get(code=code) for code in (ZHICHONG, TIANFU))
    if Activity.objects.filter(station__in=(village, community)).exists():
        return 0
    mine, theirs = _Host(village, "zhichong_staff"), _Host(community, "tianfu_staff")
    for number, (series, topic, place, minutes) in enumerate(_THEME_DAYS):
        day = ago(months_before(today, _MONTHS - 1 - number), 3)
        red = _RED_PLUS[series]
        mine.held(day, "theme_day", topic, minutes, guests=0, series=series, place=place, red_plus=red)
    mine.held(
        ago(today, 117),
        "army_support",
        "拥军慰问座谈",
        "座谈并送上慰问品，医疗队现场义诊。",
        guests=14,
        red_plus="care",
        partners=list(PartnerOrganisation.objects.filter(station__code=DISTRICT)),
    )
    mine.held(
        ago(today, 57),
        "heritage",
        "老兵给孩子们讲传统",
        "三位老兵讲述参军经历，孩子们献花。",
        guests=32,
        red_plus="heritage",
        red_resources=list(RedResource.objects.filter(station__code__in=(STREET, DISTRICT))),
        partners=list(PartnerOrganisation.objects.filter(station__code=STREET)),
    )
    mine.plan(
        today + datetime.timedelta(days=9), "theme_day", "年度总结和民主议事", series=_BANYAN, place=_TREE
    )
    theirs.held(ago(today, 24), "theme_day", "党员老兵进网格", "商定六个网格的联系人。", guests=0)
    theirs.held(
        ago(today, 66), "guidance", "红色电影放映和讨论", "放映后自由交流。", guests=21, red_plus="guidance"
    )
    return Activity.objects.filter(station__in=(village, community)).count()


class _Host:
    """A station that holds activities, by one of its staff; its venue is its first."""

    def __init__(self, station, username):
        self.station, self.staff = station, user_of(username)
        self.venue = station.venues.order_by("pk").first()
        self.organiser = station.leading_party_organisation
        self.turn = count()

    def plan(self, day, kind, topic, place="", **details):
        return activities.activity_plan(
            actor=self.staff,
            station=self.station,
            date=day,
            kind=kind,
            topic=topic,
            place=place,
            venue=None if place else self.venue,
            starts_at=datetime.time(9),
            ends_at=datetime.time(11),
            organiser=self.organiser,
            host=self.station.staff.order_by("pk").first().name,
            **details,
        )

    def held(self, day, kind, topic, minutes, guests, **details):
        turn = next(self.turn)
        activity = self.plan(day, kind, topic, **details)
        invited = list(attendance.invitable(self.staff, activity).order_by("pk").values_list("pk", flat=True))
        # To meetings of the Party comes who is a member, to the others every third house or so.
        invited = invited if activity.is_for_members else invited[turn % 3 :: 3]
        attendance.people_invite(actor=self.staff, activity=activity, people=invited)
        scores = {"score_5": 9 + turn % 5, "score_4": 4 + turn % 3, "score_3": turn % 2}
        activities.activity_hold(
            actor=self.staff, activity=activity, minutes=minutes, guests=guests, **scores
        )
        attendance.attendance_tick(actor=self.staff, activity=activity, ticks=_ticks(activity, turn))


def _ticks(activity, turn):
    """Most come; every eighth or so excuses herself, few stay away. One or two do more than come."""
    roles = {0: "organiser", 1: "speaker"}
    states = {0: "excused", 5: "absent" if turn % 2 else "present"}
    rows = activity.attendances.order_by("pk")
    return [
        attendance.Tick(
            row.pk,
            states.get((number + turn) % 8, "present"),
            None,
            "",
            None,
            roles.get(number, "participant"),
        )
        for number, row in enumerate(rows)
    ]


@transaction.atomic
def fill_opinions(today):
    """One that waits, one that is handled, one that is closed."""
    village, staff = Station.objects.get(code=ZHICHONG), user_of("zhichong_staff")
    if Opinion.objects.filter(station=village).exists():
        return 0
    banyan = Activity.objects.filter(station=village, series=_BANYAN, state="held").order_by("-date")
    talks, person = list(banyan[:3]), people_of(ZHICHONG).last()

    def take(activity, category, content, **who):
        return opinions.opinion_record(
            actor=staff,
            station=village,
            received_on=activity.date,
            activity=activity,
            category=category,
            content=content,
            **who,
        )

    take(talks[0], "village", "晒谷场夜间灯光太暗，停车不方便")
    lift = take(talks[1], "activity", "活动多安排在周末，上班的党员才来得了", person=person)
    opinions.opinion_handle(actor=staff, opinion=lift, handling="村党委研究，改到周六上午", on=ago(today, 20))
    rail = take(talks[2], "place", "军人之家门口台阶高，老人上下不便", said_by="一位老党员")
    on = ago(today, 90)
    opinions.opinion_handle(actor=staff, opinion=rail, handling="现场查看，量好尺寸", on=on)
    opinions.opinion_answer(
        actor=staff, opinion=rail, answer="一个月内装好扶手", adopted=True, on=on + datetime.timedelta(days=2)
    )
    opinions.opinion_close(
        actor=staff,
        opinion=rail,
        improvement_action="已加装不锈钢扶手和防滑条",
        on=on + datetime.timedelta(days=25),
    )
    return 3
