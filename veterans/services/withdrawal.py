"""去世, 迁出, 注销: a file is closed with its date and consequences, and can be restored."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.dates import surely_before
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from .. import tallies
from ..models import Benefit, FileChange, PartyTransfer, PartyTransferEvent, TransferRequest
from ..vocabulary import ENDED_BENEFIT_STATUSES, BenefitStatus, ChangeKind, FileStatus, Treatment
from .people import refresh_derived
from .records import record_note
from .rights import require
from .transfers import county_of, request_close

# How a file ends: the status it gets, and the event of the same name.
KINDS = (FileStatus.DECEASED, FileStatus.MOVED_OUT, FileStatus.CANCELLED)
RESTORE_DAYS = 30
# 军人抚恤优待条例 and domain §3.2E: so many months are paid once more for the funeral, by what was paid.
FUNERAL_MONTHS = {
    Treatment.PENSION: 6,
    Treatment.LIVING_ALLOWANCE: 6,
    Treatment.DISABILITY_PENSION: 12,
}
# What was typed as the reason may name people: it stays with the change, auditors read the log.
_LOGGED = {
    ChangeKind.DECEASED: "登记去世",
    ChangeKind.MOVED_OUT: "登记迁出",
    ChangeKind.CANCELLED: "登记注销",
    ChangeKind.RESTORED: "恢复档案",
}
_RESTORED = ("status", "ended_on", "paid_by_id", "paid_by_until")
PARTS_READ = ("benefits", "transfer_requests", "party_transfers")


@dataclass(frozen=True)
class Consequences:
    """What closing a file does: shown before it is confirmed, and done by `person_withdraw`.

    `funeral_months` is None where nothing is due. `paid_by` pays to `paid_until` after a move (None else).
    """

    benefits: list[Benefit]
    benefit_status: str
    ended_on: str
    funeral_months: int | None
    paid_by: Station | None
    paid_until: datetime.date | None
    transfer: TransferRequest | None
    party_transfer: PartyTransfer | None


def consequences(person, kind, happened_on) -> Consequences:
    """What follows when `person` leaves by `kind` (one of KINDS) at the partial date `happened_on`.

    Reads no more than `PARTS_READ`, so that these may be fetched for many people at once.
    """
    benefits = [one for one in person.benefits.all() if one.status not in ENDED_BENEFIT_STATUSES]
    requests = [one for one in person.transfer_requests.all() if one.state == TransferRequest.State.REQUESTED]
    letters = [one for one in person.party_transfers.all() if one.closed_on is None]
    died, moved = kind == FileStatus.DECEASED, kind == FileStatus.MOVED_OUT
    payer = county_of(person.managing_station) if moved and benefits else None
    return Consequences(
        benefits=benefits,
        benefit_status=BenefitStatus.DECEASED if died else BenefitStatus.STOPPED,
        ended_on=happened_on[: len("2024-05")],
        funeral_months=_funeral_months(person, benefits) if died else None,
        paid_by=payer,
        paid_until=datetime.date(int(happened_on[:4]), 12, 31) if payer else None,
        transfer=next(iter(requests), None),
        party_transfer=next(iter(letters), None),
    )


@transaction.atomic
def person_withdraw(*, actor, person, kind, happened_on, reason="", document_no="") -> FileChange:
    """Closes the file of `person`: status and date, and what follows from them (`consequences`).

    `kind` is one of KINDS. Raises PermissionDenied, ValidationError for a date before birth or to come and
    for a cancellation without a reason, ServiceError for a file that is closed already, and Conflict.
    """
    require(actor, Verb.CHANGE, person)
    stations = person.scope_station_ids()
    floor_tallies.lock(stations)
    if person.status != FileStatus.ACTIVE:
        raise ServiceError(
            _("这份档案已登记“%s”，不能再登记；登记有误的，请先恢复。") % person.get_status_display()
        )
    change = _event(person, actor, kind, happened_on, reason)
    change.document_no = document_no
    change.full_clean()
    _refuse_what_cannot_be(change)
    found = consequences(person, kind, change.happened_on)
    before = audit.snapshot(person)
    _set_status(person, kind, change.happened_on)
    change.undo = {"benefits": {str(b.pk): _end(b, found, actor) for b in found.benefits}}
    change.funeral_months = found.funeral_months
    change.save()
    close_what_waits(found, actor, person.get_status_display())
    _settle(person, actor, audit.Action.WITHDRAW, before, _LOGGED[change.kind], stations)
    return change


@transaction.atomic
def person_restore(*, actor, person, reason="") -> list[str]:
    """Puts a closed file back as it was; the labels of benefits that had to stay as they are now.

    These were changed or deleted since, or another of their type runs. Requests that the closing ended are
    not reopened. After RESTORE_DAYS, or where an import closed the file, it takes the right to approve.
    Raises PermissionDenied, ServiceError (with what to do), ValidationError, and Conflict.
    """
    require(actor, Verb.CHANGE, person)
    stations = person.scope_station_ids()
    floor_tallies.lock(stations)
    if person.status == FileStatus.ACTIVE:
        raise ServiceError(_("这份档案在册，不需要恢复。"))
    if not may_restore(actor, person):
        raise ServiceError(
            _("登记已超过 30 天，或是由表格导入的；请把情况和证明报上级服务站，由那里的管理员恢复。")
        )
    change = last_withdrawal(person)
    before = audit.snapshot(person)
    _set_status(person, FileStatus.ACTIVE, "")
    kept = _put_benefits_back(change, person, actor) if change else []
    if change:
        change.undone_at = timezone.now()
        change.save(update_fields=["undone_at"])
    event = _event(person, actor, ChangeKind.RESTORED, timezone.localdate().isoformat(), reason)
    event.full_clean()
    event.save()
    _settle(person, actor, audit.Action.RESTORE, before, _LOGGED[ChangeKind.RESTORED], stations)
    return kept


def last_withdrawal(person) -> FileChange | None:
    """The event by which the file got its present status; None for one in use or closed by an import."""
    closed = person.changes.filter(kind=person.status, undone_at__isnull=True, other_station__isnull=True)
    return closed.order_by("-pk").first() if person.status in KINDS else None


def may_restore(actor, person) -> bool:
    """Whether `actor`, who may change the file, may put it back now without asking the station above."""
    change = last_withdrawal(person)
    since = timezone.now() - datetime.timedelta(days=RESTORE_DAYS)
    if actor is None or (change and change.created_at >= since):
        return True
    return Station.objects.visible_to(actor, Verb.APPROVE).filter(pk=person.managing_station_id).exists()


def _event(person, actor, kind, happened_on, reason):
    return FileChange(
        person=person,
        kind=ChangeKind(kind),
        happened_on=happened_on,
        station=person.managing_station,
        reason=reason,
        actor_label=audit.actor_label(actor),
    )


def _funeral_months(person, benefits):
    """The larger where several are due."""
    due = [FUNERAL_MONTHS[b.treatment] for b in benefits if b.treatment in FUNERAL_MONTHS]
    disability = getattr(person, "disability", None)
    if disability and disability.receives_pension:
        due.append(FUNERAL_MONTHS[Treatment.DISABILITY_PENSION])
    return max(due, default=None)


def _refuse_what_cannot_be(change):
    born, happened = change.person.birth_date, change.happened_on
    known = min(len(born), len(happened))
    if happened[:known] < born[:known]:
        raise ValidationError({"happened_on": _("这个时间早于出生日期，请核对。")})
    if change.kind == ChangeKind.CANCELLED and not change.reason:
        raise ValidationError({"reason": _("注销的，请写明原因，如：重复建档、不属于服务对象。")})


def _set_status(person, status, changed_on):
    person.status, person.status_changed_on = status, changed_on
    person.save(update_fields=["status", "status_changed_on"])


def _end(benefit, found, actor):
    """Ends one benefit; returns what is needed to put it back."""
    stored = Benefit.objects.get(pk=benefit.pk)
    undo = benefit_as_it_was(stored)
    for name, value in benefit_when_ended(benefit, found).items():
        setattr(benefit, name, value)
    benefit.save(update_fields=["status", "ended_on", "paid_by", "paid_by_until"])
    record_note(actor=actor, record=benefit, stored=stored)
    return undo | {"version": benefit.version}


def benefit_when_ended(benefit, found) -> dict:
    """The columns of `benefit` that ending it by the Consequences `found` sets."""
    began_after = surely_before(found.ended_on, benefit.started_on)  # a death that was reported late
    ended_on = benefit.started_on if began_after else found.ended_on
    payer, until = benefit.paid_by_id, benefit.paid_by_until
    is_paid = until and found.paid_until and until >= found.paid_until
    if found.paid_by and not is_paid:  # else the county of before a move pays for this year already
        payer, until = found.paid_by.pk, found.paid_until
    return {"status": found.benefit_status, "ended_on": ended_on, "paid_by_id": payer, "paid_by_until": until}


def benefit_as_it_was(benefit) -> dict:
    """What a restore needs of a benefit, apart from the version it has once it is ended."""
    undo = {name: getattr(benefit, name) for name in _RESTORED}
    undo["paid_by_until"] = benefit.paid_by_until.isoformat() if benefit.paid_by_until else None
    return undo | {"type": benefit.type}


def close_what_waits(found, actor, status) -> None:
    """Ends the open requests of a file that is closed: none of them can be answered any more."""
    answer = _("档案已登记“%s”") % status
    if found.transfer:
        request_close(found.transfer, actor=actor, state=TransferRequest.State.WITHDRAWN, answer=answer)
        audit.record(
            audit.Action.TRANSFER,
            actor=actor,
            station=found.transfer.from_station,
            target=found.transfer,
            fields=["state"],
        )
    if found.party_transfer:
        stored = PartyTransfer.objects.get(pk=found.party_transfer.pk)
        found.party_transfer.closed_on = timezone.localdate()
        found.party_transfer.save(update_fields=["closed_on"])
        PartyTransferEvent.objects.create(
            transfer=found.party_transfer,
            step=found.party_transfer.step,
            on=found.party_transfer.closed_on,
            note=answer,
            actor_label=audit.actor_label(actor),
        )
        record_note(actor=actor, record=found.party_transfer, stored=stored)


def _put_benefits_back(change, person, actor):
    undo = change.undo.get("benefits", {})
    held = Benefit.objects.in_bulk([int(pk) for pk in undo])
    kept = []
    for pk, before in undo.items():
        benefit = held.get(int(pk))
        same = person.benefits.filter(type=before["type"]).exclude(status__in=ENDED_BENEFIT_STATUSES)
        if benefit is None or benefit.version != before["version"] or same.exists():
            kept.append(str(Benefit(type=before["type"]).get_type_display()))
            continue
        stored = Benefit.objects.get(pk=pk)
        for name in _RESTORED:
            setattr(benefit, name, before[name])
        benefit.save(update_fields=[name.removesuffix("_id") for name in _RESTORED])
        record_note(actor=actor, record=benefit, stored=stored)
    return kept


def _settle(person, actor, action, before, reason, stations):
    refresh_derived([person.pk])
    person.refresh_from_db(fields=["bucket"])
    tallies.recount(stations)
    audit.record(
        action,
        actor=actor,
        station=person.managing_station,
        target=person,
        before=before,
        after=audit.snapshot(person),
        reason=reason,
    )
