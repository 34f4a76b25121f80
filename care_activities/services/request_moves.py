"""Where a request goes: up, down, over to another station and back; more time, time that stands still, 回避.

The desk that took it keeps sight of it; whoever has it in hand answers for its times.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.models import Station
from stations.notices import tell
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require_station

from ..models import RequestHop, RequestRecusal
from ..vocabulary import OPEN_REQUESTS, ClockKind, RequestAct, RequestKind, RequestState, TimeAllowed
from .deadline_rules import limit_for
from .request_clocks import (
    clock_extend,
    clock_pause,
    clock_resume,
    clock_start,
    clocks_end,
    clocks_move,
)
from .requests import act_noted, county_of, held, require_words, settle

_MOVES = (RequestAct.REFERRED_UP, RequestAct.SENT_DOWN, RequestAct.HANDED_OVER)
# What may stand still with a reason: the statutory times may only be extended.
_PAUSABLE = (ClockKind.SERVICE,)
_EXTENSIBLE = (ClockKind.SERVICE, ClockKind.HANDLE)


@transaction.atomic
def request_refer_up(*, actor, request, opinion):
    """上报 to the station above the holder, with the reason. Raises as `requests.request_note`."""
    before = held(actor, request, *OPEN_REQUESTS)
    if before.holder.parent is None:
        raise ServiceError(_("市级没有上级站可以上报；请转交或办结。"))
    return _move(request, before, before.holder.parent, RequestAct.REFERRED_UP, actor, opinion)


@transaction.atomic
def request_send_down(*, actor, request, to_station, opinion):
    """下派 to a station below the holder. 申诉求决 stays with the county. Raises as request_refer_up."""
    before = held(actor, request, *OPEN_REQUESTS)
    if to_station == before.holder or not to_station.path.startswith(before.holder.path):
        raise ServiceError(_("只能下派给本站下面的站。"))
    return _move(request, before, to_station, RequestAct.SENT_DOWN, actor, opinion)


@transaction.atomic
def request_hand_over(*, actor, request, to_station, opinion):
    """转交 to a station beside, neither above nor below the holder. Raises as request_refer_up."""
    before = held(actor, request, *OPEN_REQUESTS)
    own, other = before.holder.path, to_station.path
    if own.startswith(other) or other.startswith(own):
        raise ServiceError(_("转交给同级或其他地方的站；上级请用“上报”，下级请用“下派”。"))
    return _move(request, before, to_station, RequestAct.HANDED_OVER, actor, opinion)


@transaction.atomic
def request_return(*, actor, request, opinion):
    """退回 to the station it came from, with the reason. Raises as request_refer_up, also when it came from nowhere."""
    before = held(actor, request, *OPEN_REQUESTS)
    source = came_from(before)
    if source is None:
        raise ServiceError(_("这件诉求是本站登记的，没有可退回的站。"))
    return _move(request, before, source, RequestAct.RETURNED, actor, opinion)


def came_from(request) -> Station | None:
    """The station that sent it to the present holder; None where that one took it itself."""
    trail = []
    hops = RequestHop.objects.filter(request=request, act__in=[*_MOVES, RequestAct.RETURNED])
    for hop in hops.select_related("from_station", "to_station").order_by("at", "pk"):
        if hop.act == RequestAct.RETURNED:
            trail.pop()
        else:
            trail.append(hop.from_station)
    return trail[-1] if trail else None


def _move(request, before, station, act, actor, opinion):
    require_words(opinion)
    lock({before.holder_id, station.pk})
    if not station.is_active:
        raise ServiceError(_("这个站没有启用，请另选一个站。"))
    about = request.about_station
    if about is not None and station.path.startswith(about.path):
        raise ServiceError(_("这件诉求反映的就是这个站，不能交给它办理。"))
    if request.kind == RequestKind.PETITION and county_of(station) != station:
        raise ServiceError(_("申诉求决由县级退役军人事务部门办理，不能交给镇街或村(社区)。"))
    request.holder, request.state = station, RequestState.WAITING
    clocks_end(request.clocks.filter(kind=ClockKind.OBJECT), met=True, actor=actor)
    settle(request, before, act, actor=actor, opinion=opinion, to=station)
    clocks_move(request, station)
    tell(
        station,
        _("收到诉求 %(number)s（%(act)s）。") % {"number": request.number, "act": RequestAct(act).label},
        url_name="request",
        target=request.pk,
    )
    return request


# --- time -----------------------------------------------------------------------------------------


@transaction.atomic
def extension_ask(*, actor, request, days, reason) -> RequestHop:
    """申请延期 by `days`, at most as many as allowed; somebody else with the right to approve decides.

    Raises as request_refer_up.
    """
    held(actor, request, RequestState.HANDLING)
    require_words(reason)
    clock = _to_extend(request)
    if clock.due_at <= timezone.now():
        raise ServiceError(_("期限已过，不能再申请延期；请尽快办理。"))
    most = limit_for(TimeAllowed.EXTENSION).count - clock.extended_days
    if not 1 <= days <= most:
        raise ValidationError({"days": _("延期最多还可 %s 天。") % most})
    if extension_asked(request) is not None:
        raise ServiceError(_("已经申请延期，等待审批。"))
    return act_noted(request, RequestAct.EXTENSION_ASKED, actor=actor, opinion=f"{days}{_DAYS}{reason}")


_DAYS = "天："


def extension_asked(request) -> RequestHop | None:
    """The application for more time that nobody has decided yet."""
    acts = (RequestAct.EXTENSION_ASKED, RequestAct.EXTENDED, RequestAct.EXTENSION_REFUSED)
    last = request.hops.filter(act__in=acts).order_by("at", "pk").last()
    return last if last is not None and last.act == RequestAct.EXTENSION_ASKED else None


@transaction.atomic
def extension_decide(*, actor, request, agree, opinion="") -> RequestHop:
    """The head of the holder, or of a station above, decides; never who asked. Raises as request_refer_up."""
    before = held(actor, request, RequestState.HANDLING)
    require_station(actor, Verb.APPROVE, before.holder)
    asked = extension_asked(request)
    if asked is None:
        raise ServiceError(_("没有待审批的延期申请。"))
    if actor is not None and asked.by_id == actor.pk:
        raise ServiceError(_("延期由另一位负责人审批，不能自己批自己的。"))
    if not agree:
        require_words(opinion)
        return act_noted(request, RequestAct.EXTENSION_REFUSED, actor=actor, opinion=opinion)
    clock_extend(_to_extend(request), int(asked.opinion.partition(_DAYS)[0]))
    return act_noted(request, RequestAct.EXTENDED, actor=actor, opinion=opinion or asked.opinion)


def _to_extend(request):
    """The statutory time where one runs, else the service time."""
    running = request.clocks.filter(ended_at__isnull=True, kind__in=_EXTENSIBLE)
    clock = min(running, key=lambda clock: _EXTENSIBLE[::-1].index(clock.kind), default=None)
    if clock is None:
        raise ServiceError(_("没有正在计时的期限可以延长。"))
    return clock


@transaction.atomic
def request_pause(*, actor, request, opinion) -> RequestHop:
    """暂停计时 of the service time with the reason, such as waiting for the person's papers. Raises as above."""
    held(actor, request, RequestState.HANDLING)
    require_words(opinion)
    running = request.clocks.filter(kind__in=_PAUSABLE, ended_at__isnull=True, paused_at__isnull=True)
    if not running:
        raise ServiceError(_("没有可以暂停的服务时限；法定期限不能暂停。"))
    for clock in running:
        clock_pause(clock)
    return act_noted(request, RequestAct.PAUSED, actor=actor, opinion=opinion)


