"""A city of made-up people with what belongs to them, written straight into the tables."""

import datetime
import itertools
import random

from django.db import transaction
from django.utils import timezone

from care_activities.models import Plaque, Visit
from care_activities.tallies import recount_plaques, recount_visits
from stations import bulk
from stations.divisions import load_divisions
from stations.models import StaffMember, Station, Venue
from veterans import tallies
from veterans.derive import derive
from veterans.models import (
    Benefit,
    Employment,
    Honour,
    Household,
    PartyMembership,
    PersonFile,
    Placement,
    ServiceRecord,
)
from veterans.services.people import refresh_derived
from veterans.vocabulary import (
    BenefitType,
    EmployerNature,
    EmploymentStatus,
    ObjectClass,
    PlacementType,
    PoliticalStatus,
    Treatment,
    code_for,
)
from veterans_portal.demo.people_maker import HEADERS, make_people

from .copies import copy_people
from .themes import add_themes

VISIT_YEARS = 3  # people were visited in each of the last three years
_AT_ONCE = 5_000
_MADE = 100_000  # at most: more people are copies of these, which the database makes twenty times as fast
_RECOUNTED = 200  # stations at once
# When people are visited: the months of each occasion, of which a station keeps to one a year.
_OCCASIONS = {
    "spring_festival": (1, 2),
    "army_day": (7, 8),
    "mid_autumn": (9, 10),
    "double_ninth": (10,),
    "routine": range(1, 13),
}
_SHARES = (35, 35, 10, 8, 12)
_SEED = 1


