"""Aid on the page of a file: its cases, opening one by a click, and what still waits."""

from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import AidCase

from ..people.panel import Panel
from . import lists
from .views import may_open


def panel(user, person) -> Panel | None:
    """None where there is no case and none may be opened. Three statements where there are cases."""
    cases = AidCase.objects.visible_to(user).filter(person=person).order_by("-found_on", "-pk")
    rows = lists.rows_of(lists.with_rows(cases)) if cases else []
    opens = may_open(user, person)
    if not rows and not opens:
        return None
    action = {
        "label": _("登记困难帮扶"),
        "url": f"{reverse('aid-new')}?person={person.pk}",
        "icon": "aid",
    }
    return Panel(
        "aid",
        title=_("帮扶援助"),
        template="aid/panel.html" if rows else "",
        context={"rows": rows},
        actions=[action] if opens else [],
        todos=[_todo(row) for row in rows if row.waits],
    )


def _todo(row):
    text = _("%(kind)s帮扶：%(waits)s") % {"kind": row.case.get_kind_display(), "waits": row.waits}
    return {"text": text, "url": reverse("aid-case", args=[row.case.pk]), "tone": row.tone}
