"""服役与退役安置: category, posts, how someone was placed. No unit, no designation, no garrison."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MilitaryCategory(TextChoices):
    OFFICER = "1", _("军官")
    SERGEANT = "2", _("军士(士官)")
    CONSCRIPT = "3", _("义务兵")

    synonyms = nonmember(
        {
            "干部": "1",
            "文职干部": "1",
            "警官": "1",
            "士官": "2",
            "军士": "2",
            "志愿兵": "2",
            "警士": "2",
            "士兵": "3",
            "战士": "3",
            "义务兵役": "3",
        }
    )


class EnlistmentHukou(TextChoices):
    """户籍 at enlistment: decides 带病回乡 and the benefit of rural soldiers over sixty."""

    URBAN = "1", _("城镇")
    RURAL = "2", _("农村")

    synonyms = nonmember(
        {"非农业": "1", "非农": "1", "城镇户口": "1", "农业": "2", "农业户口": "2", "农村户口": "2"}
    )


class SpecialPost(TextChoices):
    NONE = "0", _("无")
    FLIGHT = "1", _("飞行")
    SHIP = "2", _("舰艇")
    NUCLEAR = "3", _("涉核")
    OTHER = "9", _("其他")


class PlacementType(TextChoices):
    """安置类别: exclusive, and it decides the report bucket."""

    OFFICER_RETIRED = "11", _("军队离退休干部")
    OFFICER_ENTERPRISE = "12", _("企业军转干部")
    OFFICER_SELF_FOUND = "13", _("自愿自行就业军转干部")
    OFFICER_ASSIGNED = "14", _("计划分配军转干部(转业军官)")
    OFFICER_SELF_CHOSEN = "15", _("自主择业军转干部")
    OFFICER_CIVILIAN = "16", _("现役干部转改文职")
    OFFICER_DEMOBILISED = "17", _("复员干部(军官)")
    OFFICER_MONTHLY = "18", _("逐月领取退役金军官")
    SOLDIER_RETIRED = "21", _("退休士官(军士)")
    SOLDIER_ARRANGED = "22", _("政府安排工作退役士兵")
    SOLDIER_SELF_PLACED = "23", _("自谋职业退役士兵")
    SOLDIER_FLEXIBLE = "24", _("灵活就业退役士兵")
    SOLDIER_AS_DEMOBILISED = "25", _("符合转业条件作复员安置的士官志愿兵")
    SOLDIER_HOME = "26", _("回乡生产退役士兵")
    SOLDIER_SELF_EMPLOYED = "27", _("自主就业退役士兵")
    SOLDIER_SUPPORTED = "28", _("国家供养退役士兵")
    SOLDIER_MONTHLY = "29", _("逐月领取退役金退役士兵")
    DEMOBILISED = "31", _("复员军人")

    synonyms = nonmember(
        {
            "离退休干部": "11",
            "军休干部": "11",
            "计划分配": "14",
            "计划分配军转干部": "14",
            "计划安置": "14",
            "转业军官": "14",
            "转业干部": "14",
            "军转干部": "14",
            "自主择业": "15",
            "自主择业干部": "15",
            "转改文职": "16",
            "复员军官": "17",
            "退休军士": "21",
            "政府安排工作": "22",
            "安排工作": "22",
            "转业士官": "22",
            "自谋职业": "23",
            "灵活就业": "24",
            "回乡生产": "26",
            "自主就业": "27",
            "国家供养": "28",
            "逐月领取退役金士兵": "29",
            "逐月领取退役金军士": "29",
            "老复员军人": "31",
            "在乡老复员军人": "31",
        }
    )


class PlacementMethod(TextChoices):
    """退役安置方式 of 退役军人保障法; the last three ended with the law of 2021."""

    RETIREMENT = "1", _("退休")
    TRANSFER = "2", _("转业")
    MONTHLY_PENSION = "3", _("逐月领取退役金")
    DEMOBILISATION = "4", _("复员")
    SELF_EMPLOYMENT = "5", _("自主就业")
    ARRANGED_WORK = "6", _("安排工作")
    SUPPORT = "7", _("供养")
    SELF_CHOSEN = "8", _("自主择业")
    SELF_PLACED = "9", _("自谋职业")
    HOME_PRODUCTION = "A", _("回乡生产")

    synonyms = nonmember(
        {
            "计划分配": "2",
            "计划安置": "2",
            "逐月": "3",
            "政府安排工作": "6",
            "政府安置": "6",
            "国家供养": "7",
            "回乡务农": "A",
        }
    )


_METHOD = PlacementMethod
METHODS_BY_CATEGORY = {
    MilitaryCategory.OFFICER: frozenset(
        {_METHOD.RETIREMENT, _METHOD.TRANSFER, _METHOD.MONTHLY_PENSION, _METHOD.DEMOBILISATION}
    ),
    MilitaryCategory.SERGEANT: frozenset(
        {
            _METHOD.MONTHLY_PENSION,
            _METHOD.SELF_EMPLOYMENT,
            _METHOD.ARRANGED_WORK,
            _METHOD.RETIREMENT,
            _METHOD.SUPPORT,
        }
    ),
    MilitaryCategory.CONSCRIPT: frozenset({_METHOD.SELF_EMPLOYMENT, _METHOD.ARRANGED_WORK, _METHOD.SUPPORT}),
}

# Ways of before the law: fine for a discharge before this date, a warning after it.
LEGACY_METHODS = frozenset({_METHOD.SELF_CHOSEN, _METHOD.SELF_PLACED, _METHOD.HOME_PRODUCTION})
LEGACY_TYPES = frozenset(
    {
        PlacementType.OFFICER_SELF_CHOSEN,
        PlacementType.OFFICER_SELF_FOUND,
        PlacementType.SOLDIER_SELF_PLACED,
        PlacementType.SOLDIER_FLEXIBLE,
        PlacementType.SOLDIER_HOME,
    }
)
LEGACY_METHODS_END = "2021-01-01"


class DischargeDocument(TextChoices):
    DISCHARGE = "1", _("退役证(退伍证)")
    TRANSFER = "2", _("转业证")
    RETIREMENT = "3", _("离退休证")
    DEMOBILISATION = "4", _("复员证")
    LOST = "9", _("遗失")

    synonyms = nonmember(
        {
            "退出现役证": "1",
            "退伍证": "1",
            "退役证": "1",
            "义务兵退出现役证": "1",
            "士官退出现役证": "1",
            "转业军官证": "2",
            "退休证": "3",
            "离休证": "3",
            "复员军人证": "4",
            "已遗失": "9",
        }
    )


class RetireeKind(TextChoices):
    """军休类别."""

    VETERAN_CADRE = "1", _("离休干部")
    RETIRED_OFFICER = "2", _("退休干部")
    RETIRED_SERGEANT = "3", _("退休士官(军士)")
    CONVERTED = "4", _("退休改离休干部")

    synonyms = nonmember({"离休": "1", "退休": "2", "退休士官": "3", "退改离": "4"})
