"""What the cells of the people sheet come to: every column, and what follows from several of them."""

from decimal import Decimal

import pytest

from care_activities.models import Plaque, Visit
from stations.models import PartyOrganisation
from tests.imports.sheets import (
    ALL,
    MAYI,
    ZHICHONG,
    bring_in,
    outcomes,
    people,
    person,
    upload,
    verdicts,
    workbook,
)
from tests.veterans.people import id_number, register
from veterans import tallies
from veterans.models import Honour, Household, PersonFile
from veterans_portal.demo.people_maker import HEADERS, make_people
from veterans_portal.imports import pipeline
from veterans_portal.imports.headers import normalise_header
from veterans_portal.imports.kinds import RESOURCES, resource_of
from veterans_portal.imports.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


def _only(manager, **cells):
    """The one person that a sheet of one row makes."""
    batch = bring_in(manager, people(person(**cells)))
    assert outcomes(batch) == ["new"], verdicts(batch)
    return PersonFile.objects.get()


def test_every_column_of_the_sheet(manager, tree):
    number = id_number("19700315")
    found = _only(
        manager,
        身份证号=number,
        人员类别="退役士兵、残疾军人",
        村民小组="第3组",
        户编号="0012",
        户主="陈大文",
        与户主关系="子",
        民族="汉",
        政治面貌="党员",
        婚姻状况="已婚",
        文化程度="大专",
        户籍类别="农业户口",
        户籍地址="直冲村1号",
        常住地址="直冲村2号",
        手机="100-0000-0001",
        备用电话="0750-3123456",
        紧急联系人="陈小明",
        紧急联系电话="10000000003",
        专项特长="电工",
        服务需求="医疗、养老",
        主要诉求="优抚",
        人员标签="参战、功臣",
        入伍时间="1988年12月",
        退役时间="1992.12",
        军人类别="士官",
        军衔="中士",
        是否参战="√",
        是否参试="否",
        安置类别="自主就业",
        安置方式="自主就业",
        优抚类别="残疾军人；参战",
        优抚待遇="定期抚恤金",
        优抚状态="正常",
        月补助金额="1,200.5元",
        残疾性质="因公",
        残疾等级="8级",
        就业状态="在职",
        工作单位="外海小学",
        单位性质="事业单位",
        两委任职="委员",
        业务骨干="是",
        荣誉称号="优秀共产党员；先进个人",
        荣誉级别="镇级",
        荣誉年份="2019年",
        是否党员="是",
        入党时间="1991-07-01",
        所在党支部="直冲村第一党支部",
        组织关系状态="口袋党员",
        党费缴至="2024-12",
        核实日期="2024/5/6",
        备注="无人照料时请联系家属",
    )
    assert (found.name, found.id_number.open(), found.birth_date, found.sex) == (
        "陈志强",
        number,
        "1970-03-15",
        "1",
    )
    assert (found.name_pinyin, found.given_name, found.id_last4) == ("chenzhiqiang", "志强", number[-4:])
    assert found.classes == ("02", "07")
    assert (found.managing_station, found.archive_no) == (tree[ZHICHONG], f"{ZHICHONG}-0001")
    household = found.household
    assert (household.number, household.head_name, household.village_group.name) == (
        "0012",
        "陈大文",
        "第3组",
    )
    assert (found.relation_to_head, found.ethnicity, found.political_status) == ("20", "01", "01")
    assert (found.marital_status, found.education, found.hukou_type) == ("20", "30", "2")
    assert (found.hukou_address, found.residence_address) == ("直冲村1号", "直冲村2号")
    phones = (found.mobile, found.phone_alt, found.emergency_phone)
    assert [phone.open() for phone in phones] == ["10000000001", "0750-3123456", "10000000003"]
    assert (found.service_needs, found.demands, found.tags) == (("03", "04"), ("2",), ("1", "3"))
    service = found.service_records.get()
    assert (service.enlisted_on, service.discharged_on, service.military_category) == (
        "1988-12",
        "1992-12",
        "2",
    )
    assert (service.rank, service.combat, service.nuclear_test) == ("中士", True, False)
    assert (found.placement.type, found.placement.method) == ("27", "5")
    benefits = [(b.type, b.treatment, b.status, b.monthly_amount) for b in found.benefits.order_by("type")]
    assert benefits == [("11", "1", "1", Decimal("1200.50")), ("51", "1", "1", None)]
    assert (found.disability.nature, found.disability.grade) == ("2", "08")
    work = found.employment
    assert (work.status, work.employer, work.employer_nature) == ("01", "外海小学", "03")
    assert (work.committee_post, work.is_backbone) == ("06", True)
    honours = found.honours.order_by("id").values_list("title", "level", "year")
    assert list(honours) == [("优秀共产党员", "5", 2019), ("先进个人", "5", 2019)]
    party = found.party_membership
    assert (party.standing, party.joined_on, party.organisation.name) == (
        "1",
        "1991-07-01",
        "直冲村第一党支部",
    )
    assert (party.organisation.station, party.organisation.kind) == (tree[ZHICHONG], "branch")
    assert (party.relation_status, party.dues_paid_to) == ("3", "2024-12")
    assert found.verified_on.isoformat() == "2024-05-06"
    assert found.verified_by == ImportBatch.objects.get().user
    assert found.bucket == "key_preferential"
    found.full_clean()
    assert tallies.verify() == []


