"""Corrections of an import: the clerk's file comes back marked, goes in again corrected, and is one story with it."""

import io

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stations.models import AuditEntry
from tests.imports.sheets import TIANFU, ZHICHONG, outcomes, people, person, upload, verdicts, workbook
from tests.veterans.people import id_number, register
from veterans.models import PersonFile
from veterans_portal.imports import corrections_book, pipeline
from veterans_portal.imports.corrections import corrections_download, story
from veterans_portal.imports.models import ImportBatch
from veterans_portal.imports.pipeline import ServiceError

pytestmark = pytest.mark.django_db
BAD = "只含有问题的行"
SHORT = "44079919700101001"


@pytest.fixture
def manager(cast):
    return cast["street_manager"]


def taken_out(batch, number=1):
    """The corrections workbook as openpyxl opens it."""
    return openpyxl.load_workbook(
        io.BytesIO(corrections_download(user=batch.user, batch=batch, number=number)[1])
    )


def sent_back(user, book, **options):
    memory = io.BytesIO()
    book.save(memory)
    return upload(user, memory.getvalue(), name="更正.xlsx", **options)


def cells(page):
    return [[cell.value for cell in row] for row in page.iter_rows()]


def column(page, header):
    """The number, from 1, of the column with that header."""
    return next(cell.column for row in page.iter_rows() for cell in row if cell.value == header)


def mixed():
    return people(
        person("陈志强"),
        person("张错号", 身份证号=SHORT, 手机="123"),
        person("梁国华"),
        person("林海波", station="没有的村"),
    )


def test_bad_cells_are_coloured_and_say_what_to_do(manager):
    book = taken_out(upload(manager, mixed()))
    assert book.sheetnames == [BAD, "人员"]
    whole = book["人员"]
    number = whole.cell(3, column(whole, "身份证号"))
    assert (number.value, number.number_format) == (SHORT, "@")
    assert number.fill.start_color.rgb == "FFFFC7CE"
    assert "应为18位，现在是17位" in number.comment.text
    assert whole.cell(2, column(whole, "身份证号")).comment is None
    assert whole.cell(3, column(whole, "导入结果")).value.startswith("第 3 行，退回：身份证号：")
    assert whole.cell(2, column(whole, "导入结果")).value is None
    bad = book[BAD]
    assert [row[0] for row in cells(bad)[1:]] == ["姓名", "张错号", "林海波"]
    assert "手机" in bad.cell(3, column(bad, "导入结果")).value


def test_corrected_and_sent_back_and_undone_as_one(manager):
    batch = upload(manager, mixed())
    pipeline.apply(batch, user=manager)
    book = taken_out(batch)
    page = book[BAD]
    page.cell(3, column(page, "身份证号")).value = id_number()
    page.cell(3, column(page, "手机")).value = "10000001234"
    page.cell(4, column(page, "所属站")).value = ZHICHONG
    again = sent_back(manager, book)
    assert again.continues == batch
    assert outcomes(again) == ["new", "new"]
    assert [sheet["sheet"] for sheet in again.files.get().header["sheets"]] == [BAD]
    assert again.files.get().header["sheets"][0]["unmapped"] == []
    pipeline.apply(again, user=manager)
    assert PersonFile.objects.count() == 4
    told = story(batch, manager)
    assert (told.bad, told.corrected, told.later) == (2, 2, [again])
    pipeline.undo(batch, user=manager)
    again.refresh_from_db()
    assert (PersonFile.objects.count(), again.state) == (0, "undone")


def test_a_second_round_belongs_to_the_first_batch(manager):
    batch = upload(manager, mixed())
    book = taken_out(batch)
    page = book[BAD]
    page.cell(4, column(page, "所属站")).value = ZHICHONG
    second = sent_back(manager, book)
    assert outcomes(second) == ["rejected", "new"]
    book = taken_out(second)
    assert cells(book[BAD])[-1][0] == "张错号"
    page = book[BAD]
    assert [cell.value for cell in page[2]].count("导入结果") == 1
    row = page.max_row
    page.cell(row, column(page, "身份证号")).value = id_number()
    page.cell(row, column(page, "手机")).value = None
    third = sent_back(manager, book)
    assert outcomes(third) == ["new"]
    assert third.continues == batch


