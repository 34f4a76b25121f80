"""Everything counted below a station, read in a constant number of statements and grouped by branch.

A branch is the code of a child with all that lies below it; "" is the station itself. The figures of the
station are the sum of its branches, so that a page and its table of children come from one reading.
Everything counted here is written under the lock of its station (`stations.tallies.lock`): it is counted by
unit and remembered until the next writing there (`units`).
"""

import calendar
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from care_activities.models import (
    Activity,
    ActivityAttendance,
    ActivityTally,
    AidPayment,
    AidTally,
    Consultation,
    ConsultationTally,
    PlaqueTally,
    RequestTally,
    ServiceRequest,
    StationCheck,
    VenueTally,
    VenueUse,
    Visit,
    VisitTally,
)
from care_activities.models.requests import hidden_ids
from care_activities.querysets import VISIT_SUMS, counted_activities
from care_activities.request_tallies import MOMENTS, counts_in, with_moments
from care_activities.services.station_standards import with_star
from care_activities.tallies import AID_FACTS
from care_activities.vocabulary import (
    HOLDING_USES,
    ActivityState,
    Checklist,
    CheckResult,
    StarGrade,
    UseState,
)
from stations.dates import months_before
from stations.models import StaffMember, Station, SupportMember, Venue
from veterans.models import PeopleTally
from veterans.tallies import FIGURES
from veterans.vocabulary import Demand

from . import composition, standing, units

CHART_YEARS = 5
WINDOW_MONTHS = 36  # 近三年: the 36 months up to the day asked for
YEAR_MONTHS = 12  # 近一年, of activities, consultations and uses of venues
_ACTIVITY_NUMBERS = ("sessions", "person_times")
_VISIT_NUMBERS = tuple(VISIT_SUMS)
_AID_OF_YEAR = ("verified", "helped", "paid_cents")  # the facts of aid that are told by calendar year


@dataclass
class Counts:
    """What was counted in one branch; sums of branches are counts again.

    `visits` are the person-times of the last CHART_YEARS by (year, occasion).
    """

    numbers: Counter = field(default_factory=Counter)
    visits: Counter = field(default_factory=Counter)
    roles: set = field(default_factory=set)

    def add(self, other):
        self.numbers.update(other.numbers)
        self.visits.update(other.visits)
        self.roles |= other.roles

    def take(self, row):
        """Adds a row of sums, each under its name behind `n_`."""
        self.numbers.update({name.removeprefix("n_"): number for name, number in row.items() if number})


class Subtree:
    """Groups rows that lead to a station by the branches of `station`."""

    def __init__(self, station):
        self.path = station.path

    def group(self, queryset, route="station__path", by=(), **sums):
        """`queryset` narrowed to the subtree: one row a branch (and value of the columns `by`), with `sums`."""
        inside = queryset.filter(**{f"{route}__prefix": self.path}).order_by()
        return inside.values(*by, branch=Substr(route, len(self.path) + 1, 12)).annotate(**sums)


def gather(station, *, as_of, user=None, state=None) -> dict[str, Counts]:
    """`{branch: Counts}` of the subtree of `station`, with windows ending on the date `as_of`.

    Without the requests that `user` must not meet; everything without a user. `state`: that of
    `units.state_of(station)`, where it was read already.
    """
    state = state or units.state_of(station)
    found = defaultdict(Counts)
    for unit, counts in units.counted(
        state, as_of, lambda missing: _count(units.Units(station, missing), as_of)
    ).items():
        found[unit[len(station.path) :][:12]].add(counts)
    for row in _requests_hidden(Subtree(station), user, as_of):
        found[row.pop("branch")].take(row)
    return found


def _count(missing, as_of):
    """`{path: Counts}` of units."""
    found = defaultdict(Counts)
    for source in _SOURCES:
        for row in source(missing, as_of):
            found[row.pop("branch")].take(row)
    for row in missing.group(SupportMember.objects.in_post(as_of), by=["role"]).distinct():
        found[row["branch"]].roles.add(row["role"])
    years = VisitTally.objects.filter(year__gt=as_of.year - CHART_YEARS, year__lte=as_of.year)
    for row in missing.group(years, by=["year", "occasion"], times=Sum("person_times")):
        found[row["branch"]].visits[row["year"], row["occasion"]] += row["times"]
    return found


def total(branches) -> Counts:
    """The sum of all branches."""
    everything = Counts()
    for counts in branches.values():
        everything.add(counts)
    return everything


def people_totals(station) -> dict[str, int]:
    """The figures about people at and below `station`: one statement."""
    sums = {f"n_{key}": Sum(key) for key in FIGURES}
    row = PeopleTally.objects.filter(station__path__prefix=station.path).aggregate(**sums)
    return {name.removeprefix("n_"): number or 0 for name, number in row.items()}


