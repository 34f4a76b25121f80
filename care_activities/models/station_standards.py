"""建站标准: the checks of a station by 三有 and 五有, what they ask, and the stars it was awarded."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked, Venue
from stations.scoping import ScopedQuerySet
from veterans.validators import refuse_unit_designation

from .. import vocabulary
from .aid import not_after_today
from .station_documents import StationDocument


class StandardRule(Tracked):
    """Whether a city or county asks an item of the checklists; the nearest one above a station has the word.

    Without a rule every item is asked but 有场地, which some places ask instead of 有编制.
    """

    station = models.ForeignKey(
        Station,
        models.CASCADE,
        related_name="standard_rules",
        verbose_name=_("市或区县"),
        help_text=_("对这个站及所有下级站有效；区县没有规定的，按市的"),
    )
    item = models.CharField(_("条目"), max_length=10, choices=vocabulary.StandardItem)
    is_asked = models.BooleanField(_("列入核对"), choices=[(True, _("列入")), (False, _("不列入"))])
    wording = models.CharField(
        _("要求"), max_length=200, blank=True, help_text=_("写明怎样算达到，核对时显示在条目下面")
    )

    class Meta:
        verbose_name = _("建站标准条目")
        verbose_name_plural = _("建站标准条目")
        ordering = ["station", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "item"],
                name="standard_rule_unique",
                violation_error_message=_("这个站对这一条已有规定，请打开原来那条修改。"),
            ),
        ]

    def __str__(self):
        return f"{self.station.place_name} {self.get_item_display()}"


class StationCheckQuerySet(ScopedQuerySet):
    def current(self, checklist=None):
        """The latest check of each station, of one list or of both."""
        found = self.filter(is_current=True)
        return found.filter(checklist=checklist) if checklist else found


class StationCheck(Tracked):
    """One check of a station by one list, on one day. It is never changed: a later one takes its place."""

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="standard_checks", verbose_name=_("服务站")
    )
    checklist = models.CharField(_("核对表"), max_length=5, choices=vocabulary.Checklist)
    checked_on = models.DateField(_("核对日期"), validators=[not_after_today], help_text=_("不晚于今天"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("核对账号"),
    )
    checker = models.CharField(_("核对人"), max_length=50, blank=True)
    result = models.CharField(_("结果"), max_length=7, choices=vocabulary.CheckResult)
    is_current = models.BooleanField(_("最近一次"), default=False)
    note = models.CharField(_("备注"), max_length=200, blank=True, validators=[refuse_unit_designation])

    objects = models.Manager.from_queryset(StationCheckQuerySet)()

    class Meta:
        verbose_name = _("建站核对")
        verbose_name_plural = _("建站核对")
        ordering = ["station", "checklist", "-checked_on", "-id"]
        indexes = [models.Index(fields=["checklist", "result", "checked_on"], name="station_check_result")]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "checklist"],
                condition=Q(is_current=True),
                name="station_check_one_current",
                violation_error_message=_("别人刚登记了同一张核对表，请刷新后再看。"),
            ),
        ]

    def __str__(self):
        return f"{self.station.place_name} {self.get_checklist_display()} {self.checked_on:%Y-%m-%d}"


class StationCheckItem(Tracked):
    """The answer to one item of a check, and what proves it. An unanswered one is kept as such."""

    scope = ("check_record__station",)

    check_record = models.ForeignKey(
        StationCheck, models.CASCADE, related_name="items", verbose_name=_("建站核对")
    )
    item = models.CharField(_("条目"), max_length=10, choices=vocabulary.StandardItem)
    answer = models.CharField(_("有没有"), max_length=3, choices=vocabulary.CheckAnswer, blank=True)
    evidence = models.CharField(_("依据"), max_length=300, blank=True, validators=[refuse_unit_designation])
    venue = models.ForeignKey(
        Venue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("场所")
    )
    document = models.ForeignKey(
        StationDocument, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("站点资料")
    )

    class Meta:
        verbose_name = _("核对条目")
        verbose_name_plural = _("核对条目")
        ordering = ["check_record", "id"]
        constraints = [
            models.UniqueConstraint(fields=["check_record", "item"], name="station_check_item_once"),
        ]

    def __str__(self):
        return f"{self.get_item_display()}：{self.get_answer_display() or '—'}"


class StationStar(Tracked):
    """One award of a star grade, or of 全国示范型, as its document says. Awarded from above."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="stars", verbose_name=_("服务站"))
    grade = models.PositiveSmallIntegerField(_("等级"), choices=vocabulary.StarGrade)
    awarded_on = models.DateField(_("评定日期"), validators=[not_after_today])
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True, help_text=_("没有期限的不填"))

    class Meta:
        verbose_name = _("星级评定")
        verbose_name_plural = _("星级评定")
        ordering = ["station", "-awarded_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "grade", "awarded_on"],
                name="station_star_once",
                violation_error_message=_("这次评定已经登记过。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("awarded_on")),
                name="station_star_runs",
                violation_error_message=_("有效期应不早于评定日期。"),
            ),
        ]

    def __str__(self):
        return f"{self.station.place_name} {self.get_grade_display()}"
