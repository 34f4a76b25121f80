"""The second row of the menu on the pages about care."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import menus

_ENTRIES = [
    (_("孤老照料"), "care"),
    (_("服务记录"), "care-services"),
    (_("服务合同"), "care-contracts"),
    (_("长者饭堂"), "care-dining"),
    (_("志愿服务"), "care-volunteering"),
]


def entries(request) -> list[dict]:
    """`[{label, url, current}]` of menus.py; [] away from the pages about care."""
    if not request.path.startswith(reverse("care")):
        return []
    return menus.entries(request, _ENTRIES)
