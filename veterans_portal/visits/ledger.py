"""走访台账: the visits of the user's stations, on the screen and on paper."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from care_activities.models import Visit, VisitRound, VisitTally
from care_activities.services.visit_checks import in_yuan, money
from care_activities.vocabulary import Method, Occasion
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from veterans.buckets import Bucket

from ..dashboards.figures import BY_KEY
from ..dashboards.in_period import LABELS
from ..dashboards.subtree import in_window, visit_totals
from ..paging import page_of
from ..people.acts import as_day
from ..people.roster.lists import root_of, sees_widely, station_by_code
from ..people.roster.views import station_choices
from ..printing import ledger_page
from .follow_up import next_steps

_YEARS = 8
_ROUNDS = 30

# The visits behind each figure, within 近三年 or the days asked for.
_FIGURES = {
    "visits_3y_person_times": Q(members_present__gt=0),
    "visits_3y_household_times": Q(household__isnull=False),
    "visits_3y_amount": Q(cash__gt=0) | Q(goods_value__gt=0),
    "visits_3y_cash": Q(cash__gt=0),
    "visits_3y_goods": Q(goods_value__gt=0),
}


@dataclass(frozen=True)
class VisitFilter:
    """What the list was asked for. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    figure: str
    year: int | None
    occasion: str
    method: str
    start: datetime.date | None
    end: datetime.date | None
    round: VisitRound | None
    bucket: str = ""

    @classmethod
    def read(cls, user, asked):
        figure = asked.get("figure", "")
        if figure and figure not in _FIGURES:
            raise Http404
        year, occasion, method, bucket = (
            asked.get(name, "") for name in ("year", "occasion", "method", "bucket")
        )
        return cls(
            station=station_by_code(user, asked.get("station")),
            figure=figure,
            year=next((known for known in _years() if str(known) == year), None),
            occasion=occasion if occasion in Occasion.values else "",
            method=method if method in Method.values else "",
            start=as_day(asked.get("start")),
            end=as_day(asked.get("end")),
            round=_round(user, asked.get("round")),
            bucket=bucket if bucket in Bucket.values else "",
        )

    @property
    def by_rows(self):
        """Whether only the visits themselves know the totals, not the tallies."""
        return bool(self.method or self.is_dated or self.round or self.bucket)

    @property
    def is_dated(self):
        """Whether days are asked for; a figure is then counted within them."""
        return bool(self.start or self.end)

    @property
    def label(self) -> str:
        """What the figure is called whose visits these are, "" for the whole list."""
        if not self.figure:
            return ""
        return str(LABELS[self.figure] if self.is_dated else BY_KEY[self.figure].label)

    def apply(self, user):
        visits = Visit.objects.visible_to(user, under=self.station)
        if self.figure:
            window = Q() if self.is_dated else in_window(timezone.localdate())
            visits = visits.filter(_FIGURES[self.figure], window)
        if self.year:
            visits = visits.filter(
                date__gte=datetime.date(self.year, 1, 1), date__lte=datetime.date(self.year, 12, 31)
            )
        wanted = {
            "date__gte": self.start,
            "date__lte": self.end,
            "occasion": self.occasion,
            "method": self.method,
            "round": self.round,
            "person__bucket": self.bucket,
        }
        return visits.filter(**{name: value for name, value in wanted.items() if value})

    def totals(self, user):
        """人次, 户次 and money (元) of the whole list; None where only the rows of a city know."""
        if self.figure and not self.is_dated:
            plain = self.station and not (self.year or self.occasion or self.by_rows)
            return in_yuan(visit_totals(self.station, as_of=timezone.localdate())) if plain else None
        if self.by_rows:
            narrow = self.round or self.start or self.year or not sees_widely(user, self.station)
            return money(self.apply(user)) if narrow else None
        tallies = VisitTally.objects.visible_to(user, under=self.station)
        if self.year:
            tallies = tallies.filter(year=self.year)
        if self.occasion:
            tallies = tallies.filter(occasion=self.occasion)
        names = ("person_times", "household_times", "cash_cents", "goods_cents")
        return in_yuan(tallies.aggregate(**{name: Sum(name, default=0) for name in names}))

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what was asked for beside the station, as people read it."""
        found = [
            (_("指标"), self.label),
            (_("年份"), str(self.year or "")),
            (_("日期从"), self.start.isoformat() if self.start else ""),
            (_("日期到"), self.end.isoformat() if self.end else ""),
            (_("事由"), str(Occasion(self.occasion).label) if self.occasion else ""),
            (_("方式"), str(Method(self.method).label) if self.method else ""),
            (_("走访批次"), self.round.name if self.round else ""),
            (_("统计类别"), str(Bucket(self.bucket).label) if self.bucket else ""),
        ]
        return [(label, value) for label, value in found if value]


def _round(user, pk):
    return VisitRound.objects.visible_to(user).filter(pk=pk).first() if (pk or "").isdecimal() else None


def _as_text(totals):
    """The totals as people read them, money in 元."""
    return {
        "persons": f"{totals['person_times']:,}",
        "households": f"{totals['household_times']:,}",
        "cash": f"{totals['cash']:,.2f}",
        "goods": f"{totals['goods']:,.2f}",
    }


def _years():
    """The years offered, the latest first."""
    this_year = timezone.localdate().year
    return range(this_year, this_year - _YEARS, -1)


@requires(Verb.VIEW)
@never_cache
def visits(request):
    """The visits, newest first."""
    asked = VisitFilter.read(request.user, request.GET)
    totals = asked.totals(request.user)
    page = page_of(_shown(asked, request.user), request, ["-date", "-pk"])
    for visit in page.rows:
        visit.next_steps = next_steps([visit.person] if visit.person_id else [])
    context = {
        "asked": asked,
        "label": asked.label,
        "page": page,
        "totals": _as_text(totals) if totals else None,
        "stations": station_choices(request.user, asked.station),
        "years": _years(),
        "occasions": Occasion.choices,
        "methods": Method.choices,
        "buckets": Bucket.choices,
        "rounds": VisitRound.objects.visible_to(request.user).only("name")[:_ROUNDS],
        "may_add": request.user.holds(Verb.ADD),
    }
    return render(request, "visits/list.html", context)


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """走访慰问台账: the list on paper, with a cover; that it was printed is logged."""
    user, asked = request.user, VisitFilter.read(request.user, request.GET)
    totals = asked.totals(user)
    return ledger_page(
        request,
        "visits/ledger.html",
        rows=_shown(asked, user),
        order=["-date", "-pk"],
        name=_("走访慰问台账"),
        logged="走访慰问台账，{} 条",
        told=asked.told(),
        station=root_of(user, asked.station),
        further=lambda page: {"totals": _as_text(totals) if totals else None},
    )


def _shown(asked, user):
    return asked.apply(user).select_related("station", "person", "household", "round")
