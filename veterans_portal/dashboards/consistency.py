"""What must add up, and what deserves a second look: computed, never explained away.

Marks: good (adds up), bad (cannot be), warn (待核: the portal states both numbers and asks to check).
"""

from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from veterans.buckets import Bucket
from veterans.models import PeopleTally

from .figures import BY_KEY

GOOD, WARN, BAD = "good", "warn", "bad"
_MOST_STATIONS = 5

# A part never exceeds its whole, as (part, whole).
PARTS = [
    ("party_members", "veterans"),
    ("preferential", "veterans"),
    ("combat", "veterans"),
    ("public_sector", "veterans"),
    ("village_committee", "public_sector"),
    ("entrepreneurs", "veterans"),
    ("martyr_households", "people"),
    ("plaques_hung", "plaque_households"),
    ("stations_established", "stations_due"),
]


@dataclass(frozen=True)
class Check:
    state: str
    text: str
    url: str = ""


def checks(station, basis, children, others) -> list[Check]:
    """All checks of a dashboard.

    `basis` holds the figures of the station, `children` those of each line of its table and `others` what
    was counted below the station in no line of it.
    """
    found = [_buckets(basis)]
    if children:
        found.append(_children(basis, children, others))
    found += _parts(basis)
    found += _benefits(station)
    return found


def _buckets(basis):
    parts, whole = sum(basis[f"bucket_{bucket}"] for bucket in Bucket.values), basis["veterans"]
    numbers = {"parts": f"{parts:,}", "whole": f"{whole:,}"}
    if parts == whole:
        return Check(GOOD, _("构成合计 %(parts)s = 在册 %(whole)s") % numbers)
    return Check(BAD, _("构成合计 %(parts)s ≠ 在册 %(whole)s，请联系系统管理员核对统计") % numbers)


def _children(basis, children, others):
    parts, whole = sum(child["veterans"] for child in children), basis["veterans"]
    numbers = {"parts": f"{parts:,}", "whole": f"{whole:,}"}
    if parts == whole and not others.numbers["people"]:
        return Check(GOOD, _("各站合计 %(parts)s = 本站 %(whole)s") % numbers)
    return Check(BAD, _("各站合计 %(parts)s ≠ 本站 %(whole)s，请核对下级站点是否齐全") % numbers)


def _parts(basis):
    over = [(part, whole) for part, whole in PARTS if basis[part] > basis[whole]]
    if not over:
        return [Check(GOOD, _("党员、优抚、就业、光荣牌等分项均不超过总数"))]
    return [
        Check(
            WARN,
            _("%(part)s %(part_number)s > %(whole)s %(whole_number)s，请核对（待核）")
            % {
                "part": BY_KEY[part].label,
                "part_number": f"{basis[part]:,}",
                "whole": BY_KEY[whole].label,
                "whole_number": f"{basis[whole]:,}",
            },
        )
        for part, whole in over
    ]


def _benefits(station):
    """定期补助 should not exceed 重点优抚; both are counted right where it does, over different people."""
    over = PeopleTally.objects.filter(
        station__path__prefix=station.path, periodic_benefit__gt=F("bucket_key_preferential")
    )
    rows = list(over.select_related("station").order_by("station__path")[: _MOST_STATIONS + 1])
    if not rows:
        return [Check(GOOD, _("享受定期补助人数不超过重点优抚对象人数"))]
    found = [_benefit(station, tally) for tally in rows[:_MOST_STATIONS]]
    if len(rows) > _MOST_STATIONS:
        found.append(
            Check(WARN, _("还有其他站点的享受定期补助人数超过重点优抚对象人数，请逐级打开核对（待核）"))
        )
    return found


def _benefit(station, tally):
    numbers = {
        "place": tally.station.place_name,
        "paid": tally.periodic_benefit,
        "key": tally.bucket_key_preferential,
    }
    words = _("口径可能不同：%(paid)d人可能含非退役军人的遗属；请核对") % numbers
    if tally.station_id == station.pk:
        return Check(
            WARN, _("享受定期补助 %(paid)d 人 > 重点优抚对象 %(key)d 人（待核）。") % numbers + words
        )
    return Check(
        WARN,
        _("%(place)s：享受定期补助 %(paid)d 人 > 重点优抚对象 %(key)d 人（待核）。") % numbers + words,
        reverse("dashboard", args=[tally.station.code]),
    )
