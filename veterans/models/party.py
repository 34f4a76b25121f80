"""党员身份与组织关系."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import PartialDateField

from .. import vocabulary
from .person import PersonFile, PersonRecord


class PartyMembership(PersonRecord):
    """Party membership as the party organisation states it; the portal derives no status."""

    person = models.OneToOneField(
        PersonFile, models.CASCADE, related_name="party_membership", verbose_name=_("人员档案")
    )
    standing = models.CharField(_("党员类别"), max_length=1, choices=vocabulary.PartyStanding, blank=True)
    joined_on = PartialDateField(_("入党时间"), blank=True)
    organisation = models.ForeignKey(
        "stations.PartyOrganisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("所在党组织"),
    )
    post = models.CharField(_("党内职务"), max_length=2, choices=vocabulary.PartyPost, blank=True)
    relation_status = models.CharField(
        _("组织关系"), max_length=1, choices=vocabulary.RelationStatus, blank=True
    )
    dues_paid_to = PartialDateField(_("党费缴至"), future=True, blank=True, help_text=_("填到月"))
    contact = models.ForeignKey(
        "stations.StaffMember",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacted_members",
        verbose_name=_("联系人"),
    )
    last_contact_on = models.DateField(_("最近联系日期"), null=True, blank=True)
    floating_since = PartialDateField(_("外出流动起始"), blank=True)
    floating_to = models.CharField(_("流动去向"), max_length=60, blank=True)
    letter_no = models.CharField(_("介绍信编号"), max_length=40, blank=True)
    letter_issued_on = models.DateField(_("介绍信开具日期"), null=True, blank=True)
    letter_valid_until = models.DateField(_("介绍信有效期至"), null=True, blank=True)
    decided_by = models.CharField(_("作出决定的党组织"), max_length=60, blank=True)
    decided_on = PartialDateField(_("决定时间"), blank=True)
    decision_no = models.CharField(_("决定文号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("党员信息")
        verbose_name_plural = _("党员信息")
        constraints = [
            models.CheckConstraint(
                condition=~Q(relation_status__in=sorted(vocabulary.DECIDED_RELATIONS))
                | (~Q(decided_by="") & ~Q(decided_on="") & ~Q(decision_no="")),
                name="party_finding_needs_decision",
                violation_error_message=_("停止党籍或已脱离的，请填写作出决定的党组织、时间和文号。"),
            ),
            models.CheckConstraint(
                condition=Q(letter_issued_on__isnull=True)
                | Q(letter_valid_until__isnull=True)
                | Q(letter_valid_until__gte=models.F("letter_issued_on")),
                name="party_letter_dates",
                violation_error_message=_("介绍信有效期早于开具日期，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_relation_status_display()}"

    def clean(self):
        """Party fields belong to party members: the political status must not say otherwise."""
        politics = self.person.political_status
        if politics and politics not in vocabulary.PARTY_POLITICAL_STATUSES:
            raise ValidationError(_("政治面貌不是中共党员或预备党员，请先核对政治面貌，再填写党员信息。"))
