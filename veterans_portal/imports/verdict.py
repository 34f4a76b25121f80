"""A batch in people's words: what became of its rows, and each row with its cells, numbers masked."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count
from django.urls import reverse

from stations.models import Station
from stations.spreadsheets import NameWidget, Outcome

from .held import is_held_elsewhere
from .kinds import resource_of

# What a clerk has to look at comes first.
ORDER = [Outcome.REJECTED, Outcome.HELD, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED]
_COMMONEST = 8
# Combinations of reasons are counted by the database; beyond these each stands for a few rows only.
_COMBINATIONS = 200
_PAGES = {"people": "person"}


@dataclass(frozen=True)
class Difference:
    """One cell that differs from the file; `overwrites` when something stood there before."""

    label: str
    old: str
    new: str
    overwrites: bool
    same_mask: bool


@dataclass
class Cell:
    label: str
    text: str
    bad: bool = False


@dataclass
class ShownRow:
    """One row of the sheet as the page shows it. `cells` is empty once the batch is purged.

    `ask_url` is "" but for rows of people whom another station keeps. `taught` holds the cells as they were
    typed where people taught what they mean.
    """

    line: object
    title: str
    place: str
    url: str = ""
    ask_url: str = ""
    file_name: str = ""
    cells: list[Cell] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    taught: list[Cell] = field(default_factory=list)


class Reader:
    """Turns the staged rows of one batch into what is shown; numbers come as masks only."""

    def __init__(self, batch):
        self.batch = batch
        self.resource = resource_of(batch.kind)
        columns = self.resource.columns()
        named = [column for column in columns if isinstance(column.widget, NameWidget)]
        self.title_columns = [*named, self.resource.fields[self.resource.needed[0][0]]]

    def rows(self, lines) -> list[ShownRow]:
        """`lines` with their station at hand; the places that differences name are asked for once."""
        lines = list(lines)
        changes = {line.pk: json.loads(line.changes.open()) if line.changes else [] for line in lines}
        moves = [pair for made in changes.values() for name, *pair in made if name == "station"]
        context = _Places({pk for pair in moves for pk in pair})
        return [self._row(line, changes[line.pk], context) for line in lines]

    @cached_property
    def file_names(self):
        """The names of the files by number, where there are several."""
        names = dict(self.batch.files.values_list("number", "name"))
        return names if len(names) > 1 else {}

    def _row(self, line, changes, context):
        held = json.loads(line.payload.open()) if line.payload else {"values": {}, "bad": {}}
        cells = [
            Cell(column.column_name, column.widget.render(held["values"][attribute], context=context))
            for attribute, column in self.resource.by_attribute.items()
            if attribute in held["values"]
        ]
        cells += [Cell(header, self._typed(header, text), True) for header, text in held["bad"].items()]
        return ShownRow(
            line=line,
            title=self._title(held),
            place=line.station.place_name if line.station_id else "",
            url=self._url(line),
            ask_url=self._ask_url(line),
            file_name=self.file_names.get(line.file, ""),
            cells=cells,
            differences=[self._difference(*change, context) for change in changes],
            taught=[Cell(header, self._typed(header, text)) for header, text in held.get("raw", {}).items()],
        )

    def names_in(self, payload) -> list[str]:
        """What a row with this payload says in its columns of names.

        Of a kind without one, in what it cannot do without. Numbers that point to people are left out;
        [] once the row is purged.
        """
        held = json.loads(payload.open()) if payload else {"values": {}, "bad": {}}
        found = []
        for column in self.title_columns:
            if not column.secret:
                found.append(column.widget.render(held["values"].get(column.attribute)))
                found.append(held["bad"].get(column.column_name, ""))
        return [text for text in found if text]

    def _title(self, held):
        """Whom or what the row is about: the first name in it, else what it cannot do without."""
        for column in self.title_columns:
            if text := column.widget.render(held["values"].get(column.attribute)):
                return text
            if column.column_name in held["bad"]:
                return self._typed(column.column_name, held["bad"][column.column_name])
        return ""

    def _typed(self, header, text):
        """A refused cell as it was typed; of a number that points to a person only how long it is."""
        column = self.resource.by_header.get(header)
        if column is not None and column.secret:
            return column.widget.mask(text)
        return text

    def _url(self, line):
        page = _PAGES.get(self.batch.kind)
        on_file = line.applied or line.outcome in (Outcome.CHANGED, Outcome.UNCHANGED)
        return reverse(page, args=[line.target_id]) if page and on_file and line.target_id else ""

    def _ask_url(self, line):
        """Where a transfer of a person kept elsewhere is asked for; the row's id leads to number and name."""
        asks = self.batch.kind in _PAGES and is_held_elsewhere(line)
        return f"{reverse('transfer-ask')}?row={line.pk}" if asks else ""

    def _difference(self, attribute, old, new, context):
        render = self._renderer(attribute)
        before, after = render(old, context=context), render(new, context=context)
        same = before == after and old != new
        return Difference(
            self.label(attribute), before, after, not self.resource.is_blank(attribute, old), same
        )

    def _renderer(self, attribute):
        column = self.resource.by_attribute.get(attribute)
        if column is not None:
            return column.widget.render
        labels = dict(self._model_field(attribute).flatchoices)
        return lambda value, context: str(labels.get(value, value or ""))

    def label(self, attribute) -> str:
        return label_of(self.resource, attribute)

    def _model_field(self, attribute):
        return _model_field(self.resource, attribute)


def label_of(resource, attribute) -> str:
    """The header of a column; of what follows from one, the name in the file."""
    column = resource.by_attribute.get(attribute)
    return column.column_name if column else str(_model_field(resource, attribute).verbose_name)


def _model_field(resource, attribute):
    part, _separator, name = attribute.rpartition("__")
    model = resource.parts[part].model if part else resource.model
    return model._meta.get_field(name)


class _Places:
    """The names of the stations that differences point to, as the widgets ask for them."""

    def __init__(self, ids):
        self.names = dict(Station.objects.filter(pk__in=ids).values_list("pk", "place_name")) if ids else {}
        self.stations = self

    def name(self, pk):
        return self.names.get(pk, "")


# --- sums over the rows -------------------------------------------------------------------------


def common_reasons(batch, outcome) -> list[tuple[str, int]]:
    """`[(reason, rows)]` why rows were refused or held, the commonest first; [] where every row has its own."""
    counted = Counter()
    combinations = batch.rows.filter(outcome=outcome).order_by().values_list("reasons")
    for reasons, rows in combinations.annotate(Count("pk")).order_by("-pk__count")[:_COMBINATIONS]:
        counted.update(dict.fromkeys({reason_text(reason) for reason in reasons}, rows))
    return [(text, rows) for text, rows in counted.most_common(_COMMONEST) if rows > 1]


def reason_text(reason) -> str:
    """身份证号：… for a cell, the bare sentence for a whole row."""
    return f"{reason['column']}：{reason['text']}" if reason["column"] else reason["text"]
