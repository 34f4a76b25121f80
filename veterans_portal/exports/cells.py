"""From values as they lie in the database to the texts of cells, a whole column at a time.

Most columns repeat few values: each is converted once and remembered. Django's own conversion, value by
value, takes longer than all the rest of an export.
"""

from django.db import connection
from django.db.models import ExpressionWrapper, F, TextField

from stations.crypto import decrypt_many
from stations.fields import EncryptedTextField
from stations.identity import mask_id_in_lists
from stations.spreadsheets import IdWidget, NameWidget, TextWidget
from stations.spreadsheets.columns import plain

_REMEMBERED = 5_000  # texts of a column that are kept for the next row with the same value


def as_stored(lookup):
    """The expression that gives what stands in a column, without any conversion."""
    return ExpressionWrapper(F(lookup), output_field=TextField())


def masked(column, text) -> str:
    """A text as it is shown without the right to whole numbers: of an ID number the last four digits alone."""
    if not text or not column.secret:
        return text
    return mask_id_in_lists(text[-4:]) if isinstance(column.widget, IdWidget) else column.widget.mask(text)


class Cells:
    """The texts of a column. `field` is where its values lie, None where they are what a cell takes already.

    Of numbers there are whole ones with `reveal`, else masks. `finish` is what happens to a text at last.
    """

    def __init__(self, column, field, *, context, reveal, finish):
        self._widget, self._context, self._reveal, self._finish = column.widget, context, reveal, finish
        self._field, self._known = field, _Known(self)
        self._is_text = type(column.widget) in (TextWidget, NameWidget)
        self._is_secret = isinstance(field, EncryptedTextField)
        self._sealed_as = field.context if self._is_secret else ""
        self._hides_id = isinstance(column.widget, IdWidget) and not reveal
        self._converters = _converters(field) if field is not None else []

    def texts(self, values) -> list[str]:
        """The text of each of the stored `values`, "" for nothing."""
        if self._is_secret:
            return self._numbers(values)
        if self._is_text:
            finish = self._finish
            return [v or "" if not v or v.isalnum() or not finish else finish(v) for v in values]
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        return list(map(self._known.__getitem__, values))

    def value(self, stored):
        """A stored value as Python has it."""
        for convert, expression in self._converters:
            stored = convert(stored, expression, connection)
        return stored

    def text(self, value) -> str:
        """The text of a value as Python has it."""
        if self._hides_id:  # the column of the last four digits
            return mask_id_in_lists(value)
        text = self._widget.render(plain(value), context=self._context, reveal=self._reveal)
        return self._finish(text) if self._finish else text

    def _numbers(self, stored):
        """Whole numbers, or their masks: of an ID number the last four digits alone.

        Region and date of birth stand in other columns; with the usual mask they would spell it out.
        """
        numbers = decrypt_many(stored, self._sealed_as)
        if self._reveal:
            return [number or "" for number in numbers]
        mask = self._widget.mask if not self._hides_id else lambda number: mask_id_in_lists(number[-4:])
        return [mask(number) if number else "" for number in numbers]


class _Known(dict):
    """The text of each value met so far; a new one is worked out when it is asked for."""

    def __init__(self, cells):
        super().__init__()
        self._cells = cells

    def __missing__(self, value):
        self[value] = text = self._cells.text(self._cells.value(value))
        return text


def _converters(field):
    column = field.get_col(field.model._meta.db_table)
    found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    return [(convert, column) for convert in found]
