"""社工服务合同 and 长者饭堂用餐 as spreadsheets: what offices and canteens send, in and out again."""

import datetime
from decimal import Decimal

import pytest

from care_activities import tallies
from care_activities.models import CareContract, CareService, CareTally, DiningUse
from stations.models import AuditEntry, PartnerOrganisation, Venue
from tests.exports.asking import rows
from tests.imports.sheets import ALL, TIANFU, ZHICHONG, bring_in, outcomes, verdicts, workbook
from tests.veterans.people import register
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db
STREET = "440704004000"


def bring(user, kind, *lines, **options):
    header = list(dict.fromkeys(name for line in lines for name in line))
    file = workbook([header, *([line.get(name) for name in header] for line in lines)])
    return bring_in(user, file, kind=kind, **options)


def said(batch):
    return " ".join(str(verdict) for verdict in verdicts(batch))


# --- contracts --------------------------------------------------------------------------------------


@pytest.fixture
def provider(tree):
    return PartnerOrganisation.objects.create(station=tree[STREET], name="外海社工中心", kind="social_work")


def contract(**cells):
    return {
        "购买单位": ZHICHONG,
        "项目名称": "2024年孤老社工服务",
        "承接机构": "外海社工中心",
        "服务开始时间": "2024-01-01",
        "服务结束时间": "2024-12-31",
        "合同金额": "48000.50元",
        **cells,
    }


