"""Open rounds on the page of a file, as something still to do, and the way to register a visit."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import VisitRoundLine

from ..people.panel import Panel


def panel(user, person) -> Panel | None:
    """What a running round still wants for the person or the household; None when nothing."""
    theirs = Q(person=person)
    if person.household_id:
        theirs |= Q(household=person.household_id)
    lines = VisitRoundLine.objects.visible_to(user).filter(theirs, round__closed_at__isnull=True)
    todos = [_todo(line) for line in lines.pending().select_related("round").order_by("round__due_on")]
    return Panel(key="visits", todos=todos) if todos else None


def _todo(line):
    text = _("%(name)s：待走访，%(due)s 前完成") % {
        "name": line.round.name,
        "due": line.round.due_on.isoformat(),
    }
    return {"text": text, "url": reverse("visit-line", args=[line.pk]), "tone": "warn"}
