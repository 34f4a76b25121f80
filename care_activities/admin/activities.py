"""Data entry of activities and opinions: what is described of them. Their way is gone on their own pages."""

from stations.roles import Verb
from veterans.models import PersonFile

from ..services.activities import activity_write
from ..services.opinions import opinion_write
from ..tallies import recount_activities
from .base import CareAdmin


class ActivityAdmin(CareAdmin):
    """One activity a row; people, pictures and resources are on its page."""

    list_display = ["date", "topic", "kind", "series", "red_plus", "station", "state", "guests"]
    list_filter = ["state", "kind", "series", "red_plus", "date"]
    list_select_related = ["station"]
    search_fields = ["topic"]
    autocomplete_fields = ["station", "venue", "organiser"]
    fixed = ("station",)
    export_kind = "activities"
    write = activity_write
    recount = recount_activities
    fields = [
        *("station", "kind", "series", "series_other", "red_plus", "topic", "date", "starts_at", "ends_at"),
        *("hours", "venue", "place", "organiser", "host", "plan", "note"),
    ]

    def get_actions(self, request):
        return {}

    def has_delete_permission(self, request, obj=None):
        """On the activity's own page, which knows what hangs on it."""
        return False


class OpinionAdmin(CareAdmin):
    """What was taken down, to be corrected; the steps are gone on its page."""

    list_display = ["received_on", "category", "station", "state", "closed_on"]
    list_filter = ["state", "category", "received_on"]
    list_select_related = ["station"]
    autocomplete_fields = ["person"]
    export_kind = "opinions"
    write = opinion_write
    fields = ["category", "content", "received_on", "person", "said_by"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":  # residents speak too, whose files are kept elsewhere
            kwargs["queryset"] = PersonFile.objects.visible_to(request.user, Verb.VIEW)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_actions(self, request):
        return {}

    def has_add_permission(self, request):
        """Taken down on its own page, which knows the activity and the station."""
        return False

    def has_delete_permission(self, request, obj=None):
        return False
