"""One file out of two: which answers differ, and what becomes of each, in the file and in parts both have.

Blank answers are filled from the second file, several choices (类别, 标签 ...) are united, and where both
have answered the first file's answer stays unless the second's is chosen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from stations.fields import CodesField

from ..models import PartyMembership, PersonFile
from .kept_rows import plain
from .twins import blended_pairs

# Whose file it is, and whether it stands, is decided by moving and leaving, not by a merge.
_FIXED = frozenset({"managing_station", "status", "status_changed_on"})
# What follows from an ID number is nothing to choose.
_FOLLOWS_FROM_ID = frozenset({"birth_date", "sex"})
# Answers that exclude each other: where one is given the other is not filled in, and taking one clears it.
_EITHER_OR = (("mobile", "no_mobile"), ("id_valid_until", "id_valid_forever"), ("id_number", "no_id_reason"))
# The excuse never stands against what it excuses.
_EXCUSES = {"no_mobile": "mobile", "no_id_reason": "id_number"}
_GOES_WITH = {"verified_on": "verified_by_id"}


class Way(Enum):
    """What a merge does with an answer."""

    SAME = "same"
    FILL = "fill"  # the first is blank
    UNITE = "unite"
    CHOOSE = "choose"  # both have answered, differently
    STAY = "stay"  # only the first has answered, or it is not the merge's to decide


@dataclass(frozen=True, eq=False)
class Answer:
    """One column of both files. `key` is "name"; "employment.status", "benefits-12.type" of a part both have."""

    key: str
    field: models.Field
    row: Any
    other: Any
    way: Way

    @property
    def differs(self) -> bool:
        return self.way is not Way.SAME


def own_answers(keep, gone) -> list[Answer]:
    """What both files say of the person."""
    return _answers(keep, gone, "", _passed_over(keep, gone))


def part_answers(keep, gone) -> dict[str, list[Answer]]:
    """`{name of the part: answers}` of the parts that both files have and of which one can stand only."""
    return {
        name: _answers(mine, theirs, f"{name}.", {"person"} | _contact_left(theirs, keep))
        for name, mine, theirs in blended_pairs(keep, gone)
    }


def one_to_one() -> list[str]:
    """Names of the parts of which a file has one at most."""
    return [
        relation.get_accessor_name() for relation in PersonFile._meta.related_objects if relation.one_to_one
    ]


def blend(answers: list[Answer], chosen: Collection[str]) -> None:
    """Brings the answers of the second row into the first; saves nothing.

    What would make the row contradict itself when filled is left blank; ValidationError where the chosen
    answers alone contradict.
    """
    if not answers:
        return
    row = answers[0].row
    taken = [a for a in answers if a.way is Way.UNITE or (a.way is Way.CHOOSE and a.key in chosen)]
    blanks = [a for a in answers if a.way is Way.FILL]
    for answer in taken:
        _take(answer)
    if isinstance(row, PersonFile):
        for answer in blanks:
            _take(answer)
        return  # the file itself is checked once its second is gone
    if blanks and not _filled(row, blanks):
        for answer in blanks:  # some contradict: one by one
            _filled(row, [answer])
    if taken:
        row.full_clean()


def _filled(row, blanks) -> bool:
    """Whether the row holds with these blanks filled; else they are blank again."""
    before = {answer.field.attname: getattr(row, answer.field.attname) for answer in blanks}
    for answer in blanks:
        _take(answer)
    try:
        row.full_clean()
    except ValidationError:
        for attname, value in before.items():
            setattr(row, attname, value)
        return False
    return True


def stays_behind(membership, keep) -> bool:
    """Whether the contact of a member is somebody of elsewhere: not of the station that keeps the file, nor above."""
    if membership.contact is None or membership.person.managing_station_id == keep.managing_station_id:
        return False
    return not keep.managing_station.path.startswith(membership.contact.station.path)


def _answers(mine, theirs, prefix, passed_over):
    fields = [f for f in type(mine)._meta.concrete_fields if f.editable and f.name not in passed_over]
    return [
        Answer(f"{prefix}{f.name}", f, mine, theirs, _way(f, mine, theirs))
        for f in fields
        if not f.primary_key
    ]


def _passed_over(keep, gone):
    known = _FOLLOWS_FROM_ID if keep.id_number or gone.id_number else frozenset()
    elsewhere = keep.managing_station_id != gone.managing_station_id
    return _FIXED | known | ({"follow_up_staff"} if elsewhere else frozenset())


def _contact_left(part, keep):
    """A file of another station does not bring along who keeps contact there."""
    behind = isinstance(part, PartyMembership) and stays_behind(part, keep)
    return frozenset({"contact"} if behind else ())


def _way(field, mine, theirs):
    here, there = getattr(mine, field.attname), getattr(theirs, field.attname)
    if plain(here) == plain(there):
        return Way.SAME
    excused = _EXCUSES.get(field.name) if isinstance(mine, PersonFile) else None
    if not answered(field, there) or (excused and _has(mine, excused)):
        return Way.STAY
    if answered(field, here):
        return Way.UNITE if isinstance(field, CodesField) else Way.CHOOSE
    excluded = isinstance(mine, PersonFile) and any(_has(mine, name) for name in _others(field.name))
    return Way.CHOOSE if excluded else Way.FILL


def answered(field, value) -> bool:
    """Whether somebody answered: 否 is an answer, an unticked box is none."""
    return value not in (None, "", ()) and (value is not False or field.null)


def _others(name):
    return [other for pair in _EITHER_OR if name in pair for other in pair if other != name]


def _has(row, name):
    field = type(row)._meta.get_field(name)
    return answered(field, getattr(row, field.attname))


def _take(answer):
    row, field = answer.row, answer.field
    value = getattr(answer.other, field.attname)
    if answer.way is Way.UNITE:
        value = (*getattr(row, field.attname), *value)
    setattr(row, field.attname, value)
    if not isinstance(row, PersonFile):
        return
    if attname := _GOES_WITH.get(field.name):
        setattr(row, attname, getattr(answer.other, attname))
    for name in _others(field.name):
        setattr(row, name, row._meta.get_field(name).get_default())
