"""Choice lists of hardship and aid (帮扶援助), with the words clerks write instead (`synonyms`)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Situation(TextChoices):
    """困难情形: the five situations of 《关于加强困难退役军人帮扶援助工作的意见》 (2019; domain §4.3)."""

    DISABLED_OR_ILL = "A1", _("服役致残或严重疾病，就业难、支出骤增")
    OUT_OF_WORK = "A2", _("服役时间长、就业能力弱，长期失业下岗")
    OLD_WOUND = "A3", _("旧伤复发、残情加重")
    SUDDEN = "A4", _("灾害、事故、重大疾病、见义勇为等突发")
    OTHER = "A5", _("其他特殊情形")

    synonyms = nonmember(
        {
            "A1": "A1",
            "A2": "A2",
            "A3": "A3",
            "A4": "A4",
            "A5": "A5",
            "残疾重病": "A1",
            "重病": "A1",
            "失业下岗": "A2",
            "失业": "A2",
            "旧伤复发": "A3",
            "残情加重": "A3",
            "突发困难": "A4",
            "突发": "A4",
            "灾害事故": "A4",
            "其他": "A5",
        }
    )


class AidKind(TextChoices):
    """帮扶类型. Schooling is for a child: it is never posted, and its rows are for few eyes."""

    CASH = "cash", _("现金")
    GOODS = "goods", _("实物")
    MEDICAL = "medical", _("医疗")
    SCHOOLING = "schooling", _("助学")
    HOUSING = "housing", _("住房")
    EMPLOYMENT = "employment", _("就业")
    LEGAL = "legal", _("法律")
    COUNSELLING = "counselling", _("心理")
    CARE = "care", _("生活照料")
    TEMPORARY = "temporary", _("临时救助衔接")

    synonyms = nonmember(
        {
            "现金帮扶": "cash",
            "资金": "cash",
            "慰问金": "cash",
            "物资": "goods",
            "医疗帮扶": "medical",
            "医疗救助": "medical",
            "大病救助": "medical",
            "助学金": "schooling",
            "子女助学": "schooling",
            "教育": "schooling",
            "住房帮扶": "housing",
            "危房改造": "housing",
            "就业帮扶": "employment",
            "法律援助": "legal",
            "心理疏导": "counselling",
            "照料": "care",
            "临时救助": "temporary",
        }
    )


# What helps without money; it is given at once and needs no approval.
WITHOUT_MONEY = frozenset(
    {AidKind.EMPLOYMENT, AidKind.LEGAL, AidKind.COUNSELLING, AidKind.CARE, AidKind.TEMPORARY}
)


class AidGroup(TextChoices):
    """The three of the article: 病有所医、忧有所解、业有所成."""

    MEDICAL = "medical", _("病有所医")
    WORRIES = "worries", _("忧有所解")
    LIVELIHOOD = "livelihood", _("业有所成")

    synonyms = nonmember({"医疗": "medical", "困难诉求": "worries", "就业": "livelihood"})


GROUP_OF_KIND = {AidKind.MEDICAL: AidGroup.MEDICAL, AidKind.EMPLOYMENT: AidGroup.LIVELIHOOD}


class AidStatus(TextChoices):
    """Where a case stands."""

    SUSPECTED = "suspected", _("疑似困难")
    VERIFIED = "verified", _("核实困难")
    NOT_FOUND = "not_found", _("核实非困难")
    HELPED = "helped", _("已帮扶")
    OUT = "out", _("已脱困")
    CLOSED = "closed", _("已办结（未予帮扶）")

    synonyms = nonmember(
        {
            "疑似": "suspected",
            "待核实": "suspected",
            "已核实": "verified",
            "困难": "verified",
            "非困难": "not_found",
            "脱困": "out",
            "帮扶中": "helped",
        }
    )


OPEN_CASES = frozenset({AidStatus.SUSPECTED, AidStatus.VERIFIED, AidStatus.HELPED})
# While one of these stands, the person carries the tag 困难.
IN_HARDSHIP = frozenset({AidStatus.VERIFIED, AidStatus.HELPED, AidStatus.CLOSED})


class FoundBy(TextChoices):
    """发现途径."""

    VISIT = "visit", _("走访发现")
    SELF = "self", _("本人反映")
    CIVIL_AFFAIRS = "civil", _("民政等部门信息")
    REPORTED = "reported", _("村(社区)或他人反映")
    OTHER = "other", _("其他")

    synonyms = nonmember(
        {
            "走访": "visit",
            "入户走访": "visit",
            "本人申请": "self",
            "民政": "civil",
            "村(社区)反映": "reported",
        }
    )


class FundSource(TextChoices):
    """资金来源."""

    FISCAL = "fiscal", _("财政")
    CARE_FUND = "fund", _("关爱基金")
    VILLAGE = "village", _("村集体")
    DONATION = "donation", _("社会捐助")

    synonyms = nonmember(
        {
            "财政资金": "fiscal",
            "基金": "fund",
            "关爱帮扶基金": "fund",
            "集体": "village",
            "村集体经济": "village",
            "捐款": "donation",
            "社会捐赠": "donation",
            "捐赠": "donation",
        }
    )


class Applicant(TextChoices):
    """申请人: who applies for the person (广东省困难退役军人帮扶援助办法)."""

    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人代")
    RELATIVE = "relative", _("亲属代")
    VILLAGE = "village", _("村(社区)代")


class AidStep(TextChoices):
    """审批环节 after 本人(代)申请, in their order; the last one is always part of a procedure."""

    STREET = "1", _("镇街审核")
    COUNTY_FIRST = "2", _("县级初审")
    COUNTY = "3", _("县级审批")


class Posting(TextChoices):
    """公示 before the county approves."""

    NEVER = "never", _("不公示")
    WHERE_FIT = "fit", _("视情公示")
    ALWAYS = "always", _("必须公示（未成年人除外）")


class ApplicationState(TextChoices):
    """Where an application stands."""

    RUNNING = "running", _("办理中")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("不予批准")
    REVIEW = "review", _("复核中")
    UPHELD = "upheld", _("复核维持不予批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class AidAct(TextChoices):
    """What was done in a case: the entries of its history."""

    OPENED = "opened", _("登记疑似困难")
    VERIFIED = "verified", _("核实困难")
    NOT_FOUND = "not_found", _("核实非困难")
    APPLIED = "applied", _("提出申请")
    EMERGENCY = "emergency", _("急难先行帮扶")
    PASSED = "passed", _("审核通过")
    APPROVED = "approved", _("批准")
    REFUSED = "refused", _("不予批准")
    REVIEW_ASKED = "review_asked", _("申请复核")
    OVERTURNED = "overturned", _("复核通过")
    UPHELD = "upheld", _("复核维持不予批准")
    WITHDRAWN = "withdrawn", _("撤回申请")
    POSTED = "posted", _("公示")
    TAKEN_DOWN = "taken_down", _("撤下公示")
    PAID = "paid", _("发放")
    PAYMENT_DELETED = "payment_deleted", _("删除发放记录")
    HELPED = "helped", _("落实帮扶")
    RECHECKED = "rechecked", _("复查仍困难")
    OUT = "out", _("脱困退出")
    CLOSED = "closed", _("办结（未予帮扶）")


# A step of an application is taken once.
AID_STEP_TAKEN = frozenset({AidAct.PASSED, AidAct.APPROVED, AidAct.OVERTURNED})


class ExitReason(TextChoices):
    """退出原因."""

    RECOVERED = "recovered", _("已脱困")
    DECEASED = "deceased", _("去世")
    MOVED = "moved", _("迁出")
    OTHER = "other", _("其他")


class SchoolStage(TextChoices):
    """就读阶段."""

    KINDERGARTEN = "1", _("学前")
    PRIMARY = "2", _("小学")
    JUNIOR = "3", _("初中")
    SENIOR = "4", _("高中（中职）")
    COLLEGE = "5", _("大专及以上")

    synonyms = nonmember(
        {
            "幼儿园": "1",
            "高中": "4",
            "中职": "4",
            "中专": "4",
            "技校": "4",
            "大学": "5",
            "大专": "5",
            "本科": "5",
        }
    )
