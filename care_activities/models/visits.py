"""走访慰问: who was visited when and why, and what was brought."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.models import Tracked
from veterans.models import Household, PersonFile
from veterans.models.person import NAME_LENGTH
from veterans.validators import refuse_unit_designation
from veterans.vocabulary import FileStatus

from .. import vocabulary
from ..fields import MoneyField

_OF_PERSON = Q(person__isnull=False, household__isnull=True)
_OF_HOUSEHOLD = Q(person__isnull=True, household__isnull=False)
_KEY = ["station", "date", "occasion", "method"]
_TWICE = _("这一天、同样的事由和方式，已经登记过走访这位对象；要补充内容，请打开原来那条修改。")

_TWICE_IN_ROUND = _("这个批次已经登记过走访这位对象；要补充内容，请打开原来那条修改。")


def _remark(label):
    return models.TextField(
        label,
        max_length=1000,
        blank=True,
        validators=[refuse_unit_designation],
        help_text=_("不要填写部队番号、驻地等内容"),
    )


class Visit(Tracked):
    """One visit to one person (1 人次) or to one household (1 户次 and its members living there).

    It belongs to the station where it happened, wherever the person's file is kept now or later.
    """

    station = models.ForeignKey(
        "stations.Station",
        models.PROTECT,
        related_name="visits",
        verbose_name=_("服务站"),
        help_text=_("走访由哪个站进行，就选哪个站"),
    )
    date = models.DateField(_("走访日期"), help_text=_("不晚于今天"))
    occasion = models.CharField(_("事由"), max_length=20, choices=vocabulary.Occasion)
    method = models.CharField(_("方式"), max_length=20, choices=vocabulary.Method)
    person = models.ForeignKey(
        PersonFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("走访对象"),
        help_text=_("走访对象和走访家庭只填一样"),
    )
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("走访家庭"),
        help_text=_("按户慰问、没有具体到人时填写"),
    )
    members_present = models.PositiveSmallIntegerField(
        _("人次"),
        default=1,
        editable=False,
        help_text=_("走访个人计 1 人次；走访家庭按当时住在该户、档案在册的人数计"),
    )
    visitors = models.CharField(
        _("走访人及职务"), max_length=200, blank=True, help_text=_("如：村党委书记某某、工作人员某某")
    )
    cash = MoneyField(_("慰问金（元）"))
    goods = models.CharField(_("慰问品"), max_length=200, blank=True, help_text=_("如：大米一袋、食用油一桶"))
    goods_value = MoneyField(_("慰问品价值（元）"))
    round = models.ForeignKey(
        "care_activities.VisitRound",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("走访批次"),
        help_text=_("属于某一批次的才选"),
    )
    recipient = models.CharField(
        _("代领人"), max_length=NAME_LENGTH, blank=True, help_text=_("本人领取的不填")
    )
    recipient_relation = models.CharField(
        _("代领人与本人关系"), max_length=20, blank=True, help_text=_("如：配偶、女儿、邻居")
    )
    signed = models.BooleanField(_("已签收"), null=True, blank=True)
    content = _remark(_("走访内容"))
    feedback = _remark(_("反馈意见"))
    note = _remark(_("备注"))

    class Meta:
        verbose_name = _("走访慰问")
        verbose_name_plural = _("走访慰问")
        ordering = ["-date", "-id"]
        indexes = [
            models.Index(fields=["station", "date", "occasion"], name="visit_station_date"),
            models.Index(fields=["date", "id"], name="visit_date"),  # the newest of a city or district
        ]
        constraints = [
            models.CheckConstraint(
                condition=_OF_PERSON | _OF_HOUSEHOLD,
                name="visit_one_target",
                violation_error_message=_("请填写走访对象或走访家庭，两样只填一样。"),
            ),
            models.CheckConstraint(
                condition=_OF_HOUSEHOLD | Q(members_present=1),
                name="visit_person_counts_once",
                violation_error_message=_("走访个人只计 1 人次。"),
            ),
            models.CheckConstraint(
                condition=Q(cash__gte=0, goods_value__gte=0),
                name="visit_money_not_negative",
                violation_error_message=_("金额不能是负数。"),
            ),
            models.UniqueConstraint(
                fields=[*_KEY, "person"],
                condition=Q(person__isnull=False),
                name="visit_person_unique",
                violation_error_message=_TWICE,
            ),
            models.UniqueConstraint(
                fields=[*_KEY, "household"],
                condition=Q(household__isnull=False),
                name="visit_household_unique",
                violation_error_message=_TWICE,
            ),
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(round__isnull=False, person__isnull=False),
                name="visit_round_person_once",
                violation_error_message=_TWICE_IN_ROUND,
            ),
            models.UniqueConstraint(
                fields=["round", "household"],
                condition=Q(round__isnull=False, household__isnull=False),
                name="visit_round_household_once",
                violation_error_message=_TWICE_IN_ROUND,
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.get_occasion_display()} {self.target}"

    def clean(self):
        """Refuses a day to come, and a visit to somebody who had died by then (but for 吊唁)."""
        if self.date and self.date > timezone.localdate():
            raise ValidationError({"date": _("走访日期在今天之后，请核对。")})
        if self.date and self.person and self._after_death():
            raise ValidationError(
                _(
                    "这位对象的档案已登记去世，只能登记“去世吊唁”。"
                    "如果走访在去世之前，请先核对档案里的去世时间和这里的走访日期。"
                ),
                code="deceased",
            )
        if self.recipient_relation and not self.recipient:
            raise ValidationError({"recipient": _("写了与本人关系，请写明代领人的姓名。")})
        if self.recipient and not self.recipient_relation:
            raise ValidationError({"recipient_relation": _("有代领人的，请写明与本人的关系。")})
        if self.round:
            self._agree_with_round()

    def _agree_with_round(self):
        if self.round.occasion != self.occasion:
            raise ValidationError({"round": _("批次的节日与这里的事由不同，请核对。")})
        if self.station_id and not self.station.path.startswith(self.round.station.path):
            raise ValidationError({"round": _("这个服务站不在这个批次的范围内。")})

    def _after_death(self):
        if self.person.status != FileStatus.DECEASED or self.occasion == vocabulary.Occasion.CONDOLENCE:
            return False
        died = self.person.status_changed_on  # as precise as known; blank sorts before every date
        return self.date.isoformat()[: len(died)] >= died

    @property
    def target(self):
        """The person or the household visited."""
        return self.person or self.household

    @property
    def audit_label(self):
        return f"{self.date} {self.target.audit_label}"
