"""What stands in an exported file, and that an import finds it unchanged."""

import datetime
import zipfile
from io import BytesIO

import pytest

from care_activities.models import Plaque
from care_activities.services.plaques import plaque_register
from care_activities.services.visits import visit_record
from tests.exports.asking import ask, content, rows, workbook
from tests.imports.sheets import ALL, TIANFU, ZHICHONG, bring_in, people, person, upload
from tests.veterans.people import id_number, register
from veterans.models import Benefit, Honour, Household, PartyMembership, PersonFile, ServiceRecord
from veterans_portal.exports import work
from veterans_portal.exports.reading import columns_of
from veterans_portal.imports.kinds import RESOURCES, resource_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


FULL = {
    "人员类别": "退役士兵、残疾军人",
    "村民小组": "第3组",
    "户编号": "0012",
    "户主": "陈大文",
    "与户主关系": "子",
    "民族": "汉族",
    "政治面貌": "中共党员",
    "婚姻状况": "已婚",
    "文化程度": "大专",
    "户籍类别": "农村",
    "户籍地址": "直冲村1号",
    "常住地址": "直冲村2号",
    "手机": "10000000001",
    "备用电话": "0750-3123456",
    "紧急联系人": "陈小明",
    "紧急联系电话": "10000000003",
    "专项特长": "电工",
    "服务需求": "医疗、养老",
    "主要诉求": "优抚",
    "人员标签": "参战、功臣",
    "入伍时间": "1988-12",
    "退役时间": "1992-12",
    "军人类别": "义务兵",
    "军衔": "上等兵",
    "是否参战": "是",
    "是否参试": "否",
    "安置类别": "自主就业",
    "安置方式": "自主就业",
    "优抚类别": "残疾军人、参战",
    "优抚待遇": "定期抚恤金",
    "优抚状态": "正常",
    "月补助金额": "1200.50",
    "残疾性质": "因公",
    "残疾等级": "八级",
    "就业状态": "单位就业",
    "工作单位": "五金制品厂",
    "单位性质": "民营企业",
    "业务骨干": "是",
    "荣誉称号": "优秀党员；劳动模范",
    "荣誉级别": "县级",
    "荣誉年份": "2019",
    "是否党员": "是",
    "入党时间": "1991-07-01",
    "所在党支部": "直冲村党支部",
    "组织关系状态": "在本地",
    "党费缴至": "2024-12",
    "核实日期": "2024-05-06",
    "备注": "=1+1 是原话",
}


def fill(manager):
    """One person with every column filled, as far as one person can have them, and one without a number."""
    cells = {name: text for name, text in FULL.items() if name in _headers()}
    batch = bring_in(manager, people(person("陈志强", **cells)))
    assert batch.totals["new"] == 1, [row.reasons for row in batch.rows.all()]
    register(
        PersonFile.objects.get().managing_station, "欧阳㐀", no_id_reason="证件遗失补办中", birth_date="1950"
    )


def _headers():
    return {column.column_name for column in RESOURCES["people"]().columns()}


def unchanged(manager, content, kind="people", name="导出.xlsx"):
    """Whether an import that may do everything finds nothing new in it; the totals otherwise."""
    batch = upload(manager, content, kind=kind, name=name, verbs=ALL)
    reasons = [row.reasons for row in batch.rows.exclude(outcome="unchanged")]
    assert batch.totals["unchanged"] == batch.totals["rows"], (batch.reason, batch.totals, reasons)
    return batch.totals["rows"]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_people_come_back_unchanged(manager, file_format):
    fill(manager)
    file = content(manager, ask(manager, reveal=True, file_format=file_format))
    assert unchanged(manager, file, name=f"导出.{file_format}") == 2


