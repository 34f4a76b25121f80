"""Which rows a list of people, households or honours shows, in which order, and how many they are.

The condition of a figure is the one its tally counts with (`veterans.tallies`), so that a list is as
long as the number that opened it.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import Plaque
from care_activities.vocabulary import PlaqueStatus
from stations.models import Station
from stations.roles import Verb
from stations.scoping import at, grants_of
from veterans import tallies
from veterans.models import Household, PeopleTally, PersonFile
from veterans.vocabulary import FileStatus, ObjectClass

from ..groups import GROUPS
from ..worklists import WORKLISTS
from . import columns, filters, orders

# How far a list is counted: for a district or more less far, since rare files lie far apart there.
MOST_COUNTED, MOST_COUNTED_WIDE = 1_000, 200
ANY_STATUS, RESIDENT = "all", "resident"
STATUSES = [
    *FileStatus.choices,
    (ANY_STATUS, _("全部")),
    (RESIDENT, _("常住本地，档案在外站")),
]


def _with_plaque(status):
    return Q(Exists(Plaque.objects.filter(household=OuterRef("pk"), status=status)))


# Lists of people that no tally counts.
_LISTS = WORKLISTS | GROUPS
# Lists of households that something other than a tally of people opens.
PLAQUE_CONDITIONS = {
    "plaques_hung": (_("已悬挂光荣牌"), PlaqueStatus.HUNG),
    "plaques_waiting": (_("待悬挂光荣牌"), PlaqueStatus.TO_HANG),
}


def sees_widely(user, station) -> bool:
    """Whether the files of `user` below `station` (None for all hers) are those of a district or more."""
    return any(grant.is_wide for grant in grants_of(user, Verb.VIEW, station))


def rows_of(figure: str, queryset: QuerySet, unit: tallies.Unit):
    """`(label, rows)` of the figure `figure` among `queryset`; Http404 when no such list exists."""
    if figure in tallies.FIGURES and tallies.FIGURES[figure].unit == unit:
        return tallies.label_of(figure), tallies.rows_of(figure, queryset)
    if unit == tallies.Unit.PEOPLE and figure in _LISTS:
        listed = _LISTS[figure]
        return listed.label, queryset.filter(listed.condition(timezone.localdate()))
    if unit == tallies.Unit.HOUSEHOLDS and figure in PLAQUE_CONDITIONS:
        label, status = PLAQUE_CONDITIONS[figure]
        return label, queryset.filter(_with_plaque(status))
    raise Http404


def households_of(user, station, figure=""):
    """`(label, rows)` of the households of `station` (None for all) that a figure in 户 counts, "" for every one."""
    found = Household.objects.visible_to(user, under=station)
    return rows_of(figure, found, tallies.Unit.HOUSEHOLDS) if figure else ("", found)


def is_people_figure(figure: str) -> bool:
    """Whether a list of people opens for `figure`."""
    known = tallies.FIGURES.get(figure)
    return known.unit == tallies.Unit.PEOPLE if known else figure in _LISTS


def label_of_figure(figure: str) -> str:
    """What a figure, worklist or group of people is called."""
    return tallies.label_of(figure) if figure in tallies.FIGURES else str(_LISTS[figure].label)


def station_of(request) -> Station | None:
    """The station a list is narrowed to, None for all of the user's; Http404 outside her scope."""
    return station_by_code(request.user, request.GET.get("station"))


def station_by_code(user, code, *, lenient=False) -> Station | None:
    """The station of `code`, None without one; outside the user's scope Http404, or None when `lenient`."""
    if not code:
        return None
    station = Station.objects.visible_to(user, Verb.VIEW).filter(code=code).first()
    if station is None and not lenient:
        raise Http404
    return station


def root_of(user, station, verb=Verb.VIEW) -> Station:
    """The station a page speaks of: the one asked for, else the user's own, where she holds `verb`."""
    return station or user.grants(verb)[0].station


