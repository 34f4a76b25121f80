"""抚恤优待: classes of beneficiaries, what they receive, disability; codes of the provincial 优抚 system."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .classes import SURVIVOR_CLASSES, VETERAN_CLASSES, ObjectClass


class BenefitType(TextChoices):
    DISABLED_SOLDIER = "11", _("残疾军人")
    DISABLED_OFFICIAL = "12", _("伤残国家机关工作人员")
    DISABLED_POLICE = "13", _("伤残人民警察")
    DISABLED_MILITIA = "14", _("伤残民兵民工")
    DISABLED_OTHER = "15", _("因战因公伤残人员")
    MARTYR_SURVIVOR = "21", _("烈士遗属")
    DUTY_DEATH_SURVIVOR = "22", _("因公牺牲军人遗属")
    ILLNESS_DEATH_SURVIVOR = "23", _("病故军人遗属")
    RED_ARMY_HOME = "31", _("在乡退伍红军老战士")
    RED_ARMY_WEST = "32", _("西路军红军老战士")
    RED_ARMY_SCATTERED = "33", _("红军失散人员")
    DEMOBILISED_HOME = "41", _("在乡(老)复员军人")
    ILL_RETURNED = "42", _("带病回乡退役军人")
    COMBAT = "51", _("参战退役军人")
    NUCLEAR_TEST = "61", _("参试(涉核)退役军人")
    RURAL_OVER_60 = "81", _("年满60周岁农村籍退役士兵")
    MARTYR_CHILD = "B1", _("烈士老年子女(含错杀平反人员子女)")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "伤残军人": "11",
            "残疾退役军人": "11",
            "伤残退役军人": "11",
            "伤残公务员": "12",
            "伤残警察": "13",
            "伤残民兵": "14",
            "烈属": "21",
            "烈士家属": "21",
            "因公牺牲军人家属": "22",
            "病故军人家属": "23",
            "红军老战士": "31",
            "西路军": "32",
            "失散红军": "33",
            "在乡复员军人": "41",
            "在乡老复员军人": "41",
            "老复员军人": "41",
            "带病回乡": "42",
            "带病回乡退伍军人": "42",
            "带病回乡退役士兵": "42",
            "参战": "51",
            "参战退伍军人": "51",
            "参战人员": "51",
            "参战民兵民工": "51",
            "参试": "61",
            "参试退役军人": "61",
            "涉核": "61",
            "参核": "61",
            "参试人员": "61",
            "参试退役人员": "61",
            "涉核人员": "61",
            "参核人员": "61",
            "参战退役人员": "51",
            "参战老兵": "51",
            "在乡老复员": "41",
            "在乡复员": "41",
            "60周岁以上农村籍退役士兵": "81",
            "60岁以上农村籍退役士兵": "81",
            "60周岁以上农村籍退役军人": "81",
            "60周岁农村籍": "81",
            "农村籍退役士兵老年生活补助": "81",
            "错杀平反人员子女": "B1",
            "五老人员": "99",
            "60周岁农村籍退役士兵": "81",
            "60岁农村籍退役士兵": "81",
            "60岁农村籍": "81",
            "农村籍退役士兵": "81",
            "农村籍老兵": "81",
            "烈士子女": "B1",
            "老年烈士子女": "B1",
            "部分烈士子女": "B1",
        }
    )


class BenefitStatus(TextChoices):
    NORMAL = "1", _("正常")
    TO_CONFIRM = "2", _("待年度确认")
    STOPPED = "3", _("停发")
    SUSPENDED = "4", _("中止")
    CANCELLED = "5", _("取消")
    DECEASED = "6", _("已去世")

    synonyms = nonmember(
        {"在享": "1", "享受": "1", "正常享受": "1", "待确认": "2", "已停发": "3", "去世": "6", "死亡": "6"}
    )


class Treatment(TextChoices):
    """待遇: what is paid. The first four are paid month by month."""

    PENSION = "1", _("定期抚恤金")
    DISABILITY_PENSION = "2", _("残疾抚恤金")
    LIVING_ALLOWANCE = "3", _("定期生活补助")
    NURSING = "4", _("护理费")
    OTHER = "8", _("其他(非定期)")
    NONE = "9", _("不享受")

    synonyms = nonmember(
        {
            "定期抚恤": "1",
            "抚恤金": "1",
            "伤残抚恤金": "2",
            "定期补助": "3",
            "定期定量补助": "3",
            "生活补助": "3",
            "老年生活补助": "3",
            "无": "9",
            "未享受": "9",
            "不享受待遇": "9",
        }
    )


class SupportMode(TextChoices):
    """供养方式."""

    CENTRAL = "1", _("集中供养")
    DISPERSED = "2", _("分散供养")
    NONE = "3", _("无")

    synonyms = nonmember({"集中": "1", "分散": "2", "不供养": "3"})


class DisabilityNature(TextChoices):
    WAR = "1", _("因战")
    DUTY = "2", _("因公")
    ILLNESS = "3", _("因病")

    synonyms = nonmember(
        {
            f"{nature}{word}": code
            for nature, code in (
                ("战", "1"),
                ("因战", "1"),
                ("公", "2"),
                ("因公", "2"),
                ("病", "3"),
                ("因病", "3"),
            )
            for word in ("", "致残", "伤残", "残疾", "残")
        }
    )


class DisabilityGrade(TextChoices):
    """残疾等级: one is the gravest."""

    G1 = "01", _("一级")
    G2 = "02", _("二级")
    G3 = "03", _("三级")
    G4 = "04", _("四级")
    G5 = "05", _("五级")
    G6 = "06", _("六级")
    G7 = "07", _("七级")
    G8 = "08", _("八级")
    G9 = "09", _("九级")
    G10 = "10", _("十级")

    synonyms = nonmember({f"{number}级": f"{number:02d}" for number in range(1, 11)})


class Decedent(TextChoices):
    """三属: as what the soldier died."""

    MARTYR = "1", _("烈士")
    DUTY_DEATH = "2", _("因公牺牲军人")
    ILLNESS_DEATH = "3", _("病故军人")

    synonyms = nonmember({"因公牺牲": "2", "病故": "3"})


class ConfirmationMethod(TextChoices):
    """年度确认: how the person was seen to be alive and entitled."""

    DESK = "1", _("到站办理")
    HOME = "2", _("上门核实")
    VIDEO = "3", _("视频核实")
    ONLINE = "4", _("本人网上办理")
    PROXY = "5", _("亲属代办")


class CardKind(TextChoices):
    """优待证: one person holds at most one of the two."""

    VETERAN = "1", _("退役军人优待证")
    OTHER = "2", _("其他优抚对象优待证")

    synonyms = nonmember({"退役军人": "1", "优抚对象": "2"})


class CardStage(TextChoices):
    """优待证: from the application to the day it is handed over."""

    APPLIED = "1", _("已申请")
    COUNTY = "2", _("县级初审通过")
    CITY = "3", _("市级复核通过")
    PROVINCE = "4", _("省级备案通过")
    MADE = "5", _("制证完成")
    ISSUED = "6", _("已发放")
    REFUSED = "7", _("未通过")
    REPLACING = "8", _("换证补证中")
    RETURNED = "9", _("已收回或注销")

    synonyms = nonmember(
        {
            "申请": "1",
            "已申领": "1",
            "申领": "1",
            "审核中": "1",
            "县级审核": "2",
            "县级审核通过": "2",
            "市级审核": "3",
            "市级审核通过": "3",
            "省级审核": "4",
            "省级审核通过": "4",
            "制证": "5",
            "已制证": "5",
            "制卡完成": "5",
            "已制卡": "5",
            "待领取": "5",
            "待发放": "5",
            "发放": "6",
            "已领取": "6",
            "已领证": "6",
            "已发证": "6",
            "不通过": "7",
            "审核不通过": "7",
            "补办中": "8",
            "换证中": "8",
            "已注销": "9",
            "已收回": "9",
        }
    )


class CardRefusal(TextChoices):
    """优待证: why one is not granted (domain §3.1); the last three are the province's decision."""

    STRUCK_OFF = "1", _("被除名或者开除军籍")
    RIGHTS_REVOKED = "2", _("在剥夺政治权利期间")
    DETAINED = "3", _("正在服刑、羁押或者被通缉")
    SENTENCED = "4", _("受过刑事处罚，省级审定不予发放")
    EXPELLED = "5", _("被开除党籍或公职，省级审定不予发放")
    IDENTITY = "6", _("身份认定材料不足")
    OTHER = "9", _("其他")


