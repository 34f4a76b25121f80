"""The tabs above the pages about requests."""

from django.utils.translation import gettext_lazy as _

from .. import menus

TABS = [
    (_("诉求"), "requests"),
    (_("任务"), "sent-tasks"),
    (_("协办单"), "request-slips"),
    (_("事项目录"), "service-items"),
    (_("督办"), "supervisions"),
]


def tabs(request) -> list[dict]:
    """`[{label, url, current}]` of menus.py."""
    return menus.entries(request, TABS)
