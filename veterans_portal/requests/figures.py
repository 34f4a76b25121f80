"""What is told of requests, and which each number counts: figures of the year, and parts of what was asked for."""

import datetime
from dataclasses import dataclass

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from care_activities.models import RequestClock
from care_activities.models.requests import hidden_ids
from care_activities.request_tallies import PASSED, counts_in, with_moments
from care_activities.vocabulary import OPEN_REQUESTS
from veterans.vocabulary import Demand

_OPEN = Q(state__in=sorted(OPEN_REQUESTS))
_RATED = Q(satisfaction__isnull=False)
_LATE = Q(Exists(RequestClock.objects.filter(PASSED, request=OuterRef("pk"))))
TOOK = ExpressionWrapper(F("closed_at") - F("taken_at"), DurationField())


@dataclass(frozen=True)
class YearFigure:
    """A figure of the dashboard: a fact of `request_tallies` in the year so far, of one class or of all."""

    label: str
    fact: str
    demand: str = ""


FIGURES = {
    "requests_registered": YearFigure(gettext_lazy("本年登记诉求"), "registered"),
    "requests_accepted": YearFigure(gettext_lazy("本年受理诉求"), "accepted"),
    "requests_closed": YearFigure(gettext_lazy("本年办结诉求"), "closed"),
    "requests_on_time": YearFigure(gettext_lazy("本年按期办结诉求"), "on_time"),
    "requests_overdue": YearFigure(gettext_lazy("本年超期诉求"), "overdue"),
    "requests_repeated": YearFigure(gettext_lazy("本年重复诉求"), "repeated"),
    "requests_rated": YearFigure(gettext_lazy("本年办结已评价诉求"), "rated"),
    "requests_satisfied": YearFigure(gettext_lazy("本年办结满意诉求"), "satisfied"),
    **{
        f"requests_demand_{demand}": YearFigure(Demand(demand).label, "registered", demand)
        for demand in Demand.values
    },
}


# What a report counts in a period (R8); nobody is complained about there, so that everybody reads one number.
FACTS = {
    "registered": gettext_lazy("登记"),
    "accepted": gettext_lazy("受理"),
    "closed": gettext_lazy("办结"),
    "on_time": gettext_lazy("按期办结"),
    "overdue": gettext_lazy("超期"),
    "repeated": gettext_lazy("重复"),
    "rated": gettext_lazy("已评价"),
    "satisfied": gettext_lazy("满意"),
}
REPORTED = Q(about_staff__isnull=True, about_station__isnull=True)


def of_fact(requests, fact, days, station):
    """Those of `requests` that a report counts for `fact` between two days: of the desks at and below `station`."""
    found = with_moments(requests.filter(REPORTED)).filter(counts_in(fact, *days))
    return found.filter(station__below=station.path) if station else found


def of_figure(requests, key, user, station):
    """Those of `requests` that the figure counts: of the desks at and below `station`, as far as user may know."""
    figure, today = FIGURES[key], timezone.localdate()
    found = with_moments(requests).filter(counts_in(figure.fact, today.replace(month=1, day=1), today))
    if station:
        found = found.filter(station__below=station.path)
    if figure.demand:
        found = found.filter(demand=figure.demand)
    return found.filter(_repeats(user)) if figure.fact == "repeated" else found


def _repeats(user):
    """Repeats, without those of what `user` must not know to be there."""
    return Q(repeats__isnull=False) & ~Q(repeats__in=hidden_ids(user))


# Parts of the requests asked for: name, and the condition for a reader.
PARTS = {
    "open": (gettext_lazy("在办"), lambda user: _OPEN),
    "closed": (gettext_lazy("办结"), lambda user: ~_OPEN),
    "on_time": (gettext_lazy("按期办结"), lambda user: ~_OPEN & ~_LATE),
    "late": (gettext_lazy("曾超期"), lambda user: _LATE),
    "repeated": (gettext_lazy("重复件"), _repeats),
    "rated": (gettext_lazy("已评价"), lambda user: _RATED),
}
_HOUR = datetime.timedelta(hours=1)
# 办结用时 by steps: more than, up to.
SPANS = {
    "24h": (gettext_lazy("24小时内"), None, 24 * _HOUR),
    "72h": (gettext_lazy("24至72小时"), 24 * _HOUR, 72 * _HOUR),
    "15d": (gettext_lazy("3至15天"), 72 * _HOUR, 360 * _HOUR),
    "60d": (gettext_lazy("15至60天"), 360 * _HOUR, 1440 * _HOUR),
    "more": (gettext_lazy("60天以上"), 1440 * _HOUR, None),
}


def took(span) -> Q:
    """The condition of `SPANS` on requests annotated with `took`."""
    _label, more, most = SPANS[span]
    found = Q(closed_at__isnull=False)
    if more is not None:
        found &= Q(took__gt=more)
    return found & Q(took__lte=most) if most is not None else found
