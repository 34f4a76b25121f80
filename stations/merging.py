"""Two people at one form: what somebody else saved meanwhile is shown field by field, and chosen from.

A form carries, sealed, what it showed when it was opened. A save that comes too late is refused once with the
differences; what was typed stays, and the next save applies the choices to the newest version.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from . import crypto
from .admin_base import ScopedForm
from .crypto import Secret, looks_masked
from .fields import SecretFormField

_UNANSWERED = {"", "unknown"}
_BOOKKEEPING = {"id", "row_version", "opened", "DELETE"}


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed meanwhile. Texts as a user reads them, numbers masked."""

    name: str  # of the two radio buttons
    field: str  # id of the input
    label: str
    opened: str
    now: str
    mine: str
    touched: bool


class MergingForm(ScopedForm):
    """A ScopedForm that shows a late save its `differences` instead of a sentence alone."""

    bookkeeping = frozenset({"row_version", "opened"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences = []
        if "row_version" in self.fields:
            self.fields["opened"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=self._sealed
            )
            if self.is_bound:
                self._apply_choices()

    def conflict(self):
        """The refusal of a late save; None when nothing differs after all."""
        self.differences = list(self._compare())
        if not self.differences:
            return None
        self.data = self.data.copy()
        self.data[self.add_prefix("row_version")] = self.instance.version
        self.data[self.add_prefix("opened")] = self._sealed()
        return ValidationError(
            _("“%s”刚被别人改过，还没有保存。您填的都在；请在对照表里逐项选择，再保存一次。")
            % self.instance._meta.verbose_name,
            code="conflict",
        )

    def _compare(self):
        opened = self._opened()
        for name in self._own_fields():
            field, was = self.fields[name], None if opened is None else opened.get(name, [])
            now, mine = self._now(name), self._posted(name)
            if was == now or mine in (now, _masked(field, now)):
                continue
            yield Difference(
                name=f"{self.add_prefix(name)}-keep",
                field=self[name].id_for_label,
                label=str(self[name].label),
                opened="" if was is None else _readable(field, was),
                now=_readable(field, now),
                mine=_readable(field, mine),
                touched=was is None or mine not in (was, _masked(field, was)),
            )

    def _apply_choices(self):
        for name in self._own_fields():
            if self.data.get(f"{self.add_prefix(name)}-keep") == "now":
                self.data = self.data.copy()
                self.data.setlist(self.add_prefix(name), _masked(self.fields[name], self._now(name)))

    def _own_fields(self):
        return [name for name in self.fields if name in self.initial]

    def _now(self, name):
        return _texts(self.fields[name], self.initial[name])

    def _posted(self, name):
        field = self.fields[name]
        return _texts(field, field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))

    def _sealed(self):
        shown = {name: self._now(name) for name in self._own_fields()}
        return crypto.encrypt(json.dumps(shown), _context(type(self.instance), self.instance.pk))

    def _opened(self):
        """What the form showed when it was opened: `{name: texts}`, None when that is not known."""
        sealed = self.data.get(self.add_prefix("opened"), "")
        try:
            return json.loads(crypto.decrypt(sealed, _context(type(self.instance), self.instance.pk)))
        except crypto.DecryptionError:
            return None


class MergingFormSet(BaseInlineFormSet):
    """Parts of a row that somebody else may have added or deleted since the form was opened."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gone = 0
        if self.is_bound:
            self._settle()

    def clean(self):
        super().clean()
        if self.gone:
            raise ValidationError(
                _("有 %d 条刚被别人删除。您填的还在这一部分的最后；仍要保留的再保存一次，不要的请移除。")
                % self.gone
            )

    def _settle(self):
        """Makes a row that is gone a new one, and a new one that exists already (one a person) a change."""
        present = {str(row.pk) for row in self.get_queryset()}
        opened = int(self.data.get(f"{self.prefix}-INITIAL_FORMS") or 0)
        rows = self._rows()
        pk = self.model._meta.pk.name
        kept = [row for row in rows[:opened] if row.get(pk, [""])[0] in present]
        gone = [row for row in rows[:opened] if row not in kept]
        added = rows[opened:]
        if self.fk.unique and present and not kept and self._is_filled(added):
            blank = crypto.encrypt("{}", _context(self.model, *present))
            added[0] |= {pk: [*present], "row_version": ["0"], "opened": [blank]}
            kept, added = added[:1], added[1:]
        elif not gone:
            return
        gone = [
            {k: v for k, v in row.items() if k not in _BOOKKEEPING} for row in gone if "DELETE" not in row
        ]
        self.gone = len(gone)
        self._put(kept, [*gone, *added])

    def _is_filled(self, rows):
        """Whether the first of the posted rows answers anything."""
        ignored = {*_BOOKKEEPING, self.fk.name}
        answers = [values for row in rows[:1] for name, values in row.items() if name not in ignored]
        return any(not _UNANSWERED.issuperset(values) for values in answers)

    def _rows(self):
        """The posted rows in their order, each `{field: values}`."""
        rows = defaultdict(dict)
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d+)-(.+)")
        for key, values in self.data.lists():
            if found := pattern.fullmatch(key):
                rows[int(found[1])][found[2]] = values
        return [rows[number] for number in sorted(rows)]

    def _put(self, stored, added):
        self.data = self.data.copy()
        rows = [*stored, *added]
        self.data[f"{self.prefix}-INITIAL_FORMS"] = len(stored)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = len(rows)
        for key in [key for key in self.data if re.match(rf"{re.escape(self.prefix)}-\d+-", key)]:
            del self.data[key]
        for number, row in enumerate(rows):
            for name, values in row.items():
                self.data.setlist(f"{self.prefix}-{number}-{name}", values)


def _context(model, pk):
    """Binds what a form showed to its own row: sealed by another one, a number would come back unmasked."""
    return f"stations.merging.opened {model._meta.label_lower} {pk}"


def _texts(field, value):
    """`value` as the widget would post it, a list of texts; an encrypted number in clear."""
    widget = getattr(field.widget, "widget", field.widget)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    value = value.open() if isinstance(value, Secret) else field.prepare_value(value)
    shown = widget.format_value(value)
    shown = shown if isinstance(shown, list | tuple) else [shown]
    return [str(text) for text in shown if text is not None and str(text) not in _UNANSWERED]


def _masked(field, texts):
    """What the form shows for these texts: numbers by their mask."""
    if not isinstance(field, SecretFormField):
        return texts
    return [text if looks_masked(text, field.kind) else Secret(text, field.kind).mask for text in texts]


def _readable(field, texts):
    """The texts in a user's words; rows that are named by their id are looked up among the choices."""
    if hasattr(field, "queryset"):
        return "、".join(map(str, field.queryset.filter(pk__in=texts)))
    widget = getattr(field.widget, "widget", field.widget)
    if isinstance(widget, forms.CheckboxInput):
        return _("是") if texts else _("否")
    labels = {str(code): str(label) for code, label in getattr(widget, "choices", ())}
    return "、".join(labels.get(text, text) for text in _masked(field, texts))
