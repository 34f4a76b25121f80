"""站点资料: rules, duties, flow charts and reports of experience, each with its earlier versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from stations.models.tracked import ScopedModel
from stations.scoping import SharedQuerySet
from veterans.models import StoredFile
from veterans.validators import refuse_unit_designation

from .. import vocabulary


class StationDocumentQuerySet(SharedQuerySet):
    def current(self):
        """Those in use: no newer version has taken their place, and they were not abolished."""
        return self.filter(newer__isnull=True, ended_on__isnull=True)


class StationDocument(Tracked):
    """One version of a document of a station; the stations below may read it (article: 管理制度、工作流程)."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="documents", verbose_name=_("服务站"))
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="newer",
        verbose_name=_("代替的版本"),
        editable=False,
    )
    title = models.CharField(_("标题"), max_length=80)
    kind = models.CharField(_("类型"), max_length=12, choices=vocabulary.StationDocumentKind)
    version_label = models.CharField(_("版本"), max_length=20, help_text=_("如：2026年版、第二版"))
    effective_on = models.DateField(_("生效日期"))
    ended_on = models.DateField(_("废止日期"), null=True, blank=True)
    is_posted = models.BooleanField(_("已上墙"), null=True, blank=True)
    text = models.TextField(
        _("正文"),
        max_length=20_000,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("有扫描件的可不填；不要填写部队番号和个人信息"),
    )

    objects = models.Manager.from_queryset(StationDocumentQuerySet)()

    class Meta:
        verbose_name = _("站点资料")
        verbose_name_plural = _("站点资料")
        ordering = ["station", "kind", "title", "-id"]
        indexes = [models.Index(fields=["effective_on", "id"], name="station_document_effective")]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "title", "version_label"],
                name="station_document_version",
                violation_error_message=_("这个站已有同一标题、同一版本的资料；请换一个版本名称。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("effective_on")),
                name="station_document_runs",
                violation_error_message=_("废止日期应不早于生效日期。"),
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.version_label}）"

    @property
    def is_current(self):
        return self.ended_on is None and not hasattr(self, "newer")


class StationDocumentFile(ScopedModel, StoredFile):
    """The scan of a document: pictures made anew, kept encrypted."""

    scope = ("document__station",)

    document = models.OneToOneField(
        StationDocument, models.CASCADE, related_name="scan", verbose_name=_("站点资料")
    )

    class Meta:
        verbose_name = _("站点资料扫描件")
        verbose_name_plural = _("站点资料扫描件")

    def __str__(self):
        return str(self.document)
