"""The board: whose requests, what they wait for, and what is told beside each."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
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
    Satisfaction,
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
from ..periods import Period
from . import figures

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
    "satisfaction": Satisfaction,
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


# What the address may name that is no field of the filter bar.
_NAMED = {
    "work": WORKLISTS,
    "figure": figures.FIGURES,
    "part": figures.PARTS,
    "took": figures.SPANS,
    "fact": figures.FACTS,
}


@dataclass(frozen=True)
class RequestFilter:
    """What the board was asked for. Unknown values are ignored, a foreign station, worklist or figure is 404."""

    station: Station | None
    whose: str = ""
    work: str = ""
    figure: str = ""
    part: str = ""
    took: str = ""
    fact: str = ""
    period: str = ""
    kind: str = ""
    channel: str = ""
    demand: str = ""
    urgency: str = ""
    state: str = ""
    satisfaction: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None

    @classmethod
    def read(cls, user, query):
        whose, named = query.get("whose", ""), {}
        for name, known in _NAMED.items():
            named[name] = query.get(name, "")
            if named[name] and named[name] not in known:
                raise Http404
        chosen = {name: query.get(name, "") for name in CHOICES}
        period = Period.parse(query.get("period"))
        if named["fact"] and period is None:
            raise Http404
        return cls(
            station=station_by_code(user, query.get("station")),
            whose=whose if whose in dict(WHOSE) else "",
            **named,
            period=period.code if named["fact"] else "",
            since=as_day(query.get("since")),
            until=as_day(query.get("until")),
            **{name: value for name, value in chosen.items() if value in map(str, CHOICES[name].values)},
        )

    def apply(self, user):
        """The requests, as far as the user may see them."""
        found = ServiceRequest.objects.visible_to(user, under=self.station).filter(self._whose(user))
        if self.work:
            found = found.filter(WORKLISTS[self.work].condition(timezone.now()))
        if self.figure:
            found = figures.of_figure(found, self.figure, user, self.station)
        if self.fact:
            found = figures.of_fact(found, self.fact, Period.parse(self.period).days, self.station)
        if self.part:
            found = found.filter(figures.PARTS[self.part][1](user))
        if self.took:
            found = found.annotate(took=figures.TOOK).filter(figures.took(self.took))
        found = found.filter(**{name: getattr(self, name) for name in CHOICES if getattr(self, name)})
        if self.since:
            found = found.filter(taken_at__date__gte=self.since)
        if self.until:
            found = found.filter(taken_at__date__lte=self.until)
        return found

    @property
    def kept(self) -> dict[str, str]:
        """What the list stands for beside the fields of the filter bar."""
        return {
            name: getattr(self, name) for name in (*_NAMED, "period", "satisfaction") if getattr(self, name)
        }

    @property
    def label(self) -> str:
        """The name of that, "" for the whole board."""
        told = [
            self.work and WORKLISTS[self.work].label,
            self.figure and figures.FIGURES[self.figure].label,
            self.fact and f"{Period.parse(self.period).label}{figures.FACTS[self.fact]}",
            self.part and figures.PARTS[self.part][0],
            self.took and figures.SPANS[self.took][0],
            self.satisfaction and Satisfaction(int(self.satisfaction)).label,
        ]
        return " · ".join(str(words) for words in told if words)

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
