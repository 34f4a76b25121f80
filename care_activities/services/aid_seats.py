"""Who decides what about aid: the village opens and verifies, the street reviews, the county approves and pays."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans.services.rights import require_station

from ..models import AidDecision, AidProcedure
from ..vocabulary import AidAct, AidStep, Posting

_TIERS = {
    AidStep.STREET: (Station.Tier.TOWN, Station.Tier.DISTRICT, Station.Tier.CITY),
    AidStep.COUNTY_FIRST: (Station.Tier.DISTRICT, Station.Tier.CITY),
    AidStep.COUNTY: (Station.Tier.DISTRICT, Station.Tier.CITY),
}
# Who entered the application decides none of its steps, and nobody decides two.
_ENTERED = frozenset({AidAct.APPLIED})
_DECIDED = frozenset({AidAct.PASSED, AidAct.OVERTURNED})


def seat_of(step, station) -> Station:
    """The station that decides `step` of a case of `station`: the nearest of the right tier, else the highest."""
    above = list(Station.objects.filter(code__in=station.path_codes).order_by("-path"))
    found = {row.tier: row for row in above}
    return next((found[tier] for tier in _TIERS[AidStep(step)] if tier in found), above[-1])


def holds_seat(actor, step, station) -> bool:
    """Whether `actor` may approve at the seat of `step`."""
    if actor is None:
        return True
    seat = seat_of(step, station)
    return any(seat.path.startswith(grant.path) for grant in actor.grants(Verb.APPROVE))


def require_seat(actor, step, station) -> Station:
    """The seat of `step`; PermissionDenied for who may not approve there."""
    seat = seat_of(step, station)
    require_station(actor, Verb.APPROVE, seat)
    return seat


def may_decide(actor, application) -> bool:
    """Whether `actor` may decide the step at which `application` waits."""
    return holds_seat(actor, application.step, application.station) and not _took_part(actor, application)


def require_decider(actor, application) -> Station:
    """The seat of the current step; PermissionDenied without the right, ServiceError for who took part already."""
    seat = require_seat(actor, application.step, application.station)
    if _took_part(actor, application):
        raise ServiceError(_("您已经办过这份申请的申请或前一环节，这一环节请由另一位同事办理。"))
    return seat


def may_review(actor, application) -> bool:
    """复核 is for somebody who decided nothing in the application, at the same tier or above."""
    if not holds_seat(actor, application.step, application.station):
        return False
    return actor is None or not AidDecision.objects.filter(application=application, by=actor).exists()


def require_reviewer(actor, application) -> Station:
    """The seat of the step under review; PermissionDenied, or ServiceError for who took part already."""
    seat = require_seat(actor, application.step, application.station)
    if not may_review(actor, application):
        raise ServiceError(_("复核要由没有办过这份申请的同事或上级办理。"))
    return seat


def _took_part(actor, application):
    if actor is None:
        return False
    acts = _ENTERED | _DECIDED
    if application.step == AidStep.COUNTY:
        acts |= {AidAct.EMERGENCY}
    return AidDecision.objects.filter(application=application, by=actor, act__in=acts).exists()


def procedure_of(case) -> AidProcedure:
    """The steps for `case`: of the nearest station that names some, for its kind before those for all kinds.

    Where nobody named any: 镇街审核, 视情公示, 县级审批 (广东省困难退役军人帮扶援助办法); unsaved.
    """
    rows = AidProcedure.objects.filter(
        station__code__in=case.station.path_codes, kind__in=["", case.kind]
    ).select_related("station")
    found = max(rows, key=lambda row: (len(row.station.path), row.kind), default=None)
    steps = (AidStep.STREET, AidStep.COUNTY)
    return found or AidProcedure(steps=steps, posting=Posting.WHERE_FIT)


def require_manager_of_rules(actor, station) -> None:
    """PermissionDenied for who may not approve at the city or county whose rules they are."""
    if station.tier not in (Station.Tier.CITY, Station.Tier.DISTRICT):
        raise PermissionDenied
    require_station(actor, Verb.APPROVE, station)
