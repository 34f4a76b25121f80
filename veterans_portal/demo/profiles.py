"""What the article says of its two stations themselves: places, posts, people who stand behind them.

The names of people are made up; the rest follows the article (直冲村 and 天福社区).
"""

from decimal import Decimal

from django.db import transaction

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


def establish_stations():
    """Marks every active station as established: the article's city has them at all four tiers."""
    waiting = Station.objects.active().filter(is_established=False)
    return waiting.update(is_established=True)


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

    def squad(self, name, members):
        leader, post = SQUAD_LEADERS[self.station.code]
        squad = self.add(Squad, name=name, leader_name=leader, leader_post=post)
        squad.members.set(members)

    def account(self, staff, username):
        """Links a member of staff to the demo account, where that stands."""
        staff.user = User.objects.filter(username=username).first()
        staff.save(update_fields=["user"])


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
    for name in ZHICHONG_PLACE.groups:
        profile.add(VillageGroup, name=name)
    posts = (
        (_Post.HEAD, "村党委书记", False),
        (_Post.DEPUTY, "村党委副书记", False),
        (_Post.DEPUTY, "村党委委员", False),
        (_Post.WORKER, "村委会委员", True),
        (_Post.WORKER, "村委会委员", True),
    )
    for member, (post, concurrent, dedicated) in zip(ZHICHONG_COMMITTEE, posts, strict=True):
        staff = profile.add(
            StaffMember,
            name=member.name,
            post=post,
            concurrent_post=concurrent,
            is_party_member=True,
            is_dedicated=dedicated,
        )
    profile.account(staff, "zhichong_staff")
    profile.add(
        ServicePost, name="退役军人服务工作岗", counter="1号窗口", duty_person=staff, sign_displayed=True
    )
    profile.add(
        Venue,
        kind=_Venue.HOME,
        name="军人之家",
        supports_veterans=True,
        opening_hours=_OFFICE_HOURS,
        services="学习、议事、交流",
    )
    for number in "一二三四五":
        profile.add(
            Venue,
            kind=_Venue.ELDERLY_CARE,
            name=f"第{number}居家养老服务站",
            supports_veterans=True,
            services="休闲、娱乐",
            opening_hours="每天 8:00-18:00",
        )
    members = [
        profile.add(SupportMember, name=name, role=_Role.PARTY_MEMBER, organisation="直冲村党委")
        for name in ("区少锋", "陈振宇", "梁立峰")
    ]
    profile.add(SupportMember, name="周晓彤", role=_Role.SOCIAL_WORKER, organisation="社会工作服务机构")
    profile.squad("直冲村党员小分队", members)
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
    for name in TIANFU_PLACE.groups:
        profile.add(VillageGroup, name=name)
    staff = [
        profile.add(
            StaffMember,
            name=name,
            post=post,
            concurrent_post=concurrent,
            is_party_member=True,
            is_dedicated=dedicated,
        )
        for name, post, concurrent, dedicated in (
            (SQUAD_LEADERS[TIANFU][0], _Post.HEAD, "社区党总支书记", False),
            ("温景晖", _Post.DEPUTY, "社区居委会副主任", False),
            ("钟嘉敏", _Post.WORKER, "社区工作人员", True),
        )
    ]
    profile.account(staff[-1], "tianfu_staff")
    profile.add(
        ServicePost, name="退役军人服务窗口", counter="2号窗口", duty_person=staff[-1], sign_displayed=True
    )
    for kind in Venue.ACTIVITY_KINDS[:-1]:  # all but 其他
        profile.add(
            Venue, kind=kind, name=str(kind.label), supports_veterans=True, opening_hours="每天 8:30-20:30"
        )
    canteen = profile.add(
        Venue,
        kind=_Venue.CANTEEN,
        name="长者饭堂",
        supports_veterans=True,
        opening_hours="每天 11:00-13:00，17:00-18:30",
        services="堂食、送餐",
    )
    profile.add(DiningBenefit, venue=canteen, rule="凭优待证用餐，每餐优惠2元", minimum_age=60)
    profile.add(DiningBenefit, venue=canteen, rule="凭优待证用餐半价，可送餐上门", minimum_age=80)
    members = [
        profile.add(SupportMember, name=name, role=role, organisation=organisation, duty_days=days)
        for name, role, organisation, days in (
            ("苏文辉", _Role.TOWN_LEADER, "环市街道办事处", "每月第一周周二"),
            ("何志坚", _Role.PARTY_MEMBER, "天福社区党总支", ""),
            ("谭燕玲", _Role.PARTY_MEMBER, "天福社区党总支", ""),
            ("邓海涛", _Role.POLICE, "社区警务室", "每周一、周四"),
            ("容静雯", _Role.LEGAL_ADVISER, "驻点法律顾问", "每周三上午"),
            ("黎诗雅", _Role.VOLUNTEER, "社区志愿服务队", "周末"),
            ("罗浩然", _Role.VOLUNTEER, "社区志愿服务队", "周末"),
        )
    ]
    profile.squad("天福社区党员小分队", [member for member in members if member.role == _Role.PARTY_MEMBER])
