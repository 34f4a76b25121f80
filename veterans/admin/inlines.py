"""The parts of a file, in the order of the archive's tabs."""

from django.utils.translation import gettext_lazy as _

from stations.admin_base import ScopedInline

from ..forms import BenefitFormSet, PersonInlineFormSet
from ..models import Benefit, Disability, Employment, Honour, PartyMembership, Placement, ServiceRecord


class PersonInline(ScopedInline):
    """A part that nearly everybody has stands open (`opens`); the others wait behind their button."""

    formset = PersonInlineFormSet
    opens = False

    def get_extra(self, request, obj=None, **kwargs):
        return int(self.opens and (obj is None or not self.model.objects.filter(person=obj).exists()))


class ServiceRecordInline(PersonInline):
    model = ServiceRecord
    opens = True
    fields = [
        ("enlisted_on", "discharged_on"),
        ("enlisted_from", "hukou_at_enlistment"),
        ("military_category", "rank"),
        ("combat", "nuclear_test", "major_mission"),
        ("special_region", "special_post"),
    ]


class PlacementInline(PersonInline):
    model = Placement
    opens = True
    fields = [
        ("type", "method"),
        ("document_kind", "document_no"),
        ("reported_on", "placed_in"),
        ("unit", "unit_nature"),
        ("lump_sum", "monthly_pension"),
        "note",
    ]


class EmploymentInline(PersonInline):
    model = Employment
    opens = True
    fields = [
        ("status", "employer"),
        ("employer_nature", "post"),
        "committee_post",
        ("is_backbone", "is_role_model"),
    ]


class BenefitInline(PersonInline):
    model = Benefit
    formset = BenefitFormSet
    fields = [
        ("type", "status"),
        ("treatment", "monthly_amount"),
        ("started_on", "ended_on"),
        ("support_mode", "certificate_no", "is_certificate_holder"),
    ]


class DisabilityInline(PersonInline):
    model = Disability
    fields = [
        ("nature", "grade"),
        ("certificate_no", "graded_on"),
        ("receives_pension", "aids"),
    ]


class HonourInline(PersonInline):
    model = Honour
    fields = ["title", ("kind", "level"), ("year", "granted_by"), "deed"]


class PartyMembershipInline(PersonInline):
    model = PartyMembership
    verbose_name_plural = _("组织生活")
    autocomplete_fields = ["organisation", "contact"]
    fields = [
        ("standing", "joined_on"),
        ("organisation", "post"),
        ("relation_status", "dues_paid_to"),
        ("contact", "last_contact_on"),
        ("floating_since", "floating_to"),
        ("letter_no", "letter_issued_on", "letter_valid_until"),
        ("decided_by", "decided_on", "decision_no"),
    ]


INLINES = [
    PartyMembershipInline,
    ServiceRecordInline,
    PlacementInline,
    EmploymentInline,
    BenefitInline,
    DisabilityInline,
    HonourInline,
]
