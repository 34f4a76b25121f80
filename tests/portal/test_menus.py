"""The second row of the menu marks one entry: the page itself, or the nearest above it."""

import pytest
from django.test import RequestFactory

from veterans_portal.organisation import menu as organisation
from veterans_portal.plaques import menu as plaques
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("menu", "address", "entry"),
    [
        (requests, "/requests/3/", ("诉求", "true")),
        (requests, "/requests/tasks/", ("任务", "page")),
        (plaques, "/plaques/unhung/", ("应挂未挂", "page")),
        (organisation, "/venues/uses/", ("场所使用台账", "page")),
    ],
)
def test_a_page_belongs_to_its_list(cast, menu, address, entry):
    request = RequestFactory().get(address)
    request.user = cast["zhichong_staff"]
    assert marked(menu.entries(request)) == [entry]


@pytest.mark.django_db
def test_who_opens_slips_alone_has_no_menu_of_requests(cast):
    request = RequestFactory().get("/requests/slips/")
    request.user = cast["nobody"]
    assert requests.entries(request) == []
