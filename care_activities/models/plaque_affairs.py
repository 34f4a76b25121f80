"""What happens around a plaque: its history, applications, cancellations, rounds of hanging."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import Tracked
from veterans.models import Household
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from .plaques import Plaque

_State = vocabulary.PlaqueApplicationState


class PlaqueEvent(Tracked):
    """One thing that happened to a plaque. Rows are added, never changed."""

    scope = ("plaque__station",)

    plaque = models.ForeignKey(Plaque, models.CASCADE, related_name="events", verbose_name=_("光荣牌"))
    kind = models.CharField(_("事项"), max_length=12, choices=vocabulary.PlaqueEventKind)
    on = models.DateField(_("日期"), null=True, blank=True)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="+", verbose_name=_("办理站")
    )
    by_label = models.CharField(_("办理人"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("光荣牌经过")
        verbose_name_plural = _("光荣牌经过")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.on or ''} {self.get_kind_display()}".strip()

    @property
    def audit_label(self):
        return self.plaque.audit_label


class PlaqueApplication(Tracked):
    """依申请新挂, 更换, 补发: the village takes it in, the street signs its opinion, the county decides."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="plaque_applications", verbose_name=_("服务站")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="plaque_applications", verbose_name=_("家庭")
    )
    plaque = models.ForeignKey(
        Plaque,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("光荣牌"),
        editable=False,
    )
    kind = models.CharField(_("申请事项"), max_length=10, choices=vocabulary.ApplicationKind)
    role = models.CharField(_("悬挂资格"), max_length=2, choices=vocabulary.PlaqueRole)
    is_parents_home = models.BooleanField(_("挂在现役军人父母家"), default=False)
    applied_on = models.DateField(_("申请日期"))
    reason = models.CharField(
        _("申请理由"),
        max_length=200,
        validators=[refuse_unit_designation],
        help_text=_("如：牌面破损；外出期间被盗；证件遗失，附退役登记材料"),
    )
    state = models.CharField(_("进度"), max_length=10, choices=_State, default=_State.STREET)
    decided_on = models.DateField(_("审批日期"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("办结日期"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("光荣牌申请")
        verbose_name_plural = _("光荣牌申请")
        ordering = ["-applied_on", "-id"]
        indexes = [models.Index(fields=["station", "state"], name="plaque_apply_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state__in=vocabulary.OPEN_APPLICATIONS),
                name="plaque_apply_once",
                violation_error_message=_("这一户已有一项光荣牌申请正在办理。"),
            ),
            models.CheckConstraint(
                condition=Q(is_parents_home=False) | Q(role=vocabulary.PlaqueRole.SERVING),
                name="plaque_apply_parents_home",
                violation_error_message=_("只有现役军人家庭的光荣牌可以挂在父母家。"),
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.get_kind_display()}"

    def clean(self):
        if self.applied_on and self.applied_on > timezone.localdate():
            raise ValidationError({"applied_on": _("申请日期在今天之后，请核对。")})

    @property
    def audit_label(self):
        return self.household.audit_label


class PlaqueStep(Tracked):
    """意见: what one tier said to an application, and who signed."""

    scope = ("application__station",)

    application = models.ForeignKey(
        PlaqueApplication, models.CASCADE, related_name="steps", verbose_name=_("申请")
    )
    tier = models.CharField(_("层级"), max_length=8, choices=vocabulary.ApprovalTier)
    outcome = models.CharField(_("意见"), max_length=10, choices=vocabulary.StepOutcome)
    opinion = models.CharField(
        _("意见说明"), max_length=200, blank=True, validators=[refuse_unit_designation]
    )
    on = models.DateField(_("日期"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("经办人"),
    )
    by_label = models.CharField(_("签署人"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("光荣牌申请意见")
        verbose_name_plural = _("光荣牌申请意见")
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_tier_display()} {self.get_outcome_display()}"

    @property
    def audit_label(self):
        return self.application.audit_label


class PlaqueCancelReason(Tracked):
    """取消情形: the county's own list, which it may edit as the rules change."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="plaque_cancel_reasons", verbose_name=_("县级")
    )
    name = models.CharField(_("取消情形"), max_length=100)
    is_offered = models.BooleanField(_("可选"), default=True)

    class Meta:
        verbose_name = _("光荣牌取消情形")
        verbose_name_plural = _("光荣牌取消情形")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="plaque_reason_unique",
                violation_error_message=_("已有这个取消情形。"),
            )
        ]

    def __str__(self):
        return self.name


class PlaqueCancellation(Tracked):
    """Why the county took a plaque back. It belongs to the county: below it only the document number is known."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="plaque_cancellations", verbose_name=_("县级")
    )
    plaque = models.ForeignKey(Plaque, models.PROTECT, related_name="cancellations", verbose_name=_("光荣牌"))
    reason = models.ForeignKey(
        PlaqueCancelReason, models.PROTECT, related_name="+", verbose_name=_("取消情形")
    )
    note = models.CharField(_("情况说明"), max_length=300, blank=True, validators=[refuse_unit_designation])
    decided_on = models.DateField(_("取消日期"))
    decision_no = models.CharField(_("取消文号"), max_length=60)
    restored_on = models.DateField(_("恢复日期"), null=True, blank=True)
    restore_note = models.CharField(
        _("恢复理由"), max_length=300, blank=True, validators=[refuse_unit_designation]
    )

    class Meta:
        verbose_name = _("光荣牌取消")
        verbose_name_plural = _("光荣牌取消")
        ordering = ["-id"]

    def __str__(self):
        return self.decision_no

    @property
    def audit_label(self):
        return self.plaque.audit_label


class HangingRound(Tracked):
    """A round before 春节 or 八一 in which what is confirmed is hung, at a station and everything below it."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="hanging_rounds", verbose_name=_("发起站")
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    festival = models.CharField(_("节日"), max_length=20, choices=vocabulary.HangingFestival)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("集中悬挂")
        verbose_name_plural = _("集中悬挂")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "year", "festival"],
                name="hanging_round_unique",
                violation_error_message=_("这个站已经开过这一次集中悬挂。"),
            )
        ]

    def __str__(self):
        return f"{self.year}年{self.get_festival_display()}前集中悬挂"


class HangingEntry(Tracked):
    """One plaque on the frozen list of a round: `application` where it is a renewal. Done once it hangs."""

    round = models.ForeignKey(HangingRound, models.CASCADE, related_name="entries", verbose_name=_("批次"))
    plaque = models.ForeignKey(
        Plaque, models.CASCADE, related_name="hanging_entries", verbose_name=_("光荣牌")
    )
    application = models.ForeignKey(
        PlaqueApplication,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="hanging_entries",
        verbose_name=_("申请"),
    )
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="hanging_entries", verbose_name=_("服务站")
    )
    done_on = models.DateField(_("悬挂日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("集中悬挂名单")
        verbose_name_plural = _("集中悬挂名单")
        ordering = ["round", "station", "id"]
        indexes = [models.Index(fields=["round", "station"], name="hanging_round_station")]
        constraints = [models.UniqueConstraint(fields=["round", "plaque"], name="hanging_plaque_once")]

    def __str__(self):
        return f"{self.round} {self.plaque}"

    @property
    def audit_label(self):
        return self.plaque.audit_label
