"""The sections of the entry form, in the order of the archive, and what it asks of whom."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.translation import gettext_lazy as _

from stations.models import Station
from stations.roles import Verb

from .visitors import CONTACT

STATUS = ("status", "status_changed_on")
IDENTITY = [
    ("id_number", "name"),
    "no_id_reason",
    ("birth_date", "sex"),
    "classes",
    "managing_station",
    ("id_issued_by", "id_valid_until", "id_valid_forever"),
    ("ethnicity", "political_status"),
    ("marital_status", "health"),
    ("education", "degree"),
    STATUS,
]
HOME = [
    ("hukou_type", "hukou_code"),
    ("hukou_administrator", "hukou_address"),
    ("household", "relation_to_head"),
    ("new_household_head", "new_household_number"),
    ("new_household_address", "new_household_group"),
]
NEEDS = ["specialties", "skills", "help_wanted", "service_needs", "demands", "tags"]
DERIVED = ["birth_date", "sex"]
FIELDSETS = [
    (_("基础身份"), {"fields": IDENTITY}),
    (_("联系方式与常住地"), {"fields": CONTACT}),
    (_("户籍与家庭"), {"fields": HOME}),
    (_("特长与需求"), {"fields": NEEDS}),
    (_("跟进与核实"), {"fields": [("follow_up_staff", "verified_on"), "note"]}),
]


class EntrySections:
    """The ID number first; nothing is asked that follows from it, or that a new file cannot have yet."""

    fieldsets = FIELDSETS

    def get_fieldsets(self, request, obj=None):
        """A new file is in force: its status is asked once there is something to end."""
        shown = super().get_fieldsets(request, obj)
        if obj is not None:
            return shown
        (title, options), *others = shown
        return [
            (title, {**options, "fields": [line for line in options["fields"] if line != STATUS]}),
            *others,
        ]

    def get_readonly_fields(self, request, obj=None):
        """What follows from the number is never typed; a file moves and ends by services of their own."""
        if obj is None:
            return STATUS
        return [*(DERIVED if obj.id_number else []), "managing_station", *STATUS]

    def get_changeform_initial_data(self, request):
        """Who works at one village has one station to choose. Of those an address names, only her own count."""
        initial = super().get_changeform_initial_data(request)
        named = initial.get("managing_station", "")
        offered = Station.objects.visible_to(request.user, Verb.ADD)
        if named and not (named.isdecimal() and offered.filter(pk=named).exists()):
            del initial["managing_station"]
        grants = request.user.grants(Verb.ADD)
        if len(grants) == 1 and grants[0].station.is_leaf:
            initial.setdefault("managing_station", grants[0].station_id)
        return initial

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Choices without the pop-ups beside them: a household is typed right here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form
