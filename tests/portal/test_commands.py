"""The commands that scripts and inspectors call."""

import datetime
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from care_activities.models import PlaqueTally
from stations import audit, triggers
from stations.models import AuditEntry, Station
from tests.veterans.people import register
from veterans.models import PeopleTally
from veterans_portal.dashboards.figures import figures

from . import stage

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 3, 31)


def said(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_figures_are_printed_as_json_for_scripts(tree):
    stage.zhichong(tree, TODAY)
    rows = json.loads(said("figures", stage.ZHICHONG, "--as-of", "2025-03-31", "--json"))
    assert all(row.keys() == {"value", "unit", "numerator", "denominator"} for row in rows.values())
    assert rows["veterans"] == {"value": 103, "unit": "人", "numerator": None, "denominator": None}
    assert rows["party_ratio"] == {"value": 39.8, "unit": "%", "numerator": 41, "denominator": 103}
    assert rows["visits_3y_amount"]["value"] == "134000.00"
    assert rows["area_km2"]["value"] == 5
    assert rows["established"]["value"] is None
    assert rows["collective_income_2008"]["value"] == 199
    assert rows["collective_income_growth"]["value"] == 23.3


def test_a_month_is_printed_as_it_is_known(tree):
    stage.tianfu(tree)
    rows = json.loads(said("figures", stage.TIANFU, "--json"))
    assert rows["established"] == {"value": "2016-11", "unit": "年月", "numerator": None, "denominator": None}


def test_the_printed_figures_are_those_of_the_dashboard(tree):
    station = stage.zhichong(tree, TODAY)
    rows = json.loads(said("figures", stage.ZHICHONG, "--as-of", "2025-03-31", "--json"))
    assert list(rows) == list(figures(station, as_of=TODAY))


def test_the_day_moves_the_window(tree):
    stage.zhichong(tree, TODAY)
    rows = json.loads(said("figures", stage.ZHICHONG, "--as-of", "2025-03-30", "--json"))
    # One day earlier the 100 visits of today are not yet in, and those of the first day not yet out.
    assert rows["visits_3y_person_times"]["value"] == 900
    assert rows["visits_3y_cash"]["value"] == "80999.00"


def test_without_json_people_can_read_it(tree):
    text = said("figures", stage.ZHICHONG)
    assert "veterans: 0 人  登记在册退役军人" in text
    assert "party_ratio: - % (0 / 0)" in text


def test_an_unknown_station_is_an_error(tree):
    with pytest.raises(CommandError, match="no station with the code 990000000000"):
        said("figures", "990000000000", "--json")


def test_verify_tallies_counts_anew(tree):
    stage.tianfu(tree)
    assert "agree" in said("verify_tallies")
    PeopleTally.objects.filter(station=tree[stage.TIANFU]).update(veterans=1)
    PlaqueTally.objects.filter(station=tree[stage.TIANFU]).update(hung=9)
    with pytest.raises(CommandError) as problem:
        said("verify_tallies")
    assert "veterans is 1, counted 122" in str(problem.value) and "plaques are" in str(problem.value)


def test_verify_audit_finds_an_altered_entry(tree):
    register(tree[stage.ZHICHONG])
    audit.seal()
    register(tree[stage.ZHICHONG])
    assert said("verify_audit").strip() == "1 sealed entries are whole; 1 entries are not sealed yet."
    with triggers.lifted():
        AuditEntry.objects.order_by("pk").filter(actor_label="系统").update(reason="x")
    with pytest.raises(CommandError, match="altered"):
        said("verify_audit")


def test_verify_paths_finds_a_station_out_of_place(tree):
    assert said("verify_paths").strip() == f"{len(tree)} paths follow the tree."
    Station.objects.filter(code=stage.ZHICHONG).update(path="440700000000/440704004212/")
    with pytest.raises(CommandError, match=stage.ZHICHONG):
        said("verify_paths")
