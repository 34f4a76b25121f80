"""就业创业 and 教育培训; hardship as the archive asks for it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField, PartialDateField

from .. import vocabulary
from ..validators import check_credit_code, refuse_unit_designation
from .person import NOT_NEGATIVE, PersonFile, PersonRecord


class Employment(PersonRecord):
    """What the person lives on now."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="employment", verbose_name=_("人员档案")
    )
    status = models.CharField(_("就业状态"), max_length=2, choices=vocabulary.EmploymentStatus, blank=True)
    employer = models.CharField(_("工作单位"), max_length=60, blank=True)
    employer_nature = models.CharField(
        _("单位性质"),
        max_length=2,
        choices=vocabulary.EmployerNature,
        blank=True,
        help_text=_("机关、群团、事业单位、公共服务机构和村(社区)两委计入政府部门及公共服务机构"),
    )
    industry = models.CharField(_("行业"), max_length=1, choices=vocabulary.Industry, blank=True)
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    income_band = models.CharField(_("年收入"), max_length=1, choices=vocabulary.IncomeBand, blank=True)
    since = PartialDateField(_("从何时起"), blank=True, help_text=_("现在的就业状态从何时开始"))
    committee_post = models.CharField(
        _("村(社区)任职"),
        max_length=2,
        choices=vocabulary.CommitteePost,
        blank=True,
        help_text=_("任职的计入参与村委工作"),
    )
    is_backbone = models.BooleanField(_("业务骨干"), null=True, blank=True)
    is_role_model = models.BooleanField(_("创业或岗位典型"), null=True, blank=True)
    unemployment_reason = models.CharField(
        _("未就业原因"), max_length=2, choices=vocabulary.UnemploymentReason, blank=True
    )
    zero_employment_family = models.BooleanField(_("零就业家庭"), null=True, blank=True)
    wanted_place = models.CharField(_("意向地区"), max_length=60, blank=True)
    wanted_industry = models.CharField(_("意向行业"), max_length=1, choices=vocabulary.Industry, blank=True)
    wanted_occupation = models.CharField(_("意向职业"), max_length=40, blank=True)
    wanted_salary = models.DecimalField(
        _("意向月薪(元)"), max_digits=10, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )

    class Meta:
        verbose_name = _("就业创业")
        verbose_name_plural = _("就业创业")
        constraints = [
            models.CheckConstraint(
                condition=Q(unemployment_reason="")
                | Q(status__in=["", vocabulary.EmploymentStatus.UNEMPLOYED]),
                name="employment_reason_of_unemployed",
                violation_error_message=_("填写了未就业原因，就业状态应为无业；请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_status_display()}"


class EmploymentPeriod(PersonRecord):
    """从业经历: what somebody lived on before; the service adds one when the present employment changes."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="employment_history", verbose_name=_("人员档案")
    )
    status = models.CharField(_("就业状态"), max_length=2, choices=vocabulary.EmploymentStatus, blank=True)
    employer = models.CharField(_("工作单位"), max_length=60, blank=True)
    employer_nature = models.CharField(
        _("单位性质"), max_length=2, choices=vocabulary.EmployerNature, blank=True
    )
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    started_on = PartialDateField(_("开始时间"), blank=True)
    ended_on = PartialDateField(_("结束时间"), blank=True)

    class Meta:
        verbose_name = _("从业经历")
        verbose_name_plural = _("从业经历")
        ordering = ["person", "-ended_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on="")
                | Q(ended_on="")
                | Q(started_on__lte=F("ended_on"))
                | Q(started_on__startswith=F("ended_on")),
                name="employment_period_dates",
                violation_error_message=_("结束时间早于开始时间，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.employer or self.get_status_display()}"


class Venture(PersonRecord):
    """军创企业: a business the person runs or plans."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="ventures", verbose_name=_("人员档案")
    )
    kind = models.CharField(_("创业类型"), max_length=1, choices=vocabulary.VentureKind)
    name = models.CharField(_("名称"), max_length=100, blank=True)
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, blank=True, validators=[check_credit_code]
    )
    industry = models.CharField(_("行业"), max_length=1, choices=vocabulary.Industry, blank=True)
    founded_on = PartialDateField(_("创办时间"), blank=True)
    closed_on = PartialDateField(_("停业时间"), blank=True)
    staff = models.PositiveIntegerField(_("吸纳就业(人)"), null=True, blank=True)
    veteran_staff = models.PositiveIntegerField(
        _("其中退役军人(人)"), null=True, blank=True, help_text=_("不多于吸纳就业人数")
    )
    policies = CodesField(choices=vocabulary.SupportPolicy, verbose_name=_("享受扶持政策"), blank=True)

    class Meta:
        verbose_name = _("创业情况")
        verbose_name_plural = _("创业情况")
        ordering = ["person", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=True)
                | Q(veteran_staff__isnull=True)
                | Q(veteran_staff__lte=F("staff")),
                name="venture_veterans_among_staff",
                violation_error_message=_("其中退役军人不能多于吸纳就业人数，请核对。"),
            ),
        ]

    def __str__(self):
        return self.name or self.get_kind_display()


class Training(PersonRecord):
    """培训."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="trainings", verbose_name=_("人员档案")
    )
    kind = models.CharField(_("培训类型"), max_length=1, choices=vocabulary.TrainingKind)
    subject = models.CharField(_("培训内容"), max_length=60, blank=True)
    organiser = models.CharField(_("培训机构"), max_length=60, blank=True)
    started_on = PartialDateField(_("开始时间"), blank=True)
    ended_on = PartialDateField(_("结束时间"), future=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("课时"), null=True, blank=True)
    subsidy = models.DecimalField(
        _("培训补助(元)"), max_digits=10, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )

    class Meta:
        verbose_name = _("培训")
        verbose_name_plural = _("培训")
        ordering = ["person", "-started_on", "id"]

    def __str__(self):
        return f"{self.person} {self.get_kind_display()}"


class Certificate(PersonRecord):
    """技能证书."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="certificates", verbose_name=_("人员档案")
    )
    kind = models.CharField(_("证书种类"), max_length=1, choices=vocabulary.CertificateKind)
    name = models.CharField(_("证书名称"), max_length=60)
    level = models.CharField(_("等级"), max_length=20, blank=True)
    issued_by = models.CharField(_("发证机关"), max_length=60, blank=True)
    issued_on = PartialDateField(_("发证时间"), blank=True)
    valid_until = PartialDateField(_("有效期至"), future=True, blank=True)

    class Meta:
        verbose_name = _("技能证书")
        verbose_name_plural = _("技能证书")
        ordering = ["person", "id"]

    def __str__(self):
        return self.name


class Hardship(PersonRecord):
    """帮扶援助: what makes life hard as suspected and as verified, and the outcome; aid itself is care's ledger."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="hardship", verbose_name=_("人员档案")
    )
    policies = CodesField(choices=vocabulary.PolicyCover, verbose_name=_("已享受政策保障"), blank=True)
    suspected = CodesField(choices=vocabulary.HardshipKind, verbose_name=_("疑似困难"), blank=True)
    verified = CodesField(choices=vocabulary.HardshipKind, verbose_name=_("核实困难"), blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)
    result = models.CharField(_("帮扶结果"), max_length=1, choices=vocabulary.HardshipResult, blank=True)
    note = models.CharField(_("情况说明"), max_length=300, blank=True, validators=[refuse_unit_designation])

    class Meta:
        verbose_name = _("帮扶援助")
        verbose_name_plural = _("帮扶援助")

    def __str__(self):
        return str(self.person)
