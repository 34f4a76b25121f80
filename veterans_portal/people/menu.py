"""The second row of the menu, on every page about people: label, url name, the verb that opens it.

`_BELOW` says whose pages the addresses below /people/ are, where they do not start with the entry's own.
"""

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
    (_("变动线索"), "proposals", Verb.CHANGE),
    (_("工作移交"), "people-handover", Verb.CHANGE),
]

_BELOW = {
    "people": ("households", "search", "saved", "forms"),
    "people-calls": ("visit-sheet",),
    "people-quality": ("duplicates", "merges"),
    "people-benefits": ("cards",),
    "people-livelihood": ("honours", "matching", "merit-news", "serving", "committee", "returning"),
}


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of what the user may open; [] away from the pages about people.

    `current`: "page" for the page itself, "true" for one of the pages below it, "" for all others.
    """
    if not request.path.startswith(reverse("people")):
        return []
    found = [
        {"label": label, "url": reverse(name), "current": _current(request.path, name)}
        for label, name, verb in ENTRIES
        if request.user.holds(verb)
    ]
    return found if len(found) > 1 else []


def _current(path, name):
    top, own = reverse("people"), reverse(name)
    if path == own:
        return "page"
    below = [f"{top}{word}/" for word in _BELOW.get(name, ())] + ([own] if own != top else [])
    return "true" if path.startswith(tuple(below)) else ""
