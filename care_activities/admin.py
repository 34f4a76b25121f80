"""Data entry for visits and plaques. Classes declare, they do not think."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.admin_base import ScopedModelAdmin
from stations.roles import Verb
from veterans.models import PersonFile

from .services.plaques import plaque_write
from .services.visits import visit_write
from .tallies import recount_plaques, recount_visits


class CareAdmin(ScopedModelAdmin):
    """Rows written by their service (`write`); the columns in `fixed` are asked only once."""

    write = None
    fixed = ()

    def get_readonly_fields(self, request, obj=None):
        return self.fixed if obj else ()

    def save_row(self, request, obj, form, change):
        type(self).write(obj, actor=request.user)


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
        (_("走访"), {"fields": ["station", "date", "occasion", "method", "person", "household", "visitors"]}),
        (_("慰问"), {"fields": ["cash", "goods", "goods_value"]}),
        (_("情况"), {"fields": ["content", "feedback", "note"]}),
    ]

    @admin.display(description=_("走访对象"))
    def target(self, visit):
        return visit.target

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":  # the residence station visits people whose files it may not change
            kwargs["queryset"] = PersonFile.objects.visible_to(request.user, Verb.VIEW)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PlaqueAdmin(CareAdmin):
    """One plaque a row, at the station of its household."""

    list_display = ["household", "station", "role", "status", "hung_on", "hung_date_unknown", "position"]
    list_filter = ["status", "role", "initiated_by", "hung_on"]
    list_select_related = ["station", "household"]
    search_fields = ["household__head_name__prefix", "household__number", "number"]
    search_help_text = _("户主姓名、户号、牌号")
    autocomplete_fields = ["household", "squad"]
    fixed = ("household",)
    export_kind = "plaques"
    write = plaque_write
    recount = recount_plaques
    fieldsets = [
        (_("家庭"), {"fields": ["household", "role", "initiated_by"]}),
        (
            _("光荣牌"),
            {"fields": ["number", "status", "hung_on", "hung_date_unknown", "address", "position"]},
        ),
        (_("悬挂"), {"fields": ["squad", "led_by", "note"]}),
    ]
