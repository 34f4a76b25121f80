"""Whether a user's right reaches a station that is already at hand, without asking the database again."""

from stations.roles import Verb


def reaches(user, verb, station) -> bool:
    """Whether `user` holds `verb` at `station`: by a membership there or above. False for no station."""
    return station is not None and any(station.path.startswith(grant.path) for grant in user.grants(verb))


def works_at(user, station) -> bool:
    """Whether `user` may view files by a membership at `station` itself, not only above it."""
    return station is not None and any(station.pk == grant.station_id for grant in user.grants(Verb.VIEW))
