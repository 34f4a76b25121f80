"""Several files, stations to confirm, doubtful rows, reasons and rights: what people decide about an import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from stations.models import AuditEntry
from stations.roles import ROLE_VERBS, Role, Verb
from stations.services import ServiceError
from tests.imports.sheets import (
    ALL,
    MAYI,
    TIANFU,
    ZHICHONG,
    bring_in,
    outcomes,
    people,
    person,
    upload,
    workbook,
)
from tests.imports.test_pages import payload, press, words
from tests.veterans.people import id_number, register
from veterans.models import PersonFile
from veterans_portal.imports import doubtful, finding, guards, pipeline, work
from veterans_portal.imports.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(sign_in):
    return sign_in("street_manager")


@pytest.fixture
def manager(cast):
    return cast["street_manager"]


def answer(client, batch, decision, row=None):
    """The page after a button of the queue."""
    row = row or batch.rows.exclude(candidates=[]).get()
    return client.post(
        reverse("import-doubtful", args=[batch.pk]), {"row": row.pk, "decision": decision}, follow=True
    )


def page_of(client, batch, **query):
    return client.get(reverse("import-batch", args=[batch.pk]), query)


# --- doubtful rows ----------------------------------------------------------------------------


def twin(tree, **cells):
    """A file, and a row of the same name and birth date with another number."""
    known = register(tree[ZHICHONG], "梁国华", id_number=id_number("19600101"), mobile="10000001234")
    return known, person("梁国华", 身份证号=id_number("19600101"), **cells)


def test_the_same_name_and_birth_with_another_number_is_asked(street, manager, tree):
    known, row = twin(tree, 手机="10000001234")
    batch = upload(manager, people(row, person("陈志强")))
    assert outcomes(batch) == ["held", "new"]
    assert batch.rows.get(outcome="held").candidates == [known.pk]
    assert "有 1 人可能已经有档案" in words(page_of(street, batch))
    response = street.get(reverse("import-doubtful", args=[batch.pk]))
    said = words(response)
    assert "还有 1 行没有核对" in said and known.archive_no in said and "是新的人" in said
    html = response.content.decode()
    for number in (row["身份证号"], known.id_number.open(), "10000001234"):
        assert number not in html


def test_the_same_person_gets_the_new_number_with_right_and_reason(street, manager, tree):
    known, row = twin(tree)
    old = known.id_number.open()
    batch = upload(manager, people(row), verbs=ALL)
    assert "都核对过了" in words(answer(street, batch, f"same:{known.pk}"))
    batch.refresh_from_db()
    assert (outcomes(batch), batch.totals["id_changes"], batch.totals["held"]) == (["changed"], 1, 0)
    assert "请先写明改动原因" in words(press(street, batch, "apply"))
    assert "不要写身份证号" in words(press(street, batch, "apply", reason=f"改成{old}"))
    assert "已导入：变更 1 人" in words(press(street, batch, "apply", reason="派出所更正了号码"))
    known.refresh_from_db()
    assert known.id_number.open() == row["身份证号"]
    assert known.id_last4 == row["身份证号"][-4:]
    known.full_clean()
    assert AuditEntry.objects.filter(reason__contains="派出所更正了号码").exists()

    press(street, batch, "undo")
    known.refresh_from_db()
    assert known.id_number.open() == old
    assert PersonFile.objects.count() == 1


def test_without_the_right_the_number_stays(street, manager, tree):
    known, row = twin(tree, 文化程度="初中")
    batch = upload(manager, people(row))
    answer(street, batch, f"same:{known.pk}")
    press(street, batch, "apply")
    old = known.id_number.open()
    known.refresh_from_db()
    assert (known.id_number.open(), known.education) == (old, "70")


def test_a_new_person_is_entered_beside_the_namesake(street, manager, tree):
    _known, row = twin(tree)
    batch = upload(manager, people(row))
    answer(street, batch, "new")
    assert "已导入：新增 1 人" in words(press(street, batch, "apply"))
    assert PersonFile.objects.filter(name="梁国华").count() == 2


def test_the_queue_may_be_answered_after_the_import(street, manager, tree):
    known, row = twin(tree, 文化程度="初中")
    batch = bring_in(manager, people(row, person("陈志强")))
    assert PersonFile.objects.count() == 2
    answer(street, batch, "later")
    assert "没有可以" not in words(page_of(street, batch))
    answer(street, batch, f"same:{known.pk}")
    assert "导入核对过的 1 行" in words(page_of(street, batch))
    press(street, batch, "apply")
    known.refresh_from_db()
    assert known.education == "70"
    assert pipeline.undo(batch, user=manager)["restored"] == 1
    known.refresh_from_db()
    assert known.education == ""


def test_a_first_number_goes_to_the_file_without_one_and_back(street, manager, tree):
    known = register(tree[ZHICHONG], "丙丁", no_id_reason="补办中")
    row = person("丙丁")
    batch = upload(manager, people(row))
    answer(street, batch, f"same:{known.pk}")
    press(street, batch, "apply")
    known.refresh_from_db()
    assert (known.id_number.open(), known.no_id_reason) == (row["身份证号"], "")
    press(street, batch, "undo")
    known.refresh_from_db()
    assert (known.id_number, known.id_digest, known.no_id_reason) == (None, None, "补办中")


def test_another_name_under_a_number_on_file_is_asked(street, manager, tree):
    known = register(tree[ZHICHONG], "梁国华")
    batch = upload(manager, people(person("梁国桦", 身份证号=known.id_number.open())), verbs=ALL)
    assert outcomes(batch) == ["held"]
    assert "号码已经建档，不能新建" in words(street.get(reverse("import-doubtful", args=[batch.pk])))
    answer(street, batch, "new")
    assert outcomes(batch) == ["held"]
    answer(street, batch, f"same:{known.pk}")
    press(street, batch, "apply")
    known.refresh_from_db()
    assert known.name == "梁国桦"


def test_files_out_of_reach_are_no_candidates(street, manager, tree):
    away = register(tree[TIANFU], "梁国华", id_number=id_number("19600101"))
    batch = upload(manager, people(person("梁国华", 身份证号=id_number("19600101"))))
    assert outcomes(batch) == ["new"]
    row = batch.rows.get()
    with pytest.raises(ServiceError):
        doubtful.decide(batch, row.pk, f"same:{away.pk}", user=manager)


def test_two_rows_are_not_one_person(street, manager, tree):
    known, row = twin(tree)
    batch = upload(manager, people(person("梁国华", 身份证号=known.id_number.open()), row))
    assert outcomes(batch) == ["unchanged", "held"]
    assert "第 2 行已经是这个人" in words(answer(street, batch, f"same:{known.pk}"))


def test_decisions_outlive_a_new_check(street, manager, tree):
    known, row = twin(tree, 文化程度="初中")
    batch = upload(manager, people(row))
    answer(street, batch, f"same:{known.pk}")
    press(street, batch, "check", mode="good-rows", verbs=["create", "fill", "change"])
    assert outcomes(batch) == ["changed"]
    assert batch.rows.get().decision == f"same:{known.pk}"


def test_the_queue_costs_the_same_however_many_rows(street, manager, tree, django_assert_max_num_queries):
    rows = []
    for name in "甲乙丙丁戊己":
        register(tree[ZHICHONG], f"梁{name}", id_number=id_number("19600101"))
        rows.append(person(f"梁{name}", 身份证号=id_number("19600101")))
    batch = upload(manager, people(*rows))
    address = reverse("import-doubtful", args=[batch.pk])
    street.get(address)
    with django_assert_max_num_queries(18):
        assert len(street.get(address).context["questions"]) == 6


# --- several files and their stations ---------------------------------------------------------


def bare(*names):
    """A sheet without a column of stations."""
    rows = [[name, id_number(), "退役士兵"] for name in names]
    return workbook([["姓名", "身份证号", "人员类别"], *rows])


def send(client, *files, **values):
    form = payload(b"-", **values)
    form["file"] = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("imports"), form, follow=True)


def test_several_files_are_one_batch_and_guessed_stations_are_said(street, tree):
    response = send(street, ("直冲村.xlsx", bare("陈甲")), ("麻一村.xlsx", bare("陈乙")))
    said = words(response)
    assert "检查完了：新增 2 人。" in said and "等 2 个文件" in said
    assert "（按文件名）" in said and "（站按认出的：" in said
    batch = ImportBatch.objects.get()
    assert [file.number for file in batch.files.all()] == [1, 2]
    press(street, batch, "stations", **{"station-1": "麻一村", "station-2": "麻一村"})
    said = words(page_of(street, batch))
    assert "（已确认）" in said and "（站按认出的：" not in said
    press(street, batch, "apply")
    assert {person.managing_station.code for person in PersonFile.objects.all()} == {MAYI}


def test_a_station_out_of_reach_is_not_confirmed(street, tree):
    send(street, ("直冲村.xlsx", bare("陈甲")))
    batch = ImportBatch.objects.get()
    assert "找不到这个站" in words(press(street, batch, "stations", **{"station-1": TIANFU}))
    assert batch.files.get().station is None


def test_a_bad_file_among_several_is_named(street):
    said = words(send(street, ("一.xlsx", bare("陈甲")), ("照片.png", b"\x89PNG\r\n\x1a\n")))
    assert "“照片.png”" in said and "这不是电子表格" in said


def test_too_many_files_are_refused(street, settings):
    settings.IMPORT_MAX_FILES = 1
    assert "一次最多上传 1 个文件" in words(
        send(street, ("一.xlsx", bare("甲乙")), ("二.xlsx", bare("丙丁")))
    )
    assert not ImportBatch.objects.exists()


def test_the_same_file_again_says_who_and_when(street, cast, manager):
    content = people(person())
    first = bring_in(manager, content)
    again = upload(manager, content)
    assert f"导入过这个文件（第 {first.pk} 批）" in words(page_of(street, again))


def test_a_file_imported_elsewhere_is_not_spoken_of(street, cast, tree, manager):
    content = people(person())
    bring_in(cast["city_manager"], content, station=tree[TIANFU])
    assert "导入过这个文件" not in words(page_of(street, upload(manager, content)))


# --- reasons and rights -----------------------------------------------------------------------


def overwriting(tree, count):
    known = [register(tree[ZHICHONG], f"梁{n}", education="80") for n in "甲乙丙丁"[:count]]
    return people(*(person(p.name, 身份证号=p.id_number.open(), 文化程度="初中") for p in known))


def test_much_overwriting_needs_a_reason(street, manager, tree, settings):
    settings.IMPORT_REASON_ABOVE = {"overwrites": 1}
    batch = upload(manager, overwriting(tree, 2), verbs=ALL)
    assert batch.totals["overwrites"] == 2
    assert "这一批会改掉已有内容 2 处，请写明原因" in words(page_of(street, batch))
    with pytest.raises(ServiceError, match="请先写明改动原因"):
        pipeline.apply(batch, user=manager)
    work.apply(batch, manager, "区里下发的名册")
    assert set(PersonFile.objects.values_list("education", flat=True)) == {"70"}


def test_below_the_limit_none_is_asked(manager, tree, settings):
    settings.IMPORT_REASON_ABOVE = {"overwrites": 1}
    assert bring_in(manager, overwriting(tree, 1), verbs=ALL).state == "applied"


@pytest.mark.parametrize(
    "text", ["440799197001010018", "4407991970 01010018", "见 13800138000", "138-0013-8000"]
)
def test_a_reason_holds_nobody_s_number(text):
    with pytest.raises(ServiceError, match="不要写身份证号或手机号"):
        guards.clean_reason(text)


def test_the_command_wants_the_reason_too(manager, tree, settings, tmp_path, capsys):
    settings.IMPORT_REASON_ABOVE = {"overwrites": 0}
    file = tmp_path / "名册.xlsx"
    file.write_bytes(overwriting(tree, 1))
    options = ["people", str(file), "--user", manager.username, "--apply", "--allow", "change"]
    with pytest.raises(SystemExit) as ended:
        call_command("import_sheet", *options)
    assert ended.value.code == 3
    call_command("import_sheet", *options, "--reason", "年度核查")
    assert PersonFile.objects.get().education == "70"


def test_nobody_allows_an_import_what_she_may_not_do(street, manager, monkeypatch):
    monkeypatch.setitem(ROLE_VERBS, Role.MANAGER, ROLE_VERBS[Role.MANAGER] - {Verb.APPROVE})
    with pytest.raises(ServiceError, match="转到另一个站"):
        upload(manager, people(person()), verbs=ALL)
    batch = upload(manager, people(person()), verbs=["create"])
    with pytest.raises(ServiceError, match="转到另一个站"):
        work.choose(batch, user=manager, mode="good-rows", verbs=["move"])
    offered = street.get(reverse("imports")).context["form"].fields["verbs"].choices
    assert [value for value, _label in offered] == ["create", "fill", "change"]


def test_staff_of_a_village_are_told_who_imports(sign_in):
    response = sign_in("zhichong_staff").get(reverse("imports"))
    assert response.status_code == 403 and "表格导入由各级站的管理员办理" in words(response)


# --- finding rows -----------------------------------------------------------------------------


def test_rows_are_found_by_number_and_filters(street, manager, tree):
    known = register(tree[ZHICHONG], "梁国华")
    batch = upload(
        manager,
        people(
            person("梁国华", 身份证号=known.id_number.open(), 文化程度="初中"),
            person("陈乙", MAYI),
            person("张错", 身份证号="44079919700101001"),
            person("张站", "没有这个村"),
        ),
    )

    def titles(**query):
        return [row.title for row in page_of(street, batch, **query).context["rows"]]

    assert titles(row="3") == ["陈乙"]
    assert titles(row="731") == [] and "没有这样的行" in words(page_of(street, batch, row="731"))
    assert titles(outcome="all") == ["梁国华", "陈乙", "张错", "张站"]
    assert titles(station=MAYI) == ["陈乙"]
    assert titles(outcome="changed", column="education") == ["梁国华"]
    assert titles(outcome="changed", column="mobile") == []
    reasons = {c.name: c for c in finding.choices(batch, {"outcome": "rejected"}, _resource())}
    assert "reason" not in reasons  # every row has its own
    [texts] = batch.rows.filter(number=4).values_list("reasons", flat=True)
    reason = f"{texts[0]['column']}：{texts[0]['text']}"
    assert titles(outcome="rejected", reason=reason) == ["张错"]


def _resource():
    from veterans_portal.imports.kinds import resource_of

    return resource_of("people")


def test_the_list_is_narrowed_down(street, cast, manager):
    mine = bring_in(manager, people(person()))
    upload(cast["district_manager"], people(person("陈乙")))
    shown = street.get(reverse("imports"), {"state": "applied"}).context["rows"]
    assert [batch.pk for batch, *_rest in shown] == [mine.pk]
    assert [b.pk for b, *_r in street.get(reverse("imports"), {"mine": "1"}).context["rows"]] == [mine.pk]
    assert not street.get(reverse("imports"), {"kind": "visits"}).context["rows"]


def test_undoing_is_shown_before_it_is_done(street, manager):
    batch = bring_in(manager, people(person()))
    said = words(street.get(reverse("import-undo", args=[batch.pk])))
    assert "删除新增的 1 人" in said and "确定撤销" in said
    street.post(reverse("import-undo", args=[batch.pk]))
    assert "没有可以撤销的行" in words(street.get(reverse("import-undo", args=[batch.pk])))
