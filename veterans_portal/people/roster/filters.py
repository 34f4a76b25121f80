"""What a list of people can be narrowed by besides station, class and status: a closed catalogue.

A value stands in the address; it is a code of a vocabulary or the id of a group or of a staff member.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import LessThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import StaffMember, Station, VillageGroup
from stations.roles import Verb
from stations.scoping import Unindexed
from veterans import composition
from veterans.buckets import Bucket
from veterans.models import Benefit, PartyMembership
from veterans.vocabulary import (
    ENDED_BENEFIT_STATUSES,
    BenefitType,
    Demand,
    PersonTag,
    RelationStatus,
    ServiceNeed,
    Sex,
)

from .. import worklists

NONE = composition.NONE


@dataclass(frozen=True)
class Filter:
    """One choice: `condition(value)` says which files stay, `choices` are `(value, label)`."""

    key: str
    label: str
    choices: list
    condition: Callable[[str], Q]

    def accepts(self, value) -> bool:
        return any(value == offered for offered, _label in self.choices)

    def label_of(self, value) -> str:
        return next(label for offered, label in self.choices if offered == value)


def _with(model, **conditions):
    return Q(Exists(model.objects.filter(person=OuterRef("pk"), **conditions)))


def _running_benefit(kind):
    running = Benefit.objects.exclude(status__in=sorted(ENDED_BENEFIT_STATUSES))
    return Q(Exists(running.filter(person=OuterRef("pk"), type=kind)))


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
