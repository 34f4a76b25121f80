"""节日走访: a round per festival and year with a frozen list, and the scans of what was signed for it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField
from stations.models import Tracked
from stations.scoping import ScopedQuerySet
from veterans.models import Household, PersonFile, StoredFile
from veterans.querysets import RoundQuerySet
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import PersonTag

from .. import vocabulary
from ..festivals import festival_dates
from ..fields import MoneyField
from .visits import Visit

FIRST_YEAR, LAST_YEAR = 2000, 2100
_DAYS_BEFORE_DUE = 60
_FESTIVALS = [(day.value, day.label) for day in vocabulary.FESTIVALS]


class VisitRound(Tracked):
    """A round that a station opens for itself and everything below it.

    Its list does not change any more, but for who is added with a reason (补入).
    """

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="visit_rounds", verbose_name=_("发起站")
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    occasion = models.CharField(_("节日"), max_length=20, choices=_FESTIVALS)
    name = models.CharField(_("名称"), max_length=60, help_text=_("如：2026年春节走访慰问"))
    unit = models.CharField(_("名单单位"), max_length=10, choices=vocabulary.RoundUnit)
    selection = models.CharField(_("走访范围"), max_length=10, choices=vocabulary.Selection)
    tags = CodesField(choices=PersonTag, verbose_name=_("人员标签"), blank=True)
    filter_name = models.CharField(_("所用筛选"), max_length=40, blank=True, editable=False)
    due_on = models.DateField(_("完成期限"))
    budget = MoneyField(_("预算（元）"), help_text=_("慰问金和慰问品合计；不填的不核对预算"))
    cash = MoneyField(_("慰问金标准（元）"), help_text=_("每人或每户；登记时可逐行改"))
    goods = models.CharField(_("慰问品"), max_length=200, blank=True, help_text=_("如：大米一袋、食用油一桶"))
    goods_value = MoneyField(_("慰问品价值（元）"), help_text=_("每人或每户"))
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(RoundQuerySet)()

    class Meta:
        verbose_name = _("走访批次")
        verbose_name_plural = _("走访批次")
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                name="visit_round_unique",
                violation_error_message=_("这个站已经有同名的批次。"),
            ),
            models.CheckConstraint(
                condition=Q(budget__gte=0, cash__gte=0, goods_value__gte=0),
                name="visit_round_money_not_negative",
                violation_error_message=_("金额不能是负数。"),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.year and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValidationError({"year": _("请填写四位的年份，如 2026。")})
        if self.selection == vocabulary.Selection.KEY and not self.tags:
            raise ValidationError({"tags": _("重点走访请至少选一个人员标签。")})
        if self.selection != vocabulary.Selection.KEY and self.tags:
            raise ValidationError({"tags": _("只有“重点走访”按人员标签定名单，请取消勾选或改选范围。")})

    @property
    def festival_day(self) -> datetime.date:
        """The day of its festival, reckoned by the calendar."""
        return dict(festival_dates(self.year))[self.occasion]

    @property
    def visits_from(self) -> datetime.date:
        """From when on a visit for the festival may belong to this round."""
        return self.due_on - datetime.timedelta(days=_DAYS_BEFORE_DUE)

    @property
    def is_by_household(self):
        return self.unit == vocabulary.RoundUnit.HOUSEHOLD


class LineQuerySet(ScopedQuerySet):
    def with_outcome(self):
        """Each line with `is_visited`: whether its visit is registered."""
        return self.annotate(is_visited=_is_visited())

    def visited(self):
        return self.filter(_is_visited())

    def pending(self):
        """Neither visited nor given up with a reason."""
        return self.filter(~_is_visited(), missed="")


def _is_visited():
    """Whether the round has a visit to the line's person or household. Two look-ups by a unique index."""
    of_round = Visit.objects.filter(round=OuterRef("round"))
    return Exists(of_round.filter(person=OuterRef("person"))) | Exists(
        of_round.filter(household=OuterRef("household"))
    )


class VisitRoundLine(Tracked):
    """One person or household to visit in a round, at the station that visits: where they live.

    Whether it was visited is no column: it is whether the round has a visit to them.
    """

    round = models.ForeignKey(VisitRound, models.CASCADE, related_name="lines", verbose_name=_("批次"))
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="visit_lines", verbose_name=_("服务站")
    )
    person = models.ForeignKey(
        PersonFile,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="visit_lines",
        verbose_name=_("走访对象"),
    )
    household = models.ForeignKey(
        Household,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="visit_lines",
        verbose_name=_("走访家庭"),
    )
    missed = models.CharField(_("未走访原因"), max_length=10, choices=vocabulary.MissedReason, blank=True)
    added_on = models.DateField(_("补入日期"), null=True, blank=True, editable=False)
    added_reason = models.CharField(
        _("补入原因"), max_length=100, blank=True, validators=[refuse_unit_designation], editable=False
    )
    missed_note = models.CharField(
        _("原因说明"), max_length=100, blank=True, validators=[refuse_unit_designation]
    )

    objects = models.Manager.from_queryset(LineQuerySet)()

    class Meta:
        verbose_name = _("走访名单")
        verbose_name_plural = _("走访名单")
        ordering = ["round", "station", "id"]
        indexes = [models.Index(fields=["round", "station"], name="visit_line_round_station")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, household__isnull=True)
                | Q(person__isnull=True, household__isnull=False),
                name="visit_line_one_target",
            ),
            models.UniqueConstraint(
                fields=["round", "person"], condition=Q(person__isnull=False), name="visit_line_person_once"
            ),
            models.UniqueConstraint(
                fields=["round", "household"],
                condition=Q(household__isnull=False),
                name="visit_line_household_once",
            ),
            models.CheckConstraint(
                condition=~Q(missed="other") | ~Q(missed_note=""),
                name="visit_line_other_is_told",
                violation_error_message=_("未走访原因选了“其他”的，请写明。"),
            ),
            models.CheckConstraint(
                condition=Q(added_on__isnull=True) | ~Q(added_reason=""),
                name="visit_line_added_with_reason",
                violation_error_message=_("补入名单的，请写明原因。"),
            ),
        ]

    def __str__(self):
        return f"{self.round} {self.target}"

    @property
    def target(self):
        return self.person or self.household

    @property
    def audit_label(self):
        return self.target.audit_label if self.household_id else self.person.archive_no


class SignedSheet(Tracked, StoredFile):
    """签收表扫描件: what the people of one station signed in a round."""

    round = models.ForeignKey(
        VisitRound, models.PROTECT, related_name="signed_sheets", verbose_name=_("批次")
    )
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="signed_sheets", verbose_name=_("服务站")
    )

    class Meta:
        verbose_name = _("签收表扫描件")
        verbose_name_plural = _("签收表扫描件")
        ordering = ["round", "station", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "station", "sha256"], name="signed_sheet_once"),
        ]

    def __str__(self):
        return f"{self.round} {self.station}"