# --- number and name --------------------------------------------------------------------------


def test_somebody_without_a_number_needs_a_reason(manager):
    rows = [
        person("甲乙", 身份证号="暂无", 暂无身份证原因="遗失补办中"),
        person("丙丁", 身份证号="暂无（从未办理）"),
        person("戊己", 身份证号="暂无"),
    ]
    batch = bring_in(manager, people(*rows))
    assert outcomes(batch) == ["new", "new", "rejected"]
    assert list(PersonFile.objects.order_by("id").values_list("no_id_reason", flat=True)) == [
        "遗失补办中",
        "从未办理",
    ]
    assert outcomes(bring_in(manager, people(*rows[:2]))) == ["unchanged", "unchanged"]


def test_a_namesake_without_a_number_is_held(manager, tree):
    register(tree[ZHICHONG], name="甲乙")
    register(tree[ZHICHONG], name="丙丁", no_id_reason="补办中")
    rows = [person("甲乙", 身份证号="暂无（补办中）"), person("丙丁")]
    batch = upload(manager, people(*rows))
    assert outcomes(batch) == ["held", "held"]


def test_sex_and_birth_follow_from_the_number(manager):
    batch = bring_in(manager, people(person(身份证号=id_number("19700315"), 性别="女", 出生日期="1970-03")))
    assert verdicts(batch) == [(2, "new", "性别与身份证号不符，已按身份证号登记")]
    assert PersonFile.objects.get().sex == "1"


def test_no_mobile_is_an_answer(manager):
    found = _only(manager, 手机="无")
    assert (found.no_mobile, found.mobile) == (True, None)


def test_a_mobile_on_file_is_not_lost_to_the_word_none(manager, tree):
    known = register(tree[ZHICHONG], name="陈志强", mobile="10000000001")
    batch = bring_in(manager, people(person(身份证号=known.id_number.open(), 手机="无手机")), verbs=ALL)
    known.refresh_from_db()
    assert (known.no_mobile, known.mobile.open()) == (False, "10000000001")
    assert outcomes(batch) == ["unchanged"]


def test_a_mobile_for_somebody_who_had_none(manager, tree):
    known = register(tree[ZHICHONG], name="陈志强", no_mobile=True, emergency_contact="陈小明")
    bring_in(manager, people(person(身份证号=known.id_number.open(), 手机="10000000001")))
    known.refresh_from_db()
    assert (known.no_mobile, known.mobile.open()) == (False, "10000000001")
    known.full_clean()


