"""组织生活与社会活动: Party membership, bringing it in, posts in the village, volunteering."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.fields import PartialDateField
from stations.models.tracked import ScopedModel

from .. import vocabulary
from ..validators import refuse_unit_designation
from .person import NOT_NEGATIVE, PersonFile, PersonRecord


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
    dues_on_time = models.BooleanField(_("按时缴纳党费"), null=True, blank=True)
    activities_last_year = models.CharField(
        _("上年参加组织生活"), max_length=1, choices=vocabulary.ActivityBand, blank=True
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
    letter_issued_by = models.CharField(_("开具介绍信的党组织"), max_length=60, blank=True)
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
        if self.relation_status in vocabulary.DECIDED_RELATIONS:
            blank = [name for name in ("decided_by", "decided_on", "decision_no") if not getattr(self, name)]
            if blank:
                raise ValidationError(
                    dict.fromkeys(blank, _("停止党籍或已脱离的，请填写作出决定的党组织、时间和文号。"))
                )


class PartyTransfer(PersonRecord):
    """Bringing a member in (纳入管理): letter, destination, and the step reached (domain §5).

    The portal records what the organisations did; the member's standing stays theirs to decide.
    """

    is_act = True
    Step = vocabulary.PartyTransferStep

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="party_transfers", verbose_name=_("人员档案")
    )
    from_organisation = models.CharField(_("原党组织"), max_length=60, blank=True)
    to_organisation = models.ForeignKey(
        "stations.PartyOrganisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="transfers_in",
        verbose_name=_("接收党组织"),
    )
    step = models.CharField(_("进展"), max_length=1, choices=Step, default=Step.FOUND, editable=False)
    opened_on = models.DateField(_("摸排日期"))
    closed_on = models.DateField(_("办结日期"), null=True, blank=True, editable=False)
    letter_no = models.CharField(_("介绍信编号"), max_length=40, blank=True)
    letter_issued_by = models.CharField(_("开具介绍信的党组织"), max_length=60, blank=True)
    letter_issued_on = models.DateField(_("介绍信开具日期"), null=True, blank=True)
    letter_valid_until = models.DateField(
        _("介绍信有效期至"), null=True, blank=True, help_text=_("不填时按开具后90天")
    )
    return_reason = models.CharField(_("退回原因"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("组织关系接转")
        verbose_name_plural = _("组织关系接转")
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_on__isnull=True),
                name="party_transfer_one_open",
                violation_error_message=_("这名党员已有一条接转正在办理，请打开原来那条。"),
            ),
            models.CheckConstraint(
                condition=Q(letter_issued_on__isnull=True)
                | Q(letter_valid_until__isnull=True)
                | Q(letter_valid_until__gte=models.F("letter_issued_on")),
                name="party_transfer_letter_dates",
                violation_error_message=_("介绍信有效期早于开具日期，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_step_display()}"


class PartyTransferEvent(ScopedModel):
    """One step of a transfer: when, by whom, with what remark."""

    scope = ("transfer__person__managing_station",)

    transfer = models.ForeignKey(PartyTransfer, models.CASCADE, related_name="events", verbose_name=_("接转"))
    step = models.CharField(_("进展"), max_length=1, choices=vocabulary.PartyTransferStep)
    on = models.DateField(_("日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True, validators=[refuse_unit_designation])
    actor_label = models.CharField(_("登记人"), max_length=160, editable=False)
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("接转进展")
        verbose_name_plural = _("接转进展")
        ordering = ["transfer", "id"]

    def __str__(self):
        return f"{self.on} {self.get_step_display()}"


class CommitteeTerm(PersonRecord):
    """兵支书, 两委任职: a post in the village or community, with its term."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="committee_terms", verbose_name=_("人员档案")
    )
    post = models.CharField(_("职务"), max_length=2, choices=vocabulary.CommitteePost)
    place = models.CharField(_("任职村(社区)"), max_length=60, blank=True)
    started_on = PartialDateField(_("任职开始"), blank=True)
    ended_on = PartialDateField(_("任职结束"), blank=True, help_text=_("仍在任的不填"))
    is_station_head = models.BooleanField(_("兼任服务站站长"), null=True, blank=True)
    collective_income = models.DecimalField(
        _("村集体年收入(万元)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )

    class Meta:
        verbose_name = _("两委任职")
        verbose_name_plural = _("两委任职")
        ordering = ["person", "-started_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on="")
                | Q(ended_on="")
                | Q(started_on__lte=models.F("ended_on"))
                | Q(started_on__startswith=models.F("ended_on")),
                name="committee_term_dates",
                violation_error_message=_("任职结束早于任职开始，请核对。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_post_display()}"


class Volunteering(PersonRecord):
    """志愿服务: the organisation somebody belongs to, and the hours so far."""

    person = models.ForeignKey(
        PersonFile, models.CASCADE, related_name="volunteering", verbose_name=_("人员档案")
    )
    organisation = models.CharField(_("志愿组织"), max_length=60)
    joined_on = PartialDateField(_("加入时间"), blank=True)
    hours = models.DecimalField(
        _("累计时数(小时)"), max_digits=7, decimal_places=1, null=True, blank=True, validators=NOT_NEGATIVE
    )
    note = models.CharField(_("服务内容"), max_length=200, blank=True, validators=[refuse_unit_designation])

    class Meta:
        verbose_name = _("志愿服务")
        verbose_name_plural = _("志愿服务")
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                name="volunteering_unique",
                violation_error_message=_("这个志愿组织已经登记过。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.organisation}"
