"""长者饭堂: registering meals, and who meets the price rules of a canteen."""

import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.tallies import lock
from veterans.ages import age_on
from veterans.services.rights import require, require_links, require_station
from veterans.vocabulary import FileStatus

from ..care_tallies import recount_care
from ..models import DiningUse
from .writing import settle


class Eligibility(StrEnum):
    """Whether somebody meets a rule: yes, not known from the file, or no; the better answer first."""

    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"


@transaction.atomic
def dining_use_record(*, actor, venue, date, meals, **details) -> DiningUse:
    """Registers meals at the canteen `venue`; `details` are further fields.

    Raises PermissionDenied outside the actor's scope and ValidationError.
    """
    require_station(actor, Verb.ADD, venue.station)
    use = DiningUse(venue=venue, date=date, meals=meals, **details)
    lock(use.scope_station_ids())
    dining_use_write(use, actor=actor)
    settle(use, actor=actor, recount=recount_care)
    return use


def dining_use_write(use, *, actor) -> None:
    """Checks and saves meals; lock, audit and recount are the caller's. Raises as a save does."""
    stored = DiningUse.objects.filter(pk=use.pk).first()
    require_links(actor, use, stored)
    if stored is None:
        if use.person:
            require(actor, Verb.CHANGE, use.person)  # age and tags are told: only who keeps the file is asked
    elif stored.person_id != use.person_id:
        raise ValidationError(_("用餐人登记后不能更换；登记错了，请删除这条，再重新登记。"))
    use.full_clean()
    use.save()


def eligibility(rule, person, day: datetime.date) -> Eligibility:
    """Whether `person` meets the DiningBenefit `rule` on `day`, by age that day or by a tag; 在册 people only."""
    if person.status != FileStatus.ACTIVE:
        return Eligibility.NOT_MET
    if set(rule.tags) & set(person.tags) or (rule.minimum_age is None and not rule.tags):
        return Eligibility.MET
    if rule.minimum_age is None:
        return Eligibility.NOT_MET
    age = age_on(person.birth_date, day)
    if age is None:
        return Eligibility.UNKNOWN
    return Eligibility.MET if age >= rule.minimum_age else Eligibility.NOT_MET


def eligibility_of(rules, person, day: datetime.date) -> Eligibility:
    """The best answer that any of `rules` gives; MET where a canteen has none, since nothing speaks against it."""
    answers = {eligibility(rule, person, day) for rule in rules} or {Eligibility.MET}
    return next(answer for answer in Eligibility if answer in answers)


def eligible(rules, day: datetime.date) -> Q:
    """The same of files: those that meet one of `rules`; none without rules."""
    found = Q(pk__in=[])
    for rule in rules:
        if rule.minimum_age is None and not rule.tags:
            return Q(status=FileStatus.ACTIVE)
        if rule.tags:
            found |= Q(tags__has_any_code=list(rule.tags))
        if rule.minimum_age is not None:
            # As precise as known: the year alone comes before every day of it.
            found |= Q(birth_date__gt="", birth_date__lte=_born_by(day, rule.minimum_age))
    return Q(status=FileStatus.ACTIVE) & found


def unknown(rules) -> Q:
    """Files without the birth date that the rules ask for."""
    if not any(rule.minimum_age is not None for rule in rules):
        return Q(pk__in=[])
    return Q(status=FileStatus.ACTIVE, birth_date="")


def dining_warning(use) -> str:
    """What speaks against the reduced price of a named person, "" for nothing; the meals are registered anyway."""
    if use.person is None:
        return ""
    answer = eligibility_of(list(use.venue.dining_benefits.all()), use.person, use.date)
    if answer == Eligibility.MET:
        return ""
    if answer == Eligibility.UNKNOWN:
        return _("%s 的档案没有出生日期，不能确定是否符合优惠条件；用餐已经登记，请核实。") % use.person.name
    return _("%s 按年龄和标签不符合这个饭堂的优惠条件；用餐已经登记，请核实。") % use.person.name


def _born_by(day, age):
    return f"{day.year - age:04}{day.isoformat()[4:]}"
