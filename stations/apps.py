from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = _("服务站")

    def ready(self):
        from . import signals, triggers  # noqa: F401  signals: the audit of sign-ins

        post_migrate.connect(lambda **kwargs: triggers.install(), sender=self, weak=False)
