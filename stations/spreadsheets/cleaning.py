"""The cells of a row, one by one: what they say, what is wrong with them, what people taught about them."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..dates import DateError
from ..identity import IdentityError
from . import masks
from .cells import CellError, CellFault, UnknownWords, cell_text, typed_cell

_KNOWN_CELLS = 2_000
_UNSEEN = object()
_UNREADABLE = _("看不懂这一格，请核对后重新填写")
_DITTO = frozenset("同上 同上行 同前 同左 同右 〃 ″ ” “ \" '' ′′ 々 仝 仝上".split())
_SAME_AS_ELSEWHERE = _("这里写的是“同上”一类的话；请把内容写全")


class CellCleaner:
    """Cleans the cells of one run and its context: most texts repeat an earlier one, and are kept by column."""

    def __init__(self):
        self.known = defaultdict(dict)

    def clean(self, row, column, value, context) -> None:
        """Puts the clean value of a cell into `row`, or what is wrong with it."""
        known = self.known[column.attribute]
        clean = known.get(value, _UNSEEN) if type(value) is str else _UNSEEN
        if clean is _UNSEEN:
            self._clean_unseen(row, column, value, context)
        elif clean is not None:
            row.values[column.attribute] = clean

    def _clean_unseen(self, row, column, value, context):
        typed = typed_cell(value) if type(value) is str else value
        if column.secret and masks.is_mask(typed):
            row.masked[column.attribute] = cell_text(typed)
            return
        try:
            if type(value) is CellFault:
                raise CellError(value.sentence)
            if type(typed) is str and typed.strip() in _DITTO:
                raise CellError(_SAME_AS_ELSEWHERE)
            clean = _understood(row, column, typed, context)
        except (ValueError, ValidationError) as error:
            row.refuse(column.column_name, _sentence(error))
            row.bad[column.column_name] = cell_text(typed)
            return
        if clean is not None:
            row.values[column.attribute] = clean
        known, was_taught = self.known[column.attribute], column.column_name in row.raw
        if type(value) is str and not column.secret and not was_taught and len(known) < _KNOWN_CELLS:
            known[value] = clean


def _understood(row, column, value, context):
    """The clean value of a cell; what was typed stays beside it where people taught what that means."""
    try:
        return column.widget.clean(value, context=context)
    except UnknownWords as error:
        clean = context.words.answer(column, error)
    row.raw[column.column_name] = cell_text(value)
    return clean


def _sentence(error):
    """What to tell the clerk. Python's own errors quote the value, which must not be kept in clear."""
    if isinstance(error, ValidationError):
        return error.messages[0]
    return error if isinstance(error, CellError | IdentityError | DateError) else _UNREADABLE
