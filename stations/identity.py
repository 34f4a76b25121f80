"""Who a person is, as written: resident identity number, telephone number, name.

Pure functions: text in, clean text out, or an IdentityError whose message tells the clerk in one
sentence what to do. No message, repr or cache here ever holds a number or a name.
Identity numbers follow GB 11643.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from operator import mul

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SAMPLE_REGION = "440799"  # no division has this code: the numbers of made-up people start with it
SAMPLE_PHONE = "10000"  # no mobile number has ever been issued here
EARLIEST_BIRTH = datetime.date(1880, 1, 1)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_ZERO = ord("0") * sum(_WEIGHTS)

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_INVISIBLE = "\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_SPACES = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_QUOTES = "'\u2018\u2019`"  # Excel's mark for "this is text"
_PHONE_TABLE = _FULL_WIDTH | dict.fromkeys(map(ord, _INVISIBLE + _SPACES + _QUOTES))
_ID_TABLE = _PHONE_TABLE | dict.fromkeys(map(ord, _DASHES))
_PHONE_TABLE |= dict.fromkeys(map(ord, _DASHES), "-")

_ID = re.compile(r"[0-9]{17}[0-9X]")
_EXCEL_NUMBER = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}|[0-9]{15,}\.[0-9]*")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SAMPLE = re.compile(rf"{SAMPLE_PHONE}[0-9]{{6}}")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})-[0-9]{7,8}(?:-[0-9]{1,6})?")
_WRITTEN_MOBILE = re.compile(r"(?:(?:\+|00)?86|0)?(1[0-9]{10})")
_WRITTEN_LANDLINE = re.compile(
    r"\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?-?([0-9]{3,4})-?([0-9]{4})(?:(?:-|转|分机|#|[Xx]|[Ee]xt\.?)([0-9]{1,6}))?"
)


class IdentityError(ValueError):
    """A number or name that cannot be taken. `code` is for programs, `message` is one plain sentence."""

    def __init__(self, code, message):
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self):
        return str(self.message)


class PersonNameError(IdentityError):
    """A name that cannot be taken."""


# --- identity numbers -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked number and what follows from it: `sex` is "1" 男 or "2" 女 (GB/T 2261.1)."""

    number: str = field(repr=False)
    birth: datetime.date = field(repr=False)
    sex: str = field(repr=False)
    region: str
    is_sample: bool


_EXCEL_DAMAGE = _("该身份证号在表格里被存成了数字，末几位已丢失；请把该列设为“文本”格式后重新填写")
_ID_EMPTY = _("请填写身份证号；暂时没有的，请选“暂无”并写明原因")


def id_check_digit(first17):
    """The 18th character, "0" to "9" or "X", for the first 17 digits (GB 11643)."""
    return _CHECK_DIGITS[(sum(map(mul, _WEIGHTS, first17.encode("ascii"))) - _ZERO) % 11]


def normalise_id(text):
    """`text` in half-width, upper-case X, without spaces, dashes and quotes. Checks nothing."""
    return text.translate(_ID_TABLE).upper()


def check_id(text, *, allow_sample):
    """The IdNumber that `text` holds; IdentityError otherwise.

    Codes: empty, excel, masked, characters, length15, length, birth, checksum, sample (a made-up number
    where `allow_sample` is false). The region may be a withdrawn or unknown code: birth places of the
    old are. A birth date after today or before 1880 is refused.
    """
    number = text if _ID.fullmatch(text) else normalise_id(text)
    if not _ID.fullmatch(number):
        raise _malformed_id(number)
    try:
        birth = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        birth = None
    if birth is None or not EARLIEST_BIRTH <= birth <= datetime.date.today():
        raise IdentityError("birth", _("身份证号里的出生日期（第7至14位）不对；请对照身份证核对"))
    if id_check_digit(number[:17]) != number[17]:
        if number.endswith("000"):
            raise IdentityError("excel", _EXCEL_DAMAGE)
        raise IdentityError("checksum", _("身份证号有一位写错了（校验码不符）；请对照身份证逐位核对"))
    is_sample = number.startswith(SAMPLE_REGION)
    if is_sample and not allow_sample:
        raise IdentityError("sample", _("440799 开头的是示例号码，不能用于正式档案；请填写真实的身份证号"))
    return IdNumber(number, birth, "1" if int(number[16]) % 2 else "2", number[:6], is_sample)


