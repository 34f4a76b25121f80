"""迁转: a file moves to another station once both sides agree, in one transaction.

What happened stays where it happened: visits, plaques, activities, the household. The archive number
stays as well, for it is printed on paper and in every letter; it says where the file was opened.
"""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from .. import tallies
from ..models import FileChange, PartyMembership, PersonFile, TransferRequest
from ..vocabulary import ENDED_BENEFIT_STATUSES, ChangeKind, FileStatus
from .held import TO_BE_CHECKED
from .people import refresh_derived
from .records import record_note
from .rights import require, require_station

State = TransferRequest.State
# Who was registered as having moved away and turns up at another station is the same person still.
MOVABLE = frozenset({FileStatus.ACTIVE, FileStatus.MOVED_OUT})
# What was typed as the reason may name people: it stays with the request, auditors read the log.
_LOGGED = {
    State.REQUESTED: "提出迁转申请",
    State.DONE: "同意迁转",
    State.REFUSED: "不同意迁转",
    State.WITHDRAWN: "撤回迁转申请",
}
_LEFT_BEHIND = {"household": None, "relation_to_head": "", "follow_up_staff": None}


def transfer_request(
    *, actor, person, to_station, reason, moved_on="", asked_by_receiver=False
) -> TransferRequest:
    """Asks that the file of `person` move to `to_station`; the other side answers.

    The keeping station asks with the right to change the file. The receiving one (`asked_by_receiver`) asks
    with the right to change at `to_station`, for somebody it found by `identity.held_elsewhere`. Raises
    PermissionDenied, ValidationError (also while a request is open), and ServiceError for a closed file.
    """
    if asked_by_receiver:
        require_station(actor, Verb.CHANGE, to_station)
    else:
        require(actor, Verb.CHANGE, person)
    if not to_station.is_active:
        raise ServiceError(_("这个站没有启用，不能接收档案；请另选一个站。"))
    if person.status not in MOVABLE:
        raise ServiceError(_closed_sentence(asked_by_receiver))
    request = TransferRequest(
        person=person,
        from_station=person.managing_station,
        to_station=to_station,
        asked_by_receiver=asked_by_receiver,
        reason=reason,
        moved_on=moved_on,
        requested_by=actor,
    )
    request.full_clean(exclude=["requested_by", "decided_by", "decided_at"])
    _open(request, actor)
    return request


@transaction.atomic
def transfer_answer(*, actor, request, agree, answer="") -> TransferRequest:
    """The side that was asked agrees, and the file moves; or it refuses, with its reason in `answer`.

    Raises PermissionDenied unless `may_answer`, ValidationError for a refusal without a reason, and
    ServiceError when somebody else answered first or the file has changed hands or status meanwhile.
    """
    if not may_answer(actor, request):
        raise PermissionDenied
    if not agree and not answer:
        raise ValidationError({"answer": _("不同意的，请写明原因，对方才知道怎么办。")})
    person = PersonFile.objects.select_related("household").get(pk=request.person_id)
    stations = {request.from_station_id, request.to_station_id} | person.scope_station_ids()
    floor_tallies.lock(stations)
    request_close(request, actor=actor, state=State.DONE if agree else State.REFUSED, answer=answer)
    if agree:
        _move(request, actor, stations)
    else:
        _note(request, actor, request.answering_station)
    return request


@transaction.atomic
def transfer_withdraw(*, actor, request) -> TransferRequest:
    """The side that asked takes its request back; ServiceError when it was answered already."""
    require_station(actor, Verb.CHANGE, request.asking_station)
    request_close(request, actor=actor, state=State.WITHDRAWN)
    _note(request, actor, request.asking_station)
    return request


def may_answer(actor, request) -> bool:
    """Whether `actor` may agree or refuse: by the right to change at the side that was asked.

    Her own request she answers only with the right to approve at both sides.
    """
    if actor is None:
        return True
    if actor.pk == request.requested_by_id:
        both = [request.from_station_id, request.to_station_id]
        return Station.objects.visible_to(actor, Verb.APPROVE).filter(pk__in=both).count() == len(both)
    return Station.objects.visible_to(actor, Verb.CHANGE).filter(pk=request.answering_station.pk).exists()


def request_close(request, *, actor, state, answer="") -> None:
    """Brings an open request into `state`, once: whoever comes second gets a ServiceError.

    Call it inside a transaction, after the lock of whatever follows.
    """
    TransferRequest._meta.get_field("answer").run_validators(answer)
    now = timezone.now()
    open_request = TransferRequest.objects.filter(pk=request.pk, state=State.REQUESTED)
    closed = open_request.update(
        state=state,
        answer=answer,
        decided_by=actor,
        decided_at=now,
        changed_at=now,
        version=F("version") + 1,
    )
    if not closed:
        raise ServiceError(_("这份申请已经答复过或撤回了，请刷新页面核对。"))
    request.refresh_from_db()


def county_of(station) -> Station | None:
    """The district (区县) that pays for the people of `station`; None above the districts."""
    return Station.objects.filter(code__in=station.path_codes, tier=Station.Tier.DISTRICT).first()


def _open(request, actor):
    try:
        with transaction.atomic():
            request.save()
            _note(request, actor, request.asking_station)
    except IntegrityError as error:  # the other side asked at the same moment
        raise ServiceError(_("这份档案已有迁转申请正在等待答复。")) from error


