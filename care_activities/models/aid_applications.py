"""帮扶申请: what is asked for, the steps it takes, what was decided, and the notice that is posted."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField
from stations.models import Station, Tracked
from stations.models.tracked import ScopedModel
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from ..fields import MoneyField
from .aid import AidCase, not_after_today

_State = vocabulary.ApplicationState
_NO_UNITS = [refuse_unit_designation]


class AidApplication(Tracked):
    """One application in a case. `step` is where it waits; with a reason of emergency it may be paid at once."""

    scope = ("case__station",)
    scope_read = ("case__person__managing_station",)

    case = models.ForeignKey(AidCase, models.PROTECT, related_name="applications", verbose_name=_("帮扶援助"))
    applicant = models.CharField(_("由谁申请"), max_length=10, choices=vocabulary.Applicant)
    applicant_name = models.CharField(
        _("代申请人"), max_length=60, blank=True, help_text=_("本人申请的不填；代申请的写姓名和关系")
    )
    applied_on = models.DateField(_("申请日期"), validators=[not_after_today])
    asked = MoneyField(
        _("申请金额（元）"), blank=False, default=None, help_text=_("实物按折价填；按月发的填每月金额")
    )
    months = models.PositiveSmallIntegerField(
        _("按月发放（月数）"), default=0, blank=True, help_text=_("一次性发放的填0；最多36个月")
    )
    source = models.CharField(_("资金来源"), max_length=10, choices=vocabulary.FundSource)
    grounds = models.CharField(_("申请理由"), max_length=500, blank=True, validators=_NO_UNITS)

    state = models.CharField(
        _("办理状态"), max_length=10, choices=_State, default=_State.RUNNING, editable=False
    )
    steps = CodesField(choices=vocabulary.AidStep, verbose_name=_("审批环节"), editable=False)
    step = models.CharField(
        _("当前环节"), max_length=1, choices=vocabulary.AidStep, blank=True, editable=False
    )
    posting = models.CharField(_("公示"), max_length=6, choices=vocabulary.Posting, editable=False)
    posting_days = models.PositiveSmallIntegerField(_("公示天数"), editable=False)
    review_until = models.DateField(_("申请复核截止"), null=True, editable=False)
    review_days = models.PositiveSmallIntegerField(_("申请复核期限（天）"), editable=False)

    emergency_reason = models.CharField(
        _("急难先行的原因"), max_length=300, blank=True, validators=_NO_UNITS, editable=False
    )
    emergency_on = models.DateField(_("先行帮扶日期"), null=True, editable=False)
    emergency_due = models.DateField(_("补办手续截止"), null=True, editable=False)

    approved = MoneyField(_("批准金额（元）"), null=True, default=None, editable=False)
    approved_on = models.DateField(_("批准日期"), null=True, editable=False)
    document_no = models.CharField(_("文号"), max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("帮扶申请")
        verbose_name_plural = _("帮扶申请")
        ordering = ["case", "id"]
        indexes = [models.Index(fields=["state", "step"], name="aid_application_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[_State.RUNNING, _State.REVIEW]),
                name="aid_one_running_application",
                violation_error_message=_("这件帮扶已有一份申请正在办理。"),
            ),
            models.CheckConstraint(
                condition=Q(asked__gt=0, months__lte=36),
                name="aid_asked_positive",
                violation_error_message=_("申请金额应大于0；按月发放最多36个月。"),
            ),
            models.CheckConstraint(
                condition=Q(state=_State.APPROVED, approved__gt=0, approved_on__isnull=False)
                | ~Q(state=_State.APPROVED) & Q(approved__isnull=True, approved_on__isnull=True),
                name="aid_approved_is_dated",
                violation_error_message=_("批准的申请应有批准金额和日期，没有批准的不应有。"),
            ),
            models.CheckConstraint(
                condition=Q(emergency_reason="", emergency_on__isnull=True, emergency_due__isnull=True)
                | ~Q(emergency_reason="") & Q(emergency_on__isnull=False, emergency_due__isnull=False),
                name="aid_emergency_has_reason",
                violation_error_message=_("急难先行帮扶，请写明原因和补办期限。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=_State.RUNNING) | ~Q(step=""),
                name="aid_running_has_step",
                violation_error_message=_("办理中的申请应有当前环节。"),
            ),
        ]

    def __str__(self):
        return f"{self.case} {self.applied_on}"

    @property
    def station(self):
        return self.case.station

    @property
    def is_emergency(self):
        return bool(self.emergency_reason)

    @property
    def days_left(self):
        """Until the papers of an emergency are due; negative once overdue."""
        return (self.emergency_due - timezone.localdate()).days if self.emergency_due else None

    @property
    def most(self):
        """元 that may be paid in all: as much as was approved, of an emergency as much as was asked."""
        each = self.approved if self.state == _State.APPROVED else self.asked
        return each * (self.months or 1)

    @property
    def paid(self):
        """元 paid so far."""
        return sum(payment.amount for payment in self.payments.all())

    @property
    def audit_label(self):
        return self.case.audit_label


class AidDecision(ScopedModel):
    """One entry in the history of a case: who did or decided what, at which step. Only added, never changed."""

    scope = ("case__station",)
    scope_read = ("case__person__managing_station",)

    case = models.ForeignKey(AidCase, models.CASCADE, related_name="history", verbose_name=_("帮扶援助"))
    application = models.ForeignKey(
        AidApplication, models.CASCADE, null=True, related_name="decisions", verbose_name=_("帮扶申请")
    )
    act = models.CharField(_("事项"), max_length=16, choices=vocabulary.AidAct)
    step = models.CharField(_("环节"), max_length=1, choices=vocabulary.AidStep, blank=True)
    on = models.DateField(_("日期"))
    words = models.CharField(_("意见"), max_length=500, blank=True, validators=_NO_UNITS)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("经办人")
    )
    by_name = models.CharField(max_length=60, blank=True)
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("办理单位"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("帮扶经过")
        verbose_name_plural = _("帮扶经过")
        ordering = ["case", "id"]
        constraints = [
            # Of two who decide the same step at once, one is first.
            models.UniqueConstraint(
                fields=["application", "step"],
                condition=Q(act__in=sorted(vocabulary.AID_STEP_TAKEN)),
                name="aid_step_decided_once",
            ),
        ]

    def __str__(self):
        return f"{self.on} {self.get_act_display()}"


class AidNotice(Tracked):
    """公示: name, village and kind of situation, nothing else; it comes down by itself after its last day."""

    scope = ("application__case__station",)

    application = models.OneToOneField(
        AidApplication, models.CASCADE, related_name="notice", verbose_name=_("帮扶申请")
    )
    posted_on = models.DateField(_("公示日期"), validators=[not_after_today])
    until = models.DateField(_("公示截止"))
    place = models.CharField(_("公示地点"), max_length=60, blank=True, help_text=_("如：村务公开栏"))
    taken_down_on = models.DateField(_("撤下日期"), null=True, editable=False)
    objection = models.CharField(
        _("公示期内的异议"), max_length=300, blank=True, validators=_NO_UNITS, editable=False
    )

    class Meta:
        verbose_name = _("帮扶公示")
        verbose_name_plural = _("帮扶公示")
        ordering = ["-posted_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("posted_on")),
                name="aid_notice_days",
                violation_error_message=_("公示截止不能早于公示日期。"),
            ),
        ]

    def __str__(self):
        return str(self.application)

    def clean(self):
        if self.posted_on and self.until and self.until - self.posted_on > datetime.timedelta(days=60):
            raise ValidationError(_("公示最长60天。"))

    @property
    def is_up(self):
        return self.taken_down_on is None and self.until >= timezone.localdate()

    @property
    def audit_label(self):
        return self.application.audit_label
