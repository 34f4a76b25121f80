"""A station's own rows in the template: filled in offline, and only what was changed there comes back."""

import io

import openpyxl
import pytest
from django.urls import reverse

from stations.models import AuditEntry
from stations.services import ServiceError
from stations.spreadsheets import ImportVerb
from tests.imports.sheets import MAYI, TIANFU, ZHICHONG, outcomes, people, person, upload, verdicts
from tests.veterans.people import id_number, register
from veterans.models import PersonFile
from veterans.services.people import person_update
from veterans_portal.imports import keys, pipeline
from veterans_portal.imports.kinds import resource_of
from veterans_portal.imports.rosters import roster_download

pytestmark = pytest.mark.django_db
KEY = "平台编号"
CHANGING = (ImportVerb.CREATE, ImportVerb.FILL, ImportVerb.CHANGE)


@pytest.fixture
def manager(cast):
    return cast["street_manager"]


@pytest.fixture
def two(tree):
    """Two people of 直冲村, one with telephones and addresses."""
    first = register(tree[ZHICHONG], "陈志强", mobile="10000001234", residence_address="直冲村一巷1号")
    return first, register(tree[ZHICHONG], "梁国华", classes=("02", "05"), note="=1+1")


def book_of(user, station, kind="people", **options):
    content = roster_download(user=user, kind=kind, station=station, **options)[1]
    return openpyxl.load_workbook(io.BytesIO(content))


def column(page, header):
    return next(cell.column for cell in page[1] if cell.value and cell.value.strip("*") == header)


def line_of(page, name):
    return next(
        row[0].row for row in page.iter_rows(min_row=2) if row[column(page, "姓名") - 1].value == name
    )


def put(page, name, header, value):
    page.cell(line_of(page, name), column(page, header)).value = value


def returned(user, book, **options):
    memory = io.BytesIO()
    book.save(memory)
    return upload(user, memory.getvalue(), **options)


def edited(user, person, **values):
    """Changes a file here, as somebody does on its page meanwhile."""
    fresh = PersonFile.objects.get(pk=person.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    person_update(actor=user, person=fresh)


def test_the_sheet_shows_masks_a_hidden_key_and_drop_downs(manager, tree, two):
    page = book_of(manager, tree[ZHICHONG]).worksheets[0]
    row = line_of(page, "陈志强")
    number = page.cell(row, column(page, "身份证号")).value
    assert number == "*" * 14 + two[0].id_number.open()[-4:]  # the date of birth stands beside it
    assert page.cell(row, column(page, "手机")).value == "100****1234"
    letter = openpyxl.utils.get_column_letter(column(page, KEY))
    assert page.column_dimensions[letter].hidden
    assert any(rule.type == "list" for rule in page.data_validations.dataValidation)
    assert not page.protection.sheet
    note = page.cell(line_of(page, "梁国华"), column(page, "备注"))
    assert (note.value, note.data_type, note.quotePrefix) == ("=1+1", "s", True)


def test_whole_numbers_need_a_reason_and_all_is_logged(manager, tree, two):
    page = book_of(manager, tree[ZHICHONG], reason="核对身份").worksheets[0]
    assert page.cell(line_of(page, "陈志强"), column(page, "身份证号")).value == two[0].id_number.open()
    entry = AuditEntry.objects.filter(action="export").get()
    assert entry.path == tree[ZHICHONG].path and "核对身份" in entry.reason and "id_number" in entry.fields


def test_untouched_it_changes_nothing(manager, tree, two):
    for reason in ("", "核对身份"):
        batch = returned(manager, book_of(manager, tree[ZHICHONG], reason=reason), verbs=tuple(ImportVerb))
        assert [line[1:] for line in verdicts(batch)] == [("unchanged", ""), ("unchanged", "")]


def test_only_changed_cells_come_back_also_after_sorting(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG])
    page = book.worksheets[0]
    put(page, "陈志强", "手机", "10000009999")
    put(page, "梁国华", "文化程度", "初级中学教育")
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2, max_row=3)]
    for place, values in enumerate(reversed(rows), 2):
        for index, value in enumerate(values, 1):
            page.cell(place, index).value = value
    batch = returned(manager, book, verbs=CHANGING)
    assert outcomes(batch) == ["changed", "changed"]
    assert [row.changed_fields for row in batch.rows.order_by("id")] == [["education"], ["mobile"]]
    pipeline.apply(batch, user=manager)
    assert [row.applied for row in batch.rows.all()] == [True, True]
    changed = PersonFile.objects.get(pk=two[0].pk)
    assert changed.mobile.open() == "10000009999"
    assert changed.id_number == two[0].id_number
    pipeline.undo(batch, user=manager)
    assert PersonFile.objects.get(pk=two[0].pk).mobile.open() == "10000001234"


