"""The ledger of activities: its filters, its totals, and what is counted beside each row."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import Activity, ActivityAttendance, ActivityTally, Opinion
from care_activities.models.activities import mean_of
from care_activities.querysets import counted_activities
from care_activities.tallies import ACTIVITY_SUMS
from care_activities.vocabulary import ActivityKind, ActivitySeries, ActivityState, OpinionState, RedPlus
from stations.models import Station
from stations.roles import Verb

from ..dashboards.in_period import LABELS
from ..dashboards.subtree import YEAR_MONTHS, in_window
from ..due import Due
from ..people.acts import as_day
from ..people.roster.lists import address, station_by_code

DUE = "due"
EVERY = "every"
_YEARS = 8
# The activities behind each figure, within the last year or the days asked for; True: only those where anybody
# was counted.
FIGURES = {
    "activities_1y_sessions": (gettext_lazy("近一年活动"), False),
    "activities_1y_person_times": (gettext_lazy("近一年活动参加人次"), True),
}
RED_PLUS = [(EVERY, gettext_lazy("全部“红色+”")), *RedPlus.choices]
STATES = [*ActivityState.choices, (DUE, gettext_lazy("到期待登记"))]


def years():
    """The years offered, the coming one first."""
    this_year = timezone.localdate().year
    return range(this_year + 1, this_year - _YEARS, -1)


def due(today) -> Q:
    """Planned for a day that has come, and not registered since."""
    return Q(state=ActivityState.PLANNED, date__lte=today)


@dataclass(frozen=True)
class ActivityFilter:
    """What the list was asked for. Unknown values are ignored, a foreign station or figure is 404."""

    station: Station | None
    figure: str = ""
    kind: str = ""
    series: str = ""
    red_plus: str = ""
    state: str = ""
    year: int | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None

    @classmethod
    def read(cls, user, query):
        figure = query.get("figure", "")
        if figure and figure not in FIGURES:
            raise Http404
        known = {
            "kind": ActivityKind.values,
            "series": ActivitySeries.values,
            "red_plus": dict(RED_PLUS),
            "state": dict(STATES),
        }
        chosen = {name: query.get(name, "") for name in known}
        return cls(
            station=station_by_code(user, query.get("station")),
            figure=figure,
            year=next((year for year in years() if str(year) == query.get("year")), None),
            start=as_day(query.get("start")),
            end=as_day(query.get("end")),
            **{name: value if value in known[name] else "" for name, value in chosen.items()},
        )

    @property
    def is_dated(self) -> bool:
        """Whether days are asked for; a figure is then counted within them."""
        return bool(self.start or self.end)

    @property
    def by_rows(self) -> bool:
        """Whether only the activities themselves know the totals, not the tallies."""
        return bool(self.figure or self.series or self.red_plus or self.is_dated)

    @property
    def label(self) -> str:
        """What the figure is called whose activities these are, "" for the whole list."""
        if not self.figure:
            return ""
        return str(LABELS[self.figure] if self.is_dated else FIGURES[self.figure][0])

    def apply(self, user, verb=Verb.VIEW):
        """The activities, as far as the user may see them."""
        found = Activity.objects.visible_to(user, verb, under=self.station)
        if self.figure:
            window = Q() if self.is_dated else in_window(timezone.localdate(), YEAR_MONTHS)
            found = found.filter(window, state=ActivityState.HELD)
            if FIGURES[self.figure][1]:
                came = ActivityAttendance.objects.filter(state="present").values("activity")
                found = found.filter(Q(guests__gt=0) | Q(pk__in=came))
        if self.state == DUE:
            found = found.filter(due(timezone.localdate()))
        elif self.state:
            found = found.filter(state=self.state)
        if self.year:
            first, last = datetime.date(self.year, 1, 1), datetime.date(self.year, 12, 31)
            found = found.filter(date__gte=first, date__lte=last)
        if self.red_plus == EVERY:
            found = found.exclude(red_plus="")
        elif self.red_plus:
            found = found.filter(red_plus=self.red_plus)
        wanted = {
            "date__gte": self.start,
            "date__lte": self.end,
            "kind": self.kind,
            "series": self.series,
        }
        return found.filter(**{name: value for name, value in wanted.items() if value})

    def totals(self, user) -> "Totals":
        """场次, 人次 and the like of what was held; from the tallies where they know."""
        if self.state not in ("", ActivityState.HELD):
            return Totals()
        if self.by_rows:
            held = self.apply(user).filter(state=ActivityState.HELD).order_by()
            rows = counted_activities(held, ActivityAttendance.objects.all())
            # A sum called as what it sums would be taken for itself: 0.
            sums = {f"n_{name}": Sum(name, default=0) for name in ACTIVITY_SUMS[1:]}
            found = rows.aggregate(n_sessions=Count("pk"), **sums)
            return Totals(**{name.removeprefix("n_"): number for name, number in found.items()})
        tallies = ActivityTally.objects.visible_to(user, under=self.station)
        wanted = {"kind": self.kind, "year": self.year}
        tallies = tallies.filter(**{name: value for name, value in wanted.items() if value})
        return Totals(**tallies.aggregate(**{name: Sum(name, default=0) for name in ACTIVITY_SUMS}))

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what was asked for beside the station, as people read it."""
        found = [
            (_("指标"), self.label),
            (_("活动类型"), str(ActivityKind(self.kind).label) if self.kind else ""),
            (_("系列"), str(ActivitySeries(self.series).label) if self.series else ""),
            (_("“红色+”类别"), str(dict(RED_PLUS)[self.red_plus]) if self.red_plus else ""),
            (_("年份"), str(self.year or "")),
            (_("日期从"), self.start.isoformat() if self.start else ""),
            (_("日期到"), self.end.isoformat() if self.end else ""),
            (_("状态"), str(dict(STATES)[self.state]) if self.state else ""),
        ]
        return [(label, value) for label, value in found if value]


