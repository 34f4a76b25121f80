"""Checking and saving hours of volunteers (志愿服务)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stations.roles import Verb
from veterans.services.rights import require, require_links

from ..models import VolunteerService


def volunteer_service_write(service, *, actor) -> None:
    """Checks and saves hours; lock, audit and recount are the caller's.

    Raises PermissionDenied, Conflict, and ValidationError, also for another volunteer than was registered.
    """
    stored = VolunteerService.objects.filter(pk=service.pk).first()
    require_links(actor, service, stored)
    if stored is None:
        if service.person:
            require(actor, Verb.VIEW, service.person)
    elif (stored.volunteer_id, stored.person_id) != (service.volunteer_id, service.person_id):
        raise ValidationError(_("志愿者登记后不能更换；登记错了，请删除这条，再重新登记。"))
    service.full_clean()
    service.save()
