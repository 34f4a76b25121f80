"""What time is kept of: deadlines of requests, slips and tasks, the item of 督办 each may open, and the calendar."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from stations.models.tracked import ScopedModel

from .. import vocabulary
from .requests import RequestPart, RequestQuerySet, RequestSlip, ServiceRequest
from .sent_tasks import TaskAnswer


class CalendarDay(ScopedModel):
    """A day that is not as its weekday has it: a holiday, or a Saturday or Sunday that is worked (调休)."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="calendar_days", verbose_name=_("维护站")
    )
    date = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=20, help_text=_("如：春节、国庆调休"))

    class Meta:
        verbose_name = _("工作日历")
        verbose_name_plural = _("工作日历")
        ordering = ["-date"]

    def __str__(self):
        return f"{self.date} {self.name}"


class RequestClock(RequestPart):
    """One deadline. It ends when it is met or called off; what happens when it passes happens once (`acted_at`).

    `due_at` moves by an extension and by the time it was paused. `holder` is who has to act in time.
    """

    scope = ("holder",)
    scope_read = ("request__station",)
    hides_also = ("slip__request__",)

    request = models.ForeignKey(ServiceRequest, models.CASCADE, null=True, related_name="clocks")
    slip = models.OneToOneField(RequestSlip, models.CASCADE, null=True, related_name="clock")
    answer = models.OneToOneField(TaskAnswer, models.CASCADE, null=True, related_name="clock")
    holder = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("应办站"))
    kind = models.CharField(_("时限"), max_length=10, choices=vocabulary.ClockKind)
    started_at = models.DateTimeField(_("起算时间"))
    due_at = models.DateTimeField(_("到期时间"))
    paused_at = models.DateTimeField(_("暂停时间"), null=True)
    extended_days = models.PositiveSmallIntegerField(_("延期天数"), default=0)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    is_met = models.BooleanField(_("已办到"), default=False)
    reminded_at = models.DateTimeField(_("提醒时间"), null=True)
    acted_at = models.DateTimeField(_("到期处理时间"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)  # an import that is undone asks for it

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(ended_at__isnull=True, paused_at__isnull=True),
                name="clock_running",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"], condition=Q(ended_at__isnull=True), name="clock_one_running"
            ),
            models.CheckConstraint(
                condition=Q(request__isnull=False) | Q(slip__isnull=False) | Q(answer__isnull=False),
                name="clock_of_something",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.due_at:%Y-%m-%d %H:%M}"


class Supervision(Tracked):
    """督办: opened one tier up when a deadline passed; the handling stays where it is."""

    hides_by = "clock__request__"
    hides_also = ("clock__slip__request__",)

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="supervisions", verbose_name=_("督办站")
    )
    clock = models.OneToOneField(RequestClock, models.CASCADE, related_name="supervision")
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=vocabulary.SupervisionState,
        default=vocabulary.SupervisionState.OPEN,
    )
    opened_at = models.DateTimeField(_("督办时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    opinion = models.CharField(_("督办意见"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(RequestQuerySet)()

    class Meta:
        verbose_name = _("督办")
        verbose_name_plural = _("督办")
        ordering = ["-opened_at", "-id"]

    def __str__(self):
        return f"{_('督办')} {self.clock_id}"