def populate(count, *, visits_a_year=1) -> None:
    """The real divisions, and `count` people over all villages in use with households, records and visits.

    `visits_a_year`: of each person in each of the last VISIT_YEARS, five at most.

    Buckets and figures are brought up to date as after any bulk import; statistics of the database are not.
    Of more than 100,000 people every village has the same ones several times, with records of their own.
    """
    copies = -(-count // _MADE)
    load_divisions()
    Station.objects.active().update(is_established=True)
    stations = {station.code: station for station in Station.objects.all()}
    city = City(stations, visits_a_year)
    people = make_people(count // copies, seed=_SEED)
    while rows := list(itertools.islice(people, _AT_ONCE)):
        with transaction.atomic():
            city.settle([dict(zip(HEADERS, row, strict=True)) for row in rows])
    add_themes()
    with transaction.atomic():
        _organise(stations.values())
        Station.objects.bulk_update(stations.values(), ["last_archive_number"], batch_size=200)
        refresh_derived(PersonFile.objects.values_list("pk", flat=True))
    copy_people(copies - 1)
    ids = [station.pk for station in stations.values()]
    for start in range(0, len(ids), _RECOUNTED):
        with transaction.atomic():
            for recount in (tallies.recount, recount_visits, recount_plaques):
                recount(ids[start : start + _RECOUNTED])


class City:
    """Remembers what later people join: the household before, the archive numbers given."""

    def __init__(self, stations, visits_a_year):
        self.stations = stations
        self.visits_a_year = visits_a_year
        self.villages = [s for s in stations.values() if s.tier == Station.Tier.VILLAGE and s.is_active]
        self.households = {}
        self.random = random.Random(_SEED)
        self.today = timezone.localdate()

    def settle(self, rows):
        """Writes the people of `rows` (header -> text) and everything of theirs."""
        new_homes = bulk.reserve_ids(Household, len(rows))
        people = []
        for pk, home_pk, cells in zip(bulk.reserve_ids(PersonFile, len(rows)), new_homes, rows, strict=True):
            people.append((self._person(pk, home_pk, cells), cells))
        opened = [
            (p, cells) for (p, cells), home in zip(people, new_homes, strict=True) if p.household_id == home
        ]
        _insert(Household, (self._household(person, cells) for person, cells in opened))
        _insert(PersonFile, (_columns(person) for person, _cells in people))
        for model, part in _PARTS.items():
            _insert(model, (part(person, cells) for person, cells in people))
        _insert(Plaque, (self._plaque(person) for person, _cells in opened))
        _insert(Visit, (visit for person, _cells in people for visit in self._visits(person)))

    def _person(self, pk, home_pk, cells):
        station = self.stations[cells["所属站"]]
        station.last_archive_number += 1
        person = PersonFile(
            pk=pk,
            archive_no=f"{station.code}-{station.last_archive_number:04d}",
            name=cells["姓名"],
            id_number=cells["身份证号"],
            mobile=cells["手机"] if self.random.random() < 0.9 else None,
            classes=self._classes(cells),
            political_status=code_for(PoliticalStatus, cells["政治面貌"]),
            hukou_address=cells["户籍地址"],
            residence_address=cells["常住地址"],
            managing_station=station,
            household_id=self._home(station, home_pk),
            verified_on=datetime.date.fromisoformat(cells["核实日期"])
            if self.random.random() < 0.8
            else None,
            status=self.random.choices(["active", "moved", "deceased"], [94, 3, 3])[0],
        )
        if self.random.random() < 0.05:
            person.residence_station = self.random.choice(self.villages)
        derive(person)
        return person

    def _classes(self, cells):
        survivor = self.random.random()
        if survivor < 0.02:
            return (self.random.choice([ObjectClass.MARTYR_SURVIVOR, ObjectClass.MILITARY_FAMILY]),)
        return (code_for(ObjectClass, cells["人员类别"]),)

    def _home(self, station, home_pk):
        """One in ten has none, one in eight lives in the household opened before in the village."""
        chance = self.random.random()
        if chance < 0.1:
            return None
        if chance > 0.225 or station.pk not in self.households:
            self.households[station.pk] = home_pk
        return self.households[station.pk]

    def _household(self, person, cells):
        return {
            "id": person.household_id,
            "station_id": person.managing_station_id,
            "number": f"{person.pk:06d}",
            "head_name": person.name,
            "address": cells["户籍地址"],
        }

    def _plaque(self, person):
        hung = self.random.random() < 0.85
        return {
            "station_id": person.managing_station_id,
            "household_id": person.household_id,
            "role": "TY",
            "initiated_by": "station",
            "status": "hung" if hung else "to_hang",
            "hung_date_unknown": hung,
        }

    def _visits(self, person):
        occasions = list(_OCCASIONS)
        for year in range(self.today.year, self.today.year - VISIT_YEARS, -1):
            [first] = self.random.choices(range(len(occasions)), _SHARES)
            for number in range(first, first + self.visits_a_year):
                yield self._visit(person, year, occasions[number % len(occasions)])

    def _visit(self, person, year, occasion):
        months = _OCCASIONS[occasion]
        month = self.random.choice(months) if occasion == "routine" else months[year % len(months)]
        day = datetime.date(year, month, self.random.randint(1, 28))
        return {
            "station_id": person.managing_station_id,
            "person_id": person.pk,
            "date": day if day <= self.today else day.replace(year=year - VISIT_YEARS),
            "occasion": occasion,
            "method": "home",
            "cash": self.random.choice([0, 200, 500]),
        }


def _columns(instance):
    values = {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
    return {name: value for name, value in values.items() if value is not None}


def _insert(model, rows):
    rows = [row for row in rows if row]
    for row, pk in zip(rows, bulk.reserve_ids(model, len(rows)), strict=True):
        row.setdefault("id", pk)
    bulk.insert(model, rows)


def _service(person, cells):
    return {
        "person_id": person.pk,
        "enlisted_on": cells["入伍时间"],
        "discharged_on": cells["退役时间"],
        "combat": cells["是否参战"] == "是",
    }


def _placement(person, cells):
    return {"person_id": person.pk, "type": code_for(PlacementType, cells["安置类别"])}


def _benefit(person, cells):
    return cells["优抚类别"] and {
        "person_id": person.pk,
        "type": code_for(BenefitType, cells["优抚类别"]),
        "treatment": code_for(Treatment, cells["优抚待遇"]),
        "status": "1",
    }


def _employment(person, cells):
    return {
        "person_id": person.pk,
        "status": code_for(EmploymentStatus, cells["就业状态"]),
        "employer": cells["工作单位"],
        "employer_nature": code_for(EmployerNature, cells["单位性质"]) or "",
    }


def _party(person, cells):
    return cells["政治面貌"] == "中共党员" and {"person_id": person.pk, "relation_status": "2"}


def _honour(person, cells):
    return person.pk % 50 == 0 and {
        "person_id": person.pk,
        "title": "优秀共产党员",
        "kind": "21",
        "year": 2020,
    }


_PARTS = {
    ServiceRecord: _service,
    Placement: _placement,
    Benefit: _benefit,
    Employment: _employment,
    PartyMembership: _party,
    Honour: _honour,
}


def _organise(stations):
    """Two of staff and a venue at every station."""
    places = [station for station in stations if station.is_active]
    StaffMember.objects.bulk_create(
        StaffMember(station=station, name=name, post=post, is_party_member=True, is_dedicated=True)
        for station in places
        for name, post in (("梁站长", "head"), ("何专责", "worker"))
    )
    Venue.objects.bulk_create(
        Venue(station=station, kind="elderly_care", name="居家养老服务站") for station in places
    )
