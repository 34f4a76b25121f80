"""What the article says of its two stations themselves: places, posts, people who stand behind them.

The names of people are made up; the rest follows the article (直冲村 and 天福社区).
"""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from stations import audit
from stations.models import (
    DiningBenefit,
    PartyOrganisation,
    RegionIndicator,
    ServicePost,
    Squad,
    StaffMember,
    Station,
    SupportMember,
    User,
    Venue,
    VillageGroup,
)

from .places import TIANFU_PLACES, ZHICHONG_PLACES, fill_places
from .villages import (
    TIANFU,
    TIANFU_BRANCHES,
    TIANFU_PLACE,
    ZHICHONG,
    ZHICHONG_BRANCHES,
    ZHICHONG_COMMITTEE,
    ZHICHONG_PLACE,
)

_OFFICE_HOURS = "周一至周五 8:30-12:00，14:30-17:30"
_Post, _Role, _Venue = StaffMember.Post, SupportMember.Role, Venue.Kind
SQUAD_LEADERS = {ZHICHONG: ("麦锦程", "村党委第一书记"), TIANFU: ("叶沛琪", "社区党总支书记")}


def fill_profiles():
    """Fills in both stations; a station that has staff already keeps what it has. Returns how many were filled."""
    filled = 0
    for code, fill in ((ZHICHONG, _fill_zhichong), (TIANFU, _fill_tianfu)):
        station = Station.objects.get(code=code)
        if not station.staff.exists():
            with transaction.atomic():
                fill(_Profile(station))
            filled += 1
    return filled


@transaction.atomic
def establish_stations():
    """Marks every active station as established: the article's city has them at all four tiers."""
    waiting = Station.objects.active().filter(is_established=False)
    if waiting.update(is_established=True, version=F("version") + 1, changed_at=timezone.now()):
        audit.record(audit.Action.CHANGE, actor=None, label="各级服务站", fields=["is_established"])


class _Profile:
    """Adds rows to one station, each checked and written to the audit log."""

    def __init__(self, station):
        self.station = station

    def set(self, **values):
        before = audit.snapshot(self.station)
        for name, value in values.items():
            setattr(self.station, name, value)
        self.station.full_clean()
        self.station.save()
        after = audit.snapshot(self.station)
        audit.record(
            audit.Action.CHANGE,
            actor=None,
            station=self.station,
            target=self.station,
            before=before,
            after=after,
        )

    def add(self, model, **values):
        if model is not DiningBenefit:  # that one belongs to its venue
            values["station"] = self.station
        row = model(**values)
        row.full_clean()
        row.save()
        audit.record(
            audit.Action.CREATE, actor=None, station=self.station, target=row, after=audit.snapshot(row)
        )
        return row

    def lead(self, name, kind, branches):
        """The leading Party organisation with its branches."""
        top = self.add(PartyOrganisation, name=name, kind=kind)
        for branch in branches:
            self.add(PartyOrganisation, name=branch, kind=PartyOrganisation.Kind.BRANCH, parent=top)
        return top

    def groups(self, place):
        for name in place.groups:
            self.add(VillageGroup, name=name)

    def staff(self, people):
        """`people`: name, post, concurrent post, dedicated; all are Party members. Returns the last of them."""
        for name, post, concurrent, dedicated in people:
            member = self.add(
                StaffMember,
                name=name,
                post=post,
                concurrent_post=concurrent,
                is_party_member=True,
                is_dedicated=dedicated,
            )
        return member

    def desk(self, name, counter, member, username):
        """The post where `member` is on duty, who signs in with the demo account `username`."""
        self.add(ServicePost, name=name, counter=counter, duty_person=member, sign_displayed=True)
        member.user = User.objects.filter(username=username).first()
        member.save(update_fields=["user"])

    def venue(self, kind, name, hours, services=""):
        return self.add(
            Venue, kind=kind, name=name, supports_veterans=True, opening_hours=hours, services=services
        )

    def supporters(self, people, squad):
        """`people`: name, role, organisation, days on duty; the Party members among them form the squad."""
        members = [
            self.add(SupportMember, name=name, role=role, organisation=organisation, duty_days=days)
            for name, role, organisation, days in people
        ]
        leader, post = SQUAD_LEADERS[self.station.code]
        team = self.add(Squad, name=squad, leader_name=leader, leader_post=post)
        team.members.set(member for member in members if member.role == _Role.PARTY_MEMBER)


