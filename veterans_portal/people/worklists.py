"""Lists of files that wait for something to be done, each under a key that `/people/?figure=<key>` opens.

One registry for every theme: the list of people, my station's page and `/people/quality/` read it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from care_activities.models import AidCase
from care_activities.vocabulary import IN_HARDSHIP, OPEN_CASES
from stations.dates import months_before
from veterans import qualifying, retirement, reviews, tallies
from veterans.models import Benefit, RoundEntry
from veterans.parts import HasPart, in_sets
from veterans.vocabulary import FileStatus, PersonTag

from .livelihood import conditions as livelihood
from .party import conditions as party

VERIFIED_MONTHS = 12  # a file not checked with the person for a year is to be verified again


@dataclass(frozen=True)
class Worklist:
    """`condition(today)` says which files are on it; `note` what to do about them, in one sentence.

    A condition on a part that may stand several times is an Exists: a join would count the file as often.
    `theme` is the heading under which `/people/quality/` shows the list.
    `page`: the url name of the page where the list is worked through, "" where the list of people is all;
    the list leads there.
    `few`: the file's own columns leave so few that their parts are looked up one by one, also in a city.
    """

    label: str
    note: str
    condition: Callable[[datetime.date], Q]
    theme: str
    page: str = ""
    few: bool = False


def condition_of(key: str, today: datetime.date, *, wide: bool) -> Q:
    """Who stands on the list `key`, for counting; `wide`: among the files of a district or more."""
    worklist = WORKLISTS[key]
    condition = worklist.condition(today)
    return in_sets(condition) if wide and not worklist.few else condition


def counted(people, keys, today: datetime.date, *, wide: bool) -> dict[str, int]:
    """How many of `people` stand on each list of `keys` (人), in one statement."""
    columns = {f"n_{key}": Count("pk", filter=condition_of(key, today, wide=wide)) for key in keys}
    found = people.aggregate(**columns)
    return {key: found[f"n_{key}"] for key in keys}


def unverified(today: datetime.date) -> Q:
    """Files 在册 never verified, or not since VERIFIED_MONTHS."""
    since = months_before(today, VERIFIED_MONTHS)
    return tallies.ACTIVE & (Q(verified_on__isnull=True) | Q(verified_on__lt=since))


def in_round(today: datetime.date) -> Q:
    """Files 在册 that a running round still wants from the village that keeps them."""
    entries = RoundEntry.objects.filter(state__in=RoundEntry.IN_HAND, round__closed_at__isnull=True)
    here = entries.filter(person=OuterRef("pk"), station=OuterRef("managing_station"))
    return tallies.ACTIVE & Q(Exists(here))


def hardship_without_case(today: datetime.date) -> Q:
    """Files 在册 with the tag 困难 of which no case of aid says why."""
    cases = AidCase.objects.filter(person=OuterRef("pk"), status__in=sorted({*OPEN_CASES, *IN_HARDSHIP}))
    return tallies.ACTIVE & Q(tags__has_code=str(PersonTag.HARDSHIP)) & ~Q(Exists(cases))


def without_follow_up(today: datetime.date) -> Q:
    """Files 在册 that nobody follows (跟进人), or only somebody who has left."""
    return tallies.ACTIVE & nobody_follows(today)


def nobody_follows(today: datetime.date) -> Q:
    """The same of files of any status."""
    return Q(follow_up_staff__isnull=True) | Q(follow_up_staff__left_on__lte=today)


def _always(condition):
    return lambda _today: tallies.ACTIVE & condition


_QUALITY, _FOLLOW_UP, _BENEFITS = _("档案质量"), _("跟进"), _("优抚待遇")
_PARTY, _LIVELIHOOD, _ROUNDS, _AID = _("党员"), _("就业荣誉"), _("采集核查"), _("帮扶")

WORKLISTS: dict[str, Worklist] = {
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
    "hardship_without_case": Worklist(
        _("困难人员没有帮扶记录"),
        _("打开档案登记困难帮扶；已不困难的，请更正人员标签"),
        hardship_without_case,
        _AID,
    ),
    "round_waiting": Worklist(_("采集核查待提交"), _("与本人核对后，在“采集核查”中提交"), in_round, _ROUNDS),
    "without_follow_up": Worklist(
        _("无跟进人"), _("请为每份档案指定一名在任的工作人员跟进"), without_follow_up, _FOLLOW_UP
    ),
    "confirmation_due": Worklist(
        _("待年度确认"),
        _("与本人见面或视频核实后，登记年度确认"),
        reviews.confirmation_due,
        _BENEFITS,
        "people-confirmations",
    ),
    "certificates_expiring": Worklist(
        _("证件到期"), _("90天内到期或已过期，请提醒本人换证"), reviews.certificates_expiring, _BENEFITS
    ),
    "may_qualify_60": Worklist(
        _("可能符合60周岁补助"),
        _("按档案推算，请逐人核实后再申报"),
        qualifying.may_qualify_60,
        _BENEFITS,
    ),
    "turning_60": Worklist(
        _("即将年满60周岁"),
        _("三个月内满60周岁，请提前准备材料"),
        qualifying.turning_60,
        _BENEFITS,
        few=True,
    ),
    "retiring_soon": Worklist(
        _("即将到法定退休年龄"),
        _("三个月内到龄，请提醒本人办理；50岁退休的女职工未计入"),
        retirement.retiring_soon,
        _LIVELIHOOD,
        few=True,
    ),
    "card_due": Worklist(
        _("应办优待证"), _("先完善档案，再按批次申请"), qualifying.card_due, _BENEFITS, "people-cards"
    ),
    "deceased_paid": Worklist(
        _("已去世，优抚未停"),
        _("请把享受状态改为“已去世”，并核对去世后有没有多发"),
        lambda _today: Q(status=FileStatus.DECEASED) & Q(HasPart(Benefit, tallies.RUNNING_BENEFIT)),
        _BENEFITS,
    ),
    "without_contact": Worklist(
        _("未建立联系"),
        _("请为每名党员指定一名在任的工作人员作联系人"),
        party.files_of(party.without_contact),
        _PARTY,
    ),
    "party_contact_stale": Worklist(
        _("半年未联系的党员"), _("联系后在档案页登记日期"), party.files_of(party.contact_stale), _PARTY
    ),
    "party_dues_behind": Worklist(
        _("党费未缴到上月"), _("请提醒本人向所在党支部缴纳"), party.files_of(party.dues_behind), _PARTY
    ),
    "party_dues_half_year": Worklist(
        _("党费超过6个月未缴"),
        _("请当面了解原因，并告知所在党支部"),
        party.files_of(party.dues_half_year),
        _PARTY,
    ),
    "party_letter_expiring": Worklist(
        _("介绍信快到期或已到期"),
        _("到期前15天提醒；请尽快提交接收，或换开"),
        party.letter_expiring,
        _PARTY,
    ),
    "party_transfer_open": Worklist(
        _("组织关系接转中"),
        _("按步骤登记，直到上级备案"),
        party.transfer_open,
        _PARTY,
    ),
    "returning_unregistered": Worklist(
        _("退役返乡未报到"),
        _("退役后30天内报到；报到后请登记日期"),
        livelihood.returning_unregistered,
        _LIVELIHOOD,
        "people-returning",
    ),
}
