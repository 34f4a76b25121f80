"""The figures of requests on the dashboard, and the lists on the board that each of them opens."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from care_activities.models import ServiceRequest
from care_activities.services import request_moves as moves
from care_activities.services import requests as service
from care_activities.services.request_clocks import act_on_deadlines
from stations.models import StaffMember, User
from tests.veterans.people import register
from veterans_portal.dashboards.figures import figures
from veterans_portal.requests.figures import FIGURES

from . import stage
from .test_dashboard import figure_of, page

pytestmark = pytest.mark.django_db
STREET = "440704004000"


@pytest.fixture
def now():
    """Noon of the 20th of May: days before and after it lie in this year."""
    with time_machine.travel(datetime.datetime(2026, 5, 20, 4, tzinfo=datetime.UTC), tick=False) as clock:
        yield clock


def asked(station, **values):
    given = {"channel": "phone", "demand": "2", "content": "询问优抚补助", **values}
    return service.request_register(actor=None, station=station, **given)


def closed(request):
    request = ServiceRequest.objects.get(pk=request.pk)
    return service.request_close(actor=None, request=request, result="已办")


def rated(request, satisfaction):
    service.request_rate(actor=None, request=closed(request), satisfaction=satisfaction)


@pytest.fixture
def station(tree, now):
    """One of last year closed this year, late; four of this year, one of them a repeat; one held from elsewhere."""
    station, person = tree[stage.ZHICHONG], register(tree[stage.ZHICHONG], "王水生")
    now.move_to(datetime.datetime(2025, 12, 31, 2, tzinfo=datetime.UTC))
    old = asked(station)
    now.move_to(datetime.datetime(2026, 5, 20, 4, tzinfo=datetime.UTC))
    act_on_deadlines()
    rated(old, 2)
    first = asked(station, person=person, demand="6")
    rated(first, 5)
    service.request_accept(actor=None, request=asked(station, person=person, demand="6"))
    rated(asked(station), 4)
    moves.request_refer_up(actor=None, request=asked(station), opinion="要镇街定")
    moves.request_send_down(actor=None, request=asked(tree[STREET]), to_station=station, opinion="请核实")
    return station


def told(station, user=None):
    return {
        key: figure.value
        for key, figure in figures(station, as_of=timezone.localdate(), user=user).items()
        if key.startswith("requests_")
    }


def length(client, url):
    return len(client.get(url).context["rows"])


def test_each_figure_opens_a_list_that_agrees(station, sign_in, cast):
    found = told(station)
    assert {key: value for key, value in found.items() if value} == {
        "requests_registered": 4,
        "requests_accepted": 4,
        "requests_closed": 3,
        "requests_on_time": 2,
        "requests_overdue": 1,
        "requests_repeated": 1,
        "requests_rated": 3,
        "requests_satisfied": 2,
        "requests_demand_2": 2,
        "requests_demand_6": 2,
        "requests_on_time_ratio": 66.7,
        "requests_satisfied_ratio": 66.7,
    }
    client = sign_in("zhichong_staff")
    urls = figures(station, as_of=timezone.localdate())
    for key in FIGURES:
        assert length(client, urls[key].list_query) == found[key], key
    assert length(client, urls["requests_on_time_ratio"].list_query) == 2
    assert figure_of(page(client, stage.ZHICHONG), "requests_registered").endswith("4 件")


def test_a_year_ends_with_the_day_asked_for(station):
    before = figures(station, as_of=datetime.date(2026, 5, 19))
    assert before["requests_registered"].value == before["requests_closed"].value == 0
    last = figures(station, as_of=datetime.date(2025, 12, 31))
    assert (last["requests_registered"].value, last["requests_closed"].value) == (1, 0)


def test_a_complaint_stands_in_no_number_of_whom_it_is_about(station, tree, sign_in, cast):
    about = StaffMember.objects.create(
        station=station, name="何某", post="worker", user=cast["zhichong_staff"]
    )
    before = told(station, cast["zhichong_staff"])
    person = register(station, "李大文")
    closed(asked(station, about_staff=about, person=person, demand="9"))
    asked(station, person=person, demand="9")  # repeats the complaint
    clerk = User.objects.get(username="zhichong_staff")  # as her next request finds her
    hers, others = told(station, clerk), told(station, cast["street_manager"])
    assert hers["requests_registered"] == before["requests_registered"] + 1
    assert hers["requests_repeated"] == before["requests_repeated"]
    assert (others["requests_registered"], others["requests_repeated"]) == (6, 2)
    for username, found in (("zhichong_staff", hers), ("street_manager", others)):
        client = sign_in(username)
        for key in FIGURES:
            url = figures(station, as_of=timezone.localdate())[key].list_query
            assert length(client, url) == found[key], (username, key)
        shown = figure_of(page(client, stage.ZHICHONG), "requests_registered")
        assert shown.endswith(f"{found['requests_registered']} 件")
    assert length(sign_in("zhichong_staff"), "/requests/?part=repeated") == 1
    assert length(sign_in("street_manager"), "/requests/?part=repeated") == 2


def test_few_are_covered_for_who_may_not_read_files(station, sign_in):
    official = page(sign_in("official_district"), stage.ZHICHONG)
    assert figure_of(official, "requests_registered").endswith("4 件")
    assert figure_of(official, "requests_overdue") == "本年超期诉求 &lt;3 件"
    assert "少于3件的不显示" in figure_of(official, "requests_on_time_ratio")
    assert "66.7" not in official and "2 / 3" not in official
    assert "/requests/" not in figure_of(official, "requests_registered")


def test_an_unknown_name_is_not_found(station, sign_in):
    client = sign_in("zhichong_staff")
    for name in ("work", "figure", "part", "took"):
        assert client.get(f"/requests/?{name}=secret").status_code == 404, name
