"""时限设置: how long the city gives for what; without a row the time of `deadlines` holds."""

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked

from ..deadlines import LIMITS
from ..vocabulary import TimeAllowed


def _within_the_law():
    """The condition that no statutory time is longer than the law has it."""
    statutory = {key: limit.count for key, limit in LIMITS.items() if limit.is_statutory}
    allowed = ~Q(subject__in=sorted(statutory))
    for subject, most in statutory.items():
        allowed |= Q(subject=subject, count__lte=most)
    return allowed


class DeadlineRule(Tracked):
    """The time for one subject. A statutory one may be shorter than the law has it, never longer."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="deadline_rules", verbose_name=_("设定单位")
    )
    subject = models.CharField(_("时限"), max_length=10, choices=TimeAllowed)
    count = models.PositiveSmallIntegerField(
        _("时长"),
        validators=[MinValueValidator(1)],
        help_text=_("服务时限按小时，提出异议按工作日，其余按自然日；法定期限可以缩短，不能超过法定时长"),
    )
    basis = models.CharField(_("依据"), max_length=200, help_text=_("写明文件名称、文号或条款"))

    class Meta:
        verbose_name = _("时限设置")
        verbose_name_plural = _("时限设置")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                name="deadline_rule_unique",
                violation_error_message=_("这个时限已经设定过，请打开原来那条修改。"),
            ),
            models.CheckConstraint(
                condition=_within_the_law(),
                name="deadline_rule_within_the_law",
                violation_error_message=_("法定期限只能缩短，不能超过法定时长。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()} {self.length}"

    def clean(self):
        if self.station_id and self.station.tier != Station.Tier.CITY:
            raise ValidationError({"station": _("时限由市级设定。")})

    @property
    @display(description=_("时长"))
    def length(self):
        """The time with its unit."""
        return f"{self.count}{LIMITS[TimeAllowed(self.subject)].unit.label}"

    @property
    @display(description=_("法定时长"))
    def statutory(self):
        """What the law has, — for a service time."""
        limit = LIMITS[TimeAllowed(self.subject)]
        return f"{limit.count}{limit.unit.label}" if limit.is_statutory else "—"