def test_without_its_mark_it_is_a_new_batch_that_reads_no_row_twice(manager):
    batch = upload(manager, mixed())
    book = taken_out(batch)
    del book.custom_doc_props["PortalCorrections"]
    again = sent_back(manager, book)
    assert again.continues is None
    assert len(outcomes(again)) == 2


def test_a_forged_mark_or_somebody_elses_leads_nowhere(manager, cast):
    batch = upload(manager, mixed())
    book = taken_out(batch)
    assert sent_back(cast["city_manager"], book).continues == batch
    prop = book.custom_doc_props["PortalCorrections"]
    prop.value = prop.value[:-2] + "xx"
    assert sent_back(manager, book).continues is None


def test_the_station_of_the_sheets_name_is_kept(manager):
    rows = [
        ["姓名", "身份证号", "人员类别"],
        ["陈志强", id_number(), "退役士兵"],
        ["张错号", SHORT, "退役士兵"],
    ]
    book = taken_out(upload(manager, workbook(rows, sheet="直冲村")))
    page = book[BAD]
    assert "没有写所属站的行归到：江海区外海街道直冲村" in page.cell(1, 1).value
    page.cell(page.max_row, 2).value = id_number()
    again = sent_back(manager, book)
    assert outcomes(again) == ["new"]
    assert again.rows.get().station.code == ZHICHONG


def test_titles_two_tables_and_numbers_stay_as_they_were(manager):
    first = [["外海街道直冲村花名册"], ["姓 名", "身份证号码", "类别", "备注"]]
    first += [["陈志强", id_number(), "退役士兵", 12], ["张错号", SHORT, "退役士兵", None]]
    other = [["姓名", "身份证号", "人员类别", "所属站"], ["李无站", id_number(), "退役士兵", "没有的村"]]
    book = taken_out(
        upload(manager, workbook(first, sheet="一", more=[("二", other), ("说明", [["随便写"]])]))
    )
    assert book.sheetnames == [BAD, f"{BAD}2", "一", "二", "说明"]
    assert [row[:4] for row in cells(book["一"])[:3]] == [
        [*line, *[None] * (4 - len(line))] for line in first[:3]
    ]
    assert book["一"].cell(2, 5).value == "导入结果"
    assert cells(book[BAD])[1][0] == "外海街道直冲村花名册"
    again = sent_back(manager, book)
    assert len(outcomes(again)) == 2


def test_formulas_are_gone_and_a_text_that_looks_like_one_stays_a_text(manager):
    page = openpyxl.Workbook()
    page.active.append(["姓名", "身份证号", "人员类别", "所属站", "备注", "常住地址"])
    page.active.append(["张错号", SHORT, "退役士兵", ZHICHONG, '=HYPERLINK("http://x")', "x"])
    page.active.cell(2, 6).value = "=1+1"
    page.active.cell(2, 6).data_type = "s"
    memory = io.BytesIO()
    page.save(memory)
    _name, content = corrections_download(user=manager, batch=upload(manager, memory.getvalue()), number=1)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    kept = book[BAD].cell(3, 6)
    assert (kept.value, kept.data_type, kept.quotePrefix) == ("=1+1", "s", True)


def test_nothing_of_another_stations_person_is_told(manager, tree):
    away = register(tree[TIANFU], "林海波", residence_address="天福社区虹影苑", mobile="10000005678")
    batch = upload(manager, people(person("林海波", 身份证号=away.id_number.open())))
    book = taken_out(batch)
    text = str([cells(page) for page in book])
    assert away.id_number.open() in text and "可申请转入" in text
    assert "虹影苑" not in text and "10000005678" not in text and "天福" not in text
    held = book[BAD].cell(3, 1)
    assert held.fill.start_color.rgb == "FFFFEB9C"


def test_a_csv_comes_back_as_a_workbook(manager):
    text = f"姓名,身份证号,人员类别,所属站\n张错号,{SHORT},退役士兵,{ZHICHONG}\n"
    book = taken_out(upload(manager, text.encode("gb18030"), name="名单.csv"))
    assert book.sheetnames == [BAD, "原表"]
    assert book["原表"].cell(2, 2).value == SHORT


