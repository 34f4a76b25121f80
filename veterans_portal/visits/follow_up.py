"""What a visit may lead to: a request, or a case of hardship aid. A module that is not there offers nothing."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

_STEPS = [("aid-new", _("登记帮扶援助")), ("request-new", _("登记诉求"))]


def next_steps(people) -> list[dict]:
    """`[{label, url}]` for each of `people`; of several each is named."""
    found, people = [], list(people)
    for name, label in _STEPS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        for person in people:
            told = f"{label}：{person.name}" if len(people) > 1 else label
            found.append({"label": told, "url": f"{url}?{urlencode({'person': person.pk})}"})
    return found
