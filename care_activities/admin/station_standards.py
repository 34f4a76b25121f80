"""Data entry of what the checklists ask, and of the stars that stations were awarded."""

from django.utils.translation import gettext_lazy as _

from stations.admin_base import ScopedModelAdmin
from stations.models import Station
from stations.roles import Verb


class StandardRuleAdmin(ScopedModelAdmin):
    """Which items a city or county asks."""

    list_display = ["item", "station", "is_asked", "wording"]
    list_filter = ["item"]
    list_select_related = ["station"]
    fields = ["station", "item", "is_asked", "wording"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "station":
            ruling = Station.objects.visible_to(request.user, Verb.CONFIGURE)
            field.queryset = ruling.filter(tier__in=[Station.Tier.CITY, Station.Tier.DISTRICT])
        return field


class StationStarAdmin(ScopedModelAdmin):
    """One award a row, as its document says."""

    list_display = ["station", "grade", "awarded_on", "document_no", "valid_until"]
    list_filter = ["grade"]
    list_select_related = ["station"]
    search_fields = ["station__place_name", "document_no"]
    search_help_text = _("地名、文号")
    autocomplete_fields = ["station"]
    fields = ["station", "grade", "awarded_on", "document_no", "valid_until"]
