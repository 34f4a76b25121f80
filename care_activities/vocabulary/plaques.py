"""Choice lists of plaques, with the words clerks write instead (`synonyms`)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaqueRole(TextChoices):
    """The condition by which a household may hang 光荣牌 (国办发〔2018〕72号; domain §2.1)."""

    MARTYR = "LS", _("烈士遗属")
    DUTY_DEATH = "YG", _("因公牺牲军人遗属")
    ILLNESS_DEATH = "BG", _("病故军人遗属")
    SERVING = "XY", _("现役军人家庭")
    VETERAN = "TY", _("退役军人家庭")
    NOT_HOLDER = "NC", _("非持证的烈士、因公牺牲、病故军人家庭")

    synonyms = nonmember(
        {
            "烈属": "LS",
            "烈士遗属家庭": "LS",
            "烈士家庭": "LS",
            "烈士家属": "LS",
            "因公牺牲": "YG",
            "因公牺牲军属": "YG",
            "病故": "BG",
            "病故军属": "BG",
            "现役": "XY",
            "现役军人": "XY",
            "军属": "XY",
            "现役军人家属": "XY",
            "退役": "TY",
            "退役军人": "TY",
            "退伍军人": "TY",
            "退役士兵": "TY",
            "非持证": "NC",
            "非持证家庭": "NC",
        }
    )


class PlaqueStatus(TextChoices):
    TO_CONFIRM = "to_confirm", _("待核定")
    TO_HANG = "to_hang", _("待悬挂")
    HUNG = "hung", _("已悬挂")
    CANCELLED = "cancelled", _("已取消")

    synonyms = nonmember(
        {
            "未核定": "to_confirm",
            "待审核": "to_confirm",
            "未悬挂": "to_hang",
            "未挂": "to_hang",
            "待挂": "to_hang",
            "否": "to_hang",
            "×": "to_hang",
            "√": "hung",
            "悬挂": "hung",
            "已挂": "hung",
            "已上墙": "hung",
            "是": "hung",
            "取消": "cancelled",
            "已收回": "cancelled",
        }
    )


class Initiation(TextChoices):
    """主动: on a county list. 依申请: the household applied."""

    STATION = "station", _("主动")
    APPLICATION = "application", _("依申请")

    synonyms = nonmember({"主动发放": "station", "申请": "application", "申请悬挂": "application"})


class Position(TextChoices):
    """Normally the front door; where that does not suit, a prominent place indoors (domain §2.2)."""

    DOOR = "door", _("大门")
    INDOORS = "indoors", _("室内")

    synonyms = nonmember(
        {"门口": "door", "正门": "door", "门头": "door", "屋内": "indoors", "客厅": "indoors"}
    )
