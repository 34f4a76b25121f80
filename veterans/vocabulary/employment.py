"""就业创业."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmploymentStatus(TextChoices):
    EMPLOYED = "01", _("单位就业")
    PUBLIC_WELFARE = "02", _("公益性岗位")
    FREELANCE = "03", _("自由职业")
    ENTREPRENEUR = "04", _("创业")
    FARMING = "05", _("务农")
    STATE_SUPPORTED = "06", _("国家供养")
    RETIRED = "07", _("离退休")
    STUDENT = "08", _("学生")
    UNEMPLOYED = "09", _("无业")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "就业": "01",
            "在职": "01",
            "已就业": "01",
            "灵活就业": "03",
            "自主创业": "04",
            "自谋职业": "03",
            "个体经营": "04",
            "个体": "04",
            "农民": "05",
            "退休": "07",
            "离休": "07",
            "在校": "08",
            "在读": "08",
            "失业": "09",
            "待业": "09",
            "下岗": "09",
            "未就业": "09",
            "下岗失业": "09",
        }
    )


class EmployerNature(TextChoices):
    GOVERNMENT = "01", _("机关")
    MASS_ORGANISATION = "02", _("群团")
    INSTITUTION = "03", _("事业单位")
    PUBLIC_SERVICE = "04", _("公共服务机构")
    VILLAGE_COMMITTEE = "05", _("村(社区)两委")
    STATE_ENTERPRISE = "06", _("国有企业")
    PRIVATE_ENTERPRISE = "07", _("民营企业")
    FOREIGN_ENTERPRISE = "08", _("外资企业")
    SOCIAL_ORGANISATION = "09", _("社会组织")
    SELF_EMPLOYED = "10", _("个体工商户")
    OTHER = "99", _("其他")

    synonyms = nonmember(
        {
            "党政机关": "01",
            "国家机关": "01",
            "政府机关": "01",
            "政府部门": "01",
            "公务员": "01",
            "群团组织": "02",
            "事业": "03",
            "公共服务": "04",
            "村两委": "05",
            "社区两委": "05",
            "两委": "05",
            "村委": "05",
            "村委会": "05",
            "居委会": "05",
            "村(居)委会": "05",
            "国企": "06",
            "国有": "06",
            "私营企业": "07",
            "私企": "07",
            "民企": "07",
            "企业": "07",
            "外企": "08",
            "三资企业": "08",
            "个体": "10",
            "个体户": "10",
        }
    )


class CommitteePost(TextChoices):
    """村(社区)两委任职."""

    NONE = "00", _("未任职")
    PARTY_SECRETARY = "01", _("党组织书记")
    PARTY_DEPUTY = "02", _("党组织副书记")
    PARTY_COMMITTEE = "03", _("党组织委员")
    HEAD = "04", _("村(居)委会主任")
    DEPUTY_HEAD = "05", _("村(居)委会副主任")
    COMMITTEE = "06", _("村(居)委会委员")
    BOTH_HEADS = "07", _("书记兼主任")
    SUPERVISION = "08", _("村(居)务监督委员会成员")

    synonyms = nonmember(
        {
            "无": "00",
            "否": "00",
            "未担任": "00",
            "书记": "01",
            "党支部书记": "01",
            "党委书记": "01",
            "党总支书记": "01",
            "兵支书": "01",
            "副书记": "02",
            "党委委员": "03",
            "支部委员": "03",
            "村主任": "04",
            "主任": "04",
            "村委会主任": "04",
            "居委会主任": "04",
            "副主任": "05",
            "委员": "06",
            "村委委员": "06",
            "两委委员": "06",
            "两委成员": "06",
            "一肩挑": "07",
        }
    )


# 服务于政府部门及公共服务机构: employers that count; a post in a village committee counts whatever the employer.
PUBLIC_SECTOR = frozenset(
    {
        EmployerNature.GOVERNMENT,
        EmployerNature.MASS_ORGANISATION,
        EmployerNature.INSTITUTION,
        EmployerNature.PUBLIC_SERVICE,
        EmployerNature.VILLAGE_COMMITTEE,
    }
)
