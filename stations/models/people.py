"""Who works at a station and who stands behind it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import identity
from ..crypto import Secret
from ..fields import EncryptedTextField
from ..scoping import SharedQuerySet
from .tracked import Tracked


class StaffMember(Tracked):
    """A person who works at the station: 站长 (one), 副站长, 工作人员, often beside another post."""

    class Post(models.TextChoices):
        HEAD = "head", _("站长")
        DEPUTY = "deputy", _("副站长")
        WORKER = "worker", _("工作人员")

    station = models.ForeignKey("Station", models.PROTECT, related_name="staff", verbose_name=_("服务站"))
    name = models.CharField(_("姓名"), max_length=50)
    post = models.CharField(_("职务"), max_length=10, choices=Post)
    concurrent_post = models.CharField(
        _("兼任职务"), max_length=40, blank=True, help_text=_("如：村党委书记")
    )
    is_party_member = models.BooleanField(_("中共党员"), null=True, blank=True)
    is_dedicated = models.BooleanField(_("专责人员"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="staff_member",
        verbose_name=_("登录账号"),
    )
    left_on = models.DateField(_("离任日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = _("工作人员")
        ordering = ["station", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station"],
                condition=models.Q(post="head", left_on__isnull=True),
                name="one_head_a_station",
                violation_error_message=_("这个站已经有站长；请先给原站长填写离任日期。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def audit_label(self):
        """The log names people's files by number, and staff no otherwise."""
        return f"工作人员 {self.pk}"


class ServicePost(Tracked):
    """退役军人服务工作岗: a desk or window, its sign and who is on duty."""

    station = models.ForeignKey("Station", models.CASCADE, related_name="posts", verbose_name=_("服务站"))
    name = models.CharField(_("岗位名称"), max_length=40)
    counter = models.CharField(_("窗口号"), max_length=10, blank=True)
    duty_person = models.ForeignKey(
        StaffMember, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("值班人员")
    )
    sign_displayed = models.BooleanField(_("已挂牌"), null=True, blank=True)

    class Meta:
        verbose_name = _("服务工作岗")
        verbose_name_plural = _("服务工作岗")

    def __str__(self):
        return self.name


class SupportQuerySet(SharedQuerySet):
    def in_post(self, day):
        """Those who had come and not left by the date `day`; an unknown day of coming counts as come."""
        come = models.Q(joined_on__isnull=True) | models.Q(joined_on__lte=day)
        return self.filter(come, models.Q(left_on__isnull=True) | models.Q(left_on__gt=day))


class SupportMember(Tracked):
    """One of the people a station can call on (保障队伍), by role; the stations below may call on them too.

    The telephone is a person's own: encrypted, masked in lists, in clear where the station itself works with it.
    """

    class Role(models.TextChoices):
        TOWN_LEADER = "town_leader", _("街道领导")
        PARTY_MEMBER = "party_member", _("党员")
        POLICE = "police", _("社区民警")
        LEGAL_ADVISER = "legal_adviser", _("社区法律顾问")
        VOLUNTEER = "volunteer", _("志愿者")
        SOCIAL_WORKER = "social_worker", _("社工")

    station = models.ForeignKey(
        "Station", models.CASCADE, related_name="support_members", verbose_name=_("服务站")
    )
    name = models.CharField(_("姓名"), max_length=50)
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    organisation = models.CharField(_("单位"), max_length=60, blank=True)
    partner = models.ForeignKey(
        "PartnerOrganisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="support_members",
        verbose_name=_("合作单位"),
        help_text=_("由登记过的合作单位派来的才选"),
    )
    phone = EncryptedTextField(
        _("联系电话"), mask="phone", null=True, blank=True, help_text=_("加密保存，名单里只显示前后几位")
    )
    duty_days = models.CharField(_("驻点时间"), max_length=60, blank=True, help_text=_("如：每周三上午"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="support_member",
        verbose_name=_("登录账号"),
        help_text=_("角色为“协作人员”的账号，只看得到请他协办的协办单"),
    )
    joined_on = models.DateField(_("到任日期"), null=True, blank=True)
    left_on = models.DateField(_("离任日期"), null=True, blank=True)

    objects = models.Manager.from_queryset(SupportQuerySet)()

    class Meta:
        verbose_name = _("保障队伍成员")
        verbose_name_plural = _("保障队伍成员")
        ordering = ["station", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__gte=models.F("joined_on")),
                name="support_leaves_after_joining",
                violation_error_message=_("离任日期早于到任日期，请核对。"),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.phone:
            try:
                number = identity.check_phone(self.phone.open(), allow_sample=settings.PORTAL_ALLOW_SAMPLES)
            except identity.IdentityError as error:
                raise ValidationError({"phone": error.message}) from None
            self.phone = Secret(number, "phone")

    @property
    def audit_label(self):
        """The log names people's files by number, and helpers no otherwise."""
        return f"保障队伍 {self.pk}"


class SupportDuty(Tracked):
    """驻点: a part of a weekday on which a member is regularly at a place."""

    class Weekday(models.IntegerChoices):
        """As `date.isoweekday()` counts."""

        MONDAY = 1, _("周一")
        TUESDAY = 2, _("周二")
        WEDNESDAY = 3, _("周三")
        THURSDAY = 4, _("周四")
        FRIDAY = 5, _("周五")
        SATURDAY = 6, _("周六")
        SUNDAY = 7, _("周日")

    class Part(models.TextChoices):
        MORNING = "am", _("上午")
        AFTERNOON = "pm", _("下午")

    scope = ("member__station",)

    member = models.ForeignKey(
        SupportMember, models.CASCADE, related_name="duties", verbose_name=_("保障队伍成员")
    )
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=Weekday)
    part = models.CharField(_("时段"), max_length=2, choices=Part)
    place = models.CharField(_("地点"), max_length=60, blank=True, help_text=_("不填为本站"))

    objects = models.Manager.from_queryset(SharedQuerySet)()

    class Meta:
        verbose_name = _("每周驻点")
        verbose_name_plural = _("每周驻点")
        ordering = ["member", "weekday", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "weekday", "part"],
                name="support_duty_once",
                violation_error_message=_("这一天的这个时段已经排过，请打开原来那条修改。"),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()}{self.get_part_display()}"


class Squad(Tracked):
    """党员小分队: the team that goes from door to door."""

    station = models.ForeignKey("Station", models.CASCADE, related_name="squads", verbose_name=_("服务站"))
    name = models.CharField(_("名称"), max_length=40)
    leader_name = models.CharField(_("带队人"), max_length=50)
    leader_post = models.CharField(
        _("带队人职务"), max_length=40, blank=True, help_text=_("如：村党委第一书记")
    )
    members = models.ManyToManyField(SupportMember, blank=True, related_name="squads", verbose_name=_("队员"))

    class Meta:
        verbose_name = _("小分队")
        verbose_name_plural = _("小分队")

    def __str__(self):
        return self.name
