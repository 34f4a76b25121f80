"""Choice lists of 照料服务, purchased contracts and 志愿服务."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CareItem(TextChoices):
    """照料项目: the article's 衣食住行、医疗、照料, each an item of its own."""

    CLOTHING = "1", _("衣")
    FOOD = "2", _("食")
    HOUSING = "3", _("住")
    TRAVEL = "4", _("行")
    MEDICAL = "5", _("医疗")
    NURSING = "6", _("照料")

    synonyms = nonmember(
        {
            "穿衣": "1",
            "衣物": "1",
            "洗衣": "1",
            "助洁": "1",
            "送餐": "2",
            "助餐": "2",
            "饮食": "2",
            "做饭": "2",
            "住房": "3",
            "居家": "3",
            "居家安全": "3",
            "打扫卫生": "3",
            "家居清洁": "3",
            "出行": "4",
            "接送": "4",
            "代步": "4",
            "就医": "5",
            "陪诊": "5",
            "陪医": "5",
            "助医": "5",
            "看病": "5",
            "送药": "5",
            "量血压": "5",
            "护理": "6",
            "生活照料": "6",
            "助浴": "6",
            "陪护": "6",
            "日常照料": "6",
        }
    )


class CareResult(TextChoices):
    """服务结果."""

    DONE = "done", _("已完成")
    FOLLOW_UP = "follow_up", _("需继续跟进")
    REFERRED = "referred", _("已转介")
    DECLINED = "declined", _("本人谢绝")

    synonyms = nonmember(
        {
            "完成": "done",
            "已办": "done",
            "已服务": "done",
            "跟进": "follow_up",
            "需跟进": "follow_up",
            "继续跟进": "follow_up",
            "转介": "referred",
            "已转办": "referred",
            "谢绝": "declined",
            "拒绝": "declined",
        }
    )


class CareContractState(TextChoices):
    """Where a contract stands on a day; worked out from its dates, never stored."""

    AHEAD = "ahead", _("未开始")
    RUNNING = "running", _("履行中")
    ENDING = "ending", _("即将到期")
    ENDED = "ended", _("已到期")
    TERMINATED = "terminated", _("提前终止")


class CareContractFileKind(TextChoices):
    CONTRACT = "contract", _("合同")
    SUPPLEMENT = "supplement", _("补充协议")
    ACCEPTANCE = "acceptance", _("验收和评估材料")
    OTHER = "other", _("其他材料")


class VolunteerWork(TextChoices):
    """志愿服务类别."""

    COMPANY = "company", _("探访陪伴")
    ERRANDS = "errands", _("代办代购")
    REPAIRS = "repairs", _("家居维修")
    ESCORT = "escort", _("接送陪诊")
    GROOMING = "grooming", _("理发助洁")
    CULTURE = "culture", _("文体活动")
    PUBLICITY = "publicity", _("政策宣传")
    HERITAGE = "heritage", _("红色宣讲")
    ORDER = "order", _("治安环境")
    OTHER = "other", _("其他")

    synonyms = nonmember(
        {
            "探访": "company",
            "陪伴": "company",
            "关爱探访": "company",
            "上门探访": "company",
            "代办": "errands",
            "代购": "errands",
            "维修": "repairs",
            "义修": "repairs",
            "接送": "escort",
            "陪诊": "escort",
            "理发": "grooming",
            "义剪": "grooming",
            "助洁": "grooming",
            "文艺": "culture",
            "活动": "culture",
            "宣传": "publicity",
            "宣讲": "heritage",
            "国防教育": "heritage",
            "巡逻": "order",
            "治安": "order",
            "环境整治": "order",
            "清洁": "order",
        }
    )


# What the figures tell apart: daily life, medical help, nursing.
CARE_GROUPS = {
    "daily": (CareItem.CLOTHING, CareItem.FOOD, CareItem.HOUSING, CareItem.TRAVEL),
    "medical": (CareItem.MEDICAL,),
    "nursing": (CareItem.NURSING,),
}
