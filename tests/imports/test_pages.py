"""The pages of an import as a manager uses them: upload, verdict, import, undo; and who may not."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.imports import hostile
from tests.imports.sheets import TIANFU, ZHICHONG, bring_in, people, person, upload, workbook
from tests.veterans.people import id_number, register
from veterans.models import PersonFile
from veterans.services.people import person_update
from veterans_portal.imports import pipeline, tasks, verdict, work
from veterans_portal.imports.kinds import RESOURCES
from veterans_portal.imports.models import ImportBatch
from veterans_portal.imports.reader import MESSAGES

pytestmark = pytest.mark.django_db
State = ImportBatch.State


def words(response):
    """What stands on the page."""
    html = re.sub(r"<datalist.*?</datalist>|<select.*?</select>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def payload(content, *, name="名单.xlsx", **values):
    """What the browser sends for the form as it stands, with one file chosen."""
    form = {"kind": "people", "mode": "good-rows", "verbs": ["create", "fill"], "station": "", **values}
    return {**form, "file": SimpleUploadedFile(name, content)}


def send(client, content, **values):
    """The response to an upload, led to its page."""
    return client.post(reverse("imports"), payload(content, **values), follow=True)


def press(client, batch, step, **values):
    """The page after one of the batch's buttons."""
    return client.post(reverse("import-step", args=[batch.pk, step]), values, follow=True)


@pytest.fixture
def street(sign_in):
    return sign_in("street_manager")


# --- the way of a sheet -----------------------------------------------------------------------


def test_upload_verdict_import_undo(street, tree):
    """From the file to the files of people, and back, with every figure said in words."""
    known = register(tree[ZHICHONG], "梁国华", id_number=id_number("19600101"), mobile="10000001234")
    content = people(
        person("陈志强", 手机="10000005678"),
        person("梁国华", 身份证号=known.id_number.open(), 手机="10000009999", 文化程度="初中"),
        person("张错号", 身份证号="44079919700101001"),
    )
    response = send(street, content, verbs=["create", "fill", "change"])
    batch = ImportBatch.objects.get()
    assert response.redirect_chain == [(reverse("import-batch", args=[batch.pk]), 302)]
    said = words(response)
    assert "检查完了：新增 1 人，变更 1 人（其中" in said and "手机 1 人" in said
    assert "变更的内容：" in said
    assert "身份证号应为18位，现在是17位" in said
    assert "手机： 100****1234 → 100****9999 更改" in said
    assert "文化程度： 初级中学教育 补充" in said
    assert [section["key"] for section in response.context["sections"]] == ["rejected", "changed", "new"]
    html = response.content.decode()
    for number in ("10000005678", "10000009999", "10000001234", "44079919700101001", known.id_number.open()):
        assert number not in html

    assert "已导入：新增 1 人，变更 1 人（其中" in words(press(street, batch, "apply"))
    known.refresh_from_db()
    assert known.mobile.open() == "10000009999"
    assert PersonFile.objects.filter(name="陈志强").exists()

    assert "已撤销：删除新增的 1 行，恢复变更的 1 行，保留 0 行。" in words(press(street, batch, "undo"))
    known.refresh_from_db()
    assert known.mobile.open() == "10000001234"
    assert not PersonFile.objects.filter(name="陈志强").exists()


def test_rows_that_undo_keeps_say_why(street, cast):
    batch = bring_in(cast["street_manager"], people(person("陈志强"), person("梁国华")))
    touched = PersonFile.objects.get(name="梁国华")
    touched.note = "来站里说过"
    person_update(actor=cast["street_manager"], person=touched)
    said = words(press(street, batch, "undo"))
    assert "删除新增的 1 行，恢复变更的 0 行，保留 1 行" in said
    assert "未撤销 导入之后有人修改过" in said
    listed = street.get(reverse("import-batch", args=[batch.pk]), {"outcome": "kept"})
    assert [row.title for row in listed.context["rows"]] == ["梁国华"]


def test_the_header_says_what_was_left_out(street):
    header = ["姓 名", "公民身份号码", "人员类型", "部队番号", "鞋码"]
    row = ["陈志强", id_number(), "退役士兵", "某部", "42"]
    response = send(street, workbook([["外海街道直冲村花名册"], header, row]))
    said = words(response)
    assert "该列本平台不收集，没有读取 部队番号" in said
    assert "不认识的列，没有导入 鞋码" in said
    assert "公民身份号码 → 身份证号" in said
    assert "直冲村" in said and "（按表格标题）" in said
    assert "某部" not in said