def test_a_large_file_comes_back_as_its_bad_rows(manager, monkeypatch):
    batch = upload(manager, mixed())
    monkeypatch.setattr(corrections_book, "MOST_CELLS", 10)
    assert taken_out(batch).sheetnames == [BAD]
    assert story(batch, manager).files[0][2] is False


def test_the_download_is_logged_and_hers_alone(client, sign_in, manager, cast):
    batch = upload(manager, mixed())
    url = reverse("import-corrections", args=[batch.pk, 1])
    sign_in("street_manager")
    response = client.get(url)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    entry = AuditEntry.objects.filter(action="export").get()
    assert (entry.actor_id, entry.target_id) == (manager.pk, batch.pk)
    assert client.get(reverse("import-corrections", args=[batch.pk, 2])).status_code == 404
    for other, status in [("district_manager", 404), ("zhichong_staff", 403)]:
        sign_in(other)
        assert client.get(url).status_code == status
    with pytest.raises(ServiceError):
        corrections_download(user=cast["city_manager"], batch=batch, number=1)


def test_the_pages_tell_the_story(client, sign_in, manager):
    batch = upload(manager, mixed())
    pipeline.apply(batch, user=manager)
    sign_in("street_manager")
    page = client.get(reverse("import-batch", args=[batch.pk])).content.decode()
    assert "下载更正表：名单.xlsx（2 行）" in page
    good = people(person("张错号"))
    response = client.post(
        reverse("import-corrected", args=[batch.pk]),
        {"file": SimpleUploadedFile("改.xlsx", good)},
        follow=True,
    )
    again = ImportBatch.objects.latest("pk")
    assert again.continues == batch
    assert f"第 {batch.pk} 批的更正" in response.content.decode()
    pipeline.apply(again, user=manager)
    page = client.get(reverse("import-batch", args=[batch.pk])).content.decode()
    assert "有问题的 2 行，已改正并导入 1 行" in page


def test_after_the_purge_there_is_nothing_to_take_out(manager):
    batch = upload(manager, mixed())
    pipeline.purge(today=batch.purge_on)
    batch.refresh_from_db()
    with pytest.raises(ServiceError):
        corrections_download(user=manager, batch=batch, number=1)
    assert verdicts(batch)


def dressed(hidden_rows=2):
    """A roster with a merged title, its own widths and a hidden sheet."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        page = book.add_worksheet("名册")
        page.merge_range(0, 0, 0, 3, "直冲村退役军人名册")
        page.set_column(0, 0, 30)
        page.set_column(1, 1, 6.5)
        lines = [
            ["姓名", "身份证号", "人员类别", "所属站"],
            ["张错号", SHORT, "退役士兵", ZHICHONG],
            ["陈志强", id_number(), "退役士兵", ZHICHONG],
        ]
        for number, line in enumerate(lines, 1):
            page.write_row(number, 0, line)
        codes = book.add_worksheet("代码")
        codes.set_column(0, 0, 22)
        for number in range(hidden_rows):
            codes.write_row(number, 0, ["代码", number])
        codes.hide()
    return memory.getvalue()


def test_widths_merged_titles_and_hidden_sheets_come_back(manager):
    batch = upload(manager, dressed())
    book = taken_out(batch)
    assert book.sheetnames == [BAD, "名册", "代码"]
    bad, whole, codes = book.worksheets
    assert [str(merge) for merge in whole.merged_cells.ranges] == ["A1:D1"]
    assert [str(merge) for merge in bad.merged_cells.ranges] == ["A2:D2"]
    assert whole["A1"].value == bad["A2"].value == "直冲村退役军人名册"
    for page in (bad, whole):
        assert page.column_dimensions["A"].width == pytest.approx(30.7, abs=0.1)
        assert page.column_dimensions["B"].width == pytest.approx(7.2, abs=0.1)
    assert (codes.sheet_state, cells(codes)) == ("hidden", [["代码", 0], ["代码", 1]])
    assert codes.column_dimensions["A"].width == pytest.approx(22.7, abs=0.1)
    bad["B4"].value = id_number()
    again = sent_back(manager, book)
    assert (again.continues, outcomes(again)) == (batch, ["new"])


def test_a_huge_hidden_sheet_is_left_out(manager, settings):
    batch = upload(manager, dressed(hidden_rows=300))
    settings.IMPORT_MAX_ROWS = 302
    assert taken_out(batch).sheetnames == [BAD, "名册"]
