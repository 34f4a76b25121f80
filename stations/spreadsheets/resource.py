"""A kind of spreadsheet: what its columns are, and how its rows are cleaned, matched and compared in sets.

A subclass declares columns and parts and answers a few questions (`identify`, `objections` ...). Nothing
here writes; that is writing.py. Rows are handled in chunks, and every question to the database is asked
for a whole chunk.
"""

from functools import cached_property

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from . import masks
from .cells import CellError, cell_text
from .cleaning import CellCleaner
from .columns import Column, ImportVerb, Outcome, PartChange, Staged, Stored, StoredPart, is_blank, plain

IDS_A_QUERY = 500


class SheetResource(Resource):
    """The base of every kind. Class attributes a kind sets:

    `kind` and `title`; `model`; `station_field`, the model's foreign key to its station; `needed`, groups of
    field names of which the sheet must have at least one column each; `forbidden`, headers the portal does
    not collect; `parts` by the attribute prefix of their columns; `makes`, labels of models whose rows an
    import may create besides, those that refer to others first; `extra`, further columns of the model that
    `Stored` must hold; `uncompared`, attributes that are no plain column; `sources`, where an export reads
    the columns whose attribute is no lookup: a lookup, an expression, or None for what only an import knows;
    `told`, further columns that an export shows and no import takes; `computes`, attributes that an export asks of
    `compute`;
    `verbs`, what an import of the kind may be allowed to do; `about`, a sentence for people who look for the
    right kind; `counted`, the word that counts its rows.
    """

    kind = ""
    title = ""
    counted = _("条")
    model = None
    station_field = "station"
    needed: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    parts: dict = {}
    makes: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    uncompared: frozenset = frozenset()
    sources: dict = {}
    told: tuple[Column, ...] = ()
    computes: frozenset = frozenset()
    verbs: tuple[ImportVerb, ...] = (ImportVerb.CREATE, ImportVerb.FILL, ImportVerb.CHANGE)
    about = ""

    # --- declaration ------------------------------------------------------------------------

    @cached_property
    def by_header(self) -> dict[str, Column]:
        return {column.column_name: column for column in self.fields.values()}

    @cached_property
    def by_attribute(self) -> dict[str, Column]:
        return {column.attribute: column for column in self.fields.values()}

    @property
    def station_column(self) -> str:
        """The lookup of the station's id; without "__" it is a column of the model."""
        return f"{self.station_field}_id"

    @cached_property
    def _part_attributes(self) -> dict[str, tuple[str, str]]:
        """Attribute -> (part, field), of the columns that belong to a part."""
        columns = self.fields.values()
        return {c.attribute: (c.part, c.field_name) for c in columns if c.part in self.parts}

    def columns(self) -> list[Column]:
        return list(self.fields.values())

    def compute(self, names, ids, user) -> dict[str, dict[int, str]]:
        """`{attribute: {id: text}}` of those `names` of `computes` for the rows `ids`, as `user` may read them.

        With None whoever asks sees to it who may see them.
        """
        raise NotImplementedError

    def header(self, attribute) -> str:
        return self.by_attribute[attribute].column_name

    def shown(self, values, *, context, reveal=False) -> dict[str, str]:
        """`{header: text}` of clean values; secrets are left out unless `reveal`."""
        return {
            column.column_name: column.widget.render(values[attribute], context=context, reveal=reveal)
            for attribute, column in self.by_attribute.items()
            if attribute in values and (reveal or not column.secret)
        }

    # --- cells ------------------------------------------------------------------------------

    def clean_row(self, sheet, number, cells, context) -> Staged:
        """The row of `cells`, pairs of a column and what its cell holds; every bad cell is named."""
        row, town = Staged(sheet, number), ""
        for column, value in cells:
            if column.attribute == "town":
                town = cell_text(value)
            elif value is not None:
                self._cells.clean(row, column, value, context)
        self._place(row, town, context)
        self.settle(row, context)
        if row.station_id is None and "station" in self.fields and self.header("station") not in row.bad:
            row.station_id = context.default_station
        return row

    @cached_property
    def _cells(self) -> CellCleaner:
        return CellCleaner()

    def _place(self, row, town, context):
        """Finds the station that the cells of station and town name together."""
        text = row.values.pop("station", None)
        if text is None:
            return
        try:
            row.station_id = context.stations.find(text, town)
        except CellError as error:
            context.words.count(self.header("station"), f"{town} {text}".strip())
            row.refuse(self.header("station"), error)
            row.bad[self.header("station")] = text
        else:
            if context.stations.was_taught(text, town):
                row.raw[self.header("station")] = text

    def settle(self, row, context) -> None:
        """Rules over the cells of one row, before anything is looked up."""

    def key(self, row) -> str | None:
        """What makes two rows of a file the same thing; None where that cannot be said."""
        raise NotImplementedError

    def refuse_repeated(self, rows, context, key_of=None) -> None:
        """Rejects rows whose key stands in an earlier row of the same file, which is named."""
        for row in rows:
            key = (key_of or self.key)(row) if row.open else None
            if key is None:
                continue
            first = context.seen.setdefault(key, (row.sheet, row.number))
            if first != (row.sheet, row.number):
                sheet, number = first
                place = format_lazy(_("工作表“{sheet}”"), sheet=sheet) if sheet != row.sheet else ""
                text = format_lazy(_("与{place}第{number}行重复，请只保留一行"), place=place, number=number)
                row.refuse("", text)

    # --- matching ---------------------------------------------------------------------------

    def match(self, rows, context) -> None:
        """Gives every row its verdict, and those that are good the changes they bring."""
        for row in rows:
            if not row.open:
                self._complain_further(row, context)
        waiting = [row for row in rows if row.open]
        self.locate(waiting, context)
        if not context.writing:
            self.refuse_repeated(waiting, context)
        self.identify([row for row in waiting if row.open], context)
        if not context.writing:
            self.refuse_repeated(waiting, context, _record_of)
        known = [row for row in waiting if row.open and row.target_id is not None]
        self.attach_stored(known, context)
        for row in waiting:
            if row.open:
                self.plan(row, context)

    def locate(self, rows, context) -> None:
        """Finds what the key of a row is made of, such as the person visited; refuses what is not there."""

    def identify(self, rows, context) -> None:
        """Finds what each row is about: sets `target_id` (and `stored`), holds or refuses it."""
        raise NotImplementedError

    def attach_stored(self, rows, context) -> None:
        parts = {part for row in rows for part in self.parts_of(row)}
        stored = self.load({row.target_id for row in rows}, parts, lock=context.locked)
        for row in rows:
            row.stored = stored[row.target_id]
            row.version = row.stored.version
            if row.station_id is None:
                row.station_id = row.stored.station_id
            masks.compare(self, row)

    def parts_of(self, row) -> set[str]:
        """The parts that have to be known to compare `row` with what is stored."""
        return {self._part_attributes[name][0] for name in row.values if name in self._part_attributes}

    def load(self, ids, parts=(), *, lock=False) -> dict[int, Stored]:
        """The rows of the root model with the given ids, with their `parts`, in clean form."""
        ids = sorted(ids)
        found = {}
        for start in range(0, len(ids), IDS_A_QUERY):
            some = ids[start : start + IDS_A_QUERY]
            found |= self._load_roots(some, lock)
            for name in parts:
                self._load_parts(name, some, found)
        return found

    def _load_roots(self, ids, lock):
        rows = self.model._base_manager.filter(pk__in=ids).order_by()
        if lock:
            list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        names = [*self.own_fields, *self.extra]
        return {
            pk: Stored(pk, version, station_id, dict(zip(names, map(plain, values), strict=True)))
            for pk, version, station_id, *values in rows.values_list(
                "pk", "version", self.station_column, *names
            )
        }

    def _load_parts(self, name, ids, found):
        part = self.parts[name]
        fields = [column.field_name for column in self.fields.values() if column.part == name]
        lookups = [part.named.get(field, field) for field in fields]
        keys = [f"{field}_id" for field in part.named]
        for pk in ids:
            if pk in found:
                found[pk].parts[name] = []
        rows = part.model._base_manager.filter(**{f"{part.link}__in": ids}, **part.where).order_by("pk")
        for root, pk, version, *values in rows.values_list(part.link, "pk", "version", *lookups, *keys):
            values = dict(zip([*fields, *keys], map(plain, values), strict=True))
            found[root].parts[name].append(StoredPart(pk, version, values))

    @cached_property
    def own_fields(self) -> list[str]:
        """Columns of the sheet that are plain columns of the root model."""
        return [
            a
            for a, c in self.by_attribute.items()
            if not c.part and a not in self.uncompared and a not in ("station", "town")
        ]

    def still_new(self, rows, context) -> bool:
        """Whether new rows that were matched before the lock mean the same under it: `rows` are pairs of the
        station that was staged and the row.
        """
        again = [
            Staged(row.sheet, row.number, station_id=staged, values=row.values, decision=row.decision)
            for staged, row in rows
        ]
        self.locate(again, context)
        self.identify([row for row in again if row.open], context)
        return all(
            twin.open
            and twin.target_id is None
            and all(row.links.get(name) == found for name, found in twin.links.items())
            for twin, (_staged, row) in zip(again, rows, strict=True)
        )

    # --- comparing --------------------------------------------------------------------------

    def plan(self, row, context) -> None:
        """What is to be written for `row`: `root` and `parts`; and its outcome."""
        if row.stored is None:
            row.outcome = Outcome.NEW
            self._plan_new(row, context)
            return
        left = self._plan_root(row, context.verbs) + self._plan_parts(row, context.verbs)
        self.reconcile(row, context)
        self.objections(row, context)
        if left:
            text = format_lazy(
                _("与档案不同，没有改动：{columns}；要以表格为准，请允许“更改已有内容”后重新检查"),
                columns="、".join(dict.fromkeys(left)),
            )
            row.note("", text)
        if row.open:
            row.outcome = Outcome.CHANGED if row.root or row.parts else Outcome.UNCHANGED

    def _complain_further(self, row, context):
        """Names what else is wrong with a refused row, so that it is corrected once and not twice."""
        self._plan_all(row)
        self.objections(row, context)
        row.root, row.parts = {}, []

    def _plan_new(self, row, context):
        if ImportVerb.CREATE not in context.verbs:
            row.hold(_("还没有登记过；要新增，请允许“新增”后重新检查"))
            return
        self._plan_all(row)
        masks.refuse(self, row)
        self.require(row, context)
        self.objections(row, context)

    def _plan_all(self, row):
        row.root = {a: v for a, v in row.values.items() if a not in self._part_attributes}
        row.parts = [
            PartChange(name, None, values) for name, wanted in self._wanted_parts(row) for values in wanted
        ]

    def _plan_root(self, row, verbs):
        left = []
        for attribute in self.own_fields:
            if attribute in row.values:
                old, new = row.stored.values[attribute], row.values[attribute]
                if self.allows(attribute, old, new, verbs, left):
                    row.root[attribute] = new
                    row.changes.append([attribute, old, new])
        return left

    def _plan_parts(self, row, verbs):
        left = []
        for name, wanted in self._wanted_parts(row):
            for values in wanted:
                self._plan_part(row, name, values, verbs, left)
        return left

    def _plan_part(self, row, name, wanted, verbs, left):
        try:
            stored = self.parts[name].pick(wanted, row.stored.parts[name])
        except LookupError as error:
            row.note("", error.args[0])
            return
        held = stored.values if stored else {}
        values = {
            field: new
            for field, new in wanted.items()
            if self.allows(f"{name}__{field}", held.get(field), new, verbs, left)
        }
        if values:
            row.parts.append(PartChange(name, stored, values))
            row.changes += [[f"{name}__{field}", held.get(field), new] for field, new in values.items()]

    def _wanted_parts(self, row):
        grouped = {}
        for attribute, value in row.values.items():
            if attribute in self._part_attributes:
                name, field = self._part_attributes[attribute]
                grouped.setdefault(name, {})[field] = value
        return [(name, self.parts[name].expand(values)) for name, values in grouped.items()]

    def allows(self, attribute, old, new, verbs, left):
        """Whether a difference may be written; a difference that may not is added to `left` by its header."""
        if old == new or (isinstance(old, str) and cell_text(old) == new):
            return False  # a cell holds one line: line breaks kept on file are no difference
        column = self.by_attribute[attribute]
        verb = column.verb or (ImportVerb.FILL if self.is_blank(attribute, old) else ImportVerb.CHANGE)
        if verb not in verbs:
            left.append(column.column_name)
            return False
        return True

    def is_blank(self, attribute, value) -> bool:
        """Whether a stored value counts as not answered."""
        return is_blank(value)

    def require(self, row, context) -> None:
        """Refuses a new row that lacks what a new record needs."""
        row.station_id = row.station_id or context.new_station
        if row.station_id is None:
            row.refuse(
                self.header("station"), _("没有写是哪个站；请填写站名或12位区划代码，或在导入时选择站")
            )

    def reconcile(self, row, context) -> None:
        """Adjusts the planned changes of a row that is on file to each other."""

    def objections(self, row, context) -> None:
        """Refuses what must not stand together after the change."""

    # --- what writing.py and undoing.py ask -------------------------------------------------

    def touched_stations(self, ids) -> set[int]:
        """The stations whose figures the stored rows `ids` count in: they are locked before writing."""
        return set(self.model._base_manager.filter(pk__in=ids).values_list(self.station_column, flat=True))

    def former_stations(self, rows) -> set[int]:
        """The stations whose figures the rows count in again once they are undone."""
        key = self.station_column
        return {row.undo["old"][key] for row in rows if key in row.undo.get("old", ())}

    def prepare(self, rows, context) -> None:
        """Works out for new rows what needs no lock, such as columns that follow from others; asks nothing."""

    def resolve(self, rows, context) -> None:
        """Turns names into foreign keys in `root` and `parts`, creating what is missing (noted in `undo`)."""

    def new_roots(self, rows, context) -> list[dict]:
        """The columns of each new row, apart from its key and its station."""
        return [dict(row.root) for row in rows]

    def consequences(self, changes) -> dict:
        """Further columns that follow from changed ones, such as the pinyin of a name."""
        return {}

    def settle_written(self, rows) -> None:
        """What has to follow once root and parts are written."""

    def settle_undone(self, restored, removed, context) -> None:
        """What has to follow once rows have their old values again, or are gone."""
        self.settle_written(restored)

    def recount(self, station_ids) -> None:
        """Brings the figures of the stations up to date."""

    def label(self, row) -> str:
        """How the audit log names the row: never by name or number of a person."""
        return self.labels([row.target_id]).get(row.target_id, "")

    def labels(self, ids) -> dict[int, str]:
        return {}


def _record_of(row):
    """A row of the file speaks of a record that another row may have found by another key."""
    return None if row.target_id is None else ("on file", row.target_id)
