"""The tabs above the pages about requests."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TABS = [
    (_("诉求"), "requests"),
    (_("任务"), "sent-tasks"),
    (_("协办单"), "request-slips"),
    (_("事项目录"), "service-items"),
    (_("督办"), "supervisions"),
]


def tabs(request) -> list[dict]:
    """`[{label, url, current}]`; current is "page" for the page itself, else ""."""
    return [
        {"label": label, "url": reverse(name), "current": "page" if request.path == reverse(name) else ""}
        for label, name in TABS
    ]
