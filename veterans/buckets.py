"""统计类别: every veteran stands in exactly one bucket of tables such as 122 = 7 + 42 + 71 + 2."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .vocabulary import (
    ENDED_BENEFIT_STATUSES,
    KEY_PREFERENTIAL,
    PERIODIC_TREATMENTS,
    VETERAN_CLASSES,
    ObjectClass,
    PlacementType,
)


class Bucket(TextChoices):
    KEY_PREFERENTIAL = "key_preferential", _("重点优抚对象")
    MILITARY_RETIREE = "military_retiree", _("军队离退休干部和退休士官")
    TRANSFERRED_OFFICER = "transferred_officer", _("军转干部")
    DEMOBILISED = "demobilised", _("复员军人")
    DISCHARGED_SOLDIER = "discharged_soldier", _("退役士兵(不含已列重点优抚)")
    OTHER = "other", _("其他")


@dataclass(frozen=True)
class BucketRules:
    """Which bucket wins, and what leads to each. A report keeps the version it was made with."""

    version: str
    priority: tuple[str, ...]
    by_placement: dict[str, str]
    by_class: dict[str, str]


_OFFICER_PLACEMENTS = (
    PlacementType.OFFICER_ENTERPRISE,
    PlacementType.OFFICER_SELF_FOUND,
    PlacementType.OFFICER_ASSIGNED,
    PlacementType.OFFICER_SELF_CHOSEN,
    PlacementType.OFFICER_MONTHLY,
)
_SOLDIER_PLACEMENTS = (
    PlacementType.SOLDIER_ARRANGED,
    PlacementType.SOLDIER_SELF_PLACED,
    PlacementType.SOLDIER_FLEXIBLE,
    PlacementType.SOLDIER_AS_DEMOBILISED,
    PlacementType.SOLDIER_HOME,
    PlacementType.SOLDIER_SELF_EMPLOYED,
    PlacementType.SOLDIER_SUPPORTED,
    PlacementType.SOLDIER_MONTHLY,
)

RULES = BucketRules(
    version="2024-1",
    priority=tuple(Bucket.values),
    by_placement={
        PlacementType.OFFICER_RETIRED: Bucket.MILITARY_RETIREE,
        PlacementType.SOLDIER_RETIRED: Bucket.MILITARY_RETIREE,
        **dict.fromkeys(_OFFICER_PLACEMENTS, Bucket.TRANSFERRED_OFFICER),
        PlacementType.OFFICER_DEMOBILISED: Bucket.DEMOBILISED,
        PlacementType.DEMOBILISED: Bucket.DEMOBILISED,
        **dict.fromkeys(_SOLDIER_PLACEMENTS, Bucket.DISCHARGED_SOLDIER),
        PlacementType.OFFICER_CIVILIAN: Bucket.OTHER,
    },
    by_class={
        ObjectClass.MILITARY_RETIREE: Bucket.MILITARY_RETIREE,
        ObjectClass.TRANSFERRED_OFFICER: Bucket.TRANSFERRED_OFFICER,
        ObjectClass.DEMOBILISED: Bucket.DEMOBILISED,
        ObjectClass.DISCHARGED_SOLDIER: Bucket.DISCHARGED_SOLDIER,
    },
)
RULE_VERSION = RULES.version


def report_bucket(classes, placement_type, benefits, rules=RULES) -> str:
    """The bucket of one person; "" for people who are not veterans (退役军人保障法 art. 2).

    `classes`: codes of ObjectClass. `placement_type`: a PlacementType or ""; where it is answered it
    decides instead of the classes, being exclusive. `benefits`: (type, treatment, status) of each
    benefit; one running periodic benefit of the key set makes a 重点优抚对象.
    """
    held = VETERAN_CLASSES.intersection(classes)
    if not held:
        return ""
    candidates = {rules.by_class.get(code, Bucket.OTHER) for code in held}
    if placement_type:
        candidates = {rules.by_placement[placement_type]}
    if any(is_key_benefit(*benefit) for benefit in benefits):
        candidates.add(Bucket.KEY_PREFERENTIAL)
    return min(candidates, key=rules.priority.index)


def is_key_benefit(benefit_type, treatment, status) -> bool:
    """Whether a benefit is a running periodic one of 重点优抚 (军人抚恤优待条例 art. 62)."""
    return (
        benefit_type in KEY_PREFERENTIAL
        and treatment in PERIODIC_TREATMENTS
        and status not in ENDED_BENEFIT_STATUSES
    )