def test_a_new_check_with_more_permissions(street, tree):
    known = register(tree[ZHICHONG], "梁国华", mobile="10000001234")
    content = people(person("梁国华", 身份证号=known.id_number.open(), 手机="10000009999"))
    said = words(send(street, content))
    assert "没有可以写入的行" in said and "请允许“更改已有内容”后重新检查" in said
    batch = ImportBatch.objects.get()
    said = words(press(street, batch, "check", mode="good-rows", verbs=["create", "fill", "change"]))
    assert "检查完了：变更 1 人（其中手机 1 人）。" in said


def test_all_or_nothing_waits_until_nothing_stands_against_it(street):
    content = people(person("陈志强"), person("张错号", 身份证号="44079919700101001"))
    said = words(send(street, content, mode="all-or-nothing"))
    assert "有 1 行退回或待核对" in said and "现在一行也不能导入" in said
    batch = ImportBatch.objects.get()
    press(street, batch, "apply")
    assert not PersonFile.objects.exists()
    press(street, batch, "check", mode="good-rows", verbs=["create"])
    press(street, batch, "apply")
    assert PersonFile.objects.count() == 1


def test_a_dropped_batch_writes_nothing(street):
    send(street, people(person()))
    batch = ImportBatch.objects.get()
    assert "已放弃，没有写入任何内容" in words(press(street, batch, "cancel"))
    assert not PersonFile.objects.exists()


def test_a_person_of_another_station_is_held_without_a_word_of_hers(street, tree):
    away = register(tree[TIANFU], "林海波", residence_address="天福社区虹影苑")
    content = people(person("林海波", 身份证号=away.id_number.open()))
    response = send(street, content)
    said = words(response)
    assert "待核对 1 人" in said and "由其他站管理，可申请转入" in said
    assert "天福" not in response.content.decode() and "虹影苑" not in said
    assert f"/people/{away.pk}/" not in response.content.decode()


def test_the_same_sheet_again_changes_nothing(street, cast):
    content = people(person(), person("梁国华"))
    bring_in(cast["street_manager"], content)
    said = words(send(street, content))
    assert "无变化 2 人" in said and "档案里已经和这份表格一样" in said


# --- the form ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "名单.xlsx", "empty"),
        (b"\x89PNG\r\n\x1a\n", "照片.png", "not-a-spreadsheet"),
        (b"PK\x03\x04 torn", "名单.xlsx", "truncated"),
    ],
)
def test_a_file_that_is_no_sheet_ends_in_a_sentence(street, content, name, code):
    response = send(
        street, content, name=name, station="直冲村", verbs=["create", "change"], document_no="2025-1"
    )
    assert response.status_code == 200
    assert str(MESSAGES[code]) in words(response)
    form = response.context["form"]
    assert (form["station"].value(), form["verbs"].value()) == ("直冲村", ["create", "change"])
    assert form["document_no"].value() == "2025-1"


def test_a_hostile_file_ends_in_a_sentence(street, tmp_path):
    cell = f'<row r="1048576">{hostile.text_cell("XFD1048576", "远")}</row>'
    response = send(street, hostile.xlsx(tmp_path / "far.xlsx", cell).read_bytes())
    assert "超出了可导入的范围" in words(response)
    assert ImportBatch.objects.get().state == State.REJECTED
    listed = words(street.get(reverse("imports")))
    assert "文件被退回" in listed and "超出了可导入的范围" in listed


def test_a_sheet_without_a_header_names_what_is_missing(street):
    said = words(send(street, workbook([["甲", "乙"], ["一", "二"]])))
    assert "找不到表头，缺少这些列：姓名、身份证号" in said


def test_a_file_beyond_the_limit_is_not_read(street, settings):
    settings.IMPORT_MAX_BYTES = settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    assert "文件超过 1 MB" in words(send(street, b"x" * 1_100_000))
    assert not ImportBatch.objects.exists()


def test_nothing_chosen_is_said(street):
    response = street.post(reverse("imports"), {"kind": "people", "mode": "good-rows"})
    said = words(response)
    assert "请选择要导入的表格" in said and "请至少选一项" in said


@pytest.mark.parametrize("text", ["直冲村", "外海街道直冲村", ZHICHONG, "江海区外海街道直冲村退役军人服务站"])
def test_a_station_is_found_as_it_is_written(street, text):
    send(street, people({"姓名": "陈志强", "身份证号": id_number(), "人员类别": "退役士兵"}), station=text)
    assert ImportBatch.objects.get().station.code == ZHICHONG


@pytest.mark.parametrize("text", ["天福社区", TIANFU, "没有这个村"])
def test_a_station_out_of_reach_reads_like_one_that_does_not_exist(street, text):
    response = send(street, people(person()), station=text)
    assert "找不到这个站，或者它不在您可以导入的范围内" in words(response)
    assert not ImportBatch.objects.exists()


