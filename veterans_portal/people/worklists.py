"""Lists of files that wait for something to be done, each under a key that `/people/?figure=<key>` opens.

One registry for every theme: the list of people, my station's page and `/people/quality/` read it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stations.dates import months_before
from veterans import tallies
from veterans.models import Benefit
from veterans.vocabulary import ENDED_BENEFIT_STATUSES, FileStatus

VERIFIED_MONTHS = 12  # a file not checked with the person for a year is to be verified again


@dataclass(frozen=True)
class Worklist:
    """`condition(today)` says which files are on it; `note` what to do about them, in one sentence."""

    label: str
    note: str
    condition: Callable[[datetime.date], Q]


def unverified(today: datetime.date) -> Q:
    """Files 在册 never verified, or not since VERIFIED_MONTHS."""
    since = months_before(today, VERIFIED_MONTHS)
    return tallies.ACTIVE & (Q(verified_on__isnull=True) | Q(verified_on__lt=since))


_RUNNING_BENEFIT = Benefit.objects.filter(person=OuterRef("pk")).exclude(status__in=ENDED_BENEFIT_STATUSES)


def _always(condition):
    return lambda _today: tallies.ACTIVE & condition


WORKLISTS: dict[str, Worklist] = {
    # data quality
    "unverified": Worklist(_("待核实档案"), _("每12个月与本人核对一次"), unverified),
    "without_phone": Worklist(
        _("缺手机号"),
        _("没有手机的，请在档案中勾选“无手机”"),
        _always(Q(mobile__isnull=True, no_mobile=False)),
    ),
    "without_household": Worklist(
        _("未登记家庭"), _("未登记家庭的，不计入户数和光荣牌"), _always(Q(household__isnull=True))
    ),
    # follow-up
    # benefits
    # moving and leaving
    "deceased_paid": Worklist(
        _("已去世，优抚未停"),
        _("请把享受状态改为“已去世”，并核对去世后有没有多发"),
        lambda _today: Q(status=FileStatus.DECEASED) & Q(Exists(_RUNNING_BENEFIT)),
    ),
    # Party
    # livelihood
}
