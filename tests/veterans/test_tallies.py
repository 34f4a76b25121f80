"""The figures of the article, counted from single files, and kept true."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from veterans import tallies
from veterans.buckets import Bucket
from veterans.models import (
    Benefit,
    Employment,
    Honour,
    Household,
    PartyMembership,
    PeopleTally,
    PersonFile,
    Placement,
    ServiceRecord,
)
from veterans.services.people import person_update, refresh_derived

from .people import register, register_many

ZHICHONG, TIANFU = "440704004212", "440703006121"
FIGURES_FILE = Path(__file__).resolve().parents[1] / "data" / "article_figures.csv"


def expected(code):
    """`{figure: number}` of the article for what this app counts."""
    with FIGURES_FILE.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["station_code"] == code]
    return {row["key"]: int(row["expected"]) for row in rows if row["key"] in tallies.FIGURES}


def settle(station):
    """What every bulk writer does after its rows are in."""
    refresh_derived(PersonFile.objects.filter(managing_station=station).values_list("pk", flat=True))
    tallies.recount([station.pk])
    tally = PeopleTally.objects.get(station=station)
    return {key: getattr(tally, key) for key in tallies.FIGURES}


@pytest.fixture
def zhichong(tree):
    """103 veterans, whose groups overlap without being each other."""
    station = tree[ZHICHONG]
    people = register_many(station, [f"陈{serial}" for serial in range(103)])
    for serial, person in enumerate(people):
        if serial < 21:
            Benefit.objects.create(person=person, type="42", treatment="3" if serial < 6 else "", status="1")
        if 15 <= serial < 24:
            ServiceRecord.objects.create(person=person, combat=True)
            ServiceRecord.objects.create(person=person, combat=True)
        if 20 <= serial < 61:
            PartyMembership.objects.create(person=person, relation_status="23"[serial % 2])
        if 40 <= serial < 56:
            Employment.objects.create(person=person, employer_nature=f"0{1 + serial % 4}")
        if 56 <= serial < 61:
            Employment.objects.create(person=person, committee_post="06")
        if 61 <= serial < 73:
            Employment.objects.create(person=person, status="04", committee_post="00")
    for title in ("江门市农村青年创业致富带头人", "江海建设青年突击手", "江门市江海区优秀党组织书记"):
        Honour.objects.create(person=people[56], title=title)
    Honour.objects.create(person=people[56], title="三等功", kind="13")
    # Beside the 103: who died, moved, or never served.
    for serial, status in enumerate(["deceased", "moved_out", "cancelled"]):
        gone = register(station, f"李{serial}", status=status)
        Benefit.objects.create(person=gone, type="42")
        PartyMembership.objects.create(person=gone)
    widow = register(station, "王玉兰", ["10"])
    Benefit.objects.create(person=widow, type="22", treatment="1")
    left = PartyMembership(
        person=people[100], relation_status="8", decided_by="党委", decided_on="2020", decision_no="1号"
    )
    left.save()
    Benefit.objects.create(person=people[100], type="42", status="3", treatment="3")
    return station


def test_zhichong_counts_what_the_article_says(zhichong):
    figures = settle(zhichong)
    article = expected(ZHICHONG)
    assert len(article) == 8
    assert {key: figures[key] for key in article} == article


def test_zhichong_buckets_add_up_and_the_dead_are_in_none(zhichong):
    figures = settle(zhichong)
    assert sum(figures[f"bucket_{bucket}"] for bucket in Bucket.values) == figures["veterans"] == 103
    assert figures["people"] == 104
    assert figures["bucket_key_preferential"] == 6
    assert figures["discharged_soldier_identity"] == 103
    assert figures["periodic_benefit"] == 7  # six veterans and the widow
    assert (figures["floating_members"], figures["unsettled_members"]) == (21, 20)


@pytest.fixture
def tianfu(tree):
    station = tree[TIANFU]
    households = [
        Household.objects.create(station=station, number=str(n), head_name="陈大文") for n in range(8)
    ]
    key = register_many(station, [f"陈{n}" for n in range(7)], ["02", "07"], households[7:])
    for person in key:
        Benefit.objects.create(person=person, type="11", treatment="2", status="1")
    for n in range(42):
        officer = register(station, f"李{n}", ["01"])
        Placement.objects.create(person=officer, type="15")
    for n in range(71):
        register(station, f"何{n}", ["02"])
    for n in range(2):
        register(station, f"黄{n}", ["03"])
    for n in range(5):
        register(station, f"吴{n}", ["09"], household=households[n])
        register(station, f"周{n}", ["09", "12"], household=households[n])
    for n in range(5, 7):
        register(station, f"郑{n}", ["10"], household=households[n])
    survivor = PersonFile.objects.get(name="吴0")
    Benefit.objects.create(person=survivor, type="21", treatment="1", status="2")
    return station


def test_tianfu_counts_what_the_article_says_and_eight_is_more_than_seven(tianfu):
    figures = settle(tianfu)
    article = expected(TIANFU)
    assert len(article) == 8
    assert {key: figures[key] for key in article} == article
    assert figures["periodic_benefit"] == 8 > figures["bucket_key_preferential"] == 7
    assert figures["plaque_households"] == 8
    assert figures["survivors"] == 12


def test_the_list_behind_a_figure_has_as_many_rows(tianfu):
    figures = settle(tianfu)
    people = PersonFile.objects.filter(managing_station=tianfu)
    for key, figure in tallies.FIGURES.items():
        if figure.unit == tallies.Unit.PEOPLE:
            assert tallies.rows_of(key, people).count() == figures[key], key
    households = Household.objects.filter(station=tianfu)
    assert tallies.rows_of("martyr_households", households).count() == 5


def test_every_figure_has_a_column_and_a_label():
    columns = {field.name for field in PeopleTally._meta.concrete_fields} - {"station"}
    assert columns == {*tallies.FIGURES, "composition"}
    assert tallies.label_of("veterans") == "登记在册退役军人"


def test_recounting_costs_the_same_for_one_station_and_for_all(tree):
    for code in (ZHICHONG, TIANFU):
        register(tree[code])
    costs = []
    for stations in ([tree[ZHICHONG]], tree.values()):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tallies.recount([station.pk for station in stations])
        costs.append(len(queries))
    assert costs == [5, 5]


def test_verify_names_what_is_off(tree):
    person = register(tree[ZHICHONG])
    assert tallies.verify() == []
    PersonFile.objects.filter(pk=person.pk).update(bucket="other")
    PeopleTally.objects.filter(station=tree[ZHICHONG]).update(combat=3, composition={"education_20": 1})
    problems = tallies.verify()
    assert f"{ZHICHONG}: combat is 3, counted 0" in problems
    assert any(problem.startswith(f"{ZHICHONG}: composition is ") for problem in problems)
    assert "1 files stand in a wrong bucket" in problems


def test_a_household_of_another_station_is_recounted_with_the_person(tree):
    household = Household.objects.create(station=tree[TIANFU], number="1", head_name="陈大文")
    person = register(tree[ZHICHONG], classes=["09"], household=household)
    tally = PeopleTally.objects.get(station=tree[TIANFU])
    assert (tally.martyr_households, tally.people) == (1, 0)
    person_update(actor=None, person=person, status="deceased")
    tally.refresh_from_db()
    assert tally.martyr_households == 0
