"""立功受奖与荣誉."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HonourKind(TextChoices):
    MERIT_SPECIAL = "11", _("荣立战功或一等功")
    MERIT_SECOND = "12", _("二等功")
    MERIT_THIRD = "13", _("三等功")
    CITATION = "14", _("嘉奖或优秀士兵")
    TITLE = "21", _("荣誉称号")
    PARTY = "22", _("党内荣誉")
    COMMENDATION = "23", _("表彰奖励")
    MODEL = "24", _("选树典型")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "一等功": "11",
            "特等功": "11",
            "战功": "11",
            "嘉奖": "14",
            "优秀士兵": "14",
            "优秀义务兵": "14",
            "称号": "21",
            "优秀共产党员": "22",
            "优秀党务工作者": "22",
            "表彰": "23",
            "先进个人": "23",
            "先进典型": "24",
            "最美退役军人": "24",
            "军人典范": "24",
        }
    )


class HonourLevel(TextChoices):
    NATIONAL = "1", _("国家级")
    PROVINCIAL = "2", _("省级")
    CITY = "3", _("市级")
    DISTRICT = "4", _("县(市、区)级")
    STREET = "5", _("镇(街道)级")
    VILLAGE = "6", _("村(社区)级")
    MILITARY = "7", _("军队")
    OTHER = "9", _("其他")

    synonyms = nonmember(
        {
            "全国": "1",
            "部级": "1",
            "省部级": "2",
            "地市级": "3",
            "区级": "4",
            "县级": "4",
            "县区级": "4",
            "镇级": "5",
            "街道": "5",
            "镇街级": "5",
            "街道级": "5",
            "村级": "6",
            "社区级": "6",
            "部队": "7",
        }
    )


# 立功受奖 in service: shown in the file, not a civil title (荣誉称号) and not counted as one.
MILITARY_MERITS = frozenset(
    {HonourKind.MERIT_SPECIAL, HonourKind.MERIT_SECOND, HonourKind.MERIT_THIRD, HonourKind.CITATION}
)


class Celebration(TextChoices):
    """受邀参加的庆典."""

    NATIONAL = "1", _("国家")
    LOCAL = "2", _("地方")
    MILITARY = "3", _("军队")
    NONE = "0", _("未受邀")
