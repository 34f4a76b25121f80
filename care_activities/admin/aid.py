"""Data entry of aid: what is described of a case, and the steps of a city or county. Its way is gone on its page."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.admin_base import ScopedModelAdmin
from stations.models import Station
from stations.roles import Verb

from ..services.aid import case_write, history_add
from ..services.aid_seats import require_manager_of_rules
from ..tallies import recount_aid
from ..vocabulary import AidAct, AidKind
from .base import CareAdmin


class AidCaseAdmin(CareAdmin):
    """One hardship a row. Schooling is opened on the person's own page, where the child is asked for."""

    list_display = ["person", "station", "status", "kind", "situation", "found_on", "helper"]
    list_filter = ["status", "kind", "situation", "group", "found_on"]
    list_select_related = ["station", "person", "helper_staff", "helper_support"]
    search_fields = ["person__name__prefix", "person__archive_no"]
    search_help_text = _("对象的姓名、档案号")
    autocomplete_fields = ["person", "helper_staff", "helper_support"]
    fixed = ("person", "status", "verified_on", "helped_on", "ended_on")
    export_kind = "aid"
    write = case_write
    recount = recount_aid
    fieldsets = [
        (_("对象"), {"fields": ["person", "situation", "kind", "group"]}),
        (_("发现"), {"fields": ["found_by", "found_on", "description"]}),
        (_("帮扶"), {"fields": ["helper_staff", "helper_support", "recheck_on", "note"]}),
    ]

    @admin.display(description=_("责任人"))
    def helper(self, case):
        return case.helper

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind" and request.resolver_match.url_name.endswith("_add"):
            field.choices = [pair for pair in field.choices if pair[0] != AidKind.SCHOOLING]
        return field

    def save_row(self, request, obj, form, change):
        super().save_row(request, obj, form, change)
        if not change:
            history_add(obj, AidAct.OPENED, actor=request.user, on=obj.found_on)

    def has_delete_permission(self, request, obj=None):
        """Only what nobody has looked into yet may be deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_deletable)

    def get_actions(self, request):
        return {}


class AidProcedureAdmin(ScopedModelAdmin):
    """审批环节, of the city or of a county."""

    list_display = ["station", "kind", "steps_shown", "posting", "posting_days", "emergency_days"]
    list_select_related = ["station"]
    fields = ["station", "kind", "steps", "posting", "posting_days", "emergency_days", "review_days"]

    @admin.display(description=_("审批环节"))
    def steps_shown(self, procedure):
        return procedure.get_steps_display()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "station":
            rules = Station.objects.visible_to(request.user, Verb.APPROVE)
            field.queryset = rules.filter(tier__in=[Station.Tier.CITY, Station.Tier.DISTRICT])
        return field

    def save_row(self, request, obj, form, change):
        require_manager_of_rules(request.user, obj.station)
        super().save_row(request, obj, form, change)
