"""Keeping what is counted about requests, per desk (登记站) and month, class and channel (report R8).

Each fact counts in the month of its own day; what is told of closed requests, in the month of closing. The
kept figures count every request. What a reader must not meet (`models.requests.hidden_ids`) is taken off
for her when they are read, so that number and list agree and neither tells of a complaint about her.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from .deadlines import end_of
from .models import RequestClock, RequestHop, RequestTally, ServiceRequest
from .vocabulary import RequestAct, Satisfaction

_STATIONS_A_QUERY = 500
_KEY = ("station_id", "year", "month", "demand", "channel")


def _first(rows, moment):
    """The earliest `moment` of `rows` of a request; null where there are none."""
    rows = rows.filter(request=OuterRef("pk")).order_by().values("request")
    return Subquery(rows.annotate(first=Min(moment)).values("first"), output_field=DateTimeField())


def _if(**met):
    return Case(When(**met, then=F("closed_at")), output_field=DateTimeField())


# When its own time first passed unmet: the worker saw it, or it was done late before the worker came.
PASSED = Q(acted_at__isnull=False) | Q(ended_at__gt=F("due_at"))
_PASSED_AT = _first(RequestClock.objects.filter(PASSED), Coalesce("acted_at", "ended_at"))
# 受理; what was done at the desk at once is accepted then.
_ACCEPTED_AT = _first(RequestHop.objects.filter(act__in=[RequestAct.ACCEPTED, RequestAct.CLOSED]), F("at"))
# fact -> the moment of a request at which it counts, null where it does not
MOMENTS = {
    "registered": F("taken_at"),
    "accepted": Coalesce(_ACCEPTED_AT, F("closed_at")),
    "closed": F("closed_at"),
    "on_time": _if(passed_at__isnull=True),
    "overdue": F("passed_at"),
    "repeated": Case(When(repeats__isnull=False, then=F("taken_at")), output_field=DateTimeField()),
    "rated": _if(satisfaction__isnull=False),
    "satisfied": _if(satisfaction__gte=Satisfaction.GOOD),
}


def with_moments(requests):
    """The requests with `at_<fact>` for every fact of MOMENTS."""
    moments = {f"at_{fact}": moment for fact, moment in MOMENTS.items()}
    return requests.annotate(passed_at=_PASSED_AT).annotate(**moments)


def counts_in(fact, first, last) -> Q:
    """The condition that a request `with_moments` counts for `fact` from the day `first` to the day `last`."""
    start, end = end_of(first - datetime.timedelta(days=1)), end_of(last)
    return Q(**{f"at_{fact}__gte": start, f"at_{fact}__lt": end})


def recount_requests(station_ids: Iterable[int]) -> None:
    """Brings the tallies of these desks up to date; they must be locked."""
    ids = sorted({pk for pk in station_ids if pk is not None})
    for start in range(0, len(ids), _STATIONS_A_QUERY):
        _recount(ids[start : start + _STATIONS_A_QUERY])


def _recount(station_ids):
    counted = count_requests(station_ids)
    kept = {_key(row): row for row in RequestTally.objects.filter(station__in=station_ids)}
    gone = [row.pk for key, row in kept.items() if key not in counted]
    if gone:
        RequestTally.objects.filter(pk__in=gone).delete()
    RequestTally.objects.bulk_create(
        [
            RequestTally(**dict(zip(_KEY, key, strict=True)), **numbers)
            for key, numbers in counted.items()
            if key not in kept or _numbers(kept[key]) != numbers
        ],
        update_conflicts=True,
        unique_fields=["station", "year", "month", "demand", "channel"],
        update_fields=list(MOMENTS),
        batch_size=500,
    )


def count_requests(station_ids=None) -> dict[tuple, dict[str, int]]:
    """`{(station id, year, month, demand, channel): {fact: 件}}` from the rows; of all desks when None.

    Moments are folded to months here: SQLite would call Python for each of them.
    """
    rows = ServiceRequest.objects.order_by()
    if station_ids is not None:
        rows = rows.filter(station__in=station_ids)
    columns = [f"at_{fact}" for fact in MOMENTS]
    counted = defaultdict(Counter)
    for station_id, demand, channel, *moments in with_moments(rows).values_list(
        "station_id", "demand", "channel", *columns
    ):
        for fact, moment in zip(MOMENTS, moments, strict=True):
            if moment is not None:
                day = timezone.localdate(moment)
                counted[station_id, day.year, day.month, demand, channel][fact] += 1
    return {key: {fact: facts[fact] for fact in MOMENTS} for key, facts in counted.items()}


def verify() -> list[str]:
    """Sentences naming every kept figure that differs from the rows; empty when all are right."""
    with transaction.atomic():
        counted = count_requests()
        kept = {_key(row): _numbers(row) for row in RequestTally.objects.all()}
    nothing = dict.fromkeys(MOMENTS, 0)
    return [
        f"station {key[0]}: requests {key[1]}-{key[2]:02} {key[3]} {key[4]} are {was}, counted {now}"
        for key in sorted(counted.keys() | kept.keys())
        if (was := kept.get(key, nothing)) != (now := counted.get(key, nothing))
    ]


def _key(tally):
    return tuple(getattr(tally, name) for name in _KEY)


def _numbers(tally):
    return {fact: getattr(tally, fact) for fact in MOMENTS}
