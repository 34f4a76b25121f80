"""People with the tag 困难 of whom no case of aid tells why."""

import pytest
from django.utils import timezone

from care_activities.services import aid
from tests.veterans.people import register
from veterans.models import PersonFile
from veterans_portal.people.worklists import WORKLISTS

from . import stage
from .behind import length_of_list

pytestmark = pytest.mark.django_db
KEY = "hardship_without_case"
ADDRESS = f"/people/?station={stage.ZHICHONG}&figure={KEY}"


@pytest.fixture
def tagged(tree):
    return [register(tree[stage.ZHICHONG], name, tags=("7",)) for name in ("王一", "王二", "王三")]


def test_my_station_and_the_ledger_open_the_list(sign_in, tagged):
    client = sign_in("zhichong_staff")
    for page in ("/", "/aid/"):
        assert "困难人员没有帮扶记录" in client.get(page).content.decode(), page
    assert f'href="{ADDRESS.replace("&", "&amp;")}"' in client.get("/").content.decode()
    assert length_of_list(client, ADDRESS) == 3


def test_who_has_a_case_is_not_on_it_until_the_case_has_ended(tagged, sign_in):
    case = aid.case_open(actor=None, person=tagged[0], situation="A4", kind="medical")
    client = sign_in("zhichong_staff")
    assert length_of_list(client, ADDRESS) == 2
    aid.case_delete(actor=None, case=case)
    assert length_of_list(client, ADDRESS) == 3


def test_without_the_tag_or_a_file_in_force_nobody_is_on_it(tree, tagged):
    register(tree[stage.ZHICHONG], "李一")
    PersonFile.objects.filter(pk=tagged[0].pk).update(status="deceased")
    found = PersonFile.objects.filter(WORKLISTS[KEY].condition(timezone.localdate()))
    assert found.count() == 2


def test_the_quick_action_opens_the_ledger_of_plaques(sign_in, tree):
    page = sign_in("zhichong_staff").get("/").content.decode()
    assert f'href="/plaques/?station={stage.ZHICHONG}"' in page
