"""A spreadsheet on its way: check, apply, what stays out, who may, and what is left behind of it."""

import datetime
import json
import logging

import pytest
from django.db import connection
from django.utils import timezone

from stations.models import AuditEntry
from stations.services import ServiceError
from stations.spreadsheets import ImportVerb
from tests.imports.sheets import (
    ALL,
    HEADER,
    MAYI,
    TIANFU,
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
from veterans.models import Household, PeopleTally, PersonFile
from veterans.services.people import person_update
from veterans_portal.imports import claims, pipeline, staging
from veterans_portal.imports.models import ImportBatch, ImportRow
from veterans_portal.imports.reader import FileRejected

pytestmark = pytest.mark.django_db
State = ImportBatch.State


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


# --- what arrives -----------------------------------------------------------------------------


def test_a_sheet_as_it_is_sent(manager):
    """Titles above, decorated headers, totals and signatures below, columns nobody may hold."""
    content = workbook(
        [
            ["江海区外海街道直冲村退役军人花名册"],
            ["填报单位：直冲村退役军人服务站", None, None, "2025年1月"],
            ["序号", "*姓  名（必填）", "身份证号码", "人员类型", "部队番号", "信访隐患", "鞋码"],
            [1, "陈 志强", id_number("19700101"), "退伍军人", "某部队", "无", 42],
            [2, "梁国华", id_number("19710101"), "转业干部", "某部队", "无", 43],
            ["合计", 2],
            ["填表人：李四", None, "审核人：王五"],
        ]
    )
    batch = bring_in(manager, content)

    assert batch.state == State.APPLIED
    counts = {"rows": 2, "new": 2, "changed": 0, "unchanged": 0, "held": 0, "rejected": 0}
    assert batch.totals == {**counts, "overwrites": 0, "moves": 0, "id_changes": 0, "columns": {}}
    [sheet] = batch.files.get().header["sheets"]
    assert sheet["forbidden"] == ["部队番号", "信访隐患"]
    assert sheet["unmapped"] == ["序号", "鞋码"]
    assert sheet["station"]["source"] == "title"
    assert [(p.name, p.managing_station.code) for p in PersonFile.objects.order_by("id")] == [
        ("陈志强", ZHICHONG),
        ("梁国华", ZHICHONG),
    ]
    # What has no place is not kept, not even staged.
    kept = " ".join(row.payload.open() for row in batch.rows.all())
    assert "某部队" not in kept and "42" not in kept


def test_a_header_repeated_for_the_printer_is_no_row(manager):
    row = [person()[name] for name in HEADER]
    other = [person("梁国华")[name] for name in HEADER]
    batch = upload(manager, workbook([HEADER, row, HEADER, other]))
    assert [number for number, *_rest in verdicts(batch)] == [2, 4]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_lines_are_numbered_as_an_editor_shows_them(manager, encoding):
    number = id_number()
    text = f"姓名,身份证号,人员类别,所属站\r\n,,,\r\n陈志强,{number},退役士兵,{ZHICHONG}\r\n"
    batch = bring_in(manager, text.encode(encoding), name="名单.csv")
    assert verdicts(batch) == [(3, "new", "")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "没有内容"),
        (workbook([["收入", "支出"], ["1", "2"]]), "缺少这些列：姓名、身份证号"),
        (workbook([["姓名", "人员类别"], ["陈志强", "退役士兵"]]), "缺少这些列：身份证号"),
        (workbook([HEADER]), "表头下面没有数据"),
        (b"%PDF-1.7 ...", "不是电子表格"),
    ],
    # Not the contents themselves: a workbook holds the second it was written, and every process writes its own.
    ids=["nothing", "other-columns", "one-column-short", "header-only", "pdf"],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(manager, content, sentence):
    try:
        reason = upload(manager, content).reason
    except FileRejected as refusal:
        reason = str(refusal)
    assert sentence in reason
    assert not ImportRow.objects.exists()


