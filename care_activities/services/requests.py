"""诉求: taking, accepting, handling and ending a request. Moves between stations: request_moves.

Each act is written under the lock of the desk and the holder, with its hop and its entry in the log.
"""

import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from stations import audit
from stations.models import Conflict, Station
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_links, require_station

from ..models import RequestClock, RequestHop, RequestSlip, ServiceRequest
from ..request_tallies import recount_requests
from ..vocabulary import (
    OPEN_REQUESTS,
    ClockKind,
    RequestAct,
    RequestChannel,
    RequestKind,
    RequestState,
    SlipState,
)
from .request_clocks import clock_start, clocks_end
from .writing import noted

_State = RequestState
# 重复件: asked again by the same person in the same class within so long.
REPEATS_WITHIN = datetime.timedelta(days=180)
_COUNTY = (Station.Tier.DISTRICT, Station.Tier.CITY)


@transaction.atomic
def request_register(*, actor, station, **values) -> ServiceRequest:
    """Takes a request at the desk of `station`; the service time begins.

    A request about `station` itself is held by the station above at once, and 申诉求决 by the county bureau,
    whose statutory times begin. Raises PermissionDenied and ValidationError.
    """
    require_station(actor, Verb.ADD, station)
    request = ServiceRequest(station=station, holder=station, taken_at=timezone.now(), **values)
    require_links(actor, request)
    if request.person_id:
        require(actor, Verb.VIEW, request.person)
    if request.about_staff and request.about_staff.user_id is None:
        # Nobody knows by which account she signs in: the whole station is kept away.
        request.about_station = request.about_station or request.about_staff.station
    request.holder = _first_holder(request)
    lock({station.pk, request.holder_id})
    if request.about_staff and request.about_staff.user_id == getattr(actor, "pk", None) is not None:
        raise PermissionDenied
    request.repeats = _earlier(request)
    request.year = timezone.localdate(request.taken_at).year
    request.serial = 1 + (_of_year(request).aggregate(last=Max("serial"))["last"] or 0)
    request.full_clean()
    request.save()
    _log(request, actor)
    hop_add(request, RequestAct.REGISTERED, actor=actor, to=request.holder, at_station=station)
    _start_clocks(request)
    recount_requests([station.pk])
    return request


def _earlier(request):
    """The request of the same person in the same class that this one repeats; None where there is none."""
    if not request.person_id:
        return None
    since = request.taken_at - REPEATS_WITHIN
    same = ServiceRequest.objects.filter(person=request.person_id, demand=request.demand, taken_at__gte=since)
    return same.order_by("-taken_at", "-pk").first()


def _of_year(request):
    return ServiceRequest.objects.filter(station=request.station, year=request.year)


def _first_holder(request):
    station = request.station
    if request.about_station and station.path.startswith(request.about_station.path):
        station = request.about_station.parent or request.about_station
    if request.kind == RequestKind.PETITION:
        return county_of(station)
    return station


def county_of(station) -> Station:
    """The bureau that handles 申诉求决 of `station`: its district, of the city itself the city."""
    if station.tier in _COUNTY:
        return station
    above = Station.objects.filter(code__in=station.path_codes, tier__in=_COUNTY).order_by("-path")
    return above.first() or station


def _start_clocks(request):
    clock_start(ClockKind.SERVICE, holder=request.holder, request=request, urgency=request.urgency)
    if request.kind == RequestKind.PETITION:
        clock_start(ClockKind.TELL, holder=request.holder, request=request)
        if request.channel == RequestChannel.ASSIGNED:
            clock_start(ClockKind.OBJECT, holder=request.holder, request=request)


@transaction.atomic
def request_accept(*, actor, request, opinion="") -> ServiceRequest:
    """受理: the holder takes it in hand. Raises Conflict, PermissionDenied, ServiceError when it is not waiting."""
    before = held(actor, request, _State.WAITING)
    request.state = _State.HANDLING
    clocks_end(request.clocks.filter(kind__in=[ClockKind.TELL, ClockKind.OBJECT]), met=True, actor=actor)
    settle(request, before, RequestAct.ACCEPTED, actor=actor, opinion=opinion)
    known = request.clocks.filter(kind=ClockKind.HANDLE).exists()
    if request.kind == RequestKind.PETITION and not known:
        clock_start(ClockKind.HANDLE, holder=request.holder, request=request)
    return request


@transaction.atomic
def request_note(*, actor, request, opinion) -> RequestHop:
    """Adds what was done to the history. Raises as request_accept, ValidationError without words."""
    held(actor, request, *OPEN_REQUESTS)
    require_words(opinion)
    return act_noted(request, RequestAct.NOTED, actor=actor, opinion=opinion)