def check_id_cell(value, *, allow_sample):
    """check_id() for a spreadsheet cell: a number has lost its last digits and is refused (code excel).

    Excel keeps 15 digits; 9 % of the damaged numbers still pass the checksum, so none is trusted.
    """
    if value is None:
        raise IdentityError("empty", _ID_EMPTY)
    if isinstance(value, (int, float)):
        raise IdentityError("excel", _EXCEL_DAMAGE)
    if not isinstance(value, str):
        raise IdentityError("characters", _("这一格不是身份证号；请把该列设为“文本”格式后重新填写"))
    return check_id(value, allow_sample=allow_sample)


def _malformed_id(number):
    if not number:
        return IdentityError("empty", _ID_EMPTY)
    if _EXCEL_NUMBER.fullmatch(number):
        return IdentityError("excel", _EXCEL_DAMAGE)
    if "*" in number:
        return IdentityError("masked", _("身份证号被星号遮住了；请填写完整的18位号码"))
    if re.fullmatch(r"[0-9]{15}", number):
        return IdentityError("length15", _("这是15位的旧身份证号，已停用；请填写现在的18位身份证号"))
    if not re.fullmatch(r"[0-9]*X?", number):
        return IdentityError(
            "characters", _("身份证号只能有数字，最后一位可以是X；请检查有没有汉字、字母或符号")
        )
    return IdentityError(
        "length",
        format_lazy(_("身份证号应为18位，现在是{count}位；请对照身份证核对"), count=len(number)),
    )


def mask_id(number):
    """440799********002X: region and last four shown. Texts of another length are hidden whole."""
    if len(number) != 18:
        return "*" * max(len(number), 4) if number else ""
    return f"{number[:6]}********{number[14:]}"


def mask_id_in_lists(last4):
    """**************002X from the last four characters; "" for none.

    Where region and birth date stand in other columns, the usual mask would spell the number out.
    """
    return "*" * 14 + last4 if last4 else ""