def test_a_contract_with_a_partner_of_the_street_comes_in_goes_out_and_is_undone(cast, provider):
    user = cast["street_manager"]
    batch = bring(user, "care_contracts", contract(服务内容="每周上门"))
    assert outcomes(batch) == ["new"], verdicts(batch)
    made = CareContract.objects.get()
    assert (made.provider, made.station.code) == (provider, ZHICHONG)
    assert (made.amount, made.ends_on) == (Decimal("48000.50"), datetime.date(2024, 12, 31))
    assert outcomes(bring(user, "care_contracts", contract(), verbs=ALL)) == ["unchanged"]
    [told] = rows(user, "care_contracts")
    assert (told["服务机构"], told["合同金额（元）"], told["服务范围和内容"]) == (
        "外海社工中心",
        "48000.50",
        "每周上门",
    )
    pipeline.undo(batch, user=user)
    assert not CareContract.objects.exists()
    entries = AuditEntry.objects.filter(target_type="care_activities.carecontract")
    assert [entry.action for entry in entries.order_by("pk")] == ["create", "undo"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"承接机构": "没有登记的机构"}, "请先登记合作单位"),
        ({"承接机构": None}, "请填写这一格"),
        ({"合同金额": None}, "请填写这一格"),
        ({"服务结束时间": "2023-12-31"}, "早于开始日期"),
        ({"终止日期": "2025-01-01"}, "应在服务期之内"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(cast, provider, cells, reason):
    batch = bring(cast["street_manager"], "care_contracts", contract(**cells))
    assert outcomes(batch) == ["rejected"] and reason in said(batch)
    assert not CareContract.objects.exists()


def test_partners_of_other_streets_are_not_found(cast, tree):
    PartnerOrganisation.objects.create(station=tree[TIANFU], name="外海社工中心", kind="social_work")
    batch = bring(cast["city_manager"], "care_contracts", contract())
    assert outcomes(batch) == ["rejected"] and "请先登记合作单位" in said(batch)


def test_a_sheet_does_not_shorten_a_contract_past_its_services(cast, provider, tree):
    user = cast["street_manager"]
    bring(user, "care_contracts", contract())
    CareService.objects.create(
        station=tree[ZHICHONG],
        person=register(tree[ZHICHONG], "何伯"),
        date="2024-11-30",
        items=["2"],
        contract=CareContract.objects.get(),
    )
    short = bring(user, "care_contracts", contract(终止日期="2024-11-29"), verbs=ALL)
    assert outcomes(short) == ["rejected"] and "有服务记录不在这个服务期内" in said(short)
    exact = bring(user, "care_contracts", contract(终止日期="2024-11-30"), verbs=ALL)
    assert outcomes(exact) == ["changed"], verdicts(exact)
    assert CareContract.objects.get().terminated_on == datetime.date(2024, 11, 30)


def test_another_provider_overwrites_only_where_that_is_allowed(cast, provider, tree):
    other = PartnerOrganisation.objects.create(station=tree[ZHICHONG], name="直冲社工站", kind="social_work")
    user = cast["street_manager"]
    bring(user, "care_contracts", contract())
    changed = contract(承接机构="直冲社工站")
    kept = bring(user, "care_contracts", changed)
    assert outcomes(kept) == ["unchanged"] and "没有改动：服务机构" in said(kept)
    batch = bring(user, "care_contracts", changed, verbs=ALL)
    assert outcomes(batch) == ["changed"] and CareContract.objects.get().provider == other
    pipeline.undo(batch, user=user)
    assert CareContract.objects.get().provider == provider


# --- meals ------------------------------------------------------------------------------------------


@pytest.fixture
def canteen(tree):
    made = Venue.objects.create(station=tree[ZHICHONG], kind="canteen", name="长者饭堂")
    made.dining_benefits.create(rule="满60周岁八折", minimum_age=60)
    return made


@pytest.fixture
def elder(tree):
    return register(tree[ZHICHONG], "寿星", id_number=None, no_id_reason="lost", birth_date="1940")


def meals(**cells):
    return {"村（社区）": ZHICHONG, "就餐日期": "2024-05-04", "份数": "30", "补贴金额": "90", **cells}


def test_meals_of_a_day_and_of_a_person_are_counted_and_undone(cast, canteen, elder):
    user = cast["street_manager"]
    lines = meals(), meals(就餐人姓名="寿星", 份数="2餐", 补贴金额="6")
    batch = bring(user, "dining_uses", *lines)
    assert outcomes(batch) == ["new", "new"], verdicts(batch)
    assert DiningUse.objects.get(person=elder).discount == Decimal(6)
    assert CareTally.objects.get().meals == 32
    assert outcomes(bring(user, "dining_uses", *lines, verbs=ALL)) == ["unchanged"] * 2
    told = {row["姓名"]: row["优惠餐数"] for row in rows(user, "dining_uses")}
    assert told == {"": "30", "寿星": "2"}
    pipeline.undo(batch, user=user)
    assert not DiningUse.objects.exists() and tallies.verify() == []


def test_a_corrected_count_takes_the_place_of_the_first_where_that_is_allowed(cast, canteen):
    user = cast["street_manager"]
    bring(user, "dining_uses", meals(补贴金额=None))
    filled = bring(user, "dining_uses", meals(份数="31"))
    assert outcomes(filled) == ["changed"] and "没有改动：优惠餐数" in said(filled)
    assert DiningUse.objects.get().discount == Decimal(90)
    more = bring(user, "dining_uses", meals(份数="31"), verbs=ALL)
    assert outcomes(more) == ["changed"] and CareTally.objects.get().meals == 31
    pipeline.undo(more, user=user)
    assert CareTally.objects.get().meals == 30


def test_who_may_not_eat_cheaper_is_told_of_and_taken_in(cast, canteen, tree):
    register(tree[ZHICHONG], "后生", id_number=None, no_id_reason="lost", birth_date="2000")
    register(tree[ZHICHONG], "何生", id_number=None, no_id_reason="lost")
    batch = bring(cast["street_manager"], "dining_uses", meals(姓名="后生"), meals(姓名="何生"))
    assert outcomes(batch) == ["new", "new"]
    assert "不符合这个饭堂的优惠条件" in said(batch) and "没有出生日期" in said(batch)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"份数": "0"}, "1到32767之间"),
        ({"份数": None}, "请填写这一格"),
        ({"饭堂名称": "没有的饭堂"}, "没有这个长者饭堂"),
        ({"饭堂名称": "军人之家"}, "没有这个长者饭堂"),
        ({"就餐日期": "2026-01-01"}, "已停用"),
        ({"姓名": "无此人"}, "没有找到这个人的档案"),
        ({"姓名": "外站人"}, "没有找到这个人的档案"),
    ],
)
def test_meals_that_cannot_be_are_refused(cast, canteen, tree, cells, reason):
    Venue.objects.create(station=tree[ZHICHONG], kind="home", name="军人之家")
    # Lives at 直冲村; the file is kept elsewhere, and age and tags are told of by whoever keeps it.
    register(tree[TIANFU], "外站人", residence_station=tree[ZHICHONG])
    Venue.objects.filter(pk=canteen.pk).update(closed_on="2025-12-31")
    batch = bring(cast["street_manager"], "dining_uses", meals(**cells))
    assert outcomes(batch) == ["rejected"] and reason in said(batch)
    assert not DiningUse.objects.exists()


def test_with_two_canteens_the_sheet_must_say_which(cast, canteen, tree):
    Venue.objects.create(station=tree[ZHICHONG], kind="canteen", name="二分店")
    user = cast["street_manager"]
    batch = bring(user, "dining_uses", meals())
    assert outcomes(batch) == ["rejected"] and "请填写这一格" in said(batch)
    assert outcomes(bring(user, "dining_uses", meals(饭堂名称="二分店"))) == ["new"]
    assert DiningUse.objects.get().venue.name == "二分店"


def test_a_person_of_a_village_eats_at_the_canteen_of_the_street(cast, tree, elder):
    Venue.objects.create(station=tree[STREET], kind="canteen", name="街道饭堂")
    line = meals(**{"村（社区）": STREET, "档案编号": elder.archive_no, "姓名": "寿星", "份数": "1"})
    batch = bring(cast["street_manager"], "dining_uses", line)
    assert outcomes(batch) == ["new"], verdicts(batch)
    assert DiningUse.objects.get().station == tree[STREET]
