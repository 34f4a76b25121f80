"""What can be done with a row now: each act with its form and buttons, and doing what a pressed button says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from .people.acts import carried_out, sent_version


@dataclass(frozen=True)
class Act:
    """One thing to do: its form, its buttons `[(value, label, tone)]`, and the service that does it.

    `may(user, *rows)` says whether it is offered; `run(user, *rows, answers, button)` does it, `rows` being what
    the page is about. `usual`: stands open on the page, the others behind 更多.
    """

    title: str
    form: type
    buttons: list
    may: Callable
    run: Callable
    said: str
    usual: bool = False


@dataclass(frozen=True)
class Offered:
    """An act with the form to fill in, and the version of the row it will be done to."""

    key: str
    act: Act
    form: object
    version: int


def offered(acts: Mapping[str, Act], user, rows, *, form_of, row_of, failed=None) -> list[Offered]:
    """What `user` may do now, in the order of `acts`; `failed` is the act whose form came back with errors.

    `form_of(key, data)` gives the form of an act, `row_of(act)` the one of `rows` that it changes.
    """
    found = []
    for key, act in acts.items():
        if failed is not None and failed.key == key:
            found.append(failed)
        elif act.may(user, *rows):
            found.append(Offered(key, act, form_of(key, None), row_of(act).version))
    return found


def perform(request, acts: Mapping[str, Act], rows, *, form_of, row_of) -> tuple[str, Offered | None]:
    """Does what the pressed button says: the sentence that tells so, or the act with the errors on its form.

    Raises PermissionDenied for what there is not. Whether it is allowed is for the service to say.
    """
    key, _dot, button = request.POST.get("act", "").partition(".")
    act = acts.get(key)
    if act is None or button not in {value for value, _label, _tone in act.buttons}:
        raise PermissionDenied
    row = row_of(act)
    if row is None:
        raise PermissionDenied
    form = form_of(key, request.POST)
    row.version = sent_version(request)
    if form.is_valid():
        answers = dict(form.cleaned_data)
        if carried_out(form, lambda: act.run(request.user, *rows, answers, button)):
            return str(act.said), None
    row.version = type(row).objects.get(pk=row.pk).version
    return "", Offered(key, act, form, row.version)