def test_every_bad_cell_of_a_row_is_named(manager):
    batch = upload(
        manager,
        workbook(
            [
                [*HEADER, "手机", "入伍时间", "民族", "月补助金额"],
                ["陈志强", 440799198001010028, "宇航员", ZHICHONG, "123", "1985.1.32", "火星族", "-5"],
            ]
        ),
    )
    [(_number, outcome, text)] = verdicts(batch)
    assert outcome == "rejected"
    for header in (
        "身份证号该身份证号在表格里被存成了数字",
        "人员类别",
        "手机",
        "入伍时间",
        "民族",
        "月补助金额",
    ):
        assert header in text


def test_an_identity_number_stands_once_in_a_file(manager):
    number = id_number()
    rows = [person("陈志强", 身份证号=number), person("陈志强", 身份证号=number.lower() + " ")]
    header = list(rows[0])
    content = workbook(
        [header, list(rows[0].values())], sheet="甲", more=[("乙", [header, [], list(rows[1].values())])]
    )
    batch = upload(manager, content)
    assert outcomes(batch) == ["new", "rejected"]
    assert "工作表“甲”第2行" in verdicts(batch)[1][2]


# --- what happens to files --------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing_and_is_audited(manager):
    content = people(person(手机="10000000001", 民族="汉族", 户编号="12", 户主="陈志强"), person("梁国华"))
    bring_in(manager, content)
    before = list(PersonFile.objects.order_by("id").values("id", "version", "changed_at"))
    entries = AuditEntry.objects.filter(target_type="veterans.personfile").count()

    batch = bring_in(manager, content)

    assert outcomes(batch) == ["unchanged", "unchanged"]
    assert list(PersonFile.objects.order_by("id").values("id", "version", "changed_at")) == before
    assert AuditEntry.objects.filter(target_type="veterans.personfile").count() == entries
    acts = AuditEntry.objects.filter(target_type="veterans_portal.importbatch", target_id=batch.pk)
    assert acts.filter(action="import", actor_id=manager.pk).count() == 2  # brought, and applied


def test_each_changed_person_has_one_audit_entry_without_name_or_number(manager):
    known = register_at(manager, name="梁国华")
    number = known.id_number.open()
    batch = bring_in(
        manager,
        people(person("陈志强"), person("梁国华", 身份证号=number, 民族="汉族", 入伍时间="1990-12")),
    )
    entries = AuditEntry.objects.filter(target_type="veterans.personfile", reason=f"导入第{batch.pk}批")
    created, changed = entries.order_by("action").reverse()
    assert (created.action, changed.action) == ("create", "change")
    assert changed.fields == ["ethnicity", "service_records__enlisted_on"]
    assert changed.target_label == known.archive_no
    assert json.loads(changed.change.values.open())["ethnicity"] == ["", "01"]
    assert "梁国华" not in str(entries.values())


def test_a_blank_cell_never_erases(manager):
    known = register_at(manager, name="梁国华", ethnicity="01", note="旧")
    row = person("梁国华", 身份证号=known.id_number.open(), 民族="", 备注="/")
    batch = bring_in(manager, people(row), verbs=ALL)
    known.refresh_from_db()
    assert (known.ethnicity, known.note) == ("01", "旧")
    assert outcomes(batch) == ["unchanged"]


def test_filling_leaves_what_differs_and_says_so(manager):
    known = register_at(manager, name="梁国华", ethnicity="01", mobile="10000000001")
    row = person("梁国华", 身份证号=known.id_number.open(), 民族="壮族", 手机="10000000002", 专项特长="电工")
    batch = bring_in(manager, people(row))
    known.refresh_from_db()
    assert (known.ethnicity, known.mobile.open(), known.specialties) == ("01", "10000000001", "电工")
    [(_number, outcome, text)] = verdicts(batch)
    assert outcome == "changed"
    assert "与档案不同，没有改动：民族、手机" in text


def test_changing_needs_its_own_permission(manager):
    known = register_at(manager, name="梁国华", mobile="10000000001")
    row = person("梁国华", 身份证号=known.id_number.open(), 手机="10000000002")
    bring_in(manager, people(row), verbs=[ImportVerb.CHANGE])
    known.refresh_from_db()
    assert known.mobile.open() == "10000000002"
    assert PersonFile.objects.get(mobile_digest=known.mobile_digest).pk == known.pk


