"""Small factories: people, households, visits and plaques of 直冲村 unless another station is named."""

import datetime

import pytest

from care_activities.services.aid import case_open
from care_activities.services.plaques import plaque_register
from care_activities.services.visits import visit_record
from tests.veterans.people import register
from veterans.models import Household
from veterans.services.records import household_save


@pytest.fixture
def zhichong(tree):
    return tree["440704004212"]


@pytest.fixture
def tianfu(tree):
    return tree["440703006121"]


@pytest.fixture
def household(zhichong):
    def make(number="001", station=None, members=0, **values):
        made = household_save(
            actor=None,
            household=Household(station=station or zhichong, number=number, head_name="陈大文", **values),
        )
        for _serial in range(members):
            register(made.station, household=made)
        return made

    return make


@pytest.fixture
def visit(zhichong):
    """`visit(person=…)` or `visit(household=…)`: 八一, at home, unless said otherwise."""

    def make(actor=None, station=None, **values):
        values = {"date": datetime.date(2024, 8, 1), "occasion": "army_day", "method": "home", **values}
        return visit_record(actor=actor, station=station or zhichong, **values)

    return make


@pytest.fixture
def plaque():
    def make(household, actor=None, **values):
        values = {"role": "TY", "initiated_by": "station", "status": "to_hang", **values}
        return plaque_register(actor=actor, household=household, **values)

    return make


@pytest.fixture
def aid_case(zhichong):
    """`aid_case(person=…)`: a suspected case, medical and of 突发困难, unless said otherwise."""

    def make(person=None, actor=None, **values):
        values = {"situation": "A4", "kind": "medical", **values}
        person = person or register(zhichong, "王水生")
        return case_open(actor=actor, person=person, **values)

    return make
