"""褒扬激励: honours, what the public does to honour somebody, and good news brought to a soldier's family."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField
from stations.models import Tracked

from .. import vocabulary
from ..validators import refuse_unit_designation
from .person import NOT_NEGATIVE, Household, PersonFile, PersonRecord


class Honour(PersonRecord):
    """立功受奖, 荣誉称号, and 选树典型: the last are the 军人典范 of the article."""

    person = models.ForeignKey(PersonFile, models.CASCADE, related_name="honours", verbose_name=_("人员档案"))
    title = models.CharField(_("荣誉名称"), max_length=100, help_text=_("按证书或文件的全称"))
    kind = models.CharField(_("荣誉种类"), max_length=2, choices=vocabulary.HonourKind, blank=True)
    level = models.CharField(_("荣誉级别"), max_length=1, choices=vocabulary.HonourLevel, blank=True)
    year = models.PositiveSmallIntegerField(_("授予年份"), null=True, blank=True)
    granted_by = models.CharField(
        _("授予单位"), max_length=60, blank=True, validators=[refuse_unit_designation]
    )
    deed = models.CharField(_("事迹"), max_length=500, blank=True, validators=[refuse_unit_designation])

    class Meta:
        verbose_name = _("荣誉")
        verbose_name_plural = _("荣誉")
        ordering = ["person", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "title", "year"],
                name="honour_unique",
                violation_error_message=_("这项荣誉已经登记过。"),
            ),
        ]

    def __str__(self):
        return self.title


class Commemoration(PersonRecord):
    """受邀庆典, 国防教育, 宣传, 地方志, 公墓意愿."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="commemoration", verbose_name=_("人员档案")
    )
    celebrations = CodesField(choices=vocabulary.Celebration, verbose_name=_("受邀参加庆典"), blank=True)
    teaches_defence = models.BooleanField(_("参与国防教育"), null=True, blank=True)
    publicised = models.BooleanField(_("事迹被宣传报道"), null=True, blank=True)
    in_local_chronicle = models.BooleanField(_("载入地方志"), null=True, blank=True)
    wants_military_cemetery = models.BooleanField(_("有安葬军人公墓意愿"), null=True, blank=True)

    class Meta:
        verbose_name = _("褒扬激励")
        verbose_name_plural = _("褒扬激励")

    def __str__(self):
        return str(self.person)


class MeritNews(Tracked):
    """立功喜报: good news of a serving soldier, brought to the household. Of the soldier the relation alone."""

    scope = ("household__station",)

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="merit_news", verbose_name=_("家庭")
    )
    merit = models.CharField(_("立功等级"), max_length=2, choices=vocabulary.HonourKind)
    relation = models.CharField(
        _("立功军人与户主关系"), max_length=2, choices=vocabulary.FamilyRelation, blank=True
    )
    received_on = models.DateField(_("收到喜报日期"))
    delivered_on = models.DateField(_("送达日期"), null=True, blank=True)
    delivered_by = models.CharField(_("送喜报人员"), max_length=100, blank=True, help_text=_("姓名和职务"))
    ceremony = models.CharField(
        _("送达形式"),
        max_length=100,
        blank=True,
        help_text=_("如：敲锣打鼓上门"),
        validators=[refuse_unit_designation],
    )
    bonus = models.DecimalField(
        _("奖励金(元)"), max_digits=10, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )

    class Meta:
        verbose_name = _("立功喜报")
        verbose_name_plural = _("立功喜报")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivered_on__isnull=True)
                | models.Q(delivered_on__gte=models.F("received_on")),
                name="merit_news_delivered_after_received",
                violation_error_message=_("送达日期早于收到喜报日期，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.get_merit_display()}"

    @property
    def audit_label(self):
        return self.household.audit_label

    def clean(self):
        today = timezone.localdate()
        for name in ("received_on", "delivered_on"):
            if getattr(self, name) and getattr(self, name) > today:
                raise ValidationError({name: _("这个日期在今天之后；请核对")})
