"""The board: whose requests, what they wait for, and what is told beside each."""

import datetime
from dataclasses import dataclass

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.deadlines import REMIND_BEFORE, last_day
from care_activities.models import (
    RequestClock,
    RequestHop,
    RequestSlip,
    ServiceRequest,
    Supervision,
    TaskAnswer,
)
from care_activities.vocabulary import (
    OPEN_REQUESTS,
    RequestAct,
    RequestChannel,
    RequestKind,
    RequestState,
    SlipState,
    SupervisionState,
    TaskAnswerState,
    Urgency,
)
from stations.models import Station
from stations.roles import Verb
from veterans.vocabulary import Demand

from ..due import Due
from ..people.acts import as_day
from ..people.roster.lists import address, station_by_code

_OPEN = Q(state__in=sorted(OPEN_REQUESTS))
# Whose: in my own hands, held by my stations, taken by my stations, or everything I may see.
WHOSE = [
    ("mine", gettext_lazy("我经办的")),
    ("held", gettext_lazy("本站在办")),
    ("taken", gettext_lazy("本站登记")),
    ("", gettext_lazy("全部")),
]
CHOICES = {
    "kind": RequestKind,
    "channel": RequestChannel,
    "demand": Demand,
    "urgency": Urgency,
    "state": RequestState,
}


def _clock(**asked):
    return Exists(RequestClock.objects.filter(request=OuterRef("pk"), ended_at__isnull=True, **asked))


@dataclass(frozen=True)
class Worklist:
    """Requests that wait for something. `condition(now)` finds them."""

    label: str
    note: str
    condition: object
    held: bool = True  # counted among what the user's own stations hold
    due: Due = Due.OPEN


WORKLISTS = {
    "overdue": Worklist(
        gettext_lazy("诉求超期"),
        gettext_lazy("已过时限，请尽快办理"),
        lambda now: _OPEN & Q(_clock(due_at__lte=now, paused_at__isnull=True)),
        due=Due.OVERDUE,
    ),
    "soon": Worklist(
        gettext_lazy("诉求24小时内到期"),
        gettext_lazy("快到时限"),
        lambda now: (
            _OPEN & Q(_clock(due_at__gt=now, due_at__lte=now + REMIND_BEFORE, paused_at__isnull=True))
        ),
        due=Due.DATED,
    ),
    "waiting": Worklist(
        gettext_lazy("诉求待受理"),
        gettext_lazy("新登记或刚转来的"),
        lambda now: Q(state=RequestState.WAITING),
        due=Due.DATED,
    ),
    "helping": Worklist(
        gettext_lazy("等待协办答复"),
        gettext_lazy("请别人协助的事还没有答复"),
        lambda now: (
            _OPEN & Q(Exists(RequestSlip.objects.filter(request=OuterRef("pk"), state=SlipState.OPEN)))
        ),
    ),
    "unrated": Worklist(
        gettext_lazy("办结待回访评价"),
        gettext_lazy("问一问来人是否满意"),
        lambda now: Q(state=RequestState.CLOSED),
    ),
}


@dataclass(frozen=True)
class RequestFilter:
    """What the board was asked for. Unknown values are ignored, a foreign station or worklist is 404."""

    station: Station | None
    whose: str = ""
    work: str = ""
    kind: str = ""
    channel: str = ""
    demand: str = ""
    urgency: str = ""
    state: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None

    @classmethod
    def read(cls, user, query):
        work, whose = query.get("work", ""), query.get("whose", "")
        if work and work not in WORKLISTS:
            raise Http404
        chosen = {name: query.get(name, "") for name in CHOICES}
        return cls(
            station=station_by_code(user, query.get("station")),
            whose=whose if whose in dict(WHOSE) else "",
            work=work,
            since=as_day(query.get("since")),
            until=as_day(query.get("until")),
            **{name: value for name, value in chosen.items() if value in CHOICES[name].values},
        )

    def apply(self, user):
        """The requests, as far as the user may see them."""
        found = ServiceRequest.objects.visible_to(user, under=self.station).filter(self._whose(user))
        if self.work:
            found = found.filter(WORKLISTS[self.work].condition(timezone.now()))
        found = found.filter(**{name: getattr(self, name) for name in CHOICES if getattr(self, name)})
        if self.since:
            found = found.filter(taken_at__date__gte=self.since)
        if self.until:
            found = found.filter(taken_at__date__lte=self.until)
        return found

    def _whose(self, user):
        if not self.whose:
            return Q()
        if self.whose == "mine":
            mine = RequestHop.objects.filter(request=OuterRef("pk"), by=user).exclude(act=RequestAct.RECUSED)
            return Q(Exists(mine))
        return Q(**{f"{'holder' if self.whose == 'held' else 'station'}__in": own_stations(user)})


