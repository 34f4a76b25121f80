"""Places a station offers: halls, reading rooms, canteens."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..fields import CodesField
from ..vocabulary import PersonTag
from .tracked import ScopedModel, Tracked


class Venue(Tracked):
    """A place (场所) that veterans can use. Kinds from the article: 军人之家, 居家养老服务站, 长者饭堂 …"""

    class Kind(models.TextChoices):
        HOME = "home", _("军人之家")
        ELDERLY_CARE = "elderly_care", _("居家养老服务站")
        CORRIDOR = "corridor", _("文化长廊")
        PARTY_ROOM = "party_room", _("党群活动室")
        MEETING_ROOM = "meeting_room", _("会议室")
        READING_ROOM = "reading_room", _("共享书吧")
        HEALTH_STATION = "health_station", _("健康服务站")
        MEDIATION_ROOM = "mediation_room", _("调解室")
        CHESS_ROOM = "chess_room", _("棋牌室")
        MEDIA_ROOM = "media_room", _("多媒体室")
        CANTEEN = "canteen", _("长者饭堂")
        OTHER = "other", _("其他")

    # What the article counts as 场所 of a community; the canteen, the home and the elderly-care
    # stations have counters of their own.
    ACTIVITY_KINDS = (
        Kind.CORRIDOR,
        Kind.PARTY_ROOM,
        Kind.MEETING_ROOM,
        Kind.READING_ROOM,
        Kind.HEALTH_STATION,
        Kind.MEDIATION_ROOM,
        Kind.CHESS_ROOM,
        Kind.MEDIA_ROOM,
        Kind.OTHER,
    )

    station = models.ForeignKey("Station", models.PROTECT, related_name="venues", verbose_name=_("服务站"))
    kind = models.CharField(_("类型"), max_length=20, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    opening_hours = models.CharField(_("开放时间"), max_length=60, blank=True)
    supports_veterans = models.BooleanField(_("面向退役军人开放"), null=True, blank=True)
    services = models.CharField(_("提供的服务"), max_length=120, blank=True, help_text=_("如：休闲、娱乐"))
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("场所")
        verbose_name_plural = _("场所")
        ordering = ["station", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="venue_unique",
                violation_error_message=_("这个站已经有同名的场所。"),
            ),
        ]

    def __str__(self):
        return self.name


def _price(label):
    return models.DecimalField(
        label, max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class DiningBenefit(ScopedModel):
    """The price rule of a canteen for veterans (长者饭堂优惠用餐政策).

    Met by whoever is old enough or carries one of the tags; with neither asked for, by everybody on file.
    """

    scope = ("venue__station",)

    venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="dining_benefits", verbose_name=_("长者饭堂")
    )
    rule = models.CharField(_("优惠办法"), max_length=120)
    minimum_age = models.PositiveSmallIntegerField(
        _("起始年龄（岁）"), null=True, blank=True, help_text=_("年满这个岁数的可以享受；不看年龄的不填")
    )
    tags = CodesField(
        choices=PersonTag,
        verbose_name=_("享受优惠的人员标签"),
        blank=True,
        help_text=_("有其中一个标签的，不看年龄也可以享受；年龄和标签都不填的，在册人员都可以享受"),
    )
    full_price = _price(_("原价（元/餐）"))
    reduced_price = _price(_("优惠价（元/餐）"))

    class Meta:
        verbose_name = _("用餐优惠")
        verbose_name_plural = _("用餐优惠")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(full_price__isnull=True)
                | models.Q(reduced_price__isnull=True)
                | models.Q(reduced_price__lte=models.F("full_price")),
                name="dining_benefit_reduces",
                violation_error_message=_("优惠价不能高于原价，请核对。"),
            ),
        ]

    def __str__(self):
        return self.rule
