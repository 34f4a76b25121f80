"""The lists of what hangs on people: each is exported as its page shows it, for those who may."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from tests.exports.asking import rows
from tests.imports.sheets import MAYI, TIANFU, ZHICHONG
from tests.veterans.people import register
from veterans.models import Benefit, Honour, Household, PartyMembership
from veterans_portal.exports import lists

pytestmark = pytest.mark.django_db

# kind -> the page, an address that narrows it, the header and cell of the one row that is left.
PAGES = {
    "households": ("households", {"station": ZHICHONG}, ("户主", "陈大文")),
    "honours": ("honours", {"level": "5"}, ("荣誉称号", "先进个人")),
    "benefits": ("people-benefit-rows", {"type": "51"}, ("姓名", "陈志强")),
    "party": ("people-party-members", {"station": ZHICHONG}, ("姓名", "陈志强")),
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
