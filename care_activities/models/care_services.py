"""照料服务: what was done for an old veteran living alone, by item (衣食住行、医疗、照料)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField
from stations.models import StaffMember, SupportMember, Tracked
from veterans.models import PersonFile
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import FileStatus

from .. import vocabulary
from ..querysets import CareServiceQuerySet
from .aid import not_after_today
from .care_contracts import CareContract


class CareService(Tracked):
    """One service on one day (1 人次), of one or several items.

    It belongs to the station that kept the file when it happened; who keeps the file later sees it too. Those who
    do not keep it see neither the items nor the words: they tell of somebody's health.
    """

    scope_read = ("person__managing_station",)

    station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        related_name="care_services",
        verbose_name=_("服务站"),
        editable=False,
    )
    person = models.ForeignKey(
        PersonFile, models.PROTECT, related_name="care_services", verbose_name=_("服务对象")
    )
    date = models.DateField(_("服务日期"), validators=[not_after_today], help_text=_("不晚于今天"))
    items = CodesField(choices=vocabulary.CareItem, verbose_name=_("服务项目"), help_text=_("可多选"))
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True, blank=True)
    support = models.ForeignKey(
        SupportMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="care_services",
        verbose_name=_("服务人（社工、志愿者）"),
        help_text=_("服务站工作人员做的，填下一栏"),
    )
    staff = models.ForeignKey(
        StaffMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="care_services",
        verbose_name=_("服务人（工作人员）"),
    )
    contract = models.ForeignKey(
        CareContract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="care_services",
        verbose_name=_("社工服务合同"),
        help_text=_("按购买服务合同做的才选"),
    )
    content = models.CharField(
        _("服务内容"),
        max_length=300,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("简单写做了什么；不要填写部队番号、驻地等内容"),
    )
    result = models.CharField(_("服务结果"), max_length=10, choices=vocabulary.CareResult, blank=True)

    objects = models.Manager.from_queryset(CareServiceQuerySet)()

    class Meta:
        verbose_name = _("照料服务")
        verbose_name_plural = _("照料服务")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["station", "date"], name="care_service_station_date"),
            models.Index(fields=["person", "date"], name="care_service_person_date"),
            models.Index(fields=["date", "id"], name="care_service_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "date", "items"],
                name="care_service_once",
                violation_error_message=_(
                    "这位对象这一天已经登记过同样的服务项目；要补充内容，请打开原来那条修改。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(support__isnull=True) | Q(staff__isnull=True),
                name="care_service_one_helper",
                violation_error_message=_("服务人只填一栏：社工、志愿者，或工作人员。"),
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440),
                name="care_service_minutes",
                violation_error_message=_("时长应在1到1440分钟之间，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.person} {self.get_items_display()}"

    def clean(self):
        """Refuses a service to somebody who had died by then, and under a contract that did not run on the day."""
        if self.date and self.person_id and self._after_death():
            raise ValidationError({"date": _("这位对象的档案已登记去世，请核对服务日期。")})
        if self.date and self.contract and not self.contract.covers(self.date):
            raise ValidationError({"contract": _("服务日期不在这份合同的服务期内，请核对日期，或另选合同。")})

    def _after_death(self):
        died = self.person.status_changed_on  # as precise as known; blank sorts before every date
        return self.person.status == FileStatus.DECEASED and self.date.isoformat()[: len(died)] > died

    @property
    def helper(self):
        """Who did it: a person, else the organisation of the contract; None where nobody was named."""
        return self.support or self.staff or (self.contract.provider if self.contract else None)

    @property
    def audit_label(self):
        return f"{self.date} {self.person.audit_label}"
