"""Data entry beside the pages of requests: the catalogue of items, the times and the working calendar of the city."""

from .base import CareAdmin


class ServiceItemAdmin(CareAdmin):
    """One item a row; the stations below read it."""

    list_display = ["name", "demand", "station", "days", "withdrawn_on"]
    list_filter = ["demand"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station"]

    def save_row(self, request, obj, form, change):
        obj.save()


class DeadlineRuleAdmin(CareAdmin):
    """One time a row; what it is for is asked once."""

    list_display = ["subject", "length", "statutory", "basis"]
    list_select_related = ["station"]
    autocomplete_fields = ["station"]
    fixed = ("subject",)
    fields = ["station", "subject", "count", "basis"]

    def save_row(self, request, obj, form, change):
        obj.save()


class CalendarDayAdmin(CareAdmin):
    """One day a row that is not as its weekday has it."""

    list_display = ["date", "name", "is_working"]
    list_filter = ["is_working"]
    date_hierarchy = "date"
    autocomplete_fields = ["station"]

    def save_row(self, request, obj, form, change):
        obj.save()
