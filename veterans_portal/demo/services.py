"""A year of what the article's two stations do for their people: activities, care, advice, policies.

Made by their users through the services, reckoned back from today. Days, words and helpers are made up; the
series of activities and what is offered follow the article.
"""

import datetime
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.db.models import Count

from care_activities.care_tallies import recount_care
from care_activities.models import (
    Activity,
    CareContract,
    CareService,
    Consultation,
    DiningUse,
    Opinion,
    Policy,
    VolunteerService,
)
from care_activities.services import activities, attendance, opinions
from care_activities.services.care_contracts import care_contract_write
from care_activities.services.care_services import LONELY, CareAnswer, care_services_register
from care_activities.services.consultations import consultation_record
from care_activities.services.dining import Eligibility, dining_use_record, eligibility
from care_activities.services.policies import people_told, policy_save
from care_activities.services.volunteering import volunteer_service_write
from care_activities.services.writing import noted, settle
from stations import audit
from stations.dates import months_before
from stations.models import PartnerOrganisation, RedResource, Station, SupportDuty, SupportMember, User
from stations.tallies import lock
from veterans.models import PersonFile
from veterans.services.people import person_update
from veterans.vocabulary import FileStatus, PersonTag

from ..policies.audience import Audience
from .villages import TIANFU, ZHICHONG

_CITY, _DISTRICT, _STREET = "440700000000", "440704000000", "440704004000"


def fill_services(today) -> int:
    """Makes what is not there yet, ledger by ledger; how many rows."""
    steps = (_partners, _activities, _opinions, _care, _dining, _volunteering, _advice, _policies)
    return sum(step(today) for step in steps)


def _user(username):
    return User.objects.get(username=username)


def _people(code):
    people = PersonFile.objects.filter(managing_station__code=code, status=FileStatus.ACTIVE)
    return people.order_by("birth_date", "pk")


def _keep(row, actor, station):
    """Saves a row whose page saves it without more rules than the model's."""
    row.full_clean()
    row.save()
    audit.record(audit.Action.CREATE, actor=actor, station=station, target=row, after=audit.snapshot(row))


def _ago(today, days):
    return today - datetime.timedelta(days=days)


# --- whom and what an activity can call on ----------------------------------------------------------

_PARTNERS = (
    (_STREET, "street_manager", "外海街道社会工作服务站", "social_work", "上门照料、探访、小组活动"),
    (_DISTRICT, "district_manager", "江海区人民医院志愿医疗队", "medical", "义诊、健康讲座"),
)
_RED = (
    (_DISTRICT, "district_manager", "江海区烈士纪念园", "memorial", "清明祭扫、入党宣誓"),
    (_STREET, "street_manager", "外海街道老兵宣讲室", "base", "老物件展览，老兵轮流讲述"),
)


@transaction.atomic
def _partners(_today):
    made = 0
    for model, rows, words in ((PartnerOrganisation, _PARTNERS, "offers"), (RedResource, _RED, "about")):
        for code, username, name, kind, text in rows:
            station = Station.objects.get(code=code)
            if not model.objects.filter(station=station, name=name).exists():
                row = model(station=station, name=name, kind=kind, **{words: text})
                _keep(row, _user(username), station)
                made += 1
    return made


# --- activities -------------------------------------------------------------------------------------

_RESEARCH, _BANYAN, _VOLUNTEERS = "research", "banyan", "volunteers"
_RED_PLUS = {_RESEARCH: "education", _BANYAN: "council", _VOLUNTEERS: "volunteering"}
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


