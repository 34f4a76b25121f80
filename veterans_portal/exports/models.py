"""An export on its way: what was asked for, and the file, encrypted and in pieces, until its time is over."""

import datetime
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations import crypto
from stations.fields import EncryptedTextField
from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


class ExportQuerySet(ScopedQuerySet):
    def visible_to(self, user, verb=Verb.EXPORT):
        """An export is its maker's alone, as long as she may export there."""
        return super().visible_to(user, verb).filter(user=user)


class Export(ScopedModel):
    """One file that somebody asked for. `asked` is the list and what it was narrowed by, encrypted.

    `claim` names the process at work; a process that finds another claim stops.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("正在排队")
        RUNNING = "running", _("正在生成")
        READY = "ready", _("可以下载")
        FAILED = "failed", _("没有生成")
        GONE = "gone", _("已删除")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel 工作簿（xlsx）")
        CSV = "csv", _("文本表格（csv）")

    UNDER_WAY = (State.WAITING, State.RUNNING)

    kind = models.CharField(_("表格种类"), max_length=20)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="exports", verbose_name=_("服务站")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("导出人")
    )
    asked = EncryptedTextField(_("筛选"), null=True)
    columns = models.JSONField(_("列"), default=list)
    format = models.CharField(_("格式"), max_length=4, choices=Format, default=Format.XLSX)
    reveals = models.BooleanField(_("号码完整"), default=False)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    file_name = models.CharField(_("文件名"), max_length=150)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveIntegerField(_("已写（行）"), default=0)
    size = models.PositiveBigIntegerField(_("大小（字节）"), default=0)
    claim = models.CharField(max_length=32, blank=True)
    heartbeat = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("有效至"), null=True)

    objects = models.Manager.from_queryset(ExportQuerySet)()

    class Meta:
        verbose_name = _("导出")
        verbose_name_plural = _("导出")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def audit_label(self):
        return self.file_name

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    @property
    def is_open(self):
        """Whether it can be downloaded now."""
        return self.state == self.State.READY and self.expires_at > timezone.now()

    @property
    def query(self) -> str:
        """The address of the list, as after the question mark."""
        return self._asked["query"]

    @property
    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what the list was narrowed by, to read."""
        return [tuple(pair) for pair in self._asked["told"]]

    @property
    def _asked(self):
        return json.loads(self.asked.open()) if self.asked else {"query": "", "told": []}


class ExportPiece(models.Model):
    """A stretch of the file's bytes, encrypted, so that neither making nor sending it needs the whole."""

    CONTEXT = "veterans_portal.ExportPiece.content"

    export = models.ForeignKey(Export, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = _("导出文件")
        verbose_name_plural = _("导出文件")
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_piece_once")]

    def __str__(self):
        return f"{self.export_id} {self.number}"

    @classmethod
    def keep(cls, export, number, content):
        return cls.objects.create(
            export=export, number=number, content=crypto.encrypt_bytes(content, cls._context(export, number))
        )

    def open(self):
        """The piece's bytes; DecryptionError when it was altered or stood elsewhere."""
        return crypto.decrypt_bytes(self.content, self._context(self.export, self.number))

    @classmethod
    def _context(cls, export, number):
        return f"{cls.CONTEXT}/{export.pk}/{number}"


KEPT = datetime.timedelta(hours=24)
