"""What running rounds ask of a station today."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from stations.roles import Verb
from veterans.models import RoundEntry

from ...due import Due


def to_do(user, station) -> list[dict]:
    """Items of components/todo.html: sheets (份) that the village has in hand, and those that wait for a review.

    Somebody in two rounds has two sheets. One statement; a count may be 0.
    """
    running = RoundEntry.objects.visible_to(user, under=station).filter(round__closed_at__isnull=True)
    counts = running.aggregate(
        in_hand=Count("pk", filter=Q(state__in=RoundEntry.IN_HAND)),
        submitted=Count("pk", filter=Q(state=RoundEntry.State.SUBMITTED)),
    )
    address = reverse("rounds")
    found = [
        {
            "count": counts["in_hand"],
            "title": _("采集核查待提交"),
            "note": _("按登记份数计；与本人核对后提交，退回的改好再交"),
            "url": address,
            "due": Due.DATED,
        }
    ]
    if user.holds(Verb.APPROVE):
        review = {
            "title": _("采集核查待审核"),
            "note": _("按登记份数计；接收，或写明原因退回"),
            "url": address,
        }
        found.append({"count": counts["submitted"], **review})
    return found
