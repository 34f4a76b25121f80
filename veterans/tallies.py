"""What each figure about people means, and keeping it counted per station.

A figure counts rows of a station's own people: 人 (files), 户 (households) or 项 (honours). Nothing here
depends on the calendar; ages and windows are derived at read. The same conditions open the list
behind a figure. What veterans are made up of (`composition`) is kept in the same row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from stations.prepared import Prepared

from . import completeness, composition, vocabulary
from .buckets import Bucket, report_bucket
from .models import (
    Benefit,
    Disability,
    Employment,
    Honour,
    Household,
    PartyMembership,
    PeopleTally,
    PersonFile,
    ServiceRecord,
)
from .parts import HasPart
from .vocabulary import CommitteePost, EmploymentStatus, FileStatus, ObjectClass, PersonTag, RelationStatus


class Unit(TextChoices):
    """What a figure counts: files, households, honours."""

    PEOPLE = "people", _("人")
    HOUSEHOLDS = "households", _("户")
    HONOURS = "honours", _("项")


_STATIONS_A_QUERY = 500
_PEOPLE_A_BATCH = 2_000


@dataclass(frozen=True)
class Figure:
    """One figure: the unit it is counted in, and which rows of that unit count."""

    unit: Unit
    condition: Q


def has_class(codes, route="") -> Q:
    """People of at least one of the classes `codes`; `route` leads from another model to the file."""
    return Q(**{f"{route}classes__has_any_code": sorted(map(str, codes))})


def _of_person(model, condition):
    return HasPart(model, condition)


RUNNING_BENEFIT = ~Q(status__in=sorted(vocabulary.ENDED_BENEFIT_STATUSES))


def _household_of(classes):
    members = PersonFile.objects.filter(
        has_class(classes), status=FileStatus.ACTIVE, household=OuterRef("pk")
    )
    return Q(Exists(members))


ACTIVE = Q(status=FileStatus.ACTIVE)
VETERAN = ACTIVE & has_class(vocabulary.VETERAN_CLASSES)
VETERAN_BY_BUCKET = ACTIVE & ~Q(bucket="")  # the same files, answered from an index

_COMMITTEE = Q(employer_nature=vocabulary.EmployerNature.VILLAGE_COMMITTEE) | ~Q(
    committee_post__in=["", CommitteePost.NONE]
)
_PUBLIC = Q(employer_nature__in=sorted(vocabulary.PUBLIC_SECTOR)) | _COMMITTEE
_MEMBER = Q(relation_status__in=sorted(vocabulary.COUNTED_RELATIONS))
PERIODIC_BENEFIT = RUNNING_BENEFIT & Q(treatment__in=sorted(vocabulary.PERIODIC_TREATMENTS))


def _veterans_with(model, condition):
    return Figure(Unit.PEOPLE, VETERAN & Q(_of_person(model, condition)))


FIGURES: dict[str, Figure] = {
    "people": Figure(Unit.PEOPLE, ACTIVE),
    "veterans": Figure(Unit.PEOPLE, VETERAN),
    **{f"bucket_{bucket}": Figure(Unit.PEOPLE, VETERAN & Q(bucket=bucket)) for bucket in Bucket.values},
    "discharged_soldier_identity": Figure(Unit.PEOPLE, ACTIVE & has_class([ObjectClass.DISCHARGED_SOLDIER])),
    "preferential": _veterans_with(Benefit, RUNNING_BENEFIT),
    "combat": _veterans_with(ServiceRecord, Q(combat=True)),
    "nuclear_test": _veterans_with(ServiceRecord, Q(nuclear_test=True)),
    "disabled": _veterans_with(Disability, ~Q(grade="")),
    "hardship": Figure(Unit.PEOPLE, VETERAN & Q(tags__has_code=str(PersonTag.HARDSHIP))),
    "party_members": _veterans_with(PartyMembership, _MEMBER),
    "floating_members": _veterans_with(PartyMembership, Q(relation_status=RelationStatus.FLOATING)),
    "unsettled_members": _veterans_with(PartyMembership, Q(relation_status=RelationStatus.UNSETTLED)),
    "public_sector": _veterans_with(Employment, _PUBLIC),
    "village_committee": _veterans_with(Employment, _COMMITTEE),
    "entrepreneurs": _veterans_with(Employment, Q(status=EmploymentStatus.ENTREPRENEUR)),
    "unemployed": _veterans_with(Employment, Q(status=EmploymentStatus.UNEMPLOYED)),
    "survivors": Figure(Unit.PEOPLE, ACTIVE & has_class(vocabulary.SURVIVOR_CLASSES)),
    "military_families": Figure(Unit.PEOPLE, ACTIVE & has_class([vocabulary.MILITARY_FAMILY_CLASS])),
    "periodic_benefit": Figure(Unit.PEOPLE, ACTIVE & Q(_of_person(Benefit, PERIODIC_BENEFIT))),
    "survivor_households": Figure(Unit.HOUSEHOLDS, _household_of(vocabulary.SURVIVOR_CLASSES)),
    "martyr_households": Figure(Unit.HOUSEHOLDS, _household_of([vocabulary.MARTYR_CLASS])),
    "duty_death_households": Figure(Unit.HOUSEHOLDS, _household_of([vocabulary.DUTY_DEATH_CLASS])),
    "plaque_households": Figure(Unit.HOUSEHOLDS, _household_of(vocabulary.PLAQUE_CLASSES)),
    "honour_titles": Figure(
        Unit.HONOURS,
        Q(person__status=FileStatus.ACTIVE)
        & has_class(vocabulary.VETERAN_CLASSES, "person__")
        & ~Q(kind__in=sorted(vocabulary.MILITARY_MERITS)),
    ),
}
# Where the rows of a unit stand, and the column that says whose they are.
_SOURCES = {
    Unit.PEOPLE: (PersonFile, "managing_station_id"),
    Unit.HOUSEHOLDS: (Household, "station_id"),
    Unit.HONOURS: (Honour, "person__managing_station_id"),
}


def label_of(key: str) -> str:
    return str(PeopleTally._meta.get_field(key).verbose_name)


def rows_of(key: str, queryset):
    """The rows of `queryset` (files, households or honours, as the figure's unit says) that `key` counts."""
    return queryset.filter(FIGURES[key].condition)


def recount(station_ids: Iterable[int]) -> None:
    """Counts the figures of the given stations anew: five statements, however many stations.

    Call it inside the writing transaction, after `stations.tallies.lock` and after the last write.
    """
    ids = sorted({pk for pk in station_ids if pk is not None})
    for start in range(0, len(ids), _STATIONS_A_QUERY):
        part = ids[start : start + _STATIONS_A_QUERY]
        counted = count(part)
        PeopleTally.objects.bulk_create(
            [PeopleTally(station_id=pk, **counted.get(pk, {})) for pk in part],
            update_conflicts=True,
            unique_fields=["station"],
            update_fields=[*FIGURES, "composition"],
        )


def _nothing():
    return {**dict.fromkeys(FIGURES, 0), "composition": {}}


def count(station_ids=None) -> dict[int, dict]:
    """`{station id: {figure: number}}` from the rows themselves, and their composition; of all stations when None.

    Stations without a single row are left out.
    """
    counted: dict[int, dict[str, int]] = {}
    for unit in _SOURCES:
        for row in _grouped(unit) if station_ids is None else _COUNTS[unit].rows(station_ids):
            station = counted.setdefault(row.pop("owner"), _nothing())
            station.update({key.removeprefix("n_"): number for key, number in row.items()})
    answered = _answered().iterator() if station_ids is None else _ANSWERS.rows(station_ids)
    for station, answers in composition.answers_of(answered).items():
        counted[station]["composition"] = dict(answers)
    return counted


def _grouped(unit, station_ids=None):
    """The figures of a unit by station."""
    model, route = _SOURCES[unit]
    rows = _of_stations(model.objects.order_by(), route, station_ids)
    columns = {f"n_{key}": Count("pk", filter=f.condition) for key, f in FIGURES.items() if f.unit == unit}
    return rows.values(owner=F(route)).annotate(**columns)


def _answered(station_ids=None):
    """What each veteran answers to the themes of the composition."""
    return composition.read(_of_stations(PersonFile.objects.filter(VETERAN), "managing_station", station_ids))


def _of_stations(rows, route, station_ids):
    return rows if station_ids is None else rows.filter(**{f"{route}__in": station_ids})


_COUNTS = {unit: Prepared(partial(_grouped, unit)) for unit in _SOURCES}
_ANSWERS = Prepared(_answered)


def verify() -> list[str]:
    """Sentences naming every stored figure that differs from its rows, and files whose derived columns are off."""
    with transaction.atomic():
        counted = count()
        stored = {tally.station_id: tally for tally in PeopleTally.objects.select_related("station")}
    problems = [
        f"{tally.station.code}: {key} is {getattr(tally, key)}, counted {number}"
        for pk, tally in sorted(stored.items())
        for key, number in counted.get(pk, _nothing()).items()
        if getattr(tally, key) != number
    ]
    problems += [f"station {pk}: has people and no tally" for pk in sorted(counted.keys() - stored.keys())]
    wrong = sum(len(misplaced(batch)) for batch in _batches())
    problems += [f"{wrong} files stand in a wrong bucket"] if wrong else []
    return problems + completeness.verify(_batches())


def misplaced(person_ids) -> dict[int, str]:
    """`{person id: right bucket}` of those among `person_ids` whose stored bucket is not what it should be."""
    held: dict[int, list] = {}
    for pk, *benefit in Benefit.objects.filter(person__in=person_ids).values_list(
        "person_id", "type", "treatment", "status"
    ):
        held.setdefault(pk, []).append(benefit)
    people = PersonFile.objects.filter(pk__in=person_ids).values_list(
        "pk", "bucket", "classes", "placement__type"
    )
    right = {
        pk: (bucket, report_bucket(classes, placement or "", held.get(pk, ())))
        for pk, bucket, classes, placement in people.order_by()
    }
    return {pk: bucket for pk, (stored, bucket) in right.items() if stored != bucket}


def _batches():
    last = 0
    while batch := list(
        PersonFile.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_PEOPLE_A_BATCH]
    ):
        yield batch
        last = batch[-1]
