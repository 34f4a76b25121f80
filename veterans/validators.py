"""What free text must not carry, and codes that must be well formed."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_DESIGNATION = re.compile(r"[0-9０-９]{4,6}\s*(部队|分队)|番号")


def refuse_unit_designation(text):
    """Military unit designations and garrisons are never held (保守国家秘密法; 退役军人保障法 art. 68)."""
    if _DESIGNATION.search(text):
        raise ValidationError(_("请不要填写部队番号或代号，本平台不收集。"), code="secret")


def check_division_code(text):
    """A 12-digit 统计用区划代码 (domain §6.4)."""
    if not re.fullmatch(r"[1-9][0-9]{11}", text):
        raise ValidationError(_("区划代码应为12位数字，例如 440704004212；请核对。"), code="division")


_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def check_credit_code(text):
    """统一社会信用代码: 18 characters with a check character (GB 32100-2015)."""
    if not re.fullmatch(rf"[{_CREDIT_ALPHABET}]{{18}}", text):
        raise ValidationError(
            _("统一社会信用代码应为18位数字和大写字母（没有 I、O、S、V、Z）；请核对。"), code="credit"
        )
    total = sum(
        _CREDIT_ALPHABET.index(char) * weight for char, weight in zip(text, _CREDIT_WEIGHTS, strict=False)
    )
    if _CREDIT_ALPHABET.index(text[-1]) != -total % 31:
        raise ValidationError(
            _("统一社会信用代码有一位写错了（校验码不符）；请对照营业执照核对。"), code="credit"
        )
