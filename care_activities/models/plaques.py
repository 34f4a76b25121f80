"""光荣牌: which household hangs one, since when and where."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.dates import surely_before
from stations.models import Squad, Tracked
from veterans.models import Household
from veterans.validators import refuse_unit_designation

from .. import standing, vocabulary

_Status = vocabulary.PlaqueStatus
_DATED = Q(hung_on__isnull=False, hung_date_unknown=False)
_DATE_UNKNOWN = Q(hung_on__isnull=True, hung_date_unknown=True)
_WAITING = [_Status.TO_CONFIRM, _Status.TO_HANG]
MOST_REISSUES = 2
_NEVER_HUNG = Q(hung_on__isnull=True, hung_date_unknown=False)


class Plaque(Tracked):
    """The plaque of one household (国办发〔2018〕72号): one household hangs one, whatever it qualifies by.

    An old plaque may be registered as hung on an unknown day (存量登记). The station is the household's
    own when the plaque is registered.
    """

    station = models.ForeignKey(
        "stations.Station", models.PROTECT, related_name="plaques", verbose_name=_("服务站"), editable=False
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="plaques", verbose_name=_("家庭"), help_text=_("一户只挂一块")
    )
    number = models.CharField(_("牌号"), max_length=30, blank=True, help_text=_("本地编号，没有可不填"))
    role = models.CharField(
        _("悬挂资格"),
        max_length=2,
        choices=vocabulary.PlaqueRole,
        help_text=_("同时符合几类的，也只挂一块，选其中一类"),
    )
    initiated_by = models.CharField(
        _("办理方式"),
        max_length=12,
        choices=vocabulary.Initiation,
        help_text=_("列入县级名单主动发放的选“主动”；由家庭提出的选“依申请”"),
    )
    status = models.CharField(_("状态"), max_length=10, choices=_Status)
    hung_on = models.DateField(_("悬挂日期"), null=True, blank=True, help_text=_("不晚于今天"))
    hung_date_unknown = models.BooleanField(
        _("日期不详"), default=False, help_text=_("早已悬挂、查不到日期的存量登记，勾选这里")
    )
    address = models.CharField(_("悬挂地址"), max_length=200, blank=True)
    position = models.CharField(
        _("悬挂位置"),
        max_length=10,
        choices=vocabulary.Position,
        blank=True,
        help_text=_("一般挂在大门；不合适的，挂在室内醒目处"),
    )
    squad = models.ForeignKey(
        Squad, models.PROTECT, null=True, blank=True, related_name="plaques", verbose_name=_("小分队")
    )
    led_by = models.CharField(
        _("牵头人及职务"), max_length=60, blank=True, help_text=_("如：村党委第一书记某某")
    )
    note = models.CharField(_("备注"), max_length=500, blank=True, validators=[refuse_unit_designation])
    is_parents_home = models.BooleanField(
        _("挂在现役军人父母家"),
        default=False,
        help_text=_("现役军人与父母分户的，父母家也可以悬挂；父母离异的，由本人选定一家"),
    )
    list_no = models.CharField(_("县级名单文号"), max_length=60, blank=True, editable=False)
    returned_reason = models.CharField(_("退回原因"), max_length=200, blank=True, editable=False)
    # 补发 so far, also of the plaques that the household hung before this one.
    reissues = models.PositiveSmallIntegerField(_("补发次数"), default=0, editable=False)
    override_reason = models.CharField(_("超次补发的理由"), max_length=200, blank=True, editable=False)
    replaced_on = models.DateField(_("更换日期"), null=True, blank=True, editable=False)
    cancelled_on = models.DateField(_("取消日期"), null=True, blank=True, editable=False)
    decision_no = models.CharField(_("取消文号"), max_length=60, blank=True, editable=False)
    restored_on = models.DateField(_("恢复日期"), null=True, blank=True, editable=False)
    moved_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="moved_from",
        verbose_name=_("迁往"),
        editable=False,
    )

    class Meta:
        verbose_name = _("光荣牌")
        verbose_name_plural = _("光荣牌")
        ordering = ["station", "household", "id"]
        indexes = [models.Index(fields=["station", "status"], name="plaque_station_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(status=_Status.HUNG),
                name="plaque_one_a_household",
                violation_error_message=_("这一户已经悬挂光荣牌；一户只挂一块，请打开原来那条修改。"),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(status__in=_WAITING),
                name="plaque_one_on_its_way",
                violation_error_message=_("这一户已有一块光荣牌正在办理，请打开原来那条。"),
            ),
            models.CheckConstraint(
                condition=Q(reissues__lte=MOST_REISSUES) | ~Q(override_reason=""),
                name="plaque_reissued_twice",
                violation_error_message=_("补发一般不超过两次；再补发须由县级写明理由。"),
            ),
            models.CheckConstraint(
                condition=Q(is_parents_home=False) | Q(role=vocabulary.PlaqueRole.SERVING),
                name="plaque_parents_home_serving",
                violation_error_message=_("只有现役军人家庭的光荣牌可以挂在父母家。"),
            ),
            models.CheckConstraint(
                condition=~Q(status=_Status.HUNG) | _DATED | _DATE_UNKNOWN,
                name="plaque_hung_is_dated",
                violation_error_message=_(
                    "已悬挂的，请填写悬挂日期；确实查不到的，勾选“日期不详”，两样只填一样。"
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_WAITING) | _NEVER_HUNG,
                name="plaque_waiting_has_no_date",
                violation_error_message=_("还没有悬挂的，请不要填写悬挂日期，也不要勾选“日期不详”。"),
            ),
        ]

    def __str__(self):
        return f"{self.household} {self.get_status_display()}"

    def clean(self):
        if self._state.adding and self.household_id:
            self.station = self.household.station
        if self.hung_on and self.hung_on > timezone.localdate():
            raise ValidationError({"hung_on": _("悬挂日期在今天之后，请核对。")})
        if self._nobody_is_left():
            raise ValidationError(
                _("这一户符合条件的人都已登记去世，不能再新挂光荣牌；早已悬挂的，状态请选“已悬挂”。")
            )

    def _nobody_is_left(self):
        """Whether saving brings the household nearer to a plaque after all who entitle it have died.

        What hung while they lived stays, and can be registered later (存量登记).
        """
        if not self.household_id or self.role == vocabulary.PlaqueRole.SERVING:
            return False  # a serving soldier has no file to tell by
        known = Plaque.objects.filter(pk=self.pk).values_list("status", flat=True)
        before = None if self._state.adding else known.first()
        begins = self.status in _WAITING and before is None
        goes_up = self.status == _Status.HUNG and before != _Status.HUNG and self.hung_on is not None
        if not begins and not goes_up:
            return False
        found = standing.standing_of(self.household)
        if found.may_hang or found.grounds == standing.Grounds.NONE:
            return False  # living, or nobody on file yet: who lives there is not known
        if begins or not found.last_death:
            return begins or before is not None
        return surely_before(found.last_death, self.hung_on.isoformat())

    @property
    def audit_label(self):
        return self.household.audit_label
