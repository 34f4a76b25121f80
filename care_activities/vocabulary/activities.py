"""Choice lists of activities and opinions, with the words clerks write instead (`synonyms`)."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActivityKind(TextChoices):
    """活动类型: those of the article, then 三会一课 and the further kinds of Party life."""

    THEME_DAY = "theme_day", _("主题党日")
    HERITAGE = "heritage", _("优良传统传承")
    GUIDANCE = "guidance", _("思想政治引领")
    ARMY_SUPPORT = "army_support", _("拥军活动")
    STUDY = "study", _("学习")
    MEMBERS_MEETING = "members_meeting", _("支部党员大会")
    COMMITTEE_MEETING = "committee_meeting", _("支委会")
    GROUP_MEETING = "group_meeting", _("党小组会")
    LECTURE = "lecture", _("党课")
    LIFE_MEETING = "life_meeting", _("组织生活会")
    APPRAISAL = "appraisal", _("民主评议")
    VOLUNTEERING = "volunteering", _("义工志愿服务")
    COUNCIL = "council", _("议事会")
    OTHER = "other", _("其他")

    synonyms = nonmember(
        {
            "党日活动": "theme_day",
            "主题党日活动": "theme_day",
            "党日": "theme_day",
            "传统传承": "heritage",
            "传统教育": "heritage",
            "红色教育": "heritage",
            "革命传统教育": "heritage",
            "思想政治教育": "guidance",
            "政治引领": "guidance",
            "思想引领": "guidance",
            "拥军": "army_support",
            "拥军优属": "army_support",
            "双拥": "army_support",
            "双拥活动": "army_support",
            "拥军优属活动": "army_support",
            "学习活动": "study",
            "政治学习": "study",
            "集中学习": "study",
            "理论学习": "study",
            "党员大会": "members_meeting",
            "支部大会": "members_meeting",
            "支部委员会": "committee_meeting",
            "支委会议": "committee_meeting",
            "小组会": "group_meeting",
            "党小组会议": "group_meeting",
            "上党课": "lecture",
            "讲党课": "lecture",
            "专题党课": "lecture",
            "民主评议党员": "appraisal",
            "志愿服务": "volunteering",
            "义工": "volunteering",
            "志愿": "volunteering",
            "志愿者服务": "volunteering",
            "志愿服务活动": "volunteering",
            "议事": "council",
            "议事活动": "council",
            "座谈会": "council",
            "座谈": "council",
        }
    )


# To these only members of the Party are invited; a lecture is open to others as well.
FOR_MEMBERS = frozenset(
    {
        ActivityKind.THEME_DAY,
        ActivityKind.MEMBERS_MEETING,
        ActivityKind.COMMITTEE_MEETING,
        ActivityKind.GROUP_MEETING,
        ActivityKind.LIFE_MEETING,
        ActivityKind.APPRAISAL,
    }
)


class ActivitySeries(TextChoices):
    """活动系列: those of the article (直冲村); others are named in words."""

    RESEARCH = "research", _("大学习、深调研")
    BANYAN = "banyan", _("榕树头下的议事")
    VOLUNTEERS = "volunteers", _("党员义工（三社联动）")
    OTHER = "other", _("其他系列")

    synonyms = nonmember(
        {
            "大学习深调研": "research",
            "大学习": "research",
            "深调研": "research",
            "榕树头议事": "banyan",
            "榕树头": "banyan",
            "榕树下议事": "banyan",
            "党员义工": "volunteers",
            "三社联动": "volunteers",
            "社区—社会组织—社工": "volunteers",
            "其他": "other",
        }
    )


class RedPlus(TextChoices):
    """“红色+”类别: what an activity of the article's “红色+”党建 adds to Party building; blank for others."""

    EDUCATION = "education", _("红色教育")
    HERITAGE = "heritage", _("传统传承")
    GUIDANCE = "guidance", _("思想引领")
    VOLUNTEERING = "volunteering", _("志愿服务")
    COUNCIL = "council", _("民主议事")
    CARE = "care", _("关爱帮扶")

    synonyms = nonmember(
        {
            "红色+教育": "education",
            "教育": "education",
            "红色+传承": "heritage",
            "传承": "heritage",
            "优良传统传承": "heritage",
            "红色+引领": "guidance",
            "思想政治引领": "guidance",
            "红色+志愿": "volunteering",
            "红色+志愿服务": "volunteering",
            "志愿": "volunteering",
            "义工": "volunteering",
            "红色+议事": "council",
            "议事": "council",
            "红色+关爱": "care",
            "关爱": "care",
            "帮扶": "care",
        }
    )


class ActivityState(TextChoices):
    PLANNED = "planned", _("计划中")
    HELD = "held", _("已举行")
    CANCELLED = "cancelled", _("已取消")

    synonyms = nonmember(
        {
            "计划": "planned",
            "未开展": "planned",
            "未举行": "planned",
            "筹备中": "planned",
            "已开展": "held",
            "已完成": "held",
            "已举办": "held",
            "完成": "held",
            "取消": "cancelled",
        }
    )


class AttendanceState(TextChoices):
    """到会情况; a blank one is not ticked yet."""

    PRESENT = "present", _("到场")
    EXCUSED = "excused", _("请假")
    ABSENT = "absent", _("缺席")

    synonyms = nonmember(
        {
            "√": "present",
            "✓": "present",
            "是": "present",
            "已签到": "present",
            "签到": "present",
            "已到": "present",
            "到": "present",
            "到会": "present",
            "出席": "present",
            "参加": "present",
            "事假": "excused",
            "病假": "excused",
            "已请假": "excused",
            "×": "absent",
            "否": "absent",
            "未签到": "absent",
            "未到": "absent",
            "未到会": "absent",
            "未参加": "absent",
            "缺勤": "absent",
        }
    )


class AttendanceRole(TextChoices):
    """参加身份: what somebody did at an activity."""

    PARTICIPANT = "participant", _("参加")
    HOST = "host", _("主持")
    SPEAKER = "speaker", _("宣讲")
    ORGANISER = "organiser", _("组织")
    VOLUNTEER = "volunteer", _("志愿服务")

    synonyms = nonmember(
        {
            "参加者": "participant",
            "参加人": "participant",
            "参与": "participant",
            "参会": "participant",
            "听众": "participant",
            "主持人": "host",
            "宣讲员": "speaker",
            "宣讲人": "speaker",
            "主讲": "speaker",
            "主讲人": "speaker",
            "讲课": "speaker",
            "组织者": "organiser",
            "组织人": "organiser",
            "召集人": "organiser",
            "工作人员": "organiser",
            "志愿者": "volunteer",
            "义工": "volunteer",
            "志愿": "volunteer",
        }
    )


class ActivityFileKind(TextChoices):
    PHOTO = "photo", _("活动照片")
    MINUTES = "minutes", _("会议记录扫描件")
    SIGN_IN = "sign_in", _("签到表扫描件")


class OpinionCategory(TextChoices):
    """意见类别."""

    SERVICE = "service", _("服务方式方法")
    POLICY = "policy", _("政策落实")
    ACTIVITY = "activity", _("活动安排")
    PLACE = "place", _("场所设施")
    WORK = "work", _("就业创业")
    LIFE = "life", _("生活困难")
    PARTY = "party", _("党建工作")
    VILLAGE = "village", _("村（社区）事务")
    OTHER = "other", _("其他")


class OpinionState(TextChoices):
    OPEN = "open", _("待办理")
    HANDLED = "handled", _("已办理，待答复")
    ANSWERED = "answered", _("已答复，待办结")
    CLOSED = "closed", _("已办结")
