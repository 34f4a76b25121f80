"""The lists of what hangs on people: each is exported as its page shows it, for those who may."""

import datetime

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import urlencode

from care_activities.models import CareContract, DiningUse, Opinion, Policy, StationDocument
from stations.models import PartnerOrganisation, RedResource, Venue
from tests.exports.asking import rows
from tests.imports.sheets import MAYI, TIANFU, ZHICHONG
from tests.veterans.people import register
from veterans.models import (
    Benefit,
    CommitteeTerm,
    Disability,
    Honour,
    Household,
    PartyMembership,
    PreferentialCard,
    ServiceRecord,
)
from veterans_portal.exports import lists

pytestmark = pytest.mark.django_db

# kind -> the page, an address that narrows it, the header and cell of the one row that is left.
PAGES = {
    "households": ("households", {"station": ZHICHONG}, ("户主", "陈大文")),
    "honours": ("honours", {"level": "5"}, ("荣誉称号", "先进个人")),
    "benefits": ("people-benefit-rows", {"type": "51"}, ("姓名", "陈志强")),
    "party": ("people-party-members", {"station": ZHICHONG}, ("姓名", "陈志强")),
    "venues": ("venues", {"station": ZHICHONG}, ("名称", "陈志强之家")),
    "red_resources": ("activity-resources", {"red": "speaker"}, ("资源名称", "陈志强")),
    "partners": ("activity-resources", {"station": ZHICHONG}, ("单位名称", "陈志强的公司")),
    "opinions": ("opinions", {"category": "place"}, ("意见内容", "陈志强说的")),
    "care_contracts": ("care-contracts", {"state": "ahead"}, ("合同名称", "陈志强服务")),
    "dining_uses": ("care-dining", {"station": ZHICHONG}, ("姓名", "陈志强")),
    "documents": ("documents", {"title": "陈志强"}, ("标题", "陈志强制度")),
    "policies": ("policies", {"words": "陈志强"}, ("标题", "陈志强政策")),
}


@pytest.fixture
def records(tree):
    """Something of each kind in two villages of a street, and in another district."""
    for code, head, name, level in (
        (ZHICHONG, "陈大文", "陈志强", "5"),
        (MAYI, "何大武", "何麻一", "6"),
        (TIANFU, "林海波", "林天福", "5"),
    ):
        Household.objects.create(station=tree[code], number="1", head_name=head)
        person = register(tree[code], name, political_status="01")
        Honour.objects.create(person=person, title="先进个人", kind="99", level=level, year="2019")
        kind = "51" if code == ZHICHONG else "52"
        Benefit.objects.create(person=person, type=kind, treatment="3", status="1")
        PartyMembership.objects.create(person=person, relation_status="1")
        kind = "speaker" if code == ZHICHONG else "base"
        RedResource.objects.create(station=tree[code], kind=kind, name=name)
        PartnerOrganisation.objects.create(station=tree[code], kind="enterprise", name=f"{name}的公司")
        kept = {"station": tree[code], "kind": "rules" if code == ZHICHONG else "flow"}
        StationDocument.objects.create(
            **kept, title=f"{name}制度", version_label="一", effective_on=timezone.localdate()
        )
        Policy.objects.create(
            station=tree[code], title=f"{name}政策", level="town", category="aid", summary="略"
        )
        canteen = Venue.objects.create(station=tree[code], kind="canteen", name=f"{name}之家")
        care_of(person, canteen, ahead=code == ZHICHONG)


def care_of(person, canteen, *, ahead):
    """A meal and an opinion of `person`, and a contract of the station that starts tomorrow when `ahead`."""
    station, today = person.managing_station, timezone.localdate()
    DiningUse.objects.create(venue=canteen, person=person, date=today, meals=1)
    Opinion.objects.create(
        station=station,
        person=person,
        received_on=today,
        category="place" if ahead else "other",
        content=f"{person.name}说的",
    )
    CareContract.objects.create(
        station=station,
        name=f"{person.name}服务",
        provider=PartnerOrganisation.objects.get(station=station),
        starts_on=today + datetime.timedelta(days=1 if ahead else 0),
        ends_on=today + datetime.timedelta(days=60),
        amount=1,
    )


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_exported_as_it_stands(sign_in, cast, records, kind):
    name, narrowed, (header, cell) = PAGES[kind]
    client = sign_in("street_manager")
    page = client.get(reverse(name), narrowed).content.decode()
    link = f"{reverse('export-new', args=[kind])}?{urlencode(narrowed)}&amp;listed=1"
    assert link in page
    asked = client.get(link.replace("&amp;", "&")).content.decode()
    assert "回到名单" in asked and "共 1 行" in asked
    found = rows(cast["street_manager"], kind, **narrowed, listed="1")
    assert [row[header] for row in found] == [cell]


