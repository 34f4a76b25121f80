"""消息: what the portal tells the people of a station; it names rows by number, never people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .tracked import ScopedModel


class Notice(ScopedModel):
    """One sentence for a station, with the page it is about: `url_name` and its `target`."""

    station = models.ForeignKey("Station", models.CASCADE, related_name="notices", verbose_name=_("服务站"))
    at = models.DateTimeField(_("时间"))
    text = models.CharField(_("内容"), max_length=200)
    url_name = models.CharField(max_length=40, blank=True)
    target = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-id"]
        indexes = [models.Index(fields=["station", "-id"], name="notice_newest")]

    def __str__(self):
        return self.text


class NoticesRead(models.Model):
    """Up to which notice a user has read: a mark of hers alone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notices_read"
    )
    upto = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.upto)
