"""附件: photos and scans of a file, kept encrypted and made anew from their pictures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import vocabulary
from .person import PersonFile, PersonRecord


class StoredFile(models.Model):
    """A row with a picture or scan. `stored` is the name in the storage; the content there is encrypted."""

    stored = models.CharField(max_length=100, unique=True, editable=False)
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField(_("大小（字节）"), editable=False)
    pages = models.PositiveSmallIntegerField(_("页数"), default=1, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("上传人"),
    )

    class Meta:
        abstract = True


class Attachment(PersonRecord, StoredFile):
    """One picture or scanned document of a person."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="attachments", verbose_name=_("人员档案")
    )
    kind = models.CharField(_("种类"), max_length=20, choices=vocabulary.AttachmentKind)
    title = models.CharField(_("说明"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ["person", "kind", "-id"]

    def __str__(self):
        return self.title or self.get_kind_display()
