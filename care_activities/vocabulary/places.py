"""Choices of the ledger of venues, of the checklists a station is measured by, and of its documents."""

from enum import nonmember

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class UseOrganiser(TextChoices):
    """Who uses a venue."""

    STATION = "station", _("本站")
    PARTNER = "partner", _("合作单位")
    VETERANS = "veterans", _("退役军人自行组织")
    OTHER = "other", _("其他")


class UseState(TextChoices):
    """What became of a booking."""

    BOOKED = "booked", _("已预约")
    USED = "used", _("已使用")
    UNUSED = "unused", _("未使用（取消）")


# What keeps the venue from others.
HOLDING_USES = (UseState.BOOKED, UseState.USED)


class Checklist(TextChoices):
    """三有 after the article (管理有场所、娱乐有阵地、交流有去处), 五有 after the national standard."""

    THREE = "three", _("三有")
    FIVE = "five", _("五有")


class StandardItem(TextChoices):
    """The items of both lists. Which of them a city or county asks is data (`StandardRule`)."""

    PLACE = "place", _("管理有场所")
    LEISURE = "leisure", _("娱乐有阵地")
    MEETING = "meeting", _("交流有去处")
    BODY = "body", _("有机构")
    POSTS = "posts", _("有编制")
    STAFF = "staff", _("有人员")
    FUNDS = "funds", _("有经费")
    BACKING = "backing", _("有保障")
    SITE = "site", _("有场地")


LIST_OF_ITEM = dict.fromkeys(
    (StandardItem.PLACE, StandardItem.LEISURE, StandardItem.MEETING), Checklist.THREE
)
LIST_OF_ITEM |= {item: Checklist.FIVE for item in StandardItem if item not in LIST_OF_ITEM}
# 有场地 stands in place of 有编制 in some places only (domain §4.1).
ASKED_EVERYWHERE = frozenset(StandardItem) - {StandardItem.SITE}


class CheckResult(TextChoices):
    """What a check came to: all yes; something is lacking; not all items are answered."""

    MET = "met", _("达标")
    LACKING = "lacking", _("有缺项")
    OPEN = "open", _("未答完")


class CheckAnswer(TextChoices):
    YES = "yes", _("有")
    NO = "no", _("没有")


class StarGrade(IntegerChoices):
    """星级创建 (Guangdong, 2020), and the national model station apart from the stars."""

    ONE = 1, _("一星")
    TWO = 2, _("二星")
    THREE = 3, _("三星")
    FOUR = 4, _("四星")
    FIVE = 5, _("五星")
    MODEL = 9, _("全国示范型")

    synonyms = nonmember(
        {
            **{f"{word}星级": grade for grade, word in enumerate("一二三四五", 1)},
            **{f"{grade}星": grade for grade in range(1, 6)},
            **{f"{grade}星级": grade for grade in range(1, 6)},
            **{"★" * grade: grade for grade in range(1, 6)},
            **dict.fromkeys(("示范型", "全国示范型服务站", "全国示范型退役军人服务站"), 9),
        }
    )


class StationDocumentKind(TextChoices):
    RULES = "rules", _("制度")
    DUTIES = "duties", _("职责")
    FLOW = "flow", _("工作流程图")
    EXPERIENCE = "experience", _("经验材料")
    OTHER = "other", _("其他")

    synonyms = nonmember(
        {
            **dict.fromkeys(("管理制度", "规章制度", "工作制度"), "rules"),
            **dict.fromkeys(("工作职责", "岗位职责"), "duties"),
            **dict.fromkeys(("流程图", "工作流程", "流程"), "flow"),
            **dict.fromkeys(("经验", "经验做法", "典型经验"), "experience"),
        }
    )
