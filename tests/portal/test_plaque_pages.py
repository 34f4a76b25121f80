"""The pages about plaques: what each tier sees and does, and what the village never learns."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from care_activities.models import HangingRound, Plaque, PlaqueApplication, PlaqueCancelReason
from care_activities.services.plaque_county import plaque_cancel
from care_activities.services.plaques import plaque_register
from stations.models import AuditEntry, Squad
from tests.veterans.people import register
from veterans.models import Household, PersonFile

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
HUNG_ON = datetime.date(2019, 5, 1)
SECRET = "判决书载明的情形"


@pytest.fixture
def village(tree):
    return tree["440704004212"]


@pytest.fixture
def home(village):
    def make(number="001", head="陈大文", station=None, **values):
        made = Household.objects.create(station=station or village, number=number, head_name=head, **values)
        register(made.station, head, household=made)
        return made

    return make


@pytest.fixture
def hung(home):
    def make(number="001", head="陈大文", **values):
        return plaque_register(
            actor=None,
            household=home(number, head, **values),
            role="TY",
            initiated_by="station",
            status="hung",
            hung_on=HUNG_ON,
        )

    return make


def text(response):
    return response.content.decode()


def post(client, name, *args, follow=True, **values):
    return client.post(reverse(name, args=args), values, follow=follow)


def test_the_ledger_is_filtered(sign_in, hung, home, tree):
    hung("001", "陈大文")
    hung("002", "李炳坤", station=tree["440703006121"])
    staff = sign_in("zhichong_staff")
    page = text(staff.get(reverse("plaques")))
    assert "陈大文" in page and "李炳坤" not in page and "已悬挂 1 户" in page
    assert "陈大文" not in text(staff.get(reverse("plaques"), {"status": "cancelled"}))
    assert "陈大文" not in text(staff.get(reverse("plaques"), {"role": "LS"}))


def test_from_the_list_to_the_wall(sign_in, home, village):
    first = home("001", "陈大文")
    staff = sign_in("zhichong_staff")
    assert "陈大文" in text(staff.get(reverse("plaques-unhung")))
    assert "已列入名单 1 户" in text(post(staff, "plaques-unhung", act="list", household=[first.pk]))
    [listed] = Plaque.objects.all()
    confirm = {
        "act": "confirm",
        "plaque": [listed.pk],
        "list_no": "江海退役〔2026〕1号",
        "confirmed_on": TODAY,
    }
    assert post(sign_in("street_manager"), "plaques-to-confirm", **confirm).status_code == 403
    county = sign_in("district_manager")
    assert "已核定 1 户" in text(post(county, "plaques-to-confirm", **confirm))
    opened = post(county, "hanging-rounds", station="440704000000", festival="spring_festival", year=2027)
    assert "名单已定，共 1 户" in text(opened)
    hanging = HangingRound.objects.get()
    squad = Squad.objects.create(
        station=village, name="党员小分队", leader_name="陈书记", leader_post="第一书记"
    )
    staff = sign_in("zhichong_staff")
    assert "2027年春节前集中悬挂" in text(staff.get(reverse("hanging-rounds")))
    [entry] = hanging.entries.all()
    told = post(
        staff, "hanging-round", hanging.pk, act="hang", entry=[entry.pk], hung_on=TODAY, squad=squad.pk
    )
    assert "已登记悬挂 1 户" in text(told)
    listed.refresh_from_db()
    assert (listed.status, listed.led_by) == ("hung", "第一书记陈书记")
    page = text(staff.get(reverse("plaque", args=[listed.pk])))
    for word in ("列入名单", "县级核定", "江海退役〔2026〕1号", "第一书记陈书记"):
        assert word in page, word


def test_an_application_up_the_tiers(sign_in, hung):
    plaque = hung()
    staff = sign_in("zhichong_staff")
    asked = {"kind": "reissue", "role": "TY", "applied_on": TODAY, "reason": "外出期间丢失"}
    assert "已受理" in text(post(staff, "plaque-apply", plaque.household_id, **asked))
    made = PlaqueApplication.objects.get()
    act = lambda client, name, **kw: text(  # noqa: E731
        post(
            client,
            "plaque-application",
            made.pk,
            act=name,
            version=PlaqueApplication.objects.get().version,
            **kw,
        )
    )
    street = sign_in("street_manager")
    assert "陈大文" in text(street.get(reverse("plaque-applications")))
    assert "请写明退回的原因" in act(street, "return")
    assert "已签署意见" in act(street, "agree", opinion="属实")
    assert "已批准" in act(sign_in("district_manager"), "approve")
    assert "已办结" in act(sign_in("zhichong_staff"), "finish", done_on=TODAY)
    plaque.refresh_from_db()
    assert (plaque.reissues, plaque.replaced_on) == (1, TODAY)


def test_the_village_sees_the_document_and_nothing_else(sign_in, hung, cast, tree, village):
    plaque = hung()
    reason = PlaqueCancelReason.objects.create(station=tree["440704000000"], name=SECRET)
    plaque_cancel(
        actor=cast["district_manager"],
        plaque=plaque,
        reason=reason,
        decision_no="江海退役〔2026〕7号",
        decided_on=TODAY,
        note=SECRET,
    )
    person = PersonFile.objects.get()
    for name in ("zhichong_staff", "street_manager"):
        client = sign_in(name)
        seen = [
            client.get(reverse("plaque", args=[plaque.pk])),
            client.get(reverse("plaques")),
            client.get(reverse("plaque-ledger")),
            client.get(reverse("person", args=[person.pk])),
            client.get(reverse("admin:care_activities_plaque_change", args=[plaque.pk])),
            client.get(reverse("admin:care_activities_plaque_history", args=[plaque.pk])),
        ]
        pages = "".join(text(page) for page in seen)
        assert SECRET not in pages
        assert "江海退役〔2026〕7号" in text(seen[0]) and "已取消" in text(seen[0])
        assert client.get(reverse("plaque-reasons")).status_code == 403
    assert SECRET in text(sign_in("district_manager").get(reverse("plaque", args=[plaque.pk])))


def test_only_the_county_is_offered_to_take_back(sign_in, hung, tree):
    plaque = hung()
    reason = PlaqueCancelReason.objects.create(station=tree["440704000000"], name="情形")
    values = {"act": "cancel", "version": plaque.version, "reason": reason.pk, "decision_no": "7号"}
    values |= {"decided_on": TODAY, "note": ""}
    for name in ("zhichong_staff", "street_manager"):
        assert "县级取消" not in text(sign_in(name).get(reverse("plaque", args=[plaque.pk])))
        assert post(sign_in(name), "plaque", plaque.pk, **values).status_code == 403
    county = sign_in("district_manager")
    assert "已取消" in text(post(county, "plaque", plaque.pk, **values))
    plaque.refresh_from_db()
    values = {"act": "restore", "version": plaque.version, "restored_on": TODAY, "note": "已改正"}
    assert "已恢复" in text(post(county, "plaque", plaque.pk, **values))


def test_two_who_act_on_one_plaque(sign_in, hung, home):
    plaque = hung()
    values = {"act": "relocate", "version": plaque.version, "moved_on": TODAY, "address": "新村3号"}
    staff = sign_in("zhichong_staff")
    assert "已登记迁移" in text(post(staff, "plaque", plaque.pk, **values))
    assert "刚被别人改过" in text(post(staff, "plaque", plaque.pk, **values))


def test_the_printed_ledger_is_logged(sign_in, hung):
    hung()
    page = text(sign_in("street_manager").get(reverse("plaque-ledger")))
    assert "光荣牌管理台账" in page and "陈大文" in page
    assert AuditEntry.objects.filter(action="print", reason="光荣牌管理台账，1 户").count() == 1


def test_the_county_words_its_reasons(sign_in, tree):
    county = sign_in("district_manager")
    assert "已载入常用情形 7 条" in text(post(county, "plaque-reasons", act="load"))
    reason = PlaqueCancelReason.objects.first()
    address = f"{reverse('plaque-reasons')}?county=440704000000&edit={reason.pk}"
    county.post(address, {"act": "save", "name": "改过的情形"})
    reason.refresh_from_db()
    assert (reason.name, reason.is_offered) == ("改过的情形", False)


def test_the_timeline_of_a_person_tells_the_plaque(sign_in, hung):
    hung()
    page = text(sign_in("zhichong_staff").get(reverse("person", args=[PersonFile.objects.get().pk])))
    assert "光荣牌" in page and "2019年5月1日" in page
