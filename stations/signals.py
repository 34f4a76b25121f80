"""Sign-ins reach the audit log. A name that is no account is not kept: people type ID numbers there."""

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from . import audit
from .models import User


@receiver(user_logged_in)
def log_sign_in(sender, user, **kwargs):
    audit.record(audit.Action.LOGIN, actor=user, station=_home_of(user), target=user)


@receiver(user_login_failed)
def log_failed_sign_in(sender, credentials, **kwargs):
    user = User.objects.filter(username=credentials.get("username", "")).first()
    audit.record(audit.Action.LOGIN_FAILED, actor=None, station=user and _home_of(user), target=user)


def _home_of(user):
    memberships = user.live_memberships()
    return memberships[0].station if memberships else None
