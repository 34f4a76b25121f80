"""What the page of a file says of moving and leaving: the open request, and the changes so far."""

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.roles import Verb
from veterans.models import TransferRequest

from ...reach import reaches
from ..panel import Panel
from . import leaving

_LATEST = 5


def panel(user, person):
    """A Panel; it is asked only for users who see the whole file. One statement."""
    change = reaches(user, Verb.CHANGE, person.managing_station)
    open_request = (
        person.transfer_requests.filter(state=TransferRequest.State.REQUESTED)
        .select_related("from_station", "to_station")
        .first()
    )
    changes = sorted(person.changes.all(), key=lambda change: -change.pk)[:_LATEST]
    return Panel(
        key="moving",
        title=_("迁转和变动"),
        template="people/moving/card.html" if changes or open_request else "",
        context={"changes": changes, "open_request": open_request},
        actions=leaving.actions(user, person) if change and not open_request else [],
        todos=[_todo(user, open_request)] if open_request else [],
    )


def _todo(user, request):
    own_turn = reaches(user, Verb.CHANGE, request.answering_station) and request.requested_by_id != user.pk
    text = _("迁转申请待您答复") if own_turn else _("迁转申请等待对方答复")
    return {"text": text, "url": reverse("transfer", args=[request.pk]), "tone": "warn"}
