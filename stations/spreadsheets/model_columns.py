"""Columns of a sheet that are columns of a model: the field says what a cell may hold."""

from decimal import Decimal, InvalidOperation

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..answers import code_for, codes_for
from ..fields import CodesField, EncryptedTextField, PartialDateField
from .cells import CellError
from .columns import Column
from .widgets import (
    AmountWidget,
    CellWidget,
    CodesWidget,
    CodeWidget,
    DayWidget,
    IntegerWidget,
    PartialDateWidget,
    PhoneWidget,
    TextWidget,
    YesNoWidget,
)

_LARGEST_INTEGER = {models.PositiveSmallIntegerField: 32_767}
_MOST = 999_999_999


def model_column_maker(model, synonyms):
    """`make(attribute, header, …)` for columns of `model`: `answers` is a vocabulary, `widget` another cell."""

    def make(attribute, header, widget=None, *, answers=None, **options):
        widget = widget or widget_of(model._meta.get_field(attribute), answers)
        return Column(attribute, header, widget=widget, synonyms=synonyms.get(header, ()), **options)

    return make


def widget_of(field, answers=None):
    """The cell that takes what `field` can hold."""
    if answers is not None:
        several = isinstance(field, CodesField)
        return CodesWidget(answers, codes_for) if several else CodeWidget(answers, code_for)
    if isinstance(field, EncryptedTextField):
        return PhoneWidget()
    if isinstance(field, PartialDateField):
        return PartialDateWidget(future=field.future)
    if isinstance(field, models.DateField):
        return DayWidget()
    if isinstance(field, models.BooleanField):
        return YesNoWidget()
    if isinstance(field, models.DecimalField):
        return _amount(field)
    if isinstance(field, models.IntegerField):
        return IntegerWidget(0, _LARGEST_INTEGER.get(type(field), _MOST))
    checks = [check for check in field.validators if not isinstance(check, MaxLengthValidator)]
    return TextWidget(field.max_length, checks)


def _amount(field):
    is_money = any(isinstance(check, MinValueValidator) for check in field.validators)
    widget = AmountWidget() if is_money else NumberWidget()
    widget.LARGEST = Decimal(10) ** (field.max_digits - field.decimal_places) - Decimal("0.01")
    return widget


class AnyDayWidget(DayWidget):
    """A date to the day that may lie ahead, such as the last day of a letter."""

    def __init__(self):
        super().__init__(future=True)


class NumberWidget(CellWidget):
    """A number with up to two decimals, not negative, in the unit the header names; kept as "1200.00"."""

    LARGEST = Decimal("99999999.99")

    def parse(self, text, context):
        plain = text.translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,")).replace(",", "")
        try:
            number = Decimal(plain)
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or not 0 <= number <= self.LARGEST:
            raise CellError(_("请只填数字，不写单位，例如 12.5"))
        if number != round(number, 2):
            raise CellError(_("最多两位小数"))
        return f"{number:.2f}"