@transaction.atomic
def request_resume(*, actor, request, opinion="") -> RequestHop:
    """恢复计时. Raises as above."""
    held(actor, request, RequestState.HANDLING)
    paused = request.clocks.filter(ended_at__isnull=True, paused_at__isnull=False)
    if not paused:
        raise ServiceError(_("没有暂停的时限。"))
    for clock in paused:
        clock_resume(clock)
    return act_noted(request, RequestAct.RESUMED, actor=actor, opinion=opinion)


# --- 申诉求决 and 回避 -----------------------------------------------------------------------------


@transaction.atomic
def petition_tell(*, actor, request, number="", status="", review=""):
    """What the county's own register says of a 申诉求决: its number and status; the portal keeps no more.

    `review`: REVIEW or RE_REVIEW (ClockKind) when the person asked for one, whose thirty days begin.
    """
    before = held(actor, request, *OPEN_REQUESTS)
    if request.kind != RequestKind.PETITION:
        raise ServiceError(_("只有申诉求决登记县级办理进度。"))
    request.petition_no, request.petition_status = (
        number or request.petition_no,
        status or request.petition_status,
    )
    if review:
        clocks_end(
            request.clocks.filter(kind__in=[ClockKind.HANDLE, ClockKind.REVIEW]), met=True, actor=actor
        )
    settle(request, before, RequestAct.PETITION_TOLD, actor=actor, opinion=f"{number} {status}".strip())
    if review:
        clock_start(review, holder=request.holder, request=request)
    return request


@transaction.atomic
def request_recuse(*, actor, request, user, opinion) -> RequestHop:
    """回避: `user` handles and sees it no more (信访工作条例 art. 28); said by herself, or by who may approve there."""
    held(actor, request, *OPEN_REQUESTS)
    require_words(opinion)
    if actor is not None and actor != user:
        require_station(actor, Verb.APPROVE, request.holder)
    if actor is None and user is None:
        raise PermissionDenied
    hop = act_noted(request, RequestAct.RECUSED, actor=actor, opinion=opinion)
    RequestRecusal.objects.get_or_create(request=request, user=user)
    return hop
