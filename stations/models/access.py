"""Users and what they hold where."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import UserQuerySet
from ..roles import ROLE_VERBS, Role
from ..scoping import Grant
from .tracked import ScopedModel


class PortalUserManager(UserManager.from_queryset(UserQuerySet)):
    def _create_user_object(self, username, email, password, **extra_fields):
        # Django's manager sets these two; here they do not exist.
        extra_fields.pop("is_staff", None)
        extra_fields.pop("is_superuser", None)
        return super()._create_user_object(username, email, password, **extra_fields)


class User(AbstractUser):
    """An account. What it may do comes from its memberships alone; there is no superuser."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", _("简体中文")
        ENGLISH = "en", _("英文")

    scope = ("memberships__station",)

    first_name = last_name = None
    is_superuser = groups = user_permissions = None

    full_name = models.CharField(_("姓名"), max_length=50, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, choices=Language, default=Language.CHINESE)

    objects = PortalUserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        swappable = "AUTH_USER_MODEL"

    def __str__(self):
        return self.full_name or self.username

    @property
    def is_staff(self):
        """May open the admin site: has a membership in force."""
        return bool(self.live_memberships())

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name or self.username

    def live_memberships(self):
        """The memberships in force today, with their stations; read once per instance (a request)."""
        if not hasattr(self, "_live_memberships"):
            today = timezone.localdate()
            in_force = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=today)
            rows = self.memberships.filter(in_force).select_related("station").order_by("station__path")
            self._live_memberships = list(rows) if self.pk and self.is_active else []
        return self._live_memberships

    def grants(self, verb):
        """Where this user holds `verb`: a tuple of scoping.Grant, empty when nowhere; found once per instance."""
        known = self.__dict__.setdefault("_grants", {})
        if verb not in known:
            held = [m for m in self.live_memberships() if verb in ROLE_VERBS[Role(m.role)]]
            known[verb] = tuple(map(Grant, {m.station_id: m.station for m in held}.values()))
        return known[verb]

    def holds(self, verb):
        return bool(self.grants(verb))


class Membership(ScopedModel):
    """A role at a station, holding there and below until its last day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("用户"))
    station = models.ForeignKey(
        "Station", models.PROTECT, related_name="memberships", verbose_name=_("服务站")
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    valid_until = models.DateField(
        _("有效期至"), null=True, blank=True, help_text=_("当天仍有效；不填为长期有效")
    )

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        ordering = ["station__path", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "station", "role"],
                name="membership_unique",
                violation_error_message=_("该用户在这个站已经有这个角色。"),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.station} · {self.get_role_display()}"
