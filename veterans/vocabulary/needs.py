"""服务需求, 主要诉求, skills and 人员标签. The tags are a closed list: the portal does not profile people."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceNeed(TextChoices):
    EMPLOYMENT = "01", _("就业创业")
    TRAINING = "02", _("教育培训")
    HEALTH = "03", _("医疗健康")
    ELDERLY_CARE = "04", _("养老照料")
    HOUSING = "05", _("住房")
    SCHOOLING = "06", _("子女教育")
    LEGAL = "07", _("法律服务")
    COMFORT = "08", _("心理关怀")
    POLICY = "09", _("政策咨询")
    RECREATION = "10", _("文体活动")
    PARTY_LIFE = "11", _("组织生活")
    HARDSHIP = "12", _("困难帮扶")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "就业": "01",
            "创业": "01",
            "就业帮扶": "01",
            "培训": "02",
            "技能培训": "02",
            "医疗": "03",
            "看病": "03",
            "健康": "03",
            "养老": "04",
            "居家养老": "04",
            "照料": "04",
            "助学": "06",
            "子女入学": "06",
            "法律援助": "07",
            "法律咨询": "07",
            "心理疏导": "08",
            "心理咨询": "08",
            "政策": "09",
            "文化娱乐": "10",
            "娱乐": "10",
            "帮扶": "12",
            "帮扶援助": "12",
            "生活困难": "12",
        }
    )


class Demand(TextChoices):
    """主要诉求, the nine groups of the archive."""

    PLACEMENT = "1", _("退役安置")
    BENEFITS = "2", _("优待抚恤")
    EMPLOYMENT = "3", _("创业就业")
    COMMEMORATION = "4", _("褒扬纪念")
    RETIREES = "5", _("军休服务")
    AID = "6", _("帮扶援助")
    PARTY = "7", _("党员管理")
    ADVICE = "8", _("咨询建议")
    OTHER = "9", _("其他")

    synonyms = nonmember(
        {"安置": "1", "优抚": "2", "抚恤优待": "2", "就业创业": "3", "就业": "3", "帮扶": "6", "咨询": "8"}
    )


class Skill(TextChoices):
    """特长标签: one list for what somebody can do and what somebody looks for help with, so that both meet."""

    ELECTRICITY = "01", _("水电维修")
    DRIVING = "02", _("驾驶接送")
    APPLIANCES = "03", _("家电维修")
    BUILDING = "04", _("泥水木工")
    MEDICINE = "05", _("医疗急救")
    CARE = "06", _("看护照料")
    LAW = "07", _("法律知识")
    COMPUTERS = "08", _("电脑手机")
    FARMING = "09", _("种植养殖")
    COOKING = "10", _("烹饪")
    TEACHING = "11", _("辅导教学")
    SPORTS = "12", _("文体才艺")
    WRITING = "13", _("书法写作")
    SAFETY = "14", _("消防安全")
    MEDIATION = "15", _("调解劝和")
    LECTURING = "16", _("宣讲国防")
    BUSINESS = "17", _("经营管理")
    JOBS = "18", _("介绍工作")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "电工": "01",
            "水电": "01",
            "驾驶": "02",
            "司机": "02",
            "木工": "04",
            "医疗": "05",
            "护理": "06",
            "法律": "07",
            "电脑": "08",
            "种植": "09",
            "养殖": "09",
            "厨师": "10",
            "文艺": "12",
            "书法": "13",
            "消防": "14",
            "调解": "15",
            "宣讲": "16",
        }
    )
