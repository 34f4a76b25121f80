"""Opening, changing and deleting files, and keeping what follows from them right."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from stations import audit, bulk
from stations import tallies as floor_tallies
from stations.models import Conflict, Station
from stations.roles import Verb
from stations.services import ServiceError

from .. import tallies
from ..completeness import refresh_completeness
from ..models import PersonFile
from .held import refuse_held_number
from .rights import require, require_links, require_station

_BATCH = 2_000


def person_register(*, actor, station, **values) -> PersonFile:
    """Opens the file of a person at `station`, with the next archive number of that station.

    `values` are fields of PersonFile; the ID number or `no_id_reason` must be among them. Raises
    PermissionDenied outside the actor's scope and ValidationError, also for a number already on file.
    """
    require_station(actor, Verb.ADD, station)
    person = PersonFile(managing_station=station, **values)
    require_links(actor, person)
    refuse_held_number(actor=actor, person=person)
    try:
        with transaction.atomic():
            floor_tallies.lock(person.scope_station_ids())
            file_open(person)
            _settle(person, actor, audit.Action.CREATE, before={}, stations=person.scope_station_ids())
    except IntegrityError:
        refuse_held_number(actor=actor, person=person)  # somebody else was faster by a moment
        raise
    return person


def person_update(*, actor, person, **values) -> PersonFile:
    """Saves `person`, as it stands and with `values`, over the version it was read with.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError like
    person_register. Whoever changes the managing station needs the right to change at both.
    """
    require(actor, Verb.CHANGE, person)
    for name, value in values.items():
        setattr(person, name, value)
    stored = PersonFile.objects.get(pk=person.pk)
    require_links(actor, person, stored)
    if stored.managing_station_id != person.managing_station_id:
        require_station(actor, Verb.CHANGE, person.managing_station)
    if stored.id_number != person.id_number:
        refuse_held_number(actor=actor, person=person)
    with transaction.atomic():
        stations = stored.scope_station_ids() | person.scope_station_ids()
        floor_tallies.lock(stations)
        stored = PersonFile.objects.get(pk=person.pk)
        person.full_clean()
        person.save()
        _settle(person, actor, audit.Action.CHANGE, before=audit.snapshot(stored), stations=stations)
    return person


@transaction.atomic
def person_delete(*, actor, person) -> None:
    """Deletes a file opened by mistake, with its parts; its archive number is never given again.

    Raises ServiceError when visits or other records name the person: such a file is closed instead; Conflict
    when it is deleted already.
    """
    floor_tallies.hold(lambda: _stored(person).scope_station_ids())
    person = _stored(person)
    require(actor, Verb.DELETE, person)
    stations = person.scope_station_ids()
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=person.managing_station,
        target=person,
        before=audit.snapshot(person),
    )
    try:
        person.delete()
    except ProtectedError as error:
        raise ServiceError(_("这份档案已有走访等登记，不能删除；请把档案状态改为注销。")) from error
    tallies.recount(stations)


def _stored(person):
    stored = PersonFile.objects.filter(pk=person.pk).select_related("managing_station", "household").first()
    if stored is None:
        raise Conflict(person)
    return stored


def file_open(person) -> None:
    """Numbers, checks and saves a new file. The station must be locked."""
    [person.archive_no] = archive_numbers({person.managing_station_id: 1})[person.managing_station_id]
    person.full_clean()
    person.save()


def archive_numbers(counts: Mapping[int, int]) -> dict[int, list[str]]:
    """The next archive numbers, such as "440704004212-0031", for `{station id: how many}`.

    Takes them for good: call it under `stations.tallies.lock`, in the transaction that uses them. A
    number is never given twice, also after a file is deleted.
    """
    given, taken = {}, []
    stations = Station.objects.filter(pk__in=counts).values_list("pk", "code", "last_archive_number")
    for pk, code, last in stations:
        serials = range(last + 1, last + counts[pk] + 1)
        given[pk] = [f"{code}-{serial:04d}" for serial in serials]
        taken.append((pk, {"last_archive_number": serials[-1]}))
    bulk.update(Station, taken, versioned=False)
    return given


def person_related_changed(person) -> None:
    """Brings what follows from `person` and the figures of its stations up to date after a part changed."""
    refresh_derived([person.pk])
    tallies.recount(person.scope_station_ids())


def refresh_derived(person_ids: Iterable[int]) -> None:
    """Brings bucket and completeness of files up to date, set-based; recount afterwards."""
    ids = sorted(set(person_ids))
    rebucket(ids)
    refresh_completeness(ids)


def rebucket(person_ids: Iterable[int]) -> None:
    """Puts files into the bucket that their classes, placement and benefits lead to.

    Set-based, for bulk writers as well; recount afterwards. The bucket is derived, so versions stay.
    """
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), _BATCH):
        wrong = sorted(tallies.misplaced(ids[start : start + _BATCH]).items(), key=lambda item: item[1])
        for bucket, rows in groupby(wrong, key=lambda item: item[1]):
            PersonFile.objects.filter(pk__in=[pk for pk, _bucket in rows]).update(bucket=bucket)


def _settle(person, actor, action, *, before, stations):
    refresh_derived([person.pk])
    person.refresh_from_db(fields=["bucket", "completeness"])
    tallies.recount(stations | person.scope_station_ids())
    audit.record(
        action,
        actor=actor,
        station=person.managing_station,
        target=person,
        before=before,
        after=audit.snapshot(person),
    )
