from stations.admin_base import ScopedModelAdmin

from .. import tallies


class HouseholdAdmin(ScopedModelAdmin):
    list_display = ["number", "head_name", "address", "village_group", "station"]
    list_select_related = ["station", "village_group"]
    search_fields = ["number__prefix", "head_name__prefix"]
    autocomplete_fields = ["station"]
    recount = tallies.recount
