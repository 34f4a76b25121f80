"""照料, contracts, the canteen and volunteers in the portal: registered, listed, told to whom, printed, exported."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import (
    CareContract,
    CareContractFile,
    CareService,
    CareTally,
    DiningUse,
    VolunteerService,
)
from care_activities.services.care_services import CareAnswer, care_services_register
from care_activities.vocabulary import CareContractState
from stations.models import AuditEntry, PartnerOrganisation, SupportMember, Venue
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import register
from veterans.models import Household
from veterans.services.transfers import transfer_answer, transfer_request

pytestmark = pytest.mark.django_db
ZHICHONG, TIANFU = "440704004212", "440703006121"
DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


@pytest.fixture
def people(tree):
    return [register(tree[ZHICHONG], name, tags=["6"]) for name in ("何伯", "陈婆")]


@pytest.fixture
def worker(tree):
    return SupportMember.objects.create(station=tree[ZHICHONG], name="梁社工", role="social_worker")


@pytest.fixture
def canteen(tree):
    made = Venue.objects.create(station=tree[ZHICHONG], kind="canteen", name="长者饭堂")
    made.dining_benefits.create(rule="满60周岁八折", minimum_age=60)
    return made


def cared(actor, *people, days=0, items=("2",), **common):
    answers = [CareAnswer(person.pk) for person in people]
    return care_services_register(
        actor=actor, date=today() - days * DAY, answers=answers, items=items, **common
    )


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client, **values):
    return client.post(
        reverse("care-register"), {"date": today().isoformat(), **values}, follow=True
    ).content.decode()


def test_from_the_list_of_those_who_wait_to_the_log(sign_in, people, worker):
    client = sign_in("zhichong_staff")
    assert "孤老待照料" in page(client, "home")
    waiting = page(client, "care", over="30")
    assert "何伯" in waiting and "没有登记过" in waiting
    one, two = people
    html = send(
        client,
        person=[one.pk, two.pk],
        items=["2"],
        support=worker.pk,
        minutes="30",
        **{f"p{two.pk}-items": ["5", "6"], f"p{two.pk}-content": "陪诊取药"},
    )
    assert "已登记照料 2 人次" in html
    assert CareService.objects.get(person=one).items == ("2",)
    assert CareService.objects.get(person=two).items == ("5", "6")
    assert "都照料到了" in page(client, "care", over="30") and "孤老待照料" not in page(client, "home")
    log = page(client, "care-services")
    assert "2 人次 · 其中衣食住行 1 · 医疗 1 · 照料 1" in log and "陪诊取药" in log and "梁社工" in log
    assert "陪诊取药" not in page(client, "care-services", item="2")
    again = send(client, person=[one.pk], items=["2"], support=worker.pk)
    assert "没有重复登记" in again and CareService.objects.count() == 2


def test_what_is_missing_is_asked_for_and_nothing_is_lost(sign_in, people, worker):
    client = sign_in("zhichong_staff")
    [one, _two] = people
    assert "请先勾选服务了的人" in send(client, items=["2"], support=worker.pk)
    html = send(client, person=[one.pk], items=["2"], content="送饭")
    assert "请选择服务人" in html and "送饭" in html
    ticked = f'value="{one.pk}" checked'
    assert ticked in " ".join(html.split())
    assert "请勾选服务项目" in send(client, person=[one.pk], support=worker.pk)
    ahead = (today() + DAY).isoformat()
    assert "日期在今天之后" in send(client, person=[one.pk], items=["2"], support=worker.pk, date=ahead)
    assert not CareService.objects.exists()


def test_one_person_from_the_file_and_who_is_no_lonely_elder(sign_in, tree, worker):
    client = sign_in("zhichong_staff")
    young = register(tree[ZHICHONG], "李壮年")
    address = f"{reverse('care-register')}?person={young.pk}"
    told = {"date": today().isoformat(), "items": ["1"], "support": worker.pk}
    html = client.post(address, told, follow=True).content.decode()
    assert "已登记照料 1 人次" in html and "没有“孤老”标签" in html
    foreign = register(tree[TIANFU], "外人", tags=["6"])
    assert client.get(f"{reverse('care-register')}?person={foreign.pk}").status_code == 404
    assert client.get(f"{reverse('care-register')}?person=x").status_code == 404


def test_the_file_shows_its_care_and_what_waits(sign_in, people, cast, worker):
    client = sign_in("zhichong_staff")
    [one, two] = people
    cared(cast["zhichong_staff"], one, days=40, items=("5",), support=worker, content="量血压")
    file = page(client, "person", one.pk)
    assert "超过 30 天没有照料服务" in file and "量血压" in file
    assert f"{reverse('care-register')}?person={one.pk}" in file
    assert "还没有登记过照料服务" in page(client, "person", two.pk)


def test_whoever_does_not_keep_the_file_reads_nothing_of_it(sign_in, people, cast, tree, worker):
    [one, _two] = people
    cared(cast["zhichong_staff"], one, items=("5",), support=worker, content="肿瘤复诊")
    request = transfer_request(actor=None, person=one, to_station=tree[TIANFU], reason="户口迁移")
    transfer_answer(actor=None, request=request, agree=True)
    old = sign_in("zhichong_staff")
    for name in ("care-services", "care-ledger"):
        html = page(old, name)
        assert "档案已转出" in html and "肿瘤复诊" not in html and "医疗</td>" not in html
    assert "何伯" not in page(old, "care-services", item="5")
    service = CareService.objects.get()
    change = reverse("admin:care_activities_careservice_change", args=[service.pk])
    assert old.get(change).status_code == 302  # the admin's way of saying that there is none
    assert "肿瘤复诊" not in page(old, "admin:care_activities_careservice_changelist")
    new = sign_in("tianfu_staff")
    assert "肿瘤复诊" in page(new, "care-services") and "肿瘤复诊" in page(new, "person", one.pk)


def test_the_residence_station_reads_nothing_of_care(sign_in, cast, tree, worker):
    person = register(tree[ZHICHONG], "何伯", tags=["6"], residence_station=tree[TIANFU])
    cared(cast["zhichong_staff"], person, items=("5",), support=worker, content="肿瘤复诊")
    client = sign_in("tianfu_staff")
    for html in (page(client, "person", person.pk), page(client, "care"), page(client, "care-services")):
        assert "肿瘤复诊" not in html
    assert "何伯" not in page(client, "care")


def test_a_contract_serves_the_stations_below_and_shows_where_it_stands(sign_in, tree, people, cast):
    county = tree["440704000000"]
    provider = PartnerOrganisation.objects.create(station=county, name="江海社工中心", kind="social_work")
    client = sign_in("district_manager")
    told = {
        "station": county.pk,
        "name": "2026年孤老服务",
        "provider": provider.pk,
        "starts_on": (today() - 30 * DAY).isoformat(),
        "ends_on": (today() + 10 * DAY).isoformat(),
        "amount": "98000.50",
    }
    client.post(reverse("admin:care_activities_carecontract_add"), told)
    contract = CareContract.objects.get()
    assert contract.amount == Decimal("98000.50")
    staff = sign_in("zhichong_staff")
    html = page(staff, "care-contracts")
    assert "2026年孤老服务" in html and "即将到期" in html and "98,000.50" in html
    send(staff, person=[people[0].pk], items=["2"], contract=contract.pk)
    assert CareService.objects.get().helper == provider
    assert "江海社工中心" in page(staff, "care-services", contract=contract.pk)
    assert "2026年孤老服务" not in page(sign_in("tianfu_staff"), "care-contracts")
    change = reverse("admin:care_activities_carecontract_change", args=[contract.pk])
    assert sign_in("zhichong_staff").get(change).status_code == 302


def test_meals_are_counted_and_who_may_eat_is_shown(sign_in, canteen, tree):
    client = sign_in("zhichong_staff")
    told = {"venue": canteen.pk, "date": today().isoformat(), "meals": "35", "discount": "70"}
    assert "已登记 35 餐" in client.post(reverse("care-dining"), told, follow=True).content.decode()
    assert "已经登记过" in client.post(reverse("care-dining"), told).content.decode()
    assert DiningUse.objects.count() == 1 and CareTally.objects.get().meals == 35
    old = register(tree[ZHICHONG], "寿星", id_number=None, no_id_reason="lost", birth_date="1940")
    young = register(tree[ZHICHONG], "后生", id_number=None, no_id_reason="lost", birth_date="2000")
    register(tree[ZHICHONG], "未知", id_number=None, no_id_reason="lost")
    met = page(client, "care-dining-eligible", canteen.pk)
    assert "寿星" in met and "满60周岁八折" in met and "后生" not in met and "未知" not in met
    assert "未知" in page(client, "care-dining-eligible", canteen.pk, show="unknown")
    add = reverse("admin:care_activities_dininguse_add")
    for person, warned in ((old, False), (young, True)):
        html = client.post(add, {**told, "person": person.pk, "meals": "1"}, follow=True).content.decode()
        assert ("不符合这个饭堂的优惠条件" in html) == warned
    assert CareTally.objects.get().meals == 37


def test_hours_are_summed_by_volunteer_and_year(sign_in, tree, worker):
    client, station = sign_in("zhichong_staff"), tree[ZHICHONG]
    veteran = register(station, "何老兵")
    add = reverse("admin:care_activities_volunteerservice_add")
    common = {"station": station.pk, "work": "company"}
    for day, hours, who in (
        ("2026-05-04", "2.5", {"volunteer": worker.pk}),
        ("2026-05-05", "0.3", {"volunteer": worker.pk}),
        ("2025-05-05", "4", {"volunteer": worker.pk}),
        ("2026-05-05", "1", {"person": veteran.pk}),
    ):
        client.post(add, {**common, "date": day, "hours": hours, **who})
    assert VolunteerService.objects.count() == 4
    html = page(client, "care-volunteering", year="2026")
    assert "共 3.8 小时" in html and "何老兵" in html and ">2.8<" in html and ">4.0<" not in html
    assert ">4.0<" in page(client, "care-volunteering")
    assert "志愿服务" in page(client, "person", veteran.pk)
    assert CareTally.objects.get(year=2026).volunteer_minutes == 228


def test_the_ledger_has_a_cover_and_its_printing_is_logged(sign_in, people, cast, worker):
    cared(cast["zhichong_staff"], *people, items=("2", "5"), support=worker)
    html = page(sign_in("zhichong_staff"), "care-ledger")
    assert "志愿、社工服务台账" in html and "2 人次（衣食住行 2，医疗 2，照料 0）" in html and "何伯" in html
    assert AuditEntry.objects.filter(action="print", reason="志愿、社工服务台账，2 条").exists()


@pytest.fixture
def contract(tree):
    return CareContract.objects.create(
        station=tree["440704000000"],
        name="2026年孤老服务",
        provider=PartnerOrganisation.objects.create(
            station=tree["440704000000"], name="江海社工中心", kind="social_work"
        ),
        starts_on=today() - 30 * DAY,
        ends_on=today() + 10 * DAY,
        amount=Decimal("98000.50"),
    )


def test_scans_of_a_contract_are_kept_opened_and_removed_by_who_bought(sign_in, contract):
    client = sign_in("district_manager")
    scan = SimpleUploadedFile("合同.png", picture(), "image/png")
    address = reverse("care-contract", args=[contract.pk])
    html = client.post(address, {"kind": "contract", "file": scan}, follow=True).content.decode()
    assert "已上传：合同" in html
    kept = CareContractFile.objects.get()
    response = client.get(reverse("care-contract-file", args=[kept.pk]))
    assert response["Content-Disposition"].startswith("attachment") and response.content[:2] == b"\xff\xd8"
    assert AuditEntry.objects.filter(
        action="download", target_type="care_activities.carecontractfile"
    ).exists()
    # Whom it serves reads the terms, not the paper.
    village = sign_in("zhichong_staff")
    html = page(village, "care-contract", contract.pk)
    assert "98,000.50" in html and "合同扫描件" not in html and 'type="file"' not in html
    assert village.get(reverse("care-contract-file", args=[kept.pk])).status_code == 404
    assert village.post(address, {"kind": "contract"}).status_code == 403
    remove = reverse("care-contract-file-remove", args=[kept.pk])
    assert village.post(remove).status_code == 404
    assert "已删除" in sign_in("district_manager").post(remove, follow=True).content.decode()
    assert not CareContractFile.objects.exists()
    assert AuditEntry.objects.filter(action="delete", target_type="care_activities.carecontractfile").exists()


def test_what_is_no_scan_is_refused(sign_in, contract):
    file = SimpleUploadedFile("a.png", b"MZ not a picture", "image/png")
    address = reverse("care-contract", args=[contract.pk])
    html = sign_in("district_manager").post(address, {"kind": "contract", "file": file}).content.decode()
    assert "有 1 处需要改" in html and not CareContractFile.objects.exists()


@pytest.mark.parametrize("state", CareContractState)
def test_the_list_of_contracts_is_narrowed_to_where_they_stand(sign_in, contract, state):
    """What the database is asked says the same as the contract itself, on the days around each border."""
    for start in (-40, -1, 0, 1):
        for length in (0, 28, 29, 30, 39, 40, 41):
            for stopped in dict.fromkeys((None, 0, length)):
                first = today() + start * DAY
                CareContract.objects.create(
                    station=contract.station,
                    provider=contract.provider,
                    name=f"{start} {length} {stopped}",
                    starts_on=first,
                    ends_on=first + length * DAY,
                    terminated_on=None if stopped is None else first + stopped * DAY,
                    amount=1,
                )
    real = {one.name for one in CareContract.objects.all() if one.state == state}
    found = set(CareContract.objects.in_state(state, today()).values_list("name", flat=True))
    assert found == real and real
    assert ("2026年孤老服务" in page(sign_in("district_manager"), "care-contracts", state=state)) == (
        state == "ending"
    )


def test_the_ledger_of_contracts_holds_what_was_bought_here(sign_in, contract):
    html = page(sign_in("district_manager"), "care-contract-ledger")
    assert (
        "社工服务合同台账" in html and "2026年孤老服务" in html and "98,000.50 元" in html and "1 份" in html
    )
    assert AuditEntry.objects.filter(action="print", reason="社工服务合同台账，1 份").exists()
    below = page(sign_in("zhichong_staff"), "care-contract-ledger")
    assert "2026年孤老服务" not in below and "0 份" in below


def test_the_ledger_of_meals_sums_what_it_was_asked_for(sign_in, canteen, tree):
    elder = register(tree[ZHICHONG], "寿星")
    DiningUse.objects.create(venue=canteen, date=today(), meals=30, discount=90)
    DiningUse.objects.create(venue=canteen, date=today(), person=elder, meals=2, discount=6)
    DiningUse.objects.create(venue=canteen, date=today() - 400 * DAY, meals=7, discount=21)
    client = sign_in("zhichong_staff")
    html = page(client, "care-dining-ledger", year=today().year)
    assert "32 餐" in html and "96.00 元" in html and "寿星" in html and "当天餐数" in html
    assert AuditEntry.objects.filter(action="print", reason="长者饭堂用餐台账，2 条").exists()
    assert "优惠用餐 39 餐，优惠 117.00 元" in page(client, "care-dining")
    assert "优惠用餐 7 餐" in page(client, "care-dining", year=(today() - 400 * DAY).year, venue=canteen.pk)


def test_meals_stand_by_month_on_the_pages_of_person_and_household(sign_in, tree):
    street = Venue.objects.create(station=tree["440704004000"], kind="canteen", name="街道饭堂")
    home = Household.objects.create(station=tree[ZHICHONG], number="1", head_name="寿星")
    elder = register(tree[ZHICHONG], "寿星", household=home)
    for day in (1, 2, 28):
        date = datetime.date(2026, 2, day)
        DiningUse.objects.create(venue=street, date=date, person=elder, meals=1, discount=3)
    client = sign_in("zhichong_staff")
    for html in (page(client, "person", elder.pk), page(client, "household", home.pk)):
        assert html.count("街道饭堂 · 优惠用餐 ") == 1 and "优惠用餐 3 餐，优惠 9.00 元" in html
    assert "寿星" not in page(client, "care-dining") + page(client, "care-dining-ledger")


def test_two_who_edit_one_service_do_not_overwrite_each_other(sign_in, people, cast, worker):
    cared(cast["zhichong_staff"], people[0], support=worker)
    service = CareService.objects.get()
    CareService.objects.filter(pk=service.pk).update(content="别人写的", version=2)
    change = reverse("admin:care_activities_careservice_change", args=[service.pk])
    told = {"date": service.date.isoformat(), "items": ["2"], "content": "我写的", "row_version": 1}
    html = sign_in("zhichong_staff").post(change, told).content.decode()
    assert "被别人改过" in html and "我写的" in html
    assert CareService.objects.get().content == "别人写的"


@pytest.mark.parametrize(
    ("name", "budget"),
    [("care", 9), ("care-services", 8), ("care-contracts", 7), ("care-dining", 11), ("care-volunteering", 8)],
)
def test_the_lists_cost_the_same_however_long(sign_in, tree, cast, worker, canteen, name, budget):
    client, staff, station = sign_in("zhichong_staff"), cast["zhichong_staff"], tree[ZHICHONG]
    county = PartnerOrganisation.objects.create(station=station, name="社工", kind="social_work")

    def more(number):
        for serial in range(number):
            person = register(station, f"孤老{serial}", tags=["6"])
            cared(staff, person, days=serial, support=worker)
            VolunteerService.objects.create(
                station=station, person=person, date=today(), work="company", hours=1
            )
            DiningUse.objects.create(venue=canteen, person=person, date=today(), meals=1)
            serial = CareContract.objects.count()
            CareContract.objects.create(
                station=station,
                provider=county,
                name=f"{serial}",
                amount=1,
                starts_on=today(),
                ends_on=today(),
            )

    more(1)
    page(client, name)
    with CaptureQueriesContext(connection) as few:
        page(client, name)
    more(6)
    with CaptureQueriesContext(connection) as many:
        page(client, name)
    assert len(few) == len(many) and len(many) <= budget, [len(few), len(many)]