@transaction.atomic
def _activities(today):
    village, community = (Station.objects.get(code=code) for code in (ZHICHONG, TIANFU))
    if Activity.objects.filter(station__in=(village, community)).exists():
        return 0
    mine, theirs = _Host(village, "zhichong_staff"), _Host(community, "tianfu_staff")
    for number, (series, topic, place, minutes) in enumerate(_THEME_DAYS):
        day = _ago(months_before(today, _MONTHS - 1 - number), 3)
        red = _RED_PLUS[series]
        mine.held(day, "theme_day", topic, minutes, guests=0, series=series, place=place, red_plus=red)
    mine.held(
        _ago(today, 117),
        "army_support",
        "拥军慰问座谈",
        "座谈并送上慰问品，医疗队现场义诊。",
        guests=14,
        red_plus="care",
        partners=list(PartnerOrganisation.objects.filter(station__code=_DISTRICT)),
    )
    mine.held(
        _ago(today, 57),
        "heritage",
        "老兵给孩子们讲传统",
        "三位老兵讲述参军经历，孩子们献花。",
        guests=32,
        red_plus="heritage",
        red_resources=list(RedResource.objects.filter(station__code__in=(_STREET, _DISTRICT))),
        partners=list(PartnerOrganisation.objects.filter(station__code=_STREET)),
    )
    mine.plan(
        today + datetime.timedelta(days=9), "theme_day", "年度总结和民主议事", series=_BANYAN, place=_TREE
    )
    theirs.held(_ago(today, 24), "theme_day", "党员老兵进网格", "商定六个网格的联系人。", guests=0)
    theirs.held(
        _ago(today, 66), "guidance", "红色电影放映和讨论", "放映后自由交流。", guests=21, red_plus="guidance"
    )
    return Activity.objects.filter(station__in=(village, community)).count()


class _Host:
    """A station that holds activities, by one of its staff; its venue is its first."""

    def __init__(self, station, username):
        self.station, self.staff = station, _user(username)
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
def _opinions(today):
    """One that waits, one that is handled, one that is closed."""
    village, staff = Station.objects.get(code=ZHICHONG), _user("zhichong_staff")
    if Opinion.objects.filter(station=village).exists():
        return 0
    banyan = Activity.objects.filter(station=village, series=_BANYAN, state="held").order_by("-date")
    talks, person = list(banyan[:3]), _people(ZHICHONG).last()

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
    opinions.opinion_handle(
        actor=staff, opinion=lift, handling="村党委研究，改到周六上午", on=_ago(today, 20)
    )
    rail = take(talks[2], "place", "军人之家门口台阶高，老人上下不便", said_by="一位老党员")
    on = _ago(today, 90)
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


# --- care -------------------------------------------------------------------------------------------

# Days ago, whose turn, items of CareItem, minutes, what was done, result.
_CARE = (
    (84, 0, ("2", "6"), 90, "做午饭，打扫房间", "done"),
    (70, 1, ("5",), 120, "陪同到街道卫生院复诊取药", "follow_up"),
    (56, 0, ("1", "3"), 60, "洗晒被褥，检查电线", "done"),
    (49, 2, ("4",), 45, "接送办理证件", "done"),
    (35, 1, ("5", "6"), 75, "量血压，协助服药", "done"),
    (21, 0, ("2",), 40, "送餐上门", "done"),
    (12, 0, ("5",), 100, "陪诊，联系家庭医生", "referred"),
    (5, 1, ("2", "6"), 80, "做饭、理发", "done"),
)
_LONELY_PEOPLE = 3


@transaction.atomic
def _care(today):
    village, staff = Station.objects.get(code=ZHICHONG), _user("zhichong_staff")
    if CareService.objects.filter(station=village).exists():
        return 0
    contract = _contract(today)
    worker = SupportMember.objects.get(station=village, role=SupportMember.Role.SOCIAL_WORKER)
    people = _lonely(staff)
    for days, turn, items, minutes, content, result in _CARE:
        answer = CareAnswer(people[turn].pk, items=items, minutes=minutes, content=content)
        care_services_register(
            actor=staff,
            date=_ago(today, days),
            answers=[answer],
            support=worker,
            contract=contract,
            result=result,
        )
    return len(_CARE) + 1


def _contract(today):
    """The street buys for its villages, from half a year ago for a year."""
    street, starts = Station.objects.get(code=_STREET), months_before(today, 6)
    contract = CareContract(
        station=street,
        name=f"{starts.year}年孤老退役军人社工服务",
        provider=PartnerOrganisation.objects.get(station=street, kind="social_work"),
        document_no=f"外社购〔{starts.year}〕001",
        starts_on=starts,
        ends_on=_ago(months_before(today, -6), 1),
        amount=Decimal(48_000),
        coverage="每周上门一次，助餐、助洁、陪诊、送药；每季度报一次服务情况。",
    )
    actor = _user("street_manager")
    care_contract_write(contract, actor=actor)
    noted(contract, actor=actor)
    return contract


