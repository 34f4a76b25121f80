"""Who may be entitled to what, as far as the file says: rules as data, never a decision (可能符合，请核实).

A file fits when no condition is known to fail and the deciding ones are known to hold. What is not on
file stays unknown and is to be asked.
"""

import datetime
from dataclasses import dataclass
from enum import Enum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.dates import months_before

from . import tallies
from .models import Benefit, Placement, PreferentialCard, ServiceRecord, SocialSecurity
from .parts import HasPart
from .vocabulary import (
    CARD_CLASSES,
    PERIODIC_TREATMENTS,
    RURAL_BENEFIT_AGE,
    BenefitType,
    EnlistmentHukou,
    FileStatus,
    ObjectClass,
    PensionInsurance,
    PlacementMethod,
    PlacementType,
)


@dataclass(frozen=True)
class RuralSoldierRule:
    """年满60周岁农村籍退役士兵 (domain §0): dates, age and the answers that speak for or against.

    `placed_home` says that somebody was settled in the countryside at discharge; `may_be_home` leaves it open
    and the hukou at enlistment speaks; every other way of placement means a place in town.
    """

    enlisted_from: str = "1954-11-01"
    enlisted_until: str = "2011-10-31"
    age: int = RURAL_BENEFIT_AGE
    announced_months: int = 3
    placed_home: frozenset = frozenset({PlacementType.SOLDIER_HOME})
    placed_home_by: frozenset = frozenset({PlacementMethod.HOME_PRODUCTION})
    may_be_home: frozenset = frozenset(
        {"", PlacementType.SOLDIER_SELF_EMPLOYED, PlacementType.SOLDIER_AS_DEMOBILISED}
    )
    may_be_home_by: frozenset = frozenset(
        {"", PlacementMethod.SELF_EMPLOYMENT, PlacementMethod.DEMOBILISATION}
    )
    town_pensions: frozenset = frozenset({PensionInsurance.EMPLOYEES, PensionInsurance.CIVIL_SERVANTS})


RULE = RuralSoldierRule()


class State(Enum):
    """What the file says of a condition."""

    MET = "good"
    UNKNOWN = "warn"
    FAILED = "bad"


@dataclass(frozen=True)
class Condition:
    text: str
    state: State


# --- at sixty ------------------------------------------------------------------------------------


def may_qualify_60(today: datetime.date) -> Q:
    """Files of 60 and older that may fit."""
    return Q(birth_date__lte=_born_by(today)) & _RURAL_SOLDIER


def turning_60(today: datetime.date) -> Q:
    """The same of those who turn sixty within the months that are announced."""
    soon = Q(birth_date__gt=_born_by(today), birth_date__lte=_born_by(today, RULE.announced_months))
    return soon & _RURAL_SOLDIER


def _born_by(today, months=0):
    """The birth date of whoever turns sixty in `months` months."""
    return months_before(today, RULE.age * 12 - months).isoformat()


def _of(model, *conditions):
    return Q(HasPart(model, *conditions))


def _coded(codes):
    return sorted(map(str, codes))


# "1954" and "1954-11" may be the first day as well.
_IN_WINDOW = Q(enlisted_on__lte=RULE.enlisted_until) & (
    Q(enlisted_on__gte=RULE.enlisted_from)
    | Q(enlisted_on__in=[RULE.enlisted_from[:4], RULE.enlisted_from[:7]])
)
_PLACED_HOME = Q(type__in=_coded(RULE.placed_home)) | Q(method__in=_coded(RULE.placed_home_by))
_PLACED_IN_TOWN = ~Q(type__in=_coded(RULE.placed_home | RULE.may_be_home)) | ~Q(
    method__in=_coded(RULE.placed_home_by | RULE.may_be_home_by)
)
_PAID_ELSEWHERE = tallies.PERIODIC_BENEFIT | (tallies.RUNNING_BENEFIT & Q(type=BenefitType.RURAL_OVER_60))
_RURAL_SOLDIER = (
    tallies.ACTIVE
    & ~Q(birth_date="")
    & tallies.has_class([ObjectClass.DISCHARGED_SOLDIER])
    & (_of(ServiceRecord, _IN_WINDOW) | ~_of(ServiceRecord, ~Q(enlisted_on="")))
    & (_of(Placement, _PLACED_HOME) | _of(ServiceRecord, Q(hukou_at_enlistment=EnlistmentHukou.RURAL)))
    & ~_of(Placement, _PLACED_IN_TOWN)
    & ~_of(Benefit, _PAID_ELSEWHERE)
    & ~_of(SocialSecurity, Q(pension_insurance__in=_coded(RULE.town_pensions)))
)


