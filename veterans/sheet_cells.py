"""Cells that only the sheet of people has."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from stations.identity import IdentityError
from stations.spreadsheets import CodesWidget, CodeWidget, IdWidget, PhoneWidget, TextWidget, cell_text

from .vocabulary import DisabilityNature

_NO_NUMBER = re.compile(r"(?:暂无|暂时没有|没有|未办理|无)(?:身份证号?码?)?[:：,，、(（]?(.*?)[)）]?")
_NO_MOBILE = re.compile(r"(?:暂|确)?无|(?:暂?无|没有|没)(?:手机|电话|号码|联系电话|联系方式)(?:号码?)?|没有")
SAME_ADDRESS = re.compile(
    r"[同与和](?:上|户籍|户口|身份证|常住|现住|居住).{0,5}(?:一致|相同|一样)?|一致|相同|一样"
)
# Words that say no more than that somebody served: the class has to come from elsewhere.
_ANY_VETERAN = frozenset("退役军人 复退军人 退伍复员军人 复员退伍军人 退役人员 老兵".split())
_NATURES = {"战": DisabilityNature.WAR, "公": DisabilityNature.DUTY, "病": DisabilityNature.ILLNESS}
_GRADE = re.compile(r"(?P<grade>10|[1-9一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾])级?")
_NATURE = re.compile(r"因?(?P<nature>[战公病])")
_SAID_BESIDE = re.compile(r"(?:致|伤)?残疾?(?:军人)?|等级|评定为?|[()（）:：、,，/\s]")
_FORMAL_DIGITS = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_BETWEEN = re.compile(r"[/／、，,;；|\s]+|或")
_TITLE_ENDS = re.compile(r"[;；\n\r]+")


class NoNumber(str):
    """The answer 暂无 in a column of numbers, with its reason where one is written beside it."""


class PersonIdWidget(IdWidget):
    """An ID number, or 暂无 and why."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        if isinstance(value, str) and (none := _NO_NUMBER.fullmatch(cell_text(value))):
            return NoNumber(none[1].strip())
        return super().clean(value, context=context)


class TwoPhones(str):
    """The first of two numbers that stand in one cell; `other` is the second."""

    other = ""


class MobileWidget(PhoneWidget):
    """A telephone number, two of them, or 无手机."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        if isinstance(value, str) and _NO_MOBILE.fullmatch(cell_text(value)):
            return NoNumber()
        try:
            return super().clean(value, context=context)
        except IdentityError:
            first, *others = [part for part in _BETWEEN.split(cell_text(value)) if part]
            if len(others) != 1 or not all(
                any(letter.isdigit() for letter in part) for part in (first, *others)
            ):
                raise
            both = TwoPhones(super().clean(first, context=context))
            both.other = super().clean(others[0], context=context)
            return both


class ClassesWidget(CodesWidget):
    """人员类别. 退役军人 alone is no class: the answer stays open."""

    def answer(self, text):
        return None if text in _ANY_VETERAN else super().answer(text)


class GradeWidget(CodeWidget):
    """残疾等级, also together with its nature: 因公八级 becomes "2:08"."""

    def answer(self, text):
        bare = _SAID_BESIDE.sub("", unicodedata.normalize("NFKC", text))
        nature = _NATURE.search(bare)
        written = _GRADE.fullmatch(_NATURE.sub("", bare, count=1))
        if not written:
            return super().answer(text)
        grade = self.lookup(self.choices, f"{written['grade'].translate(_FORMAL_DIGITS)}级")
        return f"{_NATURES[nature['nature']]}:{grade}" if nature else str(grade)


class TitlesWidget(TextWidget):
    """Titles, one or several separated by semicolons or line breaks; a list when clean."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        parts = _TITLE_ENDS.split(value) if isinstance(value, str) else [value]
        titles = [super(TitlesWidget, self).clean(part, context=context) for part in parts]
        return list(dict.fromkeys(filter(None, titles))) or None

    def render(self, value, obj=None, **kwargs):
        return "；".join(value) if isinstance(value, list) else super().render(value, **kwargs)


MASKED_NUMBER = _("身份证号打了星号，不能用来登记；请填写完整的18位号码，已经建档的也可以填写“档案编号”")
NO_REASON = _("请填写身份证号；暂时没有的，请在“暂无身份证原因”写明原因")


class ArchiveNoWidget(TextWidget):
    """档案编号: the number of a file, however its digits and its dash were typed."""

    _DASHES = str.maketrans("０１２３４５６７８９－—–―﹣_", "0123456789------")

    def __init__(self):
        super().__init__(20)

    def parse(self, text, context):
        return super().parse(text.translate(self._DASHES).replace(" ", ""), context)
