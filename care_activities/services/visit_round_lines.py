"""Lines of a running round: adding who was left out (补入), and taking in visits registered without the round."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import tallies as floor_tallies
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans.services.rights import require, require_station
from veterans.vocabulary import FileStatus

from ..models import Visit, VisitRoundLine
from .visit_rounds import missed_set, require_running
from .visits import visit_write
from .writing import noted


@transaction.atomic
def line_add(*, actor, visit_round, station, person, reason) -> VisitRoundLine:
    """补入名单: lists `person`, or the household in a round by household, at the `station` where they live.

    Raises PermissionDenied, ValidationError without a reason and for who is listed already, and ServiceError
    when the round has ended, for who does not live there and for a file that is not 在册, as after a death.
    """
    require_station(actor, Verb.ADD, station)
    require(actor, Verb.VIEW, person)
    floor_tallies.lock([station.pk])
    require_running(visit_round)
    person = PersonFile.objects.select_related("household").get(pk=person.pk)
    if person.status != FileStatus.ACTIVE:
        raise ServiceError(_("这份档案已不在册，不能补入名单；请先核对档案状态。"))
    if _home_of(person) != station.pk or not station.path.startswith(visit_round.station.path):
        raise ServiceError(_("这位对象不住在这个站，请由常住地的站补入。"))
    line = VisitRoundLine(
        round=visit_round,
        station=station,
        added_on=timezone.localdate(),
        added_reason=reason.strip(),
        **_target(visit_round, person),
    )
    if _listed(line):
        raise ValidationError(_("已经在这个批次的名单上，不用补入。"))
    if not line.added_reason:
        raise ValidationError({"reason": _("请写明为什么补入名单。")})
    line.full_clean()
    line.save()
    noted(line, actor=actor)
    return line


def to_add(visit_round, station, user) -> QuerySet:
    """Who lives at `station` and does not stand on the list of `visit_round`, as far as `user` may see them."""
    listed = VisitRoundLine.objects.filter(round=visit_round)
    here = Q(residence_station=station) | Q(residence_station__isnull=True, managing_station=station)
    people = PersonFile.objects.visible_to(user).filter(here, status=FileStatus.ACTIVE)
    people = people.exclude(pk__in=listed.filter(person__isnull=False).values("person"))
    if visit_round.is_by_household:
        with_home = Q(household__in=listed.filter(household__isnull=False).values("household"))
        people = people.exclude(with_home, household__station=station)
    return people.select_related("household")


def _home_of(person):
    return person.residence_station_id or person.managing_station_id


def _target(visit_round, person):
    home = person.household
    if visit_round.is_by_household and home and home.station_id == _home_of(person):
        return {"household": home}
    return {"person": person}


def _listed(line):
    target = {"person": line.person} if line.person else {"household": line.household}
    return VisitRoundLine.objects.filter(round=line.round, **target).exists()


# Visits registered before or without the round


def loose_visits(visit_round, lines) -> dict[tuple, Visit]:
    """`{(person id, household id): visit}` that might be the visits of `lines`: same people, station and festival.

    They belong to no round and lie between the first days of this one and today; the latest of several.
    """
    people = [line.person_id for line in lines if line.person_id]
    homes = [line.household_id for line in lines if line.household_id]
    found = Visit.objects.filter(
        Q(person__in=people) | Q(household__in=homes),
        round__isnull=True,
        occasion=visit_round.occasion,
        date__gte=visit_round.visits_from,
        station__in={line.station_id for line in lines},
    )
    return {(visit.person_id, visit.household_id): visit for visit in found.order_by("date", "pk")}


@transaction.atomic
def visits_link(*, actor, visit_round, station, line=None) -> int:
    """归入批次: the visits that `loose_visits` finds for the waiting lines of `station`, or for `line` alone.

    Returns how many were linked; who is linked by another meanwhile is left as it is. Raises
    PermissionDenied, and ServiceError when the round has ended.
    """
    require_station(actor, Verb.CHANGE, station)
    floor_tallies.lock([station.pk])
    require_running(visit_round)
    waiting = VisitRoundLine.objects.filter(round=visit_round, station=station)
    waiting = waiting.filter(pk=line.pk) if line else waiting
    of_round = set(visit_round.visits.values_list("person_id", "household_id"))
    lines = {
        (one.person_id, one.household_id): one
        for one in waiting.select_related("person", "household", "station")
        if (one.person_id, one.household_id) not in of_round
    }
    found = loose_visits(visit_round, lines.values())
    for target, visit in found.items():
        _link(actor, visit_round, lines[target], visit)
    return len(found)


def _link(actor, visit_round, line, visit):
    before = Visit.objects.get(pk=visit.pk)
    visit.round = visit_round
    visit_write(visit, actor=actor)
    noted(visit, actor=actor, before=before)
    if line.missed:
        missed_set(actor, line, "", "")
