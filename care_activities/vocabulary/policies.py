"""Choice lists of the policy library (政策库)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PolicyLevel(TextChoices):
    """层级 of the office that issued it."""

    NATION = "nation", _("国家")
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县")
    TOWN = "town", _("镇")

    synonyms = nonmember(
        {
            **dict.fromkeys(("国家级", "中央", "全国"), "nation"),
            **dict.fromkeys(("省级", "广东省"), "province"),
            **dict.fromkeys(("市级", "地市"), "city"),
            **dict.fromkeys(("县级", "区", "区级", "县区", "区县"), "county"),
            **dict.fromkeys(("镇级", "镇街", "街道", "乡镇"), "town"),
        }
    )


class PolicyCategory(TextChoices):
    """类别."""

    BENEFITS = "benefits", _("优待抚恤")
    EMPLOYMENT = "employment", _("就业创业")
    PLACEMENT = "placement", _("安置")
    COMMEMORATION = "commemoration", _("褒扬纪念")
    AID = "aid", _("帮扶援助")
    RETIRED_CADRES = "retired", _("军休")
    OTHER = "other", _("其他")

    synonyms = nonmember(
        {
            **dict.fromkeys(("优抚", "优待", "抚恤", "优待抚恤类"), "benefits"),
            **dict.fromkeys(("就业", "创业", "就业创业类"), "employment"),
            **dict.fromkeys(("移交安置", "退役安置"), "placement"),
            **dict.fromkeys(("褒扬", "烈士褒扬", "纪念"), "commemoration"),
            **dict.fromkeys(("帮扶", "困难帮扶", "援助"), "aid"),
            "军休服务": "retired",
        }
    )


class PolicyState(TextChoices):
    """效力, which follows from the dates."""

    COMING = "coming", _("未生效")
    IN_FORCE = "in_force", _("有效")
    EXPIRED = "expired", _("已失效")


class NoticeMethod(TextChoices):
    """告知方式."""

    PHONE = "phone", _("电话")
    HOME = "home", _("入户")
    WECHAT = "wechat", _("微信")
    GATHERING = "gathering", _("集中")