def visit_totals(station, *, as_of) -> Counter:
    """人次, 户次 and money in cents of 近三年 at and below `station`, named like VISIT_SUMS: two statements."""
    subtree, numbers = Subtree(station), Counter(dict.fromkeys(_VISIT_NUMBERS, 0))
    for source in (_visit_months, _visit_days):
        for row in source(subtree, as_of):
            numbers.update({name: row[f"n_visit_{name}"] or 0 for name in _VISIT_NUMBERS})
    return numbers


def window(as_of, months=WINDOW_MONTHS):
    """`(after, until)`: a day belongs to the last `months` when after < day <= until."""
    return months_before(as_of, months), as_of


def in_window(as_of, months=WINDOW_MONTHS) -> Q:
    """What has a `date` in the last `months`, exact to the day."""
    after, until = window(as_of, months)
    return Q(date__gt=after, date__lte=until)


def _whole_months(as_of, months=WINDOW_MONTHS) -> Q:
    """The months of a tally that lie whole inside the window."""
    after, until = window(as_of, months)
    if after.year == until.year:
        return Q(year=after.year, month__gt=after.month, month__lt=until.month)
    return (
        Q(year=after.year, month__gt=after.month)
        | Q(year__gt=after.year, year__lt=until.year)
        | Q(year=until.year, month__lt=until.month)
    )


def _cut_months(as_of, months=WINDOW_MONTHS) -> Q:
    """The days of the window in the months that it cuts."""
    after, until = window(as_of, months)
    return Q(date__gt=after, date__lte=_month_end(after)) | Q(date__gte=until.replace(day=1), date__lte=until)


def _month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _people(subtree, as_of):
    return subtree.group(PeopleTally.objects, **{f"n_{key}": Sum(key) for key in FIGURES})


def _visit_months(subtree, as_of):
    """The whole months inside the window, from the tallies."""
    months = VisitTally.objects.filter(_whole_months(as_of))
    return subtree.group(months, **{f"n_visit_{name}": Sum(name) for name in _VISIT_NUMBERS})


def _visit_days(subtree, as_of):
    """The months that the window cuts, from the visits themselves."""
    visits = Visit.objects.filter(_cut_months(as_of))
    return subtree.group(visits, **{f"n_visit_{name}": VISIT_SUMS[name] for name in _VISIT_NUMBERS})


def _activity_months(subtree, as_of):
    """The whole months of the last year, from the tallies."""
    months = ActivityTally.objects.filter(_whole_months(as_of, YEAR_MONTHS))
    return subtree.group(months, **{f"n_activity_{name}": Sum(name) for name in _ACTIVITY_NUMBERS})


def _activity_days(subtree, as_of):
    """The months that the last year cuts, from the activities themselves."""
    held = Activity.objects.filter(_cut_months(as_of, YEAR_MONTHS), state=ActivityState.HELD)
    counted = counted_activities(held, ActivityAttendance.objects.all())
    return subtree.group(
        counted, n_activity_sessions=Count("pk"), n_activity_person_times=Sum("person_times")
    )


def _consultation_months(subtree, as_of):
    """The whole months of the last year, from the tallies."""
    months = ConsultationTally.objects.filter(_whole_months(as_of, YEAR_MONTHS))
    return subtree.group(months, n_consultations=Sum("times"))


def _consultation_days(subtree, as_of):
    """The months that the last year cuts, from the consultations themselves."""
    rows = Consultation.objects.filter(_cut_months(as_of, YEAR_MONTHS))
    return subtree.group(rows, n_consultations=Count("pk"))


def _use_months(subtree, as_of):
    """The whole months of the last year, and of bookings those that follow the day's, from the tallies."""
    past = _whole_months(as_of, YEAR_MONTHS)
    coming = Q(year=as_of.year, month__gt=as_of.month) | Q(year__gt=as_of.year)
    return subtree.group(
        VenueTally.objects.filter(past | coming),
        n_use_times=Sum("times", filter=past),
        n_use_people=Sum("people", filter=past),
        n_bookings=Sum("booked", filter=coming),
    )


def _use_days(subtree, as_of):
    """The months that the last year cuts, and the rest of the day's month, from the uses themselves."""
    past, coming = _cut_months(as_of, YEAR_MONTHS), Q(date__range=(as_of, _month_end(as_of)))
    return subtree.group(
        VenueUse.objects.filter(past | coming, state__in=HOLDING_USES),
        n_use_times=Count("pk", filter=past & Q(state=UseState.USED)),
        n_use_people=Sum("people", filter=past & Q(state=UseState.USED)),
        n_bookings=Count("pk", filter=coming & Q(state=UseState.BOOKED)),
    )


def _plaques(subtree, as_of):
    return subtree.group(PlaqueTally.objects, n_plaques_hung=Sum("hung"), n_plaques_waiting=Sum("waiting"))


def _aid_months(subtree, as_of):
    """The whole months of the year, and what is verified and not helped of all years."""
    whole = Q(year=as_of.year, month__lt=as_of.month + (not _is_cut(as_of)))
    sums = {f"n_aid_{name}": Sum(name, filter=whole) for name in _AID_OF_YEAR}
    return subtree.group(AidTally.objects, n_aid_unhelped=Sum("unhelped"), **sums)


