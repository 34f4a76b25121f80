"""The official division table and the names of the stations that stand in its places.

Source: statistics bureau, 12-digit codes of 2023-06-30 (`data/jiangmen_divisions.csv`); names and
inactive zones by domain §0.
"""

import csv
from pathlib import Path
from typing import NamedTuple

from .models import Station, StationAlias

DIVISIONS_FILE = Path(__file__).parent / "data" / "jiangmen_divisions.csv"
# 江海区 is also the high-tech zone: one administration.
KNOWN_ALIASES = {"440704000000": ("高新区", "江门高新区")}
_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("村委会", "村"),
    ("居委会", "社区"),
)
_QUASI_TOWNS = range(400, 600)  # development zones, farms, a prison: GB/T 10114 类似乡级


class Division(NamedTuple):
    code: str
    name: str
    tier: str
    parent_code: str

    @property
    def place_name(self):
        """直冲村委会 -> 直冲村, 天福社区居委会 -> 天福社区, 良村村委会 -> 良村."""
        for ending, short in _ENDINGS:
            if self.tier == Station.Tier.VILLAGE and self.name.endswith(ending):
                stem = self.name.removesuffix(ending)
                return stem if short == "村" and stem.endswith("村") else stem + short
        return self.name

    @property
    def station_name(self):
        """City and district: 退役军人服务中心; town and village: 退役军人服务站 (law art. 65-66)."""
        centre = self.tier in (Station.Tier.CITY, Station.Tier.DISTRICT)
        return self.place_name + ("退役军人服务中心" if centre else "退役军人服务站")

    @property
    def is_active(self):
        return int(self.code[6:9]) not in _QUASI_TOWNS


def read_divisions(path=DIVISIONS_FILE):
    """The rows of a division table, parents before children."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [Division(**row) for row in csv.DictReader(file)]


def load_divisions(path=DIVISIONS_FILE):
    """Creates the stations of the table that do not exist yet; returns how many were created.

    Existing stations keep what was entered for them. Children of an inactive zone are inactive too.
    """
    known = {station.code: station for station in Station.objects.all()}
    created = []
    for division in read_divisions(path):
        if division.code in known:
            continue
        parent = known.get(division.parent_code)
        station = Station(
            code=division.code,
            name=division.station_name,
            place_name=division.place_name,
            tier=division.tier,
            path=f"{parent.path if parent else ''}{division.code}/",
            is_active=division.is_active and (parent is None or parent.is_active),
        )
        known[division.code] = station
        created.append((station, parent))
    for tier in Station.Tier.values:  # parents first, so that their ids are known
        batch = [(station, parent) for station, parent in created if station.tier == tier]
        for station, parent in batch:
            station.parent = parent
        Station.objects.bulk_create([station for station, _ in batch], batch_size=500)
    aliases = [
        StationAlias(station=known[code], name=name)
        for code, names in KNOWN_ALIASES.items()
        for name in names
        if code in known
    ]
    StationAlias.objects.bulk_create(aliases, ignore_conflicts=True)
    return len(created)
