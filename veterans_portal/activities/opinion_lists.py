"""What the list of opinions is asked for, and what is counted of it."""

import datetime
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import Opinion
from care_activities.vocabulary import OpinionCategory, OpinionState
from stations.models import Station
from stations.roles import Verb
from veterans.models import PersonFile

from ..people.roster.lists import station_by_code
from .lists import years

EVERY = "all"
STATES = [*OpinionState.choices, (EVERY, gettext_lazy("全部"))]


@dataclass(frozen=True)
class OpinionFilter:
    """What the list was asked for; without a state what is open (未办结)."""

    station: Station | None
    state: str = ""
    category: str = ""
    year: int | None = None

    @classmethod
    def read(cls, user, query):
        state, category = query.get("state", ""), query.get("category", "")
        return cls(
            station=station_by_code(user, query.get("station")),
            state=state if state in dict(STATES) else "",
            category=category if category in OpinionCategory.values else "",
            year=next((year for year in years() if str(year) == query.get("year")), None),
        )

    def apply(self, user, verb=Verb.VIEW):
        """The opinions, as far as the user may see them."""
        found = self._of_all_states(user, verb)
        if not self.state:
            return found.exclude(state=OpinionState.CLOSED)
        return found if self.state == EVERY else found.filter(state=self.state)

    def _of_all_states(self, user, verb):
        found = Opinion.objects.visible_to(user, verb, under=self.station)
        if self.category:
            found = found.filter(category=self.category)
        if self.year:
            first, last = datetime.date(self.year, 1, 1), datetime.date(self.year, 12, 31)
            found = found.filter(received_on__gte=first, received_on__lte=last)
        return found

    def totals(self, user) -> dict:
        """`open` and `closed` (条), whatever state is asked for: one statement."""
        counted = self._of_all_states(user, Verb.VIEW).order_by().values_list("state").annotate(Count("pk"))
        numbers = dict(counted)
        closed = numbers.pop(OpinionState.CLOSED, 0)
        return {"open": sum(numbers.values()), "closed": closed}

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what was asked for beside the station."""
        found = [
            (_("状态"), str(dict(STATES)[self.state]) if self.state else _("未办结")),
            (_("类别"), str(OpinionCategory(self.category).label) if self.category else ""),
            (_("年份"), str(self.year or "")),
        ]
        return [(label, value) for label, value in found if value]


def with_speakers(user, opinions) -> list[tuple]:
    """Pairs of each opinion and who said it: of a file that may no longer be opened only its number."""
    people = PersonFile.objects.visible_to(user).filter(pk__in={one.person_id for one in opinions} - {None})
    seen = set(people.order_by().values_list("pk", flat=True))
    return [(one, _speaker(one, one.person_id in seen)) for one in opinions]


def _speaker(opinion, is_seen):
    return opinion.speaker if is_seen or not opinion.person_id else opinion.person.archive_no