_ZHICHONG_POSTS = (
    (_Post.HEAD, "村党委书记", False),
    (_Post.DEPUTY, "村党委副书记", False),
    (_Post.DEPUTY, "村党委委员", False),
    (_Post.WORKER, "村委会委员", True),
    (_Post.WORKER, "村委会委员", True),
)
_ZHICHONG_SUPPORT = (
    ("区少锋", _Role.PARTY_MEMBER, "直冲村党委", ""),
    ("陈振宇", _Role.PARTY_MEMBER, "直冲村党委", ""),
    ("梁立峰", _Role.PARTY_MEMBER, "直冲村党委", ""),
    ("周晓彤", _Role.SOCIAL_WORKER, "社会工作服务机构", "每周五"),
)
_TIANFU_STAFF = (
    (SQUAD_LEADERS[TIANFU][0], _Post.HEAD, "社区党总支书记", False),
    ("温景晖", _Post.DEPUTY, "社区居委会副主任", False),
    ("钟嘉敏", _Post.WORKER, "社区工作人员", True),
)
_TIANFU_SUPPORT = (
    ("苏文辉", _Role.TOWN_LEADER, "环市街道办事处", "每月第一周周二"),
    ("何志坚", _Role.PARTY_MEMBER, "天福社区党总支", ""),
    ("谭燕玲", _Role.PARTY_MEMBER, "天福社区党总支", ""),
    ("邓海涛", _Role.POLICE, "社区警务室", "每周一、周四"),
    ("容静雯", _Role.LEGAL_ADVISER, "驻点法律顾问", "每周三上午"),
    ("黎诗雅", _Role.VOLUNTEER, "社区志愿服务队", "周末"),
    ("罗浩然", _Role.VOLUNTEER, "社区志愿服务队", "周末"),
)


def _fill_zhichong(profile):
    profile.set(
        area_km2=Decimal(5),
        residents=5685,
        host_place=Station.HostPlace.PARTY_CENTRE,
        home_name="军人之家",
        opening_hours=_OFFICE_HOURS,
        leading_party_organisation=profile.lead(
            "直冲村党委", PartyOrganisation.Kind.COMMITTEE, ZHICHONG_BRANCHES
        ),
    )
    profile.groups(ZHICHONG_PLACE)
    worker = profile.staff(
        (member.name, *post) for member, post in zip(ZHICHONG_COMMITTEE, _ZHICHONG_POSTS, strict=True)
    )
    profile.desk("退役军人服务工作岗", "1号窗口", worker, "zhichong_staff")
    profile.venue(_Venue.HOME, "军人之家", _OFFICE_HOURS, "学习、议事、交流")
    for number in "一二三四五":
        profile.venue(_Venue.ELDERLY_CARE, f"第{number}居家养老服务站", "每天 8:00-18:00", "休闲、娱乐")
    fill_places(profile.station, ZHICHONG_PLACES)
    profile.supporters(_ZHICHONG_SUPPORT, "直冲村党员小分队")
    for year, value in ((2008, 199), (2018, 4838)):
        profile.add(
            RegionIndicator, key=RegionIndicator.Key.COLLECTIVE_INCOME, year=year, value=Decimal(value)
        )


def _fill_tianfu(profile):
    profile.set(
        established="2016-11",
        residents_permanent=7313,
        residents_registered=4626,
        host_place=Station.HostPlace.COMMUNITY_OFFICE,
        home_name="退役军人之家",
        opening_hours=_OFFICE_HOURS,
        leading_party_organisation=profile.lead(
            "天福社区党总支", PartyOrganisation.Kind.GENERAL_BRANCH, TIANFU_BRANCHES
        ),
    )
    profile.groups(TIANFU_PLACE)
    profile.desk("退役军人服务窗口", "2号窗口", profile.staff(_TIANFU_STAFF), "tianfu_staff")
    for kind in Venue.ACTIVITY_KINDS:
        if kind != _Venue.OTHER:
            profile.venue(kind, str(kind.label), "每天 8:30-20:30")
    canteen = profile.venue(_Venue.CANTEEN, "长者饭堂", "每天 11:00-13:00，17:00-18:30", "堂食、送餐")
    for age, gain, price in ((60, "每餐优惠2元", 10), (80, "半价，可送餐上门", 6)):
        profile.add(
            DiningBenefit,
            venue=canteen,
            rule=f"{age}周岁以上凭优待证用餐，{gain}",
            minimum_age=age,
            full_price=Decimal(12),
            reduced_price=Decimal(price),
        )
    profile.supporters(_TIANFU_SUPPORT, "天福社区党员小分队")
    fill_places(profile.station, TIANFU_PLACES)
