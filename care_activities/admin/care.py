"""Data entry of care: services, contracts, meals in the canteen, hours of volunteers."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from stations.models import PartnerOrganisation, Venue
from stations.roles import Verb
from veterans.models import PersonFile

from ..care_tallies import recount_care
from ..models import CareContract
from ..services.care_contracts import care_contract_write
from ..services.care_services import care_service_write, care_warning
from ..services.dining import dining_use_write, dining_warning
from ..services.volunteering import volunteer_service_write
from .base import CareAdmin


class CareContractAdmin(CareAdmin):
    """One contract a row."""

    list_display = ["name", "station", "provider", "starts_on", "ends_on", "state_shown", "amount"]
    list_filter = ["ends_on"]
    list_select_related = ["station", "provider"]
    search_fields = ["name", "document_no"]
    autocomplete_fields = ["station"]
    export_kind = "care_contracts"
    write = care_contract_write
    fieldsets = [
        (_("合同"), {"fields": ["station", "name", "provider", "document_no", "amount"]}),
        (_("服务"), {"fields": ["starts_on", "ends_on", "terminated_on", "coverage", "note"]}),
    ]

    @admin.display(description=_("状态"))
    def state_shown(self, contract):
        return contract.state.label

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "provider":  # a county's partner serves the stations below it
            kwargs["queryset"] = PartnerOrganisation.objects.offered_to(request.user).select_related(
                "station"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CareServiceAdmin(CareAdmin):
    """One service a row. A service to the wrong one is deleted and entered anew."""

    list_display = ["date", "person", "station", "items_shown", "minutes", "result"]
    list_filter = ["date", "result"]
    list_select_related = ["station", "person"]
    search_fields = ["person__name__prefix", "person__archive_no"]
    search_help_text = _("服务对象的姓名、档案号")
    autocomplete_fields = ["person", "support", "staff"]
    fixed = ("person",)
    export_kind = "care_services"
    write = care_service_write
    recount = recount_care
    fieldsets = [
        (_("对象"), {"fields": ["person", "date"]}),
        (_("服务"), {"fields": ["items", "minutes", "content", "result"]}),
        (_("服务人"), {"fields": ["support", "staff", "contract"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).told_to(request.user)

    @admin.display(description=_("服务项目"))
    def items_shown(self, service):
        return service.get_items_display()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "contract":
            kwargs["queryset"] = CareContract.objects.offered_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_row(self, request, obj, form, change):
        super().save_row(request, obj, form, change)
        if warning := care_warning(obj.person):
            messages.warning(request, warning)


class DiningUseAdmin(CareAdmin):
    """The meals of a day, or of one person, a row."""

    list_display = ["date", "venue", "person", "meals", "discount"]
    list_filter = ["date"]
    list_select_related = ["venue", "person"]
    autocomplete_fields = ["person"]
    fixed = ("venue", "person")
    export_kind = "dining_uses"
    write = dining_use_write
    recount = recount_care
    fields = ["venue", "date", "person", "meals", "discount", "note"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "venue":
            canteens = Venue.objects.visible_to(request.user, Verb.ADD)
            kwargs["queryset"] = canteens.filter(kind=Venue.Kind.CANTEEN, closed_on__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_row(self, request, obj, form, change):
        super().save_row(request, obj, form, change)
        if warning := dining_warning(obj):
            messages.warning(request, warning)


class VolunteerServiceAdmin(CareAdmin):
    """The hours of one volunteer on one day a row."""

    list_display = ["date", "who", "station", "work", "hours"]
    list_filter = ["work", "date"]
    list_select_related = ["station", "volunteer", "person"]
    search_fields = ["person__name__prefix", "volunteer__name__prefix"]
    search_help_text = _("志愿者姓名")
    autocomplete_fields = ["station", "volunteer", "person"]
    fixed = ("volunteer", "person")
    export_kind = "volunteering"
    write = volunteer_service_write
    recount = recount_care
    fields = ["station", "date", "volunteer", "person", "work", "hours", "content"]

    @admin.display(description=_("志愿者"))
    def who(self, service):
        return service.who

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":  # who lives here may help here, wherever the file is kept
            kwargs["queryset"] = PersonFile.objects.visible_to(request.user, Verb.VIEW)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
