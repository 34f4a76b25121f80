"""场所使用台账: who booked a venue for when, and whether it was used."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked, Venue
from stations.scoping import ScopedQuerySet

from .. import vocabulary

_State = vocabulary.UseState


class VenueUseQuerySet(ScopedQuerySet):
    def overlapping(self, use):
        """Uses that keep the venue of `use` during its time, apart from itself. One may begin when another ends."""
        return self.filter(
            venue=use.venue_id,
            date=use.date,
            state__in=vocabulary.HOLDING_USES,
            start__lt=use.end,
            end__gt=use.start,
        ).exclude(pk=use.pk)


class VenueUse(Tracked):
    """One use of a venue, from the booking to whether it took place. `station` is that of the venue."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="venue_uses", verbose_name=_("服务站"), editable=False
    )
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="uses", verbose_name=_("场所"))
    date = models.DateField(_("使用日期"))
    start = models.TimeField(_("开始时间"))
    end = models.TimeField(_("结束时间"))
    purpose = models.CharField(_("用途"), max_length=100, help_text=_("如：主题党日、棋牌比赛、议事"))
    organiser = models.CharField(_("使用方"), max_length=10, choices=vocabulary.UseOrganiser)
    organiser_name = models.CharField(
        _("使用方名称"), max_length=60, blank=True, help_text=_("合作单位写单位名称；本站使用可不填")
    )
    contact_name = models.CharField(
        _("联系人"), max_length=20, blank=True, help_text=_("只写称呼，不写电话和身份证号")
    )
    people = models.PositiveSmallIntegerField(
        _("人数"), null=True, blank=True, help_text=_("预约时填预计人数，可不填；使用后填实际人数")
    )
    state = models.CharField(_("状态"), max_length=10, choices=_State, default=_State.BOOKED, editable=False)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    objects = models.Manager.from_queryset(VenueUseQuerySet)()

    class Meta:
        verbose_name = _("场所使用")
        verbose_name_plural = _("场所使用")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["venue", "date"], name="venue_use_venue_date"),
            models.Index(fields=["date", "id"], name="venue_use_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="venue_use_ends_later",
                violation_error_message=_("结束时间应晚于开始时间。"),
            ),
            models.CheckConstraint(
                condition=~Q(state=_State.USED) | Q(people__isnull=False),
                name="venue_use_people_counted",
                violation_error_message=_("已使用的，请填写实际人数。"),
            ),
        ]

    def __str__(self):
        return f"{self.venue} {self.date:%Y-%m-%d} {self.start:%H:%M}–{self.end:%H:%M}"

    @property
    def is_open(self):
        return self.state == _State.BOOKED