_STAGE = CardStage
# Where a card may go from where it stands. A card that was refused can be applied for again.
CARD_MOVES = {
    _STAGE.APPLIED: (_STAGE.COUNTY, _STAGE.REFUSED),
    _STAGE.COUNTY: (_STAGE.CITY, _STAGE.REFUSED),
    _STAGE.CITY: (_STAGE.PROVINCE, _STAGE.REFUSED),
    _STAGE.PROVINCE: (_STAGE.MADE, _STAGE.REFUSED),
    _STAGE.MADE: (_STAGE.ISSUED,),
    _STAGE.ISSUED: (_STAGE.REPLACING, _STAGE.RETURNED),
    _STAGE.REFUSED: (_STAGE.APPLIED,),
    _STAGE.REPLACING: (_STAGE.MADE, _STAGE.RETURNED),
    _STAGE.RETURNED: (),
}

# Whoever belongs to one of the classes may hold a card of the kind, at most one of the two.
CARD_CLASSES = {CardKind.VETERAN: VETERAN_CLASSES, CardKind.OTHER: SURVIVOR_CLASSES}

# 重点优抚对象: 军人抚恤优待条例 art. 62 and the groups treated by reference to it. 99 holds local groups
# (五老 and the like) whose standing differs from place to place.
KEY_PREFERENTIAL = frozenset(set(BenefitType) - {BenefitType.OTHER})

