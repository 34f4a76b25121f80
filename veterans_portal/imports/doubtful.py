"""The queue of doubtful rows: what the sheet says beside the files it may mean, and what somebody says of it."""

import json
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from stations import audit
from stations.services import ServiceError
from stations.spreadsheets import DECIDED_NEW, SAME, Outcome
from veterans.derive import id_keys
from veterans.models import PersonFile

from . import applying, impact
from .kinds import context_of, resource_of
from .models import ImportBatch, ImportRow

State = ImportBatch.State
LATER = "later"
OPEN_STATES = (State.CHECKED, State.APPLIED)
# In what order the queue asks: nobody answered, put off, answered.
IN_TURN = (Q(decision=""), Q(decision=LATER), ~Q(decision__in=("", LATER)))
_ALWAYS = ("name", "id_number", "sex", "birth_date", "mobile", "residence_address", "hukou_address")


@dataclass
class Line:
    """One attribute: the text of the row, and of each file; `differs` by file."""

    label: str
    text: str
    others: list[tuple[str, bool]]


@dataclass
class Question:
    """A doubtful row beside the files it may speak of. `may_be_new`: its number is on nobody's file."""

    row: ImportRow
    files: list
    lines: list[Line] = field(default_factory=list)
    may_be_new: bool = True


def queue(batch):
    """The rows somebody has to look at, or has looked at and may still change her mind."""
    return batch.rows.filter(Q(outcome=Outcome.HELD) & ~Q(candidates=[]) | ~Q(decision=""), applied=False)


def undecided(batch) -> int:
    """How many doubtful rows nobody has answered."""
    return batch.rows.filter(outcome=Outcome.HELD, decision="").exclude(candidates=[]).count()


def questions(batch, user, rows) -> list[Question]:
    """The comparison of each of `rows`; files out of the user's reach are left out. Numbers come as masks."""
    rows = list(rows)
    resource, context = resource_of(batch.kind), context_of(batch, user)
    ids = {pk for row in rows for pk in row.candidates}
    people = PersonFile.objects.visible_to(user).filter(
        pk__in=ids, managing_station__in=list(context.stations.stations)
    )
    files = {person.pk: person for person in people.select_related("managing_station", "household")}
    values = {row.pk: json.loads(row.payload.open())["values"] if row.payload else {} for row in rows}
    return [
        _question(resource, context, row, values[row.pk], [files[pk] for pk in row.candidates if pk in files])
        for row in rows
    ]


def _question(resource, context, row, values, files):
    lines, number = [], values.get("id_number")
    if number:
        values = id_keys(number) | values  # the number says birth date and sex
    for attribute in [*_ALWAYS, *(name for name in values if name not in _ALWAYS)]:
        column = resource.by_attribute.get(attribute)
        if column is None or (column.part and column.part != "household"):
            continue
        render = column.widget.render
        clean = values.get(attribute)
        held = [_held(file, attribute) for file in files]
        if not clean and (attribute not in _ALWAYS or not any(held)):
            continue
        others = [
            (render(value, context=context) if value else "", bool(clean and value and clean != value))
            for value in held
        ]
        lines.append(Line(column.column_name, render(clean, context=context) if clean else "", others))
    place = Line(
        resource.header("station"),
        context.stations.name(row.station_id),
        [(file.managing_station.place_name, file.managing_station_id != row.station_id) for file in files],
    )
    lines.insert(1, place)
    on_file = any(number and _held(file, "id_number") == number for file in files)
    return Question(row, files, lines, may_be_new=not on_file)


_PLACES = {"household__number": "number", "household__head_name": "head_name"}


def _held(file, attribute):
    """The value on file in clean form, as far as one compares by it."""
    if attribute in _PLACES:
        return getattr(file.household, _PLACES[attribute]) if file.household_id else ""
    value = getattr(file, attribute, None)
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.open() if hasattr(value, "open") else value


# --- decisions ----------------------------------------------------------------------------------


@transaction.atomic
def decide(batch, row_id, decision, *, user) -> ImportRow:
    """Stores what somebody says of a doubtful row, and gives the row the verdict that follows.

    `decision`: "same:<id>" of one of its candidates, "new", or "later", which leaves it held. Raises
    ServiceError when the row is not open for it.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    row = queue(batch).filter(pk=row_id).first()
    if row is None or batch.state not in OPEN_STATES or not row.payload:
        raise ServiceError(_("这一行现在不能核对；请刷新后再试。"))
    if decision not in (DECIDED_NEW, LATER, *(f"{SAME}{pk}" for pk in row.candidates)):
        raise ServiceError(_("请从列出的档案里选，或选“是新的人”。"))
    _refuse_twice(batch, row, decision)
    resource = resource_of(batch.kind)
    before = applying.staged(row)
    before.outcome, before.changes = row.outcome, json.loads(row.changes.open()) if row.changes else []
    again = _matched(batch, user, row, decision, resource)
    totals = impact.add(batch.totals, impact.counts_of(resource, [before]), -1)
    totals = impact.add(totals, impact.counts_of(resource, [again]))
    totals[row.outcome] -= 1
    totals[again.outcome] = totals.get(again.outcome, 0) + 1
    ImportBatch.objects.filter(pk=batch.pk).update(totals=totals)
    _store(row, again, decision)
    said = {DECIDED_NEW: "是新的人", LATER: "先放着"}.get(decision, "是同一人")
    audit.record(
        audit.Action.IMPORT,
        actor=user,
        station=batch.station,
        target=batch,
        reason=f"核对第 {row.number} 行：{said}",
    )
    return row


def _refuse_twice(batch, row, decision):
    """Two rows of a batch are not one person."""
    if not decision.startswith(SAME):
        return
    pk = int(decision.removeprefix(SAME))
    taken = batch.rows.filter(target_id=pk, outcome__in=(Outcome.CHANGED, Outcome.UNCHANGED)).exclude(
        pk=row.pk
    )
    if other := taken.values_list("number", flat=True).first():
        raise ServiceError(_("第 %s 行已经是这个人；请先核对那一行。") % other)


def _matched(batch, user, row, decision, resource):
    """The row with the verdict it has once the decision is known."""
    again = applying.staged(row)
    again.reasons, again.changes, again.outcome, again.target_id, again.version = [], [], "", None, None
    again.decision = "" if decision == LATER else decision
    resource.match([again], context_of(batch, user))
    return again


def _store(row, again, decision):
    row.outcome, row.reasons, row.decision = str(again.outcome), again.reasons, decision
    row.station_id = again.station_id
    row.target_id, row.target_version = again.target_id, again.version
    row.changes = json.dumps(again.changes) if again.changes else None
    row.changed_fields = [change[0] for change in again.changes]
    row.candidates = row.candidates or again.candidates
    row.save()
