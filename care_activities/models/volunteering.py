"""志愿服务: hours given, by a volunteer of the support team or by a veteran."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import SupportMember, Tracked
from veterans.models import PersonFile
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from .aid import not_after_today

MOST_HOURS = 24  # of one day


class VolunteerService(Tracked):
    """Hours of one volunteer on one day: a member of the support team, or somebody with a file."""

    scope_read = ("person__managing_station",)

    station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        related_name="volunteer_services",
        verbose_name=_("服务站"),
        help_text=_("为哪个站服务，就选哪个站"),
    )
    date = models.DateField(_("服务日期"), validators=[not_after_today], help_text=_("不晚于今天"))
    volunteer = models.ForeignKey(
        SupportMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="volunteer_services",
        verbose_name=_("志愿者（保障队伍）"),
        help_text=_("退役军人本人做志愿者的，填下一栏"),
    )
    person = models.ForeignKey(
        PersonFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="volunteer_services",
        verbose_name=_("志愿者（退役军人）"),
    )
    work = models.CharField(_("服务类别"), max_length=10, choices=vocabulary.VolunteerWork)
    hours = models.DecimalField(_("时长（小时）"), max_digits=4, decimal_places=1)
    content = models.CharField(
        _("服务内容"), max_length=200, blank=True, validators=[refuse_unit_designation]
    )

    class Meta:
        verbose_name = _("志愿服务")
        verbose_name_plural = _("志愿服务")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["station", "date"], name="volunteering_station_date"),
            models.Index(fields=["date", "id"], name="volunteering_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(volunteer__isnull=False, person__isnull=True)
                | Q(volunteer__isnull=True, person__isnull=False),
                name="volunteering_one_volunteer",
                violation_error_message=_("志愿者只填一栏：保障队伍里的，或退役军人本人。"),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=MOST_HOURS),
                name="volunteering_hours",
                violation_error_message=_("时长应大于0、不超过24小时，请核对。"),
            ),
            models.UniqueConstraint(
                fields=["station", "date", "work", "volunteer"],
                condition=Q(volunteer__isnull=False),
                name="volunteering_volunteer_once",
                violation_error_message=_(
                    "这位志愿者这一天已经登记过同类的服务；要补充，请打开原来那条修改。"
                ),
            ),
            models.UniqueConstraint(
                fields=["station", "date", "work", "person"],
                condition=Q(person__isnull=False),
                name="volunteering_person_once",
                violation_error_message=_(
                    "这位志愿者这一天已经登记过同类的服务；要补充，请打开原来那条修改。"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.who}"

    def clean(self):
        if self.hours is not None and not 0 < Decimal(self.hours) <= MOST_HOURS:
            raise ValidationError({"hours": _("时长应大于0、不超过24小时，请核对。")})

    @property
    def who(self):
        """The volunteer, or the file of the veteran."""
        return self.volunteer or self.person

    @property
    def audit_label(self):
        named = self.person.audit_label if self.person else f"保障队伍 {self.volunteer_id}"
        return f"{self.date} {named}"
