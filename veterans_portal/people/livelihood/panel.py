"""What livelihood adds to the page of a file: who could help, and the clock of somebody who came back."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.roles import Verb
from veterans.vocabulary import FileStatus

from ...reach import reaches
from ..panel import Panel
from .conditions import is_unreported
from .matching import helpers_of
from .returning import returned


def panel(user, person) -> Panel | None:
    """None where nobody is needed and nothing waits, and for files no longer 在册. At most one statement."""
    if person.status != FileStatus.ACTIVE:
        return None
    today = timezone.localdate()
    back = _returned(person, today)
    wishes = helpers_of(user, person)
    if back is None and not wishes:
        return None
    may_change = reaches(user, Verb.CHANGE, person.managing_station)
    return Panel(
        "livelihood",
        title=_title(back, wishes),
        template="people/livelihood/panel.html",
        context={"wishes": wishes, "returned": back, "today": today, "may_change": may_change},
        todos=[_todo(back)] if back else [],
    )


def _title(back, wishes):
    if back and wishes:
        return _("退役返乡报到，可以帮忙的人")
    return _("可以帮忙的人") if wishes else _("退役返乡报到")


def _returned(person, today):
    """The discharge whose report is missing, None for everybody else."""
    if not person.is_veteran or person.status != FileStatus.ACTIVE:
        return None
    placement = getattr(person, "placement", None)
    records = sorted(person.service_records.all(), key=lambda record: record.discharged_on, reverse=True)
    record = next((record for record in records if is_unreported(record, placement, today)), None)
    return returned(record, today) if record else None


def _todo(back):
    todo = {"url": reverse("people-returning"), "lists": ["returning_unregistered"]}
    if back.days < 0:
        return todo | {"text": _("退役报到已超期 %d 天") % back.overdue, "tone": "bad"}
    return todo | {"text": _("退役报到还有 %d 天") % back.days, "tone": "warn"}
