"""The list of policies and its filters."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from care_activities.models import Policy
from care_activities.vocabulary import PolicyCategory, PolicyLevel, PolicyState
from stations.roles import Verb

from ..paging import Stretch

# The latest first; those without a date of publication follow.
LATEST = [
    Stretch(Q(published_on__isnull=False), ["-published_on", "-pk"]),
    Stretch(Q(published_on__isnull=True), ["-pk"]),
]
_LONGEST = 40


@dataclass(frozen=True)
class PolicyFilter:
    """What the list was asked for; unknown values are ignored. `state` "" is every state."""

    level: str
    category: str
    state: str
    words: str

    @classmethod
    def read(cls, query):
        level, category = query.get("level", ""), query.get("category", "")
        state = query.get("state", PolicyState.IN_FORCE)
        return cls(
            level=level if level in PolicyLevel.values else "",
            category=category if category in PolicyCategory.values else "",
            state=state if state in PolicyState.values else "",
            words=query.get("words", "").strip()[:_LONGEST],
        )

    def apply(self, user):
        """The policies offered to `user`."""
        rows = Policy.objects.offered_to(user, Verb.FIGURES)
        if self.state:
            rows = rows.in_state(self.state, timezone.localdate())
        if self.words:
            rows = rows.filter(Q(title__contains=self.words) | Q(document_no__contains=self.words))
        wanted = {"level": self.level, "category": self.category}
        return rows.filter(**{name: value for name, value in wanted.items() if value})

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what narrows the list."""
        asked = [
            (_("类别"), self.category and PolicyCategory(self.category).label),
            (_("层级"), self.level and PolicyLevel(self.level).label),
            (_("效力"), PolicyState(self.state).label if self.state else _("不限")),
            (_("标题或文号"), self.words),
        ]
        return [(label, str(value)) for label, value in asked if value]


def tallies(rows) -> list[tuple[str, int]]:
    """`[(category, 条)]` of `rows`, categories of which there are none left out."""
    counted = rows.order_by().values("category").annotate(number=Count("pk"))
    numbers = dict(counted.values_list("category", "number"))
    return [(label, numbers[code]) for code, label in PolicyCategory.choices if code in numbers]
