"""The second row of the menu on the pages about activities."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import menus

ENTRIES = [
    (_("活动台账"), "activities"),
    (_("意见建议"), "opinions"),
    (_("红色资源与合作单位"), "activity-resources"),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of menus.py; [] away from the pages about activities."""
    if not request.path.startswith(reverse("activities")):
        return []
    return menus.entries(request, ENTRIES)
