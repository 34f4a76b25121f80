"""What free text must not carry."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_DESIGNATION = re.compile(r"[0-9０-９]{4,6}\s*(部队|分队)|番号")


def refuse_unit_designation(text):
    """Military unit designations and garrisons are never held (保守国家秘密法; 退役军人保障法 art. 68)."""
    if _DESIGNATION.search(text):
        raise ValidationError(_("请不要填写部队番号或代号，本平台不收集。"), code="secret")
