"""Fills a blank form in a confined process: see filling_child.py."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from stations import confinement

from ..imports.headers import find_header
from ..imports.prescan import MEGABYTE
from ..imports.prescan import Limits as ReaderLimits
from ..imports.reader import FileRejected, read_sheets
from .columns import COUNTER, specs

CHILD = Path(__file__).with_name("filling_child.py")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MOST_OUTPUT = 64 * MEGABYTE
_NEEDED = ("姓名", "身份证号")

MESSAGES = {
    "empty-form": _("套表里没有文字。请选择带表头的空白表格，再上传。"),
    "no-header": _("找不到表头：套表里要有“姓名”或“身份证号”这一列。请核对后再上传。"),
    "not-xlsx": _("套表要用 .xlsx 格式，填完才能保持原样。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    "people": _("第 %(row)s 行已经有人员内容。套表要空白的：请删掉已填的行，再上传。"),
    "too-large": _("套表超过 %(limit)s MB。请删掉图片，再上传。"),
    "too-many-cells": _("这个文件太大，不像空白套表。请删掉已填的内容和表格以外的空白行列，再上传。"),
    "broken": _("这个文件打不开或写不回去。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
}


class FormRefused(Exception):
    """The form is refused; `str()` is one plain sentence with what to do."""

    def __init__(self, code: str, **values):
        self.code = code
        super().__init__(str(MESSAGES[code] % values if values else MESSAGES[code]))


class FillerUnavailable(RuntimeError):
    """The child did not start: a fault of the installation, not of the form."""


@dataclass(frozen=True)
class Limits:
    """What one form may cost: `cells` of its file, blank and merged ones too, `memory` in bytes, CPU `seconds`."""

    cells: int = 100_000
    memory: int = 1024 * MEGABYTE
    seconds: float = 60


def recognise(content: bytes, taught=()) -> dict:
    """What the form's header says: {"sheet", "first_row", "columns": [[index, text, column of ours or ""]],
    "forbidden": [index], "title"}.

    Raises FileRejected or FormRefused, also for a form that holds people already.
    """
    if len(content) > settings.BLANK_FORM_MAX_BYTES:
        raise FormRefused("too-large", limit=settings.BLANK_FORM_MAX_BYTES // MEGABYTE)
    if not content.startswith(b"PK"):
        raise FormRefused("not-xlsx" if content.startswith(_OLE) else "broken")
    found = _header(_sheets(content), taught)
    fill(content, found, [], {index: "" for index, _text, name in found["columns"] if name})
    return found


def _sheets(content):
    """`{sheet: rows}` as the confined reader gives them."""
    limits = ReaderLimits(
        max_bytes=settings.BLANK_FORM_MAX_BYTES,
        max_unpacked=10 * MEGABYTE,
        max_entries=500,
        max_cells=settings.BLANK_FORM_MAX_CELLS,
    )
    sheets = {}
    try:
        for row in read_sheets(content, limits=limits):
            sheets.setdefault(row.sheet, []).append(row)
    except FileRejected as refusal:
        if refusal.code == "empty":
            raise FormRefused("empty-form") from refusal
        raise
    return sheets


def _header(sheets, taught):
    for sheet, rows in sheets.items():
        header = find_header(rows, specs(taught))
        if header and not set(_NEEDED).isdisjoint(header.mapping.values()):
            forbidden = set(header.forbidden)
            return {
                "sheet": sheet,
                "first_row": header.first_data_row,
                "columns": [
                    [index, " ".join(text.split()), header.mapping.get(index, "")]
                    for index, text in sorted(header.texts.items())
                ],
                "forbidden": [index for index, text in header.texts.items() if text in forbidden],
            }
    raise FormRefused("no-header")


def fill(content: bytes, header: dict, rows: list[list], meanings: dict[int, str]) -> bytes:
    """The form with one row for each of `rows`, whose cells follow the columns of `meanings`.

    `meanings` leads from the index of a sheet column to the column of ours it takes; 序号 is counted here.
    Raises FormRefused.
    """
    limits = Limits()
    asked = {
        "limits": asdict(limits),
        "sheet": header["sheet"],
        "first_row": header["first_row"],
        "columns": [index for index, name in meanings.items() if name != COUNTER],
        "counter": next((index for index, name in meanings.items() if name == COUNTER), None),
        "rows": rows,
    }
    given = json.dumps(asked, ensure_ascii=False).encode() + b"\n" + content
    try:
        status, output = confinement.run(CHILD, [], given, seconds=2 * limits.seconds, most=_MOST_OUTPUT)
    except confinement.Stalled as error:
        raise FormRefused("broken") from error
    return _verdict(status, output)


def _verdict(status, output):
    """The workbook, as far as the child said what a child may say."""
    ready, _newline, rest = output.partition(b"\n")
    if not ready:
        raise FillerUnavailable(f"The process for forms did not start (exit status {status}).")
    line, _newline, book = rest.partition(b"\n")
    if status or not line:
        raise FormRefused("broken")
    try:
        said = json.loads(line)
        refused = said.get("refused")
        values = {key: int(value) for key, value in said.get("values", {}).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise FormRefused("broken") from error
    if refused or not book:
        raise FormRefused(refused if refused in MESSAGES else "broken", **values)
    return book
