"""An import on its way: the batch, the file it came from, and every row with its verdict.

What was in the file is kept encrypted and purged after settings.IMPORT_KEEP_DAYS; counts and audit stay.
"""

import hashlib
import json
import math
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations import crypto
from stations.fields import CodesField, EncryptedTextField
from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet
from stations.spreadsheets import ImportVerb, Outcome

# Rows a second that check and apply together are sure to reach, for saying beforehand how long it takes.
SURE_ROWS_A_SECOND = 1_000


class ImportQuerySet(ScopedQuerySet):
    """Imports are seen by who may import there; to view the people is not enough."""

    def visible_to(self, user, verb=Verb.IMPORT):
        return super().visible_to(user, verb)


class ImportBatch(ScopedModel):
    """One or several uploaded spreadsheets of a kind and what became of them.

    `file_name` is that of the first file. `overwrite_reason` is why much that stands on file is changed.
    `unknown`, encrypted JSON, holds the words no vocabulary and no list of stations knows, with their counts.
    `claim` names the process at work; a process that finds another claim in its batch stops. `began_at` and
    `began_with` are the time and the `progress` at which the running step was last taken up.
    `continues` is the batch whose bad rows this one brings corrected, the first one where that went on.
    `claim` names the process at work; a process that finds another claim in its batch stops.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("已上传")
        CHECKING = "checking", _("正在检查")
        CHECKED = "checked", _("已检查")
        APPLYING = "applying", _("正在导入")
        APPLIED = "applied", _("已导入")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")
        CANCELLED = "cancelled", _("已取消")
        REJECTED = "rejected", _("文件被退回")
        FAILED = "failed", _("中断")

    class Mode(models.TextChoices):
        GOOD_ROWS = "good-rows", _("导入没有问题的行")
        ALL_OR_NOTHING = "all-or-nothing", _("全部没有问题才导入")

    RUNNING = (State.CHECKING, State.APPLYING, State.UNDOING)

    kind = models.CharField(_("表格种类"), max_length=20)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="import_batches", verbose_name=_("导入范围")
    )
    station_chosen = models.BooleanField(default=False, help_text=_("没有写所属站的行归到这个站"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_batches", verbose_name=_("导入人")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("当前操作人")
    )
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("更正哪一批")
    )
    file_name = models.CharField(_("文件名"), max_length=200)
    source_office = models.CharField(_("提供单位"), max_length=60, blank=True)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    purpose = models.CharField(_("用途"), max_length=100, blank=True)
    overwrite_reason = models.CharField(_("改动原因"), max_length=200, blank=True)

    mode = models.CharField(_("方式"), max_length=20, choices=Mode, default=Mode.GOOD_ROWS)
    verbs = CodesField(ImportVerb, _("允许"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.UPLOADED)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    unknown = EncryptedTextField(null=True)
    totals = models.JSONField(_("合计"), default=dict)
    undo_totals = models.JSONField(_("撤销合计"), default=dict)

    progress = models.PositiveIntegerField(_("已处理（行）"), default=0)
    claim = models.CharField(max_length=32, blank=True)
    heartbeat = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    began_with = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    checked_at = models.DateTimeField(_("检查时间"), null=True)
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    purge_on = models.DateField(_("清除日期"), help_text=_("到这一天，表格内容从系统中清除，不能再撤销"))
    purged = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(ImportQuerySet)()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind"],
                condition=Q(state__in=["checking", "applying", "undoing"]),
                name="import_one_running",
                violation_error_message=_("这个站正在处理另一个同类表格；请等它完成后再试。"),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def audit_label(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_running(self):
        return self.state in self.RUNNING

    @property
    def good_rows(self):
        """How many rows applying would write."""
        return self.totals.get("new", 0) + self.totals.get("changed", 0)

    def seconds_left(self, total) -> int | None:
        """How long the running step still takes for `total` rows, at its speed so far; None while that is unknown."""
        done = self.progress - self.began_with
        if not self.is_running or self.began_at is None or done <= 0:
            return None
        spent = (timezone.now() - self.began_at).total_seconds()
        return math.ceil(max(total - self.progress, 0) * spent / done)

    @property
    def wait_seconds(self):
        """How long others wait to write, at most, while all-or-nothing is applied."""
        return -(-self.good_rows // SURE_ROWS_A_SECOND)


class ImportFile(models.Model):
    """An uploaded file of a batch, encrypted; `content` is None once it is purged or refused.

    `number` counts the files of a batch from 1. `header` says what its sheets were taken for: {"sheets":
    [Table.described() and "station"], "hidden_sheets": [name]}. `station` is the one that the user has
    confirmed for rows that name none.
    """

    CONTEXT = "veterans_portal.ImportFile.content"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name=_("导入批次"))
    number = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("大小（字节）"))
    content = models.BinaryField(null=True)
    header = models.JSONField(_("表头"), default=dict)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, null=True, related_name="+", verbose_name=_("服务站")
    )

    class Meta:
        verbose_name = _("导入文件")
        verbose_name_plural = _("导入文件")
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_file_number")]

    def __str__(self):
        return f"{self.batch_id} {self.number}"

    @classmethod
    def keep(cls, batch, number, name, content):
        return cls.objects.create(
            batch=batch,
            number=number,
            name=name[-200:],
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=crypto.encrypt_bytes(content, cls.CONTEXT),
        )

    def open(self):
        """The file's bytes."""
        return crypto.decrypt_bytes(self.content, self.CONTEXT)


