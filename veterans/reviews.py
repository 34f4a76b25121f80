"""What has to be looked at again in time: yearly confirmations and papers that run out.

Each question is asked twice, of many files by a condition and of one file by a list; both read the same data.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from . import tallies
from .models import Benefit, BenefitConfirmation, Certificate, Disability, PersonFile, PreferentialCard
from .vocabulary import BenefitStatus, CardStage, FileStatus

WARNED_DAYS = 90  # before a paper runs out


def due(year: int) -> Q:
    """Benefits to be confirmed for `year` (年度确认): paid month by month, to people on file, begun by its end."""
    return (
        tallies.PERIODIC_BENEFIT
        & Q(person__status=FileStatus.ACTIVE)
        & (Q(started_on="") | Q(started_on__lt=f"{year + 1}"))
    )


def confirmed(year: int) -> Exists:
    """Benefits that were confirmed for `year`."""
    return Exists(BenefitConfirmation.objects.filter(benefit=OuterRef("pk"), year=year))


def confirmation_due(today: datetime.date) -> Q:
    """Files with a benefit that this year's confirmation was opened for and that still waits for it."""
    waiting = Benefit.objects.filter(
        tallies.PERIODIC_BENEFIT, ~Q(confirmed(today.year)), status=BenefitStatus.TO_CONFIRM
    )
    return tallies.ACTIVE & Q(Exists(waiting.filter(person=OuterRef("pk"))))


@dataclass(frozen=True)
class Paper:
    """A paper that runs out: the column that says when, and which rows still matter."""

    label: str
    model: type
    column: str
    matters: Q | None = None  # all rows


PAPERS = [
    Paper(_("身份证"), PersonFile, "id_valid_until"),
    Paper(_("残疾证"), Disability, "certificate_valid_until"),
    Paper(_("优抚证书"), Benefit, "certificate_valid_until", tallies.RUNNING_BENEFIT),
    Paper(_("技能证书"), Certificate, "valid_until"),
    Paper(_("优待证"), PreferentialCard, "valid_until", Q(stage=CardStage.ISSUED)),
]


def _runs_out(paper, today):
    """Also when it ran out already; a year or month alone counts as soon as it may be meant."""
    until = (today + datetime.timedelta(days=WARNED_DAYS)).isoformat()
    runs_out = Q(**{f"{paper.column}__lte": until}) & ~Q(**{paper.column: ""})
    return paper.matters & runs_out if paper.matters else runs_out


def certificates_expiring(today: datetime.date) -> Q:
    """Files with a paper that has run out or does so within WARNED_DAYS."""
    found = Q()
    for paper in PAPERS:
        condition = _runs_out(paper, today)
        if paper.model is not PersonFile:
            condition = Q(Exists(paper.model.objects.filter(condition, person=OuterRef("pk"))))
        found |= condition
    return tallies.ACTIVE & found


def expiring_of(person, today: datetime.date) -> list[tuple[str, str, bool]]:
    """`(paper, valid until, run out already)` of one file, soonest first; [] for one no longer 在册."""
    if person.status != FileStatus.ACTIVE:
        return []
    found = []
    for paper in PAPERS:
        rows = paper.model.objects.filter(_runs_out(paper, today))
        rows = rows.filter(pk=person.pk) if paper.model is PersonFile else rows.filter(person=person)
        for until in rows.values_list(paper.column, flat=True):
            found.append((str(paper.label), until, until < today.isoformat()[: len(until)]))
    return sorted(found, key=lambda row: row[1])