@transaction.atomic
def request_close(*, actor, request, result) -> ServiceRequest:
    """办结 with its `result`: all clocks end, open slips are withdrawn. Raises as request_note."""
    before = held(actor, request, *OPEN_REQUESTS)
    if not result.strip():
        raise ValidationError({"result": _("请写明办理结果；来人问起时要能答复。")})
    request.state, request.result, request.closed_at = _State.CLOSED, result.strip(), timezone.now()
    for slip in request.slips.filter(state=SlipState.OPEN):
        stored = RequestSlip.objects.get(pk=slip.pk)
        slip.state = SlipState.WITHDRAWN
        slip.save()
        noted(slip, actor=actor, before=stored)
    clocks_end(RequestClock.objects.filter(slip__request=request), met=False, actor=actor)
    clocks_end(request.clocks.all(), met=True, actor=actor)
    settle(request, before, RequestAct.CLOSED, actor=actor, opinion=result)
    return request


@transaction.atomic
def request_reopen(*, actor, request, opinion) -> ServiceRequest:
    """重新办理 by the desk or the holder; the service time begins anew. Raises as request_note."""
    before = at_desk(actor, request, _State.CLOSED, _State.RATED)
    require_words(opinion)
    request.state, request.closed_at, request.satisfaction = _State.HANDLING, None, None
    settle(request, before, RequestAct.REOPENED, actor=actor, opinion=opinion)
    clock_start(ClockKind.SERVICE, holder=request.holder, request=request, urgency=request.urgency)
    return request


@transaction.atomic
def request_rate(*, actor, request, satisfaction, opinion="") -> ServiceRequest:
    """评价: what the person said, 1 to 5. Raises as request_note, ServiceError unless it is 已办结."""
    before = at_desk(actor, request, _State.CLOSED)
    request.state, request.satisfaction = _State.RATED, satisfaction
    settle(request, before, RequestAct.RATED, actor=actor, opinion=opinion)
    return request


@transaction.atomic
def request_follow_up(*, actor, request, opinion) -> RequestHop:
    """回访 after it ended. Raises as request_note."""
    at_desk(actor, request, _State.CLOSED, _State.RATED)
    require_words(opinion)
    return act_noted(request, RequestAct.FOLLOWED_UP, actor=actor, opinion=opinion)


@transaction.atomic
def request_archive(*, actor, request) -> ServiceRequest:
    """归档: nothing happens to it any more. Raises as request_note."""
    before = at_desk(actor, request, _State.CLOSED, _State.RATED)
    request.state = _State.ARCHIVED
    settle(request, before, RequestAct.ARCHIVED, actor=actor)
    return request


# --- what the other services of requests share ------------------------------------------------------


def held(actor, request, *states) -> ServiceRequest:
    """The stored request under its lock, for who acts as its holder; ServiceError unless it is in `states`."""
    return _taken(actor, request, states, lambda stored: [stored.holder])


def at_desk(actor, request, *states) -> ServiceRequest:
    """As `held`, for who acts at the desk that took it, too."""
    return _taken(actor, request, states, lambda stored: [stored.station, stored.holder])


def _taken(actor, request, states, stations_of):
    lock({request.station_id, request.holder_id})
    rows = ServiceRequest.objects if actor is None else ServiceRequest.objects.visible_to(actor)
    stored = rows.select_related("station", "holder__parent").filter(pk=request.pk).first()
    if stored is None:
        raise PermissionDenied
    if actor is not None:
        own = Station.objects.visible_to(actor, Verb.CHANGE)
        if not own.filter(pk__in=[station.pk for station in stations_of(stored)]).exists():
            raise PermissionDenied
    if stored.version != request.version:
        raise Conflict(request)
    if stored.state not in states:
        raise ServiceError(
            _("这件诉求现在是“%s”，不能这样办理；请刷新页面核对。") % stored.get_state_display()
        )
    return stored


def settle(request, before, act, *, actor, opinion="", to=None) -> RequestHop:
    """Checks, saves, logs an act, adds its hop and counts anew; clocks that it ends have ended before."""
    request.full_clean()
    request.save()
    _log(request, actor, before)
    hop = hop_add(request, act, actor=actor, opinion=opinion, to=to, at_station=before.holder)
    recount_requests([request.station_id])
    return hop


def hop_add(request, act, *, actor, opinion="", to=None, at_station=None) -> RequestHop:
    hop = RequestHop(
        request=request,
        act=act,
        from_station=at_station or request.holder,
        to_station=to,
        at=timezone.now(),
        by=actor,
        by_name=str(actor)[:60] if actor else "",
        opinion=opinion.strip(),
    )
    hop.full_clean(exclude=["by", "request", "from_station", "to_station"])
    hop.save()
    return hop


def act_noted(request, act, *, actor, opinion) -> RequestHop:
    """Adds the hop of an act that changes no column of the request, and its entry in the log."""
    hop = hop_add(request, act, actor=actor, opinion=opinion)
    with override(settings.LANGUAGE_CODE):
        reason = str(hop.get_act_display())
    audit.record(audit.Action.CHANGE, actor=actor, station=request.station, target=request, reason=reason)
    return hop


def require_words(opinion):
    if not opinion.strip():
        raise ValidationError({"opinion": _("请写明情况或原因。")})


def _log(request, actor, before=None):
    audit.record(
        audit.Action.CHANGE if before else audit.Action.CREATE,
        actor=actor,
        station=request.station,
        target=request,
        before=audit.snapshot(before) if before else {},
        after=audit.snapshot(request),
    )
