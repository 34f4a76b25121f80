"""What is measured: `(page, call)` for users who may see the largest station of a tier, and the yardsticks."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from care_activities.models import Policy
from stations.models import Membership, Station, User
from stations.roles import Role
from veterans import tallies
from veterans.models import CollectionRound, PersonFile
from veterans_portal.dashboards.subtree import Subtree

# The pages of the themes by their url names.
THEMES = (
    "people-benefits",
    "people-benefit-rows",
    "people-disabled",
    "people-confirmations",
    "people-cards",
    "people-party",
    "people-party-members",
    "people-livelihood",
    "people-matching",
    "people-returning",
    "people-quality",
    "people-duplicates",
    "rounds",
)
_DEEP = 0.6  # how far down its list the deep page begins


@dataclass(frozen=True)
class Visitor:
    """A signed-in user of one station."""

    user: User
    client: Client

    @classmethod
    def at(cls, station, role):
        user = User.objects.create(username=f"{role}-{station.code}")
        Membership.objects.create(user=user, station=station, role=role)
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        return cls(user, client)

    def opens(self, address, **asked):
        return lambda: _answered(self.client.get(address, asked))

    def sends(self, address, **given):
        return lambda: _answered(self.client.post(address, given))

    def searches(self, typed):
        return self.sends(reverse("people-search"), q=typed)


def calls_of(tier):
    """Every page and yardstick of `tier`, with a function that asks for it once."""
    station = largest(tier)
    keeper = Visitor.at(station, Role.STAFF if station.is_leaf else Role.MANAGER)
    official = Visitor.at(station, Role.OFFICIAL)
    yield "floor: a page without content", keeper.opens(reverse("requests"))
    yield "my station", keeper.opens(reverse("home"))
    dashboard = reverse("dashboard", args=[station.code])
    yield "dashboard, keeper", keeper.opens(dashboard)
    yield "dashboard, official", official.opens(dashboard)
    yield from _lists(keeper, station)
    yield from _themes(keeper)
    yield from _policies(keeper, official)
    yield from _searches(keeper, station)
    yield from _admin(keeper, station)
    yield from _stock_way(keeper, station)


def largest(tier):
    """The station of the tier with the most files at and below it."""
    stations = Station.objects.at_tier(tier)
    return max(stations, key=lambda s: files_of(s).count())


def files_of(station):
    return PersonFile.objects.filter(managing_station__path__prefix=station.path, status="active")


def _lists(keeper, station):
    people = reverse("people")
    yield "people, first page", keeper.opens(people)
    files = files_of(station).order_by("name_pinyin", "pk")
    yield "people, deep page", keeper.opens(people, after=files[int(files.count() * _DEEP)].pk)
    yield "people, narrowed to the station", keeper.opens(people, station=station.code)
    for figure in ("preferential", "public_sector", "unverified"):
        yield f"people, figure {figure}", keeper.opens(people, station=station.code, figure=figure)
    yield "people, a class", keeper.opens(people, **{"class": "02"})
    yield "people, a rare class", keeper.opens(people, **{"class": "09"})
    yield "people, resident here", keeper.opens(people, status="resident")
    yield "people, all statuses", keeper.opens(people, status="all")
    yield "households", keeper.opens(reverse("households"), station=station.code, figure="plaques_waiting")
    yield "honours", keeper.opens(reverse("honours"), station=station.code, figure="honour_titles")
    yield "visits", keeper.opens(reverse("visits"), station=station.code)
    yield "file of a person", keeper.opens(reverse("person", args=[files[0].pk]))


def _themes(keeper):
    for page in THEMES:
        yield f"theme, {page}", keeper.opens(reverse(page))
    waiting = {"state": "waiting"}
    yield "theme, confirmations waiting", keeper.opens(reverse("people-confirmations"), **waiting)
    for figure in ("may_qualify_60", "certificates_expiring"):
        yield f"theme, {figure}", keeper.opens(reverse("people"), figure=figure)
    yield "theme, a round", keeper.opens(reverse("round", args=[CollectionRound.objects.get().pk]))


def _policies(keeper, official):
    for policy in Policy.objects.order_by("pk"):
        yield f"policy, {policy.title}", keeper.opens(reverse("policy", args=[policy.pk]))
        yield f"policy, {policy.title}, official", official.opens(reverse("policy", args=[policy.pk]))
        yield f"policy, {policy.title}, people", keeper.opens(reverse("policy-people", args=[policy.pk]))


def _searches(keeper, station):
    files = files_of(station)
    somebody = files.exclude(id_digest=None).order_by("pk")[files.count() // 2]
    yield "search, whole name", keeper.searches(somebody.name)
    yield "search, common surname", keeper.searches("陈")
    yield "search, given name", keeper.searches(somebody.given_name)
    yield "search, initials", keeper.searches(somebody.name_initials)
    yield "search, one letter", keeper.searches("c")
    yield "search, pinyin", keeper.searches("chen")
    yield "search, nobody's name", keeper.searches("龘靐")
    yield "search, ID number", keeper.searches(somebody.id_number.open())
    yield "search, last four", keeper.searches(somebody.id_last4)


def _admin(keeper, station):
    address = reverse("admin:veterans_personfile_changelist")
    last = (files_of(station).count() - 1) // 50 + 1
    yield "admin people", keeper.opens(address)
    yield "admin people, page 20 or last", keeper.opens(address, p=min(20, last))
    yield "admin people, a bucket", keeper.opens(address, bucket="key_preferential")
    yield "admin people, search", keeper.opens(address, q="陈")
    choosing = {"app_label": "care_activities", "model_name": "visit", "field_name": "person"}
    yield "admin, choosing a person", keeper.sends(reverse("admin:autocomplete"), term="陈", **choosing)
    yield "admin visits", keeper.opens(reverse("admin:care_activities_visit_changelist"))
    yield "admin households", keeper.opens(reverse("admin:veterans_household_changelist"))


def _stock_way(keeper, station):
    figures = {f"n_{key}": Count("pk", filter=f.condition) for key, f in PEOPLE_FIGURES.items()}
    counted = Subtree(station).group(PersonFile.objects, route="managing_station__path", **figures)
    yield "stock: figures counted live", lambda: list(counted.all())
    contains = Q()
    for column in ("name", "name_pinyin", "archive_no", "id_last4"):
        contains |= Q(**{f"{column}__icontains": "志强"})
    found = PersonFile.objects.visible_to(keeper.user).filter(contains).order_by("name_pinyin", "pk")
    yield "stock: icontains search", lambda: (found.count(), list(found.all()[:50]))


PEOPLE_FIGURES = {
    key: figure for key, figure in tallies.FIGURES.items() if figure.unit == tallies.Unit.PEOPLE
}


def _answered(response):
    if response.status_code != 200:
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}")
