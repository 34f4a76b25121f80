"""A list that another office sent, the answer to it, and what it says happened to people."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations import crypto
from stations.fields import EncryptedTextField, PartialDateField
from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


class ListKind(models.TextChoices):
    """What the list is about; all but the first become proposals."""

    COMPARE = "compare", _("比对：查是否在册")
    DECEASED = "deceased", _("去世名单")
    MOVED_OUT = "moved_out", _("迁出名单")
    MOVED_IN = "moved_in", _("迁入名单")


class ComparisonQuerySet(ScopedQuerySet):
    """Lists are seen by who may import and export there."""

    def visible_to(self, user, verb=Verb.IMPORT):
        return super().visible_to(user, verb)


class Comparison(ScopedModel):
    """比对: one list, looked up among the people of `station` and below.

    `content` is the list, encrypted, while it waits; afterwards it is not kept. `result` is the sender's
    workbook with the answers, encrypted; it is offered to `user` alone until `expires_at`, and dropped
    afterwards. `reason` says why it was refused. `claim` names the process at work; a process that finds
    another claim stops.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("正在排队")
        RUNNING = "running", _("正在比对")
        READY = "ready", _("已比对")
        FAILED = "failed", _("没有比对")

    UNDER_WAY = (State.WAITING, State.RUNNING)
    CONTEXT = "veterans_portal.Comparison.result"
    LIST_CONTEXT = "veterans_portal.Comparison.content"

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="comparisons", verbose_name=_("比对范围")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comparisons", verbose_name=_("比对人")
    )
    kind = models.CharField(_("名单种类"), max_length=10, choices=ListKind)
    source_office = models.CharField(_("提供单位"), max_length=60)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    purpose = models.CharField(_("用途"), max_length=100)
    totals = models.JSONField(_("合计"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    progress = models.PositiveIntegerField(_("已查（人）"), default=0)
    claim = models.CharField(max_length=32, blank=True)
    heartbeat = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)
    result = models.BinaryField(null=True)
    created_at = models.DateTimeField(_("比对时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("下载截止"))

    objects = models.Manager.from_queryset(ComparisonQuerySet)()

    class Meta:
        verbose_name = _("比对")
        verbose_name_plural = _("比对")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def can_download(self):
        """Whether the answer is still kept; only `user` gets it."""
        return self.result is not None and self.expires_at > timezone.now()

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    def keep_list(self, content):
        self.content = crypto.encrypt_bytes(content, self.LIST_CONTEXT)

    def open_list(self) -> bytes:
        """The list as it was sent, while it is yet to be compared."""
        return crypto.decrypt_bytes(self.content, self.LIST_CONTEXT)

    def keep(self, content):
        self.result = crypto.encrypt_bytes(content, self.CONTEXT)

    def open(self) -> bytes:
        """The workbook with the answers."""
        return crypto.decrypt_bytes(self.result, self.CONTEXT)


def _end():
    return timezone.localdate() + datetime.timedelta(days=settings.PROPOSAL_KEEP_DAYS)


class ChangeProposal(ScopedModel):
    """变动线索: another office's list says that somebody died, left or came; the station finds out and decides.

    `person` is None for somebody who came and is not on file here: then name and number stand here,
    encrypted, until the decision. What nobody has decided by `purge_on` expires, and they go too.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待核实")
        CONFIRMED = "confirmed", _("属实，已登记")
        DISMISSED = "dismissed", _("不属实")
        EXPIRED = "expired", _("到期未核实")

    comparison = models.ForeignKey(
        Comparison, models.PROTECT, related_name="proposals", verbose_name=_("来源名单")
    )
    person = models.ForeignKey(
        "veterans.PersonFile", models.CASCADE, null=True, related_name="proposals", verbose_name=_("人员档案")
    )
    name = EncryptedTextField(_("姓名"), null=True)
    id_number = EncryptedTextField(_("身份证号"), mask="id", null=True)
    id_digest = models.CharField(max_length=64, blank=True)
    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="proposals", verbose_name=_("服务站")
    )
    kind = models.CharField(_("变动"), max_length=10, choices=ListKind)
    happened_on = PartialDateField(_("变动时间"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    why = models.CharField(_("说明"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("核实人")
    )
    decided_at = models.DateTimeField(_("核实时间"), null=True)
    purge_on = models.DateField(
        _("清除日期"), default=_end, help_text=_("到这一天还没有核实，姓名和号码自动清除")
    )

    class Meta:
        verbose_name = _("变动线索")
        verbose_name_plural = _("变动线索")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="open"), name="proposal_one_open_a_person"
            ),
            models.UniqueConstraint(
                fields=["id_digest", "kind"],
                condition=Q(state="open") & ~Q(id_digest=""),
                name="proposal_one_open_a_number",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def shown_name(self):
        """The name, for the station's own page; "" for a newcomer that is decided."""
        return self.person.name if self.person_id else self.name.open() if self.name else ""

    @property
    def audit_label(self):
        return self.person.archive_no if self.person_id else str(self)
