"""Money and counts as clerks write them."""

from decimal import Decimal

from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_MESSAGES = {
    "invalid": _("金额请填数字，如 200 或 200.50。"),
    "min_value": _("金额不能是负数。"),
    "max_decimal_places": _("金额最多写到分，也就是两位小数。"),
    "max_digits": _("金额太大，请核对。"),
    "max_whole_digits": _("金额太大，请核对。"),
}


class MoneyField(models.DecimalField):
    """元, exact to the cent and never negative; left blank it is 0."""

    default_validators = [MinValueValidator(0)]
    default_error_messages = _MESSAGES

    def __init__(self, verbose_name=None, **kwargs):
        kwargs = {"max_digits": 12, "decimal_places": 2, "default": Decimal(0), "blank": True, **kwargs}
        super().__init__(verbose_name, **kwargs)

    def save_form_data(self, instance, data):
        super().save_form_data(instance, Decimal(0) if data is None else data)

    def formfield(self, **kwargs):
        return super().formfield(
            **{
                "initial": None,
                "min_value": 0,
                "form_class": MoneyFormField,
                **kwargs,
            }
        )


class MoneyFormField(forms.DecimalField):
    """An empty box for nothing given: the amount is never answered beforehand."""

    default_error_messages = _MESSAGES

    def prepare_value(self, value):
        return None if isinstance(value, Decimal) and not value else value

    def has_changed(self, initial, data):
        return super().has_changed(initial or None, data)


class CountField(models.PositiveSmallIntegerField):
    """How many; left blank it is 0, and 0 is shown as an empty box: no count is given beforehand."""

    def __init__(self, verbose_name=None, **kwargs):
        super().__init__(verbose_name, **{"default": 0, "blank": True, **kwargs})

    def save_form_data(self, instance, data):
        super().save_form_data(instance, data or 0)

    def formfield(self, **kwargs):
        return super().formfield(**{"initial": None, "min_value": 0, "form_class": CountFormField, **kwargs})


class CountFormField(forms.IntegerField):
    """An empty box for none."""

    def clean(self, value):
        return super().clean(value) or 0

    def prepare_value(self, value):
        return value or None

    def has_changed(self, initial, data):
        return super().has_changed(initial or None, data)