def test_several_rows_of_a_part_come_back_unchanged(manager, tree):
    one = register(tree[ZHICHONG])
    for discharged in ("1992-12", "2003-12"):
        enlisted = f"{int(discharged[:4]) - 4}-12"
        ServiceRecord.objects.create(person=one, enlisted_on=enlisted, discharged_on=discharged)
    Benefit.objects.create(person=one, type="42", treatment="3", status="1", monthly_amount="800")
    Benefit.objects.create(person=one, type="21", treatment="1", status="1", monthly_amount="950")
    Benefit.objects.create(person=one, type="22", status="3", ended_on="2001")
    Honour.objects.create(person=one, title="劳动模范", year=2001, level="3")
    Honour.objects.create(person=one, title="优秀党员", year=2019, level="4")
    other = register(tree[ZHICHONG], "陈建国")
    Benefit.objects.create(person=other, type="42", status="3", ended_on="2001")
    Benefit.objects.create(person=other, type="21", status="3", ended_on="2005")
    [first, second] = sorted(rows(manager, reveal=True), key=lambda row: row["姓名"], reverse=True)
    first, second = (first, second) if first["荣誉称号"] else (second, first)
    assert first["入伍时间"] == "1999-12"
    assert len(first["优抚类别"].split("、")) == 2
    assert first["优抚待遇"] == "" and first["优抚状态"] != ""
    assert first["荣誉称号"] == "劳动模范；优秀党员"
    assert first["荣誉年份"] == ""
    assert unchanged(manager, content(manager, ask(manager, file_format="xlsx", reveal=True))) == 2


def test_party_membership_against_politics_comes_back_unchanged(manager, tree):
    members = [register(tree[ZHICHONG], political_status=status) for status in ("13", "", "01")]
    PartyMembership.objects.create(person=members[0], joined_on="1991")
    PartyMembership.objects.create(person=members[1], joined_on="1991")
    PartyMembership.objects.create(person=members[2], joined_on="1991")
    assert unchanged(manager, content(manager, ask(manager, file_format="xlsx", reveal=True))) == 3


def test_a_file_that_is_closed_comes_back_unchanged(manager, tree):
    register(tree[ZHICHONG], status="deceased", status_changed_on="2020-05")
    file = content(manager, ask(manager, file_format="xlsx", reveal=True, status="all"))
    assert unchanged(manager, file) == 1


def test_a_note_of_several_lines_comes_back_unchanged(manager, tree):
    register(tree[ZHICHONG], note="一\n二  三")
    assert unchanged(manager, content(manager, ask(manager, file_format="xlsx", reveal=True))) == 1


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_visits_and_plaques_come_back_unchanged(manager, tree, file_format):
    station = tree[ZHICHONG]
    home = Household.objects.create(station=station, number="1", head_name="陈甲")
    one = register(station, "陈甲", household=home)
    when = {"date": datetime.date(2024, 8, 1), "method": "home"}
    visit_record(actor=None, station=station, person=one, occasion="army_day", cash=200, note="-无", **when)
    visit_record(actor=None, station=station, household=home, occasion="routine", **when)
    plaque_register(
        actor=None, household=home, role="TY", initiated_by="station", status="hung", hung_date_unknown=True
    )
    for kind, count in (("visits", 2), ("plaques", 1)):
        file = content(manager, ask(manager, kind, file_format=file_format, reveal=kind == "visits"))
        assert unchanged(manager, file, kind, f"导出.{file_format}") == count


def test_a_plaque_that_was_taken_back_is_no_plaque_any_more(manager, tree):
    home = Household.objects.create(station=tree[ZHICHONG], number="1", head_name="陈甲")
    for status in ("cancelled", "to_hang"):
        Plaque.objects.create(
            station=home.station, household=home, role="TY", initiated_by="station", status=status
        )
    assert [row["状态"] for row in rows(manager, "plaques")] == ["待悬挂"]


def test_masked_numbers_do_not_spell_out_the_whole(manager, tree):
    number = id_number("19700102")
    register(tree[ZHICHONG], id_number=number, mobile="10000005678", phone_alt="0750-3123456")
    [row] = rows(manager)
    assert row["身份证号"] == f"**************{number[-4:]}"
    assert (row["手机"], row["备用电话"]) == ("100****5678", "0750-****456")
    assert number not in str(row)
    [row] = rows(manager, reveal=True)
    assert (row["身份证号"], row["手机"]) == (number, "10000005678")


