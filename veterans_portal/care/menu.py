"""The second row of the menu on the pages about care."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_ENTRIES = [
    (_("孤老照料"), "care"),
    (_("服务记录"), "care-services"),
    (_("服务合同"), "care-contracts"),
    (_("长者饭堂"), "care-dining"),
    (_("志愿服务"), "care-volunteering"),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` as people/menu.py; [] away from the pages about care."""
    top = reverse("care")
    if not request.path.startswith(top):
        return []
    return [
        {"label": label, "url": reverse(name), "current": _current(request.path, reverse(name), top)}
        for label, name in _ENTRIES
    ]


def _current(path, url, top):
    if path == url:
        return "page"
    return "true" if url != top and path.startswith(url) else ""
