"""抚恤优待 and disability."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import PartialDateField

from .. import vocabulary
from .person import PersonFile, PersonRecord
from .service import NOT_NEGATIVE

_ENDED = sorted(vocabulary.ENDED_BENEFIT_STATUSES)
_PENSION_TOO_LIGHT = ["07", "08", "09", "10"]


class Benefit(PersonRecord):
    """One class of 优抚 a person belongs to, what is paid, and whether it runs."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="benefits", verbose_name=_("人员档案")
    )
    type = models.CharField(_("优抚类别"), max_length=2, choices=vocabulary.BenefitType)
    status = models.CharField(_("享受状态"), max_length=1, choices=vocabulary.BenefitStatus, blank=True)
    treatment = models.CharField(
        _("享受待遇"),
        max_length=1,
        choices=vocabulary.Treatment,
        blank=True,
        help_text=_("按月发放的抚恤金、生活补助和护理费计入享受定期补助"),
    )
    started_on = PartialDateField(_("开始时间"), blank=True)
    ended_on = PartialDateField(
        _("停止时间"), blank=True, help_text=_("填写后，享受状态应为停发、中止、取消或已去世")
    )
    monthly_amount = models.DecimalField(
        _("每月金额(元)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    support_mode = models.CharField(_("供养方式"), max_length=1, choices=vocabulary.SupportMode, blank=True)
    certificate_no = models.CharField(_("证书编号"), max_length=40, blank=True)
    is_certificate_holder = models.BooleanField(
        _("本人持证"), null=True, blank=True, help_text=_("烈属等三属：证明书由本人持有选“是”，非持证选“否”")
    )

    class Meta:
        verbose_name = _("抚恤优待")
        verbose_name_plural = _("抚恤优待")
        ordering = ["person", "type", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "type"],
                condition=~Q(status__in=_ENDED),
                name="benefit_running_unique",
                violation_error_message=_("这一类优抚已经登记过；原登记停发后才能再登记一条。"),
            ),
            models.CheckConstraint(
                condition=Q(monthly_amount__isnull=True) | Q(monthly_amount__gte=0),
                name="benefit_amount_not_negative",
                violation_error_message=_("每月金额不能小于 0。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on="") | Q(status__in=_ENDED),
                name="benefit_end_needs_status",
                violation_error_message=_("填了停止时间，请把享受状态改为停发、中止、取消或已去世。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_type_display()}"


class Disability(PersonRecord):
    """残疾评定. Grade one is the gravest; illness earns a pension only from grade one to six."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="disability", verbose_name=_("人员档案")
    )
    nature = models.CharField(_("残疾性质"), max_length=1, choices=vocabulary.DisabilityNature, blank=True)
    grade = models.CharField(
        _("残疾等级"),
        max_length=2,
        choices=vocabulary.DisabilityGrade,
        blank=True,
        help_text=_("填写等级时须同时填写残疾性质"),
    )
    certificate_no = models.CharField(_("残疾证编号"), max_length=40, blank=True)
    graded_on = PartialDateField(_("评定时间"), blank=True)
    receives_pension = models.BooleanField(
        _("领取残疾抚恤金"), null=True, blank=True, help_text=_("因病致残只有一至六级领取残疾抚恤金")
    )
    aids = models.CharField(_("辅助器具"), max_length=100, blank=True, help_text=_("如：假肢、轮椅"))

    class Meta:
        verbose_name = _("残疾情况")
        verbose_name_plural = _("残疾情况")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="") | ~Q(nature=""),
                name="disability_grade_needs_nature",
                violation_error_message=_("填写了残疾等级，请同时选择因战、因公或因病。"),
            ),
            models.CheckConstraint(
                condition=~Q(
                    nature=vocabulary.DisabilityNature.ILLNESS,
                    grade__in=_PENSION_TOO_LIGHT,
                    receives_pension=True,
                )
                | Q(receives_pension__isnull=True),
                name="disability_illness_pension",
                violation_error_message=_("因病致残七至十级不领取残疾抚恤金，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_grade_display()}"
