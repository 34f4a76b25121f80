"""Everything that names a file, found through the model itself: a theme added later is moved like the others."""

from collections.abc import Iterable
from itertools import chain

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from stations.models import Station

from ..models import PersonFile
from ..models.person import PersonRecord
from .kept_rows import values_of

# What tells two rows apart although they say the same.
_NOT_SAID = frozenset({"id", "person_id", "version", "created_at", "changed_at"})


def relations() -> list:
    """Every foreign key to a file, hidden ones too."""
    found = PersonFile._meta.get_fields(include_hidden=True)
    return [field for field in found if field.auto_created and (field.one_to_many or field.one_to_one)]


def rows_naming(person, relation):
    return relation.related_model._base_manager.filter(**{relation.field.attname: person.pk}).order_by("pk")


def counts(person) -> list[tuple[str, int]]:
    """`(what, how many)` of the rows that name `person`, kinds without any left out."""
    found = [(r.related_model._meta.verbose_name, rows_naming(person, r).count()) for r in relations()]
    return [(str(name), number) for name, number in found if number]


def stations_of(person) -> set[int]:
    """The stations where something about `person` happened or is kept."""
    found = person.scope_station_ids()
    for relation in relations():
        names = [
            f.attname for f in relation.related_model._meta.concrete_fields if f.related_model is Station
        ]
        if names:
            found |= set(chain.from_iterable(rows_naming(person, relation).values_list(*names)))
    return found - {None}


def move_all(gone, keep) -> tuple[list[list], list]:
    """Lets every row that names `gone` name `keep`; returns `(moved, clashes)`.

    `moved`: [model, key, column, version afterwards or None] of each. `clashes`: the rows that would stand
    twice, which still name `gone`. A one-to-one part that both have stays with `gone` and is in neither.
    """
    moved, clashes = [], []
    for relation in relations():
        rows = list(rows_naming(gone, relation))
        if relation.one_to_one and rows_naming(keep, relation).exists():
            continue
        twice = _said_already(rows, keep, relation)
        for row in rows:
            if row in twice or not _move(row, relation.field.attname, keep):
                clashes.append(row)
            else:
                version = row.version + 1 if hasattr(row, "version") else None
                moved.append([row._meta.label_lower, row.pk, relation.field.attname, version])
    return moved, clashes


def _said_already(rows, keep, relation):
    """Parts of the file that say word for word what a part of the other file says."""
    if not rows or not issubclass(relation.related_model, PersonRecord) or relation.one_to_one:
        return []
    said = [_said(row) for row in rows_naming(keep, relation)]
    return [row for row in rows if _said(row) in said]


def _said(row):
    return {name: value for name, value in values_of(row).items() if name not in _NOT_SAID}


def _move(row, column, person) -> bool:
    """Whether the row could be given to `person`; the database says what would stand twice."""
    values = {column: person.pk} | ({"version": F("version") + 1} if hasattr(row, "version") else {})
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**values)
    except IntegrityError:
        return False
    return True


def move_back(moved: Iterable[list], keep, gone) -> list[str]:
    """Gives the rows of move_all() back to `gone`; returns the names of those somebody touched since."""
    kept = []
    for label, pk, column, version in moved:
        model: type[models.Model] = apps.get_model(label)
        row = model._base_manager.filter(pk=pk, **{column: keep.pk}).first()
        if row is None:
            continue  # deleted since: nothing to give back
        if version not in (None, row.version) or not _move(row, column, gone):
            kept.append(name_of(row))
    return kept


def name_of(row) -> str:
    """How a page calls a row; may name the person."""
    return f"{row._meta.verbose_name}：{row}"
