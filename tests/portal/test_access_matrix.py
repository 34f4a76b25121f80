"""Who may open what: every address of the portal stands in this table, or the first test fails.

A row is an address and the users for whom it opens; for everybody else of the cast it must not.
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from stations.access import declared_access
from stations.models import StaffMember
from tests.veterans.people import register
from veterans_portal.imports.pipeline import open_batch
from veterans_portal.people.models import SavedFilter

ZHICHONG = "440704004212"
TIANFU = "440703006121"

CITY = ("admin", "city_manager")
MANAGERS = (*CITY, "district_manager", "street_manager")
ENTRY = (*MANAGERS, "zhichong_staff", "tianfu_staff", "twin_staff")
OFFICIALS = ("official_city", "official_district")
FIGURES = (*ENTRY, *OFFICIALS)
PLACED = (*FIGURES, "auditor")
EVERYBODY = (*PLACED, "nobody", "ended")
NOBODY = ()
# Above or at 直冲村, and above or at 天福社区.
OVER_ZHICHONG = (*MANAGERS, "zhichong_staff")
OVER_TIANFU = (*CITY, "tianfu_staff")

# url name, its arguments, users for whom a GET opens (200, or a redirect to a page of the portal)
PAGES = [
    ("home", {}, EVERYBODY),
    ("dashboard-home", {}, FIGURES),
    ("dashboard", {"code": ZHICHONG}, (*OVER_ZHICHONG, *OFFICIALS)),
    ("dashboard", {"code": TIANFU}, (*OVER_TIANFU, "official_city")),
    ("people", {}, ENTRY),
    ("people-search", {}, ENTRY),
    ("people-saved", {}, ENTRY),
    ("people-saved-new", {}, ENTRY),
    ("people-saved-open", {"pk": ZHICHONG}, ("zhichong_staff",)),
    ("people-saved-change", {"pk": TIANFU}, ("tianfu_staff",)),
    ("households", {}, ENTRY),
    ("honours", {}, ENTRY),
    ("visits", {}, ENTRY),
    ("person", {"pk": ZHICHONG}, OVER_ZHICHONG),
    ("person", {"pk": TIANFU}, OVER_TIANFU),
    ("imports", {}, MANAGERS),
    ("import-template", {"kind": "people"}, MANAGERS),
    ("import-batch", {"pk": ZHICHONG}, MANAGERS),
    ("import-batch", {"pk": TIANFU}, CITY),
    ("import-progress", {"pk": ZHICHONG}, MANAGERS),
    ("import-progress", {"pk": TIANFU}, CITY),
    ("requests", {}, EVERYBODY),
    ("reports", {}, EVERYBODY),
    ("healthz", {}, EVERYBODY),
    ("readyz", {}, EVERYBODY),
    ("login", {}, EVERYBODY),
    ("admin:index", {}, PLACED),
    ("admin:password_change", {}, PLACED),
    ("admin:password_change_done", {}, PLACED),
    ("admin:jsi18n", {}, PLACED),
]
# Addresses that only take a POST: a GET opens them for nobody.
POST_ONLY = {
    "logout": {},
    "choose-language": {},
    "admin:logout": {},
    "person-reveal": {"pk": 1},
    "people-saved-delete": {"pk": 1},
    "import-step": {"pk": 1, "step": "apply"},
}
# Answered by the stock admin with a redirect or a refusal of their own; tested in test_admin_paths.py.
ELSEWHERE = ["admin:login", "admin:autocomplete", "admin:app_list", "admin:auth_user_password_change"]

# admin model -> users who may view, add, change its list; nobody else gets any of its pages
ADMIN = {
    "stations_station": (ENTRY, ("admin",)),
    "stations_staffmember": (ENTRY, ENTRY),
    "stations_servicepost": (ENTRY, ENTRY),
    "stations_venue": (ENTRY, ENTRY),
    "stations_supportmember": (ENTRY, ENTRY),
    "stations_squad": (ENTRY, ENTRY),
    "stations_partyorganisation": (ENTRY, ENTRY),
    "veterans_personfile": (ENTRY, ENTRY),
    "veterans_household": (ENTRY, ENTRY),
    "veterans_cardbatch": (ENTRY, ENTRY),
    "veterans_meritnews": (ENTRY, ENTRY),
    "care_activities_visit": (ENTRY, ENTRY),
    "care_activities_plaque": (ENTRY, ENTRY),
    "stations_user": (MANAGERS, MANAGERS),
    "stations_membership": (MANAGERS, MANAGERS),
    "stations_auditentry": (("auditor",), NOBODY),
}


def named_addresses(patterns=None, namespace=""):
    """(qualified name, view) of every pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named_addresses(pattern.url_patterns, namespace + inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback


def test_every_address_is_declared_and_listed():
    listed = {name for name, _, _ in PAGES} | set(POST_ONLY) | set(ELSEWHERE)
    models = tuple(f"admin:{model}_" for model in ADMIN)
    for name, view in named_addresses():
        assert declared_access(view) is not None, f"{name} declares no access"
        if name == "admin:None":  # the stock redirect of <model>/<id>/ without change/
            continue
        assert name in listed or name.startswith(models), f"{name} is missing from the access matrix"


def opened(response):
    if response.status_code == 302:
        return response.url.startswith(("/stations/", "/people/", "/admin/stations/auditentry/"))
    return response.status_code == 200


@pytest.fixture
def rows(tree, cast):
    """A file and an import at each of two stations; PAGES asks for their addresses by station code."""
    made = {}
    for code in (ZHICHONG, TIANFU):
        made["person", code] = register(tree[code], "陈甲").pk
        batch = open_batch(
            user=cast["admin"], kind="people", file_name="名册.csv", content=b"-", station=tree[code]
        )
        keeper = cast["zhichong_staff" if code == ZHICHONG else "tianfu_staff"]
        saved = SavedFilter.objects.create(owner=keeper, name="党员", query={})
        made["people-saved-open", code] = made["people-saved-change", code] = saved.pk
        made["import-batch", code] = made["import-progress", code] = batch.pk
    return made


def address(name, kwargs, rows):
    return reverse(name, kwargs={"pk": rows[name, kwargs["pk"]]} if "pk" in kwargs else kwargs)


@pytest.mark.parametrize("username", EVERYBODY)
def test_pages(sign_in, rows, username):
    client = sign_in(username)
    for name, kwargs, allowed in PAGES:
        response = client.get(address(name, kwargs, rows))
        assert opened(response) == (username in allowed), (name, kwargs, response.status_code)


@pytest.mark.parametrize(("name", "kwargs"), POST_ONLY.items())
def test_addresses_that_change_something_refuse_a_get(sign_in, name, kwargs):
    assert sign_in("admin").get(reverse(name, kwargs=kwargs)).status_code == 405


@pytest.mark.parametrize("username", EVERYBODY)
def test_admin_lists_and_forms(sign_in, username):
    client = sign_in(username)
    for model, (viewers, adders) in ADMIN.items():
        response = client.get(reverse(f"admin:{model}_changelist"))
        assert (response.status_code == 200) == (username in viewers), (model, response.status_code)
        response = client.get(reverse(f"admin:{model}_add"))
        assert (response.status_code == 200) == (username in adders), (model, response.status_code)


@pytest.mark.parametrize("username", EVERYBODY)
def test_admin_rows_open_in_scope_only(sign_in, tree, username):
    members = {
        code: StaffMember.objects.create(station=tree[code], name=f"站长{code}", post="head")
        for code in (ZHICHONG, TIANFU)
    }
    client = sign_in(username)
    for code, allowed in ((ZHICHONG, OVER_ZHICHONG), (TIANFU, OVER_TIANFU)):
        for page in ("change", "delete", "history"):
            response = client.get(reverse(f"admin:stations_staffmember_{page}", args=[members[code].pk]))
            assert (response.status_code == 200) == (username in allowed), (code, page)


def test_an_anonymous_visitor_is_sent_to_the_login(client, rows):
    for name, kwargs, _ in PAGES:
        if name in ("healthz", "readyz", "login"):
            continue
        response = client.get(address(name, kwargs, rows))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("login")) or "/admin/login/" in response.url, name