def own_stations(user) -> list[int]:
    """The stations where the user herself stands, not those below."""
    return [grant.station_id for grant in user.grants(Verb.CHANGE)]


# --- rows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A request on the board, with what it waits for and how grave that is ("", "warn" or "bad")."""

    request: ServiceRequest
    waits: str
    tone: str


def with_rows(requests):
    """The requests with what their rows show."""
    running = RequestClock.objects.filter(ended_at__isnull=True).order_by("due_at")
    return requests.select_related("station", "holder", "person").prefetch_related(
        Prefetch("clocks", running)
    )


def rows_of(requests) -> list[Row]:
    """The rows of a page of requests, without a further statement."""
    now = timezone.now()
    return [Row(request, *waiting(request, now)) for request in requests]


def waiting(request, now) -> tuple[str, str]:
    """What is next due of an open request, and how grave that is."""
    if not request.is_open:
        return "", ""
    clocks = [clock for clock in request.clocks.all() if clock.ended_at is None]
    running = [clock for clock in clocks if clock.paused_at is None]
    if not running:
        return (_("已暂停计时"), "") if clocks else ("", "")
    clock = min(running, key=lambda clock: clock.due_at)
    names = {"kind": clock.get_kind_display(), "day": last_day(clock.due_at).isoformat()}
    if clock.due_at <= now:
        return _("%(kind)s已过（%(day)s）") % names, "bad"
    tone = "warn" if clock.due_at <= now + REMIND_BEFORE else ""
    return _("%(kind)s到 %(day)s") % names, tone


# --- what is told above the rows ---------------------------------------------------------------------


def to_do(user, station=None) -> list[dict]:
    """Items of components/todo.html: requests the user's own stations hold, slips, tasks and 督办 for them."""
    now, own = timezone.now(), own_stations(user)
    counts = {f"n_{key}": Count("pk", filter=work.condition(now)) for key, work in WORKLISTS.items()}
    held = ServiceRequest.objects.visible_to(user, under=station).filter(holder__in=own).aggregate(**counts)
    found = [
        _item(
            held[f"n_{key}"],
            work.label,
            work.note,
            address("requests", station, work=key, whose="held"),
            work.due,
        )
        for key, work in WORKLISTS.items()
    ]
    items = Supervision.objects.visible_to(user, under=station).filter(
        station__in=own, state=SupervisionState.OPEN
    )
    slips = RequestSlip.objects.visible_to(user).filter(to_station__in=own, state=SlipState.OPEN)
    answers = TaskAnswer.objects.visible_to(user).filter(
        station__in=own,
        state__in=[TaskAnswerState.WAITING, TaskAnswerState.RETURNED],
        task__closed_at__isnull=True,
    )
    found += [
        _item(
            items.count(),
            _("督办"),
            _("下级超过法定期限或任务期限的"),
            address("supervisions", station),
            Due.OVERDUE,
        ),
        _item(
            slips.count(),
            _("协办单待答复"),
            _("别的站请本站协助的事"),
            address("request-slips", None),
            Due.DATED,
        ),
        _item(answers.count(), _("上级任务待答复"), _("按期限答复"), address("sent-tasks", None), Due.DATED),
    ]
    return found


def _item(count, title, note, url, due):
    return {"count": count, "title": title, "note": note, "url": url, "due": due}


def figures(asked, user) -> dict:
    """Of the requests asked for: `{"all", "open", "closed", "on_time", "hours", "rated", "mean"}`.

    `hours`: mean from taking to closing, None without any; `on_time`: closed whose clocks ended in time;
    `mean`: of `rated` answers, 1 to 5.
    """
    found = asked.apply(user).order_by()
    late = RequestClock.objects.filter(request=OuterRef("pk"), ended_at__gt=F("due_at"))
    took = ExpressionWrapper(F("closed_at") - F("taken_at"), DurationField())
    sums = found.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=_OPEN),
        closed=Count("pk", filter=~_OPEN),
        on_time=Count("pk", filter=~_OPEN & ~Q(Exists(late))),
        took=Avg(took, filter=~_OPEN),
        rated=Count("satisfaction"),
        mean=Avg("satisfaction"),
    )
    took = sums.pop("took")
    hours = round(took.total_seconds() / 3600, 1) if took is not None else None
    mean = round(float(sums["mean"]), 1) if sums["mean"] is not None else None
    return {**sums, "hours": hours, "mean": mean}


def composition(asked, user) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """`[(name, label, [(value, label, count)])]` by class and by channel, of the requests asked for."""
    found = []
    for name in ("demand", "channel"):
        counts = dict(asked.apply(user).order_by().values_list(name).annotate(Count("pk")))
        label = str(ServiceRequest._meta.get_field(name).verbose_name)
        rows = [(value, str(text), counts[value]) for value, text in CHOICES[name].choices if value in counts]
        found.append((name, label, rows))
    return found
