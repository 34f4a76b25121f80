"""抚恤优待: benefits and their yearly confirmation, disability, 三属, 优待证."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.dates import surely_before, years_after
from stations.fields import PartialDateField
from stations.models import Tracked

from .. import vocabulary
from ..validators import refuse_unit_designation
from .person import NOT_NEGATIVE, PersonFile, PersonRecord

_ENDED = sorted(vocabulary.ENDED_BENEFIT_STATUSES)
_PENSION_TOO_LIGHT = sorted(vocabulary.ILLNESS_GRADES_WITHOUT_PENSION)
_TOO_LIGHT = _("因病致残七至十级不领取残疾抚恤金，请核对。")


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
    certificate_valid_until = PartialDateField(_("证书有效期至"), future=True, blank=True)
    is_certificate_holder = models.BooleanField(
        _("本人持证"), null=True, blank=True, help_text=_("烈属等三属：证明书由本人持有选“是”，非持证选“否”")
    )

    # After a move the old county pays to the end of the year (褒扬条例 art. 22, 抚恤条例 art. 30).
    paid_by = models.ForeignKey(
        "stations.Station",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("原发放县区"),
    )
    paid_by_until = models.DateField(_("原县区发放至"), null=True, blank=True, editable=False)

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
            # Partial dates: "1985" may well be the year of "1985-12".
            models.CheckConstraint(
                condition=Q(started_on="")
                | Q(ended_on="")
                | Q(started_on__lte=F("ended_on"))
                | Q(started_on__startswith=F("ended_on")),
                name="benefit_started_before_ended",
                violation_error_message=_("停止时间早于开始时间，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_type_display()}"

    @property
    def is_running(self):
        return self.status not in vocabulary.ENDED_BENEFIT_STATUSES

    @property
    def is_periodic(self):
        """Running, and paid month by month."""
        return self.is_running and self.treatment in vocabulary.PERIODIC_TREATMENTS

    def clean(self):
        """What the rest of the file forbids (domain §9.3); what has ended stays as it was registered.

        Nothing runs for the dead: a pension that goes on being paid has to be paid back.
        """
        if self.treatment == vocabulary.Treatment.NONE and self.monthly_amount:
            raise ValidationError({"monthly_amount": _("享受待遇选了“不享受”，请不要填写每月金额。")})
        if not self.is_running:
            return
        if self.person.status == vocabulary.FileStatus.DECEASED:
            raise ValidationError(
                {"status": _("这位对象已登记去世，优抚不能再是享受中；请把享受状态选为“已去世”。")}
            )
        if self.type == vocabulary.BenefitType.RURAL_OVER_60 and self._is_before_sixty():
            raise ValidationError({"type": _("还未满 60 周岁，不能登记年满60周岁农村籍退役士兵，请核对。")})
        disability = getattr(self.person, "disability", None)
        is_pension = self.treatment == vocabulary.Treatment.DISABILITY_PENSION
        if is_pension and disability is not None and disability.is_illness_without_pension:
            raise ValidationError({"treatment": _TOO_LIGHT})

    def _is_before_sixty(self):
        sixty = years_after(self.person.birth_date, vocabulary.RURAL_BENEFIT_AGE)
        return surely_before(timezone.localdate().isoformat(), sixty)


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
    certificate_issued_on = PartialDateField(_("发证时间"), blank=True)
    certificate_valid_until = PartialDateField(_("残疾证有效期至"), future=True, blank=True)
    graded_on = PartialDateField(_("评定时间"), blank=True)
    previous_graded_on = PartialDateField(
        _("上次评定时间"), blank=True, help_text=_("调整等级一般在上次评定满一年之后")
    )
    body_part = models.CharField(_("致残部位"), max_length=60, blank=True)
    is_psychiatric = models.BooleanField(_("精神障碍"), null=True, blank=True)
    is_occupational = models.BooleanField(_("职业病"), null=True, blank=True)
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
                violation_error_message=_TOO_LIGHT,
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_grade_display()}"

    @property
    def is_illness_without_pension(self):
        return (
            self.nature == vocabulary.DisabilityNature.ILLNESS
            and self.grade in vocabulary.ILLNESS_GRADES_WITHOUT_PENSION
        )

    def clean(self):
        if surely_before(self.graded_on, self.previous_graded_on):
            raise ValidationError({"previous_graded_on": _("上次评定时间晚于本次评定时间，请核对。")})
        if surely_before(self.certificate_valid_until, self.certificate_issued_on):
            raise ValidationError({"certificate_valid_until": _("残疾证有效期早于发证时间，请核对。")})


class BenefitConfirmation(PersonRecord):
    """年度确认: that somebody who is paid month by month lives and is still entitled, once a year."""

    is_act = True
    scope = ("benefit__person__managing_station",)

    benefit = models.ForeignKey(
        Benefit, models.CASCADE, related_name="confirmations", verbose_name=_("抚恤优待")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    confirmed_on = models.DateField(_("确认日期"))
    method = models.CharField(_("确认方式"), max_length=1, choices=vocabulary.ConfirmationMethod)
    note = models.CharField(_("说明"), max_length=200, blank=True, validators=[refuse_unit_designation])

    class Meta:
        verbose_name = _("年度确认")
        verbose_name_plural = _("年度确认")
        ordering = ["benefit", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "year"],
                name="benefit_confirmed_once_a_year",
                violation_error_message=_("这一年度已经确认过。"),
            ),
        ]

    def __str__(self):
        return f"{self.benefit} {self.year}"

    @property
    def person(self):
        return self.benefit.person

    def clean(self):
        """Seen in the year it is confirmed for, or later when it was caught up; never in advance."""
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError({"confirmed_on": _("确认日期在今天之后，请填写实际确认的日期。")})
        if self.confirmed_on and self.year and self.confirmed_on.year < self.year:
            raise ValidationError({"confirmed_on": _("确认日期早于这一年度，请核对日期或年度。")})


class Survivorship(PersonRecord):
    """三属: whom somebody survives, and the certificate. A martyr's death never decides a plaque (domain §0)."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="survivorships", verbose_name=_("人员档案")
    )
    decedent_kind = models.CharField(_("亲人身份"), max_length=1, choices=vocabulary.Decedent)
    decedent_name = models.CharField(_("亲人姓名"), max_length=50)
    relation = models.CharField(
        _("是亲人的什么人"), max_length=2, choices=vocabulary.FamilyRelation, blank=True
    )
    died_on = PartialDateField(_("牺牲(病故)时间"), blank=True)
    buried_at = models.CharField(
        _("安葬地"), max_length=100, blank=True, validators=[refuse_unit_designation]
    )
    is_certificate_holder = models.BooleanField(_("本人持证"), null=True, blank=True)
    certificate_no = models.CharField(_("证明书编号"), max_length=40, blank=True)
    certificate_issued_on = PartialDateField(_("发证时间"), blank=True)

    class Meta:
        verbose_name = _("三属情况")
        verbose_name_plural = _("三属情况")
        ordering = ["person", "id"]

    def __str__(self):
        return f"{self.get_decedent_kind_display()} {self.decedent_name}"


