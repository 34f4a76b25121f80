"""Cells that only the sheet of people has."""

import re

from django.utils.translation import gettext_lazy as _

from stations.identity import IdentityError
from stations.spreadsheets import CodesWidget, CodeWidget, IdWidget, PhoneWidget, TextWidget, cell_text

from .vocabulary import DisabilityNature

_NO_NUMBER = re.compile(r"(?:暂无|暂时没有|没有|未办理|无)(?:身份证号?码?)?[:：,，、(（]?(.*?)[)）]?")
_NO_MOBILE = re.compile(r"无|无手机|没有手机|无电话|没有|无号码|无联系电话|无联系方式")
# Words that say no more than that somebody served: the class has to come from elsewhere.
_ANY_VETERAN = frozenset("退役军人 复退军人 退伍复员军人 复员退伍军人 退役人员 老兵".split())
_NATURES = {"因战": DisabilityNature.WAR, "因公": DisabilityNature.DUTY, "因病": DisabilityNature.ILLNESS}
_NATURE_AND_GRADE = re.compile(rf"({'|'.join(_NATURES)})(?:致残|伤残|残疾)?(.+)")
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
            if len(others) != 1:
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
        both = _NATURE_AND_GRADE.fullmatch(text)
        if both and (grade := self.lookup(self.choices, both[2])):
            return f"{_NATURES[both[1]]}:{grade}"
        return super().answer(text)


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
