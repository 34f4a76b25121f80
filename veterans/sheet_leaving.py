"""变动 of an import: who leaves or moves by a sheet does so with the same consequences as on the page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.spreadsheets.columns import PartChange, StoredPart, plain

from .models import FileChange, PersonFile, TransferRequest
from .services.transfers import county_of, payers_after_move, request_close
from .services.withdrawal import (
    KINDS,
    PARTS_READ,
    benefit_as_it_was,
    benefit_when_ended,
    close_what_waits,
    consequences,
)
from .vocabulary import ChangeKind

_REASON = "表格导入"


def follow(rows, context) -> None:
    """Adds to the rows that close a file or move it what follows: written with them, and undone with them.

    Open requests of these files are closed at once, and stay closed when the import is undone.
    """
    rows = [row for row in rows if row.stored is not None and (_leaves(row) or _moves(row))]
    people = PersonFile.objects.filter(pk__in=[row.target_id for row in rows])
    people = people.select_related("managing_station", "disability", "party_membership")
    found = {person.pk: person for person in people.prefetch_related(*PARTS_READ)}
    for row in rows:
        person = found[row.target_id]
        if _moves(row):
            _move(row, person, context)
        if _leaves(row):
            _leave(row, person, context)


def _leaves(row):
    return row.root.get("status") in KINDS


def _moves(row):
    return "managing_station_id" in row.root


def _leave(row, person, context):
    kind = row.root["status"]
    found = consequences(person, kind, _day(row))
    undo = {}
    for benefit in found.benefits:
        version = _change(row, "benefits", benefit, benefit_when_ended(benefit, found))
        undo[str(benefit.pk)] = benefit_as_it_was(benefit) | {"version": version}
    _register(
        row, context, kind, person.managing_station_id, undo={"benefits": undo}, months=found.funeral_months
    )
    close_what_waits(found, context.user, dict(FileChange._meta.get_field("kind").flatchoices)[kind])


def _move(row, person, context):
    """Household, follow-up and contact stay behind; the old county pays to the end of the year."""
    old, new = person.managing_station, context.stations.stations[row.station_id]
    row.root["follow_up_staff_id"] = None
    if "household_id" in row.root:
        row.root.setdefault("relation_to_head", "")
    if person.residence_station_id == new.pk:
        row.root["residence_station_id"] = None
    membership = getattr(person, "party_membership", None)
    if membership and membership.contact_id:
        _change(row, "party_membership", membership, {"contact_id": None})
    year = int(_day(row)[:4])
    for benefit, values in payers_after_move(person.benefits.all(), county_of(old), county_of(new), year):
        _change(row, "benefits", benefit, values)
    _register(row, context, ChangeKind.MOVED_OUT, old.pk, other=new.pk)
    _register(row, context, ChangeKind.MOVED_IN, new.pk, other=old.pk)
    for request in person.transfer_requests.all():
        if request.state == TransferRequest.State.REQUESTED:
            request_close(
                request,
                actor=context.user,
                state=TransferRequest.State.WITHDRAWN,
                answer=_("档案已由表格导入迁到另一个站"),
            )


def _day(row):
    return row.root.get("status_changed_on") or timezone.localdate().isoformat()


def _change(row, part, stored, values) -> int:
    """Has `values` written to a stored part, together with what the sheet changes there; its version afterwards."""
    values = {name: plain(value) for name, value in values.items() if getattr(stored, name) != value}
    old = {name: plain(getattr(stored, name)) for name in values}
    for change in row.parts:
        if change.part == part and change.stored and change.stored.pk == stored.pk:
            change.stored.values.update(
                {name: value for name, value in old.items() if name not in change.values}
            )
            change.values.update(values)
            break
    else:
        if values:
            row.parts.append(PartChange(part, StoredPart(stored.pk, stored.version, old), values))
    return stored.version + 1


def _register(row, context, kind, station, *, other=None, undo=None, months=None):
    values = {
        "kind": kind,
        "happened_on": _day(row),
        "station_id": station,
        "other_station_id": other,
        "reason": _REASON,
        "undo": undo or {},
        "funeral_months": months,
        "actor_label": audit.actor_label(context.user),
    }
    row.parts.append(PartChange("changes", None, values))
