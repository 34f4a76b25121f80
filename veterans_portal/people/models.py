"""What a clerk keeps beside the files: filters she named, and text she has not saved yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import EncryptedTextField
from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


class SavedFilterQuerySet(ScopedQuerySet):
    def visible_to(self, user, verb=Verb.VIEW, *, under=None):
        """One's own, and those shared at a station where one works; only the owner changes hers."""
        if user is None or not user.is_authenticated:
            return self.none()
        own = Q(owner=user)
        if verb != Verb.VIEW:
            return self.filter(own)
        shared = [grant.station_id for grant in user.grants(Verb.VIEW)]
        return self.filter(own | Q(station__in=shared))


class SavedFilter(ScopedModel):
    """A list of people under a name: which filters, columns and order. Holds no name and no number."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name=_("保存人")
    )
    station = models.ForeignKey(
        "stations.Station",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_filters",
        verbose_name=_("共享给"),
        help_text=_("选了站，这个站的同事也能用"),
    )
    name = models.CharField(_("名称"), max_length=40)
    query = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(SavedFilterQuerySet)()

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = _("常用筛选")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_filter_unique",
                violation_error_message=_("您已经有同名的筛选，请换一个名称。"),
            ),
        ]

    def __str__(self):
        return self.name


class DraftQuerySet(ScopedQuerySet):
    def visible_to(self, user, verb=Verb.VIEW, *, under=None):
        """One's own drafts, nobody else's."""
        return self.filter(owner=user) if user is not None and user.is_authenticated else self.none()


class Draft(ScopedModel):
    """The entry form of one file as far as it was typed, kept for its writer until it is saved."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=40, help_text=_("新建或档案的编号"))
    content = EncryptedTextField(mask="text")
    saved_at = models.DateTimeField(auto_now=True)

    objects = models.Manager.from_queryset(DraftQuerySet)()

    class Meta:
        verbose_name = _("草稿")
        verbose_name_plural = _("草稿")
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="draft_unique")]

    def __str__(self):
        return f"{self.owner_id} {self.key}"
