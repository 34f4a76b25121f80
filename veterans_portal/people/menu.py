"""The second row of the menu, on every page about people: label, url name, the verb that opens it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

ENTRIES = [
    (_("名册"), "people", Verb.VIEW),
    # search and saved filters
    (_("找人"), "people-search", Verb.VIEW),
    (_("常用筛选"), "people-saved", Verb.VIEW),
    # follow-up
    # quality
    # benefits
    # rounds
    # Party
    # livelihood
    # moving and leaving
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of what the user may open; [] away from the pages about people."""
    if not request.path.startswith(reverse("people")):
        return []
    found = [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for label, name, verb in ENTRIES
        if request.user.holds(verb)
    ]
    return found if len(found) > 1 else []
