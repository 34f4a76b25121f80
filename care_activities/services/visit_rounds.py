"""节日走访: opening a round with its frozen list, registering its visits in sets, closing it."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import bulk
from stations import tallies as floor_tallies
from stations.dates import months_before
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans.services.rights import require, require_station
from veterans.vocabulary import FileStatus

from ..models import Visit, VisitRound, VisitRoundLine
from ..tallies import recount_visits
from ..vocabulary import MissedReason, Selection
from .visits import visit_write
from .writing import noted

AGED = 80
_BATCH = 2_000


# Opening and closing


def round_open(*, actor, station, people: QuerySet | None = None, **values) -> VisitRound:
    """Opens a round at `station` and freezes its list: people 在册 who live with it or below it.

    `people` narrows the list where the round's selection is a saved filter. Raises PermissionDenied without
    the right to approve there, ValidationError, and ServiceError when the list would be empty.
    """
    require_station(actor, Verb.APPROVE, station)
    opened = VisitRound(station=station, **values)
    if (opened.selection == Selection.FILTER) != (people is not None):
        raise ValidationError({"selection": _("按常用筛选定名单的，请选择一个筛选。")})
    with transaction.atomic():
        opened.full_clean()
        opened.save()
        if not _enter(opened, _selected(opened, people)):
            raise ServiceError(_("这个站和下级站没有符合条件的在册人员，没有可走访的名单。"))
        noted(opened, actor=actor)
    return opened


@transaction.atomic
def round_close(*, actor, visit_round) -> VisitRound:
    """Ends a round: nothing is registered in it any more. Raises Conflict and, when it has ended, ServiceError."""
    require(actor, Verb.APPROVE, visit_round)
    # Every registration holds its station: whoever was first is done, the others find the end.
    floor_tallies.lock(Station.objects.subtree_of(visit_round.station).values_list("pk", flat=True))
    require_running(visit_round)
    before = VisitRound.objects.get(pk=visit_round.pk)
    visit_round.closed_at = timezone.now()
    visit_round.save()
    noted(visit_round, actor=actor, before=before)
    return visit_round


def require_running(visit_round):
    if not VisitRound.objects.running().filter(pk=visit_round.pk).exists():
        raise ServiceError(_("这个批次已经结束，不能再登记。"))


def _selected(opened, people):
    """Who comes on the list: nobody who has died, left or was struck off, wherever the file is kept.

    Where somebody lives decides who visits. Only a list of all has those whose files are kept elsewhere:
    their tags and ages are not known to the station.
    """
    path = opened.station.path
    here = Q(residence_station__below=path) | Q(residence_station__isnull=True, managing_station__below=path)
    found = PersonFile.objects.filter(here, status=FileStatus.ACTIVE)
    if opened.selection == Selection.ALL:
        return found
    found = found.filter(managing_station__below=path)
    if opened.selection == Selection.KEY:
        return found.filter(tags__has_any_code=opened.tags)
    if opened.selection == Selection.AGED:
        born = months_before(timezone.localdate(), AGED * 12).isoformat()
        return found.exclude(birth_date="").filter(birth_date__lte=born)
    return found.filter(pk__in=people.order_by().values("pk"))


def _enter(opened, people) -> int:
    """Lists `people`, or their households, station by station in order of pinyin; how many lines."""
    order = ["managing_station__path", "name_pinyin", "pk"]
    rows = people.order_by(*order).values_list(
        "pk", "managing_station_id", "residence_station_id", "household_id", "household__station_id"
    )
    lines = {}
    for pk, managing, residence, household, home in rows:
        station = residence or managing
        # Who has no household, or lives away from it, stands alone.
        if opened.is_by_household and household and home == station:
            lines.setdefault(("household", household), station)
        else:
            lines[("person", pk)] = station
    paths = dict(Station.objects.subtree_of(opened.station).values_list("pk", "path"))
    listed = sorted(lines.items(), key=lambda line: paths[line[1]])  # stable: pinyin stays within a station
    ids = bulk.reserve_ids(VisitRoundLine, len(listed))
    made = [
        {"id": pk, "round_id": opened.pk, "station_id": station, f"{kind}_id": target}
        for pk, ((kind, target), station) in zip(ids, listed, strict=True)
    ]
    for start in range(0, len(made), _BATCH):
        bulk.insert(VisitRoundLine, made[start : start + _BATCH])
    return len(made)


# Registering


@dataclass(frozen=True)
class Defaults:
    """What holds for every line of a submission that says nothing else."""

    date: datetime.date
    method: str
    visitors: str = ""
    cash: Decimal = Decimal(0)
    goods: str = ""
    goods_value: Decimal = Decimal(0)
    content: str = ""


@dataclass(frozen=True)
class Answer:
    """What was found for one line: visited, or not and why. None means "as the defaults say"."""

    line_id: int
    visited: bool = False
    cash: Decimal | None = None
    goods: str | None = None
    goods_value: Decimal | None = None
    recipient: str = ""
    recipient_relation: str = ""
    signed: bool | None = None
    missed: str = ""
    missed_note: str = ""
    feedback: str = ""


@dataclass
class Registered:
    """What became of a submission: ids of lines, and of those refused the sentences that say why."""

    visited: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    already: list[int] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)


@transaction.atomic
def lines_register(*, actor, visit_round, station, defaults, answers) -> Registered:
    """整批登记: the visits of one station's lines in one transaction, and why others were not visited.

    A line that cannot be registered is refused with its sentences, the others are kept. What is registered
    already stays as it is: the same submission a second time changes nothing. Raises PermissionDenied and,
    when the round has ended, ServiceError.
    """
    require_station(actor, Verb.ADD, station)
    floor_tallies.lock([station.pk])
    require_running(visit_round)
    lines = {
        line.pk: line
        for line in VisitRoundLine.objects.filter(round=visit_round, station=station)
        .filter(pk__in=[answer.line_id for answer in answers])
        .select_related("person", "household", "station")
    }
    existing = _visits_of(visit_round, lines.values())
    done = Registered()
    for answer in answers:
        line = lines.get(answer.line_id)
        if line is None:
            raise PermissionDenied
        _register(actor, visit_round, line, answer, defaults, existing.get(_key(line)), done)
    if done.visited:
        recount_visits({station.pk})
    return done


def _register(actor, visit_round, line, answer, defaults, existing, done):
    try:
        if existing is not None:
            _compare(existing, answer, defaults)
            done.already.append(line.pk)
        elif answer.visited and answer.missed:
            raise ValidationError(_("勾选了已走访，又选了未走访原因；请只留一样。"))
        elif answer.visited:
            with transaction.atomic():
                _visit(actor, visit_round, line, answer, defaults)
            done.visited.append(line.pk)
        elif answer.missed:
            with transaction.atomic():
                _give_up(actor, line, answer)
            done.missed.append(line.pk)
    except ValidationError as refusal:
        done.refused[line.pk] = refusal.messages
    except PermissionDenied:
        done.refused[line.pk] = [_("档案已迁到外站，不能在这里登记走访；可选未走访原因“已迁出”。")]


def _visit(actor, visit_round, line, answer, defaults):
    visit = Visit(
        station=line.station,
        round=visit_round,
        occasion=visit_round.occasion,
        date=defaults.date,
        method=defaults.method,
        visitors=defaults.visitors,
        content=defaults.content,
        person=line.person,
        household=line.household,
        recipient=answer.recipient,
        recipient_relation=answer.recipient_relation,
        signed=answer.signed,
        feedback=answer.feedback,
        **_given(answer, defaults),
    )
    visit_write(visit, actor=actor)
    noted(visit, actor=actor)
    if line.missed:
        missed_set(actor, line, "", "")


def _given(answer, defaults):
    names = ("cash", "goods", "goods_value")
    return {
        name: getattr(defaults, name) if getattr(answer, name) is None else getattr(answer, name)
        for name in names
    }


def _give_up(actor, line, answer):
    if answer.missed == MissedReason.OTHER and not answer.missed_note.strip():
        raise ValidationError(_("未走访原因选了“其他”的，请写明。"))
    if (line.missed, line.missed_note) != (answer.missed, answer.missed_note.strip()):
        missed_set(actor, line, answer.missed, answer.missed_note.strip())


def missed_set(actor, line, missed, note):
    before = VisitRoundLine.objects.get(pk=line.pk)
    line.missed, line.missed_note = missed, note
    line.full_clean()
    line.save()
    noted(line, actor=actor, before=before)


def _compare(existing, answer, defaults):
    """Refuses an answer that says something else than what is registered already."""
    if not answer.visited and not answer.missed:
        return
    told = f"{existing.cash} / {existing.goods_value}"
    given = _given(answer, defaults)
    same = answer.visited and (existing.cash, existing.goods_value) == (given["cash"], given["goods_value"])
    if not same:
        raise ValidationError(
            _(
                "这一行已经登记过走访（慰问金 / 慰问品 %s 元），与这次填的不同，没有重复登记；要改请打开那条走访。"
            )
            % told
        )


def _key(row):
    return row.person_id, row.household_id


def _visits_of(visit_round, lines):
    people = [line.person_id for line in lines if line.person_id]
    households = [line.household_id for line in lines if line.household_id]
    found = Visit.objects.filter(Q(person__in=people) | Q(household__in=households), round=visit_round)
    return {_key(visit): visit for visit in found}


def lines_of(visit_round, station, user) -> QuerySet:
    """The lines of `station` and below that `user` may see, in the order of the list."""
    lines = VisitRoundLine.objects.visible_to(user, under=station).filter(round=visit_round)
    return lines.select_related("station", "person__household", "household").order_by(F("pk"))
