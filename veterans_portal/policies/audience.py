"""政策找人: the people a policy may concern, found by the filters of the list of people.

The codes are those of a saved filter (people/roster/filters.py), without the station: every reader opens
them within her own scope. They say 可能符合, nothing more.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext as _

from care_activities.models import PolicyNotice
from stations.roles import Verb
from stations.scoping import at, grants_of
from veterans import tallies
from veterans.models import PersonFile
from veterans.vocabulary import ObjectClass

from ..dashboards.panels import SMALL
from ..people.groups import GROUPS
from ..people.roster import choices, filters
from ..people.roster.lists import PeopleFilter, address, is_people_figure, label_of_figure


def questions() -> list[tuple[str, str, list]]:
    """`(key, label, choices)` of the filters a policy can name: those that mean the same at every station."""
    figures = [key for key in tallies.FIGURES if is_people_figure(key)]
    figures = [(key, label_of_figure(key)) for key in [*figures, *GROUPS]]
    return [
        ("class", _("人员类别"), ObjectClass.choices),
        *((one.key, one.label, one.choices) for one in filters.FILTERS),
        ("figure", _("指标或名单"), figures),
    ]


@dataclass(frozen=True)
class Audience:
    """What a policy asks of people, as `user` may ask it at `station` (None: all of hers)."""

    user: object
    policy: object
    asked: PeopleFilter | None

    @classmethod
    def of(cls, user, policy, station=None):
        """`asked` is None where the policy names nobody, or something that is no more: never everybody instead."""
        codes = policy.audience
        query = QueryDict(mutable=True)
        query.update({**codes, "station": station.code} if station else codes)
        asked = PeopleFilter.read(user, query, lenient=True)
        known = codes and not codes.keys() - asked.query().keys()
        return cls(user, policy, asked if known else None)

    @property
    def parts(self):
        """`[(label, value)]` of what is asked of people."""
        told = choices.parts(self.asked)[1:-2]
        return [(label, str(value)) for label, value in told]

    @property
    def roster_url(self):
        """The same people in the list of people."""
        return address("people", self.asked.station, **self.policy.audience)

    def people(self):
        """The files in the user's scope, each with `told`; for who has file rights."""
        told = PolicyNotice.objects.filter(policy=self.policy, person=OuterRef("pk"))
        return self.asked.apply(self.user)[1].annotate(told=Exists(told))

    def counted(self):
        """`(told, all)` in 人 of the user's scope."""
        people = self.people()
        return people.filter(told=True).count(), people.order_by().count()

    def number(self) -> str:
        """How many people, as text: for who sees figures only, and under three as "<3"."""
        scope = at(grants_of(self.user, Verb.FIGURES), PersonFile.scope)
        number = self.asked.among(PersonFile.objects.filter(scope))[1].order_by().count()
        return f"<{SMALL}" if number < SMALL else str(number)
