"""Carrying out what a form asks of a service: whose file it is, and how a refusal comes back to the form."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from stations.models import Conflict
from stations.services import ServiceError
from veterans.models import PersonFile

CHANGED_MEANWHILE = _("这条记录刚被别人改过，本次没有保存。请核对最新内容，再改一次。")


def kept_person(request, pk) -> PersonFile:
    """The file, where the user's stations keep it; else Http404."""
    people = PersonFile.objects.kept_by(request.user).select_related("managing_station")
    return get_object_or_404(people, pk=pk)


def day_field(label, **kwargs):
    """A day as the browser's own calendar gives it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def carried_out(form, act) -> bool:
    """Whether the service took it: calls `act`; what it refuses stands on the form, at its field where it has one."""
    try:
        act()
    except (ServiceError, ValidationError) as refusal:
        say_refusal(form, refusal)
    except Conflict:
        form.add_error(None, str(CHANGED_MEANWHILE))
    else:
        return True
    return False


def say_refusal(form, refusal) -> None:
    """Puts the sentences of a ServiceError or ValidationError on the form, at their fields where it has them."""
    if not isinstance(refusal, ValidationError):
        form.add_error(None, str(refusal))
        return
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {None: refusal.messages}
    for name, sentences in by_field.items():
        form.add_error(name if name in form.fields else None, sentences)


def refusal_of(act) -> str:
    """Calls `act`, where there is no form; the sentences with which the service refused it, "" when it took it."""
    try:
        act()
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    except ServiceError as refusal:
        return str(refusal)
    except Conflict:
        return str(CHANGED_MEANWHILE)
    return ""


def as_id(text) -> int:
    """The id that a text from outside names; 0, which no row has, for what can be none."""
    return int(text) if (text or "").isdecimal() and len(text) < 19 else 0


def as_day(text) -> datetime.date | None:
    """The day that a text from outside names as YYYY-MM-DD; None for what is none."""
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None


def sent_version(request) -> int:
    """The version of the row that the page showed; 0, which no row has, for what can be none."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def ticked_ids(request, name) -> set[int]:
    """The ids ticked under `name` in a POST; what is no number is left out."""
    return {as_id(value) for value in request.POST.getlist(name)} - {0}
