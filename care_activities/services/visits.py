"""Registering, correcting and deleting visits."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from stations.roles import Verb
from stations.tallies import lock
from veterans.models import PersonFile
from veterans.services.rights import require, require_links, require_station
from veterans.vocabulary import FileStatus

from ..models import Visit
from ..tallies import recount_visits
from .writing import remove, settle


@transaction.atomic
def visit_record(*, actor, station, date, occasion, method, person=None, household=None, **details) -> Visit:
    """Registers a visit at `station` to one `person` or one `household`; `details` are further fields.

    The person need only be visible to the actor: the residence station visits its residents. Raises
    PermissionDenied outside the actor's scope and ValidationError.
    """
    require_station(actor, Verb.ADD, station)
    visit = Visit(
        station=station,
        date=date,
        occasion=occasion,
        method=method,
        person=person,
        household=household,
        **details,
    )
    lock(visit.scope_station_ids())
    visit_write(visit, actor=actor)
    settle(visit, actor=actor, recount=recount_visits)
    return visit


@transaction.atomic
def visit_update(*, actor, visit, **changes) -> Visit:
    """Saves `visit` with `changes` over the version it was read with; whom it visited stays.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, visit)
    before = Visit.objects.get(pk=visit.pk)
    for name, value in changes.items():
        setattr(visit, name, value)
    if visit.station_id != before.station_id:
        require_station(actor, Verb.CHANGE, visit.station)
    lock(before.scope_station_ids() | visit.scope_station_ids())
    visit_write(visit, actor=actor)
    settle(visit, actor=actor, recount=recount_visits, before=before)
    return visit


@transaction.atomic
def visit_delete(*, actor, visit) -> None:
    """Deletes a visit registered by mistake; raises PermissionDenied outside the actor's scope."""
    require(actor, Verb.DELETE, visit)
    remove(visit, actor=actor, recount=recount_visits)


def visit_write(visit, *, actor) -> None:
    """Checks, completes and saves a visit; lock, audit and recount are the caller's.

    人次 of a household are counted once, when the visit is registered: later moves change no history.
    """
    stored = Visit.objects.filter(pk=visit.pk).first()
    require_links(actor, visit, stored)
    if stored is None:
        if visit.person:
            require(actor, Verb.VIEW, visit.person)
        visit.members_present = members_living_in(visit.household) if visit.household else 1
    elif (stored.person_id, stored.household_id) != (visit.person_id, visit.household_id):
        raise ValidationError(_("走访对象登记后不能更换；登记错了，请删除这条，再重新登记。"))
    if visit.round and visit.round.closed_at and (stored is None or stored.round_id != visit.round_id):
        raise ValidationError({"round": _("这个批次已经结束，不能再登记。")})
    visit.full_clean()
    visit.save()


def members_living_in(household) -> int:
    """How many people with a file (在册) live in `household`; who resides at another station does not."""
    here = Q(residence_station__isnull=True) | Q(residence_station=household.station_id)
    return PersonFile.objects.filter(here, household=household, status=FileStatus.ACTIVE).count()
