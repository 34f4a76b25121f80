"""政策库: what is promised to whom, whom it may concern, and who was told."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import Station, Tracked
from stations.scoping import SharedQuerySet
from veterans.models import PersonFile, StoredFile

from .. import vocabulary

_State = vocabulary.PolicyState


class PolicyQuerySet(SharedQuerySet):
    def in_state(self, state, today):
        """Those that are 未生效, 有效 or 已失效 on the date `today`."""
        coming, expired = Q(effective_on__gt=today), Q(expires_on__lt=today)
        if state == _State.COMING:
            return self.filter(coming)
        return self.filter(expired) if state == _State.EXPIRED else self.exclude(coming).exclude(expired)


class Policy(Tracked):
    """One document. The station that keeps it shares it with all stations below.

    `audience`: the filters of the list of people by which those it may concern are found, as a saved filter
    holds them, without station: each reader opens them within her own scope. {} says nobody in particular.
    """

    station = models.ForeignKey(
        Station,
        models.PROTECT,
        related_name="policies",
        verbose_name=_("维护单位"),
        help_text=_("这个站及所有下级站都能看到"),
    )
    title = models.CharField(_("标题"), max_length=120)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    issued_by = models.CharField(_("发文机关"), max_length=80, blank=True)
    level = models.CharField(_("层级"), max_length=10, choices=vocabulary.PolicyLevel)
    category = models.CharField(_("类别"), max_length=15, choices=vocabulary.PolicyCategory)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    expires_on = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("有效期的最后一天"))
    summary = models.TextField(
        _("内容摘要"), max_length=3000, help_text=_("写清什么人、能享受什么、怎么办理、带什么材料")
    )
    audience = models.JSONField(_("对象条件"), default=dict, blank=True, editable=False)

    objects = models.Manager.from_queryset(PolicyQuerySet)()

    class Meta:
        verbose_name = _("政策")
        verbose_name_plural = _("政策库")
        ordering = ["-published_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "title"],
                name="policy_title_unique",
                violation_error_message=_("政策库里已有同名的政策，请打开原来那条修改。"),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=models.F("effective_on")),
                name="policy_expires_after_effect",
                violation_error_message=_("失效日期早于生效日期，请核对。"),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        told = self.audience.items() if isinstance(self.audience, dict) else [(None, None)]
        if not all(isinstance(key, str) and isinstance(value, str) for key, value in told):
            raise ValidationError(_("对象条件的格式不对，请重新选择。"))

    @property
    def state(self):
        today = timezone.localdate()
        if self.effective_on and self.effective_on > today:
            return _State.COMING
        return _State.EXPIRED if self.expires_on and self.expires_on < today else _State.IN_FORCE


class PolicyFile(Tracked, StoredFile):
    """The document itself, as a scan or picture."""

    scope = ("policy__station",)

    policy = models.OneToOneField(Policy, models.CASCADE, related_name="file", verbose_name=_("政策"))

    objects = models.Manager.from_queryset(SharedQuerySet)()

    class Meta:
        verbose_name = _("政策原文")
        verbose_name_plural = _("政策原文")

    def __str__(self):
        return str(self.policy)


class PolicyNotice(Tracked):
    """That a person was told of a policy: when, how and by whom. It stays where the file was kept then."""

    scope_read = ("person__managing_station",)

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="policy_notices", verbose_name=_("服务站"), editable=False
    )
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="notices", verbose_name=_("政策"))
    person = models.ForeignKey(
        PersonFile, models.PROTECT, related_name="policy_notices", verbose_name=_("告知对象")
    )
    told_on = models.DateField(_("告知日期"), help_text=_("不晚于今天"))
    method = models.CharField(_("告知方式"), max_length=10, choices=vocabulary.NoticeMethod)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("告知人"),
    )

    class Meta:
        verbose_name = _("政策告知")
        verbose_name_plural = _("政策告知")
        ordering = ["-told_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "person"],
                name="policy_told_once",
                violation_error_message=_("这位对象已经登记过告知。"),
            ),
        ]

    def __str__(self):
        return f"{self.told_on} {self.policy}"

    @property
    def audit_label(self):
        return self.person.archive_no
