"""家庭成员, 社保住房: who stands beside the person, and what secures the household."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import EncryptedTextField
from stations.identity import IdentityError, check_id, check_phone, clean_name

from .. import vocabulary
from ..derive import plain
from .person import NAME_LENGTH, PersonFile, PersonRecord


class FamilyMember(PersonRecord):
    """A relative as the archive lists them (附表). A relative who is a beneficiary has a file of their own."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="family_members", verbose_name=_("人员档案")
    )
    relation = models.CharField(
        _("与本人关系"),
        max_length=2,
        choices=vocabulary.FamilyRelation,
        help_text=_("他（她）是本人的什么人"),
    )
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    document_kind = models.CharField(_("证件种类"), max_length=1, choices=vocabulary.IdDocument, blank=True)
    document_no = EncryptedTextField(_("证件号码"), mask="id", null=True, blank=True)
    phone = EncryptedTextField(_("电话"), mask="phone", null=True, blank=True)
    health = models.CharField(_("健康状况"), max_length=2, choices=vocabulary.Health, blank=True)
    employment_status = models.CharField(
        _("就业状态"), max_length=2, choices=vocabulary.EmploymentStatus, blank=True
    )
    employer = models.CharField(_("工作单位"), max_length=60, blank=True)
    post = models.CharField(_("职务"), max_length=40, blank=True)
    lives_together = models.BooleanField(_("共同生活"), null=True, blank=True)

    class Meta:
        verbose_name = _("家庭成员")
        verbose_name_plural = _("家庭成员")
        ordering = ["person", "id"]

    def __str__(self):
        return f"{self.get_relation_display()} {self.name}"

    def clean(self):
        """A resident's number is checked like the person's own; other papers are kept as written."""
        errors = {}
        samples = settings.PORTAL_ALLOW_SAMPLES
        try:
            self.name = clean_name(self.name or "")
        except IdentityError as problem:
            errors["name"] = problem.message
        if self.document_no and self.document_kind in ("", vocabulary.IdDocument.RESIDENT):
            try:
                self.document_no = check_id(plain(self.document_no), allow_sample=samples).number
                self.document_kind = vocabulary.IdDocument.RESIDENT
            except IdentityError as problem:
                errors["document_no"] = problem.message
        if self.phone:
            try:
                self.phone = check_phone(plain(self.phone), allow_sample=samples)
            except IdentityError as problem:
                errors["phone"] = problem.message
        if errors:
            raise ValidationError(errors)


class SocialSecurity(PersonRecord):
    """社保住房: insurance, housing, social assistance as the civil affairs office found it."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="social_security", verbose_name=_("人员档案")
    )
    pension_insurance = models.CharField(
        _("养老保险"), max_length=1, choices=vocabulary.PensionInsurance, blank=True
    )
    pension_place = models.CharField(_("养老参保地"), max_length=60, blank=True)
    pension_months = models.PositiveSmallIntegerField(_("养老缴费月数"), null=True, blank=True)
    pension_interrupted = models.BooleanField(_("养老缴费有中断"), null=True, blank=True)
    medical_insurance = models.CharField(
        _("医疗保险"), max_length=1, choices=vocabulary.MedicalInsurance, blank=True
    )
    medical_place = models.CharField(_("医疗参保地"), max_length=60, blank=True)
    medical_months = models.PositiveSmallIntegerField(_("医疗缴费月数"), null=True, blank=True)
    medical_interrupted = models.BooleanField(_("医疗缴费有中断"), null=True, blank=True)
    housing_fund = models.BooleanField(_("缴存住房公积金"), null=True, blank=True)
    housing = models.CharField(_("住房情况"), max_length=1, choices=vocabulary.Housing, blank=True)
    social_assistance = models.CharField(
        _("社会救助"), max_length=1, choices=vocabulary.SocialAssistance, blank=True
    )
    is_lonely_elder = models.BooleanField(_("孤老"), null=True, blank=True)
    is_orphan = models.BooleanField(_("孤儿"), null=True, blank=True)

    class Meta:
        verbose_name = _("社保住房")
        verbose_name_plural = _("社保住房")
        constraints = [
            models.CheckConstraint(
                condition=(Q(pension_months__isnull=True) | Q(pension_months__lte=900))
                & (Q(medical_months__isnull=True) | Q(medical_months__lte=900)),
                name="social_security_months",
                violation_error_message=_("缴费月数太大，请核对：按月填写，不是按年或按天。"),
            ),
        ]

    def __str__(self):
        return str(self.person)