def conditions_60(person, today: datetime.date) -> list[Condition]:
    """The conditions one by one for a soldier who is, or soon will be, sixty; [] for everybody else.

    Also [] for who receives the benefit already or is no longer on file. Where one FAILED, the person is on
    neither list.
    """
    soon = _born_by(today, RULE.announced_months)
    if person.status != FileStatus.ACTIVE:
        return []
    if ObjectClass.DISCHARGED_SOLDIER not in person.classes or not "" < person.birth_date <= soon:
        return []
    benefits = [benefit for benefit in person.benefits.all() if benefit.is_running]
    if any(benefit.type == BenefitType.RURAL_OVER_60 for benefit in benefits):
        return []
    records = list(person.service_records.all())
    reached = person.birth_date <= _born_by(today)
    return [
        Condition(_("已满60周岁") if reached else _("三个月内满60周岁"), State.MET),
        Condition(_("1954年11月1日至2011年10月31日入伍"), _enlisted(records)),
        Condition(_("退役时回农村安置"), _settled(getattr(person, "placement", None), records)),
        Condition(_("没有享受其他定期抚恤补助"), _unpaid(benefits)),
        Condition(_("没有城镇职工养老保险"), _without_pension(getattr(person, "social_security", None))),
    ]


def fits(conditions: list[Condition]) -> bool:
    """Whether a file with these conditions is on the list: none failed, and the countryside is certain."""
    return bool(conditions) and conditions[2].state == State.MET and not _fails(conditions)


def _fails(conditions):
    return any(condition.state == State.FAILED for condition in conditions)


def _enlisted(records):
    known = [record.enlisted_on for record in records if record.enlisted_on]
    if not known:
        return State.UNKNOWN
    first = RULE.enlisted_from
    inside = [
        day for day in known if day <= RULE.enlisted_until and (day >= first or day in (first[:4], first[:7]))
    ]
    return State.MET if inside else State.FAILED


def _settled(placement, records):
    kind, method = (placement.type, placement.method) if placement else ("", "")
    if kind not in RULE.placed_home | RULE.may_be_home:
        return State.FAILED
    if method not in RULE.placed_home_by | RULE.may_be_home_by:
        return State.FAILED
    rural = any(record.hukou_at_enlistment == EnlistmentHukou.RURAL for record in records)
    at_home = kind in RULE.placed_home or method in RULE.placed_home_by
    return State.MET if rural or at_home else State.UNKNOWN


def _unpaid(benefits):
    if any(benefit.treatment in PERIODIC_TREATMENTS for benefit in benefits):
        return State.FAILED
    return State.UNKNOWN if any(not benefit.treatment for benefit in benefits) else State.MET


def _without_pension(security):
    if security is None or not security.pension_insurance:
        return State.UNKNOWN
    return State.FAILED if security.pension_insurance in RULE.town_pensions else State.MET


# --- 优待证 --------------------------------------------------------------------------------------

CARD_ENTITLED = tallies.ACTIVE & tallies.has_class(frozenset().union(*CARD_CLASSES.values()))


def card_due(_today: datetime.date) -> Q:
    """Files of who may hold a 优待证 and has not applied for one."""
    return CARD_ENTITLED & ~_of(PreferentialCard)
