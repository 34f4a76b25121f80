"""政策找人: the people a policy may concern, found by the filters of the list of people.

The codes are those of a saved filter (people/roster/filters.py), without the station: every reader opens
them within her own scope. They say 可能符合, nothing more.

Whom a policy may concern in a district or more is looked for once in ten minutes, and the page says when: no
index answers what anybody may ask, and a city's files are read for half a second.
"""

import datetime
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils import timezone
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

_KEPT_SECONDS = 600
_FEW = 1_000  # of so many the ids are kept: fifty of them lie far apart among a city's files


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
class Found:
    """How many files, 人; `ids` where they are few, else None. `at`: when they were counted, None for now."""

    number: int
    ids: list[int] | None = None
    at: datetime.datetime | None = None

    @classmethod
    def among(cls, people, grants, policy):
        """The files of `people`, which lie within `grants` and are those of `policy`."""
        if not any(grant.is_wide for grant in grants):
            return cls(people.order_by().count())
        codes = "-".join(sorted(grant.station.code for grant in grants))
        key = f"policy-audience-{policy.pk}-{policy.changed_at.timestamp()}-{codes}"
        return cache.get_or_set(key, lambda: cls._sought(people), _KEPT_SECONDS)

    @classmethod
    def _sought(cls, people):
        people = people.order_by()
        ids = list(people.values_list("pk", flat=True)[: _FEW + 1])
        few = len(ids) <= _FEW
        return cls(len(ids) if few else people.count(), ids if few else None, timezone.now())


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
        """The files in the user's scope; for who has file rights."""
        return self.asked.apply(self.user)[1]

    def listed(self, found, told=""):
        """The files of `found` in the user's scope; of those told ("yes") or not told ("no") alone."""
        people = self.people()
        if found.ids is not None:
            people = people.filter(pk__in=found.ids)
        notices = PolicyNotice.objects.filter(policy=self.policy)
        if told == "yes":
            return people.filter(pk__in=notices.values("person"))
        if told == "no":
            return people.exclude(Exists(notices.filter(person=OuterRef("pk"))))
        return people

    def found(self) -> Found:
        """Those of the user's scope; for who has file rights."""
        return Found.among(self.people(), grants_of(self.user, Verb.VIEW, self.asked.station), self.policy)

    def told(self, found) -> int:
        """人 of `found` who were told."""
        return self.listed(found, "yes").order_by().count()

    def number(self) -> tuple[str, datetime.datetime | None]:
        """How many people, as text, and when they were counted: for who sees figures only, under three "<3"."""
        grants = grants_of(self.user, Verb.FIGURES)
        people = self.asked.among(PersonFile.objects.filter(at(grants, PersonFile.scope)))[1]
        found = Found.among(people, grants, self.policy)
        return f"<{SMALL}" if found.number < SMALL else str(found.number), found.at