def test_what_changed_here_meanwhile_is_kept_and_named(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG])
    edited(manager, two[0], mobile="10000007777", residence_address="直冲村二巷2号", education="70")
    put(book.worksheets[0], "陈志强", "手机", "10000009999")
    put(book.worksheets[0], "陈志强", "户籍地址", "直冲村三巷3号")
    batch = returned(manager, book, verbs=CHANGING)
    row = batch.rows.get(target_id=two[0].pk)
    assert row.changed_fields == ["hukou_address"]
    assert row.reasons == [
        {"column": "手机", "text": "这一格在您下载之后系统里也改过（现在是“100****7777”），没有覆盖"}
    ]
    pipeline.apply(batch, user=manager)
    kept = PersonFile.objects.get(pk=two[0].pk)
    assert (kept.mobile.open(), kept.residence_address) == ("10000007777", "直冲村二巷2号")
    assert kept.hukou_address == "直冲村三巷3号"


def test_without_the_key_it_is_an_ordinary_sheet(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG], reason="核对身份")
    page = book.worksheets[0]
    page.delete_cols(column(page, KEY))
    put(page, "陈志强", "文化程度", "初级中学教育")
    batch = returned(manager, book)
    assert sorted(outcomes(batch)) == ["changed", "unchanged"]
    assert KEY not in str(batch.files.get().header)


@pytest.mark.parametrize("damage", ["", "123", lambda key: key[:-3] + "AAA", lambda key: key[:40]])
def test_a_damaged_key_costs_nothing(manager, tree, two, damage):
    book = book_of(manager, tree[ZHICHONG], reason="核对身份")
    page = book.worksheets[0]
    place = page.cell(2, column(page, KEY))
    place.value = damage(place.value) if callable(damage) else damage
    page.cell(2, column(page, "备注")).value = "来过"
    assert outcomes(returned(manager, book))[0] == "changed"


def test_an_old_key_counts_no_more(manager, tree, two, monkeypatch):
    book = book_of(manager, tree[ZHICHONG])
    monkeypatch.setattr(keys, "VALID_DAYS", -1)
    resource = resource_of("people")
    page = book.worksheets[0]
    assert keys.opened(resource, page.cell(2, column(page, KEY)).value) is None
    assert outcomes(returned(manager, book)) == ["unchanged", "unchanged"]  # by their archive numbers


def test_a_key_is_of_its_kind_and_reach(manager, cast, tree, two):
    away = register(tree[TIANFU], "林海波", note="天福的备注")
    resource = resource_of("people")
    key = keys.issue(resource, away.pk, 1, {})
    assert keys.opened(resource, key).pk == away.pk
    assert keys.opened(resource_of("plaques"), key) is None
    batch = upload(manager, people(person("林海波", 平台编号=key)))
    assert outcomes(batch) == ["new"]
    assert "天福的备注" not in batch.rows.get().payload.open()


def test_a_key_copied_to_another_row_is_held(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG])
    page = book.worksheets[0]
    for index in range(1, column(page, KEY) + 1):
        page.cell(4, index).value = page.cell(2, index).value
    page.cell(4, column(page, "姓名")).value = "陈新人"
    batch = returned(manager, book)
    assert outcomes(batch) == ["unchanged", "unchanged", "held"]
    assert "“平台编号”与第2行相同" in verdicts(batch)[2][2]


def test_a_row_that_became_somebody_else_is_held(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG])
    page = book.worksheets[0]
    put(page, "陈志强", "身份证号", id_number())
    put(page, "陈志强", "姓名", "陈新人")
    batch = returned(manager, book, verbs=CHANGING)
    assert outcomes(batch) == ["held", "unchanged"]
    assert "不是同一个人" in verdicts(batch)[0][2]
    assert "直冲村一巷1号" in batch.rows.order_by("id")[0].payload.open()  # as typed in her sheet


def test_another_number_for_the_same_record_is_held(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG])
    put(book.worksheets[0], "陈志强", "身份证号", id_number())
    batch = returned(manager, book, verbs=tuple(ImportVerb))
    assert outcomes(batch)[0] == "held"


def test_new_rows_stand_beside_the_old_ones(manager, tree, two):
    book = book_of(manager, tree[ZHICHONG])
    page = book.worksheets[0]
    for header, value in person("张新").items():
        page.cell(4, column(page, header)).value = value
    assert outcomes(returned(manager, book)) == ["unchanged", "unchanged", "new"]


def test_a_street_gives_its_villages_and_nothing_of_others(manager, tree, two):
    register(tree[MAYI], "何麻一")
    register(tree[TIANFU], "林海波")
    page = book_of(manager, tree[ZHICHONG].parent).worksheets[0]
    names = {row[column(page, "姓名") - 1].value for row in page.iter_rows(min_row=2)}
    assert {"陈志强", "梁国华", "何麻一"} == names - {None}


def test_who_may_take_it(client, sign_in, cast, tree, two):
    with pytest.raises(ServiceError):
        roster_download(user=cast["street_manager"], kind="people", station=tree[TIANFU])
    url = reverse("import-roster", args=["people"])
    sign_in("street_manager")
    assert "本站现有名单" in client.get(url).content.decode()
    response = client.post(url, {"station": "直冲村"})
    assert response["Content-Type"].endswith("sheet")
    said = client.post(url, {"station": "天福社区"}).content.decode()
    assert "找不到这个站" in said
    assert client.get(reverse("import-roster", args=["nothing"])).status_code == 404
    sign_in("zhichong_staff")
    assert client.get(url).status_code == 403
