"""A report as it was at one moment, prepared by one person and signed by another."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models import Tracked


class ReportSnapshot(Tracked):
    """报表留存. `content` is what keeping.content_of() gives: headings, lines and figures, no rows behind them.

    Sums only; who sees figures but not files is shown `<3` where a number is small, as on the page.
    """

    report = models.CharField(_("报表"), max_length=8)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="report_snapshots", verbose_name=_("填报单位")
    )
    period = models.CharField(_("期间"), max_length=8)
    as_of = models.DateTimeField(_("时点"))
    content = models.JSONField(_("内容"))
    problems = models.JSONField(_("核对"), default=list)
    remark = models.CharField(_("说明"), max_length=200, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("制表人")
    )
    prepared_label = models.CharField(_("制表人"), max_length=160)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("审核人")
    )
    signed_label = models.CharField(_("审核人"), max_length=160, blank=True)
    signed_at = models.DateTimeField(_("审核时间"), null=True)

    class Meta:
        verbose_name = _("报表留存")
        verbose_name_plural = _("报表留存")
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["station", "report", "period"], name="report_snapshot_of")]

    def __str__(self):
        return f"{self.report.upper()} {self.period} {self.station}"


class Bulletin(Tracked):
    """简报草稿: `paragraphs` are `{"title", "text", "lost"}`; `lost` names the figures that editing took out."""

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="bulletins", verbose_name=_("服务站")
    )
    as_of = models.DateTimeField(_("时点"))
    paragraphs = models.JSONField(_("内容"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("编写人")
    )
    author_label = models.CharField(_("编写人"), max_length=160)

    class Meta:
        verbose_name = _("简报")
        verbose_name_plural = _("简报")
        ordering = ["-as_of", "-id"]

    def __str__(self):
        return f"{self.station} {self.as_of:%Y-%m-%d}"
