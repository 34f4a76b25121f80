"""What is counted below a station, remembered until something is written there.

A unit is a town with all that lies below it, or what a city or district has of its own; below a town it is
each station. What was counted or drawn is kept in the cache beside the state of the stations it came from:
which they are, their versions, and their pulses, which every writing transaction raises
(`stations.tallies.lock`). The state is read before anything is counted: counts may be newer than it says and
are then counted again, they are never older. Processes that share no cache remember each for itself.
"""

import hashlib
from collections import defaultdict
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import Q
from django.db.models.functions import Substr

from stations.models import Station

_CODE = 13  # characters of a code and its mark in a path
_TOWN = 3  # codes in the path of a town
_FEW = 8  # more units are counted together with the whole subtree
_KEEP_SECONDS = 26 * 3600  # what is counted is that of a day
_SHAPE = 2  # raise it when something else is counted or drawn: the cache may outlive the program
_STATE = ("pk", "version", "pulse__number")


class Units:
    """Groups rows that lead to a station by the units of `station`; of few `chosen` ones, only theirs are read."""

    def __init__(self, station, chosen=()):
        self.path = station.path
        self.length = _CODE * max(_TOWN, len(station.path) // _CODE + 1)
        self.chosen = chosen if len(chosen) <= _FEW else ()

    def group(self, queryset, route="station__path", by=(), **sums):
        """`queryset` narrowed to the units: one row a unit (and value of the columns `by`), with `sums`."""
        inside = queryset.filter(self._within(route)).order_by()
        return inside.values(*by, branch=Substr(route, 1, self.length)).annotate(**sums)

    def _within(self, route):
        conditions = [
            Q(**{f"{route}__prefix" if len(unit) == self.length else route: unit}) for unit in self.chosen
        ]
        return reduce(or_, conditions) if conditions else Q(**{f"{route}__prefix": self.path})


def state_of(station) -> dict[str, list]:
    """`{path of a unit: state of its stations}` of the subtree of `station`: one statement."""
    length, found = Units(station).length, defaultdict(list)
    below = Station.objects.filter(path__prefix=station.path).order_by("path")
    for path, *state in below.values_list("path", *_STATE):
        found[path[:length]].append(state)
    return found


def digest_of(*state) -> str:
    return hashlib.blake2b(repr(state).encode(), digest_size=16).hexdigest()


def counted(state, as_of, count) -> dict:
    """`{path of a unit: counts}` for the units of `state`; `count(paths)` gives those that are not remembered."""
    keys = {unit: f"unit-{_SHAPE}-{as_of}-{unit}" for unit in state}
    kept = cache.get_many(keys.values())
    found = {unit: kept[key][1] for unit, key in keys.items() if key in kept and kept[key][0] == state[unit]}
    missing = sorted(state.keys() - found.keys())
    if missing:
        fresh = count(missing)
        found |= {unit: fresh[unit] for unit in missing}
        cache.set_many({keys[unit]: (state[unit], found[unit]) for unit in missing}, _KEEP_SECONDS)
    return found


def drawn(key, digest, draw):
    """What `draw()` gives, remembered under `key` as long as the digest is the same."""
    key = f"drawn-{_SHAPE}-{key}"
    kept = cache.get(key)
    if kept is None or kept[0] != digest:
        kept = (digest, draw())
        cache.set(key, kept, _KEEP_SECONDS)
    return kept[1]
