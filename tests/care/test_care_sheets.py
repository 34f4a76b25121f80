"""Visits and plaques from spreadsheets, on the same pipeline as people."""

from decimal import Decimal

import pytest
from django.utils import timezone

from care_activities import tallies
from care_activities.models import Plaque, PlaqueEvent, PlaqueTally, Visit, VisitTally
from care_activities.services import plaque_applications as applications
from care_activities.services.plaque_rounds import round_open
from care_activities.services.plaques import plaque_relocate
from care_activities.services.visits import members_living_in as members_of_one
from care_activities.sheets.visits import members_living_in
from stations.models import AuditEntry, Squad
from tests.imports.sheets import ALL, MAYI, TIANFU, ZHICHONG, bring_in, outcomes, upload, verdicts, workbook
from tests.veterans.people import register
from veterans.models import Household, PersonFile
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


@pytest.fixture
def village(tree):
    return tree[ZHICHONG]


@pytest.fixture
def household(village):
    return Household.objects.create(station=village, number="12", head_name="陈大文")


def _sheet(*rows):
    header = list(dict.fromkeys(name for row in rows for name in row))
    return workbook([header, *([row.get(name) for name in header] for row in rows)])


def _visit(**cells):
    return {"走访日期": "2024-02-01", "节点": "春节", "方式": "上门", "所属站": ZHICHONG, **cells}


def _bring(manager, *rows, kind="visits", **options):
    return bring_in(manager, _sheet(*rows), kind=kind, **options)


# --- visits -----------------------------------------------------------------------------------


def test_visits_to_people_and_households(manager, village, household):
    known = register(village, name="陈志强")
    register(village, name="陈大文", household=household)
    register(village, name="陈小明", household=household)
    batch = _bring(
        manager,
        _visit(
            身份证号=known.id_number.open(),
            慰问金="200元",
            慰问品="大米",
            慰问品价值="50.5",
            走访人="书记李明",
            走访内容="慰问",
        ),
        _visit(姓名="陈小明", 走访日期="2024年9月10日", 节点="中秋"),
        _visit(户编号="12", 慰问金=300),
        _visit(户主="陈大文", 节点="八一", 走访日期="2024/7/30"),
    )
    assert outcomes(batch) == ["new"] * 4
    first = Visit.objects.get(person=known)
    assert (first.cash, first.goods, first.goods_value) == (Decimal("200.00"), "大米", Decimal("50.50"))
    assert (first.occasion, first.method, first.visitors) == ("spring_festival", "home", "书记李明")
    assert [v.members_present for v in Visit.objects.filter(household=household)] == [2, 2]
    assert VisitTally.objects.filter(station=village, month=2).get().cash_cents == 50_000
    assert tallies.verify() == []
    for visit in Visit.objects.all():
        visit.full_clean()


def test_the_same_visit_is_known_again(manager, village):
    known = register(village, name="陈志强")
    row = _visit(姓名="陈志强", 慰问金="")
    assert outcomes(_bring(manager, row, row)) == ["new", "rejected"]
    assert outcomes(_bring(manager, _visit(身份证号=known.id_number.open(), 姓名="陈志强"))) == ["unchanged"]
    assert outcomes(_bring(manager, _visit(姓名="陈志强", 慰问金="200"))) == [
        "changed"
    ]  # nothing was given before
    assert outcomes(_bring(manager, _visit(姓名="陈志强", 慰问金="300"))) == ["unchanged"]
    assert outcomes(_bring(manager, _visit(姓名="陈志强", 慰问金="300"), verbs=ALL)) == ["changed"]
    assert Visit.objects.get().cash == Decimal("300.00")
    assert tallies.verify() == []


def test_who_is_out_of_reach_reads_like_who_is_not_on_file(cast, tree):
    elsewhere = register(tree[TIANFU], name="李炳坤")
    batch = upload(
        cast["street_manager"],
        _sheet(_visit(身份证号=elsewhere.id_number.open()), _visit(姓名="李炳坤"), _visit(姓名="乌有")),
        kind="visits",
    )
    assert outcomes(batch) == ["rejected"] * 3
    assert len({text for _number, _outcome, text in verdicts(batch)}) == 1


