"""The log of who did what: append-only, readable without the rows it names (design §2, decision 15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..fields import EncryptedTextField
from ..scoping import ScopedManager
from .tracked import ScopedModel


class AuditEntry(ScopedModel):
    """One act. Holds plain ids and labels instead of foreign keys, and only the names of changed fields.

    `path` is the path of the station at that time, so that an auditor sees her own subtree.
    Database triggers refuse update and delete.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("新增")
        CHANGE = "change", _("修改")
        DELETE = "delete", _("删除")
        VIEW = "view", _("打开档案")
        REVEAL = "reveal", _("显示号码")
        SEARCH = "search", _("按号码查找")
        EXPORT = "export", _("导出")
        IMPORT = "import", _("导入")
        UNDO = "undo", _("撤销导入")
        GRANT = "grant", _("授权")
        REVOKE = "revoke", _("收回授权")
        TRANSFER = "transfer", _("迁转")
        WITHDRAW = "withdraw", _("去世、迁出或注销")
        RESTORE = "restore", _("恢复")
        MERGE = "merge", _("合并档案")
        UNMERGE = "unmerge", _("撤销合并")
        VERIFY = "verify", _("核实")
        PRINT = "print", _("打印")
        DOWNLOAD = "download", _("打开附件")
        LOGIN = "login", _("登录")
        LOGIN_FAILED = "login_failed", _("登录失败")
        REFUSED = "refused", _("被拒绝")

    scope = ("",)

    at = models.DateTimeField(_("时间"))
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(_("操作人"), max_length=160)
    action = models.CharField(_("操作"), max_length=20, choices=Action)
    path = models.CharField(max_length=80, db_index=True, blank=True)
    station_name = models.CharField(_("服务站"), max_length=60, blank=True)
    target_type = models.CharField(_("对象类型"), max_length=60, blank=True)
    target_id = models.BigIntegerField(null=True)
    target_label = models.CharField(_("对象"), max_length=120, blank=True)
    fields = models.JSONField(_("涉及字段"), default=list)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_target"),
            models.Index(fields=["actor_id", "action", "at"], name="audit_actor"),
        ]

    def __str__(self):
        return f"{self.get_action_display()} {self.target_label}"


class ChangeValue(models.Model):
    """Old and new values of one change, encrypted and deletable; read only through the person's scope."""

    entry = models.OneToOneField(AuditEntry, models.CASCADE, related_name="change", db_constraint=False)
    values = EncryptedTextField(mask="text")

    class Meta:
        verbose_name = _("变更内容")
        verbose_name_plural = _("变更内容")

    def __str__(self):
        return f"change {self.entry_id}"


class AuditSeal(models.Model):
    """A sealed block of entries: their keyed hash chained to the block before."""

    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("操作记录封存")
        verbose_name_plural = _("操作记录封存")
        ordering = ["last_entry"]

    def __str__(self):
        return f"{self.first_entry}-{self.last_entry}"