def test_the_stations_to_choose_from_end_at_the_scope(street):
    page = street.get(reverse("imports")).content.decode()
    assert '<option value="江海区外海街道直冲村">' in page
    assert "天福" not in page


def test_the_template_comes_back_as_it_went(street):
    response = street.get(reverse("import-template", args=["people"]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[1]}
    answers = {"*姓名": "陈志强", "身份证号": id_number(), "人员类别": "退役士兵", "所属站": "直冲村"}
    for header, text in answers.items():
        sheet.cell(2, headers[header], text)
    assert len(sheet.data_validations.dataValidation) > 10
    filled = io.BytesIO()
    book.save(filled)
    assert "检查完了：新增 1 人。" in words(send(street, filled.getvalue()))


# --- work in the background -------------------------------------------------------------------


@pytest.fixture
def nothing_is_small(monkeypatch):
    monkeypatch.setattr(work, "SMALL_BYTES", 0)
    monkeypatch.setattr(work, "SMALL_ROWS", 0)


def run_queue():
    """What the worker does with the tasks that wait."""
    for waiting in DBTaskResult.objects.ready():
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.delete()


def test_large_work_waits_in_the_queue_and_says_so(street, nothing_is_small):
    assert "正在排队" in words(send(street, people(person())))
    batch = ImportBatch.objects.get()
    mark = street.get(reverse("import-progress", args=[batch.pk])).json()
    assert mark == {"state": "uploaded-waiting", "done": 0, "total": 0}
    run_queue()
    assert "检查完了：新增 1 人。" in words(street.get(reverse("import-batch", args=[batch.pk])))
    for step, done in (("apply", "已导入：新增 1 人"), ("undo", "已撤销：删除新增的 1 行")):
        assert "正在排队" in words(press(street, batch, step))
        run_queue()
        assert done in words(street.get(reverse("import-batch", args=[batch.pk])))


def test_what_waits_can_be_taken_back(street, nothing_is_small):
    send(street, people(person()))
    batch = ImportBatch.objects.get()
    run_queue()
    press(street, batch, "apply")
    said = words(press(street, batch, "cancel"))
    assert not DBTaskResult.objects.exists()
    assert "检查完了：新增 1 人。" in said and not PersonFile.objects.exists()


def test_tasks_carry_ids_only(street, nothing_is_small):
    send(street, people(person()))
    [waiting] = DBTaskResult.objects.all()
    assert waiting.args_kwargs == {"args": [ImportBatch.objects.get().pk], "kwargs": {}}
    assert waiting.task.func is tasks.check_batch.func


def test_a_step_whose_process_died_can_be_taken_up(street, cast):
    batch = upload(cast["street_manager"], people(person()))
    long_ago = timezone.now() - timezone.timedelta(minutes=10)
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=State.APPLYING, heartbeat=long_ago, actor=cast["street_manager"]
    )
    assert "处理好像中断了" in words(street.get(reverse("import-batch", args=[batch.pk])))
    assert "已导入：新增 1 人" in words(press(street, batch, "resume"))


def test_a_purged_batch_keeps_its_figures_only(street, cast):
    batch = bring_in(cast["street_manager"], people(person()))
    pipeline.purge(batch.purge_on)
    said = words(street.get(reverse("import-batch", args=[batch.pk])))
    assert "内容已按期清除" in said and "新增 1 人" in said
    assert "陈志强" not in said and "确定撤销" not in said
    assert "内容已按期清除" in words(street.get(reverse("imports")))


# --- who may, and what it costs ---------------------------------------------------------------


@pytest.mark.parametrize("step", ["check", "apply", "undo", "cancel", "resume"])
def test_a_foreign_batch_does_not_exist(sign_in, cast, step):
    batch = upload(cast["city_manager"], people(person("陈志强", TIANFU)))
    client = sign_in("street_manager")
    assert client.get(reverse("import-batch", args=[batch.pk])).status_code == 404
    assert client.get(reverse("import-progress", args=[batch.pk])).status_code == 404
    assert client.post(reverse("import-step", args=[batch.pk, step])).status_code == 404
    assert not client.get(reverse("imports")).context["rows"]
    assert not PersonFile.objects.exists()


@pytest.mark.parametrize("username", ["zhichong_staff", "official_city", "auditor"])
def test_who_may_not_import_may_not_upload(sign_in, username):
    response = sign_in(username).post(reverse("imports"), payload(people(person())))
    assert response.status_code == 403
    assert not ImportBatch.objects.exists()


def test_an_unknown_step_or_outcome_is_no_page(street, cast):
    batch = upload(cast["street_manager"], people(person()))
    page = reverse("import-batch", args=[batch.pk])
    assert street.get(page, {"outcome": "nonsense"}).status_code == 404
    assert street.post(f"{page}nonsense/").status_code == 404


