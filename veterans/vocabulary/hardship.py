"""帮扶援助: what makes life hard, and what became of it. Situations and steps of aid stand with care activities."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HardshipKind(TextChoices):
    """困难类型."""

    EMPLOYMENT = "1", _("就业困难")
    MEDICAL = "2", _("医疗困难")
    OLD_AGE = "3", _("养老困难")
    HOUSING = "4", _("住房困难")
    SCHOOLING = "5", _("教育困难")
    OTHER = "9", _("其他困难(灾害、事故、见义勇为等)")

    synonyms = nonmember(
        {
            "就业": "1",
            "医疗": "2",
            "看病": "2",
            "养老": "3",
            "住房": "4",
            "教育": "5",
            "上学": "5",
            "其他": "9",
        }
    )


class HardshipResult(TextChoices):
    """帮扶结果."""

    OUT = "1", _("已脱困")
    STILL = "2", _("未脱困")
    NOT_FOUND = "3", _("核实非困难")

    synonyms = nonmember({"脱困": "1", "非困难": "3"})


class PolicyCover(TextChoices):
    """已享受的政策保障."""

    MINIMUM = "1", _("最低生活保障")
    MEDICAL = "2", _("医疗救助")
    HOUSING = "3", _("住房保障")
    SCHOOLING = "4", _("教育资助")
    EMPLOYMENT = "5", _("就业援助")
    TEMPORARY = "6", _("临时救助")
    OTHER = "9", _("其他")
