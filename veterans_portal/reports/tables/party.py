"""R9 党建."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from care_activities.vocabulary import ActivityKind
from veterans.models import CommitteeTerm, PartyTransfer
from veterans.vocabulary import CommitteePost, PartyTransferStep

from ...dashboards.figures import Ratio
from ...people.livelihood.village import SECRETARIES
from .. import counting
from ..shapes import Report, Rule, Table, counted, known

_PERSON = _("人")
# 三会一课 and the further kinds of Party life; what else the portal calls an activity is not counted here.
PARTY_KINDS = [
    ActivityKind.THEME_DAY,
    ActivityKind.MEMBERS_MEETING,
    ActivityKind.COMMITTEE_MEETING,
    ActivityKind.GROUP_MEETING,
    ActivityKind.LECTURE,
    ActivityKind.LIFE_MEETING,
    ActivityKind.APPRAISAL,
]


def _settled(subtree, period):
    """组织关系 that were unsettled and have been taken in, and those still under way."""
    transfers = PartyTransfer.objects.filter(counting.ON_FILE)
    settled = Q(step=PartyTransferStep.SETTLED) & period.on("closed_on")
    return subtree.group(
        transfers,
        counting.OF_PERSON,
        n_settled=Count("person", distinct=True, filter=settled),
        n_under_way=Count("person", distinct=True, filter=Q(closed_on__isnull=True)),
    )


def _posts(subtree, _period):
    terms = CommitteeTerm.objects.filter(counting.ON_FILE, ended_on="").exclude(post=CommitteePost.NONE)
    secretaries = Count("person", distinct=True, filter=Q(post__in=SECRETARIES))
    return subtree.group(terms, counting.OF_PERSON, n_secretaries=secretaries)


def _party_life(subtree, period):
    party = Q(kind__in=PARTY_KINDS)
    return counting.activities(
        subtree,
        period,
        n_party_sessions=Sum("sessions", filter=party),
        n_party_times=Sum("person_times", filter=party),
        n_all_sessions=Sum("sessions"),
        n_all_times=Sum("person_times"),
    )


def _activities(period):
    return [("state", "held"), ("start", period.first.isoformat()), ("end", period.last.isoformat())]


R9 = Report(
    "r9",
    _("党建工作"),
    _("人、场次、人次"),
    (
        Table(
            _("党建工作情况"),
            (
                *known("party_members", "party_ratio", "floating_members", "unsettled_members"),
                counted("under_way", _("接转中"), _PERSON, opens="people", rows="party_transfer_open"),
                counted("settled", _("本期已纳入"), _PERSON),
                counted(
                    "settled_ratio",
                    _("已纳入率"),
                    "%",
                    compute=lambda basis: Ratio(
                        basis["settled"], basis["settled"] + basis["unsettled_members"]
                    ),
                ),
                counted(
                    "secretaries",
                    _("兵支书"),
                    _PERSON,
                    opens="people-committee",
                    rows=None,
                    asked=lambda period: [("post", "secretary")],
                ),
                counted("party_sessions", _("组织生活"), _("场次"), _("本期活动")),
                counted("party_times", _("组织生活参加"), _("人次"), _("本期活动")),
                counted(
                    "all_sessions",
                    _("全部活动"),
                    _("场次"),
                    _("本期活动"),
                    opens="activities",
                    rows=None,
                    asked=_activities,
                ),
                counted(
                    "all_times",
                    _("全部活动参加"),
                    _("人次"),
                    _("本期活动"),
                    opens="activities",
                    rows=None,
                    asked=_activities,
                ),
            ),
            (
                counting.people("veterans", "party_members", "floating_members", "unsettled_members"),
                _settled,
                _posts,
                _party_life,
            ),
        ),
    ),
    note=_(
        "已纳入率＝本期已纳入÷（本期已纳入＋组织关系未落实）。组织生活指主题党日、三会一课、组织生活会和民主评议。"
    ),
    timed=True,
    rules=(
        Rule(("party_members",), ("veterans",), _("党员与登记在册退役军人"), is_equal=False),
        Rule(
            ("floating_members", "unsettled_members"),
            ("party_members",),
            _("流动党员、组织关系未落实党员与党员总数"),
            is_equal=False,
        ),
    ),
)
