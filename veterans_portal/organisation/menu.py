"""The second row of the menu on the pages about stations: their places, team, documents and policies."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

# label, url name, the verb that opens it
ENTRIES = [
    (_("建站达标"), "organisation", Verb.FIGURES),
    (_("场所"), "venues", Verb.VIEW),
    (_("场所使用台账"), "venue-uses", Verb.VIEW),
    (_("保障队伍"), "team", Verb.VIEW),
    (_("咨询台账"), "consultations", Verb.VIEW),
    (_("资料库"), "documents", Verb.VIEW),
    (_("政策库"), "policies", Verb.FIGURES),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of what the user may open; [] away from the pages of this theme."""
    addresses = [(label, reverse(name), verb) for label, name, verb in ENTRIES]
    under = [url for _label, url, _verb in addresses if request.path.startswith(url)]
    if not under:
        return []
    nearest = max(under, key=len)  # /venues/uses/ lies below /venues/
    found = [
        {"label": label, "url": url, "current": _current(request.path, url, nearest)}
        for label, url, verb in addresses
        if request.user.holds(verb)
    ]
    return found if len(found) > 1 else []


def _current(path, url, nearest):
    return "page" if path == url else "true" if url == nearest else ""
