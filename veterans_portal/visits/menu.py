"""The second row of the menu on the pages about visits."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import menus

ENTRIES = [
    (_("走访台账"), "visits"),
    (_("走访批次"), "visit-rounds"),
    (_("到期联系"), "visits-due"),
    (_("久未走访"), "visits-unvisited"),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of menus.py; [] away from the pages about visits."""
    top = reverse("visits")
    if not request.path.startswith(top):
        return []
    return menus.entries(request, ENTRIES, below=[(f"{top}lines/", "visit-rounds")])