@pytest.mark.parametrize("kind", PAGES)
def test_the_whole_kind_is_what_she_may_export(cast, records, kind):
    listed = lists.listed(kind, cast["street_manager"], QueryDict())
    assert listed.rows.count() == 2


@pytest.mark.parametrize("kind", [*PAGES, "merits"])
def test_who_may_not_export_sees_no_button(sign_in, records, kind):
    name = PAGES[kind][0] if kind in PAGES else "people-merit-news"
    assert reverse("export-new", args=[kind]) in sign_in("street_manager").get(reverse(name)).content.decode()
    page = sign_in("zhichong_staff").get(reverse(name))
    assert reverse("export-new", args=[kind]) not in page.content.decode()


# kind, what is listed -> the page, and whom it shows of the two people of a village.
DRAWN_UP = {
    ("people", "disabled"): ("people-disabled", "陈志强"),
    ("people", "returning"): ("people-returning", "陈志强"),
    ("people", "committee"): ("people-committee", "陈志强"),
    ("people", "without-card"): ("people-cards", "陈小明"),
    ("households", "serving"): ("people-serving", "陈志强"),
    ("cards", "1"): ("people-cards", "陈志强"),
}


@pytest.mark.parametrize(("kind", "listed"), DRAWN_UP)
def test_a_list_that_a_page_draws_up_is_exported_as_it_stands(sign_in, cast, tree, kind, listed):
    drawn_up(tree)
    narrowed = {"station": ZHICHONG} | ({"stage": "1"} if kind == "cards" else {})
    client, (name, shown) = sign_in("street_manager"), DRAWN_UP[kind, listed]
    page = client.get(reverse(name), narrowed).content.decode()
    link = f"{reverse('export-new', args=[kind])}?{urlencode({**narrowed, 'listed': listed})}"
    assert escape(link) in page
    assert "回到名单" in client.get(link).content.decode()
    found = rows(cast["street_manager"], kind, **narrowed, listed=listed)
    assert [row.get("姓名") or row["户主"] for row in found] == [shown]


def drawn_up(tree):
    """In each of two villages somebody who stands in all these lists, and somebody who stands in none."""
    lately = (timezone.localdate() - datetime.timedelta(days=9)).isoformat()
    for code, name, other in ((ZHICHONG, "陈志强", "陈小明"), (MAYI, "何大武", "何小武")):
        register(tree[code], other)
        Household.objects.create(station=tree[code], number="1", head_name=other)
        Household.objects.create(station=tree[code], number="2", head_name=name, has_serving_member=True)
        person = register(tree[code], name, verified_on=timezone.localdate())
        ServiceRecord.objects.create(person=person, enlisted_on="2024-09", discharged_on=lately)
        Disability.objects.create(person=person, nature="2", grade="8")
        CommitteeTerm.objects.create(person=person, post="01", started_on="2024-01")
        PreferentialCard.objects.create(person=person, kind="1", stage="1", applied_on=timezone.localdate())


def test_an_address_that_mixes_two_lists_exports_what_it_names(sign_in, cast, tree):
    drawn_up(tree)
    client = sign_in("street_manager")
    assert client.get(reverse("export-new", args=["cards"]), {"listed": "1"}).status_code == 200
    cards = rows(cast["street_manager"], "cards", station=ZHICHONG, listed="1")
    assert [row["姓名"] for row in cards] == ["陈志强"]
    people = rows(cast["street_manager"], "people", station=ZHICHONG, stage="1", listed="without-card")
    assert [row["姓名"] for row in people] == ["陈小明"]
