"""The page of a household: its people, its plaque, and what was done for them."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from care_activities.models import VolunteerService
from care_activities.services import aid
from care_activities.services.care_services import CareAnswer, care_services_register
from care_activities.services.consultations import consultation_record
from care_activities.services.dining import dining_use_record
from care_activities.services.plaques import plaque_register
from care_activities.services.visits import visit_record
from care_activities.services.volunteering import volunteer_service_write
from stations.models import AuditEntry, SupportMember, Venue
from tests.veterans.people import register
from veterans.models import Household, PersonFile

from . import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tree):
    return Household.objects.create(station=tree[stage.ZHICHONG], number="12", head_name="陈大文")


@pytest.fixture
def member(tree, home):
    return register(tree[stage.ZHICHONG], "陈小文", household=home)


def text(client, home):
    response = client.get(f"/people/households/{home.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_plaque_visits_and_aid_stand_on_one_page(sign_in, tree, home, member):
    station = tree[stage.ZHICHONG]
    plaque_register(
        actor=None,
        household=home,
        role="TY",
        initiated_by="station",
        status="hung",
        hung_on=datetime.date(2019, 5, 1),
    )
    for target in ({"household": home}, {"person": member}):
        visit_record(
            actor=None,
            station=station,
            date=datetime.date(2024, 8, 1),
            occasion="army_day",
            method="home",
            **target,
        )
    aid.case_open(actor=None, person=member, situation="A4", kind="medical")
    page = text(sign_in("zhichong_staff"), home)
    for words in (
        "陈大文 户",
        "户号 12",
        "陈小文",
        "已悬挂",
        "按户 · 八一",
        "陈小文 · 八一",
        "陈小文 · 医疗 · 登记疑似困难",
    ):
        assert words in page, words


def test_the_list_and_the_file_lead_there(sign_in, home, member):
    client = sign_in("zhichong_staff")
    address = f'href="/people/households/{home.pk}/"'
    assert address in client.get("/people/households/").content.decode()
    assert address in client.get(f"/people/{member.pk}/").content.decode()


def test_members_kept_elsewhere_are_not_told(sign_in, tree, home):
    register(tree[stage.TIANFU], "李外站", household=home)
    page = text(sign_in("zhichong_staff"), home)
    assert "李外站" not in page and "没有建档的成员" in page


def test_opening_is_logged_and_foreign_households_are_not_there(sign_in, home):
    assert sign_in("tianfu_staff").get(f"/people/households/{home.pk}/").status_code == 404
    assert not AuditEntry.objects.filter(action="view").exists()
    text(sign_in("zhichong_staff"), home)
    entry = AuditEntry.objects.get(action="view")
    assert (entry.target_type, entry.target_label) == ("veterans.household", "12")


def test_the_page_costs_the_same_for_a_large_household(sign_in, tree, home, member):
    client = sign_in("zhichong_staff")

    def statements():
        with CaptureQueriesContext(connection) as queries:
            text(client, home)
        return len(queries)

    statements()
    few = statements()
    for serial in range(5):
        aid.case_open(
            actor=None,
            person=register(tree[stage.ZHICHONG], f"陈{serial}", household=home),
            situation="A4",
            kind="cash",
        )
    assert statements() == few


def test_what_helpers_did_and_what_somebody_did_herself_stand_there(sign_in, cast, tree, home, member):
    station, day = tree[stage.ZHICHONG], datetime.date(2024, 5, 6)
    helper = SupportMember.objects.create(station=station, name="李社工", role="social_worker")
    consultation_record(
        actor=None,
        station=station,
        date=day,
        adviser=helper,
        topic="housing",
        person=member,
        question="老屋确权找谁办",
        outcome="answered",
    )
    care_services_register(
        actor=cast["zhichong_staff"],
        date=day,
        answers=[CareAnswer(member.pk)],
        items=("5",),
        content="陪诊取药",
        support=helper,
    )
    hours = VolunteerService(station=station, date=day, person=member, work="company", hours=Decimal("2.5"))
    volunteer_service_write(hours, actor=None)
    case = aid.case_open(actor=None, person=member, situation="A2", kind="employment", helper_support=helper)
    case = aid.case_verify(actor=None, case=case, found=True)
    aid.case_help(actor=None, case=case, given="介绍到镇上企业上班")
    canteen = Venue.objects.create(station=station, kind="canteen", name="长者饭堂")
    for lunch in (3, 4, 17):
        date = day.replace(day=lunch)
        dining_use_record(actor=None, venue=canteen, date=date, person=member, meals=1, discount=Decimal(2))
    client = sign_in("zhichong_staff")
    file = client.get(f"/people/{member.pk}/").content.decode()
    everywhere = (
        "老屋确权找谁办 · 已答复 · 李社工",
        "陪诊取药 · 李社工",
        "2.5 小时",
        "介绍到镇上企业上班 · 李社工",
    )
    for page, words in (
        (file, (*everywhere, "优惠用餐 3 餐，优惠 6.00 元")),
        (text(client, home), everywhere),
    ):
        for word in words:
            assert word in page, word
    assert "陈小文 · 房产 · 老屋确权找谁办" in text(client, home)


def test_a_household_tells_of_care_to_who_keeps_the_file_alone(sign_in, cast, tree, home, member):
    staff = cast["zhichong_staff"]
    care_services_register(
        actor=staff,
        date=datetime.date(2024, 5, 6),
        answers=[CareAnswer(member.pk)],
        items=("5",),
        content="陪诊取药",
    )
    PersonFile.objects.filter(pk=member.pk).update(
        managing_station=tree[stage.TIANFU], residence_station=tree[stage.ZHICHONG]
    )
    page = text(sign_in("zhichong_staff"), home)
    assert "陈小文" in page and "陪诊取药" not in page
