"""The visits of the user's stations."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from care_activities.models import Visit, VisitTally
from care_activities.vocabulary import Occasion
from stations.access import requires
from stations.models import Station
from stations.roles import Verb

from ..dashboards.figures import BY_KEY
from ..dashboards.subtree import in_window, visit_totals
from ..paging import page_of
from ..people.roster.lists import station_of
from ..people.roster.views import station_choices

_YEARS = 8

# The visits behind each figure, within 近三年.
_FIGURES = {
    "visits_3y_person_times": Q(members_present__gt=0),
    "visits_3y_household_times": Q(household__isnull=False),
    "visits_3y_amount": Q(cash__gt=0) | Q(goods_value__gt=0),
    "visits_3y_cash": Q(cash__gt=0),
    "visits_3y_goods": Q(goods_value__gt=0),
}


@dataclass(frozen=True)
class VisitFilter:
    """What the list was asked for. Unknown years and occasions are ignored, a foreign station is 404."""

    station: Station | None
    figure: str
    year: int | None
    occasion: str

    @classmethod
    def of(cls, request):
        year, occasion = request.GET.get("year", ""), request.GET.get("occasion", "")
        figure = request.GET.get("figure", "")
        if figure and figure not in _FIGURES:
            raise Http404
        return cls(
            station=station_of(request),
            figure=figure,
            year=next((known for known in _years() if str(known) == year), None),
            occasion=occasion if occasion in Occasion.values else "",
        )

    def apply(self, user):
        visits = Visit.objects.visible_to(user, under=self.station)
        if self.figure:
            visits = visits.filter(_FIGURES[self.figure], in_window(timezone.localdate()))
        if self.year:
            visits = visits.filter(
                date__gte=datetime.date(self.year, 1, 1), date__lte=datetime.date(self.year, 12, 31)
            )
        return visits.filter(occasion=self.occasion) if self.occasion else visits

    def totals(self, user):
        """人次, 户次 and money in cents of the whole list, from the tallies; None where only the rows know."""
        if self.figure:
            plain = self.station and not (self.year or self.occasion)
            return visit_totals(self.station, as_of=timezone.localdate()) if plain else None
        tallies = VisitTally.objects.visible_to(user, under=self.station)
        if self.year:
            tallies = tallies.filter(year=self.year)
        if self.occasion:
            tallies = tallies.filter(occasion=self.occasion)
        return tallies.aggregate(
            person_times=Sum("person_times", default=0),
            household_times=Sum("household_times", default=0),
            cash_cents=Sum("cash_cents", default=0),
            goods_cents=Sum("goods_cents", default=0),
        )


def _as_text(totals):
    """The totals as people read them, money in 元."""
    return {
        "persons": f"{totals['person_times']:,}",
        "households": f"{totals['household_times']:,}",
        "cash": f"{Decimal(totals['cash_cents']).scaleb(-2):,.2f}",
        "goods": f"{Decimal(totals['goods_cents']).scaleb(-2):,.2f}",
    }


def _years():
    """The years offered, the latest first."""
    this_year = timezone.localdate().year
    return range(this_year, this_year - _YEARS, -1)


@requires(Verb.VIEW)
@never_cache
def visits(request):
    """The visits, newest first."""
    asked = VisitFilter.of(request)
    found = asked.apply(request.user)
    totals = asked.totals(request.user)
    context = {
        "asked": asked,
        "label": BY_KEY[asked.figure].label if asked.figure else "",
        "page": page_of(found.select_related("station", "person", "household"), request, ["-date", "-pk"]),
        "totals": _as_text(totals) if totals else None,
        "stations": station_choices(request.user, asked.station),
        "years": _years(),
        "occasions": Occasion.choices,
        "may_add": request.user.holds(Verb.ADD),
    }
    return render(request, "visits/list.html", context)
