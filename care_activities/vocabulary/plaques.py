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
    MOVED = "moved", _("已迁出")

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


class PlaqueEventKind(TextChoices):
    REGISTERED = "registered", _("登记")
    LISTED = "listed", _("列入名单")
    RETURNED = "returned", _("退回")
    CONFIRMED = "confirmed", _("县级核定")
    HUNG = "hung", _("悬挂")
    REPLACED = "replaced", _("更换")
    REISSUED = "reissued", _("补发")
    MOVED = "moved", _("迁移")
    ROLE = "role", _("悬挂资格变更")
    CANCELLED = "cancelled", _("取消")
    RESTORED = "restored", _("恢复")
    CORRECTED = "corrected", _("更正")


class ApplicationKind(TextChoices):
    NEW = "new", _("依申请悬挂")
    REPLACE = "replace", _("更换")
    REISSUE = "reissue", _("补发")


class PlaqueApplicationState(TextChoices):
    """Village -> street -> county (domain §2.2); a return goes one tier down."""

    VILLAGE = "village", _("已退回村(社区)")
    STREET = "street", _("待镇街意见")
    COUNTY = "county", _("待县级审批")
    APPROVED = "approved", _("已批准，待悬挂")
    DONE = "done", _("已办结")
    REFUSED = "refused", _("不批准")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_APPLICATIONS = ["village", "street", "county", "approved"]


class ApprovalTier(TextChoices):
    VILLAGE = "village", _("村(社区)")
    STREET = "street", _("镇街")
    COUNTY = "county", _("县级")


class StepOutcome(TextChoices):
    SUBMITTED = "submitted", _("受理上报")
    AGREED = "agreed", _("同意")
    RETURNED = "returned", _("退回")
    REFUSED = "refused", _("不批准")
    WITHDRAWN = "withdrawn", _("撤回")
    DONE = "done", _("办结")


class HangingFestival(TextChoices):
    """Plaques are hung and renewed before these, in principle (domain §2.2)."""

    SPRING_FESTIVAL = "spring_festival", _("春节")
    ARMY_DAY = "army_day", _("八一")


# 取消情形 as they are known (72号 art. 9; 2019 art. 27; the last three from the press): a county starts with
# them and keeps its own list.
USUAL_CANCEL_REASONS = [
    _("对象或家庭成员被依法判处刑事处罚"),
    _("受治安管理处罚且影响恶劣"),
    _("现役军人被除名、开除军籍"),
    _("严重违反社会公德或扰乱公共秩序"),
    _("损害国家利益、危害国家安全"),
    _("列入失信人员名单"),
    _("不珍惜、恶搞光荣牌"),
]
