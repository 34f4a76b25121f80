"""Every kind besides people: new, filled, changed, unchanged, taken back; who is meant; whose rows they may be."""

import pytest
from django.core.management import call_command

from stations.models import PartyOrganisation, RegionIndicator, StaffMember, Station, SupportMember, Venue
from stations.spreadsheets import ImportVerb
from tests.imports.sheets import ALL, TIANFU, ZHICHONG, bring_in, outcomes, upload, verdicts, workbook
from tests.veterans.people import id_number, register
from veterans import tallies
from veterans.models import (
    Benefit,
    CardBatch,
    Employment,
    EmploymentPeriod,
    FamilyMember,
    Honour,
    Household,
    MeritNews,
    PartyMembership,
    PersonFile,
    PreferentialCard,
    ServiceRecord,
)
from veterans_portal.imports import pipeline
from veterans_portal.imports.kinds import RESOURCES

pytestmark = pytest.mark.django_db

# kind -> (the model, cells of a new row, cells added to a blank, cells that differ)
OF_PEOPLE = {
    "family": (
        FamilyMember,
        {"家属姓名": "梁小妹", "与本人关系": "配偶", "联系电话": "10000000002"},
        {"工作单位": "直冲小学"},
        {"联系电话": "10000000003"},
    ),
    "service": (
        ServiceRecord,
        {"入伍时间": "1990-12", "退役时间": "1994年12月", "是否参战": "是"},
        {"军衔": "上士"},
        {"退役时间": "1995-12"},
    ),
    "benefits": (
        Benefit,
        {"优抚类别": "参战退役军人", "优抚待遇": "定期生活补助", "月补助金额": "800"},
        {"证书编号": "粤优0001"},
        {"月补助金额": "900"},
    ),
    "party": (
        PartyMembership,
        {"入党时间": "1993-07", "所在党支部": "直冲村第一党支部", "党员类别": "正式党员"},
        {"党内职务": "支部书记"},
        {"入党时间": "1994-07"},
    ),
    "employment": (
        Employment,
        {"就业状态": "创业", "工作单位": "直冲农场"},
        {"年收入": "3万至6万元"},
        {"工作单位": "外海渔场"},
    ),
    "honours": (
        Honour,
        {"荣誉称号": "优秀共产党员", "荣誉级别": "县级"},
        {"荣誉年份": "2019"},
        {"荣誉级别": "市级"},
    ),
    "cards": (
        PreferentialCard,
        {"办理阶段": "已申请", "申请日期": "2024-03-01"},
        {"有效期至": "2044-03"},
        {"办理阶段": "已发放", "发放日期": "2024-06-01"},
    ),
}
OF_STATIONS = {
    "households": (
        Household,
        {"户编号": "12", "户主": "陈大文"},
        {"家庭住址": "一巷2号"},
        {"户主": "陈大武"},
    ),
    "venues": (Venue, {"名称": "直冲书吧", "类型": "共享书吧"}, {"地址": "一巷3号"}, {"类型": "会议室"}),
    "staff": (StaffMember, {"姓名": "李明", "职务": "站长"}, {"兼任职务": "村党委书记"}, {"职务": "副站长"}),
    "support": (
        SupportMember,
        {"姓名": "王芳", "角色": "志愿者", "单位": "义工队"},
        {"驻点时间": "每周三"},
        {"单位": "社工站"},
    ),
    "indicators": (
        RegionIndicator,
        {"指标": "村集体经济收入", "年份": "2023年", "数值": "120.5"},
        None,
        {"数值": "130"},
    ),
}
ROWS = OF_PEOPLE | OF_STATIONS
STATION_HEADER = dict.fromkeys(ROWS, "所属站") | dict.fromkeys(
    ("venues", "staff", "support", "indicators"), "服务站"
)


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


@pytest.fixture
def village(tree):
    return tree[ZHICHONG]


@pytest.fixture
def veteran(village):
    return register(village, name="陈志强", political_status="01")


def sheet(*rows):
    header = list(dict.fromkeys(name for row in rows for name in row))
    return workbook([header, *([row.get(name) for name in header] for row in rows)])


