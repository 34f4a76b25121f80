"""Choice lists of visits and plaques, with the words clerks write instead (`synonyms`).

Import reads them with `veterans.vocabulary.code_for`.
"""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Occasion(TextChoices):
    """走访事由: the five festivals, then the reasons of domain §4.2. A closed list."""

    SPRING_FESTIVAL = "spring_festival", _("春节")
    ARMY_DAY = "army_day", _("八一")
    MID_AUTUMN = "mid_autumn", _("中秋")
    DOUBLE_NINTH = "double_ninth", _("重阳")
    NATIONAL_DAY = "national_day", _("国庆")
    ENLISTMENT = "enlistment", _("新兵入伍")
    RETURN = "return", _("退役返乡")
    MERIT = "merit", _("立功受奖")
    PLAQUE = "plaque", _("光荣牌")
    CARD = "card", _("优待证")
    ILLNESS = "illness", _("患病住院")
    FAMILY_EVENT = "family_event", _("家庭重大变故")
    HARDSHIP = "hardship", _("生活困难")
    OLD_AGE = "old_age", _("高龄")
    CONDOLENCE = "condolence", _("去世吊唁")
    TALK = "talk", _("谈心交流")
    FOLLOW_UP = "follow_up", _("诉求回访")
    ROUTINE = "routine", _("日常联系")

    synonyms = nonmember(
        {
            "新春": "spring_festival",
            "新年": "spring_festival",
            "春节慰问": "spring_festival",
            "春节走访": "spring_festival",
            "八一建军节": "army_day",
            "八·一": "army_day",
            "八.一": "army_day",
            "建军节": "army_day",
            "81": "army_day",
            "8.1": "army_day",
            "八一慰问": "army_day",
            "中秋节": "mid_autumn",
            "中秋慰问": "mid_autumn",
            "重阳节": "double_ninth",
            "敬老节": "double_ninth",
            "国庆节": "national_day",
            "十一": "national_day",
            "入伍": "enlistment",
            "送新兵": "enlistment",
            "返乡": "return",
            "迎退役": "return",
            "立功": "merit",
            "立功送喜报": "merit",
            "送喜报": "merit",
            "挂牌": "plaque",
            "悬挂光荣牌": "plaque",
            "光荣之家": "plaque",
            "送优待证": "card",
            "患病": "illness",
            "住院": "illness",
            "生病": "illness",
            "生病住院": "illness",
            "重大变故": "family_event",
            "家庭变故": "family_event",
            "困难": "hardship",
            "困难慰问": "hardship",
            "困难走访": "hardship",
            "高龄老人": "old_age",
            "祝寿": "old_age",
            "吊唁": "condolence",
            "去世": "condolence",
            "思想情绪": "talk",
            "谈心": "talk",
            "回访": "follow_up",
            "日常": "routine",
            "日常走访": "routine",
            "常态化联系": "routine",
        }
    )


class Method(TextChoices):
    """走访方式."""

    HOME = "home", _("入户")
    PHONE = "phone", _("电话")
    VIDEO = "video", _("视频")
    MEETING = "meeting", _("座谈")
    GATHERING = "gathering", _("集中慰问")
    DELIVERY = "delivery", _("送医送物")
    PERFORMANCE = "performance", _("文艺慰问")

    synonyms = nonmember(
        {
            "上门": "home",
            "上门慰问": "home",
            "上门看望": "home",
            "入户慰问": "home",
            "实地走访": "home",
            "上门走访": "home",
            "入户走访": "home",
            "登门": "home",
            "打电话": "phone",
            "电话联系": "phone",
            "电话慰问": "phone",
            "微信视频": "video",
            "视频通话": "video",
            "座谈会": "meeting",
            "集中": "gathering",
            "送医": "delivery",
            "送药": "delivery",
            "送物": "delivery",
            "送物资": "delivery",
            "文艺": "performance",
            "文艺演出": "performance",
        }
    )


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
