"""Whether a user's right reaches a station that is already at hand, without asking the database again."""


def reaches(user, verb, station) -> bool:
    """Whether `user` holds `verb` at `station`: by a membership there or above. False for no station."""
    return station is not None and any(station.path.startswith(grant.path) for grant in user.grants(verb))