def test_without_the_permission_to_create_nobody_is_created(manager):
    batch = bring_in(manager, people(person()), verbs=[ImportVerb.FILL])
    assert outcomes(batch) == ["held"]
    assert not PersonFile.objects.exists()


def test_figures_are_right_after_an_import(manager, tree):
    bring_in(
        manager,
        people(
            person(
                "陈志强", 政治面貌="中共党员", 优抚类别="参战退役军人", 优抚待遇="定期生活补助", 户编号="1"
            ),
            person("梁国华", 是否参战="是", 就业状态="创业"),
            person("区惠芳", MAYI, 人员类别="烈士遗属", 户编号="1"),
        ),
    )
    tally = PeopleTally.objects.get(station=tree[ZHICHONG])
    assert (tally.veterans, tally.party_members, tally.preferential, tally.combat, tally.entrepreneurs) == (
        2,
        1,
        1,
        1,
        1,
    )
    assert tally.bucket_key_preferential == 1
    assert PeopleTally.objects.get(station=tree[MAYI]).martyr_households == 1
    assert tallies.verify() == []


def test_archive_numbers_follow_one_another(manager, tree):
    register(tree[ZHICHONG])
    bring_in(manager, people(person("陈新来"), person("梁国华")))
    numbers = PersonFile.objects.order_by("id").values_list("archive_no", flat=True)
    assert list(numbers) == [f"{ZHICHONG}-000{n}" for n in (1, 2, 3)]


# --- whose files ------------------------------------------------------------------------------


def test_a_person_of_another_station_is_told_of_five_times_a_day(cast, tree):
    """Number and name must both be right; no station is ever named."""
    elsewhere = [register(tree[TIANFU], name="李炳坤") for _ in range(7)]
    rows = [person("李炳坤", 身份证号=p.id_number.open()) for p in elsewhere]
    batch = upload(cast["street_manager"], people(*rows))
    texts = [text for _number, _outcome, text in verdicts(batch)]
    assert outcomes(batch) == ["held"] * 7
    assert texts == ["由其他站管理，可申请转入"] * 5 + ["待上级核对"] * 2
    again = upload(cast["street_manager"], people(rows[0]))
    assert verdicts(again)[0][2] == "待上级核对"
    assert AuditEntry.objects.filter(action="refused", actor_id=cast["street_manager"].pk).count() == 5


def test_a_wrong_name_with_a_number_of_another_station_learns_nothing(cast, tree):
    elsewhere = register(tree[TIANFU], name="李炳坤")
    batch = upload(cast["street_manager"], people(person("陈志强", 身份证号=elsewhere.id_number.open())))
    assert verdicts(batch) == [(2, "held", "待上级核对")]


def test_a_number_under_another_name_is_held(manager):
    known = register_at(manager, name="李炳坤")
    batch = upload(manager, people(person("陈志强", 身份证号=known.id_number.open())))
    assert outcomes(batch) == ["held"]


def test_a_station_out_of_reach_reads_like_one_that_does_not_exist(cast):
    rows = [
        person("甲乙", TIANFU),
        person("丙丁", "999999999999"),
        person("戊己", "天福社区"),
        person("庚辛", "乌有村"),
    ]
    batch = upload(cast["street_manager"], people(*rows))
    texts = {text for _number, _outcome, text in verdicts(batch)}
    assert outcomes(batch) == ["rejected"] * 4
    assert len(texts) == 1


def test_moving_needs_its_own_permission(manager, tree):
    known = register_at(manager, name="李炳坤")
    content = people(person("李炳坤", MAYI, 身份证号=known.id_number.open()))
    assert outcomes(bring_in(manager, content)) == ["held"]
    batch = bring_in(manager, content, verbs=[ImportVerb.MOVE])
    known.refresh_from_db()
    assert outcomes(batch) == ["changed"]
    assert known.managing_station == tree[MAYI]
    assert tallies.verify() == []


