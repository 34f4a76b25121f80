"""What a list of people can be narrowed by besides station, class and status: a closed catalogue.

A value stands in the address; it is a code of a vocabulary or the id of a group or of a staff member.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import LessThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import Visit
from stations.models import StaffMember, Station, VillageGroup
from stations.roles import Verb
from stations.scoping import Unindexed
from veterans import composition
from veterans.buckets import Bucket
from veterans.models import Benefit, FileChange, PartyMembership, Placement, ServiceRecord
from veterans.vocabulary import (
    ENDED_BENEFIT_STATUSES,
    BenefitType,
    ChangeKind,
    Demand,
    PersonTag,
    PlacementMethod,
    RelationStatus,
    ServiceNeed,
    Sex,
)

from ...periods import Period
from .. import worklists

NONE = composition.NONE


@dataclass(frozen=True)
class Filter:
    """One choice: `condition(value)` says which files stay, `choices` are `(value, label)`.

    `is_quiet`: offered only where an address asked for it, as the numbers of reports do.
    """

    key: str
    label: str
    choices: list
    condition: Callable[[str], Q]
    is_quiet: bool = False

    def accepts(self, value) -> bool:
        return any(value == offered for offered, _label in self.choices)

    def label_of(self, value) -> str:
        return next(label for offered, label in self.choices if offered == value)

    def choices_with(self, chosen) -> list:
        """What is offered where `chosen` is in force."""
        return self.choices


@dataclass(frozen=True)
class InPeriod(Filter):
    """A year, half, quarter or month (periods.Period) in which something happened to the file."""

    def accepts(self, value) -> bool:
        return Period.parse(value) is not None

    def label_of(self, value) -> str:
        return Period.parse(value).label

    def choices_with(self, chosen) -> list:
        return [(chosen, self.label_of(chosen))]


def _with(model, **conditions):
    return Q(Exists(model.objects.filter(person=OuterRef("pk"), **conditions)))


def _running_benefit(kind):
    running = Benefit.objects.exclude(status__in=sorted(ENDED_BENEFIT_STATUSES))
    return Q(Exists(running.filter(person=OuterRef("pk"), type=kind)))


def _in_period(condition):
    return lambda value: condition(Period.parse(value))


def moved_in(period: Period) -> Q:
    """Files that came from another station in the period, by a change that was not taken back."""
    changes = FileChange.objects.filter(
        period.partly("happened_on"), kind=ChangeKind.MOVED_IN, undone_at__isnull=True, person=OuterRef("pk")
    )
    return Q(Exists(changes))


def visited(period: Period) -> Q:
    """Files whose people were visited in the period, themselves or with their household."""
    visits = Visit.objects.filter(period.on("date")).order_by()
    people = visits.filter(person__isnull=False).values("person")
    households = visits.filter(household__isnull=False).values("household")
    return Q(pk__in=people) | Q(household__in=households)


def _discharged(year):
    """Whose last discharge was in the year; `none`: no year is known."""
    known = ServiceRecord.objects.filter(person=OuterRef("pk")).exclude(discharged_on="")
    if year == NONE:
        return ~Q(Exists(known))
    in_year = known.filter(discharged_on__startswith=year)
    return Q(Exists(in_year)) & ~Q(Exists(known.filter(discharged_on__gte=str(int(year) + 1))))


def _method(value):
    if value == NONE:
        return ~Q(Exists(Placement.objects.filter(person=OuterRef("pk")).exclude(method="")))
    return _with(Placement, method=value)


@dataclass(frozen=True)
class OfYear(Filter):
    """A year, or that none is known."""

    def accepts(self, value) -> bool:
        return value == NONE or (len(value) == 4 and Period.parse(value) is not None)

    def label_of(self, value) -> str:
        return str(_("未填写")) if value == NONE else Period.parse(value).label

    def choices_with(self, chosen) -> list:
        return [(chosen, self.label_of(chosen))]


def _verified(value):
    waiting = worklists.unverified(timezone.localdate())
    return waiting if value == "no" else Q(verified_on__isnull=False) & ~waiting


def _theme(theme):
    return Filter(
        theme.key, theme.label, theme.choices, lambda value: theme.condition(value, timezone.localdate())
    )


FILTERS = [
    Filter("bucket", _("统计类别"), Bucket.choices, lambda value: Q(bucket=value)),
    _theme(composition.AGE),
    Filter(
        "sex",
        _("性别"),
        [(sex.value, sex.label) for sex in (Sex.MALE, Sex.FEMALE)],
        lambda value: Q(sex=value),
    ),
    Filter("tag", _("人员标签"), PersonTag.choices, lambda value: Q(tags__has_code=value)),
    Filter("need", _("服务需求"), ServiceNeed.choices, lambda value: Q(service_needs__has_code=value)),
    Filter("demand", _("主要诉求"), Demand.choices, lambda value: Q(demands__has_code=value)),
    Filter("benefit", _("享受优抚"), BenefitType.choices, _running_benefit),
    Filter(
        "party",
        _("组织关系"),
        RelationStatus.choices,
        lambda value: _with(PartyMembership, relation_status=value),
    ),
    *map(_theme, composition.THEMES[1:]),
    Filter("verified", _("核实情况"), [("yes", _("一年内已核实")), ("no", _("待核实"))], _verified),
    Filter(
        "complete",
        _("完整度"),
        [(str(percent), _("低于 %d%%") % percent) for percent in (40, 60, 80, 100)],
        lambda value: Q(LessThan(Unindexed("completeness"), int(value))),
    ),
    Filter("method", _("安置方式"), [*PlacementMethod.choices, (NONE, _("未填写"))], _method, is_quiet=True),
    OfYear("discharged", _("退役年度"), [], _discharged, is_quiet=True),
    InPeriod("opened", _("建档时间"), [], _in_period(lambda p: p.at("created_at")), is_quiet=True),
    InPeriod("moved_in", _("迁入时间"), [], _in_period(moved_in), is_quiet=True),
    InPeriod(
        "left", _("状态变动时间"), [], _in_period(lambda p: p.partly("status_changed_on")), is_quiet=True
    ),
    InPeriod("visited", _("走访过"), [], _in_period(visited), is_quiet=True),
]


def offered(user, station: Station | None) -> list[Filter]:
    """The filters of a list of `user` narrowed to `station`: groups and staff only of a single village."""
    village = _village(user, station)
    groups, staff = [], []
    if village is not None:
        groups = _choices(VillageGroup.objects.filter(station=village))
        members = StaffMember.objects.filter(station=village, left_on__isnull=True)
        staff = _choices(members)
    own = [Filter("staff", _("跟进人员"), [(NONE, _("无跟进人")), *staff], _followed_by)]
    if groups:
        own.insert(
            0,
            Filter(
                "group",
                _("村民小组/网格"),
                groups,
                lambda value: Q(household__village_group=value),
            ),
        )
    return [*own, *FILTERS]


def _choices(rows):
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _village(user, station):
    grants = user.grants(Verb.VIEW)
    if station is None and len(grants) == 1:
        station = grants[0].station
    return station if station is not None and station.is_leaf else None


def _followed_by(value):
    return worklists.nobody_follows(timezone.localdate()) if value == NONE else Q(follow_up_staff=value)