def _lonely(staff):
    """The 孤老 of the village, made three by tagging the oldest who live alone and name no family."""
    alone = _people(ZHICHONG).annotate(home=Count("household__people")).filter(home=1, family_members=None)
    missing = _LONELY_PEOPLE - _people(ZHICHONG).filter(LONELY).count()
    for person in alone.exclude(LONELY)[: max(missing, 0)]:
        person_update(actor=staff, person=person, tags=(*person.tags, str(PersonTag.LONELY)))
    return list(_people(ZHICHONG).filter(LONELY))


@transaction.atomic
def _dining(today):
    """A fortnight's lunches of 天福社区 at the prices of its rules: some by name, the others by the day's number."""
    canteen = Station.objects.get(code=TIANFU).venues.filter(kind="canteen").first()
    if DiningUse.objects.filter(venue=canteen).exists():
        return 0
    staff = _user("tianfu_staff")
    rules = list(canteen.dining_benefits.exclude(full_price=None).order_by("-minimum_age"))
    if not rules:
        return 0
    people = list(_people(TIANFU)[:12])
    for days in range(14, 0, -2):
        day = _ago(today, days)
        dining_use_record(
            actor=staff,
            venue=canteen,
            date=day,
            meals=9 + days % 4,
            discount=_gain(rules[-1]) * (9 + days % 4),
        )
        for person in people[days % 5 : days % 5 + 3]:
            rule = next(rule for rule in rules if eligibility(rule, person, day) == Eligibility.MET)
            dining_use_record(
                actor=staff, venue=canteen, date=day, person=person, meals=1, discount=_gain(rule)
            )
    return DiningUse.objects.filter(venue=canteen).count()


def _gain(rule):
    return rule.full_price - rule.reduced_price


_VOLUNTEERING = (
    (TIANFU, "tianfu_staff", "黎诗雅", 33, "company", "3", "看望高龄老兵，读报聊天"),
    (TIANFU, "tianfu_staff", "罗浩然", 26, "repairs", "2.5", "上门修水龙头、换灯管"),
    (TIANFU, "tianfu_staff", "黎诗雅", 12, "publicity", "2", "入户讲解优待政策"),
    (ZHICHONG, "zhichong_staff", None, 40, "order", "3", "台风前巡查河涌"),
    (ZHICHONG, "zhichong_staff", None, 15, "heritage", "1.5", "给学生讲革命传统"),
)


@transaction.atomic
def _volunteering(today):
    """Hours of helpers of 天福社区, and of the youngest veteran of 直冲村."""
    if VolunteerService.objects.exists():
        return 0
    for code, username, name, days, work, hours, content in _VOLUNTEERING:
        station = Station.objects.get(code=code)
        row = VolunteerService(
            station=station,
            date=_ago(today, days),
            volunteer=SupportMember.objects.get(station=station, name=name) if name else None,
            person=None if name else _people(code).last(),
            work=work,
            hours=Decimal(hours),
            content=content,
        )
        lock(row.scope_station_ids())
        volunteer_service_write(row, actor=_user(username))
        settle(row, actor=_user(username), recount=recount_care)
    return len(_VOLUNTEERING)


# --- advice -----------------------------------------------------------------------------------------

# Weekday as `date.isoweekday()` counts, and the part of it, by the helper's role.
_DUTIES = (
    (TIANFU, "tianfu_staff", "legal_adviser", 3, "am", "调解室"),
    (TIANFU, "tianfu_staff", "police", 1, "am", ""),
    (TIANFU, "tianfu_staff", "police", 4, "pm", ""),
    (ZHICHONG, "zhichong_staff", "social_worker", 5, "am", "军人之家"),
    (ZHICHONG, "zhichong_staff", "social_worker", 5, "pm", "军人之家"),
)
# Days ago, topic, whether somebody on file asked, question, advice, outcome.
_ASKED = (
    (
        43,
        "rights",
        True,
        "营业员拒绝优待证优惠，可否投诉",
        "可以，已告知投诉途径和要保存的凭证。",
        "answered",
    ),
    (29, "debt", False, "朋友借款三年未还，还能起诉吗", "看有无催讨记录，先补写还款承诺。", "legal_aid"),
    (8, "housing", True, "房屋继承需要哪些材料", "列出材料清单，约定下周带齐再看。", "answered"),
)


