"""Data entry of plaques."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from ..services.plaques import is_deletable, plaque_write
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
        (_("家庭"), {"fields": ["household", "role", "initiated_by", "is_parents_home"]}),
        (
            _("光荣牌"),
            {"fields": ["number", "status", "hung_on", "hung_date_unknown", "address", "position"]},
        ),
        (_("悬挂"), {"fields": ["squad", "led_by", "note"]}),
    ]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or is_deletable(obj))

    def delete_model(self, request, obj):
        """Also for rows that were ticked in the list: what has a history stays."""
        if not is_deletable(obj):
            raise PermissionDenied
        super().delete_model(request, obj)
