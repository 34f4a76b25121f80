"""What an import may do to what is on file, by the rights of whoever imports."""

from ..roles import Verb
from .columns import ImportVerb

# The right that each permission of an import needs, at the station that limits the import.
NEEDED = {
    ImportVerb.CREATE: Verb.ADD,
    ImportVerb.FILL: Verb.CHANGE,
    ImportVerb.CHANGE: Verb.CHANGE,
    ImportVerb.MOVE: Verb.APPROVE,
    ImportVerb.WITHDRAW: Verb.APPROVE,
}


def grantable(user, station=None) -> list[ImportVerb]:
    """What `user` may allow an import at `station` to do, in the order of ImportVerb; without one, anywhere."""
    held = {}
    for verb in set(NEEDED.values()):
        grants = user.grants(verb)
        held[verb] = any(station is None or station.path.startswith(grant.path) for grant in grants)
    return [verb for verb in ImportVerb if held[NEEDED[verb]]]