def test_withdrawing_needs_its_own_permission(manager):
    known = register_at(manager, name="李炳坤")
    content = people(person("李炳坤", 身份证号=known.id_number.open(), 档案状态="去世", 去世时间="2024-05"))
    assert outcomes(bring_in(manager, content, verbs=[ImportVerb.CHANGE, ImportVerb.FILL])) == ["unchanged"]
    bring_in(manager, content, verbs=[ImportVerb.WITHDRAW])
    known.refresh_from_db()
    assert (known.status, known.status_changed_on) == ("deceased", "2024-05")
    assert outcomes(upload(manager, people(person("李炳坤", 身份证号=known.id_number.open())))) == ["held"]


# --- where people belong ----------------------------------------------------------------------


def _placed(batch):
    [file] = batch.files.all()
    stations = [row.station and row.station.code for row in batch.rows.order_by("id")]
    return stations, file.header["sheets"][0]["station"]


def test_the_station_is_taken_from_title_sheet_or_file_name(manager):
    header, row = HEADER[:3], list(person().values())[:3]
    for content, name, source in [
        (workbook([["外海街道直冲村退役军人名单"], header, row]), "a.xlsx", "title"),
        (workbook([header, row], sheet="直冲村"), "a.xlsx", "sheet-name"),
        (workbook([header, row]), "直冲村退役军人.xlsx", "file-name"),
    ]:
        stations, said = _placed(upload(manager, content, name=name))
        assert (stations, said["source"], said["code"]) == ([ZHICHONG], source, ZHICHONG)


def test_a_chosen_village_is_where_rows_without_a_station_belong(manager, tree):
    stations, said = _placed(upload(manager, people(person(station="")), station=tree[MAYI]))
    assert (stations, said["source"]) == ([MAYI], "choice")


def test_without_any_hint_a_new_person_has_no_station(manager):
    [(_number, outcome, text)] = verdicts(upload(manager, people(person(station=""))))
    assert outcome == "rejected"
    assert "没有写是哪个站" in text


def test_people_on_file_need_no_station(manager):
    known = register_at(manager, name="李炳坤")
    content = people(person("李炳坤", "", 身份证号=known.id_number.open(), 民族="汉族"))
    assert outcomes(bring_in(manager, content)) == ["changed"]


# --- who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["zhichong_staff", "official_city", "auditor", "nobody", "ended"])
def test_who_may_not_import_anywhere_is_refused(cast, username):
    with pytest.raises(ServiceError):
        upload(cast[username], people(person()))
    assert not ImportBatch.objects.exists()


def test_another_station_cannot_be_chosen_nor_its_batch_touched(cast, tree):
    with pytest.raises(ServiceError):
        upload(cast["street_manager"], people(person(station=TIANFU)), station=tree[TIANFU])
    batch = upload(cast["city_manager"], people(person()))
    for step in (pipeline.apply, pipeline.undo, pipeline.cancel):
        with pytest.raises(ServiceError):
            step(batch, user=cast["street_manager"])
    assert not ImportBatch.objects.visible_to(cast["zhichong_staff"]).exists()


# --- safety -----------------------------------------------------------------------------------


def test_nothing_personal_stands_in_the_database_in_clear(manager):
    number = id_number()
    rows = [
        person("欧阳测试", 身份证号=number, 手机="10000123456", 户籍地址="秘密街1号"),
        person("欧阳坏人", 身份证号=number[:-1] + "?", 手机="10000654321", 备注="秘密"),
    ]
    batch = upload(manager, people(*rows))
    tables = ("veterans_portal_importbatch", "veterans_portal_importfile", "veterans_portal_importrow")
    with connection.cursor() as cursor:
        held = ""
        for table in (*tables, "stations_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")
            held += repr(cursor.fetchall())
    for secret in ("欧阳", number, "10000123456", "10000654321", "秘密"):
        assert secret not in held
    assert "欧阳测试" in batch.rows.first().payload.open()


