"""Comparing a list, proposing what it says, deciding on a proposal; each with its audit entry."""

import datetime
import secrets
from collections import Counter

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import StationFinder
from veterans.derive import id_digest
from veterans.models import PersonFile
from veterans.vocabulary import FileStatus

from ..imports.reader import FileRejected
from ..imports.work import unpacked_size
from .matching import look_up, people_of, read_list
from .models import ChangeProposal, Comparison, ListKind
from .workbook import answered

State = ChangeProposal.State
KEPT = datetime.timedelta(hours=24)
STALE = datetime.timedelta(minutes=10)  # reading and writing a workbook say nothing in between
# About two seconds of work.
SMALL_BYTES, SMALL_UNPACKED = 200_000, 4_000_000
A_WRITE = 1_000


class Superseded(Exception):
    """Another process has taken the comparison over: stop without a trace."""


def list_compare(*, user, station, kind, content, purpose, source_office, document_no="") -> Comparison:
    """Compares a small list now and has a large one compared.

    Raises ServiceError without the rights to import and to export there; FileRejected for a small list that
    cannot be read, of a large one it becomes the comparison's reason.
    """
    _require(user, station)
    comparison = Comparison(
        station=station,
        user=user,
        kind=ListKind(kind),
        source_office=source_office,
        document_no=document_no,
        purpose=purpose,
        expires_at=timezone.now() + KEPT,
    )
    comparison.keep_list(content)
    comparison.save()
    if is_small(content):
        try:
            compare(comparison)
        except FileRejected:
            comparison.delete()  # the form says why
            raise
    else:
        from . import tasks

        tasks.compare_list.enqueue(comparison.pk)
    return comparison


def is_small(content) -> bool:
    """Whether a user waits for the answer without wondering."""
    return len(content) <= SMALL_BYTES and unpacked_size(content) <= SMALL_UNPACKED


def _require(user, station):
    for verb in (Verb.IMPORT, Verb.EXPORT):
        if not Station.objects.visible_to(user, verb).filter(pk=station.pk).exists():
            raise ServiceError(_("您不能在这个站比对名单。"))


def compare(comparison) -> None:
    """Looks the people of a waiting list up, and proposes what a list of changes says.

    Does nothing for one in other hands. Raises FileRejected or ServiceError; the comparison holds the reason.
    """
    if not _claim(comparison):
        return
    try:
        _compare(comparison)
    except Superseded:
        return
    except (FileRejected, ServiceError) as refusal:
        _beat(comparison, state=Comparison.State.FAILED, reason=str(refusal)[:300], content=None, claim="")
        raise
    except Exception:
        _beat(comparison, state=Comparison.State.FAILED, content=None, claim="")
        raise
    finally:
        comparison.refresh_from_db()


def _compare(comparison):
    user, station = comparison.user, comparison.station
    _require(user, station)
    sheets = read_list(comparison.open_list())
    rows = list(people_of(sheets))
    totals = {"rows": len(rows), "unreadable": _unreadable(sheets)}
    _beat(comparison, totals=totals)
    numbers = look_up(sheets, user, station, lambda done: _beat(comparison, progress=done))
    comparison.keep(answered(sheets))
    with transaction.atomic():
        reason = f"{comparison.get_kind_display()}，{numbers} 个号码"
        for action in (audit.Action.SEARCH, audit.Action.EXPORT):
            audit.record(
                action, actor=user, station=station, target=comparison, fields=["id_number"], reason=reason
            )
        _beat(comparison, progress=numbers)
    proposed = _propose(comparison, rows)
    on_file = sum(row.person is not None for row in rows)
    _beat(
        comparison,
        state=Comparison.State.READY,
        totals={**totals, "on_file": on_file, **proposed},
        result=comparison.result,
        content=None,
        claim="",
        expires_at=timezone.now() + KEPT,
    )


def _unreadable(sheets):
    return sum(bool(row.answer) and not row.number for sheet in sheets for row in sheet.rows)


def _claim(comparison):
    now, token = timezone.now(), secrets.token_hex(8)
    state = Comparison.State
    free = Q(state=state.WAITING) | Q(state=state.RUNNING, heartbeat__lt=now - STALE)
    waiting = Comparison.objects.filter(free, pk=comparison.pk)
    taken = waiting.update(state=state.RUNNING, claim=token, heartbeat=now, progress=0)
    comparison.refresh_from_db()
    return bool(taken)


def _beat(comparison, **fields):
    held = Comparison.objects.filter(pk=comparison.pk, claim=comparison.claim)
    if not held.update(heartbeat=timezone.now(), **fields):
        raise Superseded


def _propose(comparison, rows):
    """Adds the proposals of a list of changes; `{"proposed": n}`, nothing for a mere comparison.

    So many at a time that others can write in between; who is proposed already is left out.
    """
    if comparison.kind == ListKind.COMPARE:
        return {}
    make = _newcomers if comparison.kind == ListKind.MOVED_IN else _leavers
    proposals = make(comparison, rows)
    for start in range(0, len(proposals), A_WRITE):
        _write(comparison, proposals[start : start + A_WRITE])
    return {"proposed": comparison.proposals.count()}


@transaction.atomic
def _write(comparison, proposals):
    _beat(comparison)
    ChangeProposal.objects.bulk_create(proposals, ignore_conflicts=True)
    _record_by_station(comparison.user, audit.Action.CREATE, comparison, proposals, "变动线索 %s 条")


