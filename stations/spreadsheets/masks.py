"""Numbers that come back as the masks an export shows: they say nothing new, and are never stored."""

import re

from django.utils.translation import gettext_lazy as _

from .cells import cell_text

OTHER_NUMBER = _("打码的号码与档案里的不一致，没有改动；要更改请填写完整的号码")
NEW_NUMBER = _("新登记时号码不能打星号；请填写完整的号码")
_STARS = str.maketrans("＊﹡∗●•", "*****")
_MASK = re.compile(r"[0-9]*-?\*{3,}[0-9]*[0-9Xx]?")


def is_mask(value) -> bool:
    """Whether a cell holds a number with its middle hidden, such as 138****5678."""
    return isinstance(value, str) and _MASK.fullmatch(_plain(value)) is not None


def fits(mask, number) -> bool:
    """Whether `number` begins and ends as what `mask` leaves to see."""
    shown = re.split(r"\*+", _plain(mask).upper())
    return bool(number) and number.startswith(shown[0]) and number.endswith(shown[-1])


def compare(resource, row) -> None:
    """Says of each mask of a row on file where it is not that of the stored number."""
    for attribute, mask in row.masked.items():
        held = row.stored.values.get(attribute)
        if attribute in row.stored.values and not fits(mask, held or ""):
            row.note(resource.header(attribute), OTHER_NUMBER)


def refuse(resource, row) -> None:
    """Refuses a new row of which a number is known by its mask only."""
    for attribute, mask in row.masked.items():
        if attribute in resource.own_fields:
            row.refuse(resource.header(attribute), NEW_NUMBER)
            row.bad[resource.header(attribute)] = mask


def _plain(text):
    return cell_text(text).translate(_STARS).replace(" ", "")