def test_a_failure_leaves_no_name_behind(manager, caplog, monkeypatch):
    """The database refuses a row: the batch says so, and neither log nor error quotes the row."""
    batch = upload(manager, people(person("欧阳测试"), person("梁国华")))
    row = batch.rows.first()
    payload = json.loads(row.payload.open())
    payload["values"]["name"] = "欧阳测试" * 100  # longer than the column: PostgreSQL quotes it in its error
    payload["values"]["relation_to_head"] = None
    row.payload = json.dumps(payload)
    row.save()
    with caplog.at_level(logging.DEBUG):
        try:
            pipeline.apply(batch, user=manager)
        except Exception as error:  # whatever it is
            assert "欧阳" not in f"{error!r} {error.__cause__!r}"
    assert "欧阳" not in caplog.text
    batch.refresh_from_db()
    assert not batch.is_running


def test_a_file_changed_after_the_check_is_held(manager):
    known = register_at(manager, name="李炳坤")
    batch = upload(
        manager, people(person("李炳坤", 身份证号=known.id_number.open(), 民族="汉族"), person("陈志强"))
    )
    person_update(actor=None, person=PersonFile.objects.get(pk=known.pk), ethnicity="08")
    pipeline.apply(batch, user=manager)
    assert outcomes(batch) == ["held", "new"]
    known.refresh_from_db()
    assert known.ethnicity == "08"
    assert batch.totals["held"] == 1


def test_all_or_nothing_writes_nothing_when_a_row_is_bad(manager):
    content = people(person("陈志强"), person("梁国华", 人员类别="宇航员"))
    batch = bring_in(manager, content, mode="all-or-nothing")
    assert batch.state == State.CHECKED
    assert "有 1 行有问题" in batch.reason
    assert not PersonFile.objects.exists()


def test_all_or_nothing_writes_nothing_when_a_file_changed_meanwhile(manager):
    known = register_at(manager, name="李炳坤")
    content = people(person("陈志强"), person("李炳坤", 身份证号=known.id_number.open(), 民族="汉族"))
    batch = upload(manager, content, mode="all-or-nothing")
    person_update(actor=None, person=PersonFile.objects.get(pk=known.pk), ethnicity="08")
    pipeline.apply(batch, user=manager)
    assert batch.state == State.CHECKED and batch.reason
    assert PersonFile.objects.count() == 1


def test_all_or_nothing_writes_everything_when_all_is_well(manager):
    batch = bring_in(manager, people(person("陈志强"), person("梁国华", MAYI)), mode="all-or-nothing")
    assert batch.state == State.APPLIED
    assert PersonFile.objects.count() == 2


def test_one_import_runs_per_station_and_kind(manager):
    first = upload(manager, people(person("陈志强")))
    second = upload(manager, people(person("梁国华")))
    claims.claim(first, phase=State.APPLYING, allowed=[State.CHECKED], actor=manager)
    with pytest.raises(ServiceError, match="正在处理另一个同类表格"):
        pipeline.apply(second, user=manager)
    # Its process is dead: it no longer stands in the way, and can be taken up itself.
    ImportBatch.objects.filter(pk=first.pk).update(heartbeat=timezone.now() - datetime.timedelta(hours=1))
    pipeline.apply(second, user=manager)
    first.refresh_from_db()
    assert first.state == State.FAILED
    pipeline.apply(first, user=manager)
    assert PersonFile.objects.count() == 2


def test_a_process_that_lost_its_claim_writes_nothing(manager):
    batch = upload(manager, people(person("陈志强")))
    claims.claim(batch, phase=State.APPLYING, allowed=[State.CHECKED], actor=manager)
    ImportBatch.objects.filter(pk=batch.pk).update(claim="somebody else")
    with pytest.raises(claims.Superseded):
        claims.renew(batch)


def test_a_batch_that_was_dropped_is_not_written_by_a_task_still_in_the_queue(manager):
    batch = upload(manager, people(person("陈志强")))
    pipeline.cancel(batch, user=manager)
    assert batch.state == State.CANCELLED
    with pytest.raises(ServiceError):
        pipeline.apply(batch, user=manager)
    assert not PersonFile.objects.exists()


def test_applying_twice_is_applying_once(manager):
    batch = bring_in(manager, people(person("陈志强")))
    pipeline.apply(batch, user=manager)
    assert PersonFile.objects.count() == 1
    with pytest.raises(ServiceError):
        pipeline.check(batch)


