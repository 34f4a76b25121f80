"""The article's two villages row by row: 直冲村 and 天福社区, so that every figure is counted, none stored."""

import csv
import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from care_activities.models import Visit
from care_activities.services.plaques import plaque_register
from care_activities.tallies import recount_visits
from stations.dates import months_before
from stations.models import RegionIndicator, StaffMember, SupportMember, Venue
from stations.tallies import lock
from tests.veterans.people import register_many
from veterans import tallies
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

ZHICHONG, TIANFU, CITY = "440704004212", "440703006121", "440700000000"
FIGURES_FILE = Path(__file__).resolve().parents[1] / "data" / "article_figures.csv"
TITLES = ("江门市农村青年创业致富带头人", "江海建设青年突击手", "江门市江海区优秀党组织书记")
TIANFU_VENUES = (
    "corridor party_room meeting_room reading_room health_station mediation_room chess_room media_room"
).split()


def article(code):
    """`{key: (expected text, rule)}` of the article for one station."""
    with FIGURES_FILE.open(encoding="utf-8") as lines:
        return {
            r["key"]: (r["expected"], r["rule"]) for r in csv.DictReader(lines) if r["station_code"] == code
        }


def settle(station):
    """What every bulk writer does before its rows and after they are in."""
    with transaction.atomic():
        lock([station.pk])
    refresh_derived(PersonFile.objects.filter(managing_station=station).values_list("pk", flat=True))
    tallies.recount([station.pk])


def household(station, number, **values):
    return Household.objects.create(station=station, number=number, head_name=f"陈{number}", **values)


def zhichong(tree, today):
    """103 veterans with what they do, the organisation, and three years of festival visits before `today`."""
    station = tree[ZHICHONG]
    station.area_km2, station.residents = Decimal(5), 5685
    station.host_place, station.home_name = "party_centre", "军人之家"
    station.save()
    people = register_many(station, [f"陈{serial}" for serial in range(103)])
    for serial, person in enumerate(people):
        if serial < 21:
            Benefit.objects.create(person=person, type="42", treatment="3" if serial < 6 else "", status="1")
        if 15 <= serial < 24:
            ServiceRecord.objects.create(person=person, combat=True)
        if 20 <= serial < 61:
            PartyMembership.objects.create(person=person, relation_status="2")
        if 40 <= serial < 56:
            Employment.objects.create(person=person, employer_nature="01")
        if 56 <= serial < 61:
            Employment.objects.create(person=person, employer_nature="05", committee_post="06")
        if 61 <= serial < 73:
            Employment.objects.create(person=person, status="04")
    for title in TITLES:
        Honour.objects.create(person=people[56], title=title, kind="21")
    settle(station)
    organisation(station)
    festival_visits(station, people, today)
    return station


def organisation(station):
    StaffMember.objects.create(station=station, name="梁站长", post="head", concurrent_post="村党委书记")
    for name in ("何专责", "李专责"):
        StaffMember.objects.create(
            station=station, name=name, post="worker", is_party_member=True, is_dedicated=True
        )
    for number in range(5):
        Venue.objects.create(station=station, kind="elderly_care", name=f"居家养老服务站{number + 1}")
    for year, value in ((2008, 199), (2018, 4838)):
        RegionIndicator.objects.create(station=station, key="collective_income", year=year, value=value)


def festival_visits(station, people, today):
    """900 人次 and 134,000.00 元 inside 近三年, and 100 人次 on the day before it begins."""
    after = months_before(today, 36)
    days = [months_before(today, 4 * k) for k in range(9)]
    occasions = ("spring_festival", "army_day", "mid_autumn")
    visits = [
        Visit(station=station, person=person, date=day, occasion=occasions[k % 3], method="home", cash=100)
        for k, day in enumerate(days)
        for person in people[:100]
    ]
    visits += [
        Visit(
            station=station,
            person=person,
            date=after,
            occasion="routine",
            method="home",
            cash=Decimal("9.99"),
        )
        for person in people[:100]
    ]
    for visit in visits[:440]:
        visit.goods_value = 100
    Visit.objects.bulk_create(visits)
    recount_visits([station.pk])


def tianfu(tree):
    """122 = 7 + 42 + 71 + 2, five and two households of 三属, and 8 with a benefit against 7."""
    station = tree[TIANFU]
    station.established, station.residents_permanent, station.residents_registered = "2016-11", 7313, 4626
    station.estimated = ("permanent",)
    station.save()
    households = [household(station, str(n)) for n in range(8)]
    for person in register_many(station, [f"陈{n}" for n in range(7)], ["02", "07"], households[7:]):
        Benefit.objects.create(person=person, type="11", treatment="2", status="1")
    for person in register_many(station, [f"李{n}" for n in range(42)], ["01"]):
        Placement.objects.create(person=person, type="15")
    register_many(station, [f"何{n}" for n in range(71)])
    register_many(station, [f"黄{n}" for n in range(2)], ["03"])
    survivors = register_many(station, [f"吴{n}" for n in range(5)], ["09"], households[:5])
    register_many(station, [f"郑{n}" for n in range(5, 7)], ["10"], households[5:7])
    Benefit.objects.create(person=survivors[0], type="21", treatment="1", status="2")
    for kind in TIANFU_VENUES:
        Venue.objects.create(station=station, kind=kind, name=Venue.Kind(kind).label)
    Venue.objects.create(station=station, kind="canteen", name="长者饭堂").dining_benefits.create(
        rule="退役军人凭优待证八折"
    )
    Venue.objects.create(
        station=station, kind="chess_room", name="旧棋牌室", closed_on=datetime.date(2020, 1, 1)
    )
    for number, role in enumerate(
        "town_leader party_member police legal_adviser volunteer volunteer".split()
    ):
        SupportMember.objects.create(station=station, name=f"成员{number}", role=role)
    for n in range(6):
        plaque_register(
            actor=None,
            household=households[n],
            role="LS",
            initiated_by="station",
            status="hung" if n < 4 else "to_hang",
            hung_date_unknown=n < 4,
        )
    settle(station)
    return station
