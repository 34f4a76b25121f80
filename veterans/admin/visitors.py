"""What the residence station (常住地服务站) sees of a file that another station keeps: name, contact, needs."""

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from stations.roles import Verb

CONTACT = [
    ("mobile", "no_mobile", "phone_alt"),
    ("emergency_contact", "emergency_phone"),
    ("residence_station", "residence_code"),
    "residence_address",
]
VISITOR_FIELDSETS = [
    (
        _("联系方式与常住地"),
        {"fields": ["name", "managing_station", *CONTACT, "specialties", "service_needs"]},
    )
]


class VisitorView:
    """Marks each row with `is_own`, and shows whole files only to those who keep them."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        own = rows.within(request.user.grants(Verb.CHANGE), Verb.CHANGE) or Q(pk=None)
        return rows.annotate(is_own=ExpressionWrapper(own, BooleanField()))

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if self._keeps(request, obj) else VISITOR_FIELDSETS

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if self._keeps(request, obj) else []

    def history_view(self, request, object_id, extra_context=None):
        """Which fields were changed is part of the file."""
        person = self.get_object(request, object_id)
        if person is not None and not self._keeps(request, person):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def _keeps(self, request, obj):
        return obj is None or self.has_change_permission(request, obj)