class ImportRow(ScopedModel):
    """One row of the sheet: its verdict, and, encrypted, its values and what applying it changed.

    `reasons`: [{"column": header or "", "text": sentence}]. `payload`: {"values": {attribute: clean},
    "bad": {header: text as typed}, "raw": {header: text as typed, where people taught what it means}}.
    `changes`: [[attribute, old, new]]. What applying it wrote stands in the ImportChunk it went through.
    `kept`: why undoing left it. `candidates` are the files that a doubtful row may speak of, `decision` what
    somebody said of it: "same:<id>" or "new".
    """

    scope = ("batch__station",)

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("导入批次"))
    file = models.PositiveSmallIntegerField(_("文件序号"), default=1)
    sheet = models.CharField(_("工作表"), max_length=40, blank=True)
    number = models.PositiveIntegerField(_("行号"))
    station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("服务站"),
        db_index=False,  # asked for within a batch only
    )
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    reasons = models.JSONField(_("原因"), default=list)
    payload = EncryptedTextField(null=True)
    changes = EncryptedTextField(null=True)
    changed_fields = models.JSONField(_("变更项"), default=list)
    target_id = models.BigIntegerField(null=True)
    target_version = models.PositiveIntegerField(null=True)
    candidates = models.JSONField(_("可能是"), default=list)
    decision = models.CharField(_("核对结论"), max_length=30, blank=True)
    applied = models.BooleanField(_("已导入"), default=False)
    kept = models.CharField(_("未撤销的原因"), max_length=100, blank=True)

    objects = models.Manager.from_queryset(ImportQuerySet)()

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["batch", "outcome", "station", "id"], name="import_row_outcome"),
        ]

    def __str__(self):
        return f"{self.batch_id} {self.sheet} {self.number}"


class ImportChunk(models.Model):
    """What one transaction of an import wrote: encrypted, for each of its rows what taking it back needs.

    One value for some thousand rows: encrypting and storing it with each of them cost as much as writing the
    row itself. `content` is None once the batch is purged.
    """

    CONTEXT = "veterans_portal.ImportChunk.content"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="chunks", verbose_name=_("导入批次"))
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("导入段")
        verbose_name_plural = _("导入段")
        ordering = ["id"]

    def __str__(self):
        return f"{self.batch_id} {self.pk}"

    @classmethod
    def keep(cls, batch, undo):
        """Keeps `undo`, pairs of an ImportRow's id and what taking it back needs, in the order of writing."""
        text = json.dumps(undo, ensure_ascii=False, separators=(",", ":"))
        content = crypto.encrypt_bytes(zlib.compress(text.encode(), 1), cls.CONTEXT)
        return cls.objects.create(batch=batch, content=content)

    def open(self) -> list:
        """The pairs that keep() was given."""
        return json.loads(zlib.decompress(crypto.decrypt_bytes(self.content, self.CONTEXT)))
