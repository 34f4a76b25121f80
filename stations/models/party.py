from django.db import models
from django.utils.translation import gettext_lazy as _

from .tracked import Tracked


class PartyOrganisation(Tracked):
    """A Party committee, general branch, branch or group (党委/党总支/党支部/党小组) of a station's place."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("党委")
        GENERAL_BRANCH = "general_branch", _("党总支")
        BRANCH = "branch", _("党支部")
        GROUP = "group", _("党小组")

    station = models.ForeignKey(
        "Station", models.PROTECT, related_name="party_organisations", verbose_name=_("所属站")
    )
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级党组织")
    )

    class Meta:
        verbose_name = _("党组织")
        verbose_name_plural = _("党组织")
        ordering = ["station", "name"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="party_organisation_unique"),
        ]

    def __str__(self):
        return self.name
