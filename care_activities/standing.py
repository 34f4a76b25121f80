"""By whom a household may hang 光荣牌 (国办发〔2018〕72号; domain §2.1): computed from its people, never stored."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from veterans.models import PersonFile, Survivorship
from veterans.vocabulary import PLAQUE_CLASSES, SURVIVOR_CLASSES, VETERAN_CLASSES, FileStatus, ObjectClass

from .vocabulary import PlaqueRole

# Whose veteran or survivor died before this day does not hang a plaque on that account. The day counts on
# which the veteran or 遗属 died, never the martyr.
CUT_OFF = datetime.date(2018, 7, 29)
# By which class of its members a household qualifies, the strongest first.
ROLE_OF_CLASSES = (
    (PlaqueRole.MARTYR, {ObjectClass.MARTYR_SURVIVOR}),
    (PlaqueRole.DUTY_DEATH, {ObjectClass.DUTY_DEATH_SURVIVOR}),
    (PlaqueRole.ILLNESS_DEATH, {ObjectClass.ILLNESS_DEATH_SURVIVOR}),
    (PlaqueRole.SERVING, {ObjectClass.MILITARY_FAMILY}),
    (PlaqueRole.VETERAN, VETERAN_CLASSES),
)
_CODES = sorted(PLAQUE_CLASSES)


class Grounds(TextChoices):
    """What the people on file say of a household."""

    LIVING = "living", _("符合条件")
    KEEP = "keep", _("符合条件的人已去世：可继续悬挂，不再更换、补发")
    BEFORE_CUT_OFF = "before", _("符合条件的人2018年7月29日以前去世：不悬挂")
    NONE = "none", _("档案里没有符合条件的人")


@dataclass(frozen=True)
class Standing:
    """`role` as a new plaque would have it, "" without living grounds; `last_death` as precise as known."""

    grounds: Grounds
    role: str = ""
    last_death: str = ""

    @property
    def may_hang(self):
        """Whether a new plaque, and a renewal, is possible."""
        return self.grounds == Grounds.LIVING

    @property
    def grounds_label(self):
        return Grounds(self.grounds).label

    @property
    def role_label(self):
        return PlaqueRole(self.role).label if self.role else ""

    @property
    def must_apply(self):
        """非持证: nobody lists them, the household applies."""
        return self.role == PlaqueRole.NOT_HOLDER


def entitled() -> Q:
    """The condition of households that may hang one: somebody living entitles them, or a soldier who serves."""
    living = PersonFile.objects.filter(
        household=OuterRef("pk"), status=FileStatus.ACTIVE, classes__has_any_code=_CODES
    )
    return Q(has_serving_member=True) | Q(Exists(living))


def standing_of(household) -> Standing:
    return standings_of([household])[household.pk]


def standings_of(households) -> dict[int, Standing]:
    """`{household id: Standing}`, in two statements for all of them."""
    people = defaultdict(list)
    rows = PersonFile.objects.filter(household__in=households, classes__has_any_code=_CODES).order_by()
    for row in rows.values_list("household_id", "pk", "classes", "status", "status_changed_on"):
        people[row[0]].append(row[1:])
    not_holders = _not_holders([row[0] for found in people.values() for row in found])
    return {home.pk: _standing(home, people[home.pk], not_holders) for home in households}


def _not_holders(person_ids):
    """Survivors of whom it is known that the certificate is not theirs."""
    rows = Survivorship.objects.filter(person__in=person_ids).order_by()
    answers = defaultdict(set)
    for person, holds in rows.values_list("person_id", "is_certificate_holder"):
        answers[person].add(holds)
    return {person for person, held in answers.items() if held == {False}}


def _standing(home, people, not_holders):
    living = [(pk, set(classes)) for pk, classes, status, _on in people if status == FileStatus.ACTIVE]
    held = set().union(
        *(classes - SURVIVOR_CLASSES if pk in not_holders else classes for pk, classes in living)
    )
    if home.has_serving_member:
        held.add(ObjectClass.MILITARY_FAMILY)
    role = next((role for role, classes in ROLE_OF_CLASSES if not held.isdisjoint(classes)), None)
    if role is None and living:
        role = PlaqueRole.NOT_HOLDER
    if role is not None:
        return Standing(Grounds.LIVING, str(role))
    deaths = [on for _pk, _classes, status, on in people if status == FileStatus.DECEASED]
    if not deaths:
        return Standing(Grounds.NONE)
    # A death whose day nobody knows may have been yesterday: the family keeps what it has.
    last = max(deaths) if all(deaths) else ""
    early = last and last < CUT_OFF.isoformat()[: len(last)]
    return Standing(Grounds.BEFORE_CUT_OFF if early else Grounds.KEEP, last_death=last)
