"""帮扶发放: what was paid to whom, from which funds, and by what right."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stations.fields import EncryptedTextField
from stations.models import Tracked
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from ..fields import MoneyField
from .aid import AidCase, not_after_today
from .aid_applications import AidApplication


class AidPayment(Tracked):
    """One payment (or goods at their value) under an approval or an open emergency entry.

    What gave the right is copied here, so that the database itself refuses a payment without one. The bank
    account stands nowhere else in the portal, and encrypted.
    """

    scope = ("case__station",)
    scope_read = ("case__person__managing_station",)

    case = models.ForeignKey(AidCase, models.PROTECT, related_name="payments", verbose_name=_("帮扶援助"))
    application = models.ForeignKey(
        AidApplication,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("帮扶申请"),
        editable=False,
    )
    paid_on = models.DateField(_("发放日期"), validators=[not_after_today])
    month = models.CharField(
        _("所属月份"), max_length=7, blank=True, help_text=_("按月发放的填写，如：2026-05")
    )
    amount = MoneyField(_("金额（元）"), blank=False, default=None, help_text=_("实物填折价"))
    goods = models.CharField(_("实物"), max_length=200, blank=True, help_text=_("如：轮椅一台；发钱的不填"))
    source = models.CharField(_("资金来源"), max_length=10, choices=vocabulary.FundSource)
    payee = models.CharField(_("领取人"), max_length=60, blank=True, help_text=_("代领的写姓名和关系"))
    bank_account = EncryptedTextField(
        _("收款账号"), null=True, blank=True, help_text=_("转账的填写；加密保存，只在这里有")
    )
    note = models.CharField(_("备注"), max_length=300, blank=True, validators=[refuse_unit_designation])
    approved_on = models.DateField(_("批准日期"), null=True, blank=True, editable=False)
    approval_no = models.CharField(_("批准文号"), max_length=40, blank=True, editable=False)
    emergency_due = models.DateField(_("急难先行补办截止"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("帮扶发放")
        verbose_name_plural = _("帮扶发放")
        ordering = ["case", "paid_on", "id"]
        indexes = [models.Index(fields=["paid_on", "source"], name="aid_payment_paid")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_on__isnull=False, approved_on__lte=F("paid_on"))
                | Q(application__isnull=False, emergency_due__isnull=False, emergency_due__gte=F("paid_on")),
                name="aid_payment_has_right",
                violation_error_message=_("没有批准、也没有在期限内的急难先行登记，不能发放。"),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="aid_payment_positive",
                violation_error_message=_("发放金额应大于0。"),
            ),
            models.UniqueConstraint(
                fields=["application", "month"],
                condition=~Q(month=""),
                name="aid_payment_once_a_month",
                violation_error_message=_("这个月的帮扶金已经登记发放过。"),
            ),
        ]

    def __str__(self):
        return f"{self.paid_on} {self.amount}"

    @property
    def station(self):
        return self.case.station

    @property
    def audit_label(self):
        return f"{self.paid_on} {self.case.audit_label}"
