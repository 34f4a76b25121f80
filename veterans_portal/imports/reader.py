"""Reads an uploaded spreadsheet, xlsx, xls or separated text, without trusting it.

The parsing happens in reader_child.py, a process with little memory, little time and no environment. This
side streams its rows, so that a list of 100,000 is never held whole.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from stations.confinement import in_memory
from stations.spreadsheets import CellFault

from .prescan import MEGABYTE, Limits

CHILD = Path(__file__).with_name("reader_child.py")
MAX_LINE = 4 * MEGABYTE

MESSAGES = {
    "archive": _("这是压缩包。请先解压，再上传里面的表格。"),
    "broken-quotes": _("从第 %(row)s 行起，双引号没有成对。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    "empty": _("文件里没有内容。请确认选对了文件，并且已经保存。"),
    "encoding": _("认不出文件的文字编码。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    "encrypted": _("文件有密码。请用 Excel 或 WPS 打开，取消密码后另存，再上传。"),
    "no-header": _("找不到表头，缺少这些列：%(columns)s。请让表头单独占一行，列名与模板一致，再上传。"),
    "no-rows": _("表头下面没有数据。请确认数据在表头的下面，并且已经保存。"),
    "not-a-spreadsheet": _("这不是电子表格。请上传 .xlsx、.xls 或 .csv 文件。"),
    "other-format": _("不支持这种表格格式。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    "stray-cell": _(
        "单元格 %(cell)s 有内容，超出了可导入的范围。请删掉它所在的行和列；数据太多时请拆成几个文件。"
    ),
    "timeout": _("文件太复杂，读取超时。请把数据复制到新的工作簿，或拆成几个文件，再上传。"),
    "too-large": _("文件超过 %(limit)s MB。请删掉图片，或拆成几个文件，再上传。"),
    "too-large-unpacked": _("文件展开后太大。请删掉图片和数据以外的空白行列，或拆成几个文件，再上传。"),
    "too-many-cells": _("表格里的单元格太多。请只保留需要的列，或拆成几个文件，再上传。"),
    "too-many-faults": _("表格里出错的公式超过 %(limit)s 个。请把数据按“值”粘贴到新的工作簿，再上传。"),
    "too-many-columns": _("第 %(row)s 行超过 %(limit)s 列。请删掉多余的列，再上传。"),
    "too-many-rows": _("文件超过 %(limit)s 行。请拆成几个文件，再上传。"),
    "too-many-sheets": _("文件超过 %(limit)s 个工作表。请只保留要导入的工作表，再上传。"),
    "truncated": _("文件不完整或已损坏。请用 Excel 或 WPS 打开，确认无误后另存，再上传。"),
    "unreadable": _("文件读不出来，可能已损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
    "unsafe": _("文件里有电子表格不该有的内容。请把数据复制到新的工作簿，再上传。"),
    "web-page": _("这是网页格式的文件，只是扩展名像表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
}


class FileRejected(Exception):
    """The whole file is refused. `code` is stable, `message` one plain sentence with what to do."""

    def __init__(self, code: str, **values):
        self.code = code
        self.message = MESSAGES[code] % values if values else MESSAGES[code]
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.message)


class ReaderUnavailable(RuntimeError):
    """The child did not start: a fault of the installation, not of the file."""


class SheetRow(NamedTuple):
    """One row with content: its sheet ("" for text files), sheet row or line from 1, cells from column A.

    A cell is str, int, float, bool, date, datetime, CellFault or None. A number was a number in the file,
    never text.
    """

    sheet: str
    number: int
    cells: list


class SheetFacts(NamedTuple):
    """What a sheet says besides its values. Rows count from 1, columns from 0.

    `merges` are ranges of merged cells: (first row, first column, last row, last column). `widths` leads from
    a column to its width in characters, as far as the file gives one.
    """

    merges: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []
    widths: dict[int, float] = {}


class SheetRows:
    """The rows of a file, read anew on each iteration. While iterating, `hidden_sheets` is filled with their
    names, and `facts` with those of each sheet before its first row. `passed_over` is for whoever finds no
    table in a sheet.

    Iterating raises FileRejected, possibly after rows were given: what was made of them must be dropped.
    """

    def __init__(self, source: Path | bytes, limits: Limits):
        self.source = source
        self.limits = limits
        self.hidden_sheets: list[str] = []
        self.facts: dict[str, SheetFacts] = {}
        self.passed_over: list[str] = []

    def __iter__(self) -> Iterator[SheetRow]:
        size = len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size
        if size > self.limits.max_bytes:
            raise FileRejected("too-large", limit=self.limits.max_bytes // MEGABYTE)
        self.hidden_sheets, self.facts, self.passed_over = [], {}, []
        with tempfile.TemporaryDirectory(prefix="import-") as folder, _opened(self.source) as file:
            child = Child(file, self.limits, folder)
            try:
                yield from self._rows(child)
            finally:
                child.end()

    def _rows(self, child: "Child") -> Iterator[SheetRow]:
        """Follow the child's lines to the verdict. Whatever it should not say refuses the file."""
        sheet, rows, finished = None, 0, False
        try:
            for line in child.lines():
                if type(line) is list and sheet is not None:
                    for number, cells in line:
                        if type(number) is not int or type(cells) is not list:
                            raise TypeError("no row")
                        rows += 1
                        yield SheetRow(sheet, number, cells)
                elif "sheet" in line:
                    sheet = line["sheet"]
                    self.facts[sheet] = _facts(line)
                elif "hidden" in line:
                    self.hidden_sheets.append(line["hidden"])
                elif "rejected" in line:
                    raise FileRejected(line["rejected"], **line["values"])
                else:
                    finished = line["end"] == rows
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise FileRejected("unreadable") from error
        if not finished:
            raise FileRejected("unreadable")
        if not rows:
            raise FileRejected("empty")


