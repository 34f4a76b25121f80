"""The statistical tables: every number is that of its list, a parent is the sum of its children, and what was
signed stays as it was."""

import dataclasses
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from care_activities.models import PlaqueEvent
from care_activities.services.aid import case_open, case_verify
from care_activities.services.plaques import plaque_register
from stations.models import AuditEntry
from tests.veterans.people import register
from veterans.models import Benefit, Disability, FileChange, Placement, PreferentialCard, ServiceRecord
from veterans.services.withdrawal import person_withdraw
from veterans_portal.periods import Period
from veterans_portal.reports import keeping
from veterans_portal.reports.filling import fill
from veterans_portal.reports.reconciling import problems
from veterans_portal.reports.tables import REPORTS

from .. import stage
from ..behind import length_of_list

pytestmark = pytest.mark.django_db
COUNTED = {"人", "户", "份", "件", "个"}


@pytest.fixture(scope="module")
def village(tree, cast):
    """直冲村 with something of everything that a report counts, all of it this month."""
    today = timezone.localdate()
    station = stage.zhichong(tree, today)
    people = list(station.people.order_by("pk"))
    for number, person in enumerate(people[:6]):
        Disability.objects.create(person=person, grade=f"0{number + 3}", nature="1")
        Placement.objects.create(person=person, type="26", method="5" if number else "")
        ServiceRecord.objects.create(person=person, discharged_on=f"{1998 + number // 2}-12")
        PreferentialCard.objects.create(person=person, kind="1", stage="2")
    ServiceRecord.objects.create(person=people[0], discharged_on="2001")
    Benefit.objects.create(person=people[30], type="51", treatment="3", status="1", monthly_amount=1040)
    staff = cast["zhichong_staff"]
    case = case_open(
        actor=staff, person=people[40], kind="cash", situation="A4", found_on=today, found_by="visit"
    )
    case_verify(actor=staff, case=case, found=True)
    home = stage.household(station, "900")
    register(station, "陈户", household=home)
    plaque = plaque_register(
        actor=staff, household=home, role="TY", initiated_by="station", status="hung", hung_date_unknown=True
    )
    PlaqueEvent.objects.create(plaque=plaque, kind="replaced", on=today, station=station)
    gone = register(station, "陈去世")
    person_withdraw(actor=staff, person=gone, kind="deceased", happened_on=today.isoformat())
    came = register(station, "陈迁入")
    FileChange.objects.create(
        person=came,
        kind="moved_in",
        happened_on=today.isoformat()[:7],
        station=station,
        other_station=tree[stage.TIANFU],
    )
    stage.settle(station)
    return station


def this_month():
    return Period.month_of(timezone.localdate())


def filled(key, station, period=None):
    return fill(REPORTS[key], station, period or this_month(), timezone.now())


def figures_of(report):
    return [figure for table in report.tables for line in table.every_line for figure in line.figures]


@pytest.mark.parametrize("key", REPORTS)
def test_every_number_is_as_long_as_the_list_it_opens(village, sign_in, key):
    client, seen = sign_in("city_manager"), set()
    for figure in figures_of(filled(key, village)):
        if not figure.list_query or str(figure.unit) not in COUNTED or figure.list_query in seen:
            continue
        seen.add(figure.list_query)
        url = figure.list_query
        if url.startswith("/organisation/"):
            listed = client.get(url).context["page"].rows
            assert len(listed) == figure.value, (figure.key, url)
        else:
            assert length_of_list(client, url) == figure.value, (figure.key, url)
    assert seen or key == "r13", key


@pytest.mark.parametrize("key", REPORTS)
def test_the_sum_is_that_of_the_lines_and_every_tier_says_the_same(village, tree, key):
    report = filled(key, tree["440704000000"])
    for table in report.tables:
        if table.total is None:
            continue
        for index, figure in enumerate(table.total.figures):
            if isinstance(figure.value, int):
                assert figure.value == sum(line.figures[index].value for line in table.lines), figure.key
    assert not problems(report)
    below = {
        figure.key: figure.value for table in filled(key, village).tables for figure in table.last.figures
    }
    above = {figure.key: figure.value for table in report.tables for figure in table.last.figures}
    for name, value in below.items():
        if isinstance(value, int) and not name.startswith(("stations_", "tier_")):
            assert above[name] == value, name


def test_what_happened_in_another_month_is_not_of_this_one(village):
    last = this_month().before
    found = {figure.key: figure.value for figure in figures_of(filled("r1", village, last))}
    assert (found["opened"], found["moved_in"], found["deceased"]) == (0, 0, 0)
    found = {figure.key: figure.value for figure in figures_of(filled("r1", village))}
    assert (found["opened"], found["moved_in"], found["deceased"]) == (106, 1, 1)


def test_an_official_sees_sums_and_neither_small_numbers_nor_lists(village, sign_in):
    page = sign_in("official_city").get(f"/reports/r2/?station={stage.ZHICHONG}").content.decode()
    assert "&lt;3" in page
    assert "/people/" not in page.partition("<main")[2]
    page = sign_in("zhichong_staff").get(f"/reports/r2/?station={stage.ZHICHONG}").content.decode()
    assert "&lt;3" not in page
    assert f"{reverse('people-disabled')}?station=440704004212&amp;grade=05-06" in page


def test_the_workbook_is_ready_to_sign_and_its_download_is_logged(village, sign_in):
    client = sign_in("zhichong_staff")
    assert client.get("/reports/r6/download/").status_code == 405
    answer = client.post("/reports/r6/download/?period=2026")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert words[0].startswith("直冲村2026年走访慰问统计表")
    for start in ("填报单位：", "时点：", "单位：", "制表人：", "审核人：", "说明："):
        assert any(word.startswith(start) for word in words), start
    assert sheet.page_setup.orientation == "landscape"
    assert len(book.worksheets) == 3
    assert "A4:A5" in map(str, book.worksheets[1].merged_cells.ranges)  # merged headings
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.reason) == ("export", "导出报表")


