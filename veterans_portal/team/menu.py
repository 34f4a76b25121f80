"""The second row of the menu on the pages about the team."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = [(_("保障队伍"), "team"), (_("咨询台账"), "consultations")]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` as people/menu.py; [] away from the pages about the team."""
    if not request.path.startswith(reverse("team")):
        return []
    asked = request.path.startswith(reverse("consultations"))
    return [
        {"label": label, "url": reverse(name), "current": _current(request, name, asked)}
        for label, name in ENTRIES
    ]


def _current(request, name, asked):
    if request.path == reverse(name):
        return "page"
    return "true" if asked == (name == "consultations") else ""
