"""信息采集, 年度核查: a round with a date of record, a frozen list, and one sheet a person."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField
from stations.models import Tracked

from .. import vocabulary
from ..querysets import RoundQuerySet
from ..validators import refuse_unit_designation
from .person import PersonFile


class CollectionRound(Tracked):
    """A round that a station opens for itself and everything below it."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="rounds", verbose_name=_("发起站")
    )
    name = models.CharField(_("名称"), max_length=60, help_text=_("如：2026年度核查"))
    kind = models.CharField(_("种类"), max_length=12, choices=vocabulary.RoundKind)
    record_date = models.DateField(_("标准时点"), help_text=_("名单和内容以这一天的情况为准"))
    due_on = models.DateField(_("完成期限"))
    classes = CodesField(
        choices=vocabulary.ObjectClass,
        verbose_name=_("人员类别"),
        blank=True,
        help_text=_("不选的，名单包括全部在册人员"),
    )
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(RoundQuerySet)()

    class Meta:
        verbose_name = _("采集批次")
        verbose_name_plural = _("采集批次")
        ordering = ["-record_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="round_unique",
                violation_error_message=_("这个站已经有同名的批次。"),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.record_date and self.due_on and self.due_on < self.record_date:
            raise ValidationError({"due_on": _("完成期限不能早于标准时点。")})


class RoundEntry(Tracked):
    """One person's sheet in a round. The station is the one that kept the file when the list was frozen."""

    State = vocabulary.RoundState
    # What the village has in hand: not yet collected, or sent back to it.
    IN_HAND = (State.WAITING, State.RETURNED)

    round = models.ForeignKey(CollectionRound, models.CASCADE, related_name="entries", verbose_name=_("批次"))
    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="round_entries", verbose_name=_("人员档案")
    )
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="round_entries", verbose_name=_("服务站")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    change_kind = models.CharField(_("变动种类"), max_length=10, choices=vocabulary.ChangeKind, blank=True)
    collected_on = models.DateField(_("采集日期"), null=True, blank=True)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("采集人"),
    )
    signed = models.BooleanField(_("本人已签字确认"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True, validators=[refuse_unit_designation])
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审核人"),
    )
    return_reason = models.CharField(_("退回原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("采集登记")
        verbose_name_plural = _("采集登记")
        ordering = ["round", "station", "id"]
        indexes = [models.Index(fields=["round", "station", "state"], name="round_station_state")]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="round_person_once"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="round_returned_with_reason",
                violation_error_message=_("退回的，请写明原因。"),
            ),
        ]

    def __str__(self):
        return f"{self.round} {self.person}"

    @property
    def audit_label(self):
        return self.person.archive_no
