"""The parts of a file, in the order of the archive's tabs (domain §3.3)."""

from django.contrib.admin.utils import flatten
from django.utils.translation import gettext_lazy as _

from stations.admin_base import ScopedInline
from stations.merging import MergingForm

from ..forms import BenefitFormSet, PersonInlineFormSet
from ..models import (
    Benefit,
    Certificate,
    Commemoration,
    CommitteeTerm,
    Disability,
    Employment,
    EmploymentPeriod,
    FamilyMember,
    Hardship,
    Honour,
    PartyMembership,
    Placement,
    PreferentialCard,
    ServiceRecord,
    SocialSecurity,
    Survivorship,
    Training,
    Venture,
    Volunteering,
)


class PersonInline(ScopedInline):
    """A part that nearly everybody has stands open (`opens`); the others wait behind their button."""

    form = MergingForm
    formset = PersonInlineFormSet
    opens = False

    def get_extra(self, request, obj=None, **kwargs):
        return int(self.opens and (obj is None or not self.model.objects.filter(person=obj).exists()))

    @property
    def shares_empty_form(self):
        """Whether the empty form looks the same to everybody: it offers no rows to choose from."""
        relations = {field.name for field in self.opts.concrete_fields if field.is_relation}
        return relations.intersection(flatten(self.fields)) <= set(self.autocomplete_fields)


class FamilyMemberInline(PersonInline):
    model = FamilyMember
    fields = [
        ("relation", "name"),
        ("document_kind", "document_no"),
        ("phone", "health"),
        ("employment_status", "employer", "post"),
        "lives_together",
    ]


class SocialSecurityInline(PersonInline):
    model = SocialSecurity
    fields = [
        ("pension_insurance", "pension_place"),
        ("pension_months", "pension_interrupted"),
        ("medical_insurance", "medical_place"),
        ("medical_months", "medical_interrupted"),
        ("housing", "housing_fund"),
        ("social_assistance", "is_lonely_elder", "is_orphan"),
    ]


class PartyMembershipInline(PersonInline):
    model = PartyMembership
    verbose_name_plural = _("组织生活")
    autocomplete_fields = ["organisation", "contact"]
    fields = [
        ("standing", "joined_on"),
        ("organisation", "post"),
        ("relation_status", "dues_paid_to", "dues_on_time"),
        "activities_last_year",
        ("contact", "last_contact_on"),
        ("floating_since", "floating_to"),
        ("letter_no", "letter_issued_by"),
        ("letter_issued_on", "letter_valid_until"),
        ("decided_by", "decided_on", "decision_no"),
    ]


class CommitteeTermInline(PersonInline):
    model = CommitteeTerm
    fields = [
        ("post", "place"),
        ("started_on", "ended_on"),
        ("is_station_head", "collective_income"),
    ]


class VolunteeringInline(PersonInline):
    model = Volunteering
    fields = [("organisation", "joined_on", "hours"), "note"]


class ServiceRecordInline(PersonInline):
    model = ServiceRecord
    opens = True
    fields = [
        ("enlisted_on", "discharged_on"),
        ("enlisted_from", "hukou_at_enlistment", "education_at_enlistment"),
        ("military_category", "rank", "grade"),
        ("combat", "nuclear_test", "major_mission"),
        "mission_note",
        ("special_region", "special_region_months", "special_post"),
        "discipline",
    ]


class PlacementInline(PersonInline):
    model = Placement
    opens = True
    fields = [
        ("type", "method"),
        ("document_kind", "document_no", "in_reserve"),
        ("reported_on", "placed_in"),
        ("unit", "unit_nature"),
        ("lump_sum", "monthly_pension"),
        ("retiree_kind", "retiree_administrator"),
        "note",
    ]


class EmploymentInline(PersonInline):
    model = Employment
    opens = True
    fields = [
        ("status", "since"),
        ("employer", "employer_nature"),
        ("industry", "post", "income_band"),
        "committee_post",
        ("is_backbone", "is_role_model"),
        ("unemployment_reason", "zero_employment_family"),
        ("wanted_place", "wanted_industry"),
        ("wanted_occupation", "wanted_salary"),
    ]


class EmploymentPeriodInline(PersonInline):
    model = EmploymentPeriod
    fields = [("status", "employer", "employer_nature"), ("post", "started_on", "ended_on")]


class VentureInline(PersonInline):
    model = Venture
    fields = [
        ("kind", "name"),
        ("credit_code", "industry"),
        ("founded_on", "closed_on"),
        ("staff", "veteran_staff"),
        "policies",
    ]


class TrainingInline(PersonInline):
    model = Training
    fields = [("kind", "subject", "organiser"), ("started_on", "ended_on"), ("hours", "subsidy")]


class CertificateInline(PersonInline):
    model = Certificate
    fields = [("kind", "name", "level"), ("issued_by", "issued_on", "valid_until")]


class BenefitInline(PersonInline):
    model = Benefit
    formset = BenefitFormSet
    fields = [
        ("type", "status"),
        ("treatment", "monthly_amount"),
        ("started_on", "ended_on"),
        ("support_mode", "is_certificate_holder"),
        ("certificate_no", "certificate_valid_until"),
    ]


class DisabilityInline(PersonInline):
    model = Disability
    fields = [
        ("nature", "grade"),
        ("graded_on", "previous_graded_on"),
        ("certificate_no", "certificate_issued_on", "certificate_valid_until"),
        ("body_part", "is_psychiatric", "is_occupational"),
        ("receives_pension", "aids"),
    ]


class SurvivorshipInline(PersonInline):
    model = Survivorship
    fields = [
        ("decedent_kind", "decedent_name", "relation"),
        ("died_on", "buried_at"),
        ("is_certificate_holder", "certificate_no", "certificate_issued_on"),
    ]


class PreferentialCardInline(PersonInline):
    model = PreferentialCard
    autocomplete_fields = ["batch"]
    fields = [
        ("kind", "stage", "stage_on"),
        ("applied_on", "batch"),
        ("issued_on", "valid_until", "handed_at_home"),
        "refused_because",
    ]


class HonourInline(PersonInline):
    model = Honour
    fields = ["title", ("kind", "level"), ("year", "granted_by"), "deed"]


class CommemorationInline(PersonInline):
    model = Commemoration
    fields = [
        "celebrations",
        ("teaches_defence", "publicised"),
        ("in_local_chronicle", "wants_military_cemetery"),
    ]


class HardshipInline(PersonInline):
    model = Hardship
    fields = ["policies", "suspected", "verified", ("verified_on", "result"), "note"]


INLINES = [
    FamilyMemberInline,
    SocialSecurityInline,
    PartyMembershipInline,
    CommitteeTermInline,
    VolunteeringInline,
    ServiceRecordInline,
    PlacementInline,
    EmploymentInline,
    EmploymentPeriodInline,
    VentureInline,
    TrainingInline,
    CertificateInline,
    DisabilityInline,  # checked before the benefits, which ask for the disability as typed
    BenefitInline,
    SurvivorshipInline,
    PreferentialCardInline,
    HonourInline,
    CommemorationInline,
    HardshipInline,
]
