"""A city of made-up files and little else, quick enough for a million: for measuring search and lists.

Names, numbers, households, groups and benefits; no visits, no records of service or work.
"""

import datetime
import itertools
import random
from collections import defaultdict

from django.db import transaction

from stations import bulk
from stations.divisions import load_divisions
from stations.models import Station, VillageGroup
from veterans import tallies
from veterans.buckets import Bucket
from veterans.derive import id_digest, name_keys, phone_digest
from veterans.models import Benefit, Household, PersonFile
from veterans.vocabulary import BenefitType, ObjectClass, Treatment, code_for
from veterans_portal.demo.people_maker import HEADERS, make_people

_AT_ONCE = 10_000
_GROUPS = 9
_SEED = 1


def fill(count) -> None:
    """The real divisions and `count` files over all villages in use, with the figures of the stations.

    Statistics of the database are not brought up to date.
    """
    load_divisions()
    Station.objects.active().update(is_established=True)
    stations = list(Station.objects.order_by("pk"))
    villages = Villages(stations)
    people = make_people(count, seed=_SEED)
    while rows := list(itertools.islice(people, _AT_ONCE)):
        with transaction.atomic():
            villages.settle([dict(zip(HEADERS, row, strict=True)) for row in rows])
    with transaction.atomic():
        tallies.recount([station.pk for station in stations])


class Villages:
    """Remembers what later people join: the groups, the household opened last, the archive numbers given."""

    def __init__(self, stations):
        self.stations = {station.code: station for station in stations}
        self.villages = [s for s in stations if s.is_leaf and s.is_active]
        self.random = random.Random(_SEED)
        self.serials, self.homes, self.groups = defaultdict(int), {}, defaultdict(list)
        VillageGroup.objects.bulk_create(
            VillageGroup(station=station, name=f"第{number}小组")
            for station in self.villages
            for number in range(1, _GROUPS + 1)
        )
        for pk, station in VillageGroup.objects.values_list("pk", "station_id"):
            self.groups[station].append(pk)

    def settle(self, rows):
        """Writes the files of `rows` (header -> text), their households and benefits."""
        people, homes, benefits = [], [], []
        new_homes = bulk.reserve_ids(Household, len(rows))
        for pk, home, cells in zip(bulk.reserve_ids(PersonFile, len(rows)), new_homes, rows, strict=True):
            station = self.stations[cells["所属站"]]
            if station.pk not in self.homes or self.random.random() < 0.5:
                self.homes[station.pk] = home
                homes.append(self._household(home, station, cells))
            people.append(self._person(pk, station, cells))
            if cells["优抚类别"]:
                benefits.append(_benefit(pk, cells))
        bulk.insert(Household, homes)
        bulk.insert(PersonFile, people)
        for row, pk in zip(benefits, bulk.reserve_ids(Benefit, len(benefits)), strict=True):
            row["id"] = pk
        bulk.insert(Benefit, benefits)

    def _household(self, pk, station, cells):
        return {
            "id": pk,
            "station_id": station.pk,
            "number": f"{pk:07d}",
            "head_name": cells["姓名"],
            "address": cells["户籍地址"],
            "village_group_id": self.random.choice(self.groups[station.pk]),
        }

    def _person(self, pk, station, cells):
        """The columns as `derive` would set them, without asking again what the maker knows."""
        self.serials[station.pk] += 1
        number, chance = cells["身份证号"], self.random.random
        rare = chance() < 0.02
        return {
            **name_keys(cells["姓名"]),
            "id": pk,
            "archive_no": f"{station.code}-{self.serials[station.pk]:04d}",
            "name": cells["姓名"],
            "id_number": number,
            "id_digest": id_digest(number),
            "id_last4": number[-4:],
            "is_sample": True,
            "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
            "sex": "1" if int(number[16]) % 2 else "2",
            "mobile": cells["手机"],
            "mobile_digest": phone_digest(cells["手机"]),
            "classes": [ObjectClass.MARTYR_SURVIVOR if rare else ObjectClass.DISCHARGED_SOLDIER],
            "bucket": "" if rare else _bucket(cells),
            "managing_station_id": station.pk,
            "residence_station_id": self.random.choice(self.villages).pk if chance() < 0.05 else None,
            "household_id": self.homes[station.pk],
            "residence_address": cells["常住地址"],
            "tags": ["7"] if chance() < 0.01 else [],
            "verified_on": datetime.date.fromisoformat(cells["核实日期"]) if chance() < 0.8 else None,
            "completeness": self.random.randint(30, 100),
            "status": self.random.choices(["active", "moved_out", "deceased"], [94, 3, 3])[0],
        }


def _bucket(cells):
    return Bucket.KEY_PREFERENTIAL if cells["优抚类别"] else Bucket.DISCHARGED_SOLDIER


def _benefit(person_id, cells):
    return {
        "person_id": person_id,
        "type": code_for(BenefitType, cells["优抚类别"]),
        "treatment": code_for(Treatment, cells["优抚待遇"]),
        "status": "1",
    }
