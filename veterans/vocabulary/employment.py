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
            "种地": "05",
            "在家务农": "05",
            "经商": "04",
            "个体经商": "04",
            "公益岗": "02",
            "公益岗位": "02",
            "公务员": "01",
            "企业职工": "01",
            "单位职工": "01",
            "退休在家": "07",
            "已退休": "07",
            "就学": "08",
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


class Industry(TextChoices):
    """行业: the sections of GB/T 4754."""

    AGRICULTURE = "A", _("农、林、牧、渔业")
    MINING = "B", _("采矿业")
    MANUFACTURING = "C", _("制造业")
    UTILITIES = "D", _("电力、热力、燃气及水生产和供应业")
    CONSTRUCTION = "E", _("建筑业")
    TRADE = "F", _("批发和零售业")
    TRANSPORT = "G", _("交通运输、仓储和邮政业")
    CATERING = "H", _("住宿和餐饮业")
    INFORMATION = "I", _("信息传输、软件和信息技术服务业")
    FINANCE = "J", _("金融业")
    REAL_ESTATE = "K", _("房地产业")
    LEASING = "L", _("租赁和商务服务业")
    RESEARCH = "M", _("科学研究和技术服务业")
    ENVIRONMENT = "N", _("水利、环境和公共设施管理业")
    RESIDENT_SERVICES = "O", _("居民服务、修理和其他服务业")
    EDUCATION = "P", _("教育")
    HEALTH = "Q", _("卫生和社会工作")
    CULTURE = "R", _("文化、体育和娱乐业")
    PUBLIC_ADMINISTRATION = "S", _("公共管理、社会保障和社会组织")
    INTERNATIONAL = "T", _("国际组织")

    synonyms = nonmember({"农业": "A", "工业": "C", "商业": "F", "物流": "G", "餐饮": "H", "互联网": "I"})


class IncomeBand(TextChoices):
    """年收入档, the person's own, in 元."""

    B1 = "1", _("1万元以下")
    B2 = "2", _("1万至3万元")
    B3 = "3", _("3万至6万元")
    B4 = "4", _("6万至10万元")
    B5 = "5", _("10万至20万元")
    B6 = "6", _("20万元以上")


class UnemploymentReason(TextChoices):
    """未就业原因: ten."""

    JUST_RETURNED = "01", _("刚退役, 尚未就业")
    LAID_OFF = "02", _("下岗或单位倒闭")
    CONTRACT_ENDED = "03", _("合同到期或辞职")
    ILLNESS = "04", _("患病或残疾")
    OVER_AGE = "05", _("年龄偏大")
    LOW_SKILL = "06", _("技能不足")
    FAMILY = "07", _("照顾家庭")
    STUDYING = "08", _("继续学习")
    NO_SUITABLE_POST = "09", _("没有合适岗位")
    UNWILLING = "10", _("暂无就业意愿")


class VentureKind(TextChoices):
    """创业类型."""

    COMPANY = "1", _("企业")
    SELF_EMPLOYED = "2", _("个体工商户")
    PLANNED = "3", _("筹划中")
    OTHER = "9", _("其他")

    synonyms = nonmember({"公司": "1", "个体": "2", "个体户": "2", "筹备": "3", "合作社": "9"})


class SupportPolicy(TextChoices):
    """享受的创业扶持政策."""

    TAX = "1", _("税收优惠")
    LOAN = "2", _("创业担保贷款及贴息")
    SUBSIDY = "3", _("创业补贴")
    SITE = "4", _("场地支持")
    TRAINING = "5", _("创业培训")
    OTHER = "8", _("其他")
    NONE = "9", _("未享受")


class TrainingKind(TextChoices):
    """培训类型."""

    ADAPTATION = "1", _("适应性培训")
    VOCATIONAL = "2", _("职业技能培训")
    EDUCATION = "3", _("学历教育")
    VENTURE = "4", _("创业培训")
    OTHER = "9", _("其他")

    synonyms = nonmember({"技能培训": "2", "适应培训": "1", "学历提升": "3"})


class CertificateKind(TextChoices):
    """技能证书."""

    QUALIFICATION = "1", _("职业资格证书")
    SKILL_LEVEL = "2", _("职业技能等级证书")
    SPECIAL_SKILL = "3", _("专项职业能力证书")
    SPECIAL_OPERATION = "4", _("特种作业操作证")
    DRIVING = "5", _("驾驶证")
    OTHER = "9", _("其他")

    synonyms = nonmember({"职业资格": "1", "技能等级": "2", "特种作业": "4", "驾照": "5"})


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
