"""Model fields of the portal: encrypted text, dates as precise as known, several codes in one column."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Contains, Lookup
from django.db.models.query_utils import DeferredAttribute
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import dates
from .crypto import Secret, decrypt, encrypt, looks_masked


class ConvertingAttribute(DeferredAttribute):
    """Turns what is assigned into the field's Python value at once, so that readers meet one type only."""

    def __set__(self, instance, value):
        if not hasattr(value, "resolve_expression"):
            value = self.field.to_python(value)
        instance.__dict__[self.field.attname] = value


# --- encrypted text ---------------------------------------------------------------------------


class SecretFormField(forms.CharField):
    """Shows the mask of what is kept; the mask sent back unchanged keeps it. Cleans to a Secret or None."""

    def __init__(self, *, kind="text", **kwargs):
        self.kind = kind
        self.held = None
        super().__init__(**kwargs)

    def get_bound_field(self, form, field_name):
        # The form owns a copy of this field, and Django cleans a field without telling it the initial value.
        self.held = form.get_initial_for_field(self, field_name)
        return super().get_bound_field(form, field_name)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "autocomplete": "off"}

    def prepare_value(self, value):
        return value.mask if isinstance(value, Secret) else value

    def clean(self, value):
        if isinstance(value, Secret):  # a disabled field is cleaned with its initial value
            return value
        text = self.to_python(value)
        if text and isinstance(self.held, Secret) and text == self.held.mask:
            return self.held
        if looks_masked(text, self.kind):
            raise ValidationError(_("这里有星号，不是完整的内容；请填写完整"), code="masked")
        text = super().clean(text)
        return Secret(text, self.kind) if text else None

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        text = self.to_python(data)
        if isinstance(initial, Secret):
            return text not in (initial.mask, initial.open())
        return text != (initial or "")


class EncryptedTextField(models.Field):
    """Text kept encrypted; in Python a Secret, or None when there is none. Assign text or a Secret.

    `mask` ("id", "phone", "text") says how it shows. The column's name "app.Model.field" is sealed in, so
    a value moved to another column does not open; renaming a column means encrypting it anew.
    No lookup but isnull: search by a digest column beside it.
    """

    description = _("加密的文字")
    descriptor_class = ConvertingAttribute
    empty_strings_allowed = False

    def __init__(self, verbose_name=None, *, mask="text", **kwargs):
        self.mask = mask
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.mask != "text":
            kwargs["mask"] = self.mask
        return name, path, args, kwargs

    def get_internal_type(self):
        return "TextField"

    @property
    def context(self):
        return f"{self.model._meta.label}.{self.name}"

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name):
        return None

    def to_python(self, value):
        """A Secret or None; ValueError for a mask, which would overwrite what it stands for."""
        if isinstance(value, Secret):
            return value or None
        if not value:
            return None
        if looks_masked(value, self.mask):
            raise ValueError(f"{self.name}: a mask is never stored as the value.")
        return Secret(value, self.mask)

    def from_db_value(self, value, expression, connection):
        return Secret(decrypt(value, self.context), self.mask) if value else None

    def get_prep_value(self, value):
        secret = self.to_python(super().get_prep_value(value))
        return encrypt(secret.open(), self.context) if secret else None

    def value_to_string(self, obj):
        secret = self.value_from_object(obj)
        return secret.mask if secret else ""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": SecretFormField, "kind": self.mask, **kwargs})


# --- partial dates ----------------------------------------------------------------------------


class PartialDateFormField(forms.CharField):
    """A text input that takes a date in every style dates.parse_date() reads, and cleans to "1985-01"."""

    def __init__(self, *, future=False, **kwargs):
        self.future = future
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        return _partial_date(text, self.future) if text else text


class PartialDateField(models.CharField):
    """A date as precise as it is known, as ISO text: "1985", "1985-01" or "1985-01-02"; "" when unknown.

    Text order is time order, so ordering and ranges work. A date after today is refused unless `future`.
    """

    description = _("日期（可以只写年或年月）")

    def __init__(self, verbose_name=None, *, future=False, **kwargs):
        self.future = future
        super().__init__(verbose_name, **{**kwargs, "max_length": 10})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        if self.future:
            kwargs["future"] = True
        return name, path, args, kwargs

    def to_python(self, value):
        return value if value is None else _partial_date(value, self.future)

    def get_prep_value(self, value):
        # Not CharField's, which would parse: a lookup may ask for "198".
        value = models.Field.get_prep_value(self, value)
        if isinstance(value, datetime.datetime):
            value = value.date()
        return value.isoformat() if isinstance(value, datetime.date) else value

    def get_db_prep_save(self, value, connection):
        value = self.get_prep_value(value)
        if isinstance(value, str) and value and not dates.is_partial(value):
            raise ValueError(f"{self.name}: not a partial date; clean it first.")
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs):
        defaults = {"form_class": PartialDateFormField, "future": self.future, "max_length": None}
        return super().formfield(**{**defaults, **kwargs})


def _partial_date(value, future):
    try:
        return dates.parse_date(value, today=None if future else timezone.localdate())
    except dates.DateError as error:
        raise ValidationError(error.message, code="invalid") from None


# --- several codes in one column --------------------------------------------------------------


class CodesField(models.Field):
    """Several codes of one vocabulary, kept as ",02,07,"; in Python a tuple in the vocabulary's order.

    `choices` is a TextChoices class or its pairs, and stays out of migrations: a new label changes no
    column. Search with `field__has_code="02"`; `get_<field>_display()` gives the labels joined by 、.
    """

    description = _("多选")
    descriptor_class = ConvertingAttribute

    def __init__(self, choices=(), verbose_name=None, **kwargs):
        self.vocabulary = {str(code): label for code, label in getattr(choices, "choices", choices)}
        super().__init__(verbose_name, **kwargs)

    def get_internal_type(self):
        return "TextField"

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if f"get_{name}_display" not in cls.__dict__:
            setattr(cls, f"get_{name}_display", lambda instance: self.labels(getattr(instance, name)))

    def labels(self, codes):
        return "、".join(str(self.vocabulary.get(code, code)) for code in codes)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.split(",")
        codes = set(filter(None, map(str, value or ())))
        known = [code for code in self.vocabulary if code in codes]
        return (*known, *sorted(codes.difference(known)))

    def from_db_value(self, value, expression, connection):
        return tuple(value.strip(",").split(",")) if value else ()

    def unknown(self, codes):
        return [code for code in codes if code not in self.vocabulary] if self.vocabulary else []

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if self.unknown(value):
            raise ValidationError(_("有选项不在列表中；请重新勾选"), code="invalid_choice")

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if value is None or isinstance(value, str):  # as stored, or part of it in a lookup
            return value
        codes = self.to_python(value)
        return f",{','.join(codes)}," if codes else ""

    def get_db_prep_save(self, value, connection):
        if not hasattr(value, "as_sql"):
            value = self.to_python(value)
            if self.unknown(value):
                raise ValueError(f"{self.name}: {', '.join(self.unknown(value))} not in the vocabulary.")
        return super().get_db_prep_save(value, connection)

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs):
        defaults = {
            "form_class": forms.MultipleChoiceField,
            "widget": forms.CheckboxSelectMultiple,
            "choices": list(self.vocabulary.items()),
        }
        return super().formfield(**{**defaults, **kwargs})


@CodesField.register_lookup
class HasCode(Lookup):
    """Rows among whose codes the given one is."""

    lookup_name = "has_code"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        return Contains(self.lhs, f",{self.rhs},").as_sql(compiler, connection)
