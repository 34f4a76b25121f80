"""咨询: who asked an adviser what, and what came of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import Station, SupportMember, Tracked
from veterans.models import PersonFile
from veterans.validators import refuse_unit_designation

from .. import vocabulary

_NO_UNITS = [refuse_unit_designation]


class Consultation(Tracked):
    """One question to one adviser (驻点法律顾问、民警、社工…), of a person on file or of somebody unnamed.

    It belongs to the station where it happened; the station that keeps the person's file may read it, the
    station where she only lives may not.
    """

    scope_read = ("person__managing_station",)

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="consultations", verbose_name=_("服务站")
    )
    date = models.DateField(_("咨询日期"), help_text=_("不晚于今天"))
    adviser = models.ForeignKey(
        SupportMember, models.PROTECT, related_name="consultations", verbose_name=_("接待人")
    )
    topic = models.CharField(_("咨询类别"), max_length=10, choices=vocabulary.ConsultationTopic)
    person = models.ForeignKey(
        PersonFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("咨询人"),
    )
    question = models.CharField(
        _("咨询问题"), max_length=300, validators=_NO_UNITS, help_text=_("写要点，不写姓名和号码")
    )
    advice = models.CharField(_("答复意见"), max_length=500, blank=True, validators=_NO_UNITS)
    outcome = models.CharField(_("后续"), max_length=10, choices=vocabulary.ConsultationOutcome)

    class Meta:
        verbose_name = _("咨询")
        verbose_name_plural = _("咨询")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["station", "date"], name="consultation_station_date"),
            models.Index(fields=["date", "id"], name="consultation_date"),
        ]

    def __str__(self):
        return f"{self.date} {self.get_topic_display()}"

    def clean(self):
        if self.date and self.date > timezone.localdate():
            raise ValidationError({"date": _("咨询日期在今天之后，请核对。")})
        if (
            self.adviser_id
            and self.station_id
            and not self.station.path.startswith(self.adviser.station.path)
        ):
            raise ValidationError({"adviser": _("接待人不是本站或上级站的保障队伍成员，请另选一位。")})

    @property
    def audit_label(self):
        number = self.person.archive_no if self.person else ""
        return f"{self.date} {self.get_topic_display()} {number}".strip()
