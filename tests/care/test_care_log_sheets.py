"""照料服务 and 志愿服务 as spreadsheets: what agencies and volunteers' teams send, in and out again."""

import datetime
from decimal import Decimal

import pytest

from care_activities import tallies
from care_activities.models import CareContract, CareService, CareTally, VolunteerService
from stations.models import Membership, PartnerOrganisation, StaffMember, SupportMember, User
from stations.roles import Role
from stations.services import ServiceError
from tests.exports.asking import rows
from tests.imports.sheets import ALL, ZHICHONG, bring_in, outcomes, verdicts, workbook
from tests.veterans.people import register
from veterans.services.transfers import transfer_answer, transfer_request
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db


def _bring(user, kind, *lines, **options):
    header = list(dict.fromkeys(name for line in lines for name in line))
    file = workbook([header, *([line.get(name) for name in header] for line in lines)])
    return bring_in(user, file, kind=kind, **options)


def _said(batch):
    return " ".join(str(verdict) for verdict in verdicts(batch))


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "何伯", tags=["6"])


@pytest.fixture
def worker(tree):
    return SupportMember.objects.create(station=tree[ZHICHONG], name="梁社工", role="social_worker")


def keeper(station):
    """A manager of one village alone."""
    user = User.objects.create_user("keeper", full_name="管理员")
    Membership.objects.create(user=user, role=Role.MANAGER, station=station)
    return user


def _care(person, **cells):
    return {
        "老人姓名": person.name,
        "身份证号码": person.id_number.open(),
        "服务时间": "2024-05-04",
        "照料项目": "送餐、陪诊",
        **cells,
    }


def test_what_an_agency_sends_is_registered_counted_and_undone(cast, person, worker):
    sheet = _care(person, **{"服务时长（分钟）": "90分钟", "社工": "梁社工", "完成情况": "完成"})
    batch = _bring(cast["district_manager"], "care_services", sheet)
    assert outcomes(batch) == ["new"], verdicts(batch)
    service = CareService.objects.get()
    assert (service.items, service.minutes, service.support, service.result) == (
        ("2", "5"),
        90,
        worker,
        "done",
    )
    assert service.station.code == ZHICHONG and CareTally.objects.get().medical == 1
    again = _bring(cast["district_manager"], "care_services", sheet, verbs=ALL)
    assert outcomes(again) == ["unchanged"], verdicts(again)
    told = rows(cast["district_manager"], "care_services")
    assert [(row["姓名"], row["服务项目"], row["服务人"]) for row in told] == [("何伯", "食、医疗", "梁社工")]
    pipeline.undo(batch, user=cast["district_manager"])
    assert not CareService.objects.exists() and tallies.verify() == []


def test_what_cannot_be_is_refused_with_its_reason(cast, person, worker, tree):
    StaffMember.objects.create(station=tree[ZHICHONG], name="何站长", post="head")
    user = cast["district_manager"]
    both = _bring(user, "care_services", _care(person, 社工="梁社工", 工作人员="何站长"))
    assert outcomes(both) == ["rejected"] and "只填一栏" in _said(both)
    long = _bring(user, "care_services", _care(person, **{"服务时长（分钟）": "2000"}))
    assert outcomes(long) == ["rejected"]
    words = _bring(user, "care_services", _care(person, 照料项目="理财"))
    assert outcomes(words) == ["rejected"] and "不在选项中" in _said(words)
    unknown = _bring(user, "care_services", _care(person, 社工="无此人"))
    assert outcomes(unknown) == ["new"] and "保障队伍里没有这个人" in _said(unknown)
    assert CareService.objects.get().support is None


