"""The admin site and, by hand, everything registered on it."""

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from care_activities import admin as care_admin
from care_activities import models as care_models
from stations import admin as stations_admin
from stations import models as stations_models
from stations.access import public
from stations.admin_base import everywhere
from veterans import admin as veterans_admin
from veterans import models as veterans_models

from .people.entry.admin import PersonEntryAdmin


class AutocompleteView(AutocompleteJsonView):
    """Rows of the user's scope; any station where the field only says who else may read (`scope_read`)."""

    @property
    def is_open(self):
        return self.source_field.name in self.source_field.model.scope_read

    def get_queryset(self):
        if not self.is_open:
            return super().get_queryset()
        stations = everywhere(self.source_field.related_model).select_related("parent").order_by("path")
        found, _several = self.model_admin.get_search_results(self.request, stations, self.term)
        return found.distinct()

    def serialize_result(self, obj, to_field_name):
        """Villages of one name are told apart by what lies above them."""
        result = super().serialize_result(obj, to_field_name)
        if self.is_open and obj.parent is not None:
            result["text"] = f"{result['text']}（{obj.parent.place_name}）"
        return result


class PortalAdminSite(AdminSite):
    site_header = site_title = _("数据登记")
    index_title = _("数据登记")
    site_url = "/"
    final_catch_all_view = False

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_active and request.user.is_staff

    def get_urls(self):
        # The stock r/<type>/<id>/ tells whether a row exists (facts: Django admin).
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view, cacheable=False):
        """Every view of the site asks has_permission; marked so that access.py knows it as declared."""
        checked = super().admin_view(view, cacheable)
        checked.admin_site = self
        return checked

    @public
    def login(self, request, extra_context=None):
        """Only the portal's own page asks for a password; who is signed in already lacks a station."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("home"))

    def autocomplete_view(self, request):
        """Takes what is typed by POST, so that no number stands in an address or a server's log."""
        if request.method == "POST":
            request.GET, request.method = request.POST, "GET"
        return AutocompleteView.as_view(admin_site=self)(request)


site = PortalAdminSite(name="admin")

for model, model_admin in [
    (veterans_models.PersonFile, PersonEntryAdmin),
    (veterans_models.Household, veterans_admin.HouseholdAdmin),
    (veterans_models.CardBatch, veterans_admin.CardBatchAdmin),
    (veterans_models.MeritNews, veterans_admin.MeritNewsAdmin),
    (care_models.Policy, care_admin.PolicyAdmin),
    (care_models.Activity, care_admin.ActivityAdmin),
    (care_models.Opinion, care_admin.OpinionAdmin),
    (care_models.ServiceItem, care_admin.ServiceItemAdmin),
    (care_models.CalendarDay, care_admin.CalendarDayAdmin),
    (care_models.DeadlineRule, care_admin.DeadlineRuleAdmin),
    (care_models.AidCase, care_admin.AidCaseAdmin),
    (care_models.AidProcedure, care_admin.AidProcedureAdmin),
    (care_models.CareContract, care_admin.CareContractAdmin),
    (care_models.CareService, care_admin.CareServiceAdmin),
    (care_models.DiningUse, care_admin.DiningUseAdmin),
    (care_models.VolunteerService, care_admin.VolunteerServiceAdmin),
    (care_models.Visit, care_admin.VisitAdmin),
    (care_models.VisitRound, care_admin.VisitRoundAdmin),
    (care_models.ContactRule, care_admin.ContactRuleAdmin),
    (care_models.Plaque, care_admin.PlaqueAdmin),
    (care_models.StandardRule, care_admin.StandardRuleAdmin),
    (care_models.StationCheck, care_admin.StationCheckAdmin),
    (care_models.StationStar, care_admin.StationStarAdmin),
    (care_models.StationDocument, care_admin.StationDocumentAdmin),
    (stations_models.Station, stations_admin.StationAdmin),
    (stations_models.StaffMember, stations_admin.StaffMemberAdmin),
    (stations_models.ServicePost, stations_admin.ServicePostAdmin),
    (stations_models.Venue, stations_admin.VenueAdmin),
    (stations_models.SupportMember, stations_admin.SupportMemberAdmin),
    (stations_models.RedResource, stations_admin.RedResourceAdmin),
    (stations_models.PartnerOrganisation, stations_admin.PartnerOrganisationAdmin),
    (stations_models.Squad, stations_admin.SquadAdmin),
    (stations_models.PartyOrganisation, stations_admin.PartyOrganisationAdmin),
    (stations_models.User, stations_admin.UserAdmin),
    (stations_models.Membership, stations_admin.MembershipAdmin),
    (stations_models.AuditEntry, stations_admin.AuditEntryAdmin),
]:
    site.register(model, model_admin)
