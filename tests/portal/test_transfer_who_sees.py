"""A transfer between two stations by two users, and every page of both: who sees what, before and after."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from care_activities.models import Visit
from care_activities.services.visits import visit_record
from stations.models import AuditEntry
from tests.veterans.people import id_number, register
from veterans.models import Benefit, TransferRequest
from veterans.services.withdrawal import person_withdraw

from . import stage

pytestmark = pytest.mark.django_db
NAME, NUMBER, PHONE = "欧阳远方", id_number("19651103"), "10000000077"
OLD, NEW, RESIDENCE = "zhichong_staff", "tianfu_staff", "twin_staff"

# What of the file a page shows; the visits of a station name whom it visited, always.
WHOLE = {
    "people": True,
    "resident": False,
    "search by name": True,
    "search by number": True,
    "search by phone": True,
    "file": True,
    "reveal": True,
    "offer": True,
    "withdraw": True,
    "restore": True,
    "admin list": True,
    "admin form": True,
    "admin history": True,
    "admin delete": True,
    "autocomplete": True,
}
NOTHING = dict.fromkeys(WHOLE, False)
# The residence station: name, phone, address, needs; it must not probe for the ID number.
CONTACT = NOTHING | {
    "resident": True,
    "search by name": True,
    "search by phone": True,
    "file": True,
    "admin list": True,
    "admin form": True,
    "autocomplete": True,
}


@pytest.fixture
def person(tree):
    station = tree[stage.ZHICHONG]
    person = register(
        station,
        NAME,
        id_number=NUMBER,
        mobile=PHONE,
        household=stage.household(station, "017"),
        residence_address="直冲村东路 8 号",
    )
    Benefit.objects.create(person=person, type="42", treatment="3", status="1")
    visit(person, station)
    return person


def visit(person, station, occasion="army_day"):
    return visit_record(
        actor=None,
        station=station,
        date=timezone.localdate(),
        occasion=occasion,
        method="home",
        person=person,
    )


def move(sign_in, person):
    """The new station asks, the old one agrees, both on their pages."""
    asked = {"name": NAME, "number": NUMBER, "reason": "户口迁入", "moved_on": ""}
    assert sign_in(NEW).post(reverse("transfer-ask"), asked).status_code == 302
    request = TransferRequest.objects.get(state="requested")
    answer = {"decision": "agree", "answer": ""}
    assert sign_in(OLD).post(reverse("transfer", args=[request.pk]), answer).status_code == 302
    person.refresh_from_db()
    return request


def shows(response):
    """Whether the page opened and holds the name."""
    return response.status_code == 200 and NAME in _without_what_was_typed(response)


def _without_what_was_typed(response):
    return re.sub(r'value="[^"]*"', "", response.content.decode())


def seen(client, person):
    """`{page: whether it shows the person}` for every page about people."""
    found = {"people": shows(client.get(reverse("people"), {"status": "all"}))}
    found["resident"] = shows(client.get(reverse("people"), {"status": "resident"}))
    for how, typed in (("name", NAME), ("number", NUMBER), ("phone", PHONE)):
        found[f"search by {how}"] = shows(client.post(reverse("people-search"), {"q": typed}))
    reveal = {"field": "id_number", "reason": "verify"}
    for page, name in (
        ("file", "person"),
        ("offer", "person-transfer"),
        ("withdraw", "person-withdraw"),
        ("restore", "person-restore"),
    ):
        found[page] = shows(client.get(reverse(name, args=[person.pk])))
    revealed = client.post(reverse("person-reveal", args=[person.pk]), reveal)
    found["reveal"] = revealed.status_code == 200 and NUMBER in revealed.content.decode()
    found["admin list"] = shows(client.get(reverse("admin:veterans_personfile_changelist")))
    for page, name in (("form", "change"), ("history", "history"), ("delete", "delete")):
        address = reverse(f"admin:veterans_personfile_{name}", args=[person.pk])
        response = client.get(address)
        found[f"admin {page}"] = response.status_code == 200 and NAME in response.content.decode()
    asked = {
        "app_label": "care_activities",
        "model_name": "visit",
        "field_name": "person",
        "term": NAME,
    }
    results = client.post(reverse("admin:autocomplete"), asked).json()["results"]
    found["autocomplete"] = str(person.pk) in {result["id"] for result in results}
    return found


def visits_seen(client):
    return client.get(reverse("visits")).content.decode().count(NAME)


def test_a_file_that_moves(sign_in, tree, person):
    assert seen(sign_in(OLD), person) == WHOLE
    assert seen(sign_in(NEW), person) == NOTHING
    move(sign_in, person)
    assert seen(sign_in(OLD), person) == NOTHING
    assert seen(sign_in(NEW), person) == WHOLE
    for username in (RESIDENCE, "street_manager", "district_manager"):
        assert seen(sign_in(username), person) == NOTHING, username
    assert seen(sign_in("city_manager"), person) == WHOLE


def test_while_the_request_waits_nothing_is_shown_yet(sign_in, person):
    asked = {"name": NAME, "number": NUMBER, "reason": "户口迁入", "moved_on": ""}
    client = sign_in(NEW)
    client.post(reverse("transfer-ask"), asked)
    assert seen(client, person) == NOTHING
    request = TransferRequest.objects.get()
    pages = [client.get(reverse("transfer", args=[request.pk]))]
    pages += [client.get(reverse("transfers"), {"box": box}) for box in ("waiting", "asked", "closed")]
    pages.append(client.get("/"))
    for page in pages:
        html = page.content.decode()
        for hidden in ("直冲", person.archive_no, NUMBER[-4:], PHONE, "100****0077", "带病回乡"):
            assert hidden not in html, hidden
    assert seen(sign_in(OLD), person) == WHOLE


def test_history_stays_where_it_happened(sign_in, tree, person):
    held = Visit.objects.get()
    move(sign_in, person)
    old = sign_in(OLD)
    assert visits_seen(old) == 1
    address = reverse("admin:care_activities_visit_change", args=[held.pk])
    page = old.get(address)
    assert page.status_code == 200
    assert NAME in page.content.decode() and NUMBER not in page.content.decode()
    assert "017" in old.get(reverse("households")).content.decode()
    closed = old.get(reverse("transfers"), {"box": "closed"}).content.decode()
    assert NAME in closed and f"/people/{person.pk}/" not in closed
    new = sign_in(NEW)
    assert visits_seen(new) == 0
    assert new.get(address).status_code == 302  # back to the index: no such visit
    assert "017" not in new.get(reverse("households")).content.decode()
    visit(person, tree[stage.TIANFU], "routine")
    assert visits_seen(sign_in(NEW)) == 1
    assert visits_seen(sign_in(OLD)) == 1
    assert visits_seen(sign_in("city_manager")) == 2


def test_the_old_station_still_corrects_its_own_visit(sign_in, person):
    held = Visit.objects.get()
    move(sign_in, person)
    address = reverse("admin:care_activities_visit_change", args=[held.pk])
    client = sign_in(OLD)
    form = client.get(address).context["adminform"].form
    payload = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    response = client.post(address, {**payload, "goods": "大米一袋"})
    assert response.status_code == 302, response.context["errors"]
    held.refresh_from_db()
    assert (held.goods, held.person) == ("大米一袋", person)


def test_the_log_of_both_districts_tells_of_the_move(sign_in, tree, person):
    move(sign_in, person)
    for code in ("440704000000", "440703000000"):
        entries = AuditEntry.objects.filter(path__prefix=tree[code].path, action="transfer")
        moved = entries.filter(target_type="veterans.personfile").get()
        assert "managing_station" in moved.fields
    log = sign_in("auditor").get(reverse("admin:stations_auditentry_changelist")).content.decode()
    assert "迁转" in log and NAME not in log and NUMBER not in log and NUMBER[-4:] not in log


def test_the_figures_follow(sign_in, tree, person):
    def people(username):
        return sign_in(username).get(reverse("people")).context["total"].number

    assert (people(OLD), people(NEW), people("street_manager"), people("city_manager")) == (1, 0, 1, 1)
    move(sign_in, person)
    assert (people(OLD), people(NEW), people("street_manager"), people("city_manager")) == (0, 1, 0, 1)


def test_a_residence_station_goes_on_visiting(sign_in, tree, person):
    twin = tree["440704040212"]
    person.residence_station = twin
    person.save()
    visit(person, twin, "routine")
    assert seen(sign_in(RESIDENCE), person) == CONTACT
    move(sign_in, person)
    assert person.residence_station == twin
    assert seen(sign_in(RESIDENCE), person) == CONTACT
    assert seen(sign_in(OLD), person) == NOTHING
    assert visits_seen(sign_in(RESIDENCE)) == 1
    client = sign_in(RESIDENCE)
    assert "天福" not in client.get(reverse("person", args=[person.pk])).content.decode()
    assert client.get(reverse("transfers"), {"box": "closed"}).content.decode().count(NAME) == 0


def test_a_residence_station_that_takes_the_file_sees_all(sign_in, tree, person):
    person.residence_station = tree[stage.TIANFU]
    person.save()
    assert seen(sign_in(NEW), person) == CONTACT
    move(sign_in, person)
    assert person.residence_station is None
    assert seen(sign_in(NEW), person) == WHOLE
    assert seen(sign_in(OLD), person) == NOTHING


def test_the_old_station_sees_what_a_residence_station_does_where_he_still_lives_there(sign_in, tree, person):
    move(sign_in, person)
    person.residence_station = tree[stage.ZHICHONG]
    person.save()
    assert seen(sign_in(OLD), person) == CONTACT
    assert seen(sign_in(NEW), person) == WHOLE


def test_a_closed_file_is_seen_by_whom_it_was_seen(sign_in, tree, person):
    person.residence_station = tree[stage.TIANFU]
    person.save()
    person_withdraw(actor=None, person=person, kind="deceased", happened_on="2026-05")
    assert seen(sign_in(OLD), person) == WHOLE
    assert seen(sign_in(NEW), person) == CONTACT | {"resident": False}
