"""Parts of a file (service, benefits, honours ...) and households, each saved with its consequences."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.models import Conflict
from stations.roles import Verb
from stations.services import ServiceError

from .. import tallies
from ..models import Household, PersonFile
from .livelihood import employment_forget_since, employment_keep_previous
from .people import person_related_changed
from .rights import require, require_links, require_station


@transaction.atomic
def record_save(*, actor, record):
    """Saves a part of a file (Benefit, Honour ...) and brings bucket and figures up to date.

    Raises PermissionDenied unless the actor may change the file, ValidationError, Conflict (also when the
    file went to another station since it was read), and ServiceError when the part belonged to somebody else.
    """
    require(actor, Verb.CHANGE, record.person)
    _hold(record.person)
    stored = None if record.pk is None else type(record).objects.filter(pk=record.pk).first()
    if stored is not None and stored.person_id != record.person_id:
        raise ServiceError(_("一个人的登记不能转到另一个人名下，请删除后重新登记。"))
    require_links(actor, record, stored)
    employment_forget_since(before=stored, after=record)
    record.full_clean()
    record.save()
    record_note(actor=actor, record=record, stored=stored)
    employment_keep_previous(actor=actor, before=stored, after=record)
    person_related_changed(record.person)
    return record


@transaction.atomic
def record_delete(*, actor, record) -> None:
    """Deletes a part of a file. Raises PermissionDenied, and Conflict like record_save."""
    require(actor, Verb.CHANGE, record.person)
    _hold(record.person)
    record_note(actor=actor, record=record, stored=record, deleted=True)
    record.delete()
    person_related_changed(record.person)


def _hold(person):
    """Locks the stations that count the file; one that moved meanwhile counts for a station not held."""
    floor_tallies.lock(person.scope_station_ids())
    kept = PersonFile.objects.filter(pk=person.pk, managing_station=person.managing_station_id)
    if not kept.exists():
        raise Conflict(person)


def record_note(*, actor, record, stored=None, deleted=False):
    """Writes the audit entry of a part: `stored` is the row before, None for a new one."""
    action = audit.Action.CHANGE if stored is not None else audit.Action.CREATE
    audit.record(
        audit.Action.DELETE if deleted else action,
        actor=actor,
        station=record.person.managing_station,
        target=record,
        before=audit.snapshot(stored) if stored is not None else None,
        after=None if deleted else audit.snapshot(record),
    )


@transaction.atomic
def household_save(*, actor, household) -> Household:
    """Saves a household; its figures (户) belong to its own station, wherever its people are on file."""
    stored = None if household.pk is None else Household.objects.get(pk=household.pk)
    if stored is not None:
        require(actor, Verb.CHANGE, stored)
    require_station(actor, Verb.CHANGE if stored else Verb.ADD, household.station)
    require_links(actor, household, stored)
    stations = household.scope_station_ids() | (stored.scope_station_ids() if stored else set())
    floor_tallies.lock(stations)
    household.full_clean()
    household.save()
    tallies.recount(stations)
    audit.record(
        audit.Action.CHANGE if stored else audit.Action.CREATE,
        actor=actor,
        station=household.station,
        target=household,
        before=audit.snapshot(stored) if stored else None,
        after=audit.snapshot(household),
    )
    return household


def next_household_number(station_id) -> str:
    """The number after the highest one of the station that is all digits, as wide as that one; "1" for the first."""
    numbers = Household.objects.filter(station=station_id).values_list("number", flat=True)
    highest = max((number for number in numbers if number.isdecimal()), key=int, default="0")
    return str(int(highest) + 1).zfill(len(highest))


@transaction.atomic
def household_delete(*, actor, household) -> None:
    """Deletes an empty household; ServiceError while somebody belongs to it."""
    require(actor, Verb.DELETE, household)
    floor_tallies.lock(household.scope_station_ids())
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=household.station,
        target=household,
        before=audit.snapshot(household),
    )
    try:
        household.delete()
    except ProtectedError as error:
        raise ServiceError(_("这个家庭还有成员或登记，不能删除；请先把成员移出。")) from error
    tallies.recount(household.scope_station_ids())
