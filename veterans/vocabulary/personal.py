"""Sex, marriage, health, politics, schooling: GB/T 2261.1-3, 4762, 4658, 6864; and the household register."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")

    synonyms = nonmember(
        {"男性": "1", "女性": "2", "m": "1", "f": "2", "未说明的性别": "9", "未知的性别": "0"}
    )


class MaritalStatus(TextChoices):
    """GB/T 2261.2."""

    SINGLE = "10", _("未婚")
    MARRIED = "20", _("已婚")
    FIRST_MARRIAGE = "21", _("初婚")
    REMARRIED = "22", _("再婚")
    RESTORED = "23", _("复婚")
    WIDOWED = "30", _("丧偶")
    DIVORCED = "40", _("离婚")
    UNSTATED = "90", _("未说明")

    synonyms = nonmember(
        {"有配偶": "20", "丧偶未再婚": "30", "离异": "40", "离婚未再婚": "40", "未说明的婚姻状况": "90"}
    )


class Health(TextChoices):
    """GB/T 2261.3."""

    GOOD = "10", _("健康或良好")
    FAIR = "20", _("一般或较弱")
    CHRONIC = "30", _("有慢性病")
    DISABLED = "60", _("有残疾")

    synonyms = nonmember(
        {"健康": "10", "良好": "10", "一般": "20", "较弱": "20", "慢性病": "30", "残疾": "60"}
    )


class PoliticalStatus(TextChoices):
    """GB/T 4762."""

    PARTY_MEMBER = "01", _("中共党员")
    PROBATIONARY_MEMBER = "02", _("中共预备党员")
    LEAGUE_MEMBER = "03", _("共青团员")
    REVOLUTIONARY_COMMITTEE = "04", _("民革党员")
    DEMOCRATIC_LEAGUE = "05", _("民盟盟员")
    CONSTRUCTION_ASSOCIATION = "06", _("民建会员")
    PROMOTING_DEMOCRACY = "07", _("民进会员")
    PEASANTS_AND_WORKERS = "08", _("农工党党员")
    ZHI_GONG = "09", _("致公党党员")
    JIUSAN = "10", _("九三学社社员")
    TAIWAN_LEAGUE = "11", _("台盟盟员")
    NON_PARTISAN = "12", _("无党派民主人士")
    MASSES = "13", _("群众")

    synonyms = nonmember(
        {
            "党员": "01",
            "共产党员": "01",
            "中国共产党党员": "01",
            "正式党员": "01",
            "预备党员": "02",
            "中国共产党预备党员": "02",
            "团员": "03",
            "共青团": "03",
            "民革": "04",
            "民盟": "05",
            "民建": "06",
            "民进": "07",
            "农工党": "08",
            "致公党": "09",
            "九三学社": "10",
            "台盟": "11",
            "无党派": "12",
            "无党派人士": "12",
            "普通群众": "13",
        }
    )


class Education(TextChoices):
    """GB/T 4658."""

    POSTGRADUATE = "10", _("研究生教育")
    DOCTOR = "11", _("博士研究生毕业")
    DOCTOR_COMPLETED = "12", _("博士研究生结业")
    DOCTOR_UNFINISHED = "13", _("博士研究生肄业")
    MASTER = "14", _("硕士研究生毕业")
    MASTER_COMPLETED = "15", _("硕士研究生结业")
    MASTER_UNFINISHED = "16", _("硕士研究生肄业")
    POSTGRADUATE_CLASS = "17", _("研究生班毕业")
    POSTGRADUATE_CLASS_COMPLETED = "18", _("研究生班结业")
    POSTGRADUATE_CLASS_UNFINISHED = "19", _("研究生班肄业")
    UNDERGRADUATE = "20", _("大学本科教育")
    BACHELOR = "21", _("大学本科毕业")
    BACHELOR_COMPLETED = "22", _("大学本科结业")
    BACHELOR_UNFINISHED = "23", _("大学本科肄业")
    UNDERGRADUATE_CLASS = "28", _("大学普通班毕业")
    JUNIOR_COLLEGE = "30", _("大学专科教育")
    JUNIOR_COLLEGE_GRADUATED = "31", _("大学专科毕业")
    JUNIOR_COLLEGE_COMPLETED = "32", _("大学专科结业")
    JUNIOR_COLLEGE_UNFINISHED = "33", _("大学专科肄业")
    VOCATIONAL = "40", _("中等职业教育")
    TECHNICAL_SECONDARY = "41", _("中等专科毕业")
    TECHNICAL_SECONDARY_COMPLETED = "42", _("中等专科结业")
    TECHNICAL_SECONDARY_UNFINISHED = "43", _("中等专科肄业")
    VOCATIONAL_HIGH = "44", _("职业高中毕业")
    VOCATIONAL_HIGH_COMPLETED = "45", _("职业高中结业")
    VOCATIONAL_HIGH_UNFINISHED = "46", _("职业高中肄业")
    TECHNICAL_SCHOOL = "47", _("技工学校毕业")
    TECHNICAL_SCHOOL_COMPLETED = "48", _("技工学校结业")
    TECHNICAL_SCHOOL_UNFINISHED = "49", _("技工学校肄业")
    HIGH_SCHOOL = "60", _("普通高级中学教育")
    HIGH_SCHOOL_GRADUATED = "61", _("普通高中毕业")
    HIGH_SCHOOL_COMPLETED = "62", _("普通高中结业")
    HIGH_SCHOOL_UNFINISHED = "63", _("普通高中肄业")
    JUNIOR_HIGH = "70", _("初级中学教育")
    JUNIOR_HIGH_GRADUATED = "71", _("初中毕业")
    JUNIOR_HIGH_UNFINISHED = "73", _("初中肄业")
    PRIMARY = "80", _("小学教育")
    PRIMARY_GRADUATED = "81", _("小学毕业")
    PRIMARY_UNFINISHED = "83", _("小学肄业")
    OTHER = "90", _("其他")

    synonyms = nonmember(
        {
            "研究生": "10",
            "博士": "11",
            "博士研究生": "11",
            "硕士": "14",
            "硕士研究生": "14",
            "大学": "20",
            "本科": "20",
            "大学本科": "20",
            "本科毕业": "21",
            "大专": "30",
            "专科": "30",
            "大学专科": "30",
            "大专毕业": "31",
            "专科毕业": "31",
            "中职": "40",
            "中等职业": "40",
            "中专": "41",
            "中专毕业": "41",
            "职高": "44",
            "职业高中": "44",
            "职高毕业": "44",
            "技校": "47",
            "技工学校": "47",
            "技校毕业": "47",
            "高中": "60",
            "普通高中": "60",
            "高中毕业": "61",
            "初中": "70",
            "小学": "80",
            "初小": "80",
            "高小": "80",
            "小学文化": "80",
            "初中文化": "70",
            "高中文化": "60",
            "函授大专": "30",
            "在职大专": "30",
            "电大": "30",
            "函授本科": "20",
            "在职本科": "20",
            "中等专科": "41",
            "文盲": "90",
            "半文盲": "90",
            "不识字": "90",
            "未上学": "90",
            "无": "90",
        }
    )


class Degree(TextChoices):
    """GB/T 6864."""

    HONORARY_DOCTOR = "1", _("名誉博士")
    DOCTOR = "2", _("博士")
    MASTER = "3", _("硕士")
    BACHELOR = "4", _("学士")
    NONE = "9", _("无学位")

    synonyms = nonmember({"博士学位": "2", "硕士学位": "3", "学士学位": "4", "无": "9"})


class HukouType(TextChoices):
    """户籍类别. Guangdong ended the split of urban and rural registers, so both words and 居民户口 occur."""

    URBAN = "1", _("城镇")
    RURAL = "2", _("农村")
    RESIDENT = "3", _("居民户口(不分城乡)")

    synonyms = nonmember(
        {
            "非农业": "1",
            "非农": "1",
            "非农业户口": "1",
            "城镇户口": "1",
            "城市": "1",
            "农业": "2",
            "农": "2",
            "农业户口": "2",
            "农村户口": "2",
            "居民": "3",
            "居民户": "3",
            "居民家庭户": "3",
            "家庭户": "3",
        }
    )
