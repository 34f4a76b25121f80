"""长者饭堂用餐: who used the canteen's reduced price, or how many meals there were on a day."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Tracked, Venue
from veterans.models import PersonFile

from ..fields import MoneyField
from .aid import not_after_today


class DiningUse(Tracked):
    """Meals at the reduced price: of one named person, or the count of a day of those not named.

    The station that keeps the person's file may read them, wherever the canteen is.
    """

    scope = ("venue__station",)
    scope_read = ("person__managing_station",)

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="dining_uses", verbose_name=_("长者饭堂"))
    date = models.DateField(_("用餐日期"), validators=[not_after_today], help_text=_("不晚于今天"))
    person = models.ForeignKey(
        PersonFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dining_uses",
        verbose_name=_("用餐人"),
        help_text=_("只登记当天餐数的不填"),
    )
    meals = models.PositiveSmallIntegerField(_("优惠餐数"), help_text=_("只登记餐数的，不含已经按姓名登记的"))
    discount = MoneyField(_("优惠金额（元）"), help_text=_("这些餐一共优惠了多少"))
    note = models.CharField(_("备注"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("长者饭堂用餐")
        verbose_name_plural = _("长者饭堂用餐")
        ordering = ["-date", "-id"]
        indexes = [models.Index(fields=["venue", "date"], name="dining_use_venue_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "date"],
                condition=Q(person__isnull=True),
                name="dining_use_day_once",
                violation_error_message=_("这一天的餐数已经登记过；要更正，请打开原来那条修改。"),
            ),
            models.UniqueConstraint(
                fields=["venue", "date", "person"],
                condition=Q(person__isnull=False),
                name="dining_use_person_once",
                violation_error_message=_("这位用餐人这一天已经登记过；要更正，请打开原来那条修改。"),
            ),
            models.CheckConstraint(
                condition=Q(meals__gte=1, discount__gte=0),
                name="dining_use_positive",
                violation_error_message=_("餐数至少填1，优惠金额不能是负数。"),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.venue}"

    def clean(self):
        if self.venue_id and self.venue.kind != Venue.Kind.CANTEEN:
            raise ValidationError({"venue": _("这个场所不是长者饭堂，请另选。")})

    @property
    def station(self):
        return self.venue.station

    @property
    def audit_label(self):
        return f"{self.date} 长者饭堂用餐 {self.pk or ''}".strip()
