"""Care on the page of a file: the last services, registering one by a click, and that it is time for it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care_activities.models import CareService
from stations.roles import Verb
from veterans.vocabulary import FileStatus, PersonTag

from ..people.panel import Panel
from ..reach import reaches
from .people import USUAL

_SHOWN = 5


def panel(user, person) -> Panel | None:
    """None for whoever is no 孤老: what was done for others stands in the timeline."""
    if PersonTag.LONELY not in person.tags or person.status != FileStatus.ACTIVE:
        return None
    services = CareService.objects.visible_to(user).filter(person=person)
    rows = list(services.select_related("support", "staff", "contract__provider")[:_SHOWN])
    url = f"{reverse('care-register')}?person={person.pk}"
    adds = reaches(user, Verb.ADD, person.managing_station)
    return Panel(
        "care",
        title=_("照料服务"),
        template="care/panel.html" if rows else "",
        context={"rows": rows},
        actions=[{"label": _("登记照料"), "url": url, "icon": "visit"}] if adds else [],
        todos=[_todo(rows, url)] if adds and _is_late(rows) else [],
    )


def _is_late(rows):
    return not rows or (timezone.localdate() - rows[0].date).days >= USUAL


def _todo(rows, url):
    text = _("孤老：超过 %d 天没有照料服务") % USUAL if rows else _("孤老：还没有登记过照料服务")
    return {"text": text, "url": url, "tone": "warn"}