def test_nobody_s_number_or_name_stands_in_an_address_or_a_message(street):
    response = send(street, people(person("陈志强")))
    assert "陈志强" not in str(response.redirect_chain)
    addresses = re.findall(r'(?:href|action)="([^"]*)"', response.content.decode())
    assert not [address for address in addresses if re.search(r"\d{6}|%E", address)]


def test_long_lists_are_paged_in_the_order_of_the_sheet(street, cast):
    batch = upload(
        cast["street_manager"], people(*(person(f"陈{i:03d}".translate(DIGITS)) for i in range(60)))
    )
    page = reverse("import-batch", args=[batch.pk])
    assert "看全部 新增 60 人" in words(street.get(page))
    first = street.get(page, {"outcome": "new"})
    assert [row.line.number for row in first.context["rows"]] == list(range(2, 52))
    second = street.get(page + first.context["page"].next_url)
    assert [row.line.number for row in second.context["rows"]] == list(range(52, 62))
    assert second.context["page"].next_url == ""


DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def test_commonest_reasons_come_first(street, cast):
    bad = [person(f"张{name}", 身份证号="44079919700101001") for name in "甲乙丙"]
    batch = upload(
        cast["street_manager"], people(*bad, person("李丁", "没有这个村"), person("李戊", "没有这个村"))
    )
    [(first, three), (second, two)] = verdict.common_reasons(batch, "rejected")
    assert (three, two) == (3, 2)
    assert first.startswith("身份证号：") and second.startswith("所属站：")


def test_pages_cost_the_same_however_many_rows(street, cast, tree):
    def batch_of(count):
        known = [register(tree[ZHICHONG], f"梁{name}") for name in "甲乙丙丁戊己庚辛"[:count]]
        rows = [person(p.name, 身份证号=p.id_number.open(), 文化程度="初中") for p in known]
        rows += [person("陈新") for _ in range(count)]
        rows += [person("张错", 身份证号="44079919700101001") for _ in range(count)]
        batch = upload(cast["street_manager"], people(*rows))
        return reverse("import-batch", args=[batch.pk])

    def statements(address, **query):
        street.get(address, query)
        with CaptureQueriesContext(connection) as queries:
            assert street.get(address, query).status_code == 200
        return len(queries)

    few, many = batch_of(1), batch_of(8)
    assert statements(many) == statements(few) <= 21
    assert statements(many, outcome="new") == statements(few, outcome="new") <= 12
    budget = statements(reverse("imports"))
    batch_of(2)
    assert statements(reverse("imports")) == budget <= 9


@pytest.mark.parametrize("kind", RESOURCES)
def test_every_kind_has_a_template_that_its_own_import_reads(street, kind):
    response = street.get(reverse("import-template", args=[kind]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    headers = [cell.value.lstrip("*") for cell in book.worksheets[0][1]]
    assert headers == [column.column_name for column in RESOURCES[kind]().columns()]
    said = words(send(street, response.content, kind=kind))
    assert str(MESSAGES["no-rows"]) in said  # a header, and nothing below it


def test_a_row_is_named_after_whom_it_is_about(street, cast, tree):
    known = register(tree[ZHICHONG], "梁国华")
    header = ["走访日期", "事由", "方式", "姓名", "身份证号", "慰问金"]
    row = ["2025-01-20", "春节", "入户", "梁国华", known.id_number.open(), "500"]
    response = send(street, workbook([header, row]), kind="visits", station="直冲村")
    assert "检查完了：新增 1 次。" in words(response)
    [section] = response.context["sections"]
    [shown] = section["rows"]
    assert (shown.title, shown.place) == ("梁国华", "直冲村")
    assert {cell.label: cell.text for cell in shown.cells}["慰问金"] == "500.00"
    batch = ImportBatch.objects.get()
    assert "已导入：新增 1 次" in words(press(street, batch, "apply"))
    assert "删除新增的 1 行" in words(press(street, batch, "undo"))


def test_what_a_kind_cannot_do_is_not_offered(street, tree):
    register(tree[ZHICHONG], "陈志强")
    kind = next(name for name, resource in RESOURCES.items() if "move" not in resource.verbs)
    asked = payload(people(person()), kind=kind, verbs=["move"])
    assert "请至少选一项，否则什么都不会导入" in words(street.post(reverse("imports"), asked))
    send(street, people(person("梁国华")))
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(kind=kind)
    form = street.get(reverse("import-batch", args=[batch.pk])).context["how_form"]
    assert {value for value, _label in form.fields["verbs"].choices} <= set(RESOURCES[kind].verbs)