def test_a_resident_managed_elsewhere_is_visited_where_she_lives(cast, tree):
    resident = register(tree[TIANFU], name="李炳坤", residence_station=tree[ZHICHONG])
    batch = _bring(cast["street_manager"], _visit(姓名="李炳坤"))
    assert outcomes(batch) == ["new"]
    assert Visit.objects.get(person=resident).station == tree[ZHICHONG]


def test_namesakes_need_the_number(manager, village):
    for _ in range(2):
        register(village, name="陈志强")
    [(_number, outcome, text)] = verdicts(upload(manager, _sheet(_visit(姓名="陈志强")), kind="visits"))
    assert outcome == "rejected" and "同名" in text


def test_a_number_of_another_name_is_asked_about(manager, village):
    known = register(village, name="陈志强")
    row = _visit(姓名="梁国华", 身份证号=known.id_number.open())
    assert outcomes(upload(manager, _sheet(row), kind="visits")) == ["rejected"]


@pytest.mark.parametrize(
    ("cells", "header"),
    [
        ({"走访日期": ""}, "走访日期"),
        ({"走访日期": "2024-02"}, "走访日期"),
        ({"走访日期": "2199-01-01"}, "走访日期"),
        ({"节点": ""}, "事由"),
        ({"节点": "思想排查"}, "事由"),
        ({"方式": ""}, "方式"),
        ({"慰问金": "很多"}, "慰问金"),
        ({"姓名": ""}, "姓名"),
    ],
)
def test_what_a_visit_needs(manager, village, cells, header):
    register(village, name="陈志强")
    [(_number, outcome, text)] = verdicts(
        upload(manager, _sheet(_visit(姓名="陈志强") | cells), kind="visits")
    )
    assert outcome == "rejected"
    assert header in text


def test_after_a_death_only_condolence(manager, village):
    register(village, name="陈志强", status="deceased", status_changed_on="2024-01")
    assert outcomes(upload(manager, _sheet(_visit(姓名="陈志强")), kind="visits")) == ["rejected"]
    assert outcomes(upload(manager, _sheet(_visit(姓名="陈志强", 节点="吊唁")), kind="visits")) == ["new"]
    assert outcomes(upload(manager, _sheet(_visit(姓名="陈志强", 走访日期="2023-12-31")), kind="visits")) == [
        "new"
    ]


def test_visits_are_undone(manager, village):
    register(village, name="陈志强")
    _bring(manager, _visit(姓名="陈志强", 走访内容="旧"))
    batch = _bring(
        manager, _visit(姓名="陈志强", 走访内容="新"), _visit(姓名="陈志强", 节点="八一"), verbs=ALL
    )
    assert pipeline.undo(batch, user=manager) == {"removed": 1, "restored": 1, "kept": []}
    assert Visit.objects.get().content == "旧"
    assert tallies.verify() == []


def test_members_are_counted_as_for_a_single_visit(tree, village, household):
    register(village, name="甲乙", household=household)
    register(village, name="丙丁", household=household, status="deceased")
    register(village, name="戊己", household=household, residence_station=tree[MAYI])
    register(village, name="庚辛", household=household, residence_station=village)
    assert members_living_in([household.pk]) == {household.pk: members_of_one(household)} == {household.pk: 2}


# --- plaques ----------------------------------------------------------------------------------


def test_plaques_of_households(manager, tree, village, household):
    Squad.objects.create(station=village, name="第一小分队", leader_name="李明")
    other = Household.objects.create(station=village, number="13", head_name="区惠芳")
    third = Household.objects.create(station=village, number="14", head_name="梁国华")
    register(village, name="陈大文", household=household)
    register(village, name="区惠芳", household=other, classes=("09",))
    member = register(village, name="梁小华", household=third)
    batch = _bring(
        manager,
        {
            "所属站": ZHICHONG,
            "户编号": "12",
            "悬挂时间": "2019-05-01",
            "悬挂位置": "大门",
            "带队人": "书记李明",
            "牌号": "7",
            "小分队": "第一小分队",
        },
        {"所属站": ZHICHONG, "户主": "区惠芳", "状态": "已悬挂", "悬挂时间": "日期不详"},
        {"身份证号": member.id_number.open(), "状态": "待悬挂", "小分队": "乌有小分队"},
        kind="plaques",
    )
    assert outcomes(batch) == ["new"] * 3
    first, second, waiting = (Plaque.objects.get(household=h) for h in (household, other, third))
    assert (first.role, first.status, str(first.hung_on), first.position) == (
        "TY",
        "hung",
        "2019-05-01",
        "door",
    )
    assert (first.led_by, first.number, first.squad.name, first.initiated_by) == (
        "书记李明",
        "7",
        "第一小分队",
        "station",
    )
    assert (second.role, second.hung_on, second.hung_date_unknown) == ("LS", None, True)
    assert (waiting.status, waiting.squad) == ("to_hang", None)
    assert "没有这个小分队" in verdicts(batch)[2][2]
    assert (
        PlaqueTally.objects.get(station=village).hung,
        PlaqueTally.objects.get(station=village).waiting,
    ) == (2, 1)
    assert tallies.verify() == []
    for plaque in Plaque.objects.all():
        plaque.full_clean()


