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


class ActivityBand(TextChoices):
    """上年参加组织生活次数."""

    NONE = "0", _("0次")
    FEW = "1", _("1至5次")
    SOME = "2", _("6至10次")
    MANY = "3", _("10次以上")


class PartyTransferStep(TextChoices):
    """纳入管理: from finding somebody whose relation is unsettled to the upper committee's receipt (domain §5)."""

    FOUND = "1", _("摸排发现")
    CONTACTED = "2", _("联系核实")
    LETTER = "3", _("补开换开介绍信")
    SUBMITTED = "4", _("提交接收")
    ACCEPTED = "5", _("接收支部确认")
    SETTLED = "6", _("上级备案, 已纳入")
    RETURNED = "9", _("退回")


# Someone whose relation moves, floats or is not settled is still a member; only these two are not.
# An unanswered relation counts: the file says that the person is a member.
DECIDED_RELATIONS = frozenset({RelationStatus.SUSPENDED, RelationStatus.LEFT})
COUNTED_RELATIONS = frozenset({"", *RelationStatus.values}) - DECIDED_RELATIONS

PARTY_POLITICAL_STATUSES = frozenset({PoliticalStatus.PARTY_MEMBER, PoliticalStatus.PROBATIONARY_MEMBER})
