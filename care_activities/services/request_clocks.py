"""Keeping time: clocks start and end with the acts they are for; what is due is acted upon once, by the worker."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from stations import audit
from stations.notices import tell
from stations.tallies import lock

from .. import deadlines
from ..models import CalendarDay, RequestClock, RequestHop, Supervision
from ..request_tallies import recount_requests
from ..vocabulary import RequestAct, SupervisionState
from .deadline_rules import limit_for

_BATCH = 200


def clock_start(
    kind, *, holder, request=None, slip=None, answer=None, urgency="", until=None
) -> RequestClock:
    """Starts a clock now; the time is what the city set, or it ends `until`. Part of the act that starts it."""
    now = timezone.now()
    due = until or due_at(deadlines.time_for(kind, urgency), now)
    return RequestClock.objects.create(
        kind=kind, holder=holder, request=request, slip=slip, answer=answer, started_at=now, due_at=due
    )


def due_at(subject, now):
    """When a time (deadlines.TimeAllowed) that begins `now` is over, by what the city set and its calendar."""
    limit = limit_for(subject)
    by_calendar = limit.unit == deadlines.Unit.WORKING_DAYS
    exceptions = dict(CalendarDay.objects.values_list("date", "is_working")) if by_calendar else {}
    return deadlines.due_at(limit, now, exceptions=exceptions)


def clocks_end(clocks, *, met, actor) -> None:
    """Ends the running ones of `clocks`; a 督办 that one of them opened ends with it, and both stations hear of it."""
    now = timezone.now()
    for clock in clocks.filter(ended_at__isnull=True):
        if clock.paused_at:
            clock_resume(clock)
        clock.ended_at, clock.is_met = now, met
        clock.save(update_fields=["ended_at", "is_met"])
        for item in Supervision.objects.filter(clock=clock, state=SupervisionState.OPEN):
            _end_supervision(item, now, actor)


@override(settings.LANGUAGE_CODE)
def _end_supervision(item, now, actor):
    before, clock = audit.snapshot(item), _clock(item.clock_id)
    item.state, item.ended_at = SupervisionState.ENDED, now
    item.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=item.station,
        target=item,
        before=before,
        after=audit.snapshot(item),
        reason="已办到，督办结束" if clock.is_met else "不再计时，督办结束",
    )
    _hop(clock, item.station, now, _("督办结束（%s）") % clock.get_kind_display())
    words = _("督办结束：%(what)s的%(kind)s。") % _told(clock)
    for station in {item.station, clock.holder}:
        tell(station, words, **_page(clock))


def _hop(clock, station, now, words):
    """A line in the history of the request; a task has none."""
    request = clock.slip.request if clock.slip_id else clock.request
    if request is not None:
        act = RequestAct.SUPERVISED
        RequestHop.objects.create(request=request, act=act, from_station=station, at=now, opinion=words)


def clocks_move(request, holder) -> None:
    """What still runs of `request` is from now on for `holder` to meet; clocks of slips are not its own."""
    request.clocks.filter(ended_at__isnull=True).update(holder=holder)


def clock_extend(clock, days) -> None:
    """Moves the end of `clock` by `days`; it warns anew. An item of 督办 that it opened stays until it is met."""
    clock.due_at += datetime.timedelta(days=days)
    clock.extended_days += days
    clock.reminded_at = None
    clock.save(update_fields=["due_at", "extended_days", "reminded_at"])


def clock_pause(clock) -> None:
    clock.paused_at = timezone.now()
    clock.save(update_fields=["paused_at"])


def clock_resume(clock) -> None:
    """The time it stood still is added at its end."""
    clock.due_at += timezone.now() - clock.paused_at
    clock.paused_at = None
    clock.save(update_fields=["due_at", "paused_at"])


# --- what the worker does --------------------------------------------------------------------------


def act_on_deadlines(now=None) -> dict[str, int]:
    """Reminds of what is due within a day and acts on what is past: `{"reminded", "late", "supervised"}`.

    Safe to run at any time, twice, and by two workers at once: each clock is claimed in the transaction
    that acts on it. What fell due while nothing ran is done at the next run.
    """
    now = now or timezone.now()
    done = {"reminded": 0, "late": 0, "supervised": 0}
    running = RequestClock.objects.filter(ended_at__isnull=True, paused_at__isnull=True)
    soon = running.filter(
        reminded_at__isnull=True,
        acted_at__isnull=True,
        due_at__gt=now,
        due_at__lte=now + deadlines.REMIND_BEFORE,
    )
    past = running.filter(acted_at__isnull=True, due_at__lte=now)
    with override("zh-hans"):
        for pk in _ids(past):
            outcome = _pass(pk, now)
            if outcome:
                done["late"] += 1
                done["supervised"] += outcome == "supervised"
        for pk in _ids(soon):
            done["reminded"] += _remind(pk, now)
    return done


def _ids(clocks):
    """The ids, a batch at a time: a long catch-up holds no transaction open."""
    last = 0
    while found := list(clocks.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield from found
        last = found[-1]


@transaction.atomic
def _remind(pk, now):
    claimed = RequestClock.objects.filter(
        pk=pk, reminded_at__isnull=True, acted_at__isnull=True, ended_at__isnull=True, paused_at__isnull=True
    ).update(reminded_at=now)
    if claimed:
        clock = _clock(pk)
        words = _("%(what)s：%(kind)s将在 %(day)s 到期。")
        tell(clock.holder, words % _told(clock), **_page(clock))
    return claimed


@transaction.atomic
def _pass(pk, now):
    """ "" where somebody else was faster or it ended meanwhile; else what was done."""
    clock = _clock(pk)
    desk = clock.request and clock.request.station_id
    lock({clock.holder_id, clock.holder.parent_id, desk})
    claimed = RequestClock.objects.filter(
        pk=pk, acted_at__isnull=True, ended_at__isnull=True, paused_at__isnull=True, due_at__lte=now
    ).update(acted_at=now)
    if not claimed:
        return ""
    recount_requests({desk})
    clock = _clock(pk)
    tell(clock.holder, _("%(what)s：%(kind)s已过（%(day)s），请抓紧办理。") % _told(clock), **_page(clock))
    if clock.kind in deadlines.REMINDS_ONLY:
        return "told"
    above = clock.holder.parent or clock.holder
    item = Supervision.objects.create(station=above, clock=clock, opened_at=now)
    _hop(clock, above, now, _("%s已过") % clock.get_kind_display())
    if above != clock.holder:
        words = _("督办：%(what)s在%(place)s已过%(kind)s（%(day)s）。")
        tell(above, words % _told(clock), **_page(clock))
    audit.record(
        audit.Action.CREATE,
        actor=None,
        station=above,
        target=item,
        after=audit.snapshot(item),
        reason="时限已过，自动督办",
    )
    return "supervised"


def _clock(pk):
    rows = RequestClock.objects.select_related(
        "holder__parent", "request__station", "slip__request__station", "answer__task", "answer__station"
    )
    return rows.get(pk=pk)


def _told(clock):
    return {
        "what": _what(clock),
        "kind": clock.get_kind_display(),
        "day": deadlines.last_day(clock.due_at).isoformat(),
        "place": clock.holder.place_name,
    }


def _what(clock):
    if clock.answer_id:
        return _("任务“%s”") % clock.answer.task
    return _("诉求 %s") % (clock.slip.request if clock.slip_id else clock.request).number


def _page(clock):
    if clock.answer_id:
        return {"url_name": "sent-task", "target": clock.answer.task_id}
    if clock.slip_id:
        return {"url_name": "request-slip", "target": clock.slip_id}
    return {"url_name": "request", "target": clock.request_id}
