"""Rows of a kind as the cells of its sheet: a page at a time, with one query for the rows and one for each part.

Cells are worked out column by column, since most columns repeat few values.
"""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F

from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import IdWidget, NameWidget, StationWidget, TextWidget
from stations.spreadsheets.columns import plain, the_first

from ..places import full_names

STATION, TOWN = "station", "town"
_FIRST = "archive_no"  # by it an import finds a row again whose numbers are masked
_REMEMBERED = 20_000  # cells of a column that are kept for the next row with the same value
_HIDDEN_DIGITS = "*" * 14


def columns_of(resource) -> list:
    """The columns of the kind that an export can show, in the order of its template."""
    columns = [column for column in resource.columns() if _is_readable(resource, column)]
    return sorted(columns, key=lambda column: column.attribute != _FIRST)


def _is_readable(resource, column):
    if column.part in resource.parts or column.attribute in (STATION, TOWN):
        return True
    source = resource.sources.get(column.attribute, column.attribute)
    return source is not None and (not isinstance(source, str) or _field(resource.model, source) is not None)


def _field(model, path):
    """The field at the end of a lookup; None where the lookup leads nowhere."""
    *relations, last = path.split("__")
    try:
        for name in relations:
            model = model._meta.get_field(name).related_model
        return model and model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


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


class Reader:
    """The cells of `columns` for rows that `user` may export.

    Whole numbers only with `reveal`; those of a file that is kept elsewhere, which a row merely names, never.
    `finish` is what happens to a text before it is written.
    """

    def __init__(self, resource, columns, *, user, reveal=False, finish=None):
        self.resource, self.columns = resource, columns
        self.user, self.reveal, self.finish = user, reveal, finish
        self.stations = StationNames()
        self._own_stations = set(
            Station.objects.visible_to(user, Verb.EXPORT).order_by().values_list("pk", flat=True)
        )
        self._known = {column.attribute: {} for column in columns}
        self._roots = [c for c in columns if c.part not in resource.parts and c.attribute != TOWN]
        self._expressions, self._lookups = {}, []
        for column in self._roots:
            self._lookups.append(self._lookup(column))
        self._owners = {c.attribute: owner for c in self._roots if (owner := self._owner(c))}

    def _lookup(self, column):
        if column.attribute == STATION:
            return f"{self.resource.station_field}_id" if self._station_is_linked else "pk"
        source = self.resource.sources.get(column.attribute, column.attribute)
        if not isinstance(source, str):
            self._expressions[f"cell_{column.field_name}"] = source
            return f"cell_{column.field_name}"
        digits = source.removesuffix("id_number") + "id_last4"
        if not self.reveal and source.endswith("id_number") and _field(self.resource.model, digits):
            return digits  # nothing to decrypt
        return source

    @property
    def _station_is_linked(self):
        return self.resource.model is not Station

    def _owner(self, column):
        """The lookup of the station that keeps the file a number belongs to, where that is another row."""
        path = self.resource.sources.get(column.attribute, column.attribute)
        if not column.secret or not isinstance(path, str) or "__" not in path:
            return None
        relation = path.rpartition("__")[0]
        scope = getattr(_field(self.resource.model, relation).related_model, "scope", ())
        return f"{relation}__{scope[0]}_id" if scope else None

    def page(self, ids) -> list[tuple[str, ...]]:
        """The cells of the rows `ids`, in that order, without those that are gone or no longer hers."""
        rows = self._read(ids)
        if not rows:
            return []
        ids = [row[0] for row in rows]
        stations, *values = list(zip(*rows, strict=True))[1:]
        cells = {TOWN: [self.stations.town(pk) for pk in stations]}
        owners = dict(zip(self._owners, values[len(self._roots) :], strict=True))
        for column, found in zip(self._roots, values, strict=False):
            cells[column.attribute] = self._texts(column, self._kept(column, found, owners))
        for name in {c.part: None for c in self.columns if c.part in self.resource.parts}:
            cells |= self._part(name, ids)
        return list(zip(*(cells[column.attribute] for column in self.columns), strict=True))

    def _read(self, ids):
        station = f"{self.resource.station_field}_id" if self._station_is_linked else "pk"
        rows = self.resource.model.objects.visible_to(self.user, Verb.EXPORT).filter(pk__in=ids).order_by()
        rows = rows.annotate(**self._expressions)
        lookups = [F(name) for name in (*self._lookups, *self._owners.values())]
        found = {row[0]: row for row in rows.values_list("pk", F(station), *lookups)}
        return [found[pk] for pk in ids if pk in found]

    def _kept(self, column, values, owners):
        keepers = owners.get(column.attribute)
        if keepers is None:
            return values
        own = self._own_stations
        return [value if pk in own else None for value, pk in zip(values, keepers, strict=True)]

    def _part(self, name, ids):
        """The cells of a part's columns, for each of the rows `ids`."""
        part = self.resource.parts[name]
        columns = [column for column in self.columns if column.part == name]
        gathers = part.gather is not the_first
        fields = [c.field_name for c in (self.resource.columns() if gathers else columns) if c.part == name]
        lookups = [part.named.get(field, field) for field in fields]
        rows = part.model._base_manager.filter(**{f"{part.link}__in": ids}).order_by("pk")
        found, several = {}, {}
        for root, *values in rows.values_list(part.link, *lookups):
            if root in found:
                several.setdefault(root, [found[root]]).append(values)
            else:
                found[root] = values
        for root, stored in several.items():
            gathered = part.gather([dict(zip(fields, values, strict=True)) for values in stored])
            found[root] = [gathered.get(field) for field in fields]
        blank = [None] * len(fields)
        values = dict(zip(fields, zip(*(found.get(pk, blank) for pk in ids), strict=True), strict=True))
        return {column.attribute: self._texts(column, values[column.field_name]) for column in columns}

    # --- from values to texts -----------------------------------------------------------------

    def _texts(self, column, values):
        if column.secret:
            return [self._number(column, value) for value in values]
        if type(column.widget) in (TextWidget, NameWidget):
            finish = self.finish
            return [v or "" if not v or v.isalnum() or not finish else finish(v) for v in values]
        known, found = self._known[column.attribute], []
        for value in values:
            text = known.get(value)
            if text is None:
                text = self._text(column, value)
                if len(known) < _REMEMBERED:
                    known[value] = text
            found.append(text)
        return found

    def _text(self, column, value):
        if isinstance(column.widget, StationWidget):
            return self.stations.name(value)
        text = column.widget.render(plain(value), context=self, reveal=self.reveal)
        return self.finish(text) if self.finish else text

    def _number(self, column, value):
        """A whole number, or its mask: of an ID number the last four digits alone.

        Region and date of birth stand in other columns; with the usual mask they would spell it out.
        """
        if not value:
            return ""
        if isinstance(value, str):  # the column of the last four digits
            return _HIDDEN_DIGITS + value
        if self.reveal:
            return value.open()
        return _HIDDEN_DIGITS + value.open()[-4:] if isinstance(column.widget, IdWidget) else value.mask
