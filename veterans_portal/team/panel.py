"""Consultations on the page of a file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import Consultation
from stations.roles import Verb

from ..people.panel import Panel
from ..reach import reaches

_RECENT = 5


def panel(user, person) -> Panel | None:
    """The latest consultations, and registering one; None where there is neither. One statement."""
    rows = Consultation.objects.visible_to(user).filter(person=person)
    rows = list(rows.select_related("adviser", "station")[:_RECENT])
    adds = reaches(user, Verb.ADD, person.managing_station)
    if not rows and not adds:
        return None
    action = {
        "label": _("登记咨询"),
        "url": f"{reverse('consultation-new')}?person={person.pk}",
        "icon": "edit",
    }
    return Panel(
        "consultations",
        title=_("咨询"),
        template="team/panel.html" if rows else "",
        context={"rows": rows},
        actions=[action] if adds else [],
    )
