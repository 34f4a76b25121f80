"""Lists of files that wait for something to be done, each under a key that `/people/?figure=<key>` opens.

One registry for every theme: the list of people, my station's page and `/people/quality/` read it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.dates import months_before
from veterans import tallies

VERIFIED_MONTHS = 12  # a file not checked with the person for a year is to be verified again


@dataclass(frozen=True)
class Worklist:
    """`condition(today)` says which files are on it; `note` what to do about them, in one sentence.

    A condition on a part that may stand several times is an Exists: a join would count the file as often.
    `theme` is the heading under which `/people/quality/` shows the list.
    """

    label: str
    note: str
    condition: Callable[[datetime.date], Q]
    theme: str = _("其他")


def unverified(today: datetime.date) -> Q:
    """Files 在册 never verified, or not since VERIFIED_MONTHS."""
    since = months_before(today, VERIFIED_MONTHS)
    return tallies.ACTIVE & (Q(verified_on__isnull=True) | Q(verified_on__lt=since))


def _always(condition):
    return lambda _today: tallies.ACTIVE & condition


_QUALITY = _("档案质量")

WORKLISTS: dict[str, Worklist] = {
    # data quality
    "unverified": Worklist(_("待核实档案"), _("每12个月与本人核对一次"), unverified, _QUALITY),
    "without_phone": Worklist(
        _("缺手机号"),
        _("没有手机的，请在档案中勾选“无手机”"),
        _always(Q(mobile__isnull=True, no_mobile=False)),
        _QUALITY,
    ),
    "without_household": Worklist(
        _("未登记家庭"),
        _("未登记家庭的，不计入户数和光荣牌"),
        _always(Q(household__isnull=True)),
        _QUALITY,
    ),
    # follow-up
    # benefits
    # Party
    # livelihood
}
