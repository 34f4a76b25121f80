"""Which rows a list of people, households or honours shows: a station, a figure, a class, a status.

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
from veterans.models import PeopleTally, PersonFile
from veterans.vocabulary import FileStatus, ObjectClass

from .groups import GROUPS
from .worklists import WORKLISTS

ANY_STATUS, RESIDENT = "all", "resident"


def _with_plaque(status):
    return Q(Exists(Plaque.objects.filter(household=OuterRef("pk"), status=status)))


# Lists of households that something other than a tally of people opens.
PLAQUE_CONDITIONS = {
    "plaques_hung": (_("已悬挂光荣牌"), PlaqueStatus.HUNG),
    "plaques_waiting": (_("待悬挂光荣牌"), PlaqueStatus.TO_HANG),
}


def rows_of(figure: str, queryset: QuerySet, unit: tallies.Unit):
    """`(label, rows)` of the figure `figure` among `queryset`; Http404 when no such list exists."""
    if figure in tallies.FIGURES and tallies.FIGURES[figure].unit == unit:
        return tallies.label_of(figure), tallies.rows_of(figure, queryset)
    if unit == tallies.Unit.PEOPLE and figure in WORKLISTS:
        worklist = WORKLISTS[figure]
        return worklist.label, queryset.filter(worklist.condition(timezone.localdate()))
    if unit == tallies.Unit.PEOPLE and figure in GROUPS:
        return GROUPS[figure].label, queryset.filter(GROUPS[figure].condition(timezone.localdate()))
    if unit == tallies.Unit.HOUSEHOLDS and figure in PLAQUE_CONDITIONS:
        label, status = PLAQUE_CONDITIONS[figure]
        return label, queryset.filter(_with_plaque(status))
    raise Http404


def station_of(request) -> Station | None:
    """The station a list is narrowed to, None for all of the user's; Http404 outside her scope."""
    code = request.GET.get("station")
    if not code:
        return None
    station = Station.objects.visible_to(request.user, Verb.VIEW).filter(code=code).first()
    if station is None:
        raise Http404
    return station


def address(name, station, **asked) -> str:
    """The address of the list `name`, narrowed to `station` (None for all) and to what is `asked`."""
    query = {"station": station.code if station else "", **asked}
    told = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse(name)}?{told}" if told else reverse(name)


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of people was asked for. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    figure: str
    object_class: str
    status: str

    @classmethod
    def of(cls, request):
        asked = request.GET
        status = asked.get("status", "")
        object_class = asked.get("class", "")
        return cls(
            station=station_of(request),
            figure=asked.get("figure", ""),
            object_class=object_class if object_class in ObjectClass.values else "",
            status=status if status in (*FileStatus.values, ANY_STATUS, RESIDENT) else FileStatus.ACTIVE,
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.station or self.figure or self.object_class or self.status != FileStatus.ACTIVE)

    def apply(self, user):
        """`(label of the figure or "", rows)`: files kept in the user's scope.

        RESIDENT turns to those kept elsewhere whose people live here; class and figure say nothing then,
        since the residence station may not learn them.
        """
        if self.status == RESIDENT:
            live_here = at(grants_of(user, Verb.VIEW, self.station), PersonFile.scope_read)
            kept_here = at(grants_of(user, Verb.VIEW), PersonFile.scope)
            elsewhere = PersonFile.objects.filter(live_here, residence_station__isnull=False).exclude(
                kept_here
            )
            return "", elsewhere.filter(status=FileStatus.ACTIVE)
        label, people = "", PersonFile.objects.kept_by(user, under=self.station)
        if self.object_class:
            people = people.filter(classes__has_code=self.object_class)
        if self.figure:
            label, people = rows_of(self.figure, people, tallies.Unit.PEOPLE)
        elif self.status != ANY_STATUS:
            people = people.filter(status=self.status)
        return label, people


def total(asked: PeopleFilter, user) -> int | None:
    """How many files the list holds, from the tallies; None where only counting all rows could tell."""
    key = asked.figure or "people"
    if asked.object_class or asked.status != FileStatus.ACTIVE or key not in tallies.FIGURES:
        return None
    kept = PeopleTally.objects.visible_to(user, under=asked.station)
    return kept.aggregate(number=Sum(key))["number"] or 0