def address(name, station, **asked) -> str:
    """The address of the list `name`, narrowed to `station` (None for all) and to what is `asked`."""
    query = {"station": station.code if station else "", **asked}
    told = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse(name)}?{told}" if told else reverse(name)


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people was asked for: which files, in which order, with which columns.

    Unknown values are ignored. A foreign station or an unknown figure is 404, or dropped when `lenient`.
    """

    station: Station | None
    figure: str
    object_class: str
    status: str
    more: dict[str, str]
    order: str
    columns: tuple[columns.Column, ...]
    offered: list[filters.Filter]
    narrow: bool

    @classmethod
    def of(cls, request):
        return cls.read(request.user, request.GET)

    @classmethod
    def read(cls, user, asked, *, lenient=False):
        """Of `asked`, a QueryDict; of a saved one `lenient`, since it may name what is gone."""
        station = station_by_code(user, asked.get("station"), lenient=lenient)
        status, object_class = asked.get("status", ""), asked.get("class", "")
        figure, order = asked.get("figure", ""), asked.get("order", "")
        offered = filters.offered(user, station)
        narrow = not sees_widely(user, station)
        return cls(
            station=station,
            figure=figure if not lenient or is_people_figure(figure) else "",
            object_class=object_class if object_class in ObjectClass.values else "",
            status=status if status in (*FileStatus.values, ANY_STATUS, RESIDENT) else FileStatus.ACTIVE,
            more={f.key: asked[f.key] for f in offered if f.accepts(asked.get(f.key, ""))},
            order=order if order in orders.offered(narrow) else "",
            columns=columns.chosen(asked.getlist("col")),
            offered=offered,
            narrow=narrow,
        )

    @property
    def narrowed(self) -> bool:
        return bool(
            self.station or self.figure or self.object_class or self.more or self.status != FileStatus.ACTIVE
        )

    @property
    def stretches(self):
        """In which order; that of the name for RESIDENT, whose other columns must not be guessed by sorting."""
        return list(orders.ORDERS["" if self.status == RESIDENT else self.order].stretches)

    def query(self) -> dict[str, list[str]]:
        """What stands in an address for the same list: only what differs from the usual one."""
        plain = {
            "station": self.station.code if self.station else "",
            "figure": self.figure,
            "class": self.object_class,
            "status": self.status if self.status != FileStatus.ACTIVE else "",
            **self.more,
            "order": self.order,
        }
        found = {key: [value] for key, value in plain.items() if value}
        return found | ({} if self.columns == columns.USUAL else {"col": [c.key for c in self.columns]})

    def apply(self, user):
        """`(label of the figure or "", rows)`: files kept in the user's scope.

        RESIDENT turns to those kept elsewhere whose people live here; every other filter says nothing then,
        since the residence station may not learn what they ask.
        """
        if self.status == RESIDENT:
            return "", _residents(user, self.station)
        return self.among(PersonFile.objects.kept_by(user, under=self.station))

    def among(self, people):
        """`(label of the figure or "", rows)`: those of `people` that every filter but the station leaves."""
        label = ""
        if self.object_class:
            people = people.filter(classes__has_code=self.object_class)
        for one in self.offered:
            if one.key in self.more:
                people = people.filter(one.condition(self.more[one.key]))
        if self.figure:
            label, people = rows_of(self.figure, people, tallies.Unit.PEOPLE)
        elif self.status != ANY_STATUS:
            people = people.filter(status=self.status)
        return label, people


def _residents(user, station):
    if any(grant.station.parent_id is None for grant in user.grants(Verb.VIEW)):
        return PersonFile.objects.none()  # the whole tree is kept here: nobody is kept elsewhere
    live_here = at(grants_of(user, Verb.VIEW, station), PersonFile.scope_read)
    kept_here = at(grants_of(user, Verb.VIEW), PersonFile.scope)
    elsewhere = PersonFile.objects.filter(live_here, residence_station__isnull=False).exclude(kept_here)
    return elsewhere.filter(status=FileStatus.ACTIVE)


@dataclass(frozen=True)
class Total:
    """How many files the list holds; `or_more` where counting stopped there."""

    number: int
    or_more: bool = False


def total(asked: PeopleFilter, user, people, page) -> Total:
    """From the tallies where they know it, else counted as far as MOST_COUNTED says: never a whole city."""
    key = asked.figure or "people"
    if (
        not asked.object_class
        and not asked.more
        and asked.status == FileStatus.ACTIVE
        and key in tallies.FIGURES
    ):
        kept = PeopleTally.objects.visible_to(user, under=asked.station)
        return Total(kept.aggregate(number=Sum(key))["number"] or 0)
    if not page.previous_url and not page.next_url:
        return Total(len(page.rows))
    most = MOST_COUNTED if asked.narrow else MOST_COUNTED_WIDE
    counted = people.order_by().values("pk")[: most + 1].count()
    return Total(min(counted, most), counted > most)
