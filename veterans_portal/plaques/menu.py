"""The second row of the menu on the pages about plaques."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from care_activities.services.plaque_rights import holds_county

from .. import menus

_ENTRIES = [
    (_("台账"), "plaques"),
    (_("应挂未挂"), "plaques-unhung"),
    (_("县级名单"), "plaques-to-confirm"),
    (_("申请办理"), "plaque-applications"),
    (_("集中悬挂"), "hanging-rounds"),
]
_OF_COUNTY = [(_("取消情形"), "plaque-reasons")]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of menus.py; the county keeps its own list beside. [] away from these pages."""
    if not request.path.startswith(reverse("plaques")):
        return []
    shown = [*_ENTRIES, *(_OF_COUNTY if holds_county(request.user) else ())]
    return menus.entries(request, shown)