def test_a_plaque_that_waited_is_hung_with_permission_to_change(manager, village, household):
    register(village, name="陈大文", household=household)
    row = {"所属站": ZHICHONG, "户编号": "12", "状态": "待悬挂"}
    _bring(manager, row, kind="plaques")
    hung = row | {"状态": "已悬挂", "悬挂日期": "2024-07-30"}
    assert outcomes(_bring(manager, hung, kind="plaques")) == ["unchanged"]
    batch = _bring(manager, hung, kind="plaques", verbs=ALL)
    assert outcomes(batch) == ["changed"]
    assert (Plaque.objects.get().status, str(Plaque.objects.get().hung_on)) == ("hung", "2024-07-30")
    pipeline.undo(batch, user=manager)
    assert (Plaque.objects.get().status, Plaque.objects.get().hung_on) == ("to_hang", None)
    assert tallies.verify() == []


def history(plaque):
    return [(event.kind, str(event.on or ""), event.words) for event in plaque.events.order_by("pk")]


def test_the_history_tells_of_an_import_and_forgets_what_is_undone(manager, village, household):
    register(village, name="陈大文", household=household)
    today = str(timezone.localdate())
    row = {"所属站": ZHICHONG, "户编号": "12", "状态": "待悬挂"}
    _bring(manager, row, kind="plaques")
    plaque = Plaque.objects.get()
    assert history(plaque) == [("registered", today, "待悬挂")]
    assert plaque.events.get().by_label.startswith(manager.username)
    hung = row | {"状态": "已悬挂", "悬挂日期": "2024-07-30", "带队人": "书记李明"}
    second = _bring(manager, hung, kind="plaques", verbs=ALL)
    assert history(plaque)[1:] == [("hung", "2024-07-30", "书记李明")]
    pipeline.undo(second, user=manager)
    assert history(plaque) == [("registered", today, "待悬挂")]


def test_a_round_knows_what_a_sheet_has_hung(manager, village, household):
    register(village, name="陈大文", household=household)
    row = {"所属站": ZHICHONG, "户编号": "12", "状态": "待悬挂"}
    _bring(manager, row, kind="plaques")
    entry = round_open(actor=None, station=village, year=2024, festival="army_day").entries.get()
    hung = row | {"状态": "已悬挂", "悬挂日期": "2024-07-30"}
    batch = _bring(manager, hung, kind="plaques", verbs=ALL)
    entry.refresh_from_db()
    assert str(entry.done_on) == "2024-07-30"
    assert pipeline.undo(batch, user=manager) == {"removed": 0, "restored": 1, "kept": []}
    entry.refresh_from_db()
    assert entry.done_on is None


def test_what_a_household_applied_for_is_finished_by_the_sheet(cast, manager, village, household):
    register(village, name="陈大文", household=household)
    application = applications.application_submit(
        actor=cast["zhichong_staff"],
        household=household,
        kind="new",
        role="TY",
        reason="本人申请",
        applied_on=timezone.localdate(),
    )
    application = applications.application_agree(actor=cast["street_manager"], application=application)
    applications.application_approve(actor=cast["district_manager"], application=application)
    today = str(timezone.localdate())
    row = {"所属站": ZHICHONG, "户编号": "12", "状态": "已悬挂", "悬挂日期": today}
    batch = _bring(manager, row, kind="plaques", verbs=ALL)
    application.refresh_from_db()
    assert (application.state, str(application.done_on)) == ("done", today)
    assert pipeline.undo(batch, user=manager) == {"removed": 0, "restored": 1, "kept": []}
    application.refresh_from_db()
    assert (application.state, application.done_on) == ("approved", None)
    logged = AuditEntry.objects.filter(target_type="care_activities.plaqueapplication").order_by("-pk")
    assert [(entry.action, entry.actor_id) for entry in logged[:2]] == [
        ("undo", manager.pk),
        ("change", manager.pk),
    ]