def keys(kind, person):
    """The cells that say whose row it is."""
    if kind in OF_PEOPLE:
        return {"姓名": person.name, "身份证号": person.id_number.open()}
    return {STATION_HEADER[kind]: ZHICHONG}


def whole(model):
    """All rows of a table as they are, apart from their version and the day of the last change."""
    names = [f.attname for f in model._meta.concrete_fields if f.name not in ("version", "changed_at")]
    return [
        tuple(getattr(value, "open", lambda value=value: value)() for value in row)
        for row in model._base_manager.order_by("pk").values_list(*names)
    ]


@pytest.mark.parametrize("kind", ROWS)
def test_a_kind_from_new_to_taken_back(manager, veteran, kind):
    model, new, more, other = ROWS[kind]
    own = keys(kind, veteran)
    before = whole(PersonFile)
    first = bring_in(manager, sheet(own | new), kind=kind)
    assert outcomes(first) == ["new"], verdicts(first)
    record = model._base_manager.get()
    assert record.scope_station_ids() == {veteran.managing_station_id}
    record.clean()
    assert tallies.verify() == []
    pipeline.undo(first, user=manager)
    assert not model._base_manager.exists()
    assert not PartyOrganisation.objects.exists()
    assert whole(PersonFile) == before
    assert tallies.verify() == []
    bring_in(manager, sheet(own | new), kind=kind)
    assert outcomes(bring_in(manager, sheet(own | new), kind=kind)) == ["unchanged"]
    blank = dict.fromkeys(new | other, "") | {name: new[name] for name in list(new)[:3]}
    assert outcomes(bring_in(manager, sheet(own | blank), kind=kind, verbs=ALL)) == ["unchanged"]
    stands = whole(model)
    if more:
        filled = bring_in(manager, sheet(own | new | more), kind=kind)
        assert outcomes(filled) == ["changed"], verdicts(filled)
        pipeline.undo(filled, user=manager)
        assert whole(model) == stands
    left = bring_in(manager, sheet(own | new | other), kind=kind)
    assert outcomes(left) == ["unchanged"] and "更改已有内容" in verdicts(left)[0][2]
    changed = bring_in(manager, sheet(own | new | other), kind=kind, verbs=ALL)
    assert outcomes(changed) == ["changed"], verdicts(changed)
    assert whole(model) != stands
    assert tallies.verify() == []
    pipeline.undo(changed, user=manager)
    assert whole(model) == stands
    assert not EmploymentPeriod.objects.exists()
    assert tallies.verify() == []


@pytest.mark.parametrize("kind", ROWS)
def test_two_rows_of_one_thing_are_named(manager, veteran, kind):
    row = keys(kind, veteran) | ROWS[kind][1]
    found = verdicts(upload(manager, sheet(row, row), kind=kind))
    assert [outcome for _number, outcome, _text in found] == ["new", "rejected"]
    assert "重复" in found[1][2]


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_a_file_out_of_reach_reads_like_none(cast, tree, kind):
    elsewhere = register(tree[TIANFU], name="李炳坤", political_status="01")
    new = ROWS[kind][1]
    nobody = {"姓名": "李炳坤", "身份证号": id_number()}
    numbered = {"姓名": "李炳坤", "档案编号": elsewhere.archive_no}
    rows = [keys(kind, elsewhere) | new, nobody | new, numbered | new]
    found = verdicts(upload(cast["street_manager"], sheet(*rows), kind=kind))
    assert {outcome for _number, outcome, _text in found} == {"rejected"}
    assert len({text for _number, _outcome, text in found}) == 1


@pytest.mark.parametrize("kind", OF_STATIONS)
def test_a_station_out_of_reach_reads_like_none(cast, tree, kind):
    rows = [{STATION_HEADER[kind]: code} | ROWS[kind][1] for code in (TIANFU, "440799000001")]
    found = verdicts(upload(cast["street_manager"], sheet(*rows), kind=kind))
    assert {outcome for _number, outcome, _text in found} == {"rejected"}
    assert len({text for _number, _outcome, text in found}) == 1


# --- whose row it is ------------------------------------------------------------------------------


def honour(**who):
    return sheet({"荣誉称号": "优秀共产党员"} | who)


