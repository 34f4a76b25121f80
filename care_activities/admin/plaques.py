"""Data entry of plaques."""

from django.utils.translation import gettext_lazy as _

from ..services.plaques import plaque_write
from ..tallies import recount_plaques
from .base import CareAdmin


class PlaqueAdmin(CareAdmin):
    """One plaque a row, at the station of its household."""

    list_display = ["household", "station", "role", "status", "hung_on", "hung_date_unknown", "position"]
    list_filter = ["status", "role", "initiated_by", "hung_on"]
    list_select_related = ["station", "household"]
    search_fields = ["household__head_name__prefix", "household__number", "number"]
    search_help_text = _("户主姓名、户号、牌号")
    autocomplete_fields = ["household", "squad"]
    fixed = ("household",)
    export_kind = "plaques"
    write = plaque_write
    recount = recount_plaques
    fieldsets = [
        (_("家庭"), {"fields": ["household", "role", "initiated_by"]}),
        (
            _("光荣牌"),
            {"fields": ["number", "status", "hung_on", "hung_date_unknown", "address", "position"]},
        ),
        (_("悬挂"), {"fields": ["squad", "led_by", "note"]}),
    ]
