"""困难帮扶: whose life is hard, what was found out about it, and by which steps aid is approved."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.fields import CodesField, EncryptedTextField
from stations.models import Station, Tracked
from stations.roles import Verb
from stations.scoping import ScopedQuerySet, at, grants_of
from veterans.models import PersonFile
from veterans.validators import refuse_unit_designation

from .. import vocabulary

_Status = vocabulary.AidStatus
_NO_UNITS = [refuse_unit_designation]
_ENDED = [_Status.OUT, _Status.CLOSED]
_VERIFIED = [_Status.VERIFIED, _Status.NOT_FOUND, _Status.HELPED, _Status.CLOSED]


def not_after_today(day):
    """No act is registered before it happened."""
    if day > timezone.localdate():
        raise ValidationError(_("日期在今天之后，请核对。"), code="future")


class AidProcedure(Tracked):
    """The steps by which a city or county approves one kind of aid, or all kinds it names no steps for.

    The nearest station above a case has the word. An application keeps the steps it began with.
    """

    station = models.ForeignKey(
        Station,
        models.CASCADE,
        related_name="aid_procedures",
        verbose_name=_("市或区县"),
        help_text=_("对这个站及所有下级站有效；区县没有规定的，按市的"),
    )
    kind = models.CharField(
        _("帮扶类型"),
        max_length=12,
        choices=vocabulary.AidKind,
        blank=True,
        help_text=_("不选的，对没有单独规定的各类都有效"),
    )
    steps = CodesField(
        choices=vocabulary.AidStep,
        verbose_name=_("审批环节"),
        help_text=_("申请之后依次经过的环节；县级审批不能省"),
    )
    posting = models.CharField(_("公示"), max_length=6, choices=vocabulary.Posting)
    posting_days = models.PositiveSmallIntegerField(
        _("公示天数"), default=7, help_text=_("到期自动撤下，公示期满才能审批")
    )
    emergency_days = models.PositiveSmallIntegerField(
        _("急难先行补办期限（天）"), default=30, help_text=_("先行帮扶之后，多少天内补齐审批手续")
    )
    review_days = models.PositiveSmallIntegerField(
        _("申请复核期限（天）"), default=30, help_text=_("不予批准后，多少天内可以申请复核")
    )

    class Meta:
        verbose_name = _("帮扶审批环节")
        verbose_name_plural = _("帮扶审批环节")
        ordering = ["station", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind"],
                name="aid_procedure_unique",
                violation_error_message=_("这个站对这一类已有规定，请打开原来那条修改。"),
            ),
            models.CheckConstraint(
                condition=Q(posting_days__range=(1, 60))
                & Q(emergency_days__range=(1, 180))
                & Q(review_days__range=(1, 180)),
                name="aid_procedure_days",
                violation_error_message=_("公示天数请填1至60，补办和复核期限请填1至180。"),
            ),
        ]

    def __str__(self):
        return f"{self.station.place_name} {self.get_kind_display()}".strip()

    def clean(self):
        if vocabulary.AidStep.COUNTY not in (self.steps or ()):
            raise ValidationError({"steps": _("县级审批不能省，请勾选。")})
        if self.station_id and self.station.tier not in (Station.Tier.CITY, Station.Tier.DISTRICT):
            raise ValidationError({"station": _("审批环节由市或区县规定。")})


class AidCase(Tracked):
    """One hardship of one person, from 疑似困难 to 已脱困; it stays with the station that managed the file.

    The station that keeps the file now may read it.
    """

    scope_read = ("person__managing_station",)

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="aid_cases", verbose_name=_("服务站"), editable=False
    )
    person = models.ForeignKey(
        PersonFile, models.PROTECT, related_name="aid_cases", verbose_name=_("帮扶对象")
    )
    situation = models.CharField(_("困难情形"), max_length=2, choices=vocabulary.Situation)
    kind = models.CharField(_("帮扶类型"), max_length=12, choices=vocabulary.AidKind)
    group = models.CharField(
        _("所属类别"),
        max_length=12,
        choices=vocabulary.AidGroup,
        blank=True,
        help_text=_("不选的按帮扶类型：医疗为病有所医，就业为业有所成，其余为忧有所解"),
    )
    status = models.CharField(
        _("状态"), max_length=10, choices=_Status, default=_Status.SUSPECTED, editable=False
    )
    found_by = models.CharField(_("发现途径"), max_length=10, choices=vocabulary.FoundBy, blank=True)
    found_on = models.DateField(_("发现日期"), validators=[not_after_today], help_text=_("不晚于今天"))
    description = models.TextField(
        _("困难情况"),
        max_length=1000,
        blank=True,
        validators=_NO_UNITS,
        help_text=_("不要填写部队番号等内容"),
    )
    helper_staff = models.ForeignKey(
        "stations.StaffMember",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("帮扶责任人"),
        help_text=_("本站工作人员；与保障队伍成员只填一样"),
    )
    helper_support = models.ForeignKey(
        "stations.SupportMember",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("保障队伍成员"),
    )
    verified_on = models.DateField(
        _("核实日期"), null=True, blank=True, validators=[not_after_today], editable=False
    )
    helped_on = models.DateField(
        _("帮扶日期"), null=True, blank=True, validators=[not_after_today], editable=False
    )
    help_given = models.CharField(
        _("帮扶措施"),
        max_length=300,
        blank=True,
        validators=_NO_UNITS,
        editable=False,
        help_text=_("不发钱物的帮扶，如：介绍到某企业上班、法律顾问代写文书"),
    )
    recheck_on = models.DateField(_("下次复查日期"), null=True, blank=True)
    ended_on = models.DateField(
        _("退出日期"), null=True, blank=True, validators=[not_after_today], editable=False
    )
    exit_reason = models.CharField(
        _("退出原因"), max_length=10, choices=vocabulary.ExitReason, blank=True, editable=False
    )
    note = models.CharField(_("备注"), max_length=500, blank=True, validators=_NO_UNITS)

    class Meta:
        verbose_name = _("帮扶援助")
        verbose_name_plural = _("帮扶援助")
        ordering = ["-found_on", "-id"]
        indexes = [
            models.Index(fields=["station", "status", "found_on"], name="aid_station_status"),
            models.Index(fields=["found_on", "id"], name="aid_found"),
        ]
        constraints = [
            # Children of one family may all need help to go to school.
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(status__in=sorted(vocabulary.OPEN_CASES)) & ~Q(kind=vocabulary.AidKind.SCHOOLING),
                name="aid_one_open_a_kind",
                violation_error_message=_("这位对象已有一件同类的帮扶正在办理，请打开原来那件。"),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_VERIFIED) | Q(verified_on__isnull=False),
                name="aid_verified_is_dated",
                violation_error_message=_("已核实的，请填写核实日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(status=_Status.HELPED) | Q(helped_on__isnull=False),
                name="aid_helped_is_dated",
                violation_error_message=_("已帮扶的，请填写帮扶日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_ENDED) | Q(ended_on__isnull=False),
                name="aid_ended_is_dated",
                violation_error_message=_("已退出的，请填写退出日期。"),
            ),
            models.CheckConstraint(
                condition=Q(helper_staff__isnull=True) | Q(helper_support__isnull=True),
                name="aid_one_helper",
                violation_error_message=_("帮扶责任人和保障队伍成员只填一样。"),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if not self.group:
            self.group = vocabulary.GROUP_OF_KIND.get(self.kind, vocabulary.AidGroup.WORRIES)
        super().save(*args, **kwargs)

    @property
    def is_open(self):
        return self.status in vocabulary.OPEN_CASES

    @property
    def is_deletable(self):
        """Whether nobody has looked into it yet, so that it may have been entered by mistake."""
        return self.status == _Status.SUSPECTED and not self.applications.exists()

    @property
    def of_child(self):
        """Whether it is a child that is helped."""
        return self.kind == vocabulary.AidKind.SCHOOLING

    @property
    def helper(self):
        return self.helper_staff or self.helper_support

    @property
    def audit_label(self):
        return self.person.archive_no


class SchoolingQuerySet(ScopedQuerySet):
    """What is known of a child is for those who work at the station of the case and for those who approve."""

    def visible_to(self, user, verb=Verb.VIEW, *, under=None):
        held = grants_of(user, verb, under)
        own = [grant.station_id for grant in held]
        approving = at(grants_of(user, Verb.APPROVE, under), self.model.scope)
        return self.filter(approving | Q(case__station__in=own)) if held else self.none()


class SchoolingAid(Tracked):
    """子女助学: the child, and for which school year; who may read it says `SchoolingQuerySet`.

    The name is encrypted: it stands in no list, notice or log, and whole in no export.
    """

    scope = ("case__station",)

    case = models.OneToOneField(AidCase, models.CASCADE, related_name="schooling", verbose_name=_("帮扶援助"))
    child_name = EncryptedTextField(_("子女姓名"))
    child_digest = models.CharField(max_length=64, editable=False)
    stage = models.CharField(_("就读阶段"), max_length=1, choices=vocabulary.SchoolStage)
    year = models.PositiveSmallIntegerField(_("学年"), help_text=_("学年开始的年份，如：2026—2027学年填2026"))
    person = models.ForeignKey(
        PersonFile, models.PROTECT, related_name="schooling_aid", verbose_name=_("帮扶对象"), editable=False
    )

    objects = models.Manager.from_queryset(SchoolingQuerySet)()

    class Meta:
        verbose_name = _("子女助学")
        verbose_name_plural = _("子女助学")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "child_digest", "year"],
                name="aid_child_once_a_year",
                violation_error_message=_("这名子女这个学年的助学已经登记过，请打开原来那件。"),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)),
                name="aid_school_year",
                violation_error_message=_("学年请填四位年份，如：2026。"),
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.get_stage_display()}"

    @property
    def audit_label(self):
        return self.case.audit_label

    @property
    def name_in_clear(self):
        """The child's name, for a page that shows the row: it was reached through `visible_to`."""
        return self.child_name.open()
