"""Times of the day in a cell: one (9:00), or from and to in one cell (9:00-11:30)."""

import datetime
import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from .cells import CellError, cell_text
from .widgets import CellWidget

_CLOCK = re.compile(r"(上午|下午|晚上|中午|早上)?(\d{1,2})(?:[:点时.](?:(\d{1,2})分?)?)?(?::\d{2})?(半)?")
_APART = re.compile(r"[-–—~〜～至到]+")
_HALF_DAY, _MINUTES = 12, 24 * 60


class ClockWidget(CellWidget):
    """A time to the minute, kept as "09:00:00"."""

    def clean(self, value, row=None, *, context=None, **kwargs):
        if isinstance(value, float) and 0 <= value < 1:  # how a spreadsheet keeps a time
            minutes = round(value * _MINUTES) % _MINUTES
            return _kept(minutes // 60, minutes % 60)
        if isinstance(value, datetime.time):
            return _kept(value.hour, value.minute)
        return super().clean(value, row, context=context, **kwargs)

    def parse(self, text, context):
        return clock_of(text)

    def render(self, value, obj=None, **kwargs):
        return str(value or "")[:5]


class ClockRangeWidget(CellWidget):
    """From and to in one cell, kept as ["09:00:00", "11:30:00"]."""

    def parse(self, text, context):
        parts = [part for part in _APART.split(cell_text(text)) if part.strip()]
        if len(parts) != 2:
            raise CellError(_("请写起止时间，例如 9:00-11:30"))
        return [clock_of(part) for part in parts]


def clock_of(text) -> str:
    """The time of the day that `text` means: 9:00, 9点半, 下午2:30. Raises CellError."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _CLOCK.fullmatch(plain)
    if found is None:
        raise CellError(_("请写时间，例如 9:00 或 14:30"))
    part, hour, minute, half = found.groups()
    hour, minute = int(hour), 30 if half else int(minute or 0)
    if part in ("下午", "晚上") and hour < _HALF_DAY:
        hour += _HALF_DAY
    if hour > 23 or minute > 59:
        raise CellError(_("请写时间，例如 9:00 或 14:30"))
    return _kept(hour, minute)


def _kept(hour, minute):
    return f"{hour:02d}:{minute:02d}:00"
