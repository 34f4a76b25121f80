"""Two files side by side: what they say of the person, part by part; numbers stay masked."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from stations import dates
from stations.fields import PartialDateField
from veterans.models import PersonFile
from veterans.models.person import PersonRecord
from veterans.services.blending import Answer, Way, one_to_one, own_answers, part_answers
from veterans.services.repointing import relations

_SHOWN_FIRST = ("managing_station", "status", "bucket", "completeness", "created_at")
_OWNER = frozenset({"id", "person", "version", "created_at", "changed_at"})


@dataclass(frozen=True)
class Line:
    """One label with what the first and the second file say."""

    label: str
    first: str
    second: str
    key: str = ""

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True)
class Part:
    """A tab of both files: `lines` of a single record, or the records themselves as texts."""

    title: str
    lines: list[Line] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return self.first != self.second or any(line.differs for line in self.lines)


def own_lines(first, second) -> list[Line]:
    """The files' own columns, those that differ first."""
    named = [PersonFile._meta.get_field(name) for name in _SHOWN_FIRST]
    answers = [
        f for f in PersonFile._meta.concrete_fields if f.editable and not f.primary_key and f not in named
    ]
    return _differing_first(_lines(first, second, [*named, *answers]))


def parts(first, second) -> list[Part]:
    """Every kind of record that names either file, those that differ first."""
    single = set(one_to_one())
    found = []
    for relation in relations():
        if relation.hidden:
            continue
        title = str(relation.related_model._meta.verbose_name)
        if relation.get_accessor_name() in single:
            found.append(Part(title, _part_lines(first, second, relation)))
        else:
            found.append(Part(title, **_records(first, second, relation)))
    found = [part for part in found if part.lines or part.first or part.second]
    return sorted(found, key=lambda part: not part.differs)


def choices(keep, gone) -> tuple[list[Line], list[Line]]:
    """`(to choose, to fill)`: answers that differ, and those that `keep` lacks or that are united."""
    answers = own_answers(keep, gone) + [a for held in part_answers(keep, gone).values() for a in held]
    return (
        [_answer(answer) for answer in answers if answer.way is Way.CHOOSE],
        [_answer(answer) for answer in answers if answer.way in (Way.FILL, Way.UNITE)],
    )


def _answer(answer: Answer) -> Line:
    title = "" if isinstance(answer.row, PersonFile) else f"{answer.row._meta.verbose_name} · "
    return Line(
        f"{title}{answer.field.verbose_name}",
        text_of(answer.row, answer.field),
        text_of(answer.other, answer.field),
        answer.key,
    )


def _part_lines(first, second, relation):
    name = relation.get_accessor_name()
    columns = [f for f in relation.related_model._meta.concrete_fields if f.name not in _OWNER]
    return _differing_first(_lines(getattr(first, name, None), getattr(second, name, None), columns))


def _lines(first, second, columns):
    found = [Line(str(c.verbose_name), text_of(first, c), text_of(second, c)) for c in columns]
    return [line for line in found if line.first or line.second]


def _differing_first(lines):
    return sorted(lines, key=lambda line: not line.differs)


def _records(first, second, relation):
    """The records of both: parts of a file in words, whatever else names it by its number."""
    column = relation.field.attname
    rows = list(
        relation.related_model._base_manager.filter(**{f"{column}__in": [first.pk, second.pk]}).order_by("pk")
    )
    of_file = issubclass(relation.related_model, PersonRecord)
    shown = {}
    for side, person in (("first", first), ("second", second)):
        own = [row for row in rows if getattr(row, column) == person.pk]
        shown[side] = [_words(row) for row in own] if of_file else _number(own)
    return shown


def _number(rows):
    return [_("%d 条") % len(rows)] if rows else []


def _words(row):
    """What a record says, without its labels."""
    columns = [f for f in row._meta.concrete_fields if f.name not in _OWNER and f.editable]
    return "，".join(filter(None, (text_of(row, column) for column in columns)))


def text_of(row, column) -> str:
    """A column as a page shows it; "" where nothing is answered."""
    value = getattr(row, column.name, None)
    if value is None or value in ("", ()):
        return ""
    if column.name == "completeness":
        return f"{value}%"
    if isinstance(column, PartialDateField):
        return dates.show(value)
    if isinstance(column, models.DateField):
        return dates.show(value.isoformat()[:10])
    if isinstance(column, models.BooleanField):
        return _("是") if value else _("否")
    display = getattr(row, f"get_{column.name}_display", None)
    return str(display() if display else value)
