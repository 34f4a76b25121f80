"""Registering, hanging, correcting and deleting plaques."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_links, require_station

from ..models import Plaque
from ..tallies import recount_plaques
from ..vocabulary import PlaqueStatus
from .writing import remove, settle


@transaction.atomic
def plaque_register(*, actor, household, role, initiated_by, status, **details) -> Plaque:
    """Registers the plaque of `household`, whatever stage it has reached; `details` are further fields.

    It stands with the household's station. Raises PermissionDenied outside the actor's scope and
    ValidationError, also when the household hangs one already.
    """
    require_station(actor, Verb.ADD, household.station)
    plaque = Plaque(
        station=household.station,
        household=household,
        role=role,
        initiated_by=initiated_by,
        status=status,
        **details,
    )
    lock(plaque.scope_station_ids())
    plaque_write(plaque, actor=actor)
    settle(plaque, actor=actor, recount=recount_plaques)
    return plaque


def plaque_hang(*, actor, plaque, hung_on, **details) -> Plaque:
    """The plaque goes up on `hung_on`; `details` are where, and who led (squad, led_by, address, position).

    Raises ServiceError unless it was waiting to be hung, and what plaque_update raises.
    """
    if plaque.status != PlaqueStatus.TO_HANG:
        raise ServiceError(_("只有“待悬挂”的光荣牌可以登记悬挂；请先核对它的状态。"))
    return plaque_update(actor=actor, plaque=plaque, status=PlaqueStatus.HUNG, hung_on=hung_on, **details)


@transaction.atomic
def plaque_update(*, actor, plaque, **changes) -> Plaque:
    """Saves `plaque` with `changes` over the version it was read with; its household stays.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, plaque)
    before = Plaque.objects.get(pk=plaque.pk)
    for name, value in changes.items():
        setattr(plaque, name, value)
    lock(before.scope_station_ids())
    plaque_write(plaque, actor=actor)
    settle(plaque, actor=actor, recount=recount_plaques, before=before)
    return plaque


@transaction.atomic
def plaque_delete(*, actor, plaque) -> None:
    """Deletes a plaque registered by mistake; one taken back is 已取消 instead.

    Raises PermissionDenied outside the actor's scope.
    """
    require(actor, Verb.DELETE, plaque)
    remove(plaque, actor=actor, recount=recount_plaques)


def plaque_write(plaque, *, actor) -> None:
    """Checks and saves a plaque; lock, audit and recount are the caller's."""
    stored = Plaque.objects.filter(pk=plaque.pk).first()
    require_links(actor, plaque, stored)
    if stored and (stored.household_id, stored.station_id) != (plaque.household_id, plaque.station_id):
        raise ValidationError(_("光荣牌登记后不能换给别的家庭；登记错了，请删除这条，再重新登记。"))
    plaque.full_clean()
    plaque.save()