def test_several_chunks_make_one_import(manager, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 7)
    monkeypatch.setattr("veterans_portal.imports.applying.CHUNK", 5)
    rows = [person(f"陈{chr(0x4E00 + n)}强", [ZHICHONG, MAYI][n % 2], 户编号=str(n // 3)) for n in range(40)]
    batch = bring_in(manager, people(*rows))
    assert (batch.totals["new"], batch.progress) == (40, 40)
    assert PersonFile.objects.count() == 40
    assert Household.objects.count() == 27
    assert tallies.verify() == []


def test_personal_data_goes_after_its_time(manager):
    batch = bring_in(manager, people(person("陈志强")))
    assert pipeline.purge(batch.purge_on - datetime.timedelta(days=1)) == 0
    assert pipeline.purge(batch.purge_on) == 1
    batch.refresh_from_db()
    row = batch.rows.get()
    assert (row.payload, row.changes, batch.file_name) == (None, None, "")
    assert not batch.chunks.exclude(content=None).exists()
    assert not hasattr(batch, "file")
    assert batch.totals["new"] == 1
    with pytest.raises(ServiceError, match="已按期清除"):
        pipeline.undo(batch, user=manager)


def register_at(manager, *, name, code=ZHICHONG, **values):
    from stations.models import Station

    return register(Station.objects.get(code=code), name=name, **values)


def test_a_conflict_only_the_database_sees_costs_one_row(manager):
    """Everything else of the chunk still comes in."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX only_one_of_a_name ON veterans_personfile (name)")
    names = ["陈志强", "梁国华", "李炳坤", "陈志强", "黄永康"]
    batch = bring_in(manager, people(*(person(name) for name in names)))
    assert outcomes(batch) == ["new", "new", "new", "held", "new"]
    assert "与已有登记冲突" in verdicts(batch)[3][2]
    assert (batch.state, batch.totals["held"], batch.progress) == (State.APPLIED, 1, 5)
    assert PersonFile.objects.count() == 4
    assert tallies.verify() == []


def test_a_running_import_stops_after_its_chunk(manager, monkeypatch):
    """What is written stays, can be taken back, and the rest can still follow."""
    monkeypatch.setattr("veterans_portal.imports.applying.CHUNK", 5)
    batch = upload(manager, people(*(person(f"陈{chr(0x4E00 + n)}强") for n in range(12))))

    def somebody_presses_stop(execute, sql, params, many, context):
        taking_archive_numbers = '"code", "stations_station"."last_archive_number"' in sql
        if taking_archive_numbers and not ImportBatch.objects.filter(cancel_requested=True).exists():
            pipeline.cancel(ImportBatch.objects.get(pk=batch.pk), user=manager)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(somebody_presses_stop):
        pipeline.apply(batch, user=manager)

    assert (batch.state, PersonFile.objects.count()) == (State.CANCELLED, 5)
    assert "已导入的行可以撤销" in batch.reason
    pipeline.apply(batch, user=manager)
    assert (batch.state, PersonFile.objects.count(), batch.progress) == (State.APPLIED, 12, 12)
    assert pipeline.undo(batch, user=manager)["removed"] == 12


def test_a_file_imported_before_is_recognised(manager):
    content = people(person("陈志强"))
    first = bring_in(manager, content)
    again = upload(manager, content)
    assert list(pipeline.earlier_batches(again)) == [first]
    pipeline.undo(first, user=manager)
    assert not pipeline.earlier_batches(again)
    assert not pipeline.earlier_batches(upload(manager, people(person("梁国华"))))


def test_the_remaining_time_follows_from_the_speed_so_far(manager):
    batch = upload(manager, people(person("陈志强")))
    assert batch.seconds_left(100) is None
    batch.state, batch.began_with, batch.progress = State.APPLYING, 10, 60
    batch.began_at = timezone.now() - datetime.timedelta(seconds=100)
    assert 80 <= batch.seconds_left(100) <= 90
    batch.progress = 10
    assert batch.seconds_left(100) is None
