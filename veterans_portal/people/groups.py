"""Lists of files that share an answer, each under a key that `/people/?figure=<key>` opens.

Unlike worklists nothing waits to be done there: they stand behind the numbers of the themes' own pages.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from veterans import tallies
from veterans.models import Employment, Training, Venture
from veterans.vocabulary import EmploymentStatus, Skill, UnemploymentReason, VentureKind


@dataclass(frozen=True)
class Group:
    """`condition(today)` says which files belong to it."""

    label: str
    condition: Callable[[datetime.date], Q]


def _veterans_with(model, condition):
    """Veterans 在册 who have a row of `model` that meets `condition(today)`."""

    def on_files(today):
        return tallies.VETERAN & Q(Exists(model.objects.filter(condition(today), person=OuterRef("pk"))))

    return on_files


def _of_employment(label, **answers):
    return Group(label, _veterans_with(Employment, lambda _today: Q(**answers)))


def runs_business(_today: datetime.date) -> Q:
    """Of a Venture: it is run, neither planned nor closed."""
    return Q(closed_on="") & ~Q(kind=VentureKind.PLANNED)


def trained_this_year(today: datetime.date) -> Q:
    """Of a Training: it began this year."""
    return Q(started_on__startswith=str(today.year))


def wants_work(_today: datetime.date) -> Q:
    """Of an Employment: a place, industry, occupation or pay is wished for."""
    return (
        ~Q(wanted_place="")
        | ~Q(wanted_industry="")
        | ~Q(wanted_occupation="")
        | Q(wanted_salary__isnull=False)
    )


GROUPS: dict[str, Group] = {
    **{f"employment_{status}": _of_employment(status.label, status=status) for status in EmploymentStatus},
    **{
        f"unemployed_{reason}": _of_employment(
            format_lazy("{}：{}", _("未就业原因"), reason.label), unemployment_reason=reason
        )
        for reason in UnemploymentReason
    },
    "backbone": _of_employment(_("业务骨干"), is_backbone=True),
    "role_models": _of_employment(_("创业或岗位典型"), is_role_model=True),
    "wants_work": Group(_("有就业意向"), _veterans_with(Employment, wants_work)),
    "venture_owners": Group(_("军创企业负责人"), _veterans_with(Venture, runs_business)),
    "trained_this_year": Group(_("今年参加培训"), _veterans_with(Training, trained_this_year)),
    **{
        f"can_{skill}": Group(
            format_lazy("{}：{}", _("能帮忙的人"), skill.label),
            lambda _today, skill=skill: tallies.ACTIVE & Q(skills__has_code=str(skill)),
        )
        for skill in Skill
    },
}
