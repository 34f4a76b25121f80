"""How often groups of people are contacted: a small table, kept by the city and the counties."""

from .base import CareAdmin


class ContactRuleAdmin(CareAdmin):
    """One group and means a row."""

    list_display = ["station", "group_label", "means", "days"]
    list_filter = ["means"]
    list_select_related = ["station"]
    autocomplete_fields = ["station"]
    fields = ["station", "tag", "object_class", "means", "days"]

    def save_row(self, request, obj, form, change):
        obj.save()
