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
    PlaqueTally,
    StationCheck,
    Visit,
    VisitTally,
)
from care_activities.querysets import VISIT_SUMS, counted_activities
from care_activities.tallies import AID_FACTS
from care_activities.vocabulary import ActivityState, Checklist, CheckResult
from stations.dates import months_before
from stations.models import StaffMember, Station, SupportMember, Venue
from veterans.models import PeopleTally
from veterans.tallies import FIGURES

from . import composition, standing, units

CHART_YEARS = 5
WINDOW_MONTHS = 36  # 近三年: the 36 months up to the day asked for
YEAR_MONTHS = 12  # 近一年, of activities
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


def gather(station, *, as_of, state=None) -> dict[str, Counts]:
    """`{branch: Counts}` of the subtree of `station`, with windows ending on the date `as_of`.

    `state`: that of `units.state_of(station)`, where it was read already.
    """
    state = state or units.state_of(station)
    found = defaultdict(Counts)
    for unit, counts in units.counted(
        state, as_of, lambda missing: _count(units.Units(station, missing), as_of)
    ).items():
        found[unit[len(station.path) :][:12]].add(counts)
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
    month_end = after.replace(day=calendar.monthrange(after.year, after.month)[1])
    return Q(date__gt=after, date__lte=month_end) | Q(date__gte=until.replace(day=1), date__lte=until)


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


def _stations(subtree, as_of):
    return subtree.group(
        Station.objects.active(),
        route="path",
        n_stations_due=Count("pk"),
        n_stations_established=Count("pk", filter=Q(is_established=True)),
    )


def _checks(subtree, as_of):
    met = StationCheck.objects.current().filter(
        result=CheckResult.MET, station__is_active=True, station__is_established=True
    )
    return subtree.group(
        met,
        n_five_met=Count("pk", filter=Q(checklist=Checklist.FIVE)),
        n_three_met=Count("pk", filter=Q(checklist=Checklist.THREE)),
    )


def _staff(subtree, as_of):
    in_post = StaffMember.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=as_of))
    return subtree.group(
        in_post,
        n_staff=Count("pk"),
        n_dedicated_party_staff=Count("pk", filter=Q(is_party_member=True, is_dedicated=True)),
    )


def _venues(subtree, as_of):
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
    _plaques,
    _aid_months,
    _aid_days,
    _aid_people,
    _stations,
    _checks,
    _staff,
    _venues,
    standing.stars,
    standing.brought_in,
)
