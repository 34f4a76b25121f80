"""What has to be looked at again in time: yearly confirmations and papers that run out.

Each question is asked twice, of many files by a condition and of one file by a list; both read the same data.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from . import tallies
from .models import Benefit, BenefitConfirmation, Certificate, Disability, PersonFile, PreferentialCard
from .parts import HasPart
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
    waiting = tallies.PERIODIC_BENEFIT & ~Q(confirmed(today.year)) & Q(status=BenefitStatus.TO_CONFIRM)
    return tallies.ACTIVE & Q(HasPart(Benefit, waiting))


@dataclass(frozen=True)
class Paper:
    """A paper that runs out: the column that says when, and which rows still matter.

    `matters` says so of many rows, `of` gives those of one file, without a statement where they were fetched.
    """

    label: str
    model: type
    column: str
    of: Callable[[PersonFile], Iterable]
    matters: Q | None = None  # all rows


def _issued(person):
    card = getattr(person, "card", None)
    return [card] if card is not None and card.stage == CardStage.ISSUED else []


PAPERS = [
    Paper(_("身份证"), PersonFile, "id_valid_until", lambda person: [person]),
    Paper(
        _("残疾证"),
        Disability,
        "certificate_valid_until",
        lambda person: filter(None, [getattr(person, "disability", None)]),
    ),
    Paper(
        _("优抚证书"),
        Benefit,
        "certificate_valid_until",
        lambda person: [benefit for benefit in person.benefits.all() if benefit.is_running],
        tallies.RUNNING_BENEFIT,
    ),
    Paper(_("技能证书"), Certificate, "valid_until", lambda person: person.certificates.all()),
    Paper(_("优待证"), PreferentialCard, "valid_until", _issued, Q(stage=CardStage.ISSUED)),
]


def _warned_until(today):
    return (today + datetime.timedelta(days=WARNED_DAYS)).isoformat()


def _runs_out(paper, today):
    """Also when it ran out already; a year or month alone counts as soon as it may be meant."""
    until = _warned_until(today)
    runs_out = Q(**{f"{paper.column}__lte": until}) & ~Q(**{paper.column: ""})
    return paper.matters & runs_out if paper.matters else runs_out


def certificates_expiring(today: datetime.date) -> Q:
    """Files with a paper that has run out or does so within WARNED_DAYS."""
    found = Q()
    for paper in PAPERS:
        condition = _runs_out(paper, today)
        if paper.model is not PersonFile:
            condition = Q(HasPart(paper.model, condition))
        found |= condition
    return tallies.ACTIVE & found


def expiring_of(person, today: datetime.date) -> list[tuple[str, str, bool]]:
    """`(paper, valid until, run out already)` of one file, soonest first; [] for one no longer 在册."""
    if person.status != FileStatus.ACTIVE:
        return []
    papers = [(str(paper.label), getattr(row, paper.column)) for paper in PAPERS for row in paper.of(person)]
    found = [
        (label, until, until < today.isoformat()[: len(until)])
        for label, until in papers
        if "" < until <= _warned_until(today)
    ]
    return sorted(found, key=lambda row: row[1])
