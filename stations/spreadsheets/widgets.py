"""Widgets: from what a clerk typed to the clean value that is kept, and back to text.

`clean(value, context=…)` takes str, int, float, bool, date, datetime or None and returns a value JSON can
hold, None for blank; it raises CellError (or IdentityError, DateError, ValidationError) with one plain
sentence that says what to do and quotes nothing.
`render()` gives the text of templates and exports; secrets come masked unless revealed.
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from import_export.widgets import Widget

from .. import dates, identity
from ..crypto import Secret
from .cells import CellError, UnknownWords, cell_text, is_blank_text, is_unanswered

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd]")
_CALLED_ID = re.compile(r"^\s*(?:居民|公民)?身份证?(?:件?号码?)?\s*[:：]\s*")
_CALLED_PHONE = re.compile(
    r"[(（]?(?:本人|手机|移动|联系|座机|固话|宅电|家庭?|电话|微信)*(?:号码?|电话|手机|同号)+[)）]?[:：]?|[(（]本人[)）]|本人[:：]?"
)
_EXCEL_PHONE = re.compile(r"[0-9]\.[0-9]+[Ee]\+?[0-9]+")
_LOST_DIGITS = _("这个号码在表格里变成了科学计数，末几位已丢失；请把该列设为“文本”格式后重新填写")
_WORDS_BESIDE = re.compile(r"[\u4e00-\u9fff()（）:：\s]+")
_DEAD_NUMBERS = frozenset("空号 停机 已停机 欠费停机 打不通 关机 无人接听 号码有误 错号".split())
_NOTES = re.compile(r"(?<=.)\([^()]*\)$")
_WORDS_TO_TICK = ("是", "否", "有", "无")
_TICKS, _BOXES = "☑√✓✔■●☒v", "□☐○◯"
_BOX_AND_WORD = re.compile(rf"([{_TICKS}{_BOXES}]?)([是否有无])")
_WORD_AND_BOX = re.compile(rf"([是否有无])([{_TICKS}{_BOXES}]?)")
_AMOUNT = re.compile(
    r"(?:人民币|rmb|[¥￥])?(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?)(?:元整?|圆整?)?(?:[/每](?:月|户|人|次|份))*",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?(?:人|户|名|个|个月)?")
_COUNTED = re.compile(r"(?:\.0+)?(?:人|户|名|个|个月)?$")
_SHOWN_OPTIONS = 15


class CellWidget(Widget):
    """One line of text; the base of all cells."""

    secret = False

    def clean(self, value, row=None, *, context=None, **kwargs):
        text = cell_text(value)
        return None if self.is_blank(text) else self.parse(text, context)

    def is_blank(self, text) -> bool:
        return is_blank_text(text)

    def parse(self, text, context):
        """The clean value of a text that is not blank."""
        if _UNREADABLE.search(text):
            raise CellError(_("里面有无法识别的字（可能是自造字或乱码）；请重新输入"))
        return text

    def render(self, value, obj=None, *, reveal=False, **kwargs):
        if value is None or value == "":
            return ""
        if isinstance(value, Secret):
            return value.open() if reveal else value.mask
        return str(value)


class TextWidget(CellWidget):
    """Text of at most `max_length` characters; `checks` are model validators whose message is shown."""

    def __init__(self, max_length, checks=()):
        super().__init__()
        self.max_length = max_length
        self.checks = checks

    def parse(self, text, context):
        text = super().parse(text, context)
        if len(text) > self.max_length:
            raise CellError(format_lazy(_("太长了，最多{count}个字；请缩短"), count=self.max_length))
        for check in self.checks:
            check(text)
        return text


class NameWidget(CellWidget):
    """A person's name, as identity.clean_name() keeps it."""

    max_length = 50

    def parse(self, text, context):
        name = identity.clean_name(text)
        if len(name) > self.max_length:
            raise CellError(_("姓名太长；一格只能填一个人的姓名"))
        return name


class SecretWidget(CellWidget):
    """A number that points to a person: clean it is text, shown it is a mask."""

    secret = True

    @staticmethod
    def mask(text):
        raise NotImplementedError

    def is_blank(self, text):
        return is_unanswered(text)

    def render(self, value, obj=None, *, reveal=False, **kwargs):
        if isinstance(value, str) and value:
            return value if reveal else self.mask(value)
        return super().render(value, reveal=reveal)


