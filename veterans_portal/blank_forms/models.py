"""The blank forms a station keeps."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations import crypto
from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


class BlankFormQuerySet(ScopedQuerySet):
    def visible_to(self, user, verb=Verb.EXPORT, *, under=None):
        """Forms are used by who may export at the station that keeps them."""
        return super().visible_to(user, verb, under=under)


class BlankForm(ScopedModel):
    """A blank workbook (套表), encrypted, and what its header was taken for.

    `header`: see filling.recognise(). `query` is the filter it was filled with last: codes only, as in a
    saved filter. Words that a station teaches for its columns are TaughtWords of the kind `kind`.
    """

    CONTEXT = "veterans_portal.BlankForm.content"
    kind = "form"

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="blank_forms", verbose_name=_("服务站")
    )
    name = models.CharField(_("套表名称"), max_length=60)
    content = models.BinaryField()
    header = models.JSONField(_("表头"), default=dict)
    query = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    filled_at = models.DateTimeField(_("上次填报"), null=True)
    filled_rows = models.PositiveIntegerField(_("上次填报人数"), default=0)

    objects = models.Manager.from_queryset(BlankFormQuerySet)()

    class Meta:
        verbose_name = _("套表")
        verbose_name_plural = _("套表")
        ordering = ["-id"]

    def __str__(self):
        return self.name

    @property
    def audit_label(self):
        return f"{self.kind} {self.pk}"

    def seal(self, content: bytes) -> None:
        self.content = crypto.encrypt_bytes(content, self.CONTEXT)

    def open(self) -> bytes:
        """The workbook."""
        return crypto.decrypt_bytes(self.content, self.CONTEXT)
