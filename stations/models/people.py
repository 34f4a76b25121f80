"""Who works at a station and who stands behind it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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


class SupportMember(Tracked):
    """One of the people a station can call on (保障队伍), by role."""

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
    duty_days = models.CharField(_("驻点时间"), max_length=60, blank=True, help_text=_("如：每周三上午"))

    class Meta:
        verbose_name = _("保障队伍成员")
        verbose_name_plural = _("保障队伍成员")
        ordering = ["station", "role", "id"]

    def __str__(self):
        return self.name


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
