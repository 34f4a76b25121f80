"""Data entry for stations, their people and places, users and the log. Classes declare, they do not think."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from . import audit, services
from .admin_base import ScopedForm, ScopedInline, ScopedModelAdmin, ScopedTabularInline
from .models import (
    DiningBenefit,
    PartnerOrganisation,
    RegionIndicator,
    StationAlias,
    SupportDuty,
    User,
    VillageGroup,
)
from .roles import Role, Verb


class IndicatorInline(ScopedTabularInline):
    model = RegionIndicator


class VillageGroupInline(ScopedTabularInline):
    model = VillageGroup


class AliasInline(ScopedTabularInline):
    model = StationAlias


class StationAdmin(ScopedModelAdmin):
    """The profile of a station. Code, tier and parent belong to the tree's keepers (CONFIGURE)."""

    list_display = ["name", "code", "tier", "is_established", "phone"]
    list_filter = ["tier", "is_active", "is_established"]
    search_fields = ["place_name", "name", "code", "aliases__name"]
    autocomplete_fields = ["parent", "leading_party_organisation"]
    inlines = [IndicatorInline, VillageGroupInline, AliasInline]
    structure = ["code", "tier", "parent", "name", "place_name", "is_active"]
    fieldsets = [
        (_("站点"), {"fields": [*structure, "is_established", "phone", "opening_hours"]}),
        (_("场地与党组织"), {"fields": ["host_place", "home_name", "leading_party_organisation"]}),
        (
            _("辖区概况"),
            {
                "fields": [
                    "established",
                    "area_km2",
                    "residents",
                    "residents_permanent",
                    "residents_registered",
                    "estimated",
                ]
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.holds(Verb.CONFIGURE) else self.structure

    def save_row(self, request, obj, form, change):
        if change and "parent" in form.changed_data and obj.parent is not None:
            services.station_move(actor=request.user, station=self._stored(obj), parent=obj.parent)
            moved = self._stored(obj)
            obj.path, obj.version = moved.path, moved.version
        elif not change:
            obj.path = f"{obj.parent.path if obj.parent else ''}{obj.code}/"
        obj.save()


def who_links(model_admin, request, obj=None):
    """Which account a person signs in with is for those to say who give rights away."""
    return () if request.user.holds(Verb.GRANT) else ("user",)


class StaffMemberAdmin(ScopedModelAdmin):
    list_display = ["name", "station", "post", "concurrent_post", "is_party_member", "is_dedicated"]
    list_filter = ["post", "is_party_member", "is_dedicated"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station", "user"]
    get_readonly_fields = who_links


class ServicePostAdmin(ScopedModelAdmin):
    list_display = ["name", "station", "counter", "duty_person", "sign_displayed"]
    list_select_related = ["station", "duty_person"]
    search_fields = ["name"]
    autocomplete_fields = ["station", "duty_person"]


class SupportDutyInline(ScopedTabularInline):
    model = SupportDuty
    fields = ["weekday", "part", "place"]


class SupportMemberAdmin(ScopedModelAdmin):
    """The partner is one of the station's own or one that a station above shares."""

    list_display = ["name", "station", "role", "organisation", "duty_days", "left_on"]
    list_filter = ["role"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station", "user"]
    get_readonly_fields = who_links
    export_kind = "support"
    inlines = [SupportDutyInline]
    fieldsets = [
        (_("成员"), {"fields": ["station", "name", "role", "organisation", "partner", "phone", "user"]}),
        (_("任期和驻点"), {"fields": ["joined_on", "left_on", "duty_days"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "partner":
            kwargs["queryset"] = PartnerOrganisation.objects.offered_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SquadAdmin(ScopedModelAdmin):
    list_display = ["name", "station", "leader_name", "leader_post"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station", "members"]


class DiningBenefitInline(ScopedInline):
    model = DiningBenefit


class VenueAdmin(ScopedModelAdmin):
    list_display = ["name", "kind", "station", "opening_hours", "supports_veterans"]
    list_filter = ["kind"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station"]
    inlines = [DiningBenefitInline]


class RedResourceAdmin(ScopedModelAdmin):
    list_display = ["name", "kind", "station", "address", "closed_on"]
    list_filter = ["kind"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station"]
    export_kind = "red_resources"


class PartnerOrganisationAdmin(ScopedModelAdmin):
    list_display = ["name", "kind", "station", "contact_name", "phone", "ended_on"]
    list_filter = ["kind"]
    list_select_related = ["station"]
    search_fields = ["name"]
    autocomplete_fields = ["station"]
    export_kind = "partners"


class PartyOrganisationAdmin(ScopedModelAdmin):
    list_display = ["name", "kind", "station", "parent"]
    list_filter = ["kind"]
    list_select_related = ["station", "parent"]
    search_fields = ["name"]
    autocomplete_fields = ["station", "parent"]


class MembershipForm(ScopedForm):
    """Offers only what the granting user may give away; the service checks once more."""

    def clean(self):
        cleaned = super().clean()
        station, role = cleaned.get("station"), cleaned.get("role")
        if station and role and role not in services.grantable_roles(self.actor, station):
            raise forms.ValidationError(_("您不能在这个站授予“%s”。") % Role(role).label)
        return cleaned


class MembershipAdmin(ScopedModelAdmin):
    list_display = ["user", "station", "role", "valid_until"]
    list_filter = ["role"]
    list_select_related = ["user", "station"]
    search_fields = ["user__username", "user__full_name"]
    autocomplete_fields = ["station"]
    form = MembershipForm

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or services.may_regrant(request.user, [obj]))

    has_delete_permission = has_change_permission

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form

    def get_changeform_initial_data(self, request):
        return {"user": request.GET.get("user")}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":  # a new colleague has no membership yet and is in nobody's scope
            unplaced = User.objects.filter(memberships__isnull=True)
            kwargs["queryset"] = (User.objects.visible_to(request.user, Verb.GRANT) | unplaced).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class UserCreationForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "full_name"]


class UserAdmin(ScopedModelAdmin, StockUserAdmin):
    """Accounts of the granting user's subtree; what they may do is a membership, never a field here."""

    list_display = ["username", "full_name", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "new_password"]
    form = StockUserAdmin.form
    add_form = UserCreationForm
    fieldsets = [
        (_("账号"), {"fields": ["username", "full_name", "language", "new_password"]}),
        (_("状态"), {"fields": ["is_active", "last_login"]}),
    ]
    add_fieldsets = [(_("账号"), {"fields": ["username", "full_name", "password1", "password2"]})]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or services.may_regrant(request.user, obj.memberships.all()))

    @admin.display(description=_("密码"))
    def new_password(self, user):
        """A link, instead of the stock form's details of the stored hash."""
        url = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a class="link" href="{}">{}</a>', url, _("重设密码"))

    def response_add(self, request, obj, post_url_continue=None):
        """A new account can do nothing yet: go on to its first membership."""
        self.message_user(request, _("账号已建立。请接着选择它在哪个站、担任什么角色。"))
        return HttpResponseRedirect(f"{reverse('admin:stations_membership_add')}?user={obj.pk}")


class AuditEntryAdmin(ScopedModelAdmin):
    """The log: read only, newest first, narrowed to the auditor's subtree."""

    list_display = ["at", "actor_label", "action", "station_name", "target", "shown_fields", "reason"]
    list_filter = ["action"]
    search_fields = ["actor_label", "target_label"]
    ordering = ["-id"]

    @admin.display(description=_("对象"))
    def target(self, entry):
        """Of a file the archive number leads to who can open it and who did; a refusal names no file."""
        is_file = entry.target_type == "veterans.personfile" and entry.action != entry.Action.REFUSED
        if not is_file or not entry.target_label:
            return entry.target_label
        return format_html(
            '<a href="{}">{}</a>', reverse("archive-access", args=[entry.target_label]), entry.target_label
        )

    @admin.display(description=_("涉及字段"))
    def shown_fields(self, entry):
        return "、".join(audit.field_labels(entry))
