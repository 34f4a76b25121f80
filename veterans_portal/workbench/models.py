"""A list of rows whose number somebody keeps in view on her page."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.models.tracked import ScopedModel
from stations.roles import Verb
from stations.scoping import ScopedQuerySet


class KeptFigureQuerySet(ScopedQuerySet):
    def visible_to(self, user, verb=Verb.VIEW, *, under=None):
        """One's own."""
        return self.filter(owner=user) if user is not None and user.is_authenticated else self.none()


class KeptFigure(ScopedModel):
    """我的指标: a filtered list under a name; `page` names the list, `query` what it is asked for (codes and days).

    It holds no number: the rows are counted anew, as far as its owner may see them, whenever her page opens.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_figures", verbose_name=_("保存人")
    )
    name = models.CharField(_("名称"), max_length=20)
    page = models.CharField(_("名单"), max_length=40)
    query = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(KeptFigureQuerySet)()

    class Meta:
        verbose_name = _("我的指标")
        verbose_name_plural = _("我的指标")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="kept_figure_unique",
                violation_error_message=_("您已经有同名的指标，请换一个名称。"),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="kept_figure_named"),
        ]

    def __str__(self):
        return self.name
