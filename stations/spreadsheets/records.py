"""Kinds whose rows are rows of one model: found by an owner and a few telling fields, checked as the model checks.

The owner is the station, the person or the household a row hangs on.
"""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from .. import bulk
from .columns import plain
from .constraints import complaints
from .resource import IDS_A_QUERY, SheetResource

FILL_IN = _("请填写这一格")
SEVERAL = _("有几条相同的登记，不能确定是哪一条；请补上能区分的内容，或在页面上修改")
NO_STATION = _("没有写是哪个站；请填写站名或12位区划代码，或在导入时选择站")


class Link(NamedTuple):
    """A foreign key that a sheet gives by name, within the station: `column` of the model, and `model` behind it.

    `new` holds further columns of one that is created; with None an unknown name is left out, and `text` says so.
    """

    column: str
    model: type
    text: str
    new: dict | None = None


class ModelResource(SheetResource):
    """Class attributes a kind sets besides: `owner`, the model's column with the owner's id; `identity`, fields
    that make two rows of an owner the same; `telling`, fields that tell further rows of that identity apart
    where both say something; `required` of a new row; `links` by attribute, such as "organisation__name".
    """

    owner = "station_id"
    identity: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    links: dict[str, Link] = {}

    @cached_property
    def extra(self):
        columns = [link.column for link in self.links.values()]
        return tuple(dict.fromkeys([self.owner, *self.links, *columns]))

    # --- matching ---------------------------------------------------------------------------

    def settle(self, row, context):
        for attribute in self.identity:
            if attribute not in row.values and self.header(attribute) not in row.bad:
                row.refuse(self.header(attribute), FILL_IN)

    def locate(self, rows, context):
        for row in rows:
            row.station_id = row.station_id or context.new_station
            if row.station_id is None:
                row.refuse(self.header("station"), NO_STATION)

    def owner_of(self, row) -> int:
        """The id of what a located row hangs on."""
        return row.station_id

    def key(self, row):
        told = [row.values.get(name) for name in (*self.identity, *self.telling)]
        return "/".join(map(str, [self.owner_of(row), *told]))

    def identify(self, rows, context):
        found = self._candidates({self.owner_of(row) for row in rows})
        for row in rows:
            stored = self.pick(row, found[self.owner_of(row)])
            row.target_id = stored and stored["pk"]
        self._look_up(rows)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The fields that picking asks of what is on file."""
        return tuple(dict.fromkeys([*self.identity, *self.telling]))

    def _candidates(self, owners):
        found, owners = defaultdict(list), sorted(owners)
        names = ("pk", *self.asked)
        for start in range(0, len(owners), IDS_A_QUERY):
            some = {f"{self.owner}__in": owners[start : start + IDS_A_QUERY]}
            rows = self.model._base_manager.filter(**some).order_by("pk")
            for owner, *values in rows.values_list(self.owner, *names):
                found[owner].append(dict(zip(names, map(plain, values), strict=True)))
        return found

    def pick(self, row, stored) -> dict | None:
        """Which of the owner's rows the sheet's row is about, None for a new one; holds it where that is open."""
        same = [c for c in stored if all(c[name] == row.values[name] for name in self.identity)]
        told = {name: row.values.get(name) or "" for name in self.telling}
        fitting = [c for c in same if not any(_contradict(c[name], told[name]) for name in told)]
        equal = [c for c in fitting if all((c[name] or "") == told[name] for name in told)]
        for found in (equal, fitting):
            if len(found) == 1:
                return found[0]
        if fitting:
            row.hold(SEVERAL)
        return None

    def _look_up(self, rows):
        """Leaves out names that nothing is called by, and says which names an import would create."""
        for attribute, link in self.links.items():
            naming = [row for row in rows if attribute in row.values and row.station_id]
            known = named(link.model, naming)
            for row in naming:
                if (row.station_id, row.values[attribute]) not in known:
                    row.note(self.header(attribute), link.text)
                    if link.new is None:
                        del row.values[attribute]

    # --- comparing --------------------------------------------------------------------------

    def _plan_root(self, row, verbs):
        left = super()._plan_root(row, verbs)
        for attribute in self.links:
            if attribute in row.values:
                old, new = row.stored.values[attribute], row.values[attribute]
                if self.allows(attribute, old, new, verbs, left):
                    row.root[attribute] = new
                    row.changes.append([attribute, old, new])
        return left

    def require(self, row, context):
        super().require(row, context)
        for attribute in self.required:
            if attribute not in row.root and self.header(attribute) not in row.bad:
                row.refuse(self.header(attribute), FILL_IN)

    def objections(self, row, context):
        """Refuses what the model's own rules refuse, of a row that brings something."""
        if (row.stored is None or row.root) and self.is_located(row):
            for name, text in complaints(self.record_of(row)):
                row.refuse(self.header(name) if name in self.by_attribute else "", text)

    def is_located(self, row) -> bool:
        """Whether it is known whom or what the row is about."""
        return row.station_id is not None

    def record_of(self, row):
        """The model's row as the sheet's row would leave it; not saved."""
        record = self.model()
        record._state.adding = row.stored is None
        held = row.stored.values if row.stored else {}
        for name in self.own_fields:
            value = row.root.get(name, held.get(name))
            if value is not None:
                setattr(record, name, self.model._meta.get_field(name).to_python(value))
        return record

    def change_besides(self, row, name, value) -> None:
        """Plans a change that follows from another one, such as the day of a new stage."""
        if row.stored is None:
            row.root[name] = value
        elif row.stored.values[name] != value:
            row.root[name] = value
            row.changes.append([name, row.stored.values[name], value])

    # --- writing ----------------------------------------------------------------------------

    def resolve(self, rows, context):
        for attribute, link in self.links.items():
            naming = [row for row in rows if attribute in row.root]
            known = find_or_create(link, naming, attribute)
            for row in naming:
                row.root[link.column] = known[row.station_id, row.root.pop(attribute)]

    def new_roots(self, rows, context):
        names = {*self.own_fields, *(link.column for link in self.links.values())}
        found = []
        for row in rows:
            values = {name: value for name, value in row.root.items() if name in names}
            found.append(values | {self.owner: self.owner_of(row)})
        return found


def named(model, rows) -> dict[tuple[int, str], int]:
    """`{(station, name): id}` of the stations of the rows."""
    if not rows:
        return {}
    found = model._base_manager.filter(station__in={row.station_id for row in rows})
    return {(station, name): pk for station, name, pk in found.values_list("station_id", "name", "pk")}


def find_or_create(link, rows, attribute) -> dict[tuple[int, str], int]:
    """`named`, with what was missing created; each row's `undo` says what it brought."""
    known, missing = named(link.model, rows), {}
    for row in rows:
        place = row.station_id, row.root[attribute]
        if place not in known:
            missing.setdefault(place, row)
    lines = []
    for pk, (place, row) in zip(bulk.reserve_ids(link.model, len(missing)), missing.items(), strict=True):
        known[place] = pk
        lines.append({"id": pk, "station_id": place[0], "name": place[1], **(link.new or {})})
        row.undo.setdefault("made", {}).setdefault(link.model._meta.label_lower, []).append(pk)
    bulk.insert(link.model, lines)
    return known


def _contradict(held, told):
    """Whether both say something, and not the same as far as both say it: 1985 and 1985-03 agree."""
    held, told = str(held or ""), str(told or "")
    return not (held.startswith(told) or told.startswith(held))