def test_sample_numbers_are_refused_in_production(manager, settings):
    settings.PORTAL_ALLOW_SAMPLES = False
    batch = upload(manager, people(person(手机="10000000001")))
    [(_number, outcome, text)] = verdicts(batch)
    assert outcome == "rejected" and "示例号码" in text


# --- class ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        ({"人员类别": "", "安置类别": "自主就业退役士兵"}, ("02",)),
        ({"人员类别": "退役军人", "安置类别": "计划分配"}, ("01",)),
        ({"人员类别": "", "安置类别": "退休士官"}, ("03",)),
        ({"人员类别": "", "安置类别": "老复员军人"}, ("05",)),
        ({"人员类别": "", "优抚类别": "烈属"}, ("09",)),
    ],
)
def test_the_class_follows_from_the_placement(manager, cells, classes):
    assert _only(manager, **cells).classes == classes


@pytest.mark.parametrize(
    "cells", [{"人员类别": ""}, {"人员类别": "退役军人"}, {"人员类别": "", "安置类别": "转改文职"}]
)
def test_a_class_that_does_not_follow_is_asked_for(manager, cells):
    [(_number, outcome, text)] = verdicts(upload(manager, people(person(**cells))))
    assert outcome == "rejected"
    assert "请填写人员类别" in text


# --- what must fit together -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "header"),
    [
        ({"残疾等级": "八级"}, "残疾性质"),
        (
            {"优抚类别": "残疾军人", "优抚待遇": "残疾抚恤金", "残疾性质": "因病", "残疾等级": "八级"},
            "优抚待遇",
        ),
        ({"入伍时间": "1995-12", "退役时间": "1992-12"}, "退役时间"),
        ({"优抚待遇": "定期抚恤金"}, "优抚类别"),
        ({"政治面貌": "群众", "入党时间": "1991"}, "政治面貌"),
        ({"政治面貌": "群众", "是否党员": "是"}, "是否党员"),
        ({"是否党员": "否", "所在党支部": "一支部"}, "是否党员"),
        ({"组织关系状态": "停止党籍"}, "组织关系状态"),
        ({"手机": "10000000001", "无手机": "是"}, "无手机"),
        ({"备注": "原某4321部队"}, "备注"),
        ({"工作单位": "4321部队"}, "工作单位"),
    ],
)
def test_what_contradicts_itself_is_sent_back(manager, cells, header):
    [(_number, outcome, text)] = verdicts(upload(manager, people(person(**cells))))
    assert outcome == "rejected"
    assert header in text


def test_nature_and_grade_in_one_cell(manager):
    found = _only(manager, 伤残等级="因公八级")
    assert (found.disability.nature, found.disability.grade) == ("2", "08")


def test_a_year_may_hold_its_own_months(manager):
    service = _only(manager, 入伍时间="1988-12", 退役时间="1988").service_records.get()
    assert (service.enlisted_on, service.discharged_on) == ("1988-12", "1988")


@pytest.mark.parametrize("cells", [{"政治面貌": "中共党员"}, {"是否党员": "是"}, {"入党时间": "1991"}])
def test_a_party_member_has_a_membership(manager, cells):
    assert _only(manager, **cells).party_membership.relation_status == ""
    assert tallies.verify() == []


def test_a_party_member_on_file_stays_one(manager, tree):
    _only(manager, 政治面貌="中共党员", 入党时间="1991")
    number = PersonFile.objects.get().id_number.open()
    assert outcomes(bring_in(manager, people(person(身份证号=number, 政治面貌="中共党员")), verbs=ALL)) == [
        "unchanged"
    ]


def test_a_branch_on_file_is_found(manager, tree):
    branch = PartyOrganisation.objects.create(station=tree[ZHICHONG], name="直冲村党委", kind="committee")
    batch = upload(manager, people(person(所在党支部="直冲村党委"), person("梁国华", 所在党支部="二支部")))
    assert [text for _number, _outcome, text in verdicts(batch)] == [
        "",
        "所在党支部本站还没有这个党支部，导入时新建",
    ]
    from veterans_portal.imports import pipeline

    pipeline.apply(batch, user=manager)
    assert PersonFile.objects.get(name="陈志强").party_membership.organisation == branch


