"""协办: asking another station, or somebody of the support team, for a part of the work."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Conflict, Station
from stations.notices import tell
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock

from .. import deadlines
from ..models import RequestClock, RequestFile, RequestSlip
from ..vocabulary import OPEN_REQUESTS, ClockKind, RequestAct, SlipState
from .request_clocks import clock_start, clocks_end
from .request_files import request_file_add
from .request_readers import files_of
from .requests import held, hop_add
from .writing import noted


@transaction.atomic
def slip_send(*, actor, request, asks, due_on, to_station=None, to_member=None, files=()) -> RequestSlip:
    """Asks `to_station` or `to_member` (SupportMember) for `asks`, answered until `due_on`.

    The handling stays where it is; of the request's attachments the helper opens `files` and no others.
    Raises as `requests.request_note`, ValidationError for a day that is past.
    """
    stored = held(actor, request, *OPEN_REQUESTS)
    _refuse(stored, due_on, to_station)
    slip = RequestSlip(
        request=request,
        from_station=stored.holder,
        to_station=to_station,
        to_member=to_member,
        asks=asks,
        due_on=due_on,
    )
    slip.full_clean()
    slip.save()
    slip.files.set(_shared(actor, request, files))
    audit.record(
        audit.Action.CREATE, actor=actor, station=stored.holder, target=slip, after=audit.snapshot(slip)
    )
    hop_add(request, RequestAct.ASKED, actor=actor, opinion=asks, to=to_station, at_station=stored.holder)
    # Whoever is asked answers in time; of somebody without a station's account the asking station keeps time.
    clock_start(
        ClockKind.SLIP,
        holder=to_station or stored.holder,
        slip=slip,
        until=deadlines.end_of(due_on),
    )
    if to_station is not None:
        words = _("收到协办单（诉求 %s）。") % request.number
        tell(to_station, words, url_name="request-slip", target=slip.pk)
    return slip


def _refuse(request, due_on, to_station):
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": _("答复期限已过，请另选日期。")})
    about = request.about_station
    if to_station is not None and about is not None and to_station.path.startswith(about.path):
        raise ServiceError(_("这件诉求反映的就是这个站，不能请它协办。"))


def _shared(actor, request, files):
    """The files to go with a slip, as far as whoever sends it may open them herself."""
    own = files_of(actor) if actor is not None else RequestFile.objects
    return own.filter(request=request, pk__in=[file.pk for file in files])


@transaction.atomic
def slip_answer(*, actor, slip, answer, made=None) -> RequestSlip:
    """答复 by the station asked, or for a member of the support team by the station that asked.

    `made` (Remade): a picture or scan that goes with the answer. Raises Conflict, PermissionDenied,
    ValidationError, and ServiceError once it is no longer open.
    """
    stored = _open(actor, slip, slip.to_station or slip.from_station)
    if not answer.strip():
        raise ValidationError({"answer": _("请写明协办的情况。")})
    slip.state, slip.answer, slip.answered_at = SlipState.ANSWERED, answer.strip(), timezone.now()
    _end(slip, stored, actor)
    hop = hop_add(
        slip.request,
        RequestAct.ANSWERED,
        actor=actor,
        opinion=answer,
        at_station=slip.to_station or slip.from_station,
        to=slip.request.holder,
    )
    if made is not None:
        slip.files.add(request_file_add(actor=actor, request=slip.request, made=made, hop=hop))
    if slip.to_station is not None:
        words = _("协办单已答复（诉求 %s）。") % slip.request.number
        tell(slip.request.holder, words, url_name="request", target=slip.request_id)
    return slip


@transaction.atomic
def slip_withdraw(*, actor, slip) -> RequestSlip:
    """The station that asked needs it no more. Raises as slip_answer."""
    stored = _open(actor, slip, slip.from_station)
    slip.state = SlipState.WITHDRAWN
    _end(slip, stored, actor)
    return slip


def _open(actor, slip, station):
    lock({slip.from_station_id, slip.to_station_id, slip.request.holder_id})
    stored = RequestSlip.objects.select_related("request").filter(pk=slip.pk).first()
    if stored is None or stored.version != slip.version:
        raise Conflict(slip)
    if actor is not None and not _is_asked(actor, slip):
        seen = RequestSlip.objects.visible_to(actor).filter(pk=slip.pk).exists()
        if not seen or not Station.objects.visible_to(actor, Verb.CHANGE).filter(pk=station.pk).exists():
            raise PermissionDenied
    if stored.state != SlipState.OPEN:
        raise ServiceError(_("这张协办单现在是“%s”，不能再办。") % stored.get_state_display())
    return stored


def _is_asked(actor, slip) -> bool:
    """Whether the slip was made out to `actor` herself, who has an account as 协作人员."""
    return slip.to_member_id is not None and slip.to_member.user_id == actor.pk


def _end(slip, stored, actor):
    slip.full_clean()
    slip.save()
    noted(slip, actor=actor, before=stored)
    clocks_end(RequestClock.objects.filter(slip=slip), met=slip.state == SlipState.ANSWERED, actor=actor)
