"""服役 and 退役安置. Unit, designation and garrison are never held."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stations.fields import PartialDateField

from .. import vocabulary
from ..validators import refuse_unit_designation
from .person import NOT_NEGATIVE, PersonFile, PersonRecord


class ServiceRecord(PersonRecord):
    """One period of service; a second enlistment is a second record."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="service_records", verbose_name=_("人员档案")
    )
    enlisted_on = PartialDateField(_("入伍时间"), blank=True, help_text=_("只知年月可填到月"))
    enlisted_from = models.CharField(_("入伍地"), max_length=60, blank=True, help_text=_("入伍时户籍所在地"))
    hukou_at_enlistment = models.CharField(
        _("入伍时户籍"), max_length=1, choices=vocabulary.EnlistmentHukou, blank=True
    )
    discharged_on = PartialDateField(_("退役时间"), blank=True, help_text=_("不早于入伍时间"))
    military_category = models.CharField(
        _("军人类别"), max_length=1, choices=vocabulary.MilitaryCategory, blank=True
    )
    rank = models.CharField(_("退役时军衔"), max_length=20, blank=True, validators=[refuse_unit_designation])
    grade = models.CharField(
        _("退役时职级"),
        max_length=20,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("如：副连职"),
    )
    education_at_enlistment = models.CharField(
        _("入伍前学历"), max_length=2, choices=vocabulary.Education, blank=True
    )
    combat = models.BooleanField(_("参战"), null=True, blank=True)
    nuclear_test = models.BooleanField(_("参试(涉核)"), null=True, blank=True)
    major_mission = models.BooleanField(_("参与重大任务"), null=True, blank=True)
    mission_note = models.CharField(
        _("重大任务名称"),
        max_length=100,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("如：抗洪抢险；不要填写部队和地点"),
    )
    special_region = models.BooleanField(_("在特殊地区服役"), null=True, blank=True)
    special_region_months = models.PositiveSmallIntegerField(_("特殊地区月数"), null=True, blank=True)
    special_post = models.CharField(_("特殊岗位"), max_length=1, choices=vocabulary.SpecialPost, blank=True)
    discipline = models.CharField(
        _("处分"),
        max_length=100,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("服役期间的处分，没有的不填"),
    )

    class Meta:
        verbose_name = _("服役经历")
        verbose_name_plural = _("服役经历")
        ordering = ["person", "enlisted_on", "id"]
        constraints = [
            # Partial dates: "1985" may well be the year of "1985-12".
            models.CheckConstraint(
                condition=Q(enlisted_on="")
                | Q(discharged_on="")
                | Q(enlisted_on__lte=F("discharged_on"))
                | Q(enlisted_on__startswith=F("discharged_on")),
                name="service_enlisted_before_discharged",
                violation_error_message=_("退役时间早于入伍时间，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.enlisted_on}"


class Placement(PersonRecord):
    """退役安置: how the person was placed, and with what papers. The type decides the report bucket."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="placement", verbose_name=_("人员档案")
    )
    type = models.CharField(_("安置类别"), max_length=2, choices=vocabulary.PlacementType, blank=True)
    method = models.CharField(_("安置方式"), max_length=1, choices=vocabulary.PlacementMethod, blank=True)
    document_kind = models.CharField(
        _("退役证件"), max_length=1, choices=vocabulary.DischargeDocument, blank=True
    )
    document_no = models.CharField(_("证件号码"), max_length=40, blank=True)
    reported_on = PartialDateField(_("报到时间"), blank=True)
    placed_in = models.CharField(_("安置地"), max_length=60, blank=True)
    unit = models.CharField(_("安置单位"), max_length=60, blank=True, help_text=_("退役后的工作单位"))
    unit_nature = models.CharField(
        _("安置单位性质"), max_length=2, choices=vocabulary.EmployerNature, blank=True
    )
    in_reserve = models.BooleanField(_("登记预备役"), null=True, blank=True)
    retiree_kind = models.CharField(_("军休类别"), max_length=1, choices=vocabulary.RetireeKind, blank=True)
    retiree_administrator = models.CharField(_("军休管理单位"), max_length=60, blank=True)
    lump_sum = models.DecimalField(
        _("一次性退役金(元)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    monthly_pension = models.DecimalField(
        _("逐月领取金额(元)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    note = models.CharField(
        _("说明"),
        max_length=200,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("2021年后仍按旧方式安置的，请写明依据"),
    )

    class Meta:
        verbose_name = _("退役安置")
        verbose_name_plural = _("退役安置")
        constraints = [
            models.CheckConstraint(
                condition=Q(lump_sum__isnull=True) | Q(lump_sum__gte=0),
                name="placement_lump_sum_not_negative",
                violation_error_message=_("一次性退役金不能小于 0。"),
            ),
            models.CheckConstraint(
                condition=Q(monthly_pension__isnull=True) | Q(monthly_pension__gte=0),
                name="placement_pension_not_negative",
                violation_error_message=_("逐月领取金额不能小于 0。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_type_display()}"
