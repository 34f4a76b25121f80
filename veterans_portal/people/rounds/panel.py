"""Open rounds on the page of a file, as something still to do."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veterans.models import RoundEntry

from ..panel import Panel


def panel(user, person) -> Panel | None:
    """What a running round still wants of the person; None when nothing."""
    entries = RoundEntry.objects.visible_to(user).filter(person=person, round__closed_at__isnull=True)
    waiting = (
        entries.exclude(state=RoundEntry.State.ACCEPTED).select_related("round").order_by("round__due_on")
    )
    todos = [_todo(entry, timezone.localdate()) for entry in waiting]
    return Panel(key="rounds", todos=todos) if todos else None


def _todo(entry, today):
    collection = entry.round
    late = entry.state in RoundEntry.IN_HAND and collection.due_on < today
    text = _("%(name)s：%(state)s，%(due)s 前完成") % {
        "name": collection.name,
        "state": entry.get_state_display(),
        "due": collection.due_on.isoformat(),
    }
    url, tone = reverse("round-entry", args=[entry.pk]), "bad" if late else "warn"
    return {"text": text, "url": url, "tone": tone, "lists": ["round_waiting"]}
