"""Rows as they stand on file, as the texts of a sheet's cells: what a template is prefilled with and compared to."""

from functools import cached_property
from typing import NamedTuple

from django.core.exceptions import FieldDoesNotExist

from stations.identity import mask_id_in_lists
from stations.models import Station
from stations.spreadsheets import IdWidget
from stations.spreadsheets.columns import plain

from ..places import full_names


class Record(NamedTuple):
    """A row on file: `texts` by attribute, numbers whole; a column that cannot be said in one cell is ""."""

    version: int
    station_id: int
    texts: dict[str, str]


class RecordTexts:
    """Reads rows of a kind, in sets."""

    def __init__(self, resource):
        self.resource = resource

    def read(self, ids) -> dict[int, Record]:
        """The rows with the given ids, by id; whoever asks sees to it that they may be seen."""
        stored = self.resource.load(ids, self.resource.parts)
        further = self._further(ids)
        return {
            pk: Record(one.version, one.station_id, self._texts(one, further.get(pk, {})))
            for pk, one in stored.items()
        }

    def masked(self, attribute, text) -> str:
        """The text as it is shown: of a number its mask."""
        column = self.resource.by_attribute[attribute]
        if not text or not column.secret:
            return text
        if isinstance(column.widget, IdWidget):
            return mask_id_in_lists(text[-4:])
        return column.widget.mask(text)

    def _texts(self, stored, further):
        return {column.attribute: self._text(column, stored, further) for column in self.resource.columns()}

    def _text(self, column, stored, further):
        if column.attribute == "station":
            return self._stations.get(stored.station_id, "")
        if column.part in self.resource.parts:
            # Several rows do not fit into one cell; it stays blank, which changes nothing.
            rows = stored.parts[column.part]
            value = rows[0].values[column.field_name] if len(rows) == 1 else None
        else:
            value = stored.values.get(column.attribute, further.get(column.attribute))
        return "" if value is None else column.widget.render(value, reveal=True)

    def _further(self, ids):
        """Columns that `load` leaves out because nothing compares them: the ID number, whose row it is."""
        if not self._unloaded:
            return {}
        rows = self.resource.model._base_manager.filter(pk__in=list(ids)).order_by()
        return {
            pk: dict(zip(self._unloaded, map(plain, values), strict=True))
            for pk, *values in rows.values_list("pk", *self._unloaded.values())
        }

    @cached_property
    def _unloaded(self):
        """`{attribute: lookup}`."""
        known = {*self.resource.own_fields, *self.resource.extra, "station", "town"}
        columns = [c for c in self.resource.columns() if c.part not in self.resource.parts]
        lookups = {
            c.attribute: self.resource.sources.get(c.attribute, c.attribute)
            for c in columns
            if c.attribute not in known
        }
        return {name: lookup for name, lookup in lookups.items() if self._may_be_read(name, lookup)}

    def _may_be_read(self, name, lookup):
        """Whether a value stands there; a number only of the very station that has the row."""
        if not isinstance(lookup, str):
            return False
        *relations, last = lookup.split("__")
        model = self.resource.model
        try:
            for relation in relations:
                model = model._meta.get_field(relation).related_model
            field = model._meta.get_field(last)
        except FieldDoesNotExist:
            return False
        beside = not relations or self.resource.station_field.startswith("__".join([*relations, ""]))
        return (
            field.concrete
            and not field.is_relation
            and (beside or not self.resource.by_attribute[name].secret)
        )

    @cached_property
    def _stations(self):
        names = {code: name for name, code in full_names(Station.objects.all())}
        return {pk: names.get(code, code) for pk, code in Station.objects.values_list("pk", "code")}