def _facts(line: dict) -> SheetFacts:
    """The facts of a sheet as the child gives them; TypeError for anything but whole numbers."""
    merges = [tuple(merge) for merge in line.get("merges", ())]
    widths = dict(line.get("widths", ()))
    facts = SheetFacts(merges, line.get("hidden_rows", []), line.get("hidden_columns", []), widths)
    numbers = chain(*facts.merges, facts.hidden_rows, facts.hidden_columns, widths)
    if not all(type(number) is int for number in numbers) or any(len(merge) != 4 for merge in facts.merges):
        raise TypeError("no facts")
    if not all(type(width) in (int, float) for width in widths.values()):
        raise TypeError("no facts")
    return facts


@contextmanager
def _opened(source: Path | bytes) -> Iterator[int]:
    """A descriptor of the file. Content at hand goes to the child in memory: it never touches a disk."""
    if isinstance(source, bytes):
        with in_memory(source) as file:
            yield file
        return
    file = os.open(source, os.O_RDONLY)
    try:
        yield file
    finally:
        os.close(file)


class Child:
    """The reading process, seen from outside: its lines, its time, its death."""

    def __init__(self, file: int, limits: Limits, folder: str):
        self.seconds = limits.seconds_for(os.fstat(file).st_size)
        self.output_left = limits.max_unpacked
        path = f"/proc/self/fd/{file}"  # opened anew by the child, under its own number
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", CHILD, path, json.dumps(asdict(limits))],
            cwd=folder,
            env={},
            pass_fds=[file],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            pipesize=MEGABYTE,
        )

    def lines(self) -> Iterator[list | dict]:
        """What the child says, decoded. Raises FileRejected when it dies, stalls or says too much."""
        ready = False
        for text in self._texts():
            line = _DECODE(text)
            if ready:
                yield line
            ready = True
        try:
            status = self.process.wait(max(self.seconds, 1))
        except subprocess.TimeoutExpired as error:
            raise FileRejected("timeout") from error
        if not ready:
            raise ReaderUnavailable(f"The spreadsheet reader did not start (exit status {status}).")
        if status:
            raise FileRejected(_DEATHS.get(-status, "unreadable"))

    def _texts(self) -> Iterator[str]:
        """The child's whole lines. Only the time spent waiting for it counts, not that of our caller."""
        pipe = self.process.stdout.fileno()
        poll = select.poll()
        poll.register(pipe)
        tail = b""
        while True:
            started = time.monotonic()
            if not poll.poll(max(self.seconds, 0) * 1000):
                raise FileRejected("timeout")
            self.seconds -= time.monotonic() - started
            chunk = os.read(pipe, MEGABYTE)
            if not chunk:
                return
            self.output_left -= len(chunk)
            *lines, tail = (tail + chunk).split(b"\n")
            if len(tail) > MAX_LINE or self.output_left < 0:
                raise FileRejected("too-large-unpacked")
            for line in lines:
                yield line.decode()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


_DEATHS = {
    signal.SIGABRT: "too-large-unpacked",
    signal.SIGKILL: "timeout",
    signal.SIGXCPU: "timeout",
}


def _number(text: str) -> int | float:
    """Whole numbers as int: the parser gives every number of a workbook as a float."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _special(value: dict) -> dict | date | CellFault:
    if "date" in value:
        return date.fromisoformat(value["date"])
    if "datetime" in value:
        return datetime.fromisoformat(value["datetime"])
    if "fault" in value:
        return CellFault(str(value["fault"]))
    return value


# "NaN" and "Infinity" are no numbers to anyone: they stay the text they were.
_DECODE = json.JSONDecoder(object_hook=_special, parse_float=_number, parse_constant=str).decode


def read_sheets(source: Path | bytes, *, limits: Limits) -> SheetRows:
    """The rows of the spreadsheet in a file or at hand, blank ones left out. See SheetRows for the errors."""
    return SheetRows(source, limits)
