"""The station tree and what is known of each place."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..fields import CodesField, PartialDateField
from ..querysets import StationQuerySet
from .tracked import ScopedModel, Tracked


class Station(Tracked):
    """A veterans' service station (退役军人服务站) and the place it serves.

    Source of the tiers: the article (四级服务平台) and domain §4.1. Figures of organisation count
    stations that are active and established.
    """

    class Tier(models.TextChoices):
        CITY = "city", _("市")
        DISTRICT = "district", _("区县")
        TOWN = "town", _("镇街")
        VILLAGE = "village", _("村社区")
        UNIVERSITY = "university", _("高校")
        SPECIAL = "special", _("专设")

    class HostPlace(models.TextChoices):
        PARTY_CENTRE = "party_centre", _("党群服务中心")
        VILLAGE_OFFICE = "village_office", _("村委会")
        COMMUNITY_OFFICE = "community_office", _("社区居委会")
        GOVERNMENT_CENTRE = "government_centre", _("政务服务中心")
        OWN = "own", _("独立场所")
        OTHER = "other", _("其他")

    class Estimable(models.TextChoices):
        AREA = "area", _("辖区面积")
        RESIDENTS = "residents", _("居民")
        PERMANENT = "permanent", _("常住人口")
        REGISTERED = "registered", _("户籍人口")

    scope = ("",)
    LEAF_TIERS = (Tier.VILLAGE, Tier.UNIVERSITY, Tier.SPECIAL)

    code = models.CharField(_("区划代码"), max_length=12, unique=True, help_text=_("12 位统计用区划代码"))
    name = models.CharField(_("站名"), max_length=60, db_index=True)
    place_name = models.CharField(_("地名"), max_length=40, db_index=True)
    tier = models.CharField(_("层级"), max_length=10, choices=Tier)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级站")
    )
    path = models.CharField(max_length=80, unique=True, editable=False)
    is_active = models.BooleanField(_("启用"), default=True, help_text=_("开发区、林场等非镇街区划不启用"))
    is_established = models.BooleanField(_("已建站"), default=False)

    phone = models.CharField(_("站点电话"), max_length=30, blank=True)
    opening_hours = models.CharField(_("开放时间"), max_length=60, blank=True)
    host_place = models.CharField(_("设在何处"), max_length=20, choices=HostPlace, blank=True)
    home_name = models.CharField(_("“家”的名称"), max_length=30, blank=True, help_text=_("如：军人之家"))
    leading_party_organisation = models.ForeignKey(
        "PartyOrganisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("领导党组织"),
    )

    established = PartialDateField(_("成立时间"), blank=True, help_text=_("只知年月可填到月"))
    area_km2 = models.DecimalField(
        _("辖区面积（平方公里）"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    residents = models.PositiveIntegerField(_("居民（人）"), null=True, blank=True)
    residents_permanent = models.PositiveIntegerField(_("常住人口（人）"), null=True, blank=True)
    residents_registered = models.PositiveIntegerField(_("户籍人口（人）"), null=True, blank=True)
    estimated = CodesField(Estimable, _("其中为估计数"), blank=True)
    last_archive_number = models.PositiveIntegerField(default=0, editable=False)

    objects = models.Manager.from_queryset(StationQuerySet)()

    class Meta:
        verbose_name = _("服务站")
        verbose_name_plural = _("服务站")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area_km2__isnull=True) | models.Q(area_km2__gt=0),
                name="station_area_positive",
                violation_error_message=_("辖区面积应大于 0。"),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """The archive counter belongs to the numbering of files: an older copy must not set it back."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - {"last_archive_number"}
        super().save(*args, **kwargs)

    @property
    def path_codes(self):
        return self.path.strip("/").split("/")

    @property
    def is_leaf(self):
        return self.tier in self.LEAF_TIERS

    @cached_property
    def ids_below(self):
        """The ids of this station and of all below it, read once per instance (a request)."""
        return list(Station.objects.subtree_of(self).order_by("pk").values_list("pk", flat=True))

    def scope_station_ids(self):
        return {self.pk}


class StationPulse(ScopedModel):
    """How often something was, or may have been, written below a station; `stations.tallies.lock` raises it.

    A table of its own: a row of three numbers, because it is written with every save.
    """

    station = models.OneToOneField(
        Station, models.CASCADE, primary_key=True, related_name="pulse", verbose_name=_("服务站")
    )
    number = models.PositiveBigIntegerField(_("写入次数"), default=1)

    class Meta:
        verbose_name = _("写入计数")
        verbose_name_plural = _("写入计数")

    def __str__(self):
        return f"{self.station} {self.number}"


class StationAlias(ScopedModel):
    """Another name by which sheets and people call a station, such as 高新区 for 江海区."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="aliases", verbose_name=_("服务站"))
    name = models.CharField(_("别名"), max_length=60, db_index=True)

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = _("别名")
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="station_alias_unique"),
        ]

    def __str__(self):
        return self.name


class RegionIndicator(Tracked):
    """A yearly figure of the place, such as 村集体经济收入 in 万元."""

    class Key(models.TextChoices):
        COLLECTIVE_INCOME = "collective_income", _("村集体经济收入")

    station = models.ForeignKey(Station, models.CASCADE, related_name="indicators", verbose_name=_("服务站"))
    key = models.CharField(_("指标"), max_length=30, choices=Key)
    year = models.PositiveSmallIntegerField(_("年份"))
    value = models.DecimalField(_("数值（万元）"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("年度指标")
        verbose_name_plural = _("年度指标")
        ordering = ["key", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "key", "year"],
                name="indicator_unique",
                violation_error_message=_("这一年的该项指标已经登记过。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()} {self.year}"


class VillageGroup(ScopedModel):
    """村民小组 or 网格: the station's own short list."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="village_groups", verbose_name=_("服务站")
    )
    name = models.CharField(_("村民小组/网格"), max_length=30)

    class Meta:
        verbose_name = _("村民小组/网格")
        verbose_name_plural = _("村民小组/网格")
        ordering = ["station", "name"]
        constraints = [models.UniqueConstraint(fields=["station", "name"], name="village_group_unique")]

    def __str__(self):
        return self.name