# --- households -------------------------------------------------------------------------------


def test_households_are_found_by_number_or_head(manager, tree):
    kept = Household.objects.create(station=tree[ZHICHONG], number="7", head_name="李炳坤")
    batch = bring_in(
        manager,
        people(
            person("甲乙", 户编号="7"),
            person("丙丁", 户主="李炳坤"),
            person("戊己", 户主="梁国华"),
            person("庚辛", 户主="梁国华"),
            person("壬癸", MAYI, 户编号="7", 户主="黄永康"),
        ),
    )
    assert batch.totals["new"] == 5
    numbers = list(
        PersonFile.objects.order_by("id").values_list("household__number", "household__station__code")
    )
    assert numbers == [("7", ZHICHONG)] * 2 + [("自编0001", ZHICHONG)] * 2 + [("7", MAYI)] or set(
        numbers
    ) == {
        ("7", ZHICHONG),
        ("自编0001", ZHICHONG),
        ("7", MAYI),
    }
    assert kept.people.count() == 2
    assert Household.objects.count() == 3


def test_two_heads_of_one_name_are_asked_about(manager, tree):
    for number in "12":
        Household.objects.create(station=tree[ZHICHONG], number=number, head_name="李炳坤")
    batch = bring_in(manager, people(person(户主="李炳坤")))
    assert verdicts(batch) == [(2, "new", "户主本站有几户户主同名，请填写户编号；家庭没有导入")]
    assert PersonFile.objects.get().household is None


def test_a_village_group_without_a_household_is_mentioned(manager):
    batch = upload(manager, people(person(村民小组="一组")))
    [(_number, outcome, text)] = verdicts(batch)
    assert outcome == "new" and "村民小组" in text


def test_villages_of_one_name_are_told_apart_by_their_town(manager, tree):
    tree["440703006121"].place_name = "直冲村"  # now there is one in 环市街道 as well
    tree["440703006121"].save()
    rows = [
        person("甲乙", "直冲村", 镇街="外海街道"),
        person("丙丁", "直冲村", 镇街="环市"),
        person("戊己", "直冲村"),
    ]
    batch = upload(manager, people(*rows))
    stations = [row.station and row.station.code for row in batch.rows.order_by("id")]
    assert stations == [ZHICHONG, "440703006121", None]
    assert "不止一个站" in verdicts(batch)[2][2]


# --- parts on file ----------------------------------------------------------------------------


def test_parts_on_file_are_filled_not_doubled(manager):
    first = _only(
        manager, 入伍时间="1988-12", 优抚类别="参战", 荣誉称号="先进个人", 荣誉年份="2019", 就业状态="务农"
    )
    row = person(
        身份证号=first.id_number.open(),
        退役时间="1992-12",
        优抚类别="参战、残疾军人",
        优抚待遇="定期生活补助",
        荣誉称号="先进个人；劳动模范",
        荣誉年份="2019",
        荣誉级别="市级",
        工作单位="农场",
    )
    batch = bring_in(manager, people(row))
    assert outcomes(batch) == ["changed"]
    service = first.service_records.get()
    assert (service.enlisted_on, service.discharged_on) == ("1988-12", "1992-12")
    assert list(first.benefits.order_by("type").values_list("type", "treatment")) == [
        ("11", "3"),
        ("51", "3"),
    ]
    assert sorted(first.honours.values_list("title", "level")) == sorted(
        [("先进个人", "3"), ("劳动模范", "3")]
    )
    first.refresh_from_db()
    assert first.employment.employer == "农场"
    assert first.bucket == "key_preferential"
    assert tallies.verify() == []


