"""Checking and saving contracts of purchased care."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from veterans.services.rights import require_links

from ..models import CareContract


def care_contract_write(contract, *, actor) -> None:
    """Checks and saves a contract; audit is the caller's.

    Raises PermissionDenied, Conflict, and ValidationError, also where services lie outside a shortened period.
    """
    stored = CareContract.objects.filter(pk=contract.pk).first()
    require_links(actor, contract, stored)
    contract.full_clean()
    if stored is not None:
        _keep_services(contract)
    contract.save()


def _keep_services(contract):
    """What is on record under a contract stays within its period."""
    outside = contract.care_services.exclude(date__gte=contract.starts_on, date__lte=contract.last_day)
    if outside.exists():
        raise ValidationError(
            _("这份合同下有 %d 条服务记录不在这个服务期内；请先改那些记录的日期或合同。") % outside.count()
        )
