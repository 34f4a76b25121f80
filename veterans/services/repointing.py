"""Everything that names a file, found through the model itself: a theme added later is moved like the others."""

from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F

from stations.models import Station

from ..models import PartyMembership, PersonFile
from .blending import stays_behind
from .kept_rows import closure, dump
from .twins import columns_naming, is_blended, relations_to, rows_naming, tells_more, twin_of


@dataclass
class Moves:
    """What became of the rows that named the second file.

    `moved`: `{model, pk, column, old, new, version, left}` of each that changed hands. `clashes`: those that
    would stand twice, which still name the old owner, without the parts of which a file has one at most.
    `replaced`: rows of the kept file, deleted, in whose place a more complete one of the second file stands;
    `replaced_names` is how a page calls them.
    """

    moved: list[dict] = field(default_factory=list)
    clashes: list[Any] = field(default_factory=list)
    replaced: list[dict] = field(default_factory=list)
    replaced_names: list[str] = field(default_factory=list)


def relations() -> list:
    """Every foreign key to a file, hidden ones too."""
    return relations_to(PersonFile)


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


def move_all(gone, keep) -> Moves:
    """Lets every row that names `gone` name `keep`; of two that cannot stand together one stays.

    What names a row that does not stay names the other one from now on, and so on down.
    """
    moves = Moves()
    _move_children(gone, keep, keep, moves)
    return moves


def _move_children(old, new, keep, moves):
    for relation in relations_to(type(old)):
        for row in rows_naming(old, relation):
            column = relation.field.attname
            twin = twin_of(row, columns_naming(row, column, new.pk))
            if twin is None:
                _give(row, column, (old, new), keep, moves)
            elif not is_blended(type(row)) and tells_more(row, twin):
                _move_children(twin, row, keep, moves)
                moves.replaced += [dump(one) for one in closure([twin])]
                moves.replaced_names.append(name_of(twin))
                twin.delete()
                _give(row, column, (old, new), keep, moves)
            else:
                _move_children(row, twin, keep, moves)
                if not relation.one_to_one:
                    moves.clashes.append(row)


def _give(row, column, owners, keep, moves):
    old, new = (owner.pk for owner in owners)
    values = columns_naming(row, column, new)
    left = {}
    if isinstance(row, PartyMembership) and stays_behind(row, keep):
        left = {"contact_id": row.contact_id}
    if not _write(row, values | dict.fromkeys(left)):
        moves.clashes.append(row)
        return
    moves.moved.append(
        {
            "model": row._meta.label_lower,
            "pk": row.pk,
            "column": next(name for name, key in values.items() if key == new),
            "old": old,
            "new": new,
            "version": row.version + 1 if hasattr(row, "version") else None,
            "left": left,
        }
    )


def _write(row, values) -> bool:
    """Whether the row could be given these columns; the database says what would stand twice."""
    versioned = {"version": F("version") + 1} if hasattr(row, "version") else {}
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**values | versioned)
    except IntegrityError:
        return False
    return True


def move_back(moved: list[dict]) -> list[str]:
    """Gives the rows of move_all() back; returns the names of those that cannot be, somebody touched them since."""
    kept = []
    for move in reversed(moved):
        model, column = apps.get_model(move["model"]), move["column"]
        row = model._base_manager.filter(pk=move["pk"], **{column: move["new"]}).first()
        if row is None:
            continue  # deleted since: nothing to give back
        values = columns_naming(row, column, move["old"])
        touched = move["version"] is not None and move["version"] != row.version
        if touched or not owner_stands(move) or not _write(row, values | _left(move, model)):
            kept.append(name_of(row))
    return kept


def owner_stands(move) -> bool:
    """Whether what a row of move_all() named before is there to be named again."""
    return _stands(apps.get_model(move["model"]), move["column"], move["old"])


def _left(move, model):
    """What stayed behind with the move, unless it is no more."""
    return {name: key if _stands(model, name, key) else None for name, key in move["left"].items()}


def _stands(model, column, key):
    owner = next(f for f in model._meta.concrete_fields if f.attname == column).related_model
    return owner._base_manager.filter(pk=key).exists()


def name_of(row) -> str:
    """How a page calls a row; may name the person."""
    return f"{row._meta.verbose_name}：{row}"
