"""The two commands that scripts call: JSON in every case, and exit codes that mean something."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from stations.models import AuditEntry
from tests.imports.sheets import TIANFU, ZHICHONG, people, person, workbook
from tests.veterans.people import id_number
from veterans.models import PersonFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, cast):
    """`run(content, *options)` returns (exit code, report) of import_sheet on a file of that content."""

    def import_sheet(content, *options, user="city_manager", kind="people"):
        file = tmp_path / "名单.xlsx"
        file.write_bytes(content)
        return _call("import_sheet", kind, str(file), "--user", user, "--json", *options)

    return import_sheet


def _call(*arguments):
    out, code = StringIO(), 0
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


def test_a_check_tells_everything_and_writes_nothing(run):
    rows = [person("陈志强", 手机="10000000001", 民族="汉"), person("梁国华", 人员类别="宇航员")]
    code, report = run(people(*rows), "--check")
    assert code == 1
    assert report["outcome"] == "accepted"
    assert report["totals"] == {"rows": 2, "new": 1, "changed": 0, "unchanged": 0, "held": 0, "rejected": 1}
    good, bad = report["rows"]
    assert good == {
        "row": 2,
        "outcome": "new",
        "reason": "",
        "values": {"姓名": "陈志强", "人员类别": "退役士兵", "所属站": "直冲村", "民族": "汉族"},
    }
    assert (bad["row"], bad["outcome"]) == (3, "rejected")
    assert bad["reason"].startswith("人员类别：")
    assert not PersonFile.objects.exists()


def test_applying_writes_the_good_rows(run):
    code, report = run(people(person("陈志强"), person("梁国华", 人员类别="宇航员")), "--apply")
    assert code == 1
    assert list(PersonFile.objects.values_list("name", flat=True)) == ["陈志强"]
    assert report["totals"]["new"] == 1
    code, report = run(people(person("梁国华")), "--apply")
    assert (code, report["totals"]["new"]) == (0, 1)


def test_all_or_nothing(run):
    content = people(person("陈志强"), person("梁国华", 人员类别="宇航员"))
    code, report = run(content, "--apply", "--mode", "all-or-nothing")
    assert (code, report["outcome"]) == (1, "accepted")
    assert "整批没有导入" in report["reason"]
    assert not PersonFile.objects.exists()


def test_what_may_be_done_is_chosen(run):
    number = id_number()
    run(people(person("陈志强", 身份证号=number, 民族="汉族")), "--apply")
    changed = people(person("陈志强", 身份证号=number, 民族="壮族"))
    assert run(changed, "--apply")[1]["totals"]["unchanged"] == 1
    assert run(changed, "--apply", "--allow", "create,fill,change")[1]["totals"]["changed"] == 1
    assert PersonFile.objects.get().ethnicity == "08"


def test_numbers_are_shown_for_a_reason_that_is_recorded(run):
    number = id_number()
    code, report = run(
        people(person(身份证号=number, 手机="10000000001")), "--check", "--reveal", "核对证件或档案"
    )
    assert code == 0
    assert report["rows"][0]["values"]["身份证号"] == number
    assert report["rows"][0]["values"]["手机"] == "10000000001"
    entry = AuditEntry.objects.get(action="reveal")
    assert entry.target_id == report["batch"]
    assert "id_number" in entry.fields


def test_a_refused_file_exits_with_2(run):
    for content in (b"", workbook([["收入", "支出"], ["1", "2"]]), b"PK\x03\x04 broken"):
        code, report = run(content, "--check")
        assert (code, report["outcome"]) == (2, "file-rejected")
        assert report["reason"] and report["rows"] == []


@pytest.mark.parametrize(
    "options",
    [
        {"user": "somebody"},
        {"user": "zhichong_staff"},
        {"user": "nobody"},
        {"kind": "ships"},
        {"options": ["--station", "000000000000"]},
        {"options": ["--station", TIANFU], "user": "street_manager"},
        {"options": ["--mode", "quickly"]},
        {"options": ["--allow", "create,destroy"]},
        {"options": ["--reveal", "好奇"]},
    ],
)
def test_what_cannot_run_exits_with_3(run, options):
    code, report = run(people(person()), "--apply", *options.pop("options", []), **options)
    assert code == 3
    assert report["outcome"] == "not-run"
    assert report["reason"]
    assert not PersonFile.objects.exists()


def test_a_file_that_is_not_there_exits_with_3(cast):
    code, report = _call(
        "import_sheet", "people", "/nowhere.xlsx", "--user", "city_manager", "--check", "--json"
    )
    assert (code, report["outcome"]) == (3, "not-run")


def test_a_chosen_station_takes_rows_without_one(run):
    code, _report = run(people(person("陈志强", "")), "--apply", "--station", ZHICHONG)
    assert code == 0
    assert PersonFile.objects.get().managing_station.code == ZHICHONG


def test_rows_of_several_sheets_are_told_apart(run):
    header, row, other = list(person()), list(person("陈志强").values()), list(person("梁国华").values())
    _code, report = run(workbook([header, row], sheet="甲", more=[("乙", [header, other])]), "--check")
    assert [(row["sheet"], row["row"]) for row in report["rows"]] == [("甲", 2), ("乙", 2)]


def test_an_import_is_undone(run):
    _code, report = run(people(person("陈志强"), person("梁国华")), "--apply")
    code, undone = _call("undo_import", str(report["batch"]), "--user", "city_manager", "--json")
    assert (code, undone) == (0, {"removed": 2, "restored": 0, "kept": []})
    assert not PersonFile.objects.exists()


def test_an_import_of_others_is_not_undone(run):
    _code, report = run(people(person("陈志强")), "--apply")
    for user in ("street_manager", "zhichong_staff", "somebody"):
        code, refusal = _call("undo_import", str(report["batch"]), "--user", user, "--json")
        assert code == 3 and refusal["reason"]
    assert PersonFile.objects.exists()


def test_a_person_at_the_shell_reads_sentences(run, tmp_path, cast):
    file = tmp_path / "名单.xlsx"
    file.write_bytes(people(person("陈志强"), person("梁国华", 人员类别="宇航员")))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_sheet", "people", str(file), "--user", "city_manager", "--check", stdout=out)
    assert "新增 1" in out.getvalue() and "第 3 行：人员类别" in out.getvalue()
    assert "陈志强" not in out.getvalue()


def test_made_up_people_are_written_to_a_workbook(run, tmp_path):
    out = tmp_path / "people.xlsx"
    call_command("make_people", "--rows", "5", "--out", str(out), "--seed", "7", stdout=StringIO())
    _code, report = run(out.read_bytes(), "--check")
    assert report["totals"]["rows"] == 5
