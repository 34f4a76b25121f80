"""活动与学习: what is planned and held, who came, what was written down and photographed."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import PartnerOrganisation, PartyOrganisation, RedResource, Station, Tracked, Venue
from stations.models.tracked import ScopedModel
from veterans.models import PersonFile, StoredFile
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from ..fields import CountField

_State = vocabulary.ActivityState
_NO_UNITS = [refuse_unit_designation]
MOST_HOURS = 72
SCORES = (5, 4, 3, 2, 1)


def _hours(label, **kwargs):
    limits = [MinValueValidator(Decimal("0.1")), MaxValueValidator(MOST_HOURS)]
    return models.DecimalField(
        label, max_digits=4, decimal_places=1, null=True, blank=True, validators=limits, **kwargs
    )


class Activity(Tracked):
    """One activity of a station, from its plan on. What was answered to 满意度 are five counts, nothing typed twice."""

    station = models.ForeignKey(
        Station,
        models.PROTECT,
        related_name="activities",
        verbose_name=_("服务站"),
        help_text=_("由哪个站组织，就选哪个站"),
    )
    kind = models.CharField(_("活动类型"), max_length=20, choices=vocabulary.ActivityKind)
    series = models.CharField(_("系列"), max_length=12, choices=vocabulary.ActivitySeries, blank=True)
    series_other = models.CharField(
        _("其他系列名称"), max_length=40, blank=True, help_text=_("系列选“其他系列”的填写")
    )
    red_plus = models.CharField(
        _("“红色+”类别"),
        max_length=12,
        choices=vocabulary.RedPlus,
        blank=True,
        help_text=_("列入“红色+”党建的活动才选"),
    )
    topic = models.CharField(_("主题"), max_length=80, validators=_NO_UNITS)
    date = models.DateField(_("活动日期"))
    starts_at = models.TimeField(_("开始时间"), null=True, blank=True)
    ends_at = models.TimeField(_("结束时间"), null=True, blank=True)
    hours = _hours(_("每人时长（小时）"), help_text=_("不填的，按开始和结束时间计；某人不同的，在签到时写"))
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("场所")
    )
    place = models.CharField(
        _("地点"), max_length=80, blank=True, help_text=_("不在本站场所举行的写地点，如：村口大榕树下")
    )
    organiser = models.ForeignKey(
        PartyOrganisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("组织的党组织"),
    )
    host = models.CharField(_("主持人"), max_length=50, blank=True)
    red_resources = models.ManyToManyField(
        RedResource, blank=True, related_name="activities", verbose_name=_("用到的红色资源")
    )
    partners = models.ManyToManyField(
        PartnerOrganisation, blank=True, related_name="activities", verbose_name=_("合作单位")
    )
    plan = models.TextField(
        _("计划"), max_length=1000, blank=True, validators=_NO_UNITS, help_text=_("内容安排、准备事项")
    )
    state = models.CharField(_("状态"), max_length=10, choices=_State, default=_State.PLANNED, editable=False)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True, editable=False)
    guests = CountField(
        _("未登记姓名人数"),
        help_text=_("到场但没有登记姓名的人数；按名单签到的不算在内"),
    )
    minutes = models.TextField(
        _("活动记录"),
        max_length=4000,
        blank=True,
        validators=_NO_UNITS,
        help_text=_("不要填写部队番号、驻地等内容"),
    )
    score_5 = CountField(_("很满意（份）"))
    score_4 = CountField(_("满意（份）"))
    score_3 = CountField(_("一般（份）"))
    score_2 = CountField(_("不太满意（份）"))
    score_1 = CountField(_("不满意（份）"))
    note = models.CharField(_("备注"), max_length=300, blank=True, validators=_NO_UNITS)

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动学习")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["station", "date"], name="activity_station_date"),
            models.Index(fields=["date", "id"], name="activity_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "date", "kind", "topic"],
                name="activity_unique",
                violation_error_message=_("这个站这一天已有同类型、同主题的活动，请打开原来那场修改。"),
            ),
            models.CheckConstraint(
                condition=~Q(series="other") & Q(series_other="") | Q(series="other") & ~Q(series_other=""),
                name="activity_series_named",
                violation_error_message=_("系列选“其他系列”的，请写系列名称；选了别的系列，不用再写名称。"),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="activity_ends_later",
                violation_error_message=_("结束时间应晚于开始时间。"),
            ),
            models.CheckConstraint(
                condition=Q(state=_State.HELD)
                | Q(guests=0, score_1=0, score_2=0, score_3=0, score_4=0, score_5=0),
                name="activity_counts_once_held",
                violation_error_message=_("没有举行的活动，不登记人数和满意度。"),
            ),
            models.CheckConstraint(
                condition=Q(state=_State.CANCELLED) | Q(cancel_reason=""),
                name="activity_reason_of_cancelled",
                violation_error_message=_("没有取消的活动，不写取消原因。"),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.topic}"

    def clean(self):
        """Refuses what was held on a day to come."""
        if self.state == _State.HELD and self.date and self.date > timezone.localdate():
            raise ValidationError({"date": _("已举行的活动，日期不能在今天之后。")})

    def save(self, *args, **kwargs):
        if self.hours is None and self.starts_at and self.ends_at:
            self.hours = _length(self.starts_at, self.ends_at)
        super().save(*args, **kwargs)

    @property
    def audit_label(self):
        """Day and kind alone: a topic may name somebody."""
        return f"{self.date} {self.get_kind_display()}"

    @property
    def is_for_members(self):
        """Whether only members of the Party are invited."""
        return self.kind in vocabulary.FOR_MEMBERS

    @property
    def is_held(self):
        return self.state == _State.HELD

    @property
    def is_cancelled(self):
        return self.state == _State.CANCELLED

    @property
    def is_due(self):
        """Whether it was planned for a day that has come."""
        return self.state == _State.PLANNED and self.date <= timezone.localdate()

    @property
    def series_text(self):
        return self.series_other or self.get_series_display()

    @property
    def place_text(self):
        return self.place or (self.venue.name if self.venue else "")

    @property
    def answers(self):
        """How many answered the question of satisfaction (份)."""
        return sum(getattr(self, f"score_{score}") for score in SCORES)

    @property
    def satisfaction(self):
        """The mean of the scores 1 to 5 with one decimal, None where nobody answered."""
        return mean_of(sum(score * getattr(self, f"score_{score}") for score in SCORES), self.answers)


def mean_of(points, answers) -> Decimal | None:
    """The mean of scores with one decimal, None without any."""
    return round(Decimal(points) / answers, 1) if answers else None


def _length(start, end):
    """Hours between two times of a day, to a tenth; None where they are no length."""
    day = datetime.date.min
    between = datetime.datetime.combine(day, end) - datetime.datetime.combine(day, start)
    hours = round(Decimal(between.total_seconds()) / 3600, 1)
    return hours if hours > 0 else None


class ActivityAttendance(Tracked):
    """One invited person and whether she came. The station that keeps her file may read it."""

    scope_read = ("person__managing_station",)

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", verbose_name=_("服务站"), editable=False
    )
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attendances", verbose_name=_("活动"))
    person = models.ForeignKey(
        PersonFile, models.PROTECT, related_name="attendances", verbose_name=_("参加人")
    )
    state = models.CharField(_("到会情况"), max_length=10, choices=vocabulary.AttendanceState, blank=True)
    role = models.CharField(
        _("参加身份"),
        max_length=12,
        choices=vocabulary.AttendanceRole,
        default=vocabulary.AttendanceRole.PARTICIPANT,
    )
    hours = _hours(_("时长（小时）"), help_text=_("与活动时长不同的才填"))

    class Meta:
        verbose_name = _("活动签到")
        verbose_name_plural = _("活动签到")
        ordering = ["activity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                name="attendance_once",
                violation_error_message=_("这位对象已在这场活动的名单上。"),
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(state="present"),
                name="attendance_hours_of_present",
                violation_error_message=_("没有到场的，不写时长。"),
            ),
        ]

    def __str__(self):
        return f"{self.activity} {self.person}"

    @property
    def audit_label(self):
        return f"{self.activity.audit_label} {self.person.archive_no}"


class ActivityFile(ScopedModel, StoredFile):
    """A photo of an activity, or the scan of its minutes or its signed list; made anew and encrypted."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", verbose_name=_("服务站"), editable=False
    )
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="files", verbose_name=_("活动"))
    kind = models.CharField(_("种类"), max_length=10, choices=vocabulary.ActivityFileKind)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("活动照片和记录")
        verbose_name_plural = _("活动照片和记录")
        ordering = ["activity", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "kind", "sha256"], name="activity_file_once"),
        ]

    def __str__(self):
        return f"{self.activity} {self.get_kind_display()}"

    @property
    def audit_label(self):
        return f"{self.activity.audit_label} {self.get_kind_display()}"
