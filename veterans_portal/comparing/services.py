"""Comparing a list, proposing what it says, deciding on a proposal; each with its audit entry."""

import datetime
from collections import Counter

from django.db import transaction
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

from .matching import look_up, people_of, read_list
from .models import ChangeProposal, Comparison, ListKind
from .workbook import answered

State = ChangeProposal.State
KEPT_HOURS = 24


def list_compare(*, user, station, kind, content, purpose, source_office, document_no="") -> Comparison:
    """Looks the people of a list up at and below `station`, and proposes what a list of changes says.

    Raises FileRejected, and ServiceError without the rights to import and to export there.
    """
    for verb in (Verb.IMPORT, Verb.EXPORT):
        if not Station.objects.visible_to(user, verb).filter(pk=station.pk).exists():
            raise ServiceError(_("您不能在这个站比对名单。"))
    sheets = read_list(content)
    numbers = look_up(sheets, user, station)
    rows = list(people_of(sheets))
    comparison = Comparison(
        station=station,
        user=user,
        kind=ListKind(kind),
        source_office=source_office,
        document_no=document_no,
        purpose=purpose,
        expires_at=timezone.now() + datetime.timedelta(hours=KEPT_HOURS),
        totals={
            "rows": len(rows),
            "on_file": sum(row.person is not None for row in rows),
            "unreadable": sum(bool(row.answer) and not row.number for sheet in sheets for row in sheet.rows),
        },
    )
    comparison.keep(answered(sheets))
    with transaction.atomic():
        comparison.save()
        reason = f"{ListKind(kind).label}，{numbers} 个号码"
        for action in (audit.Action.SEARCH, audit.Action.EXPORT):
            audit.record(
                action, actor=user, station=station, target=comparison, fields=["id_number"], reason=reason
            )
        comparison.totals |= _propose(comparison, rows)
        comparison.save(update_fields=["totals"])
    return comparison


def _propose(comparison, rows):
    """Adds the proposals of a list of changes; `{"proposed": n}`, nothing for a mere comparison."""
    if comparison.kind == ListKind.COMPARE:
        return {}
    make = _newcomers if comparison.kind == ListKind.MOVED_IN else _leavers
    proposals = ChangeProposal.objects.bulk_create(make(comparison, rows), ignore_conflicts=True)
    made = comparison.proposals.count()
    stations = Counter(proposal.station_id for proposal in proposals)
    for station in Station.objects.filter(pk__in=stations):
        audit.record(
            audit.Action.CREATE,
            actor=comparison.user,
            station=station,
            target=comparison,
            fields=["proposals"],
            reason=f"变动线索 {stations[station.pk]} 条",
        )
    return {"proposed": made}


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
    """The answered list, for its maker and for KEPT_HOURS; ServiceError afterwards."""
    if not comparison.can_download:
        raise ServiceError(_("下载已过期；需要的话请重新比对。"))
    audit.record(
        audit.Action.DOWNLOAD, actor=user, station=comparison.station, target=comparison, fields=["id_number"]
    )
    return comparison.open()


def purge(now=None) -> int:
    """Drops the answered lists whose time is over; returns how many."""
    due = Comparison.objects.filter(expires_at__lte=now or timezone.now(), result__isnull=False)
    return due.update(result=None)
