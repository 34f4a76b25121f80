"""The second row of the menu on the pages about stations: their places, team, documents and policies."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

from .. import menus

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
    if not request.path.startswith(tuple(reverse(name) for _label, name, _verb in ENTRIES)):
        return []
    shown = [(label, name) for label, name, verb in ENTRIES if request.user.holds(verb)]
    return menus.entries(request, shown) if len(shown) > 1 else []
