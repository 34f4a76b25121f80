"""诉求附件: what was handed in with a request, and the papers of a step of its way; made anew and encrypted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from veterans.models import StoredFile

from .. import vocabulary
from .requests import RequestHop, RequestPart, ServiceRequest


class RequestFile(RequestPart, StoredFile):
    """A picture or scan of a request, or with `hop` of what was said at that step.

    Who reads the words of the request opens it; a helper only what her slip names (`RequestSlip.files`).
    """

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="files", verbose_name=_("诉求"))
    hop = models.ForeignKey(
        RequestHop, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("办理经过")
    )
    kind = models.CharField(_("种类"), max_length=10, choices=vocabulary.RequestFileKind)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("诉求附件")
        verbose_name_plural = _("诉求附件")
        ordering = ["request", "created_at", "id"]

    def __str__(self):
        return self.audit_label

    @property
    def audit_label(self):
        return f"{self.request} {self.get_kind_display()}"
