"""购买专业社工服务: what a station has bought from whom, for how long and how much."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import PartnerOrganisation, Tracked
from stations.models.tracked import ScopedModel
from stations.scoping import SharedQuerySet
from veterans.models import StoredFile

from ..fields import MoneyField
from ..vocabulary import CareContractFileKind, CareContractState

_ENDING_DAYS = 30  # as long as it takes to have the next one signed


class CareContractQuerySet(SharedQuerySet):
    def in_state(self, state, day):
        """Those whose `state_on(day)` is `state`."""
        return self.alias(last=Coalesce("terminated_on", "ends_on")).filter(_standing(state, day))


def _standing(state, day) -> Q:
    soon = day + datetime.timedelta(days=_ENDING_DAYS)
    current = Q(starts_on__lte=day, last__gte=day)
    return {
        CareContractState.AHEAD: Q(starts_on__gt=day),
        CareContractState.RUNNING: current & Q(last__gte=soon),
        CareContractState.ENDING: current & Q(last__lt=soon),
        CareContractState.ENDED: Q(ends_on__lt=day, terminated_on__isnull=True),
        CareContractState.TERMINATED: Q(terminated_on__lt=day),
    }[state]


class CareContract(Tracked):
    """A purchased service; the stations below that of the contract are served by it too."""

    station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        related_name="care_contracts",
        verbose_name=_("服务站"),
        help_text=_("哪个站购买的就选哪个站；下级站也可以选用这份合同"),
    )
    name = models.CharField(_("合同名称"), max_length=60, help_text=_("如：2026年孤老退役军人社工服务"))
    provider = models.ForeignKey(
        PartnerOrganisation,
        models.PROTECT,
        related_name="care_contracts",
        verbose_name=_("服务机构"),
        help_text=_("先在“合作单位”登记机构，再到这里选"),
    )
    document_no = models.CharField(_("合同编号"), max_length=40, blank=True)
    starts_on = models.DateField(_("服务期从"))
    ends_on = models.DateField(_("服务期到"))
    terminated_on = models.DateField(
        _("提前终止日期"), null=True, blank=True, help_text=_("没有提前终止的不填")
    )
    amount = MoneyField(_("合同金额（元）"), blank=False, default=None)
    coverage = models.TextField(
        _("服务范围和内容"), max_length=500, blank=True, help_text=_("如：每周上门两次，助餐、助洁、陪诊")
    )
    note = models.CharField(_("备注"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(CareContractQuerySet)()

    class Meta:
        verbose_name = _("社工服务合同")
        verbose_name_plural = _("社工服务合同")
        ordering = ["-ends_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="care_contract_name_unique",
                violation_error_message=_("这个站已经有同名的合同，请在名称里写明年度或期数。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="care_contract_period",
                violation_error_message=_("服务期的结束日期早于开始日期，请核对。"),
            ),
            models.CheckConstraint(
                condition=Q(terminated_on__isnull=True)
                | Q(terminated_on__gte=F("starts_on"), terminated_on__lte=F("ends_on")),
                name="care_contract_terminated_within",
                violation_error_message=_("提前终止日期应在服务期之内，请核对。"),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("服务期的结束日期早于开始日期，请核对。")})

    @property
    def last_day(self) -> datetime.date:
        """The last day on which the contract is served."""
        return self.terminated_on or self.ends_on

    def covers(self, day) -> bool:
        """Whether `day` lies in the period that is served."""
        return self.starts_on <= day <= self.last_day

    def state_on(self, day) -> CareContractState:
        """Where it stands on `day`; 即将到期 in the last 30 days."""
        if self.terminated_on and day > self.terminated_on:
            return CareContractState.TERMINATED
        if day > self.ends_on:
            return CareContractState.ENDED
        if day < self.starts_on:
            return CareContractState.AHEAD
        if (self.last_day - day).days < _ENDING_DAYS:
            return CareContractState.ENDING
        return CareContractState.RUNNING

    @property
    def state(self) -> CareContractState:
        return self.state_on(timezone.localdate())

    @property
    def audit_label(self):
        return f"社工服务合同 {self.document_no or self.pk}"


class CareContractFile(ScopedModel, StoredFile):
    """The scan of a contract or of a paper that belongs to it; made anew and encrypted.

    For the station that bought and those above it alone: the stations that are served read the terms on the page.
    """

    scope = ("contract__station",)

    contract = models.ForeignKey(
        CareContract, models.PROTECT, related_name="files", verbose_name=_("社工服务合同")
    )
    kind = models.CharField(_("种类"), max_length=12, choices=CareContractFileKind)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("合同扫描件")
        verbose_name_plural = _("合同扫描件")
        ordering = ["contract", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "sha256"], name="care_contract_file_once"),
        ]

    def __str__(self):
        return f"{self.contract} {self.get_kind_display()}"

    @property
    def audit_label(self):
        return f"{self.contract.audit_label} {self.get_kind_display()}"
