"""What people taught the import: their words for our columns, answers and stations."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


class TaughtQuerySet(ScopedQuerySet):
    """What a station taught is seen and forgotten by who may import there."""

    def visible_to(self, user, verb=Verb.IMPORT):
        return super().visible_to(user, verb)


class TaughtWord(ScopedModel):
    """A word of a kind of sheet and what it means in the imports of a station and of those below it.

    `target`: of a HEADER the header of our column; of a LABEL a code of the column `column`, "" where the
    cell stays blank; of a STATION its 12-digit code. The nearest station's word counts.
    """

    class Subject(models.TextChoices):
        HEADER = "header", _("列名")
        LABEL = "label", _("内容")
        STATION = "station", _("站名")

    station = models.ForeignKey(
        "stations.Station", models.CASCADE, related_name="taught_words", verbose_name=_("服务站")
    )
    kind = models.CharField(_("表格种类"), max_length=20)
    subject = models.CharField(_("对应的是"), max_length=10, choices=Subject)
    column = models.CharField(_("列"), max_length=40, blank=True)
    word = models.CharField(_("表里的写法"), max_length=60)
    target = models.CharField(_("对应到"), max_length=40, blank=True)
    taught_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("对应人")
    )
    taught_at = models.DateTimeField(_("对应时间"), auto_now=True)

    objects = models.Manager.from_queryset(TaughtQuerySet)()

    class Meta:
        verbose_name = _("导入对应")
        verbose_name_plural = _("导入对应")
        ordering = ["kind", "subject", "column", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind", "subject", "column", "word"], name="taught_word_unique"
            ),
        ]

    def __str__(self):
        return self.word

    @property
    def audit_label(self):
        """Without the word, which came out of somebody's sheet."""
        return f"{self.kind} {self.subject} {self.pk}"
