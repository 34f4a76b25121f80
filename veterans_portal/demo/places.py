"""What the two stations of the article do with their places: uses of venues, documents, checks, stars. All made up."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from care_activities.models import StationStar
from care_activities.services.station_documents import document_add
from care_activities.services.station_standards import check_register
from care_activities.services.venue_uses import use_book, use_settle
from care_activities.vocabulary import CheckAnswer, Checklist, StandardItem, StarGrade, UseState
from stations import audit
from stations.models import Venue


@dataclass(frozen=True)
class Places:
    """`uses`: venue, days from today, from, to, purpose, organiser, people (None for a booking), whether it took place.

    `documents`: title, kind, version, days ago, posted, text, and whether it takes the place of the one before.
    `answers`: evidence by item, None for what is lacking.
    """

    uses: tuple
    documents: tuple
    answers: dict
    star: int


_RULES = "\n".join(
    (
        "一、服务站由站长负责，专责人员接待来访。",
        "二、来访登记在册，能办的当场办，不能办的说明去向。",
        "三、每年走访不少于一次。",
    )
)
_DUTIES = "联系走访退役军人和其他优抚对象，宣传政策，反映困难，协助办理光荣牌、优待证和帮扶援助。"
_FLOW = "来访登记 → 问清事项 → 当场办理或转办 → 告知结果 → 回访。"
_MINE, _YOURS, _OWN = "station", "partner", "veterans"

ZHICHONG_PLACES = Places(
    uses=(
        ("军人之家", -40, 9, 11, "主题党日：大学习、深调研", _MINE, 26, True),
        ("军人之家", -26, 15, 17, "榕树头下的议事", _OWN, 18, True),
        ("第一居家养老服务站", -12, 9, 11, "棋牌活动", _OWN, 15, True),
        ("第二居家养老服务站", -5, 14, 16, "健康讲座", _YOURS, None, False),
        ("军人之家", 3, 9, 11, "退役军人座谈", _MINE, None, True),
        ("第一居家养老服务站", 6, 9, 11, "棋牌活动", _OWN, None, True),
    ),
    documents=(
        ("服务站工作制度", "rules", "2025年版", 500, False, _RULES, False),
        ("服务站工作制度", "rules", "2026年版", 120, True, f"{_RULES}\n四、每月整理一次台账。", True),
        ("服务站工作职责", "duties", "第一版", 500, True, _DUTIES, False),
        ("来访接待工作流程", "flow", "第一版", 500, True, _FLOW, False),
    ),
    answers={
        StandardItem.PLACE: "军人之家，设在村党群服务中心",
        StandardItem.LEISURE: "5个居家养老服务站",
        StandardItem.MEETING: "军人之家",
        StandardItem.BODY: "直冲村退役军人服务站已挂牌",
        StandardItem.POSTS: "设退役军人服务工作岗",
        StandardItem.STAFF: "站长1人，专责人员2人",
        StandardItem.FUNDS: "列入村年度预算",
        StandardItem.BACKING: "村党委每季度研究一次",
    },
    star=StarGrade.FOUR,
)
TIANFU_PLACES = Places(
    uses=(
        ("共享书吧", -30, 9, 11, "读书会", _OWN, 12, True),
        ("多媒体室", -18, 14, 16, "电影放映：红色经典", _MINE, 40, True),
        ("会议室", 2, 15, 16, "法律顾问讲座", _YOURS, None, True),
    ),
    documents=(
        ("退役军人之家管理制度", "rules", "第一版", 400, True, _RULES, False),
        ("社区治理中发挥老兵作用的做法", "experience", "2026年", 60, None, "老兵调解队参与邻里调解。", False),
    ),
    answers={
        StandardItem.PLACE: "退役军人之家",
        StandardItem.LEISURE: "棋牌室、共享书吧、多媒体室",
        StandardItem.MEETING: "会议室、调解室",
        StandardItem.BODY: "2016年11月成立",
        StandardItem.POSTS: "设服务窗口",
        StandardItem.STAFF: "工作人员3人",
        StandardItem.FUNDS: None,
        StandardItem.BACKING: "社区党总支定期研究",
    },
    star=StarGrade.FIVE,
)


def fill_places(station, told):
    """Registers what is told of `station`, whose venues stand already."""
    today = timezone.localdate()
    venues = {venue.name: venue for venue in Venue.objects.filter(station=station)}
    for use in told.uses:
        _use(venues[use[0]], use[1:], today)
    latest = None
    for title, kind, version, ago, posted, text, follows in told.documents:
        latest = document_add(
            actor=None,
            station=station,
            supersedes=latest if follows else None,
            title=title,
            kind=kind,
            version_label=version,
            effective_on=today - datetime.timedelta(days=ago),
            is_posted=posted,
            text=text,
        )
    for checklist, items in (
        (Checklist.THREE, (StandardItem.PLACE, StandardItem.LEISURE, StandardItem.MEETING)),
        (Checklist.FIVE, tuple(told.answers)[3:]),
    ):
        _check(station, checklist, {item: told.answers[item] for item in items}, today)
    star = StationStar(station=station, grade=told.star, awarded_on=datetime.date(2024, 12, 20))
    star.full_clean()
    star.save()
    audit.record(audit.Action.CREATE, actor=None, station=station, target=star, after=audit.snapshot(star))


def _use(venue, told, today):
    days, start, end, purpose, organiser, people, held = told
    use = use_book(
        actor=None,
        venue=venue,
        used=people is not None,
        date=today + datetime.timedelta(days=days),
        start=datetime.time(start),
        end=datetime.time(end),
        purpose=purpose,
        organiser=organiser,
        people=people,
    )
    if not held:
        use_settle(actor=None, use=use, state=UseState.UNUSED, note="讲师临时有事，改期")


def _check(station, checklist, evidence, today):
    answers = {
        item: {"answer": CheckAnswer.YES if words else CheckAnswer.NO, "evidence": words or ""}
        for item, words in evidence.items()
    }
    check_register(
        actor=None, station=station, checklist=checklist, checked_on=today, answers=answers, checker="站长"
    )