def test_a_person_is_found_by_archive_number_though_the_id_is_masked(manager, veteran):
    number = veteran.id_number.open()
    for mask in (veteran.id_number.mask, "*" * 14 + number[14:], f"{number[:4]}{'*' * 10}{number[14:]}"):
        row = {"姓名": "陈志强", "档案编号": veteran.archive_no, "身份证号": mask}
        [(_number, outcome, text)] = verdicts(upload(manager, honour(**row), kind="honours"))
        assert (outcome, text) == ("new", "")
    other = {"姓名": "陈志强", "档案编号": veteran.archive_no, "身份证号": "4401**********9999"}
    [(_number, outcome, text)] = verdicts(upload(manager, honour(**other), kind="honours"))
    assert outcome == "new" and "不一致" in text


def test_archive_number_and_id_of_two_people_are_asked_about(manager, veteran, village):
    second = register(village, name="陈志强")
    row = {"姓名": "陈志强", "档案编号": veteran.archive_no, "身份证号": second.id_number.open()}
    assert outcomes(upload(manager, honour(**row), kind="honours")) == ["held"]


def test_a_name_needs_a_birth_date_and_to_be_the_only_one(manager, village):
    register(village, name="陈志强", id_number=id_number("19690101"))
    alone = {"姓名": "陈志强", "所属站": ZHICHONG, "出生日期": ""}
    assert outcomes(upload(manager, honour(**alone), kind="honours")) == ["held"]
    born = alone | {"出生日期": "1969年1月"}
    assert outcomes(upload(manager, honour(**born), kind="honours")) == ["new"]
    register(village, name="陈志强", id_number=id_number("19690102"))
    assert outcomes(upload(manager, honour(**born), kind="honours")) == ["held"]


def test_another_station_than_the_managing_one_is_asked_about(manager, veteran):
    row = keys("honours", veteran)
    assert outcomes(upload(manager, honour(**row, 所属站=TIANFU), kind="honours")) == ["held"]
    assert outcomes(upload(manager, honour(**row, 所属站="外海街道"), kind="honours")) == ["new"]


def test_people_are_found_by_archive_number(manager, veteran, village):
    row = {"姓名": "陈志强", "档案编号": veteran.archive_no, "身份证号": veteran.id_number.mask}
    filled = bring_in(manager, sheet(row | {"备注": "老党员"}))
    assert outcomes(filled) == ["changed"]
    veteran.refresh_from_db()
    assert veteran.note == "老党员" and veteran.id_number.open().startswith("440799")
    assert outcomes(upload(manager, sheet(row | {"手机": "138****5678"}))) == ["unchanged"]
    other = register(village, name="陈志强")
    assert outcomes(upload(manager, sheet(row | {"身份证号": other.id_number.open()}))) == ["held"]
    assert outcomes(upload(manager, sheet(row | {"档案编号": "440704004212-9999"}))) == ["rejected"]


def test_a_masked_number_opens_no_file(manager, village):
    row = {"姓名": "梁国华", "人员类别": "退役士兵", "所属站": ZHICHONG}
    [(_number, outcome, text)] = verdicts(upload(manager, sheet(row | {"身份证号": "4407**********1234"})))
    assert outcome == "rejected" and "档案编号" in text
    masked_phone = row | {"身份证号": id_number(), "手机": "138****5678"}
    [(_number, outcome, text)] = verdicts(upload(manager, sheet(masked_phone)))
    assert outcome == "rejected" and "完整的号码" in text


def test_two_keys_of_one_file_are_one_person(manager, veteran):
    rows = [
        {"姓名": "陈志强", "身份证号": veteran.id_number.open()},
        {"姓名": "陈志强", "档案编号": veteran.archive_no},
    ]
    assert outcomes(upload(manager, sheet(*(row | {"备注": "甲"} for row in rows)))) == [
        "changed",
        "rejected",
    ]


