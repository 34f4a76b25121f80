"""What a cell says: its text on one line, whether that is an answer at all, and why a cell cannot be taken."""

import datetime
import re
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class CellError(ValueError):
    """A cell that cannot be taken. Its text is shown and kept, so it never quotes the cell."""


class UnknownWords(CellError):
    """Words of a cell that none of a column's answers is called; `codes` are those it names besides."""

    def __init__(self, text, words, codes=()):
        super().__init__(text)
        self.words, self.codes = tuple(words), tuple(codes)


@dataclass(frozen=True)
class CellFault:
    """A cell that has no value: an error such as #N/A, or, where `code` is "", a formula without a result.

    SHIFTED is the code for all of a line with more cells than its header: nobody knows which is which.
    """

    code: str
    SHIFTED = "…"

    @property
    def sentence(self):
        if not self.code:
            return _("公式没有算出结果，请在 Excel/WPS 打开后保存再上传")
        if self.code == self.SHIFTED:
            return _("这一行的内容比表头多，可能错了位（多了逗号，或少了换行）；请核对后重新填写")
        return format_lazy(_("公式出错（{code}）；请改成正确的内容，或清空这一格"), code=self.code)

    def __str__(self):
        return self.code


BLANKS = frozenset("无 空 未填 不详 不祥 未知 暂缺 #N/A N/A NA null NULL None".split())
# Said where an answer, a date or a number is asked; in a column of texts it may be worth keeping.
_UNKNOWN = frozenset(
    (
        "暂无 没有 不明 不清楚 不知道 忘记 记不清 待补 待补充 待定 待核 待核实 待查"
        " 未登记 未提供 未采集 未留 未填写 拒绝提供 无法提供 空白 缺"
    ).split()
)
_STROKES = re.compile(r"[/\\|\-‐‑–—―−－─_.。·…~～、,，／＼]+")
_SPACES = re.compile(r"[\s\u3000\u00a0]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ODD = re.compile(r"[\s\u3000\u00a0\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_UNSAFE_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell_text(value) -> str:
    """What the cell says, on one line; "" for blank."""
    if type(value) is str:
        if not _ODD.search(value):
            return value
        return _SPACES.sub(" ", _INVISIBLE.sub("", value)).strip()
    if value is None:
        return ""
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def is_blank_text(text: str) -> bool:
    """Whether a cell's text says no more than that nothing is known."""
    return not text or text in BLANKS or _STROKES.fullmatch(text) is not None


def is_unanswered(text: str) -> bool:
    """Whether the text says so where a date, a number or one of some answers is asked."""
    return is_blank_text(text) or text in _UNKNOWN


def safe_cell(text: str) -> str:
    """`text` so that no spreadsheet program runs it as a formula (ASVS 1.2.10)."""
    return f"'{text}" if _INVISIBLE.sub("", text).lstrip(" \u00a0\u3000").startswith(_UNSAFE_START) else text


def typed_cell(text: str) -> str:
    """What was put into safe_cell(), or `text` itself where that has changed nothing."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text
