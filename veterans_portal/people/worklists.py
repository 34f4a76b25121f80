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

from .livelihood import conditions as livelihood
from .party import conditions as party

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
    # Party
    "without_contact": Worklist(
        _("未建立联系"),
        _("请为每名党员指定一名在任的工作人员作联系人"),
        party.files_of(party.without_contact),
    ),
    "party_contact_stale": Worklist(
        _("半年未联系的党员"), _("联系后在档案页登记日期"), party.files_of(party.contact_stale)
    ),
    "party_dues_behind": Worklist(
        _("党费未缴到上月"), _("请提醒本人向所在党支部缴纳"), party.files_of(party.dues_behind)
    ),
    "party_dues_half_year": Worklist(
        _("党费超过6个月未缴"), _("请当面了解原因，并告知所在党支部"), party.files_of(party.dues_half_year)
    ),
    "party_letter_expiring": Worklist(
        _("介绍信快到期或已到期"), _("到期前15天提醒；请尽快提交接收，或换开"), party.letter_expiring
    ),
    "party_transfer_open": Worklist(_("组织关系接转中"), _("按步骤登记，直到上级备案"), party.transfer_open),
    # livelihood
    "returning_unregistered": Worklist(
        _("退役返乡未报到"), _("退役后30天内报到；报到后请登记日期"), livelihood.returning_unregistered
    ),
}
