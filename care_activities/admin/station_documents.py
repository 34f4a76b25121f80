"""Data entry of a station's documents. Scans and new versions are added on the pages of the library."""

from ..services.station_documents import document_drop, document_write
from .base import CareAdmin


class StationDocumentAdmin(CareAdmin):
    """One version a row; one that a newer version has taken the place of stays as it is."""

    list_display = ["title", "version_label", "kind", "station", "effective_on", "ended_on", "is_posted"]
    list_filter = ["kind", "is_posted", "effective_on"]
    list_select_related = ["station"]
    search_fields = ["title"]
    autocomplete_fields = ["station"]
    fixed = ("station",)
    export_kind = "documents"
    write = document_write
    fields = [
        *("station", "kind", "title", "version_label", "effective_on", "ended_on"),
        *("is_posted", "text"),
    ]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not hasattr(obj, "newer")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not hasattr(obj, "newer")

    def delete_row(self, request, obj):
        document_drop(obj)

    def get_actions(self, request):
        return {}