def test_the_contract_is_that_of_the_station_or_the_nearest_above(cast, person, worker, tree):
    for code, name in (
        ("440704000000", "社工服务"),
        ("440700000000", "社工服务"),
        ("440703006121", "外站服务"),
    ):
        provider = PartnerOrganisation.objects.create(station=tree[code], name="社工中心", kind="social_work")
        CareContract.objects.create(
            station=tree[code],
            name=name,
            provider=provider,
            starts_on="2024-01-01",
            ends_on="2024-12-31",
            amount=1,
        )
    user = cast["city_manager"]
    named = _care(person, 合同名称="社工服务")
    assert outcomes(_bring(user, "care_services", named)) == ["new"]
    assert CareService.objects.get().contract.station.code == "440704000000"
    assert outcomes(_bring(user, "care_services", named, verbs=ALL)) == ["unchanged"]
    others = _bring(user, "care_services", _care(person, 合同名称="外站服务"), verbs=ALL)
    assert outcomes(others) == ["unchanged"] and "没有这份合同" in _said(others)
    late = _bring(user, "care_services", named | {"服务时间": "2025-01-01"})
    assert outcomes(late) == ["rejected"] and "服务期" in _said(late)
    plain = _care(person, 服务时间="2024-06-01")
    _bring(user, "care_services", plain)
    filled = _bring(user, "care_services", plain | {"合同名称": "社工服务"})
    assert outcomes(filled) == ["changed"]
    assert CareService.objects.filter(contract__station__code="440704000000").count() == 2


def test_care_registered_elsewhere_before_a_move_is_not_changed_by_a_sheet(cast, person, tree):
    _bring(cast["district_manager"], "care_services", _care(person))
    request = transfer_request(actor=None, person=person, to_station=tree["440703006121"], reason="户口迁移")
    transfer_answer(actor=None, request=request, agree=True)
    cells = _care(person, 服务内容="改写")
    before = _bring(cast["district_manager"], "care_services", cells, verbs=ALL)
    assert outcomes(before) == ["rejected"], verdicts(before)
    after = _bring(keeper(tree["440703006121"]), "care_services", cells, verbs=ALL)
    assert outcomes(after) == ["held"] and "由原来的服务站登记" in _said(after)
    assert CareService.objects.get().content == ""
    with pytest.raises(ServiceError, match="没有可以导出的内容"):
        rows(cast["district_manager"], "care_services")


def test_hours_of_a_volunteer_by_name_and_of_a_veteran_by_number(cast, person, worker):
    lines = (
        {
            "村居": "直冲村",
            "志愿者姓名": "梁社工",
            "活动时间": "2024-05-04",
            "类别": "探访",
            "时数": "2.5小时",
        },
        {
            "村居": "直冲村",
            "志愿者姓名": person.name,
            "身份证号码": person.id_number.open(),
            "活动时间": "2024-05-04",
            "类别": "义剪",
            "时数": "1",
        },
    )
    user = cast["district_manager"]
    batch = _bring(user, "volunteering", *lines)
    assert outcomes(batch) == ["new", "new"], verdicts(batch)
    assert VolunteerService.objects.get(volunteer=worker).hours == Decimal("2.5")
    assert VolunteerService.objects.get(person=person).work == "grooming"
    assert CareTally.objects.get().volunteer_minutes == 210
    assert outcomes(_bring(user, "volunteering", *lines, verbs=ALL)) == ["unchanged"] * 2
    changed = _bring(user, "volunteering", {**lines[0], "时数": "3"}, verbs=ALL)
    assert outcomes(changed) == ["changed"] and CareTally.objects.get().volunteer_minutes == 240
    told = {row["姓名"]: row["时长（小时）"] for row in rows(user, "volunteering")}
    assert told.keys() == {"梁社工", "何伯"} and tallies.verify() == []


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"志愿者姓名": "无此人"}, "没有这位志愿者"),
        ({"时数": "25"}, "不超过24小时"),
        ({"时数": "0"}, "大于0"),
        ({"时数": "1.25"}, "最多一位小数"),
        ({"时数": None}, "请填写"),
        ({"活动时间": (datetime.date.today() + datetime.timedelta(days=2)).isoformat()}, ""),
    ],
)
def test_hours_that_cannot_be_are_refused(cast, worker, cells, reason):
    good = {"村居": "直冲村", "志愿者姓名": "梁社工", "活动时间": "2024-05-04", "类别": "探访", "时数": "2"}
    batch = _bring(cast["district_manager"], "volunteering", good | cells)
    assert outcomes(batch) == ["rejected"] and reason in _said(batch)
    assert not VolunteerService.objects.exists()
