"""任务下派: what a station asks of the stations below it, and what each answered."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from veterans.validators import refuse_unit_designation

from .. import vocabulary

_NO_UNITS = [refuse_unit_designation]
MOST_NUMBERS = 12


class SentTask(Tracked):
    """A task with a deadline, and the form of its answer. `columns` are the figures asked, one a line."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="sent_tasks", verbose_name=_("下派站"))
    title = models.CharField(_("任务"), max_length=80)
    text = models.TextField(_("要求"), max_length=2000, blank=True, validators=_NO_UNITS)
    document_no = models.CharField(_("文号"), max_length=40, blank=True)
    due_on = models.DateField(_("完成期限"))
    form = models.CharField(_("答复方式"), max_length=10, choices=vocabulary.TaskForm)
    columns = models.TextField(
        _("填报的数"), max_length=400, blank=True, help_text=_("一行一个，如：应走访户数；最多12个")
    )
    closed_at = models.DateTimeField(_("结束时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("下派任务")
        verbose_name_plural = _("下派任务")
        ordering = ["-due_on", "-id"]

    def __str__(self):
        return self.title

    def clean(self):
        asked = self.column_names
        if (self.form == vocabulary.TaskForm.NUMBERS) != bool(asked):
            raise ValidationError({"columns": _("填数的任务请写出要填哪些数；其他任务不写。")})
        if len(asked) > MOST_NUMBERS or len(set(asked)) < len(asked):
            raise ValidationError({"columns": _("最多12个，不要重名。")})

    @property
    def column_names(self):
        return [line.strip() for line in self.columns.splitlines() if line.strip()]


class TaskAnswer(Tracked):
    """What one station has to answer."""

    scope = ("station",)
    scope_read = ("task__station",)

    task = models.ForeignKey(SentTask, models.CASCADE, related_name="answers")
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="task_answers", verbose_name=_("承办站")
    )
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=vocabulary.TaskAnswerState,
        default=vocabulary.TaskAnswerState.WAITING,
        editable=False,
    )
    words = models.CharField(_("说明"), max_length=500, blank=True, validators=_NO_UNITS)
    numbers = models.JSONField(_("填报的数"), default=dict, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)
    returned_reason = models.CharField(_("退回原因"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("任务答复")
        verbose_name_plural = _("任务答复")
        ordering = ["station__path"]
        constraints = [models.UniqueConstraint(fields=["task", "station"], name="task_answer_unique")]

    def __str__(self):
        return f"{self.task} {self.station}"
