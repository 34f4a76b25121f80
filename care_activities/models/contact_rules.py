"""常态化联系: how often a group of people is to be contacted or seen, as a county or the city sets it."""

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from veterans.vocabulary import ObjectClass, PersonTag

from .. import vocabulary


class ContactRule(Tracked):
    """At least once in so many days. A county's rule takes the place of the city's for the same group."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="contact_rules", verbose_name=_("设定单位")
    )
    tag = models.CharField(
        _("人员标签"),
        max_length=1,
        choices=PersonTag,
        blank=True,
        help_text=_("标签和类别都不选的，指有任一标签的重点联系对象"),
    )
    object_class = models.CharField(_("人员类别"), max_length=2, choices=ObjectClass, blank=True)
    means = models.CharField(_("方式"), max_length=10, choices=vocabulary.ContactMeans)
    days = models.PositiveSmallIntegerField(
        _("至少每几天一次"), validators=[MaxValueValidator(3660)], help_text=_("填 0 表示不要求")
    )

    class Meta:
        verbose_name = _("联系频次")
        verbose_name_plural = _("联系频次")
        ordering = ["station", "tag", "object_class", "means"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "tag", "object_class", "means"],
                name="contact_rule_unique",
                violation_error_message=_("这个单位已经为这一类人设定过，请打开原来那条修改。"),
            ),
            models.CheckConstraint(
                condition=Q(tag="") | Q(object_class=""),
                name="contact_rule_one_group",
                violation_error_message=_("人员标签和人员类别只选一样。"),
            ),
        ]

    def __str__(self):
        return f"{self.group_label} {self.get_means_display()} {self.days}"

    def clean(self):
        if self.station_id and self.station.tier not in (Station.Tier.CITY, Station.Tier.DISTRICT):
            raise ValidationError({"station": _("联系频次由市或区县设定。")})

    @property
    @display(description=_("人群"))
    def group_label(self):
        """The group as people call it."""
        return self.get_tag_display() or self.get_object_class_display() or _("重点联系对象")