# --- what the models forbid -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "cells", "word"),
    [
        ("service", {"入伍时间": "1995-01", "退役时间": "1990-01"}, "早于"),
        ("benefits", {"优抚类别": "参战退役军人", "停止时间": "2020-01"}, "停止时间"),
        ("benefits", {"优抚类别": "参战退役军人", "优抚待遇": "不享受", "月补助金额": "10"}, "不享受"),
        ("party", {"组织关系状态": "已脱离"}, "决定"),
        ("employment", {"就业状态": "创业", "未就业原因": "身体原因"}, "未就业原因"),
        ("cards", {"办理阶段": "已发放"}, "发放日期"),
        ("cards", {"办理阶段": "未通过"}, "原因"),
        (
            "family",
            {"家属姓名": "梁小妹", "与本人关系": "配偶", "证件号码": "440799197001010000"},
            "证件号码",
        ),
        ("family", {"家属姓名": "梁小妹", "与本人关系": ""}, "与本人关系"),
        ("households", {"户编号": "7", "户主": "陈大文", "现役军人与户主关系": "子"}, "有现役军人"),
        ("venues", {"名称": "书吧", "类型": ""}, "类型"),
        ("indicators", {"指标": "村集体经济收入", "年份": "2023", "数值": "很多"}, "数字"),
    ],
)
def test_what_is_refused(manager, veteran, kind, cells, word):
    [(_number, outcome, text)] = verdicts(upload(manager, sheet(keys(kind, veteran) | cells), kind=kind))
    assert outcome == "rejected"
    assert word in text


def test_nothing_runs_for_the_dead(manager, village):
    dead = register(village, name="陈志强", status="deceased", status_changed_on="2024-01")
    row = keys("benefits", dead) | ROWS["benefits"][1]
    assert outcomes(upload(manager, sheet(row), kind="benefits")) == ["rejected"]


def test_a_station_has_one_head(manager, village):
    StaffMember.objects.create(station=village, name="李明", post="head")
    row = {"服务站": ZHICHONG, "姓名": "王芳", "职务": "站长"}
    assert outcomes(upload(manager, sheet(row), kind="staff")) == ["rejected"]
    other = {"服务站": TIANFU, "姓名": "王芳", "职务": "站长"}
    twice = upload(manager, sheet(other, other | {"姓名": "赵强"}), kind="staff")
    assert outcomes(twice) == ["new", "rejected"]


def test_a_card_does_not_go_back(manager, veteran):
    PreferentialCard.objects.create(person=veteran, kind="1", stage="6", issued_on="2024-06-01")
    row = keys("cards", veteran) | {"办理阶段": "已申请"}
    assert outcomes(upload(manager, sheet(row), kind="cards", verbs=ALL)) == ["held"]


def test_a_card_joins_a_batch_of_its_station(manager, veteran, village):
    batch = CardBatch.objects.create(station=village, name="第一批", opened_on="2024-03-01")
    row = keys("cards", veteran) | ROWS["cards"][1] | {"批次": "第一批"}
    bring_in(manager, sheet(row), kind="cards")
    assert PreferentialCard.objects.get().batch == batch


def test_a_second_enlistment_is_a_second_period(manager, veteran):
    ServiceRecord.objects.create(person=veteran, enlisted_on="1990-12", discharged_on="1994-12")
    row = keys("service", veteran) | {"入伍时间": "1996", "退役时间": "2000"}
    assert outcomes(bring_in(manager, sheet(row), kind="service")) == ["new"]
    vague = keys("service", veteran) | {"军衔": "上士"}
    assert outcomes(upload(manager, sheet(vague), kind="service")) == ["held"]


def test_a_benefit_ends_and_another_begins(manager, veteran):
    own = keys("benefits", veteran) | {"优抚类别": "参战退役军人"}
    bring_in(manager, sheet(own | {"开始时间": "2010"}), kind="benefits")
    end = own | {"开始时间": "2010", "停止时间": "2020", "优抚状态": "停发"}
    assert outcomes(bring_in(manager, sheet(end), kind="benefits", verbs=ALL)) == ["changed"]
    again = own | {"开始时间": "2022"}
    assert outcomes(bring_in(manager, sheet(again), kind="benefits")) == ["new"]
    assert outcomes(upload(manager, sheet(end, again), kind="benefits")) == ["unchanged"] * 2


def test_a_replaced_employment_is_kept(manager, veteran):
    own = keys("employment", veteran)
    bring_in(manager, sheet(own | {"就业状态": "创业", "工作单位": "直冲农场"}), kind="employment")
    bring_in(manager, sheet(own | {"工作单位": "外海渔场"}), kind="employment", verbs=ALL)
    assert EmploymentPeriod.objects.get().employer == "直冲农场"


