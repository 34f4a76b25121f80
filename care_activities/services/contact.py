"""常态化联系: which rules hold where, and who is to be contacted or seen under them."""

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from veterans.models import PersonFile
from veterans.vocabulary import FileStatus, PersonTag

from ..models import ContactRule, Visit
from ..vocabulary import FACE_TO_FACE, ContactMeans

# Where neither city nor county has set anything (领导干部联系制度's usual: a contact a quarter, a visit a year).
USUAL = {ContactMeans.CONTACT: 90, ContactMeans.VISIT: 365}
_ACTIVE = Q(status=FileStatus.ACTIVE)


@dataclass(frozen=True)
class Effect:
    """A rule where it holds: below `path` ("" is everywhere) except below the `others`."""

    path: str
    others: tuple[str, ...]
    tag: str
    object_class: str
    means: str
    days: int

    @property
    def group(self) -> str:
        return ContactRule(tag=self.tag, object_class=self.object_class).group_label

    @property
    def means_label(self) -> str:
        return ContactMeans(self.means).label

    def covers(self, person) -> bool:
        """Whether the rule is about `person` (with its managing station)."""
        at = person.managing_station.path
        if not at.startswith(self.path) or any(at.startswith(other) for other in self.others):
            return False
        if self.object_class:
            return self.object_class in person.classes
        return self.tag in person.tags if self.tag else bool(person.tags)

    def condition(self) -> Q:
        """The same of files."""
        where = Q(managing_station__below=self.path) if self.path else Q()
        for other in self.others:
            where &= ~Q(managing_station__below=other)
        if self.object_class:
            return where & Q(classes__has_code=self.object_class)
        return where & (
            Q(tags__has_code=self.tag) if self.tag else Q(tags__has_any_code=list(PersonTag.values))
        )

    def due(self, today: datetime.date) -> Q:
        """Files in the group that nobody contacted in the days before `today`."""
        since = today - datetime.timedelta(days=self.days)
        return self.condition() & not_visited(since, self.means)


def effects(under: str | None = None) -> list[Effect]:
    """The rules in effect, a county's in place of the city's; those that touch the path `under`, if given."""
    rules = ContactRule.objects.select_related("station")
    kept = {(rule.tag, rule.object_class, rule.means, rule.station.path): rule.days for rule in rules}
    kept = {("", "", means, ""): days for means, days in USUAL.items()} | kept
    found = []
    for (tag, object_class, means, path), days in sorted(kept.items()):
        others = tuple(
            other
            for t, c, m, other in sorted(kept)
            if (t, c, m) == (tag, object_class, means) and other != path and other.startswith(path)
        )
        touched = under is None or path.startswith(under) or under.startswith(path)
        hidden = under is not None and any(under.startswith(other) for other in others)
        if days and touched and not hidden:
            found.append(Effect(path, others, tag, object_class, means, days))
    return found


def contact_due(today: datetime.date) -> Q:
    """Files 在册 to be contacted or seen by `today` under some rule."""
    return _ACTIVE & reduce(or_, [effect.due(today) for effect in effects()], Q(pk__in=[]))


def not_visited(since: datetime.date, means: str = ContactMeans.CONTACT) -> Q:
    """Files whose person was not visited after `since`, neither alone nor with the household."""
    visits = Visit.objects.filter(date__gt=since)
    if means == ContactMeans.VISIT:
        visits = visits.filter(method__in=FACE_TO_FACE)
    alone = Exists(visits.filter(person=OuterRef("pk")))
    with_household = Exists(visits.filter(household=OuterRef("household")))
    return ~Q(alone) & ~Q(with_household)


def last_visits(people) -> dict[int, dict[str, datetime.date]]:
    """`{person id: {means: last day}}` of `people` (a list of files), two statements."""
    found = {person.pk: {} for person in people}
    homes = {}
    for person in people:
        if person.household_id:
            homes.setdefault(person.household_id, []).append(person.pk)
    sums = {"contact": Max("date"), "visit": Max("date", filter=Q(method__in=FACE_TO_FACE))}
    alone = Visit.objects.filter(person__in=list(found)).order_by().values_list("person")
    together = Visit.objects.filter(household__in=list(homes)).order_by().values_list("household")
    told = [([pk], days) for pk, *days in alone.annotate(**sums)]
    told += [(homes[pk], days) for pk, *days in together.annotate(**sums)]
    for ids, days in told:
        for pk in ids:
            for means, day in zip(sums, days, strict=True):
                if day and day > found[pk].get(means, datetime.date.min):
                    found[pk][means] = day
    return found


@dataclass(frozen=True)
class Due:
    """What one rule asks of one person: `on` None where nobody was there yet."""

    effect: Effect
    last: datetime.date | None
    days_left: int | None

    @property
    def sentence(self) -> str:
        if self.days_left is None:
            return _("还没有登记过")
        if self.days_left < 0:
            return _("已超 %s 天") % -self.days_left
        return _("距下次还有 %s 天") % self.days_left


def dues_of(people: list[PersonFile], today: datetime.date) -> dict[int, list[Due]]:
    """What the rules ask of each of `people`, the most urgent first."""
    last, rules = last_visits(people), effects()
    found = {}
    for person in people:
        asked = [_due(rule, last[person.pk].get(rule.means), today) for rule in rules if rule.covers(person)]
        found[person.pk] = sorted(asked, key=lambda due: -10_000 if due.days_left is None else due.days_left)
    return found


def _due(rule, last, today):
    left = (last + datetime.timedelta(days=rule.days) - today).days if last else None
    return Due(rule, last, left)
