"""Who reads what of a request: its words, its slips and its attachments."""

from django.db.models import Q

from ..models import RequestFile, RequestSlip, ServiceRequest
from ..vocabulary import SlipState


def reads(user, request) -> bool:
    """Whether `user` may read what was said: of health and minors only the stations that had it in hand."""
    return ServiceRequest.objects.visible_to(user).read_by(user).filter(pk=request.pk).exists()


def slips_of(user):
    """The slips `user` may read: of requests she reads, those to her stations, and those made out to her."""
    seen = RequestSlip.objects.visible_to(user).read_by(user).values("pk")
    return RequestSlip.objects.filter(Q(pk__in=seen) | Q(to_member__user=user))


def files_of(user):
    """The attachments `user` may open: of requests she reads, and those named by a slip she may read."""
    seen = RequestFile.objects.visible_to(user).read_by(user).values("pk")
    named = slips_of(user).exclude(state=SlipState.WITHDRAWN).values("files")
    return RequestFile.objects.filter(Q(pk__in=seen) | Q(pk__in=named))