class CardBatch(Tracked):
    """一批优待证: cards that a station applies for, receives and hands out together."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="card_batches", verbose_name=_("服务站")
    )
    name = models.CharField(_("批次名称"), max_length=60, help_text=_("如：2026年第一批"))
    opened_on = models.DateField(_("申领日期"))
    received_on = models.DateField(_("收到证件日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True, validators=[refuse_unit_designation])

    class Meta:
        verbose_name = _("优待证批次")
        verbose_name_plural = _("优待证批次")
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="card_batch_unique",
                violation_error_message=_("这个站已经有同名的批次。"),
            ),
        ]

    def __str__(self):
        return self.name


class PreferentialCard(PersonRecord):
    """优待证: one a person, of one of two kinds. The card's number stays on the card."""

    person = models.OneToOneField(PersonFile, models.CASCADE, related_name="card", verbose_name=_("人员档案"))
    kind = models.CharField(_("优待证种类"), max_length=1, choices=vocabulary.CardKind)
    stage = models.CharField(_("办理阶段"), max_length=1, choices=vocabulary.CardStage)
    batch = models.ForeignKey(
        CardBatch, models.SET_NULL, null=True, blank=True, related_name="cards", verbose_name=_("批次")
    )
    applied_on = models.DateField(_("申请日期"), null=True, blank=True)
    stage_on = models.DateField(_("进入本阶段日期"), null=True, blank=True)
    issued_on = models.DateField(_("发放日期"), null=True, blank=True)
    valid_until = PartialDateField(_("有效期至"), future=True, blank=True)
    handed_at_home = models.BooleanField(_("上门送达"), null=True, blank=True)
    refused_because = models.CharField(_("未通过原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("优待证")
        verbose_name_plural = _("优待证")
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=vocabulary.CardStage.ISSUED) | Q(issued_on__isnull=False),
                name="card_issued_is_dated",
                violation_error_message=_("优待证已发放的，请填写发放日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(stage=vocabulary.CardStage.REFUSED) | ~Q(refused_because=""),
                name="card_refused_has_reason",
                violation_error_message=_("优待证未通过的，请写明原因。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_stage_display()}"

    def clean(self):
        """The kind follows from the person's classes; what has happened has a date that is over."""
        if self.kind and self.kind not in card_kinds(self.person.classes):
            message = _("人员类别与优待证种类不符：退役军人和三属各有一种，请核对人员类别。")
            raise ValidationError({"kind": message})
        today = timezone.localdate()
        for name in ("applied_on", "stage_on", "issued_on"):
            day = getattr(self, name)
            if day and day > today:
                raise ValidationError({name: _("日期在今天之后，请填写实际办理的日期。")})
        if self.applied_on and self.issued_on and self.issued_on < self.applied_on:
            raise ValidationError({"issued_on": _("发放日期早于申请日期，请核对。")})


def card_kinds(classes) -> list[str]:
    """The kinds of 优待证 that somebody of these classes may hold, the usual one first; [] for none."""
    return [
        str(kind) for kind, entitled in vocabulary.CARD_CLASSES.items() if not entitled.isdisjoint(classes)
    ]