def _aid_days(subtree, as_of):
    """The month that the day cuts, from the rows themselves."""
    month = (as_of.replace(day=1), as_of)
    for name in _AID_OF_YEAR if _is_cut(as_of) else ():
        fact = AID_FACTS[name]
        rows = fact.rows().filter(**{f"{fact.day}__range": month})
        yield from subtree.group(rows, f"{fact.route}station__path", **{f"n_aid_{name}": fact.total})


def _is_cut(as_of):
    """Whether its month goes on after the day: nothing is registered before it happened, so today's does not."""
    return as_of < timezone.localdate()


def _aid_people(subtree, as_of):
    """Whom the money of the year was paid to: few of them must not be told by their sum."""
    paid = AidPayment.objects.filter(paid_on__range=(as_of.replace(month=1, day=1), as_of))
    return subtree.group(paid, "case__station__path", n_aid_paid_people=Count("case__person", distinct=True))


def _request_months(subtree, as_of):
    """The whole months of the year."""
    months = RequestTally.objects.filter(year=as_of.year, month__lt=as_of.month + (not _is_cut(as_of)))
    sums = {f"n_requests_{fact}": Sum(fact) for fact in MOMENTS}
    classes = {
        f"n_requests_demand_{demand}": Sum("registered", filter=Q(demand=demand)) for demand in Demand.values
    }
    return subtree.group(months, **sums, **classes)


def _request_days(subtree, as_of):
    """The month that the day cuts, from the requests themselves."""
    if not _is_cut(as_of):
        return ()
    sums = _requests_between(as_of.replace(day=1), as_of)
    return subtree.group(with_moments(ServiceRequest.objects.all()), **sums)


def _requests_hidden(subtree, user, as_of):
    """Takes off what the reader must not meet, and repeats of it: they would tell her that it is there."""
    ids = hidden_ids(user) if user is not None else []
    if not ids:
        return
    rows = with_moments(ServiceRequest.objects.filter(Q(pk__in=ids) | Q(repeats__in=ids)))
    for row in subtree.group(rows, **_requests_between(as_of.replace(month=1, day=1), as_of, ids)):
        yield {name: number if name == "branch" else -number for name, number in row.items()}


def _requests_between(first, last, ids=None):
    """What counts of requests `with_moments`; `ids`: of these alone, but for the repeats."""
    among = Q() if ids is None else Q(pk__in=ids)
    sums = {fact: counts_in(fact, first, last) & (Q() if fact == "repeated" else among) for fact in MOMENTS}
    sums |= {f"demand_{demand}": sums["registered"] & Q(demand=demand) for demand in Demand.values}
    return {f"n_requests_{name}": Count("pk", filter=condition) for name, condition in sums.items()}


def stations(subtree, as_of):
    """Stations in use (应建), established, and with a star in force."""
    established = Q(is_established=True)
    return subtree.group(
        with_star(Station.objects.active(), as_of),
        route="path",
        n_stations_due=Count("pk"),
        n_stations_established=Count("pk", filter=established),
        n_starred=Count("pk", filter=established & Q(star__isnull=False)),
        n_five_star=Count("pk", filter=established & Q(star=StarGrade.FIVE)),
    )


def checks(subtree, as_of):
    """Established stations whose latest check says 达标."""
    met = StationCheck.objects.current().filter(
        result=CheckResult.MET, station__is_active=True, station__is_established=True
    )
    return subtree.group(
        met,
        n_five_met=Count("pk", filter=Q(checklist=Checklist.FIVE)),
        n_three_met=Count("pk", filter=Q(checklist=Checklist.THREE)),
    )


def staff(subtree, as_of):
    """Who is in post."""
    in_post = StaffMember.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=as_of))
    return subtree.group(
        in_post,
        n_staff=Count("pk"),
        n_dedicated_party_staff=Count("pk", filter=Q(is_party_member=True, is_dedicated=True)),
    )


def venues(subtree, as_of):
    """Venues that are open, by group of kinds."""
    open_ones = Venue.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=as_of))
    return subtree.group(
        open_ones,
        n_venues=Count("pk", filter=Q(kind__in=Venue.ACTIVITY_KINDS)),
        n_elderly_care_venues=Count("pk", filter=Q(kind=Venue.Kind.ELDERLY_CARE)),
        n_canteen=Count("pk", filter=Q(kind=Venue.Kind.CANTEEN)),
    )


_SOURCES = (
    _people,
    composition.lasting,
    composition.ages,
    _visit_months,
    _visit_days,
    _activity_months,
    _activity_days,
    _consultation_months,
    _consultation_days,
    _use_months,
    _use_days,
    _plaques,
    _aid_months,
    _aid_days,
    _aid_people,
    _request_months,
    _request_days,
    stations,
    checks,
    staff,
    venues,
    standing.brought_in,
)
