"""What a visit may lead to: a request, or a case of hardship aid. A module that is not there offers nothing."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

_STEPS = [("aid-new", _("登记帮扶援助")), ("request-new", _("登记诉求"))]


def next_steps(person) -> list[dict]:
    """`[{label, url}]` for `person` (None for a household, of whom a person has to be chosen first)."""
    if person is None:
        return []
    found = []
    for name, label in _STEPS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"label": label, "url": f"{url}?{urlencode({'person': person.pk})}"})
    return found
