"""Which tier a user speaks for when it comes to plaques: village, street (镇街) or county (县级)."""

from django.core.exceptions import PermissionDenied

from stations.models import Station
from stations.roles import Verb
from stations.scoping import at
from veterans.services.transfers import county_of

_COUNTY = (Station.Tier.DISTRICT, Station.Tier.CITY)
_STREET = (Station.Tier.TOWN, *_COUNTY)


def is_county(actor, station) -> bool:
    """Whether `actor` decides for the county about plaques of `station`; the portal itself (None) does."""
    return _stands(actor, station, _COUNTY)


def is_street(actor, station) -> bool:
    """Whether `actor` may sign the street's opinion about plaques of `station`."""
    return _stands(actor, station, _STREET)


def require_county(actor, station) -> None:
    if not is_county(actor, station):
        raise PermissionDenied


def require_street(actor, station) -> None:
    if not is_street(actor, station):
        raise PermissionDenied


def below_county(actor, model):
    """The condition of rows of `model` about which `actor` decides for the county."""
    return at([grant for grant in actor.grants(Verb.APPROVE) if grant.station.tier in _COUNTY], model.scope)


def below_street(actor, model):
    return at([grant for grant in actor.grants(Verb.APPROVE) if grant.station.tier in _STREET], model.scope)


def holds_county(actor) -> bool:
    """Whether `actor` decides for some county."""
    return any(grant.station.tier in _COUNTY for grant in actor.grants(Verb.APPROVE))


def county_station(station) -> Station:
    """Whose decision it is: the district of `station`, else what stands above it."""
    return county_of(station) or station.parent or station


def _stands(actor, station, tiers):
    if actor is None:
        return True
    grants = actor.grants(Verb.APPROVE)
    return any(grant.station.tier in tiers and station.path.startswith(grant.path) for grant in grants)
