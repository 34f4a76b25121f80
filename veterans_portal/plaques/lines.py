"""What a row of the ledger says beside the plaque itself, in a fixed number of statements for a page."""

from collections import defaultdict
from dataclasses import dataclass, field

from care_activities.models import PlaqueApplication
from care_activities.standing import Standing, standings_of
from care_activities.vocabulary import StepOutcome
from veterans.models import PersonFile, Survivorship
from veterans.vocabulary import PLAQUE_CLASSES

_SIGNED = (StepOutcome.SUBMITTED, StepOutcome.AGREED)


@dataclass(frozen=True)
class Line:
    plaque: object
    standing: Standing
    people: list = field(default_factory=list)
    certificates: list = field(default_factory=list)
    application: object = None

    @property
    def no_renewal(self):
        """不再更换、补发: nobody who entitles the household lives any more."""
        return not self.standing.may_hang and not self.plaque.is_parents_home

    @property
    def opinions(self):
        """The last signed opinion of each tier, from the village up."""
        if self.application is None:
            return []
        last = {step.tier: step for step in self.application.steps.all() if step.outcome in _SIGNED}
        return [last[tier] for tier in ("village", "street", "county") if tier in last]


def lines_of(user, plaques) -> list[Line]:
    """Lines for `plaques` (with household); of people only those whose files the user keeps."""
    found = standings_of([plaque.household for plaque in plaques])
    homes = [plaque.household_id for plaque in plaques]
    people = PersonFile.objects.kept_by(user).filter(
        household__in=homes, classes__has_any_code=sorted(PLAQUE_CLASSES)
    )
    by_home, certificates = defaultdict(list), defaultdict(list)
    for person in people.only("pk", "name", "status", "household_id").order_by("pk"):
        by_home[person.household_id].append(person)
    held = (
        Survivorship.objects.visible_to(user).filter(person__household__in=homes).exclude(certificate_no="")
    )
    for home, number in held.values_list("person__household_id", "certificate_no"):
        certificates[home].append(number)
    rows = PlaqueApplication.objects.visible_to(user).filter(plaque__in=plaques).order_by("pk")
    applied = {row.plaque_id: row for row in rows.prefetch_related("steps")}
    return [
        Line(
            plaque,
            found[plaque.household_id],
            by_home[plaque.household_id],
            certificates[plaque.household_id],
            applied.get(plaque.pk),
        )
        for plaque in plaques
    ]