def _closed_sentence(asked_by_receiver):
    """The receiving side may not learn that somebody died or was struck off."""
    if asked_by_receiver:
        return TO_BE_CHECKED
    return _("这份档案已登记去世或注销，不能迁转；登记有误的，请先恢复。")


def _move(request, actor, stations):
    person = PersonFile.objects.select_related("household").get(pk=request.person_id)
    if person.managing_station_id != request.from_station_id or person.status not in MOVABLE:
        raise ServiceError(_("提出申请以后，这份档案换了管理站或状态；请不同意这份申请，再重新提出。"))
    if not Station.objects.filter(pk=request.to_station_id, is_active=True).exists():
        raise ServiceError(
            _("迁入站已经停用，不能接收档案；请不同意这份申请，并写明要迁到哪个站，由对方重新提出。")
        )
    before = audit.snapshot(person)
    _take_back_leaving(person)
    _change_hands(person, request.to_station, actor)
    moved_on = request.moved_on or timezone.localdate().isoformat()
    _hand_over_benefits(person, request, actor, int(moved_on[:4]))
    _register(request, actor, moved_on)
    refresh_derived([person.pk])
    tallies.recount(stations)
    _audit_move(request, actor, before)


def _take_back_leaving(person):
    """Who was registered as moved away is 在册 again: a restore later must not go back behind this move."""
    left = person.changes.filter(
        kind=ChangeKind.MOVED_OUT, other_station__isnull=True, undone_at__isnull=True
    )
    now = timezone.now()
    left.update(undone_at=now, changed_at=now, version=F("version") + 1)


def _change_hands(person, station, actor):
    """Who follows somebody up and who keeps contact are people of the station that is left."""
    left = _LEFT_BEHIND
    if person.household_id and person.household.station_id == station.pk:
        left = {"follow_up_staff": None}  # it lived in this household already
    for name, value in left.items():
        setattr(person, name, value)
    person.managing_station = station
    if person.residence_station_id == station.pk:
        person.residence_station = None
    person.status, person.status_changed_on = FileStatus.ACTIVE, ""
    # These columns alone: an old gap elsewhere in the file is nothing the receiving station could mend.
    person.save(update_fields=["managing_station", "residence_station", "status", "status_changed_on", *left])
    membership = PartyMembership.objects.filter(person=person, contact__isnull=False).first()
    if membership:
        stored = PartyMembership.objects.get(pk=membership.pk)
        membership.contact = None
        membership.save(update_fields=["contact"])
        record_note(actor=actor, record=membership, stored=stored)


def _hand_over_benefits(person, request, actor, year):
    """Notes for each running benefit who pays it after the move."""
    payers = payers_after_move(
        person.benefits.all(), county_of(request.from_station), county_of(request.to_station), year
    )
    for benefit, values in payers:
        stored = type(benefit).objects.get(pk=benefit.pk)
        benefit.paid_by_id, benefit.paid_by_until = values["paid_by_id"], values["paid_by_until"]
        benefit.save(update_fields=["paid_by", "paid_by_until"])
        record_note(actor=actor, record=benefit, stored=stored)


def payers_after_move(benefits, old, new, year) -> list[tuple]:
    """`[(benefit, {"paid_by_id", "paid_by_until"})]` of the running ones that a move in `year` hands over.

    The old county pays to the end of the year of the move, the new one from January on (褒扬条例 art. 22,
    抚恤条例 art. 30). A county that pays for this year already goes on doing so. [] within a county.
    """
    if old is None or new is None or old == new:
        return []
    year_end, found = datetime.date(year, 12, 31), []
    for benefit in benefits:
        if benefit.status in ENDED_BENEFIT_STATUSES:
            continue
        if not benefit.paid_by_until or benefit.paid_by_until < year_end:
            found.append((benefit, {"paid_by_id": old.pk, "paid_by_until": year_end}))
        elif benefit.paid_by_id == new.pk:
            found.append((benefit, {"paid_by_id": None, "paid_by_until": None}))
    return found


def _register(request, actor, moved_on):
    for kind, station, other in (
        (ChangeKind.MOVED_OUT, request.from_station, request.to_station),
        (ChangeKind.MOVED_IN, request.to_station, request.from_station),
    ):
        FileChange.objects.create(
            person=request.person,
            kind=kind,
            happened_on=moved_on,
            station=station,
            other_station=other,
            reason=request.reason,
            actor_label=audit.actor_label(actor),
        )


def _audit_move(request, actor, before):
    """One entry on each side; the values stand once, on the side that has the file now."""
    person = PersonFile.objects.get(pk=request.person_id)
    after = audit.snapshot(person)
    changed = [name for name in after if after[name] != before[name]]
    common = {"actor": actor, "target": person, "reason": _LOGGED[request.state]}
    audit.record(audit.Action.TRANSFER, station=request.from_station, fields=changed, **common)
    audit.record(audit.Action.TRANSFER, station=request.to_station, before=before, after=after, **common)


def _note(request, actor, station):
    audit.record(
        audit.Action.TRANSFER,
        actor=actor,
        station=station,
        target=request,
        fields=["state"],
        reason=_LOGGED[request.state],
    )