class IdWidget(SecretWidget):
    """An 18-digit ID number; a numeric cell has lost digits and is refused."""

    mask = staticmethod(identity.mask_id)

    def clean(self, value, row=None, *, context=None, **kwargs):
        if (isinstance(value, str) and self.is_blank(cell_text(value))) or value is None:
            return None
        number = _CALLED_ID.sub("", value) if isinstance(value, str) else value
        return identity.check_id_cell(number, allow_sample=context.allow_samples).number


class PhoneWidget(SecretWidget):
    """One telephone number. What it is called may stand beside it, whose else it is may not."""

    mask = staticmethod(identity.mask_phone)

    def is_blank(self, text):
        return super().is_blank(text) or text in _DEAD_NUMBERS

    def parse(self, text, context):
        number = _CALLED_PHONE.sub("", text).strip(" ,，.。;；、")
        try:
            return identity.check_phone(number, allow_sample=context.allow_samples)
        except identity.IdentityError:
            if _EXCEL_PHONE.fullmatch(number):
                raise CellError(_LOST_DIGITS) from None
            bare = _WORDS_BESIDE.sub("", number)
            if bare == number or not identity.is_phone(bare):
                raise
        raise CellError(_("号码旁边还有别的字；请只留号码，别人的电话填到“紧急联系电话”"))


class PartialDateWidget(CellWidget):
    """A date as precise as it is known, kept as "1985", "1985-01" or "1985-01-02"."""

    def __init__(self, *, future=False):
        super().__init__()
        self.future = future

    def clean(self, value, row=None, *, context=None, **kwargs):
        if value is None or (isinstance(value, str) and is_unanswered(cell_text(value))):
            return None
        return dates.parse_date(value, today=None if self.future else context.today) or None

    def render(self, value, obj=None, **kwargs):
        return str(value or "")