def _record_by_station(actor, action, target, proposals, reason):
    counts = Counter(proposal.station_id for proposal in proposals)
    for station in Station.objects.filter(pk__in=counts):
        audit.record(
            action,
            actor=actor,
            station=station,
            target=target,
            fields=["proposals"],
            reason=reason % counts[station.pk],
        )


def _leavers(comparison, rows):
    active = {row.person.pk: row for row in rows if row.person and row.person.status == FileStatus.ACTIVE}
    return [
        ChangeProposal(
            comparison=comparison,
            person=row.person,
            station=row.person.managing_station,
            kind=comparison.kind,
            happened_on=row.day,
        )
        for row in active.values()
    ]


def _newcomers(comparison, rows):
    """People not on file here. The station is the one that the list names, else the one compared for."""
    finder = StationFinder(
        Station.objects.visible_to(comparison.user, Verb.IMPORT).subtree_of(comparison.station)
    )
    strangers = {row.number: row for row in rows if row.person is None and row.name}
    return [
        ChangeProposal(
            comparison=comparison,
            name=row.name,
            id_number=row.number,
            id_digest=id_digest(row.number),
            station_id=_place(finder, row.place) or comparison.station_id,
            kind=comparison.kind,
            happened_on=row.day,
        )
        for row in strangers.values()
    ]


def _place(finder, text):
    try:
        return finder.find(text) if text else None
    except ValueError:
        return None


@transaction.atomic
def proposal_dismiss(*, user, proposal, why) -> None:
    """Notes that what the list says is not so. Raises ServiceError once somebody has decided."""
    _decide(proposal, user, State.DISMISSED, why)


@transaction.atomic
def proposal_arrived(*, user, proposal) -> PersonFile:
    """Notes that a newcomer is on file now; ServiceError while no station of the user's keeps the file."""
    person = PersonFile.objects.kept_by(user).filter(id_digest=proposal.id_digest).first()
    if person is None:
        raise ServiceError(_("还没有这个人的档案；请先登记，或申请迁入。"))
    _decide(proposal, user, State.CONFIRMED, "", person=person, id_digest="")
    return person


def proposals_settle(*, user, person) -> int:
    """Closes the open proposals of a file that was just closed by the page they led to; their number.

    Call it in the transaction of the closing.
    """
    found = ChangeProposal.objects.filter(person=person, state=State.OPEN).exclude(kind=ListKind.MOVED_IN)
    proposals = list(found.select_related("station", "person"))
    for proposal in proposals:
        _decide(proposal, user, State.CONFIRMED, "")
    return len(proposals)


def _decide(proposal, user, state, why, **fields):
    """Once: whoever comes second is told. Name and number of a newcomer go with the decision."""
    waiting = ChangeProposal.objects.filter(pk=proposal.pk, state=State.OPEN)
    values = {"state": state, "why": why, "decided_by": user, "decided_at": timezone.now(), **fields}
    if not waiting.update(**values, name=None, id_number=None):
        raise ServiceError(_("这条线索已经有人核实过，请刷新页面核对。"))
    audit.record(
        audit.Action.CHANGE, actor=user, station=proposal.station, target=proposal, fields=["state", "why"]
    )


@transaction.atomic
def proposal_reveal(*, user, proposal, reason) -> str:
    """The number of a newcomer, to register or to ask for the file; audited."""
    audit.record(
        audit.Action.REVEAL,
        actor=user,
        station=proposal.station,
        target=proposal,
        fields=["id_number"],
        reason=reason,
    )
    return proposal.id_number.open()


@transaction.atomic
def result_download(*, user, comparison) -> bytes:
    """The answered list, for its maker and for a day; ServiceError afterwards."""
    if not comparison.can_download:
        raise ServiceError(_("下载已过期；需要的话请重新比对。"))
    audit.record(
        audit.Action.DOWNLOAD, actor=user, station=comparison.station, target=comparison, fields=["id_number"]
    )
    return comparison.open()


def look_after(now=None) -> list[int]:
    """Drops what is due; returns the ids of lists that nobody has taken up, or whose process died."""
    now = now or timezone.now()
    purge(now)
    proposals_expire(timezone.localdate(now))
    silent = Q(state=Comparison.State.RUNNING, heartbeat__lt=now - STALE)
    forgotten = Q(state=Comparison.State.WAITING, created_at__lt=now - STALE)
    return list(Comparison.objects.filter(silent | forgotten).order_by("pk").values_list("pk", flat=True))


def purge(now=None) -> int:
    """Drops the answered lists whose time is over; returns how many."""
    due = Comparison.objects.filter(expires_at__lte=now or timezone.now(), result__isnull=False)
    return due.update(result=None)


def proposals_expire(today) -> int:
    """Ends the proposals that nobody has decided in time; returns how many. What they said of people goes."""
    due = ChangeProposal.objects.filter(state=State.OPEN, purge_on__lte=today).order_by("pk")
    ended = 0
    while some := _expire_some(due):
        ended += some
    return ended


@transaction.atomic
def _expire_some(due) -> int:
    proposals = list(due.select_for_update()[:A_WRITE])  # whoever decides one meanwhile waits, or was first
    ended = ChangeProposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).update(
        state=State.EXPIRED, name=None, id_number=None, id_digest="", happened_on=""
    )
    _record_by_station(None, audit.Action.CHANGE, None, proposals, "变动线索到期清除 %s 条")
    return ended
