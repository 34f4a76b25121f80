"""The second row of the menu marks one entry: the page itself, or the nearest above it."""

import pytest
from django.test import RequestFactory

from veterans_portal.organisation import menu as organisation
from veterans_portal.requests import menu as requests
from veterans_portal.visits import menu as visits


def marked(entries):
    return [(str(entry["label"]), entry["current"]) for entry in entries if entry["current"]]


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/visits/", ("走访台账", "page")),
        ("/visits/ledger/", ("走访台账", "true")),
        ("/visits/rounds/", ("走访批次", "page")),
        ("/visits/rounds/3/", ("走访批次", "true")),
        ("/visits/lines/3/", ("走访批次", "true")),
    ],
)
def test_visits(address, entry):
    assert marked(visits.entries(RequestFactory().get(address))) == [entry]


def test_a_menu_stays_away_from_other_pages():
    assert visits.entries(RequestFactory().get("/people/")) == []


def test_a_request_belongs_to_its_list():
    assert marked(requests.tabs(RequestFactory().get("/requests/3/"))) == [("诉求", "true")]


@pytest.mark.django_db
def test_the_use_of_venues_is_no_page_of_the_venues(cast):
    request = RequestFactory().get("/venues/uses/")
    request.user = cast["zhichong_staff"]
    assert marked(organisation.entries(request)) == [("场所使用台账", "page")]
