"""Several payments of one case in the cells of its row, one after the other, parted by "；"."""

import re

from django.utils.translation import gettext_lazy as _

from stations.spreadsheets.cells import CellError, cell_text
from stations.spreadsheets.widgets import CellWidget

_BREAK = re.compile(r"[;；\n\r]")
_FIELDS = ("paid_on", "amount", "source", "payee", "approved_on", "approval_no")
UNEVEN = _("有几次发放的，日期和金额要一样多，用“；”隔开，次序对应")


class ListWidget(CellWidget):
    """What another widget takes, several times over."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def clean(self, value, row=None, *, context=None, **kwargs):
        if not isinstance(value, str) or not _BREAK.search(value):
            one = self.inner.clean(value, context=context)
            return None if one is None else [one]
        parts = [part for part in _BREAK.split(value) if cell_text(part)]
        found = [self.inner.clean(part, context=context) for part in parts]
        if None in found:
            raise CellError(UNEVEN)
        return found or None

    def render(self, value, obj=None, **kwargs):
        values = value if isinstance(value, list | tuple) else [value]
        return "；".join(filter(None, (self.inner.render(one, **kwargs) for one in values)))


def expand(values) -> list[dict]:
    """The payments that the cells tell of; what was written once holds for all."""
    number = len(values.get("paid_on", ()))
    return [
        {
            name: values[name][index if len(values[name]) == number else 0]
            for name in _FIELDS
            if name in values
        }
        for index in range(number)
    ]


def gather(stored) -> dict:
    """The cells for the payments on file, oldest first; where one of them lacks something the cell stays blank."""
    cells = {name: [values[name] for values in stored] for name in _FIELDS}
    return {name: found if all(found) else None for name, found in cells.items()}


def pick(wanted, stored):
    """The payment of the same day and amount."""
    same = [
        row
        for row in stored
        if row.values["paid_on"] == wanted.get("paid_on") and row.values["amount"] == wanted.get("amount")
    ]
    return same[0] if same else None


def is_even(values) -> bool:
    """Whether every cell tells of one payment or of as many as there are days; `values` by field."""
    number = len(values.get("paid_on", ()))
    if len(values.get("amount", ())) != number:
        return False
    return all(len(found) in (1, number) for found in values.values())
