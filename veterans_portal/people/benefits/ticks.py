"""Lists in which many rows are ticked and then treated together by one form."""

from django import forms
from django.core.exceptions import ValidationError


def ticked_ids(request, name) -> set[int]:
    """The ids ticked under `name` in a POST; what is no number is left out."""
    return {int(value) for value in request.POST.getlist(name) if value.isdecimal() and len(value) < 19}


def day_field(label, **kwargs):
    """A day to be chosen, empty at first."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
    )


def say_refusal(form, refusal) -> None:
    """Puts the sentences of a ServiceError or ValidationError on the form, at their fields where it has them."""
    if not isinstance(refusal, ValidationError):
        form.add_error(None, str(refusal))
        return
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {None: refusal.messages}
    for name, sentences in by_field.items():
        form.add_error(name if name in form.fields else None, sentences)
