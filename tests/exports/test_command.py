"""`manage.py export_sheet`: the page's rights, caps and log from a shell."""

import json
import stat
from io import StringIO

import pytest
from django.core.management import call_command

from stations.models import AuditEntry
from tests.imports.sheets import TIANFU, ZHICHONG
from tests.veterans.people import register
from veterans_portal.exports.models import ExportPiece
from veterans_portal.management.commands import import_sheet

pytestmark = pytest.mark.django_db


def run(out, *options, kind="people", user="street_manager", reason="上级要求核对"):
    told = StringIO()
    command = [
        "export_sheet",
        kind,
        "--user",
        user,
        "--out",
        str(out),
        "--reason",
        reason,
        "--json",
        *options,
    ]
    try:
        call_command(*command, stdout=told)
    except SystemExit as end:
        return {**json.loads(told.getvalue()), "code": end.code}
    return {**json.loads(told.getvalue()), "code": 0}


def test_a_file_comes_whole_with_its_reason_in_the_log(tmp_path, cast, tree):
    one = register(tree[ZHICHONG], "陈志强")
    register(tree[TIANFU], "陈他站")
    file = tmp_path / "out.csv"
    assert run(file, "--station", ZHICHONG) == {"outcome": "exported", "reason": "", "rows": 1, "code": 0}
    text = file.read_text(encoding="utf-8-sig")
    assert "陈志强" in text and one.id_number.open() in text and "陈他站" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not ExportPiece.objects.exists()
    assert [entry.reason for entry in AuditEntry.objects.filter(action="export")] == ["上级要求核对"] * 2


def test_masked_when_asked(tmp_path, cast, tree):
    one = register(tree[ZHICHONG])
    run(tmp_path / "out.csv", "--masked")
    assert one.id_number.open() not in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_the_workbook_goes_back_in_unchanged(tmp_path, cast, tree):
    register(tree[ZHICHONG], "陈志强")
    file = tmp_path / "out.xlsx"
    run(file)
    told = StringIO()
    call_command(
        import_sheet.Command(),
        "people",
        str(file),
        "--user",
        "street_manager",
        "--check",
        "--json",
        stdout=told,
    )
    totals = json.loads(told.getvalue())["totals"]
    assert totals == {"rows": 1, "new": 0, "changed": 0, "unchanged": 1, "held": 0, "rejected": 0}


@pytest.mark.parametrize(
    "asked",
    [
        {"user": "zhichong_staff"},
        {"user": "auditor"},
        {"user": "stranger"},
        {"kind": "unknown"},
        {"reason": " "},
    ],
)
def test_what_is_refused_leaves_no_file(tmp_path, cast, tree, asked):
    register(tree[ZHICHONG])
    report = run(tmp_path / "out.csv", **asked)
    assert (report["outcome"], report["code"]) == ("not-run", 3)
    assert report["reason"]
    assert not (tmp_path / "out.csv").exists()
    assert not AuditEntry.objects.filter(action="export").exists()


def test_a_station_out_of_reach_is_refused(tmp_path, cast, tree):
    register(tree[TIANFU])
    assert run(tmp_path / "out.csv", "--station", TIANFU)["code"] == 3


def test_a_folder_that_is_not_there_is_told(tmp_path, cast, tree):
    register(tree[ZHICHONG])
    report = run(tmp_path / "no" / "out.csv")
    assert (report["code"], report["outcome"]) == (3, "not-run")
    assert not ExportPiece.objects.exists()
