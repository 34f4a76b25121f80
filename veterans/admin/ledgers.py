from stations.admin_base import ScopedModelAdmin

from .. import tallies


class HouseholdAdmin(ScopedModelAdmin):
    list_display = ["number", "head_name", "address", "village_group", "has_serving_member", "station"]
    list_filter = ["has_serving_member"]
    list_select_related = ["station", "village_group"]
    search_fields = ["number__prefix", "head_name__prefix"]
    autocomplete_fields = ["station"]
    recount = tallies.recount


class CardBatchAdmin(ScopedModelAdmin):
    list_display = ["name", "station", "opened_on", "received_on"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station"]


class MeritNewsAdmin(ScopedModelAdmin):
    list_display = ["household", "merit", "received_on", "delivered_on"]
    list_filter = ["merit"]
    list_select_related = ["household"]
    autocomplete_fields = ["household"]
