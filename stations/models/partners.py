"""What stands beside the stations: organisations they work with, and places and people of red culture."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..scoping import SharedQuerySet
from .tracked import Tracked


class PartnerOrganisation(Tracked):
    """An organisation a station works with (article: 整合各方资源); the stations below may name it too."""

    class Kind(models.TextChoices):
        SOCIAL_WORK = "social_work", _("社工机构")
        SOCIAL_ORGANISATION = "social_organisation", _("社会组织")
        MEDICAL = "medical", _("医疗机构")
        LEGAL = "legal", _("法律服务机构")
        CIVIL_AFFAIRS = "civil_affairs", _("民政部门")
        OFFICE = "office", _("其他机关单位")
        ENTERPRISE = "enterprise", _("企业")
        SCHOOL = "school", _("学校、培训机构")
        OTHER = "other", _("其他")

        synonyms = nonmember(
            {
                "社工": "social_work",
                "社工服务机构": "social_work",
                "社会工作服务机构": "social_work",
                "社会团体": "social_organisation",
                "协会": "social_organisation",
                "医院": "medical",
                "卫生院": "medical",
                "医疗": "medical",
                "律师事务所": "legal",
                "律所": "legal",
                "法律": "legal",
                "民政": "civil_affairs",
                "机关": "office",
                "机关单位": "office",
                "公司": "enterprise",
                "学校": "school",
                "培训机构": "school",
            }
        )

    station = models.ForeignKey(
        "Station", models.PROTECT, related_name="partner_organisations", verbose_name=_("服务站")
    )
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind)
    contact_name = models.CharField(_("联系人"), max_length=50, blank=True)
    phone = models.CharField(
        _("单位电话"), max_length=30, blank=True, help_text=_("填办公电话，不填个人手机")
    )
    offers = models.CharField(_("合作内容"), max_length=200, blank=True, help_text=_("如：免费法律咨询"))
    ended_on = models.DateField(_("停止合作日期"), null=True, blank=True)

    objects = models.Manager.from_queryset(SharedQuerySet)()

    class Meta:
        verbose_name = _("合作单位")
        verbose_name_plural = _("合作单位")
        ordering = ["station", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="partner_organisation_unique",
                violation_error_message=_("这个站已经有同名的合作单位。"),
            ),
        ]

    def __str__(self):
        return self.name


class RedResource(Tracked):
    """红色资源: an education base, a memorial or a person who tells of it; the stations below may use it."""

    class Kind(models.TextChoices):
        BASE = "base", _("红色教育基地")
        MEMORIAL = "memorial", _("纪念设施")
        SPEAKER = "speaker", _("宣讲员")

        synonyms = nonmember(
            {
                "教育基地": "base",
                "爱国主义教育基地": "base",
                "红色基地": "base",
                "烈士纪念设施": "memorial",
                "纪念馆": "memorial",
                "烈士陵园": "memorial",
                "纪念碑": "memorial",
                "老兵宣讲员": "speaker",
                "讲解员": "speaker",
            }
        )

    station = models.ForeignKey(
        "Station", models.PROTECT, related_name="red_resources", verbose_name=_("服务站")
    )
    name = models.CharField(_("名称"), max_length=60, help_text=_("宣讲员填姓名"))
    kind = models.CharField(_("类型"), max_length=20, choices=Kind)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    about = models.CharField(_("简介"), max_length=300, blank=True)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects = models.Manager.from_queryset(SharedQuerySet)()

    class Meta:
        verbose_name = _("红色资源")
        verbose_name_plural = _("红色资源")
        ordering = ["station", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="red_resource_unique",
                violation_error_message=_("这个站已经有同名的红色资源。"),
            ),
        ]

    def __str__(self):
        return self.name
