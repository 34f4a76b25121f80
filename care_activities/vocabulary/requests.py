"""Choice lists of requests (诉求) and of the tasks sent down, with the words clerks write instead."""

from enum import nonmember

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RequestChannel(TextChoices):
    """诉求渠道."""

    CALL_IN = "visit", _("来访")
    PHONE = "phone", _("来电")
    LETTER = "letter", _("来信")
    ONLINE = "online", _("网络")
    ASSIGNED = "assigned", _("转办交办")
    FOUND = "found", _("走访发现")
    HOTLINE_12397 = "12397", _("12397热线")
    HOTLINE_12345 = "12345", _("12345热线")

    synonyms = nonmember(
        {
            "上门": "visit",
            "到访": "visit",
            "电话": "phone",
            "信件": "letter",
            "书信": "letter",
            "微信": "online",
            "邮件": "online",
            "网上": "online",
            "转办": "assigned",
            "交办": "assigned",
            "上级转办": "assigned",
            "入户走访": "found",
            "走访": "found",
        }
    )


class RequestKind(TextChoices):
    """What a request is. 检举控告 is no choice: it is routed out and not kept (domain §0)."""

    SERVICE = "service", _("服务事项")
    CONSULTATION = "consult", _("咨询")
    SUGGESTION = "suggest", _("建议")
    PETITION = "petition", _("申诉求决")

    synonyms = nonmember({"求助": "service", "办事": "service", "意见建议": "suggest", "信访": "petition"})


class Urgency(TextChoices):
    """紧急程度, which sets the service time: 24, 48 or 72 hours from registration (domain §4.4)."""

    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")
    VERY_URGENT = "very", _("特急")

    synonyms = nonmember({"普通": "normal", "加急": "urgent", "非常紧急": "very"})


class RequestState(TextChoices):
    """待处理 until somebody accepts it; ended are 已办结 and what follows it."""

    WAITING = "waiting", _("待处理")
    HANDLING = "handling", _("办理中")
    CLOSED = "closed", _("已办结")
    RATED = "rated", _("已评价")
    ARCHIVED = "archived", _("已归档")


OPEN_REQUESTS = frozenset({RequestState.WAITING, RequestState.HANDLING})


class RequestAct(TextChoices):
    """What happens to a request: one entry of its history each."""

    REGISTERED = "registered", _("登记")
    ACCEPTED = "accepted", _("受理")
    NOTED = "noted", _("办理情况")
    REFERRED_UP = "up", _("上报")
    SENT_DOWN = "down", _("下派")
    HANDED_OVER = "over", _("转交")
    RETURNED = "returned", _("退回")
    ASKED = "asked", _("请求协办")
    ANSWERED = "answered", _("协办答复")
    EXTENSION_ASKED = "extend", _("申请延期")
    EXTENDED = "extended", _("同意延期")
    EXTENSION_REFUSED = "not_extended", _("不同意延期")
    PAUSED = "paused", _("暂停计时")
    RESUMED = "resumed", _("恢复计时")
    PETITION_TOLD = "petition", _("县级办理进度")
    RECUSED = "recused", _("回避")
    SUPERVISED = "supervised", _("督办")
    CLOSED = "closed", _("办结")
    REOPENED = "reopened", _("重新办理")
    RATED = "rated", _("评价")
    FOLLOWED_UP = "followed", _("回访")
    ARCHIVED = "archived", _("归档")


class RequestFileKind(TextChoices):
    """What is attached to a request."""

    PAPER = "paper", _("本人材料")
    LETTER = "letter", _("来信原件")
    ASSIGNMENT = "assigned", _("转办交办函")
    PHOTO = "photo", _("现场照片")
    DOCUMENT = "document", _("办理文书")


class SlipState(TextChoices):
    """协办单."""

    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")
    WITHDRAWN = "withdrawn", _("已撤回")


class Satisfaction(IntegerChoices):
    VERY_BAD = 1, _("很不满意")
    BAD = 2, _("不满意")
    FAIR = 3, _("一般")
    GOOD = 4, _("满意")
    VERY_GOOD = 5, _("很满意")


class ClockKind(TextChoices):
    """What a deadline is for; `care_activities.deadlines` knows its length and what happens when it passes."""

    SERVICE = "service", _("服务时限")
    TELL = "tell", _("告知是否受理")
    OBJECT = "object", _("转送件提出异议")
    HANDLE = "handle", _("办理期限")
    REVIEW = "review", _("复查")
    RE_REVIEW = "re_review", _("复核")
    SLIP = "slip", _("协办期限")
    TASK = "task", _("任务期限")


class TimeAllowed(TextChoices):
    """What the city sets a time for: a deadline each, of the service times one for each urgency."""

    NORMAL = "normal", _("服务时限（一般）")
    URGENT = "urgent", _("服务时限（紧急）")
    VERY_URGENT = "very", _("服务时限（特急）")
    TELL = "tell", _("告知是否受理")
    OBJECT = "object", _("转送件提出异议")
    HANDLE = "handle", _("办理期限")
    EXTENSION = "extension", _("办理期限最多延长")
    REVIEW = "review", _("复查")
    RE_REVIEW = "re_review", _("复核")


class SupervisionState(TextChoices):
    OPEN = "open", _("督办中")
    ENDED = "ended", _("已结束")


class TaskForm(TextChoices):
    """The form in which a task sent down is answered."""

    DONE = "done", _("办没办")
    TEXT = "text", _("文字说明")
    NUMBERS = "numbers", _("填数")


class TaskAnswerState(TextChoices):
    WAITING = "waiting", _("待答复")
    ANSWERED = "answered", _("已答复")
    RETURNED = "returned", _("已退回")
    ACCEPTED = "accepted", _("已收下")
