"""The second row of the menu, on every page about people: label, url name, the verb that opens it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

ENTRIES = [
    (_("名册"), "people", Verb.VIEW),
    (_("联系名单"), "people-calls", Verb.VIEW),
    (_("档案质量"), "people-quality", Verb.VIEW),
    (_("优抚待遇"), "people-benefits", Verb.VIEW),
    (_("采集核查"), "rounds", Verb.VIEW),
    (_("党员"), "people-party", Verb.VIEW),
    (_("就业荣誉"), "people-livelihood", Verb.VIEW),
    (_("迁转"), "transfers", Verb.VIEW),
    (_("工作移交"), "people-handover", Verb.CHANGE),
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
