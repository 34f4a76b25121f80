"""Dates as precise as they are known: "1985", "1985-01" or "1985-01-02", kept as text.

Text order is time order, and a month never turns into its first day. Pure functions.
"""

import calendar
import datetime
import math
import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR, LATEST_YEAR = 1880, 2199

_TABLE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: " ", 0xA0: " "}
_TABLE |= dict.fromkeys(map(ord, "/.\\、。·‐‑–—−／．－＼｡,，"), "-")
_HAN = "〇零○一二三四五六七八九"
_DIGIT_TABLE = str.maketrans(_HAN, "000123456789")

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DASHED = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_SPACED = re.compile(r"([0-9]{4}) +([0-9]{1,2})(?: +([0-9]{1,2}))?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
# The marks between may be mixed, as in 2005-3月 or 2001年9.11.
_WORDED = re.compile(
    rf"([0-9{_HAN}]{{4}})[年-](?:([0-9{_HAN}十]{{1,3}})(?:[月-]份?(?:([0-9{_HAN}十廿卅]{{1,4}})[日号]?)?)?)?"
)
# Said behind a date and no part of it: the day of the week, what happened then, about which part of it.
_BEHIND = re.compile(
    r"(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|[上下]午|凌晨|晚上|(?:(?<=年)|(?<=[0-9]{4}))(?:[春夏秋冬]季?|初|底|末|[上下]半年)|[(（][春夏秋冬]季?[)）]"
    r"|(?<=[月份])(?:[上中下]旬|初|中|底|末)|入伍|参军|退役|退伍|转业|复员|出生|入党|生|止)$"
)
_TIME = re.compile(r"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[-.][0-9]+)?)?(?:Z|[-+][0-9]{2}:?[0-9]{2})?$")
_REPUBLIC = re.compile(rf"民国([0-9{_HAN}十]{{1,3}})年")  # its first year is 1912
_TWO_DIGIT_YEAR = re.compile(rf"[0-9{_HAN}]{{2}}(?:[-年]|$)|[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{2,4}}")
_TWO_DATES = re.compile(r"[0-9]{4}(?:[-年].*?)?(?:[-至到~]|--)+[0-9]{4}(?![0-9])")
_LUNAR = re.compile(r"[农旧阴]历|正月|冬月|腊月|闰|初[一二三四五六七八九十]")


class DateError(ValueError):
    """A date that cannot be taken; `message` is one plain sentence saying what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message

    def __str__(self):
        return str(self.message)


_HINT = _("看不懂这个日期；请写成 1985-01-02、1985-01 或 1985")
_NO_SUCH_DAY = _("没有这一天：请核对月份和日子")
_AMBIGUOUS = _("表格把它存成了数字，分不清是1月还是10月；请把该列设为“文本”格式后写成 1985-01 或 1985-10")
_SERIAL = _("这是表格内部的日期序号；请把该列设为“日期”或“文本”格式后重新填写")


def parse_date(value, *, today):
    """The partial date that a clerk's text or a spreadsheet cell holds; "" for None and blank text.

    Takes 1985-1-2, 1985/1/2, 1985.1.2, 19850102, 198501, 1985年1月2日, 一九八五年一月, 民国37年, full-width forms,
    a time of day behind (dropped), date and datetime. Raises DateError for anything else, for years before
    1880, for dates after `today` (None where the future is allowed), and for the number 1985.1, which may
    have been typed as 1985.10.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        partial = _from_text(value)
    elif isinstance(value, datetime.date):
        if (value.year, value.month, value.day) in ((1899, 12, 30), (1899, 12, 31)):
            raise DateError(_HINT)  # nought in a column of dates
        partial = _join(value.year, value.month, value.day)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        partial = _from_number(value)
    else:
        raise DateError(_HINT)
    if today is not None and partial > today.isoformat()[: len(partial)]:
        raise DateError(_("这个日期在今天之后；请核对"))
    return partial


def _from_text(text):
    match = _PARTIAL.fullmatch(text)
    if match:
        return _join(*match.groups())
    text = _TIME.sub("", text.translate(_TABLE).strip().lstrip("'’"))
    if match := _SPACED.fullmatch(text):
        return _join(*match.groups())
    text = re.sub(r"(?<=[^0-9 ]) +| +(?=[^0-9 ])", "", text).rstrip("-").replace("元月", "1月")
    text = _REPUBLIC.sub(lambda years: f"{1911 + _number(years[1])}年", text)
    text = _BEHIND.sub("", text).rstrip("-")
    if not text:
        return ""
    match = _DASHED.fullmatch(text) or _COMPACT.fullmatch(text) or _PARTIAL.fullmatch(text)
    if match:
        return _join(*match.groups())
    match = _WORDED.fullmatch(text)
    if match:
        return _join(*(part and _number(part) for part in match.groups()))
    raise _unreadable(text)


def _number(part):
    """The number that Arabic or Chinese digits write: 12, 一二, 十二, 廿一, 二〇〇五."""
    part = part.replace("廿", "二十").replace("卅", "三十").translate(_DIGIT_TABLE)
    tens, ten, ones = part.partition("十")
    if not ten:
        return int(part)
    if not (len(tens) <= 1 and len(ones) <= 1):
        raise DateError(_HINT)
    return int(tens or 1) * 10 + int(ones or 0)


def _from_number(value):
    if not math.isfinite(value) or value < 0:
        raise DateError(_HINT)
    if value == int(value):
        text = str(int(value))
        if len(text) == 5:
            raise DateError(_SERIAL)
        return _from_text(text)
    year, _point, month = repr(value).partition(".")
    if len(year) == 5:
        raise DateError(_SERIAL)
    if month == "1":
        raise DateError(_AMBIGUOUS)
    return _from_text(f"{year}-{month}")


def _join(year, month=None, day=None):
    """The partial date of the given parts (numbers or digits); DateError when there is no such day.

    A month or day 00 is how forms write that it is not known.
    """
    if (int(year), int(month or 0), day and int(day)) == (1900, 1, 0):
        raise DateError(_HINT)  # nought in a cell of dates
    year, month, day = int(year), int(month or 0) or None, int(day or 0) or None
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise DateError(_("年份不对；请写四位的公历年份"))
    if month is None and day is None:
        return f"{year}"
    if month is None:
        raise DateError(_NO_SUCH_DAY)
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]):
        raise DateError(_NO_SUCH_DAY)
    return f"{year}-{month:02}" if day is None else f"{year}-{month:02}-{day:02}"


