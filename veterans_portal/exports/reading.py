"""Rows of a kind as the cells of its sheet: a page at a time, with one query for the rows and one for each part."""

import json
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BigAutoField, ForeignKey, Lookup

from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import StationWidget
from stations.spreadsheets.columns import the_first

from ..places import full_names
from .cells import Cells, as_stored

STATION, TOWN = "station", "town"
_FIRST = "archive_no"  # by it an import finds a row again whose numbers are masked


def columns_of(resource) -> list:
    """The columns of the kind that an export can show, in the order of its template."""
    columns = [column for column in resource.columns() if _is_readable(resource, column)]
    columns += resource.told
    return sorted(columns, key=lambda column: column.attribute != _FIRST)


def _is_readable(resource, column):
    if column.part in resource.parts or column.attribute in (STATION, TOWN, *resource.computes):
        return True
    source = _source(resource, column)
    if not isinstance(source, str):
        return source is not None
    field = _field(resource.model, source)
    # A relation is an id: no cell shows that, except as the name of a station.
    return field is not None and (not field.is_relation or isinstance(column.widget, StationWidget))


def _source(resource, column):
    return resource.sources.get(column.attribute, column.attribute)


def _field(model, path):
    """The field at the end of a lookup; None where the lookup leads nowhere."""
    *relations, last = path.split("__")
    try:
        for name in relations:
            model = model._meta.get_field(name).related_model
        return model and model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