def test_numbers_in_the_workbook_are_numbers(village, sign_in):
    answer = sign_in("zhichong_staff").post("/reports/r1/download/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(row[0] == "直冲村" and row[2] == 105 for row in rows)


def test_a_report_is_kept_signed_by_another_and_compared_with_now(village, cast, sign_in):
    client = sign_in("zhichong_staff")
    answer = client.post("/reports/r1/", {"remark": ""}, follow=True)
    kept = answer.context["snapshot"]
    assert "待审核" in answer.content.decode()
    refused = client.post(f"/reports/kept/{kept.pk}/", {"act": "sign"}).content.decode()
    assert "审核报表需要本站或上级的审批权限。" in refused
    register(village, "陈后来")
    stage.settle(village)
    page = client.get(f"/reports/kept/{kept.pk}/?with=now").content.decode()
    assert "在册档案" in page.partition("与其他时点对照")[2]
    manager = sign_in("street_manager")
    page = manager.post(f"/reports/kept/{kept.pk}/", {"act": "sign"}, follow=True).content.decode()
    assert "已审核" in page
    kept.refresh_from_db()
    assert kept.signed_by == cast["street_manager"]
    restored = keeping.restored(kept)
    before = {figure.key: figure.value for figure in figures_of(restored)}
    assert before["veterans"] == 105
    drop = manager.post(f"/reports/kept/{kept.pk}/", {"act": "drop"}).content.decode()
    assert "已审核的报表不能撤回" in drop
    reasons = list(
        AuditEntry.objects.filter(target_type="veterans_portal.reportsnapshot").values_list(
            "reason", flat=True
        )
    )
    assert sorted(reasons) == ["审核报表", "留存报表"]


def test_nobody_signs_what_she_prepared(village, sign_in):
    client = sign_in("street_manager")
    kept = client.post(f"/reports/r5/?station={stage.ZHICHONG}", {}, follow=True).context["snapshot"]
    page = client.post(f"/reports/kept/{kept.pk}/", {"act": "sign"}).content.decode()
    assert "制表人不能审核自己制的表" in page


def test_what_does_not_reconcile_says_so_and_needs_a_remark(village, sign_in):
    card = PreferentialCard.objects.first()
    card.person.classes = ["12"]
    card.person.save()
    client = sign_in("zhichong_staff")
    assert "核对不符" in client.get("/reports/r14/").content.decode()
    kept = client.post("/reports/r14/", {}, follow=True).context["snapshot"]
    manager = sign_in("street_manager")
    page = manager.post(f"/reports/kept/{kept.pk}/", {"act": "sign"}).content.decode()
    assert "请写明说明再审核" in page
    manager.post(f"/reports/kept/{kept.pk}/", {"act": "sign", "remark": "类别更正后办的证"})
    kept.refresh_from_db()
    assert kept.signed_at


def test_a_kept_report_stays_with_its_station(village, sign_in):
    kept = sign_in("zhichong_staff").post("/reports/r1/", {}, follow=True).context["snapshot"]
    assert sign_in("tianfu_staff").get(f"/reports/kept/{kept.pk}/").status_code == 404
    assert sign_in("official_city").get(f"/reports/kept/{kept.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("code", "first", "last", "label", "before"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2026年", "2025"),
        ("2026-H1", "2026-01-01", "2026-06-30", "2026年上半年", "2025-H2"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "2026年第4季度", "2026-Q3"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月", "2024-01"),
    ],
)
def test_periods(code, first, last, label, before):
    period = Period.parse(code)
    assert [day.isoformat() for day in period.days] == [first, last]
    assert period.label == label
    assert period.before.code == before
    assert period.year_before.code == f"{int(code[:4]) - 1}{code[4:]}"


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-Q5", "26", "2026-00", "1900", "2026-H3", "２０２６", None]
)
def test_what_is_no_period(code):
    assert Period.parse(code) is None


def test_a_bare_year_belongs_to_the_whole_year_only(village):
    person = register(village, "陈只知年")
    day = datetime.date(2020, 5, 1)
    FileChange.objects.create(
        person=person, kind="moved_in", happened_on=f"{day.year}", station=village, other_station=village
    )
    found = {
        code: {figure.key: figure.value for figure in figures_of(filled("r1", village, Period.parse(code)))}[
            "moved_in"
        ]
        for code in ("2020", "2020-H1", "2020-05", "2019")
    }
    assert found == {"2020": 1, "2020-H1": 0, "2020-05": 0, "2019": 0}


def test_neither_bulletin_nor_reconciling_tells_a_small_number(village, sign_in):
    client = sign_in("zhichong_staff")
    page = client.get("/reports/bulletin/").content.decode()
    assert "本年核实困难&lt;3件" in page and "核实困难1件" not in page
    kept = client.post("/reports/bulletin/", {}, follow=True).context["bulletin"]
    read = sign_in("official_city").get(f"/reports/bulletin/{kept.pk}/").content.decode()
    assert "本年核实困难1件" not in read
    report = filled("r7", village)
    table = report.tables[0]
    off = tuple(
        dataclasses.replace(figure, value=2) if figure.key == "verified" else figure
        for figure in table.lines[0].figures
    )
    line = dataclasses.replace(table.lines[0], figures=off)
    wrong = dataclasses.replace(table, lines=(line,), total=None)
    said = problems(dataclasses.replace(report, tables=(wrong, *report.tables[1:])))
    assert said == ["各困难情形合计与核实困难不符"]
