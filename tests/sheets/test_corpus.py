"""Every file of the corpus goes through `import_sheet`, and becomes what it has to become."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command

from tests.sheets import cells, headers, hostile, texts, workbooks
from veterans_portal.imports.models import ImportFile

pytestmark = pytest.mark.django_db
_ALL = {"texts": texts, "headers": headers, "workbooks": workbooks, "cells": cells, "hostile": hostile}
_AT_ONCE = 40


def _groups():
    for name, module in _ALL.items():
        for start in range(0, len(module.CASES), _AT_ONCE):
            yield pytest.param(module.CASES[start : start + _AT_ONCE], id=f"{name} {start}")


@pytest.mark.parametrize("cases", _groups())
def test_files_become_what_they_must(cases, cast, tmp_path):
    wrong = {}
    for case in cases:
        if complaints := list(_complaints(case, check(case, tmp_path))):
            wrong[case.name] = complaints
    assert not wrong, "\n".join(f"{name}: {text}" for name, text in wrong.items())


def test_the_corpus_is_large_and_names_its_files_once():
    names = [case.name for module in _ALL.values() for case in module.CASES]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


def check(case, folder) -> dict:
    """The report of `import_sheet --check` on the file of a case."""
    path = folder / case.file_name
    path.write_bytes(case.build())
    out = StringIO()
    arguments = ["--user", "city_manager", "--check", "--json", "--reveal", "核对证件或档案"]
    if case.station:
        arguments += ["--station", case.station]
    with suppress(SystemExit):  # the exit code says again what the report says
        call_command("import_sheet", case.kind, str(path), *arguments, stdout=out)
    return json.loads(out.getvalue())


def _complaints(case, report):
    """What is not as it has to be, in words."""
    if case.rejected:
        if report["outcome"] != "file-rejected" or case.rejected not in report["reason"]:
            yield f"not refused for {case.rejected}: {report['outcome']} {report['reason']} {report['totals']}"
        return
    if report["outcome"] != "accepted":
        yield f"{report['outcome']}: {report['reason']}"
        return
    found = {(row.get("sheet", ""), row["row"]): row for row in report["rows"]}
    wanted = {(row.sheet, row.number): row for row in case.rows}
    if list(found) != list(wanted):
        yield f"rows {list(found)}, not {list(wanted)}"
    for key in found.keys() & wanted.keys():
        yield from _row_complaints(wanted[key], found[key])
    header = ImportFile.objects.get(batch=report["batch"]).header
    for told, expected in ((header["sheets"][0], case.header), (header, case.batch)):
        for name, value in expected.items():
            if told[name] != value:
                yield f"{name} is {told[name]}, not {value}"


def _row_complaints(row, found):
    if found["outcome"] != row.outcome or row.words not in found["reason"]:
        yield f"row {row.number} is {found['outcome']} ({found['reason']}), not {row.outcome} ({row.words})"
    for name, value in row.values.items():
        if found["values"].get(name) != value:
            yield f"row {row.number}: {name} is {found['values'].get(name)!r}, not {value!r}"