@transaction.atomic
def _advice(today):
    made = sum(_duty(*row) for row in _DUTIES)
    community, staff = Station.objects.get(code=TIANFU), _user("tianfu_staff")
    if Consultation.objects.filter(station=community).exists():
        return made
    lawyer = SupportMember.objects.get(station=community, role=SupportMember.Role.LEGAL_ADVISER)
    people = iter(_people(TIANFU)[3:])
    for days, topic, named, question, advice, outcome in _ASKED:
        day = _ago(today, days)
        consultation_record(
            actor=staff,
            station=community,
            date=_ago(day, (day.isoweekday() - 3) % 7),  # she comes on Wednesdays
            adviser=lawyer,
            topic=topic,
            person=next(people) if named else None,
            question=question,
            advice=advice,
            outcome=outcome,
        )
    return made + len(_ASKED)


def _duty(code, username, role, weekday, part, place):
    member = SupportMember.objects.filter(station__code=code, role=role).select_related("station").first()
    if member.duties.filter(weekday=weekday, part=part).exists():
        return 0
    row = SupportDuty(member=member, weekday=weekday, part=part, place=place)
    _keep(row, _user(username), member.station)
    return 1


# --- policies ---------------------------------------------------------------------------------------

# Who keeps it, title, level, category, audience as filters of the list of people, months ago, summary.
_POLICIES = (
    (
        "city_manager",
        "优待证持证人免费乘坐市内公交",
        "city",
        "benefits",
        {"figure": "preferential"},
        14,
        "什么人：持优待证的优抚对象。享受：免费乘坐市内公交车。怎么办：上车出示优待证。",
    ),
    (
        "city_manager",
        "60周岁以上农村籍退役士兵老年生活补助",
        "city",
        "benefits",
        {"benefit": "81"},
        9,
        "什么人：年满60周岁、农村户籍、未享受定期抚恤补助的退役士兵。享受：按服役年限每月补助。"
        "怎么办：到村（社区）服务站登记，带身份证、户口簿、退役证件。",
    ),
    (
        "district_manager",
        "江海区孤老退役军人居家照料办法",
        "county",
        "aid",
        {"tag": str(PersonTag.LONELY)},
        5,
        "什么人：孤老退役军人。享受：社工每周上门一次。怎么办：由村（社区）服务站报镇街安排。",
    ),
)


@transaction.atomic
def _policies(today):
    made = 0
    for username, title, level, category, audience, months, summary in _POLICIES:
        actor = _user(username)
        station = Station.objects.get(code=_CITY if username == "city_manager" else _DISTRICT)
        if Policy.objects.filter(station=station, title=title).exists():
            continue
        published = months_before(today, months)
        policy = Policy(
            station=station,
            title=title,
            issued_by=f"{station.place_name}退役军人事务局",
            level=level,
            category=category,
            published_on=published,
            effective_on=published,
            summary=summary,
            audience=audience,
        )
        policy_save(actor=actor, policy=policy)
        made += 1 + _tell(policy, today)
    return made


def _tell(policy, today):
    """Some of those of 直冲村 whom it may concern were told: the eldest at home, the others by telephone."""
    staff = _user("zhichong_staff")
    people = Audience.of(staff, policy).people().order_by("birth_date", "pk")
    ids = list(people.values_list("pk", flat=True)[:6])
    told = people_told(actor=staff, policy=policy, people=ids[:4], told_on=_ago(today, 30), method="home")
    return told + people_told(
        actor=staff, policy=policy, people=ids[4:], told_on=_ago(today, 28), method="phone"
    )
