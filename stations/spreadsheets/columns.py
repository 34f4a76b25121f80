"""What a kind of spreadsheet is made of: columns, parts, and the rows on their way in."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field

from ..crypto import Secret
from .places import StationFinder
from .words import Words


class Outcome(TextChoices):
    """The verdict on one row."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("变更")
    UNCHANGED = "unchanged", _("无变化")
    HELD = "held", _("待核对")
    REJECTED = "rejected", _("退回")


class ImportVerb(TextChoices):
    """What an import may do to what is on file."""

    CREATE = "create", _("新增")
    FILL = "fill", _("补充空白项")
    CHANGE = "change", _("更改已有内容")
    MOVE = "move", _("转到另一个站")
    WITHDRAW = "withdraw", _("迁出、去世或注销")


# What somebody says of a doubtful row: "same:<id>" of a record, or that it is a new one.
SAME = "same:"
DECIDED_NEW = "new"


class Column(Field):
    """A column of a sheet: its attribute ("name", or "placement__type" of a part) and its Chinese header.

    `synonyms` are other headers people write; `verb` the ImportVerb a difference needs instead of
    fill or change. The widget cleans and shows the cells.
    """

    def __init__(self, attribute, column_name, *, widget, synonyms=(), help_text="", verb=None):
        super().__init__(attribute=attribute, column_name=column_name, widget=widget)
        self.part, _separator, self.field_name = attribute.rpartition("__")
        self.synonyms = tuple(synonyms)
        self.help_text = help_text
        self.verb = verb

    @property
    def secret(self) -> bool:
        return getattr(self.widget, "secret", False)


def read_synonyms(text: str, known: dict | None = None) -> dict[str, tuple[str, ...]]:
    """`{header: other headers}` from lines that read 姓名: 名字 人员姓名; an indented line continues.

    `known` holds those of another sheet: what stands there for a header of the same name counts here too.
    """
    found, header = {}, ""
    for line in text.strip().splitlines():
        if not line.startswith(" "):
            header, _colon, line = line.partition(":")
            found[header] = (known or {}).get(header, ())
        found[header] = tuple(dict.fromkeys((*found[header], *line.split())))
    return found


def column_maker(synonyms: dict[str, tuple[str, ...]]) -> Callable[..., Column]:
    """Makes Columns whose synonyms stand in a table by header: `make(attribute, header, widget, …)`."""

    def make(attribute, header, widget, **options):
        return Column(attribute, header, widget=widget, synonyms=synonyms.get(header, ()), **options)

    return make


class StoredPart(NamedTuple):
    """A part as it stands in the database: its values in clean form."""

    pk: int
    version: int
    values: dict


@dataclass(slots=True)
class Stored:
    """A row of the root model as it stands in the database, with the parts that were asked for."""

    pk: int
    version: int
    station_id: int
    values: dict
    parts: dict[str, list[StoredPart]] = field(default_factory=dict)


def the_only(wanted: dict, stored: list[StoredPart]) -> StoredPart | None:
    """The stored part of a one-to-one relation."""
    return stored[0] if stored else None


def the_first(stored: list[dict]) -> dict:
    """The values of the oldest row of a part, for a cell that can show one."""
    return stored[0]


@dataclass(frozen=True)
class Part:
    """A model whose rows hang on the root. `link` is its column with the root's id.

    `pick(wanted, stored)` finds the stored row that the wanted values belong to, None for a new one;
    it may raise LookupError where that cannot be told. `expand` turns the cells of one sheet row into the
    values of several rows. `named` holds foreign keys that a sheet gives by name: {field: lookup of the name}.
    `gather`, the way back: the cells for several stored rows, oldest first, which `expand` and `pick` find unchanged.
    `where`: values of columns that tell the part's rows from those of other parts of the same model.
    """

    model: type
    link: str
    pick: Callable[[dict, list[StoredPart]], StoredPart | None] = the_only
    expand: Callable[[dict], list[dict]] = lambda values: [values]
    named: dict[str, str] = field(default_factory=dict)
    gather: Callable[[list[dict]], dict] = the_first
    where: dict = field(default_factory=dict)


class PartChange(NamedTuple):
    """What is to be written to a part: `stored` is None for a new row."""

    part: str
    stored: StoredPart | None
    values: dict


@dataclass(slots=True)
class Staged:
    """A sheet row on its way: clean values by attribute, raw text of bad cells by header, the verdict.

    `raw` holds, by header, what was typed where people had taught what that means.
    `masked` holds, by attribute, numbers that came as the masks of an export: they count as not given.

    `root`, `parts` and `changes` are what it brings; `links` what it was found to speak of; `undo` what
    taking it back needs. `candidates` are the ids of the records a doubtful row may speak of, and `decision`
    what somebody said of it (see SAME).
    """

    sheet: str
    number: int
    station_id: int | None = None
    values: dict = field(default_factory=dict)
    bad: dict = field(default_factory=dict)
    raw: dict = field(default_factory=dict)
    masked: dict = field(default_factory=dict)
    reasons: list[dict] = field(default_factory=list)
    outcome: str = ""
    target_id: int | None = None
    version: int | None = None
    stored: Stored | None = None
    root: dict = field(default_factory=dict)
    parts: list[PartChange] = field(default_factory=list)
    changes: list[list] = field(default_factory=list)
    undo: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)
    candidates: list[int] = field(default_factory=list)
    decision: str = ""

    @property
    def decided_new(self) -> bool:
        return self.decision == DECIDED_NEW

    @property
    def decided_same(self) -> int | None:
        """The id of the record that somebody said the row speaks of."""
        return int(self.decision.removeprefix(SAME)) if self.decision.startswith(SAME) else None

    @property
    def open(self) -> bool:
        """Whether nothing stands against the row so far."""
        return self.outcome not in (Outcome.HELD, Outcome.REJECTED)

    def note(self, column, text) -> None:
        """Says something about a row without stopping it. `column` is a header, "" for the whole row."""
        reason = {"column": column, "text": str(text)}
        if reason not in self.reasons:
            self.reasons.append(reason)

    def refuse(self, column, text) -> None:
        self.outcome = Outcome.REJECTED
        self.note(column, text)

    def hold(self, text, candidates=()) -> None:
        """Leaves the row to people; with `candidates` it is a question that they answer in the queue."""
        self.outcome = Outcome.HELD
        self.candidates = list(candidates)
        self.note("", text)


@dataclass
class SheetContext:
    """What a run knows besides the rows: who imports, where, and what is allowed.

    `default_station` is for rows that name none, `new_station` only for those of them that are not on file
    yet. `tell_held(row)` says whether the user may be told that another station manages a person (a few
    times a day). `writing` is true when what was checked is about to be written, `locked` while the stations
    concerned are held for that. `seen` holds the keys of the file's rows so far and where they stand. `words`
    knows what people taught.
    """

    user: Any
    stations: StationFinder
    verbs: frozenset
    today: datetime.date
    allow_samples: bool
    default_station: int | None = None
    new_station: int | None = None
    tell_held: Callable[[Staged], bool] = lambda row: False
    writing: bool = False
    locked: bool = False
    seen: dict = field(default_factory=dict)
    words: Words = field(default_factory=Words)


def plain(value):
    """A database value in the form that JSON and clean cells have."""
    if isinstance(value, Secret):
        return value.open()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value


def is_blank(value) -> bool:
    return value is None or value == "" or value == [] or value == ()