def test_a_visit_does_not_tell_the_number_of_a_file_kept_elsewhere(cast, tree):
    """The residence station visits somebody whose file another station keeps."""
    manager = cast["street_manager"]
    elsewhere = register(tree[TIANFU], "陈甲", residence_station=tree[ZHICHONG])
    own = register(tree[ZHICHONG], "陈乙")
    for one in (elsewhere, own):
        visit_record(
            actor=None,
            station=tree[ZHICHONG],
            person=one,
            date=datetime.date(2024, 8, 1),
            occasion="army_day",
            method="home",
        )
    numbers = {row["姓名"]: row["身份证号"] for row in rows(manager, "visits", reveal=True)}
    assert numbers == {"陈甲": "", "陈乙": own.id_number.open()}


def test_who_only_lives_here_is_not_exported(cast, tree):
    register(tree[TIANFU], "陈甲", residence_station=tree[ZHICHONG])
    register(tree[ZHICHONG], "陈乙")
    assert [row["姓名"] for row in rows(cast["street_manager"])] == ["陈乙"]


def test_the_list_is_exported_as_it_was_narrowed_and_ordered(manager, tree):
    register(tree[ZHICHONG], "陈甲", classes=("01",), birth_date="1950", no_id_reason="无")
    register(tree[ZHICHONG], "陈乙", birth_date="1940", no_id_reason="无")
    register(tree[ZHICHONG], "陈丙", birth_date="1930", no_id_reason="无")
    register(tree[TIANFU], "陈丁")
    found = rows(manager, **{"class": "02", "station": ZHICHONG, "order": "oldest"})
    assert [row["姓名"] for row in found] == ["陈丙", "陈乙"]


def test_columns_are_those_chosen_in_the_order_of_the_template(manager, tree):
    register(tree[ZHICHONG])
    [row] = rows(manager, columns=["note", "station", "name"])
    assert list(row) == ["姓名", "所属站", "备注"]
    assert row["所属站"] == "江海区外海街道直冲村"


def test_cells_that_look_like_formulas_are_text(manager, tree):
    register(tree[ZHICHONG], note='=HYPERLINK("http://x")', specialties="@甲 <&> 乙")
    [row] = rows(manager)
    assert row["备注"] == '\'=HYPERLINK("http://x")'
    assert row["专项特长"] == "'@甲 <&> 乙"
    sheet = workbook(manager)["人员档案"]
    headers = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, headers.index("备注") + 1)
    assert (cell.data_type, cell.value, cell.number_format) == ("s", '=HYPERLINK("http://x")', "@")
    assert sheet.cell(2, headers.index("专项特长") + 1).value == "@甲 <&> 乙"


def test_the_workbook_says_what_it_is(manager, tree):
    register(tree[ZHICHONG])
    book = workbook(manager, reveal=True, station=ZHICHONG)
    assert book.sheetnames == ["人员档案", "说明"]
    cover = {label.value: value.value for label, value in book["说明"].rows}
    assert cover["导出人"] == "city_manager"
    assert cover["身份证号和电话"] == "完整，理由：核对证件或档案"
    assert cover["导出范围"] == "直冲村退役军人服务站"
    assert cover["演示数据"] == "人员均为虚构"
    assert "city_manager" in book["人员档案"].oddHeader.right.text
    assert "演示数据" in book["人员档案"].oddHeader.left.text
    assert book["人员档案"].max_row == 2


def test_the_file_stays_in_pieces_that_say_nothing(manager, tree):
    register(tree[ZHICHONG], "陈志强")
    export = ask(manager, file_format="xlsx")
    file = content(manager, export)
    assert zipfile.is_zipfile(BytesIO(file))
    kept = b"".join(bytes(piece.content) for piece in export.pieces.all())
    assert "陈志强".encode() not in kept and b"PK" not in kept[:4]
    assert "陈志强" not in str(export.columns) + export.file_name


@pytest.mark.parametrize("kind", RESOURCES)
def test_every_column_can_be_exported_but_those_only_an_import_understands(kind):
    resource = resource_of(kind)
    shown = {column.attribute for column in columns_of(resource)}
    only_read = {name for name, source in resource.sources.items() if source is None}
    assert {column.attribute for column in resource.columns()} - shown == only_read


def test_as_many_statements_for_many_rows_as_for_few(manager, tree, django_assert_max_num_queries):
    for _ in range(30):
        register(tree[ZHICHONG])
    export = ask(manager)
    with django_assert_max_num_queries(45):
        work.make(export)