class DayWidget(PartialDateWidget):
    """A date to the day, not after today."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        day = super().clean(value, context=context)
        if day is not None and len(day) < 10:
            raise CellError(_("请写到日，例如 2024-08-01"))
        return day


class CodeWidget(CellWidget):
    """One answer of a vocabulary: by label, code or synonym. `lookup(choices, text)` gives code or None."""

    def __init__(self, choices, lookup):
        super().__init__()
        self.choices = choices
        self.lookup = lookup
        self.labels = dict(choices.choices)
        self.known = {}  # answers repeat: each is looked up once

    def clean(self, value, row=None, *, context=None, **kwargs):
        if value is None:
            return None
        key = value if type(value) is str else cell_text(value)
        if key not in self.known:
            self.known[key] = self.answer(cell_text(key))
        return self.known[key]

    def answer(self, text):
        code = self.lookup(self.choices, text)
        if code is None and not is_unanswered(text):
            raise UnknownWords(self.complaint(), [text])
        return code and str(code)

    def joined(self, codes):
        """The clean value of a cell that means `codes`; None for none of them."""
        return codes[0] if codes else None

    def complaint(self):
        labels = [str(label) for label in self.labels.values()]
        shown = "、".join(labels[:_SHOWN_OPTIONS])
        if len(labels) > _SHOWN_OPTIONS:
            return format_lazy(_("不在选项中；请改成这些之一：{options}等"), options=shown)
        return format_lazy(_("不在选项中；请改成这些之一：{options}"), options=shown)

    def render(self, value, obj=None, **kwargs):
        return str(self.labels.get(value, value)) if value else ""


class CodesWidget(CodeWidget):
    """Several answers of a vocabulary in one cell; `lookup(choices, text)` gives (codes, unknown words)."""

    NONE = frozenset("否 不是 没有 × 非".split())  # none of them

    def answer(self, text):
        if text in self.NONE:
            return None
        codes, unknown = self.lookup(self.choices, text)
        if not codes and is_unanswered(text):
            return None
        if words := [word for word in unknown if not is_blank_text(word)]:
            raise UnknownWords(self.complaint(), words, map(str, codes))
        return [str(code) for code in codes] or None

    def joined(self, codes):
        return [code for code in self.labels if code in codes] or None

    def render(self, value, obj=None, **kwargs):
        codes = [value] if value and isinstance(value, str) else value or ()  # a part holds one of them
        return "、".join(str(self.labels.get(code, code)) for code in codes)


def _ticked(text) -> str:
    """The word that is ticked of two that are printed: of □是☑否 it is 否; "" where that cannot be said."""
    if text[:1] in _WORDS_TO_TICK:
        pairs, rest = [(box, word) for word, box in _WORD_AND_BOX.findall(text)], _WORD_AND_BOX.sub("", text)
    else:
        pairs, rest = _BOX_AND_WORD.findall(text), _BOX_AND_WORD.sub("", text)
    ticked = [word for box, word in pairs if box and box in _TICKS]
    return ticked[0] if len(pairs) == 2 and len(ticked) == 1 and not rest else ""


class YesNoWidget(CellWidget):
    """是 or 否, however it is ticked; `yes` and `no` are further words of this column."""

    YES = frozenset("是 有 √ ✓ ✔ v y yes true t 1 ☑ 对 已 参加 参加过 已参加".split())
    NO = frozenset("否 不是 没有 没 不 × ✗ ✘ x n no false f 0 非 未 无 未参加".split())

    def __init__(self, yes=(), no=()):
        super().__init__()
        self.labels = {"yes": _("是"), "no": _("否")}
        self.yes = self.YES | set(yes)
        self.no = self.NO | set(no)

    def clean(self, value, row=None, *, context=None, **kwargs):
        text = _NOTES.sub("", unicodedata.normalize("NFKC", cell_text(value))).casefold().strip(" .。,;；")
        text = _ticked(text.replace(" ", "")) or text
        if text in self.yes:
            return True
        if text in self.no:
            return False
        if is_unanswered(text):
            return None
        raise UnknownWords(_("请填“是”或“否”"), [cell_text(value)])

    def joined(self, codes):
        """The answer that taught codes stand for."""
        return codes[0] == "yes" if codes else None

    def render(self, value, obj=None, **kwargs):
        return "" if value is None or value == "" else "是" if value else "否"


class AmountWidget(CellWidget):
    """An amount in 元 to the cent, not negative; kept as text such as "1200.00"."""

    def is_blank(self, text):
        return is_unanswered(text) or text in ("不享受", "未享受", "未发放")

    LARGEST = Decimal("9999999999.99")

    def parse(self, text, context):
        written = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
        if written is None:
            raise CellError(_("请只填数字，单位是元，例如 1200.50"))
        amount = Decimal(written[1].replace(",", ""))
        if amount < 0:
            raise CellError(_("金额不能小于0"))
        if amount > self.LARGEST:
            raise CellError(_("金额太大；单位是元，请核对"))
        if amount != round(amount, 2):
            raise CellError(_("金额最多两位小数"))
        return f"{amount:.2f}"


class IntegerWidget(CellWidget):
    """A whole number from `least` to `most`."""

    def __init__(self, least, most, *, unit=""):
        super().__init__()
        self.least, self.most, self.unit = least, most, unit

    def is_blank(self, text):
        return is_unanswered(text)

    def parse(self, text, context):
        plain = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix(self.unit)
        digits = _COUNTED.sub("", plain).replace(",", "") if _COUNT.fullmatch(plain) else plain
        if not re.fullmatch(r"[0-9]{1,9}", digits) or not self.least <= int(digits) <= self.most:
            raise CellError(format_lazy(_("请填{least}到{most}之间的整数"), least=self.least, most=self.most))
        return int(digits)


class YearWidget(IntegerWidget):
    """A year, also as part of a date: 2019, 2019年度, 2019年5月."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        if isinstance(value, datetime.date):
            return super().clean(value.year, context=context)
        return super().clean(value, context=context)

    def parse(self, text, context):
        try:
            year = dates.parse_date(text.removesuffix("度"), today=None)[:4]
        except dates.DateError:
            year = text
        return super().parse(year, context)


class StationWidget(CellWidget):
    """A station. Clean it is the text: which station that is, the row's other cells help to say."""

    def render(self, value, obj=None, *, context=None, **kwargs):
        if isinstance(value, int):
            return context.stations.name(value)
        return str(value or "")
