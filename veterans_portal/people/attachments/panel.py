"""Attachments on the page of a file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.roles import Verb

from ...reach import reaches
from ..panel import Panel

_LATEST = 8


def panel(user, person) -> Panel:
    """The latest attachments, with a button to add one for who may."""
    rows = list(person.attachments.select_related("uploaded_by").order_by("-pk")[: _LATEST + 1])
    address = reverse("person-attachments", args=[person.pk])
    upload = {"label": _("上传附件"), "url": f"{address}#upload", "icon": "import"}
    return Panel(
        key="attachments",
        title=_("附件"),
        template="people/attachments/panel.html",
        context={"attachments": rows[:_LATEST], "more": len(rows) > _LATEST},
        actions=[upload] if reaches(user, Verb.CHANGE, person.managing_station) else [],
    )
