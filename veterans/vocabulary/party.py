"""党员与组织关系. The portal records what a party organisation decided; it decides and derives nothing."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .personal import PoliticalStatus


class PartyStanding(TextChoices):
    FULL = "1", _("正式党员")
    PROBATIONARY = "2", _("预备党员")

    synonyms = nonmember({"正式": "1", "党员": "1", "中共党员": "1", "预备": "2", "中共预备党员": "2"})


class RelationStatus(TextChoices):
    """组织关系状态. 组织关系未落实: the letter of introduction was issued and never handed in (口袋党员)."""

    LOCAL = "1", _("已在本地")
    FLOATING = "2", _("流动(外出6个月以上)")
    UNSETTLED = "3", _("组织关系未落实")
    LOST_CONTACT = "4", _("失联")
    SUSPENDED = "5", _("停止党籍")
    LEAVING = "6", _("转出中")
    MOVED = "7", _("已转出")
    LEFT = "8", _("已脱离")

    synonyms = nonmember(
        {
            "在本地": "1",
            "本地": "1",
            "正常": "1",
            "流动党员": "2",
            "流动": "2",
            "口袋党员": "3",
            "口袋": "3",
            "未落实": "3",
            "介绍信未落": "3",
            "失联党员": "4",
            "失去联系": "4",
            "转出": "7",
            "自行脱党": "8",
            "脱党": "8",
            "退党": "8",
        }
    )


class PartyPost(TextChoices):
    """党内职务."""

    NONE = "00", _("无")
    SECRETARY = "01", _("书记")
    DEPUTY_SECRETARY = "02", _("副书记")
    COMMITTEE = "03", _("委员")
    GROUP_LEADER = "04", _("党小组组长")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "无职务": "00",
            "党员": "00",
            "支部书记": "01",
            "党支部书记": "01",
            "党总支书记": "01",
            "党委书记": "01",
            "支部副书记": "02",
            "支部委员": "03",
            "支委": "03",
            "党委委员": "03",
            "组长": "04",
        }
    )


# Someone whose relation moves, floats or is not settled is still a member; only these two are not.
# An unanswered relation counts: the file says that the person is a member.
DECIDED_RELATIONS = frozenset({RelationStatus.SUSPENDED, RelationStatus.LEFT})
COUNTED_RELATIONS = frozenset({"", *RelationStatus.values}) - DECIDED_RELATIONS

PARTY_POLITICAL_STATUSES = frozenset({PoliticalStatus.PARTY_MEMBER, PoliticalStatus.PROBATIONARY_MEMBER})
