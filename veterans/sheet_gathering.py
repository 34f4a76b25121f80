"""Several rows of a part in the cells of one row of the sheet of people, so that an import finds them unchanged.

What the cells cannot say of all of them stays blank: a blank cell never changes what is on file.
"""

import re

from django.db.models import BooleanField, Case, Q, Value, When

from .vocabulary import ENDED_BENEFIT_STATUSES, PARTY_POLITICAL_STATUSES, BenefitType

# What TitlesWidget takes for the end of a title.
_SEPARATOR = re.compile(r"[;；\n\r]")

_MEMBER = Q(party_membership__isnull=False)
_POLITICS_UNKNOWN = Q(political_status="")
_POLITICS_OF_PARTY = Q(political_status__in=sorted(PARTY_POLITICAL_STATUSES))
# Blank where membership and 政治面貌 do not agree: that is for a person to settle.
IS_PARTY_MEMBER = Case(
    When(_MEMBER & (_POLITICS_UNKNOWN | _POLITICS_OF_PARTY), then=Value(True)),
    When(~_MEMBER & ~_POLITICS_UNKNOWN & ~_POLITICS_OF_PARTY, then=Value(False)),
    output_field=BooleanField(null=True),
)


def the_latest_period(stored: list[dict]) -> dict:
    """The period of service that began last."""
    return max(stored, key=lambda values: (values["enlisted_on"], values["discharged_on"]))


def benefits(stored: list[dict]) -> dict:
    """The types of what runs (of what has ended where nothing runs), and what holds for all of them.

    The amount is that of the first type, as expand_benefits() reads it.
    """
    running = [values for values in stored if values["status"] not in ENDED_BENEFIT_STATUSES]
    ended = [values for values in stored if values["status"] == stored[-1]["status"]]
    by_type = {}
    for values in running or ended:
        by_type.setdefault(values["type"], values)
    listed = [by_type[code] for code in BenefitType.values if code in by_type]
    return {
        "type": tuple(values["type"] for values in listed),
        "treatment": _common(listed, "treatment"),
        "status": _common(listed, "status"),
        "monthly_amount": listed[0]["monthly_amount"],
    }


def honours(stored: list[dict]) -> dict:
    """All titles that fit in one cell, and the level and year that hold for all of them."""
    by_title = {}
    for values in stored:
        if not _SEPARATOR.search(values["title"]):
            by_title.setdefault(values["title"], values)
    listed = list(by_title.values())
    return {
        "title": tuple(by_title),
        "level": _common(listed, "level"),
        "year": _common(listed, "year"),
    }


def _common(listed, name):
    """The value that all rows have, None where they differ."""
    found = {values[name] for values in listed}
    return found.pop() if len(found) == 1 else None
