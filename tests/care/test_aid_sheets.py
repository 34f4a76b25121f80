"""帮扶援助台账 as a spreadsheet: cases with their payments, in and out again."""

import pytest

from care_activities.models import AidCase, AidPayment
from care_activities.services import aid
from tests.exports.asking import ask, content, rows
from tests.imports.sheets import ALL, ZHICHONG, bring_in, outcomes, upload, verdicts, workbook
from tests.veterans.people import register
from veterans import tallies
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db


def _bring(user, *rows, **options):
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = workbook([header, *([row.get(name) for name in header] for row in rows)])
    return bring_in(user, file, kind="aid", **options)


def _row(person, **cells):
    return {
        "姓名": person.name,
        "身份证号": person.id_number.open(),
        "困难情形": "A4",
        "帮扶方式": "医疗救助",
        "发现日期": "2024-01-10",
        **cells,
    }


@pytest.fixture
def person(tree):
    return register(tree[ZHICHONG], "王水生")


PAID = {
    "核实日期": "2024-01-15",
    "审批日期": "2024-01-20",
    "发放时间": "2024-02-01；2024-06-01",
    "金额": "1000元；500",
    "资金来源": "财政资金",
    "文号": "江海退〔2024〕1号",
}


def test_a_case_with_its_payments(cast, person):
    batch = _bring(cast["district_manager"], _row(person, **PAID))
    assert outcomes(batch) == ["new"], verdicts(batch)
    case = AidCase.objects.get()
    assert (case.status, case.kind, case.group, case.situation) == ("helped", "medical", "medical", "A4")
    assert case.station.code == ZHICHONG and case.helped_on.isoformat() == "2024-02-01"
    paid = [(p.paid_on.isoformat(), p.amount, p.source, p.approval_no) for p in case.payments.all()]
    assert paid == [
        ("2024-02-01", 1000, "fiscal", "江海退〔2024〕1号"),
        ("2024-06-01", 500, "fiscal", "江海退〔2024〕1号"),
    ]
    person.refresh_from_db()
    assert "困难" in person.get_tags_display() and tallies.verify() == []


def test_what_is_on_file_keeps_its_status_and_its_payments(cast, person):
    _bring(cast["district_manager"], _row(person))
    again = _row(person, **PAID, 困难情况="手术")
    batch = _bring(cast["district_manager"], again, verbs=ALL)
    assert outcomes(batch) == ["changed"], verdicts(batch)
    case = AidCase.objects.get()
    assert (case.status, case.description) == ("suspected", "手术")
    assert not AidPayment.objects.exists()
    assert any("帮扶的页面办理" in str(said) for said in verdicts(batch))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"发放时间": "2024-02-01", "金额": "100", "资金来源": "财政"}, "批准日期"),
        ({**PAID, "金额": "1000"}, "一样多"),
        ({**PAID, "审批日期": "2024-05-01"}, "早于批准日期"),
        ({**PAID, "状态": "疑似困难"}, "已帮扶"),
        ({"帮扶方式": "助学"}, "未成年人"),
        ({"发现日期": "2030-01-01"}, "今天"),
        ({"困难情形": ""}, "请填写"),
    ],
    ids=["no-approval", "uneven", "too-early", "status", "schooling", "future", "situation"],
)
def test_what_is_refused(cast, person, cells, words):
    batch = _bring(cast["district_manager"], _row(person, **cells))
    assert outcomes(batch) == ["rejected"]
    assert words in str(verdicts(batch)), verdicts(batch)
    assert not AidCase.objects.exists()


def test_a_street_does_not_import_payments(cast, person):
    batch = _bring(cast["street_manager"], _row(person, **PAID))
    assert outcomes(batch) == ["rejected"] and "县级" in str(verdicts(batch))
    batch = _bring(cast["street_manager"], _row(person))
    assert outcomes(batch) == ["new"]


def test_one_open_case_a_kind(cast, person):
    aid.case_open(actor=None, person=person, situation="A1", kind="medical")
    batch = _bring(cast["district_manager"], _row(person))
    assert outcomes(batch) == ["rejected"] and "正在办理" in str(verdicts(batch))
    batch = _bring(cast["district_manager"], _row(person, 退出日期="2024-12-01", 核实日期="2024-01-12"))
    assert outcomes(batch) == ["new"] and AidCase.objects.filter(status="out").count() == 1
    batch = _bring(cast["district_manager"], _row(person, 帮扶方式="住房"), _row(person, 帮扶方式="住房"))
    assert outcomes(batch) == ["new", "rejected"]


def test_taken_back(cast, person):
    batch = _bring(cast["district_manager"], _row(person, **PAID))
    pipeline.undo(batch, user=cast["district_manager"])
    assert not AidCase.objects.exists() and not AidPayment.objects.exists()
    person.refresh_from_db()
    assert person.tags == () and tallies.verify() == []


def test_out_and_in_again_changes_nothing_and_tells_of_no_child(cast, person):
    manager = cast["district_manager"]
    _bring(manager, _row(person, **PAID))
    child = {"child_name": "王小明", "stage": "2", "year": 2026}
    aid.case_open(actor=None, person=person, situation="A5", kind="schooling", child=child)
    told = {row["帮扶类型"]: row for row in rows(manager, "aid")}
    assert told["医疗"]["发放日期"] == "2024-02-01；2024-06-01"
    assert told["医疗"]["发放金额"] == "1000.00；500.00"
    assert "王小明" not in str(told) and person.id_number.open() not in str(told)
    file = content(manager, ask(manager, "aid", reveal=True))
    batch = upload(manager, file, kind="aid", name="帮扶.csv", verbs=ALL)
    assert outcomes(batch) == ["unchanged", "unchanged"], verdicts(batch)
    assert [row["帮扶类型"] for row in rows(manager, "aid", group="medical")] == ["医疗"]