def _unreadable(text):
    if _LUNAR.search(text):
        return DateError(_("这像是农历日期；请换算成公历后填写"))
    if re.fullmatch(r"[0-9]{5}", text):
        return DateError(_SERIAL)
    if _TWO_DATES.search(text):
        return DateError(_("这一格写了起止两个日期；请只写这一列要的那一个"))
    if _TWO_DIGIT_YEAR.match(text):
        return DateError(_("年份请写四位，并写在最前面，例如 1985-01-02"))
    return DateError(_HINT)


def is_partial(text):
    """Whether `text` is a partial date exactly as it is kept."""
    match = _PARTIAL.fullmatch(text)
    try:
        return match is not None and _join(*match.groups()) == text
    except DateError:
        return False


def _parts(partial):
    if not is_partial(partial):
        raise DateError(_HINT)
    return [int(part) for part in partial.split("-")]


def first_day(partial):
    """The first date that "1985", "1985-01" or "1985-01-02" can mean; DateError for all else, also ""."""
    year, month, day = [*_parts(partial), 1, 1][:3]
    return datetime.date(year, month, day)


def last_day(partial):
    """The last date it can mean; DateError as in first_day()."""
    parts = _parts(partial)
    year, month = [*parts, 12][:2]
    return datetime.date(year, month, parts[2] if len(parts) == 3 else calendar.monthrange(year, month)[1])


def show(partial):
    """The partial date for people, in their language: 1985年, 1985年1月, 1985年1月2日; "" for blank."""
    if not partial:
        return ""
    parts = _parts(partial)
    if len(parts) == 1:
        return gettext("{year}年").format(year=parts[0])
    if len(parts) == 2:
        return gettext("{year}年{month}月").format(year=parts[0], month=parts[1])
    return gettext("{year}年{month}月{day}日").format(year=parts[0], month=parts[1], day=parts[2])


def years_after(partial, years):
    """The partial date `years` later, as precise as it was; "" for blank."""
    return f"{int(partial[:4]) + years}{partial[4:]}" if partial else ""


def surely_before(earlier, later):
    """Whether one partial date lies before another as far as both are known; False for blanks."""
    known = min(len(earlier), len(later))
    return earlier[:known] < later[:known]


def months_before(day, n):
    """The date `n` months before `day`; a day which that month lacks becomes its last (31 -> 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 - n, 12)
    month += 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