def age_on(birth, day):
    """Full years (周岁) on `day`: one more from the birthday on (of 29 February: from 1 March)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


# --- telephone numbers ------------------------------------------------------------------------


def normalise_phone(text):
    """A mobile as 11 digits, a land line as 0750-1234567 or 0750-1234567-801, else `text` in half-width."""
    if _MOBILE.fullmatch(text) or _SAMPLE.fullmatch(text):
        return text
    compact = text.translate(_PHONE_TABLE).removesuffix(".0")
    mobile = _WRITTEN_MOBILE.fullmatch(re.sub(r"[-()]", "", compact))
    if mobile:
        return mobile[1]
    national = re.sub(r"^\(?(?:\+|00)86\)?-?\(?0?\)?", "0", compact)
    landline = _WRITTEN_LANDLINE.fullmatch(national)
    if not landline:
        return compact
    area, head, tail, extension = landline.groups()
    return f"{area}-{head}{tail}-{extension}" if extension else f"{area}-{head}{tail}"


def check_phone(text, *, allow_sample):
    """The normalised number; IdentityError otherwise.

    Codes: empty, masked, several, area (land line without area code), prefix, length, sample.
    """
    number = normalise_phone(text)
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return number
    if _SAMPLE.fullmatch(number):
        if allow_sample:
            return number
        raise IdentityError("sample", _("10000 开头的是示例号码，不能用于正式档案；请填写真实的电话号码"))
    raise _malformed_phone(number)


def is_phone(text):
    """Whether `text` is a whole telephone number, made-up ones included."""
    number = normalise_phone(text)
    return any(form.fullmatch(number) for form in (_MOBILE, _LANDLINE, _SAMPLE))


def _malformed_phone(number):
    digits = re.sub(r"[^0-9]", "", number)
    if not number:
        return IdentityError("empty", _("请填写电话号码"))
    if "*" in number:
        return IdentityError("masked", _("电话号码被星号遮住了；请填写完整的号码"))
    if len(digits) > 20:
        return IdentityError("several", _("一格只能填一个电话号码；请只留一个，其余填到备用电话"))
    if re.fullmatch(r"[2-8][0-9]{2,3}-?[0-9]{4}", number):
        return IdentityError("area", _("固定电话请写上区号，例如 0750-1234567"))
    if re.fullmatch(r"1[0-9]{10}", number):
        return IdentityError("prefix", _("手机号应以13至19开头；请核对后重新填写"))
    return IdentityError(
        "length",
        format_lazy(
            _("电话号码不对（现在有{count}位数字）：手机号应为11位，固定电话要写区号；请核对后重新填写"),
            count=len(digits),
        ),
    )


def mask_phone(number):
    """138****1234 for a mobile, 0750-****567 for a land line; anything else is hidden whole."""
    if re.fullmatch(r"1[0-9]{10}", number):
        return f"{number[:3]}****{number[7:]}"
    if _LANDLINE.fullmatch(number):
        area, local = number.split("-")[:2]
        return f"{area}-****{local[4:]}"
    return "*" * max(len(number), 4) if number else ""


# --- names ------------------------------------------------------------------------------------

_MIDDLE_DOTS = "\u0387\u16eb\u2022\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65"
# What PDF files give for whole characters; Unicode names them radicals but decomposes only two of them.
_RADICALS = (
    "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
# Fourteen characters that GB 18030-2000 had to keep in the private use area (standard of 2005, annex D).
_GB18030_LATE = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SPACE_IN_NAME = re.compile(rf"(?<=[{_CHINESE}]) +(?=[{_CHINESE}])")
_FULL_STOP_IN_NAME = re.compile(rf"(?<=[{_CHINESE}])\.(?=[{_CHINESE}])")  # typed for want of a middle dot


def _name_table():
    """Characters of names that are another character in disguise; to None those that show nothing."""
    table = dict(_FULL_WIDTH)
    table |= dict.fromkeys(map(ord, _MIDDLE_DOTS), "·")
    table |= {cp: unicodedata.normalize("NFKC", chr(cp)) for cp in range(0x2F00, 0x2FD6)}
    table |= {ord(_RADICALS[i]): _RADICALS[i + 1] for i in range(0, len(_RADICALS), 2)}
    # GBK fonts drew these 80 in the private use area (䶮 among them); GB 18030 has given them real places.
    trailing = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
    table |= {0xE815 + i: bytes((0xFE, byte)).decode("gb18030") for i, byte in enumerate(trailing)}
    table |= _GB18030_LATE
    selectors = (0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
    return table | dict.fromkeys(selectors)


_NAME_TABLE = _name_table()


def clean_name(text):
    """A person's name as it is kept; PersonNameError (codes empty, lines, characters, lost, masked, several)
    when it cannot be.

    Full-width letters, Kangxi radicals, the middle-dot family and known private-use characters become
    what they stand for; invisible characters and spaces between Chinese characters go. Rare characters
    and compatibility ideographs stay as they are: they are people's names, so there is no NFKC.
    """
    if _PLAIN_NAME.fullmatch(text) and "某" not in text:
        return text
    kept = []
    for char in text.strip().translate(_NAME_TABLE):
        category = unicodedata.category(char)
        if category == "Zs":
            kept.append(" ")
        elif char in "\t\n\r\v\f\x85\u2028\u2029":
            raise PersonNameError("lines", _("姓名里有换行或制表符；一格只能填一个人，请删去后重新填写"))
        elif category in ("Cc", "Co", "Cs") or char == "\ufffd" or _is_noncharacter(char):
            raise PersonNameError(
                "characters", _("姓名里有无法识别的字（可能是自造字或乱码）；请用输入法重新输入姓名")
            )
        elif category != "Cf":
            kept.append(char)
    name = re.sub(r" *·[ ·]*", "·", re.sub(" +", " ", "".join(kept)).strip())
    name = _FULL_STOP_IN_NAME.sub("·", _SPACE_IN_NAME.sub("", name))
    if not name:
        raise PersonNameError("empty", _("请填写姓名"))
    _refuse_no_name(name)
    return name


def _refuse_no_name(name):
    if re.search(r"[?？□■〓]", name):
        raise PersonNameError("lost", _("姓名里有问号或方框，可能有字没有保存下来；请重新输入姓名"))
    if re.search(r"[*＊×]|某", name):
        raise PersonNameError("masked", _("姓名有字被遮住了；请填写完整的姓名"))
    if re.search(r"[^\W\d]{2}[、，,;；/\\&+和与]?[、，,;；/\\&+][^\W\d]{2}", name):
        raise PersonNameError("several", _("一格只能填一个人的姓名；几个人请分成几行"))


def _is_noncharacter(char):
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
