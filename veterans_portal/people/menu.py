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
    (_("联系名单"), "people-calls", Verb.VIEW),
    (_("走访签到表"), "people-visit-sheet", Verb.VIEW),
    (_("工作移交"), "people-handover", Verb.CHANGE),
    # quality
    (_("档案质量"), "people-quality", Verb.VIEW),
    (_("疑似重复"), "people-duplicates", Verb.VIEW),
    # benefits
    (_("优抚待遇"), "people-benefits", Verb.VIEW),
    (_("年度确认"), "people-confirmations", Verb.VIEW),
    (_("优待证"), "people-cards", Verb.VIEW),
    # rounds
    (_("采集核查"), "rounds", Verb.VIEW),
    # Party
    (_("党员"), "people-party", Verb.VIEW),
    # livelihood
    (_("就业荣誉"), "people-livelihood", Verb.VIEW),
    # moving and leaving
    (_("迁转"), "transfers", Verb.VIEW),
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