# --- merit news and stations ----------------------------------------------------------------------


def test_good_news_of_a_household(manager, village, veteran):
    household = Household.objects.create(station=village, number="12", head_name="陈大文")
    PersonFile.objects.filter(pk=veteran.pk).update(household=household)
    news = {"立功等级": "三等功", "收到喜报日期": "2024-01-05"}
    by_number = {"所属站": ZHICHONG, "户编号": "12"} | news
    first = bring_in(manager, sheet(by_number), kind="merits")
    assert outcomes(first) == ["new"], verdicts(first)
    by_member = {"档案编号": veteran.archive_no} | news | {"送达日期": "2024-02-01", "奖励金": "1000"}
    second = bring_in(manager, sheet(by_member), kind="merits")
    assert outcomes(second) == ["changed"]
    assert outcomes(bring_in(manager, sheet(by_member), kind="merits")) == ["unchanged"]
    assert MeritNews.objects.get().household == household
    early = by_number | {"收到喜报日期": "2024-03-01", "送达日期": "2024-02-01"}
    assert outcomes(upload(manager, sheet(early), kind="merits")) == ["rejected"]
    pipeline.undo(second, user=manager)
    assert MeritNews.objects.get().delivered_on is None


def test_a_station_is_filled_never_made(manager, cast, village):
    before = whole(Station)
    row = {"服务站": ZHICHONG, "站点电话": "0750-1234567", "常住人口": "3200", "辖区面积": "4.5"}
    batch = bring_in(manager, sheet(row), kind="stations", verbs=[*ALL])
    assert outcomes(batch) == ["changed"], verdicts(batch)
    village.refresh_from_db()
    assert (village.phone, village.residents_permanent) == ("0750-1234567", 3200)
    assert outcomes(bring_in(manager, sheet(row), kind="stations")) == ["unchanged"]
    assert outcomes(upload(cast["street_manager"], sheet(row | {"服务站": TIANFU}), kind="stations")) == [
        "rejected"
    ]
    assert outcomes(upload(manager, sheet(row | {"辖区面积": "0"}), kind="stations", verbs=ALL)) == [
        "rejected"
    ]
    pipeline.undo(batch, user=manager)
    assert whole(Station) == before


def test_households_without_a_number_get_their_own(manager, village):
    rows = [
        {"所属站": ZHICHONG, "户主": "陈大文", "村民小组": "一组"},
        {"所属站": ZHICHONG, "户主": "李大明"},
    ]
    assert outcomes(bring_in(manager, sheet(*rows), kind="households")) == ["new", "new"]
    assert list(Household.objects.values_list("number", flat=True)) == ["自编0001", "自编0002"]
    assert Household.objects.get(head_name="陈大文").village_group.name == "一组"
    assert outcomes(upload(manager, sheet(*rows), kind="households")) == ["unchanged"] * 2


def test_a_kind_offers_its_own_verbs_only(manager):
    assert ImportVerb.CREATE not in RESOURCES["stations"].verbs
    assert ImportVerb.MOVE not in RESOURCES["honours"].verbs


@pytest.mark.parametrize("kind", RESOURCES)
def test_the_command_takes_every_kind(manager, tmp_path, kind, capsys):
    header = [str(column.column_name) for column in RESOURCES[kind]().columns()]
    path = tmp_path / "空.xlsx"
    path.write_bytes(workbook([header, ["无此人"] * 2]))
    with pytest.raises(SystemExit):
        call_command("import_sheet", kind, str(path), user=manager.username, check=True, json=True)
    assert '"rejected"' in capsys.readouterr().out


def test_the_page_lists_the_kinds_with_what_came_last(client, cast, veteran):
    client.force_login(cast["street_manager"])
    batch = bring_in(cast["street_manager"], honour(**keys("honours", veteran)), kind="honours")
    page = client.get("/imports/kinds/").content.decode()
    for kind, resource in RESOURCES.items():
        assert f"/imports/templates/{kind}.xlsx" in page
        assert str(resource.about) in page
        assert client.get(f"/imports/templates/{kind}.xlsx").status_code == 200
    assert f"第{batch.pk}批" in page
    assert "/imports/kinds/" in client.get("/imports/").content.decode()
