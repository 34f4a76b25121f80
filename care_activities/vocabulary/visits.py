"""Choice lists of visits, with the words clerks write instead (`synonyms`)."""

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


# 节日走访: the occasions with a day of their own, for which rounds are opened.
FESTIVALS = (
    Occasion.SPRING_FESTIVAL,
    Occasion.ARMY_DAY,
    Occasion.MID_AUTUMN,
    Occasion.DOUBLE_NINTH,
    Occasion.NATIONAL_DAY,
)
# Ways in which somebody is seen, beside those in which one only talks.
FACE_TO_FACE = (Method.HOME, Method.MEETING, Method.GATHERING, Method.DELIVERY, Method.PERFORMANCE)


class RoundUnit(TextChoices):
    """What one line of a round is: it decides how its visits count (人次 or 户次)."""

    PERSON = "person", _("按人，一人一行")
    HOUSEHOLD = "household", _("按户，一户一行")


class Selection(TextChoices):
    """Who comes on the list of a round."""

    ALL = "all", _("全部在册人员")
    KEY = "key", _("重点走访（按人员标签）")
    AGED = "aged", _("80周岁及以上")
    FILTER = "filter", _("常用筛选")


class MissedReason(TextChoices):
    """未走访原因."""

    AWAY = "away", _("外出，联系不上")
    DECLINED = "declined", _("本人谢绝")
    DECEASED = "deceased", _("已去世")
    MOVED = "moved", _("已迁出")
    OTHER = "other", _("其他（写明）")


class ContactMeans(TextChoices):
    """常态化联系: any contact, or one face to face."""

    CONTACT = "contact", _("联系（电话、视频、见面都算）")
    VISIT = "visit", _("上门或见面")
