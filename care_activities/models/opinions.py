"""意见建议: what was said at an activity or by itself, what was done about it, and what it improved."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from veterans.models import PersonFile
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from .activities import Activity
from .aid import not_after_today

_State = vocabulary.OpinionState
_NO_UNITS = [refuse_unit_designation]


def _done_on(label):
    return models.DateField(label, null=True, blank=True, validators=[not_after_today], editable=False)


def _words(label):
    return models.CharField(label, max_length=500, blank=True, validators=_NO_UNITS, editable=False)


class Opinion(Tracked):
    """One opinion or suggestion: 待办理 -> 已办理 -> 已答复 -> 已办结. Who said it need not be told."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="opinions", verbose_name=_("服务站"), editable=False
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=_("来自哪场活动"),
        editable=False,
    )
    received_on = models.DateField(_("收到日期"), validators=[not_after_today], help_text=_("不晚于今天"))
    category = models.CharField(_("类别"), max_length=10, choices=vocabulary.OpinionCategory)
    content = models.TextField(
        _("意见内容"), max_length=1000, validators=_NO_UNITS, help_text=_("不要填写部队番号等内容")
    )
    person = models.ForeignKey(
        PersonFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=_("提出人"),
        help_text=_("本人愿意留名、有档案的才选"),
    )
    said_by = models.CharField(_("提出人（没有档案的）"), max_length=50, blank=True, help_text=_("可以不填"))
    state = models.CharField(_("状态"), max_length=10, choices=_State, default=_State.OPEN, editable=False)
    handling = _words(_("办理情况"))
    handled_on = _done_on(_("办理日期"))
    answer = _words(_("答复内容"))
    answered_on = _done_on(_("答复日期"))
    adopted = models.BooleanField(_("采纳"), null=True, blank=True, editable=False)
    improvement_action = _words(_("改进措施"))
    closed_on = _done_on(_("办结日期"))

    class Meta:
        verbose_name = _("意见建议")
        verbose_name_plural = _("意见建议")
        ordering = ["-received_on", "-id"]
        indexes = [
            models.Index(fields=["station", "state", "received_on"], name="opinion_station_state"),
            models.Index(fields=["received_on", "id"], name="opinion_received"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(said_by=""),
                name="opinion_one_speaker",
                violation_error_message=_("选了提出人的档案，就不用再写姓名。"),
            ),
            models.CheckConstraint(
                condition=Q(state=_State.OPEN, handled_on__isnull=True)
                | ~Q(state=_State.OPEN) & Q(handled_on__isnull=False) & ~Q(handling=""),
                name="opinion_handled_is_told",
                violation_error_message=_("已办理的意见，请写明办理情况和日期。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[_State.OPEN, _State.HANDLED], answered_on__isnull=True)
                | Q(state__in=[_State.ANSWERED, _State.CLOSED], answered_on__isnull=False) & ~Q(answer=""),
                name="opinion_answered_is_told",
                violation_error_message=_("已答复的意见，请写明答复内容和日期。"),
            ),
            models.CheckConstraint(
                condition=Q(state=_State.CLOSED, closed_on__isnull=False) & ~Q(improvement_action="")
                | ~Q(state=_State.CLOSED) & Q(closed_on__isnull=True),
                name="opinion_closed_is_told",
                violation_error_message=_("办结的意见，请写明改进措施（没有改进的写明原因）和日期。"),
            ),
        ]

    def __str__(self):
        return f"{self.received_on} {self.get_category_display()}"

    def clean(self):
        """Refuses steps that go back in time."""
        days = [
            ("received_on", self.received_on),
            ("handled_on", self.handled_on),
            ("answered_on", self.answered_on),
            ("closed_on", self.closed_on),
        ]
        told = [(name, day) for name, day in days if day]
        for (_name, earlier), (name, day) in pairwise(told):
            if day < earlier:
                raise ValidationError({name: _("日期早于前一步的日期，请核对。")})

    @property
    def is_open(self):
        return self.state != _State.CLOSED

    @property
    def days_open(self):
        """Days since it was received, while it is open; None afterwards."""
        return (timezone.localdate() - self.received_on).days if self.is_open else None

    @property
    def speaker(self):
        """Who said it, as the row tells; "" where nobody is named."""
        return self.person.name if self.person_id else self.said_by

    @property
    def audit_label(self):
        return f"{self.received_on} {self.get_category_display()}"
