"""The second row of the menu on the pages about activities."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ENTRIES = [
    (_("活动台账"), "activities"),
    (_("意见建议"), "opinions"),
    (_("红色资源与合作单位"), "activity-resources"),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` as people/menu.py; [] away from the pages about activities."""
    top = reverse("activities")
    if not request.path.startswith(top):
        return []
    urls = {name: reverse(name) for _label, name in ENTRIES}
    return [
        {"label": label, "url": urls[name], "current": _current(request.path, urls[name], top, urls)}
        for label, name in ENTRIES
    ]


def _current(path, url, top, urls):
    if path == url:
        return "page"
    if url == top:
        return "" if any(path.startswith(other) for other in urls.values() if other != top) else "true"
    return "true" if path.startswith(url) else ""
