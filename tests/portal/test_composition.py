"""What the veterans of a station are made up of: bands, answers, and the lists behind them."""

import datetime
import re

import pytest

from tests.veterans.people import id_number, register
from veterans.composition import THEMES
from veterans.models import Employment, Placement, ServiceRecord
from veterans_portal.dashboards.figures import figures

from . import stage
from .behind import length_of_list

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 15)


def counted(station, prefix, as_of=TODAY):
    """`{key without its prefix: number}` of the answers that somebody has."""
    stage.settle(station)
    found = figures(station, as_of=as_of)
    keys = [
        theme.figure_of(value) for theme in THEMES if theme.prefix == prefix for value, _ in theme.choices
    ]
    return {key.removeprefix(f"{prefix}_"): found[key].value for key in keys if found[key].value}


def serve(station, *periods):
    person = register(station)
    for enlisted, discharged in periods:
        ServiceRecord.objects.create(person=person, enlisted_on=enlisted, discharged_on=discharged)


@pytest.fixture
def village(tree):
    return tree[stage.ZHICHONG]


def test_ages_turn_on_the_birthday_of_the_day_asked_for(village):
    for birth in ("20060616", "20060615", "19460615", "19460616"):
        register(village, id_number=id_number(birth))
    register(village, id_number=None, no_id_reason="补办中")
    assert counted(village, "age") == {"0": 1, "20": 1, "70": 1, "80": 1, "unknown": 1}
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert counted(village, "age", tomorrow) == {"20": 2, "80": 2, "unknown": 1}


def test_service_counts_full_years_over_all_whole_periods(village):
    serve(village, ("1990-12", "1993-11"))
    serve(village, ("1990-12", "1993-12"))
    serve(village, ("1970", "1976"), ("1980-03", "1983-02"))
    serve(village, ("1970-01-31", "2001-01-01"))
    serve(village, ("2020-09", "2021-08"))
    serve(village, ("1990-12", ""), ("1995-01", "1997-01"))
    serve(village, ("1990-12", ""))
    serve(village)
    expected = {"0": 1, "1": 2, "3": 1, "6": 1, "31": 1, "unknown": 2}
    assert counted(village, "service") == expected


def test_a_part_without_an_answer_and_no_part_at_all_are_both_not_filled_in(village):
    Placement.objects.create(person=register(village), type="27")
    Placement.objects.create(person=register(village), type="")
    Employment.objects.create(person=register(village), status="05")
    assert counted(village, "placement") == {"27": 1, "unknown": 2}
    assert counted(village, "employment") == {"05": 1, "unknown": 2}


def test_answers_of_the_file_itself_are_told_by_level_and_group(village):
    register(village, education="21", ethnicity="01", political_status="01")
    register(village, education="23", ethnicity="08", political_status="13")
    register(village, education="61", ethnicity="13")
    register(village)
    assert counted(village, "education") == {"20": 2, "60": 1, "unknown": 1}
    assert counted(village, "ethnicity") == {"01": 1, "minority": 2, "unknown": 1}
    assert counted(village, "political") == {"01": 1, "13": 1, "unknown": 2}


def test_every_theme_adds_up_and_opens_lists_of_that_length(village, tree, sign_in):
    today = datetime.date.today()
    serve(village, ("1970", "1976"))
    serve(village, ("1990-12", "1992-11"))
    Placement.objects.create(person=register(village, education="11", ethnicity="08"), type="27")
    Employment.objects.create(person=register(village, political_status="13"), status="99")
    register(village, id_number=None, no_id_reason="补办中", ethnicity="01")
    register(village, classes=("09",), education="21")
    register(village, status="deceased", education="21")
    register(tree["440704004201"], education="31")
    for station in (village, tree["440704004201"]):
        stage.settle(station)
    client, found = sign_in("street_manager"), figures(tree["440704004000"], as_of=today)
    for theme in THEMES:
        answers = [found[theme.figure_of(value)] for value, _label in theme.choices]
        assert sum(figure.value for figure in answers) == found["veterans"].value, theme.key
        for figure in answers:
            assert length_of_list(client, figure.list_query) == figure.value, figure.key


def test_every_theme_of_a_class_adds_up_and_opens_lists_of_that_length(village, tree, sign_in):
    for number, birth in enumerate(("19460615", "19650301", "19910301")):
        person = register(village, classes=("01",), id_number=id_number(birth), ethnicity="08")
        Placement.objects.create(person=person, type="15")
        ServiceRecord.objects.create(
            person=person, enlisted_on="1990-12", discharged_on=f"199{2 + number}-12"
        )
    Placement.objects.create(person=register(village, classes=("01",), status="deceased"), type="15")
    register(tree["440704004201"], classes=("01",), education="31")
    register(village)
    for station in (village, tree["440704004201"]):
        stage.settle(station)
    street = tree["440704004000"]
    client = sign_in("street_manager")
    html = client.get(f"/stations/{street.code}/?bucket=transferred_officer").content.decode()
    section = html.partition('id="of-bucket"')[2].partition('id="compare"')[0]
    panels = re.findall(r"<section[^>]*data-composition>.*?</section>", section, re.S)
    assert len(panels) == len(THEMES)
    for panel in panels:
        told = re.findall(r'href="([^"]+)">[^<]+</a></span>.*?bar-value">(\d+)<', panel, re.S)
        assert sum(int(number) for _address, number in told) == 4, panel
        for address, number in told:
            assert "figure=bucket_transferred_officer&amp;" in address
            assert length_of_list(client, address.replace("&amp;", "&")) == int(number), address
