"""Sheets as clerks send them, and the two calls that take them in."""

import io

import xlsxwriter

from stations.spreadsheets import ImportVerb
from tests.veterans.people import id_number
from veterans_portal.imports import pipeline

ALL = tuple(ImportVerb)
HEADER = ["姓名", "身份证号", "人员类别", "所属站"]
ZHICHONG, TIANFU, MAYI = "440704004212", "440703006121", "440704004201"


def workbook(rows, *, sheet="人员", more=()):
    """The bytes of an .xlsx; `more` are further (name, rows)."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        for name, lines in [(sheet, rows), *more]:
            page = book.add_worksheet(name)
            for number, cells in enumerate(lines):
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        page.write_string(number, column, value)
                    elif value is not None:
                        page.write(number, column, value)
    return memory.getvalue()


def person(name="陈志强", station=ZHICHONG, **cells):
    """One row as a dict by header; a number of its own unless one is given."""
    return {
        "姓名": name,
        "身份证号": cells.pop("身份证号", None) or id_number(),
        "人员类别": "退役士兵",
        "所属站": station,
        **cells,
    }


def people(*rows):
    """The bytes of a people sheet of the given dicts."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return workbook([header, *([row.get(name) for name in header] for row in rows)])


def upload(user, content, *, kind="people", name="名单.xlsx", **options):
    """A batch, checked."""
    return pipeline.check(pipeline.open_batch(user=user, kind=kind, files=[(name, content)], **options))


def bring_in(user, content, **options):
    """A batch, checked and applied."""
    return pipeline.apply(upload(user, content, **options), user=user)


def verdicts(batch):
    """[(row number, outcome, reasons as one text)] in the order of the sheet."""
    rows = batch.rows.order_by("id")
    return [
        (row.number, row.outcome, "；".join(part["column"] + part["text"] for part in row.reasons))
        for row in rows
    ]


def outcomes(batch):
    return [outcome for _number, outcome, _text in verdicts(batch)]