PERIODIC_TREATMENTS = frozenset(
    {Treatment.PENSION, Treatment.DISABILITY_PENSION, Treatment.LIVING_ALLOWANCE, Treatment.NURSING}
)

# A benefit that is none of these is running; an unanswered status is not a stop.
ENDED_BENEFIT_STATUSES = frozenset(
    {BenefitStatus.STOPPED, BenefitStatus.SUSPENDED, BenefitStatus.CANCELLED, BenefitStatus.DECEASED}
)

# Given only to those who enlisted from the countryside.
RURAL_BENEFITS = frozenset({BenefitType.ILL_RETURNED, BenefitType.RURAL_OVER_60})
RURAL_BENEFIT_AGE = 60

# 伤残: their benefit rests on a grade.
DISABILITY_BENEFITS = frozenset(
    {
        BenefitType.DISABLED_SOLDIER,
        BenefitType.DISABLED_OFFICIAL,
        BenefitType.DISABLED_POLICE,
        BenefitType.DISABLED_MILITIA,
        BenefitType.DISABLED_OTHER,
    }
)

# 抚恤条例: illness earns a disability pension from grade one to six only.
ILLNESS_GRADES_WITHOUT_PENSION = frozenset(
    {DisabilityGrade.G7, DisabilityGrade.G8, DisabilityGrade.G9, DisabilityGrade.G10}
)

# 三属: as what the soldier died, by the benefit and by the class of the survivor.
DECEDENT_OF_BENEFIT = {
    BenefitType.MARTYR_SURVIVOR: Decedent.MARTYR,
    BenefitType.DUTY_DEATH_SURVIVOR: Decedent.DUTY_DEATH,
    BenefitType.ILLNESS_DEATH_SURVIVOR: Decedent.ILLNESS_DEATH,
}
DECEDENT_OF_CLASS = {
    ObjectClass.MARTYR_SURVIVOR: Decedent.MARTYR,
    ObjectClass.DUTY_DEATH_SURVIVOR: Decedent.DUTY_DEATH,
    ObjectClass.ILLNESS_DEATH_SURVIVOR: Decedent.ILLNESS_DEATH,
}
