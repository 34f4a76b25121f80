"""事项目录: what a station does for people, for whom, and which papers it takes; printed for the one-stop desk."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from stations.scoping import SharedQuerySet
from veterans.vocabulary import Demand


class ServiceItem(Tracked):
    """One item (服务事项). The station that keeps it shares it with all stations below."""

    station = models.ForeignKey(
        Station,
        models.PROTECT,
        related_name="service_items",
        verbose_name=_("维护单位"),
        help_text=_("这个站及所有下级站都能看到"),
    )
    name = models.CharField(_("事项名称"), max_length=60)
    demand = models.CharField(_("诉求类别"), max_length=2, choices=Demand)
    for_whom = models.CharField(_("谁可以办"), max_length=200, blank=True)
    materials = models.TextField(
        _("材料清单"), max_length=1000, blank=True, help_text=_("一行一样，如：身份证复印件1份")
    )
    steps = models.TextField(_("办理流程"), max_length=1000, blank=True, help_text=_("一行一步"))
    place = models.CharField(_("在哪里办"), max_length=100, blank=True)
    days = models.PositiveSmallIntegerField(
        _("办理时限（工作日）"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text=_("当场办结的填0"),
    )
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("停办日期"), null=True, blank=True)

    objects = models.Manager.from_queryset(SharedQuerySet)()

    class Meta:
        verbose_name = _("服务事项")
        verbose_name_plural = _("事项目录")
        ordering = ["demand", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="service_item_unique",
                violation_error_message=_("这个单位已经有同名的事项。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def material_list(self):
        return [line.strip() for line in self.materials.splitlines() if line.strip()]

    @property
    def step_list(self):
        return [line.strip() for line in self.steps.splitlines() if line.strip()]
