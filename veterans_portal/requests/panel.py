"""Requests on the page of a file: the open ones, and taking one by a click."""

from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import ServiceRequest
from stations.roles import Verb

from ..people.panel import Panel
from ..reach import reaches
from . import lists


def panel(user, person) -> Panel | None:
    """None where there is no request and none may be taken."""
    found = ServiceRequest.objects.visible_to(user).filter(person=person).order_by("-taken_at", "-pk")
    rows = lists.rows_of(lists.with_rows(found)[:10])
    takes = reaches(user, Verb.ADD, person.managing_station)
    if not rows and not takes:
        return None
    action = {
        "label": _("登记诉求"),
        "url": f"{reverse('request-new')}?person={person.pk}",
        "icon": "request",
    }
    return Panel(
        "requests",
        title=_("诉求"),
        template="requests/panel.html" if rows else "",
        context={"rows": rows},
        actions=[action] if takes else [],
        todos=[_todo(row) for row in rows if row.tone],
    )


def _todo(row):
    text = _("诉求 %(number)s：%(waits)s") % {"number": row.request.number, "waits": row.waits}
    return {"text": text, "url": reverse("request", args=[row.request.pk]), "tone": row.tone}
