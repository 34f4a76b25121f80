"""Data entry of visits."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb
from veterans.models import PersonFile

from ..models import VisitRound
from ..services.visits import visit_write
from ..tallies import recount_visits
from .base import CareAdmin


class VisitAdmin(CareAdmin):
    """One visit a row. A visit to the wrong one is deleted and entered anew."""

    list_display = [
        "date",
        "station",
        "target",
        "occasion",
        "method",
        "members_present",
        "cash",
        "goods_value",
    ]
    list_filter = ["occasion", "method", "date"]
    list_select_related = ["station", "person", "household"]
    search_fields = ["person__name__prefix", "person__archive_no", "household__head_name__prefix"]
    search_help_text = _("走访对象或户主的姓名、档案号")
    autocomplete_fields = ["station", "person", "household"]
    fixed = ("person", "household")
    export_kind = "visits"
    write = visit_write
    recount = recount_visits
    fieldsets = [
        (
            _("走访"),
            {"fields": ["station", "date", "occasion", "method", "person", "household", "visitors", "round"]},
        ),
        (
            _("慰问"),
            {"fields": ["cash", "goods", "goods_value", "signed", "recipient", "recipient_relation"]},
        ),
        (_("情况"), {"fields": ["content", "feedback", "note"]}),
    ]

    @admin.display(description=_("走访对象"))
    def target(self, visit):
        return visit.target

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":  # the residence station visits people whose files it may not change
            kwargs["queryset"] = PersonFile.objects.visible_to(request.user, Verb.VIEW)
        if db_field.name == "round":  # a village registers in the rounds that stations above have opened
            kwargs["queryset"] = VisitRound.objects.visible_to(request.user, Verb.VIEW).running()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class VisitRoundAdmin(CareAdmin):
    """What of a round may be put right: whom it is for stays, since its list was frozen by that."""

    list_display = ["name", "station", "due_on", "budget", "closed_at"]
    list_filter = ["year", "occasion"]
    list_select_related = ["station"]
    fixed = ("station", "year", "occasion", "unit", "selection", "tags")
    fieldsets = [
        (
            _("批次"),
            {"fields": ["name", "due_on", "station", "year", "occasion", "unit", "selection", "tags"]},
        ),
        (_("慰问"), {"fields": ["budget", "cash", "goods", "goods_value"]}),
    ]

    def save_row(self, request, obj, form, change):
        obj.save()
