"""Venues and their uses, as the pages list them."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from care_activities.models import VenueTally, VenueUse
from care_activities.place_tallies import USE_SUMS
from care_activities.vocabulary import UseOrganiser, UseState
from stations.models import Station, Venue
from stations.roles import Verb

from ..dashboards.figures import BY_KEY
from ..dashboards.subtree import YEAR_MONTHS, in_window
from ..people.acts import as_id
from ..people.roster.lists import station_by_code

_FIRST_YEAR, _LAST_YEAR = 1990, 2199
COMING = 12


@dataclass(frozen=True)
class VenueFilter:
    """Which venues, and the year their uses are counted in. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    kind: str
    year: int

    @classmethod
    def read(cls, user, query):
        kind, year = query.get("kind", ""), as_id(query.get("year"))
        return cls(
            station=station_by_code(user, query.get("station")),
            kind=kind if kind in Venue.Kind.values else "",
            year=year if _FIRST_YEAR <= year <= _LAST_YEAR else timezone.localdate().year,
        )

    def apply(self, user, verb=Verb.VIEW):
        """The venues in use, as far as the user may see them."""
        rows = Venue.objects.visible_to(user, verb, under=self.station)
        rows = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=timezone.localdate()))
        return rows.filter(kind=self.kind) if self.kind else rows

    @property
    def first_day(self):
        return datetime.date(self.year, 1, 1)

    @property
    def last_day(self):
        return datetime.date(self.year, 12, 31)


def counts_of(venues, asked) -> dict[int, dict]:
    """`{venue: {"times", "people", "booked"}}` of the year asked for, 次 and 人次: one statement."""
    tallies = VenueTally.objects.filter(venue__in=[venue.pk for venue in venues], year=asked.year)
    counted = tallies.order_by().values("venue").annotate(**_KEPT)
    return {row.pop("venue"): row for row in counted}


def coming(user, station) -> list[VenueUse]:
    """What is booked from today on, the next first."""
    rows = VenueUse.objects.visible_to(user, under=station)
    rows = rows.filter(state=UseState.BOOKED, date__gte=timezone.localdate())
    return list(rows.select_related("venue", "station").order_by("date", "start", "pk")[:COMING])


_KEPT = {name: Sum(name, default=0) for name in USE_SUMS}
# The uses behind each figure of the dashboard.
_FIGURES = {
    "venue_uses_1y_times": lambda today: in_window(today, YEAR_MONTHS) & Q(state=UseState.USED),
    "venue_uses_1y_person_times": lambda today: (
        in_window(today, YEAR_MONTHS) & Q(state=UseState.USED, people__gt=0)
    ),
    "venue_bookings": lambda today: Q(state=UseState.BOOKED, date__gte=today),
}


@dataclass(frozen=True)
class UseFilter:
    """What the ledger of uses was asked for. Unknown values are ignored, a foreign station or figure is 404."""

    station: Station | None
    venue: Venue | None
    state: str
    organiser: str
    since: datetime.date | None
    until: datetime.date | None
    overdue: bool
    figure: str

    @classmethod
    def read(cls, user, query):
        figure = query.get("figure", "")
        if figure and figure not in _FIGURES:
            raise Http404
        state, organiser = query.get("state", ""), query.get("organiser", "")
        return cls(
            station=station_by_code(user, query.get("station")),
            venue=Venue.objects.visible_to(user).filter(pk=as_id(query.get("venue"))).first(),
            state=state if state in UseState.values else "",
            organiser=organiser if organiser in UseOrganiser.values else "",
            since=day_of(query.get("since")),
            until=day_of(query.get("until")),
            overdue=query.get("overdue") == "1",
            figure=figure,
        )

    def apply(self, user, verb=Verb.VIEW):
        """The uses, as far as the user may see them."""
        rows = VenueUse.objects.visible_to(user, verb, under=self.station)
        if self.figure:
            rows = rows.filter(_FIGURES[self.figure](timezone.localdate()))
        if self.overdue:
            rows = rows.filter(state=UseState.BOOKED, date__lt=timezone.localdate())
        asked = {
            "venue": self.venue,
            "state": self.state,
            "organiser": self.organiser,
            "date__gte": self.since,
            "date__lte": self.until,
        }
        return rows.filter(**{name: value for name, value in asked.items() if value})

    @property
    def label(self):
        """The name of the figure whose uses these are, "" for the whole ledger."""
        return str(BY_KEY[self.figure].label) if self.figure else ""

    def totals(self, user) -> dict:
        """次 and 人次 of what took place, and 次 still booked: one statement, from the tallies where they know."""
        if self.figure or self.overdue or self.state or self.organiser or self.since or self.until:
            return self.apply(user).order_by().aggregate(**USE_SUMS)
        tallies = VenueTally.objects.visible_to(user, under=self.station)
        if self.venue:
            tallies = tallies.filter(venue=self.venue)
        return tallies.aggregate(**_KEPT)

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what narrows the ledger."""
        parts = [(_("服务站"), str(self.station) if self.station else _("我的全部站点"))]
        if self.figure:
            parts.append((_("指标"), self.label))
        if self.venue:
            parts.append((_("场所"), self.venue.name))
        if self.overdue:
            parts.append((_("待办"), _("过了日期还没登记使用情况")))
        if self.state:
            parts.append((_("状态"), str(UseState(self.state).label)))
        if self.organiser:
            parts.append((_("使用方"), str(UseOrganiser(self.organiser).label)))
        if self.since or self.until:
            days = [day.isoformat() if day else "" for day in (self.since, self.until)]
            parts.append((_("期间"), _("%(since)s 至 %(until)s") % {"since": days[0], "until": days[1]}))
        return parts


def day_of(text) -> datetime.date | None:
    """The day a text from outside names, None for what can be none."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def overdue_of(user, station) -> int:
    """次 whose day is over and of which nobody said whether they took place, at the user's own stations."""
    rows = VenueUse.objects.visible_to(user, Verb.CHANGE, under=station)
    return rows.filter(state=UseState.BOOKED, date__lt=timezone.localdate()).count()