def test_what_hung_long_ago_is_registered_without_a_day(manager, village, household):
    register(village, name="陈大文", household=household)
    batch = _bring(manager, {"所属站": ZHICHONG, "户编号": "12", "悬挂日期": "不详"}, kind="plaques")
    assert [(kind, words) for kind, _on, words in history(Plaque.objects.get())] == [("registered", "已悬挂")]
    assert pipeline.undo(batch, user=manager) == {"removed": 1, "restored": 0, "kept": []}
    assert not PlaqueEvent.objects.exists()


def test_a_plaque_with_a_later_history_outlives_the_undo(manager, village, household):
    register(village, name="陈大文", household=household)
    batch = _bring(manager, {"所属站": ZHICHONG, "户编号": "12", "悬挂日期": "2019-05-01"}, kind="plaques")
    plaque_relocate(
        actor=None, plaque=Plaque.objects.get(), moved_on=timezone.localdate(), address="直冲村新居"
    )
    assert pipeline.undo(batch, user=manager)["removed"] == 0
    assert [kind for kind, _on, _words in history(Plaque.objects.get())] == ["registered", "hung", "moved"]


def test_a_date_that_becomes_known(manager, village, household):
    register(village, name="陈大文", household=household)
    row = {"所属站": ZHICHONG, "户编号": "12", "状态": "已悬挂"}
    _bring(manager, row | {"日期不详": "是"}, kind="plaques")
    assert outcomes(_bring(manager, row | {"悬挂日期": "2019-05-01"}, kind="plaques")) == ["changed"]
    plaque = Plaque.objects.get()
    assert (str(plaque.hung_on), plaque.hung_date_unknown) == ("2019-05-01", False)
    plaque.full_clean()


@pytest.mark.parametrize(
    ("cells", "header"),
    [
        ({"状态": "已悬挂"}, "悬挂日期"),
        ({"状态": "待悬挂", "悬挂日期": "2019-05-01"}, "悬挂日期"),
        ({"状态": ""}, "状态"),
        ({"状态": "已悬挂", "悬挂日期": "2019-05"}, "悬挂日期"),
        ({"状态": "待悬挂", "户编号": "99"}, "户编号"),
        ({"状态": "待悬挂", "户编号": ""}, "户编号"),
    ],
)
def test_what_a_plaque_needs(manager, village, household, cells, header):
    register(village, name="陈大文", household=household)
    row = {"所属站": ZHICHONG, "户编号": "12"} | cells
    [(_number, outcome, text)] = verdicts(upload(manager, _sheet(row), kind="plaques"))
    assert outcome == "rejected"
    assert header in text


def test_a_household_without_anybody_who_qualifies_is_asked_about(manager, village, household):
    row = {"所属站": ZHICHONG, "户编号": "12", "状态": "待悬挂"}
    [(_number, outcome, text)] = verdicts(upload(manager, _sheet(row), kind="plaques"))
    assert outcome == "rejected" and "悬挂资格" in text
    assert outcomes(upload(manager, _sheet(row | {"悬挂资格": "军属"}), kind="plaques")) == ["new"]


def test_people_of_another_station_have_no_household_here(cast, tree):
    elsewhere = Household.objects.create(station=tree[TIANFU], number="1", head_name="李炳坤")
    member = register(tree[TIANFU], name="李炳坤", household=elsewhere)
    rows = [
        {"身份证号": member.id_number.open(), "状态": "待悬挂"},
        {"所属站": ZHICHONG, "户编号": "1", "状态": "待悬挂"},
    ]
    assert outcomes(upload(cast["street_manager"], _sheet(*rows), kind="plaques")) == ["rejected"] * 2
    assert PersonFile.objects.count() == 1
