from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "veterans_portal"
    verbose_name = _("门户")

    def ready(self):
        from .dashboards.outlines import check_map

        checks.register(check_map)
