"""The second row of the menu on the pages about requests."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

from .. import menus

_ENTRIES = [
    (_("诉求"), "requests"),
    (_("任务"), "sent-tasks"),
    (_("协办单"), "request-slips"),
    (_("事项目录"), "service-items"),
    (_("督办"), "supervisions"),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of menus.py; [] away from these pages, and for helpers, who open slips alone."""
    if not (request.path.startswith(reverse("requests")) and request.user.holds(Verb.VIEW)):
        return []
    return menus.entries(request, _ENTRIES)
