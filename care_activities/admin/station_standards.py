"""Data entry of what the checklists ask, of checks, and of the stars that stations were awarded."""

from django.utils.translation import gettext_lazy as _

from stations.admin_base import ScopedModelAdmin, ScopedTabularInline
from stations.models import Station
from stations.roles import Verb

from ..models import StationCheckItem
from ..services.station_standards import check_register
from ..vocabulary import StandardItem


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


class StationCheckItemInline(ScopedTabularInline):
    """The answers: a line an item, those of the other list stay empty."""

    model = StationCheckItem
    fields = ["item", "answer", "evidence", "venue", "document"]
    autocomplete_fields = ["venue", "document"]
    max_num = len(StandardItem)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the buttons beside a choice, for which a line has no room."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.is_relation:
            for act in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{act}_related", False)
        return field

    def get_extra(self, request, obj=None, **kwargs):
        return self.max_num

    def has_add_permission(self, request, obj=None):
        return obj is None and super().has_add_permission(request, obj)


class StationCheckAdmin(ScopedModelAdmin):
    """A check with its items on one page. It is never changed: a later one takes its place."""

    list_display = ["checked_on", "station", "checklist", "result", "checker", "is_current"]
    list_filter = ["checklist", "result", "is_current", "checked_on"]
    list_select_related = ["station"]
    search_fields = ["station__place_name"]
    search_help_text = _("地名")
    autocomplete_fields = ["station"]
    inlines = [StationCheckItemInline]
    export_kind = "standard_checks"
    fields = ["station", "checklist", "checked_on", "checker", "note"]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | {"initial": [{"item": item} for item in StandardItem]}

    def save_model(self, request, obj, form, change):
        """See save_related: check and answers are one act."""

    def save_related(self, request, form, formsets, change):
        check, [items] = form.instance, [formset.save(commit=False) for formset in formsets]
        names = ("answer", "evidence", "venue", "document")
        told = {name: getattr(check, name) for name in self.fields}
        answers = {item.item: {name: getattr(item, name) for name in names} for item in items}
        check.pk = check_register(actor=request.user, answers=answers, **told).pk


class StationStarAdmin(ScopedModelAdmin):
    """One award a row, as its document says."""

    list_display = ["station", "grade", "awarded_on", "document_no", "valid_until"]
    list_filter = ["grade"]
    list_select_related = ["station"]
    export_kind = "stars"
    search_fields = ["station__place_name", "document_no"]
    search_help_text = _("地名、文号")
    autocomplete_fields = ["station"]
    fields = ["station", "grade", "awarded_on", "document_no", "valid_until"]