@BigAutoField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """Rows with one of many ids, and perhaps some between them: a stretch of a table is read faster than its rows.

    The ids travel as one parameter, so that the statement stays the same for every page.

    Thousands of parameters take longer to prepare than their rows to read; the ids in the statement's text fill
    the memory with prepared statements.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        if self.rhs.is_dense:
            return f"{column} BETWEEN %s AND %s", [*params, min(self.rhs.ids), max(self.rhs.ids)]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.rhs.ids)]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs.ids]


@dataclass(frozen=True)
class Ids:
    """Many ids, kept from Django, which looks into every list it is given."""

    ids: list[int]

    @property
    def is_dense(self):
        return max(self.ids) - min(self.ids) < 2 * len(self.ids)


class StationNames:
    """Names of stations as an import finds them again: 江海区外海街道直冲村, or the code where two are called so."""

    def __init__(self):
        stations = Station.objects.order_by("path")
        names = {code: name for name, code in full_names(stations)}
        times = {}
        for name in names.values():
            times[name] = times.get(name, 0) + 1
        self._names, self._towns, towns = {}, {}, {}
        for station in stations:
            name = names.get(station.code, "")
            self._names[station.pk] = name if times.get(name) == 1 else station.code
            if station.tier == Station.Tier.TOWN:
                towns[station.code] = station.place_name
            above = (towns[code] for code in station.path_codes if code in towns)
            self._towns[station.pk] = next(above, "")

    def name(self, pk) -> str:
        return self._names.get(pk, "")

    def town(self, pk) -> str:
        """The street or town the station lies in, "" where that is above it."""
        return self._towns.get(pk, "")


class Record(NamedTuple):
    """A row on file: its texts by attribute, "" for a column that cannot be read."""

    version: int
    station_id: int
    texts: dict[str, str]


def record_reader(resource, *, user=None, reveal) -> "Reader":
    """Reads whole rows of the kind; without the town, which only says again where the station lies."""
    columns = [column for column in columns_of(resource) if column.attribute in resource.by_attribute]
    columns = [column for column in columns if column.attribute != TOWN]
    return Reader(resource, columns, user=user, reveal=reveal)


class Reader:
    """The cells of `columns` for rows that `user` may export; with None whoever asks sees to it who may see them.

    Whole numbers only with `reveal`; those of a file that is kept elsewhere, which a row merely names, never.
    `finish` is what happens to a text before it is written.
    """

    def __init__(self, resource, columns, *, user, reveal=False, finish=None):
        self.resource, self.columns, self.user = resource, columns, user
        self.stations = StationNames()
        self._options = {"context": self, "reveal": reveal, "finish": finish}
        own = self._exportable(Station) if user else Station.objects.none()
        self._own_stations = set(own.order_by().values_list("pk", flat=True))
        self._station = "pk" if resource.model is Station else f"{resource.station_field}_id"
        self._cells, self._asked, self._owners = {}, [], {}
        self._computed = [column.attribute for column in columns if column.attribute in resource.computes]
        for column in columns:
            if column.attribute in resource.computes:
                continue
            if column.part not in resource.parts and column.attribute not in (STATION, TOWN):
                self._plan(column)
        self._parts = [_PartReader(self, name) for name in {c.part: None for c in columns}]

    def _exportable(self, model):
        return model.objects.visible_to(self.user, Verb.EXPORT) if self.user else model._base_manager.all()

    def _plan(self, column):
        """Where the values of a column of the root are read, and how they become texts."""
        source, model = _source(self.resource, column), self.resource.model
        if not isinstance(source, str):
            self._cells[column.attribute] = Cells(column, None, **self._options)
            self._asked.append(source)
            return
        digits = source.removesuffix("id_number") + "id_last4"
        if not self._options["reveal"] and source.endswith("id_number") and _field(model, digits):
            source = digits  # nothing to decrypt
        self._cells[column.attribute] = Cells(column, _field(model, source), **self._options)
        self._asked.append(as_stored(source))
        if column.secret and "__" in source:
            self._owners[column.attribute] = as_stored(_keeper(model, source))

    def page(self, ids) -> list[tuple[str, ...]]:
        """The cells of the rows `ids`, in that order, without those that are gone or no longer hers."""
        return [texts for _pk, _version, _station, texts in self._rows(ids)]

    def records(self, ids) -> dict[int, Record]:
        """The rows `ids` that there are, by id."""
        blank = dict.fromkeys(self.resource.by_attribute, "")
        names = [column.attribute for column in self.columns]
        return {
            pk: Record(version, station, blank | dict(zip(names, texts, strict=True)))
            for pk, version, station, texts in self._rows(ids)
        }

    def _rows(self, ids):
        """(id, version, station, texts) of each row."""
        rows = self._read(ids)
        if not rows:
            return []
        among = Ids(ids)
        ids, versions, stations, *values = zip(*rows, strict=True)
        owners = dict(zip(self._owners, values[len(self._asked) :], strict=True))
        found = {
            STATION: [self.stations.name(pk) for pk in stations],
            TOWN: [self.stations.town(pk) for pk in stations],
        }
        for (name, cells), stored in zip(self._cells.items(), values, strict=False):
            found[name] = cells.texts(self._kept(stored, owners.get(name)))
        found |= self._compute(ids)
        for part in self._parts:
            found |= part.texts(ids, among)
        texts = zip(*(found[column.attribute] for column in self.columns), strict=True)
        return list(zip(ids, versions, stations, texts, strict=True))

    def _compute(self, ids):
        if not self._computed:
            return {}
        finish = self._options["finish"] or str
        told = self.resource.compute(self._computed, list(ids), self.user)
        return {name: [finish(told[name].get(pk, "")) for pk in ids] for name in self._computed}

    def _read(self, ids):
        if not ids:
            return []
        rows = self._exportable(self.resource.model).filter(pk__among=Ids(ids))
        asked = (*self._asked, *self._owners.values())
        rows = rows.order_by().values_list("pk", "version", as_stored(self._station), *asked)
        found = {row[0]: row for row in rows}
        return [found[pk] for pk in ids if pk in found]

    def _kept(self, values, owners):
        if owners is None or self.user is None:
            return values
        own = self._own_stations
        return [value if pk in own else None for value, pk in zip(values, owners, strict=True)]

    def cells(self, column, field):
        return Cells(column, field, **self._options)


def _keeper(model, source):
    """The lookup of the station that keeps the file whose number `source` is."""
    relation = source.rpartition("__")[0]
    scope = _field(model, relation).related_model.scope[0]
    return f"{relation}__{scope}_id"


class _PartReader:
    """The columns of one part for a page of rows."""

    def __init__(self, reader, name):
        resource = reader.resource
        self._part = resource.parts.get(name)
        self._gathers = self._part is not None and self._part.gather is not the_first
        shown = [column for column in reader.columns if column.part == name and self._part is not None]
        read = [c for c in resource.columns() if c.part == name] if self._gathers else shown
        self._shown = {column.field_name: column.attribute for column in shown}
        self._lookups = {
            c.field_name: self._part.named.get(c.field_name, c.field_name) for c in read if shown
        }
        self._cells = {
            c.field_name: reader.cells(c, _field(self._part.model, self._lookups[c.field_name]))
            for c in read
            if shown
        }

    def texts(self, ids, among) -> dict[str, list[str]]:
        """`{attribute: texts}`, in the order of the root's `ids`; `among`: the same as Ids."""
        if not self._shown:
            return {}
        found, several = self._read(among)
        blank = (None,) * (2 + len(self._lookups))
        _roots, _pks, *values = zip(*(found.get(pk, blank) for pk in ids), strict=True)
        texts = {
            name: self._cells[name].texts(stored) for name, stored in zip(self._lookups, values, strict=True)
        }
        places = {pk: index for index, pk in enumerate(ids)} if several else {}
        for root, rows in several.items():
            for name, value in self._gathered(rows).items():
                texts[name][places[root]] = self._cells[name].text(value)
        return {attribute: texts[name] for name, attribute in self._shown.items()}

    def _read(self, among):
        """The one row of each root, and all rows of those that have several."""
        link, where = self._part.link, self._part.where
        rows = self._part.model._base_manager.filter(**{f"{link}__among": among}, **where).order_by()
        rows = list(rows.values_list(link, "pk", *map(as_stored, self._lookups.values())))
        found, several = {row[0]: row for row in rows}, {}
        if len(found) < len(rows):
            for row in rows:
                several.setdefault(row[0], []).append(row)
        wanted = set(among.ids) if several else ()
        return found, {root: own for root, own in several.items() if len(own) > 1 and root in wanted}

    def _gathered(self, rows):
        rows.sort(key=lambda row: row[1])
        values = [
            {
                name: self._cells[name].value(stored)
                for name, stored in zip(self._lookups, row[2:], strict=True)
            }
            for row in rows
        ]
        return self._part.gather(values)
