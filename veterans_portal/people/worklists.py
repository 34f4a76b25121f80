"""Lists of files that wait for something to be done, each under a key that `/people/?figure=<key>` opens.

One registry for every theme: the list of people, my station's page and `/people/quality/` read it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.dates import months_before
from veterans import qualifying, reviews, tallies

VERIFIED_MONTHS = 12  # a file not checked with the person for a year is to be verified again


@dataclass(frozen=True)
class Worklist:
    """`condition(today)` says which files are on it; `note` what to do about them, in one sentence.

    `page`: the url name of the page where the list is worked through, "" where the list of people is all.
    """

    label: str
    note: str
    condition: Callable[[datetime.date], Q]
    page: str = ""


def unverified(today: datetime.date) -> Q:
    """Files 在册 never verified, or not since VERIFIED_MONTHS."""
    since = months_before(today, VERIFIED_MONTHS)
    return tallies.ACTIVE & (Q(verified_on__isnull=True) | Q(verified_on__lt=since))


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
    "confirmation_due": Worklist(
        _("待年度确认"),
        _("与本人见面或视频核实后，登记年度确认"),
        reviews.confirmation_due,
        "people-confirmations",
    ),
    "certificates_expiring": Worklist(
        _("证件到期"), _("90天内到期或已过期，请提醒本人换证"), reviews.certificates_expiring
    ),
    "may_qualify_60": Worklist(
        _("可能符合60周岁补助"), _("按档案推算，请逐人核实后再申报"), qualifying.may_qualify_60
    ),
    "turning_60": Worklist(_("即将年满60周岁"), _("三个月内满60周岁，请提前准备材料"), qualifying.turning_60),
    "card_due": Worklist(_("应办优待证"), _("先完善档案，再按批次申请"), qualifying.card_due, "people-cards"),
    # Party
    # livelihood
}
