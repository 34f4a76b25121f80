"""Data entry of policies. Whom one may concern is chosen on its page, which shows how many it finds."""

from ..services.policies import policy_drop, policy_write
from .base import CareAdmin


class PolicyAdmin(CareAdmin):
    """One document a row."""

    list_display = ["title", "station", "level", "category", "document_no", "published_on", "expires_on"]
    list_filter = ["level", "category"]
    list_select_related = ["station"]
    search_fields = ["title", "document_no"]
    autocomplete_fields = ["station"]
    fixed = ("station",)
    export_kind = "policies"
    write = policy_write
    fields = [
        "station",
        "title",
        "document_no",
        "issued_by",
        "level",
        "category",
        "published_on",
        "effective_on",
        "expires_on",
        "summary",
    ]

    def has_delete_permission(self, request, obj=None):
        """One of which somebody was told stays."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.notices.exists())

    def delete_row(self, request, obj):
        policy_drop(obj, actor=request.user)

    def get_actions(self, request):
        return {}
