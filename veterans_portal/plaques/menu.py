"""The second row of the menu, on every page about plaques."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from care_activities.services.plaque_rights import holds_county

_ENTRIES = [
    (_("台账"), "plaques"),
    (_("应挂未挂"), "plaques-unhung"),
    (_("县级名单"), "plaques-to-confirm"),
    (_("申请办理"), "plaque-applications"),
    (_("集中悬挂"), "hanging-rounds"),
]
_OF_COUNTY = [(_("取消情形"), "plaque-reasons")]


def entries(request) -> list[dict]:
    """`[{label, url, current}]`: "page" for the page itself, "true" for one below it, "" for all others."""
    shown = [*_ENTRIES, *(_OF_COUNTY if holds_county(request.user) else ())]
    top = reverse("plaques")
    return [
        {"label": label, "url": reverse(name), "current": _current(request.path, reverse(name), top)}
        for label, name in shown
    ]


def _current(path, url, top):
    if path == url:
        return "page"
    return "true" if url != top and path.startswith(url) else ""
