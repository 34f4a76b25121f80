from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareActivitiesConfig(AppConfig):
    name = "care_activities"
    verbose_name = _("走访慰问与光荣牌")
