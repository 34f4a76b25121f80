"""任务下派: sending a task down, answering it, and having it answered again."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Conflict, Station
from stations.notices import tell
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_station

from .. import deadlines
from ..models import RequestClock, SentTask, TaskAnswer
from ..vocabulary import ClockKind, TaskAnswerState, TaskForm
from .request_clocks import clock_start, clocks_end
from .writing import noted

_State = TaskAnswerState
MOST = 10**12


@transaction.atomic
def task_send(*, actor, station, stations: Iterable[Station], **values) -> SentTask:
    """Sends a task from `station` to `stations` below it; each has to answer until `due_on`.

    Raises PermissionDenied without the right to approve at `station`, ValidationError, ServiceError for a
    station that is not below it or when there is none.
    """
    require_station(actor, Verb.APPROVE, station)
    chosen = sorted(set(stations), key=lambda one: one.path)
    if not chosen:
        raise ServiceError(_("请选择承办的站。"))
    if any(one == station or not one.path.startswith(station.path) for one in chosen):
        raise ServiceError(_("任务只能下派给本站下面的站。"))
    task = SentTask(station=station, **values)
    task.full_clean()
    if task.due_on < timezone.localdate():
        raise ValidationError({"due_on": _("完成期限已过，请另选日期。")})
    task.save()
    noted(task, actor=actor)
    for one in chosen:
        answer = TaskAnswer.objects.create(task=task, station=one)
        clock_start(ClockKind.TASK, holder=one, answer=answer, until=deadlines.end_of(task.due_on))
        words = _("收到任务“%(task)s”，%(day)s 前答复。") % {"task": task, "day": task.due_on.isoformat()}
        tell(one, words, url_name="sent-task", target=task.pk)
    return task


@transaction.atomic
def task_answer(*, actor, answer, words="", numbers=None) -> TaskAnswer:
    """答复 of one station: `words`, or `{column: number}` where numbers are asked.

    It may be corrected until it is accepted. Raises Conflict, PermissionDenied, ValidationError, ServiceError.
    """
    stored = _taken(actor, answer, Verb.CHANGE, _State.WAITING, _State.RETURNED, _State.ANSWERED)
    answer.words, answer.numbers = words.strip(), _numbers(answer.task, numbers or {})
    if answer.task.form == TaskForm.TEXT and not answer.words:
        raise ValidationError({"words": _("请写明办理情况。")})
    answer.state, answer.answered_at, answer.returned_reason = _State.ANSWERED, timezone.now(), ""
    _save(answer, stored, actor)
    clocks_end(RequestClock.objects.filter(answer=answer), met=True, actor=actor)
    return answer


@transaction.atomic
def answer_accept(*, actor, answer) -> TaskAnswer:
    """收下 by the station that sent the task. Raises as task_answer."""
    stored = _decided(actor, answer)
    answer.state = _State.ACCEPTED
    _save(answer, stored, actor)
    return answer


@transaction.atomic
def answer_return(*, actor, answer, reason) -> TaskAnswer:
    """退回 with the reason: the station answers again. Raises as task_answer."""
    stored = _decided(actor, answer)
    if not reason.strip():
        raise ValidationError({"reason": _("请写明退回的原因。")})
    answer.state, answer.returned_reason = _State.RETURNED, reason.strip()
    _save(answer, stored, actor)
    words = _("任务“%s”的答复被退回，请补正。") % answer.task
    tell(answer.station, words, url_name="sent-task", target=answer.task_id)
    return answer


@transaction.atomic
def task_close(*, actor, task) -> SentTask:
    """Ends a task: who has not answered need not any more, its clocks are called off. Raises Conflict and so on."""
    require(actor, Verb.APPROVE, task)
    lock([task.station_id])
    if task.closed_at is not None:
        raise ServiceError(_("这项任务已经结束。"))
    before = SentTask.objects.get(pk=task.pk)
    task.closed_at = timezone.now()
    task.save()
    noted(task, actor=actor, before=before)
    clocks_end(RequestClock.objects.filter(answer__task=task), met=False, actor=actor)
    return task


def _numbers(task, given):
    """`{column: int}` of what the task asks; ValidationError for a gap or what is no number."""
    if task.form != TaskForm.NUMBERS:
        return {}
    found = {}
    for name in task.column_names:
        text = str(given.get(name, "")).strip()
        if not text.isdecimal() or int(text) > MOST:
            raise ValidationError({"numbers": _("“%s”请填不小于0的整数；没有的填0。") % name})
        found[name] = int(text)
    return found


def _taken(actor, answer, verb, *states):
    require_station(actor, verb, answer.station)
    lock([answer.station_id, answer.task.station_id])
    stored = TaskAnswer.objects.select_related("task").get(pk=answer.pk)
    if stored.version != answer.version:
        raise Conflict(answer)
    if stored.task.closed_at is not None:
        raise ServiceError(_("这项任务已经结束，不能再答复。"))
    if stored.state not in states:
        raise ServiceError(_("这份答复现在是“%s”，不能这样办理。") % stored.get_state_display())
    return stored


def _decided(actor, answer):
    require(actor, Verb.APPROVE, answer.task)
    return _taken(actor, answer, Verb.VIEW, _State.ANSWERED)


def _save(answer, stored, actor):
    answer.full_clean()
    answer.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=answer.station,
        target=answer,
        before=audit.snapshot(stored),
        after=audit.snapshot(answer),
    )
