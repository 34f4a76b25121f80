"""The second row of the menu on the pages about visits."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = [
    (_("走访台账"), "visits", ("ledger/",)),
    (_("走访批次"), "visit-rounds", ("rounds/", "lines/")),
    (_("到期联系"), "visits-due", ("due/",)),
    (_("久未走访"), "visits-unvisited", ("unvisited/",)),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` as people/menu.py; [] away from the pages about visits."""
    top = reverse("visits")
    if not request.path.startswith(top):
        return []
    rest = request.path.removeprefix(top)
    return [
        {"label": label, "url": reverse(name), "current": _current(request, reverse(name), rest, below)}
        for label, name, below in ENTRIES
    ]


def _current(request, url, rest, below):
    if request.path == url:
        return "page"
    return "true" if rest.startswith(below) else ""