def test_several_periods_of_service_are_left_alone(manager, tree):
    first = _only(manager, 入伍时间="1988-12", 退役时间="1992-12")
    first.service_records.create(enlisted_on="1998-12", discharged_on="2003-12")
    number = first.id_number.open()
    batch = bring_in(manager, people(person(身份证号=number, 退役时间="2004-12", 军衔="上士")), verbs=ALL)
    assert outcomes(batch) == ["unchanged"]
    assert "几段服役经历" in verdicts(batch)[0][2]
    bring_in(manager, people(person(身份证号=number, 入伍时间="1998-12", 军衔="上士")))
    assert list(first.service_records.order_by("enlisted_on").values_list("rank", flat=True)) == ["", "上士"]


# --- the declaration --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RESOURCES)
def test_no_two_columns_answer_to_the_same_header(kind):
    resource, owners = resource_of(kind), {}
    for column in resource.columns():
        for header in (column.column_name, *column.synonyms):
            owner = owners.setdefault(normalise_header(header, brackets=True), column.column_name)
            assert owner == column.column_name, header


@pytest.mark.parametrize("kind", RESOURCES)
def test_a_forbidden_header_belongs_to_no_column(kind):
    resource = resource_of(kind)
    known = {
        normalise_header(h, brackets=True) for c in resource.columns() for h in (c.column_name, *c.synonyms)
    }
    assert not known & {normalise_header(header, brackets=True) for header in resource.forbidden}


@pytest.mark.parametrize(
    "header", ["部队番号", "单位名称(服役)", "驻地", "信访隐患", "预警等级", "维稳单位", "银行账号"]
)
def test_what_the_portal_does_not_collect_is_named_and_skipped(manager, header):
    content = workbook(
        [["姓名", "身份证号", "人员类别", "所属站", header], [*list(person().values()), "秘密"]]
    )
    batch = upload(manager, content)
    assert batch.files.get().header["sheets"][0]["forbidden"] == [header]
    assert "秘密" not in batch.rows.get().payload.open()


def test_a_serving_unit_under_its_heading_is_no_employer(manager):
    content = workbook(
        [
            ["姓名", "身份证号", "人员类别", "所属站", "服役情况", None],
            [None, None, None, None, "单位名称", "入伍时间"],
            [*list(person().values()), "某部队", "1988-12"],
        ]
    )
    batch = upload(manager, content)
    assert batch.files.get().header["sheets"][0]["forbidden"] == ["服役情况 单位名称"]
    assert "某部队" not in batch.rows.get().payload.open()


def test_made_up_people_can_all_be_brought_in(manager):
    made = list(make_people(60, seed=3, station_code="440704004"))
    assert made == list(make_people(60, seed=3, station_code="440704004"))
    rows = [dict(zip(HEADERS, cells, strict=True)) for cells in made]
    for row in rows:
        row["所属站"] = ZHICHONG  # the test tree holds few villages
    batch = bring_in(manager, people(*rows))
    assert batch.totals["new"] == 60, verdicts(batch)
    assert (Visit.objects.count(), Plaque.objects.count(), Honour.objects.count()) == (0, 0, 0)
    assert tallies.verify() == []


def test_two_numbers_in_one_cell_are_mobile_and_further_phone(manager):
    content = people(
        person("陈甲", 手机="10000001111/10000002222"),
        person("陈乙", 手机="10000003333、10000004444", 备用电话="10000005555"),
        person("陈丙", 手机="10000001111/1000000222"),
    )
    batch = upload(manager, content)
    assert [outcome for _row, outcome, _why in verdicts(batch)] == ["new", "new", "rejected"]
    assert "第二个登记为备用电话" in verdicts(batch)[0][2] and "第二个没有导入" in verdicts(batch)[1][2]
    pipeline.apply(batch, user=manager)
    phones = {one.name: (one.mobile.open(), one.phone_alt.open()) for one in PersonFile.objects.all()}
    assert phones == {"陈甲": ("10000001111", "10000002222"), "陈乙": ("10000003333", "10000005555")}