@dataclass(frozen=True)
class Totals:
    """What was held: 场次, 人次, tenths of hours, answered questions of satisfaction and their points."""

    sessions: int = 0
    person_times: int = 0
    hour_tenths: int = 0
    answers: int = 0
    points: int = 0

    @property
    def hours(self) -> Decimal:
        return Decimal(self.hour_tenths) / 10

    @property
    def satisfaction(self) -> Decimal | None:
        return mean_of(self.points, self.answers)


@dataclass(frozen=True)
class Row:
    """An activity in the list with what was counted: named people, all people, hours."""

    activity: Activity
    present: int
    person_times: int
    hours: Decimal


def rows_of(activities) -> list[Row]:
    """The rows of a page; one statement, however many."""
    ids = [activity.pk for activity in activities]
    counted = counted_activities(Activity.objects.filter(pk__in=ids), ActivityAttendance.objects.all())
    columns = ("pk", "present", "person_times", "hour_tenths")
    numbers = {pk: told for pk, *told in counted.order_by().values_list(*columns)}
    return [_row(activity, *numbers[activity.pk]) for activity in activities if activity.pk in numbers]


def _row(activity, present, person_times, tenths):
    if not activity.is_held:
        return Row(activity, 0, 0, Decimal(0))
    return Row(activity, present, person_times, Decimal(tenths) / 10)


def by_kind(asked, user) -> list[tuple[str, Totals]]:
    """The totals of each kind that occurs, as the cover of the ledger tells them; [] where only rows know."""
    if asked.by_rows or asked.state not in ("", ActivityState.HELD):
        return []
    tallies = ActivityTally.objects.visible_to(user, under=asked.station)
    wanted = {"kind": asked.kind, "year": asked.year}
    tallies = tallies.filter(**{name: value for name, value in wanted.items() if value})
    sums = {name: Sum(name) for name in ACTIVITY_SUMS}
    found = {row.pop("kind"): Totals(**row) for row in tallies.order_by().values("kind").annotate(**sums)}
    return [(str(kind.label), found[kind]) for kind in ActivityKind if kind in found]


def to_do(user, station) -> list[dict]:
    """Items of components/todo.html. Two statements."""
    if not user.holds(Verb.CHANGE):
        return []
    today = timezone.localdate()
    waiting = Activity.objects.visible_to(user, Verb.CHANGE, under=station).filter(due(today)).count()
    said = Opinion.objects.visible_to(user, Verb.CHANGE, under=station)
    said = said.exclude(state=OpinionState.CLOSED).count()
    return [
        {
            "count": waiting,
            "title": _("活动到期待登记"),
            "note": _("已到日期，请登记到会情况，或写明取消原因"),
            "url": address("activities", station, state=DUE),
            "due": Due.OVERDUE,
        },
        {
            "count": said,
            "title": _("意见建议待办结"),
            "note": _("办理、答复后，写明改进措施再办结"),
            "url": address("opinions", station),
        },
    ]
