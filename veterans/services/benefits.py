"""年度确认 of the benefits that are paid month by month: opening a year, confirming, taking back, stopping."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations import tallies as floor_tallies
from stations.models import Station
from stations.roles import Verb
from stations.scoping import Grant, at
from stations.services import ServiceError

from .. import reviews, tallies
from ..completeness import refresh_completeness
from ..models import Benefit, BenefitConfirmation
from ..vocabulary import BenefitStatus
from .batches import entry, take, write
from .people import refresh_derived
from .records import record_note
from .rights import require, require_station

_PERSON = "person__managing_station"
_A_TIME = 2_000
# What the log's entry of a benefit needs of its file; whole files would have to be read column by column.
_LOGGED = ("person__archive_no", "person__managing_station")


@transaction.atomic
def confirmation_open(*, actor, station) -> int:
    """开始本年度确认: what is due at and below `station` becomes 待年度确认; returns how many benefits (项).

    What was confirmed this year already stays. No figure counts anew, both statuses are running; a blank one
    is answered by it, which the completeness of the file shows.
    """
    require_station(actor, Verb.APPROVE, station)
    floor_tallies.lock(Station.objects.subtree_of(station).values_list("pk", flat=True))
    waiting = unopened(timezone.localdate().year, station).order_by("pk")
    rows = list(waiting.values_list("pk", "status", "person_id", *_LOGGED))
    stations = Station.objects.in_bulk({station for *_row, station in rows})
    for start in range(0, len(rows), _A_TIME):
        batch = rows[start : start + _A_TIME]
        Benefit.objects.filter(pk__in=[row[0] for row in batch]).update(
            status=BenefitStatus.TO_CONFIRM, version=F("version") + 1, changed_at=timezone.now()
        )
        entries = [_opened(stations, *row) for row in batch]
        audit.record_many(audit.Action.CHANGE, actor=actor, rows=entries, reason="开始年度确认")
    refresh_completeness(person for _pk, status, person, *_logged in rows if not status)
    return len(rows)


def _opened(stations, pk, status, _person, archive_no, station):
    return {
        "station": stations[station],
        "target_type": Benefit._meta.label_lower,
        "target_id": pk,
        "target_label": archive_no,
        "before": {"status": status},
        "after": {"status": str(BenefitStatus.TO_CONFIRM)},
    }


def unopened(year: int, station):
    """The benefits at and below `station` that are due in `year` and not on its list yet."""
    below = Benefit.objects.filter(at([Grant(station)], Benefit.scope))
    waiting = below.filter(reviews.due(year)).exclude(status=BenefitStatus.TO_CONFIRM)
    return waiting.exclude(reviews.confirmed(year))


@transaction.atomic
def benefits_confirm(*, actor, benefit_ids: Iterable[int], year: int, confirmed_on, method, note="") -> int:
    """Confirms the given benefits for `year` (this one or the last), returns how many were new (项).

    One date, method and note for all. What was confirmed meanwhile is left as it is. Raises ValidationError
    for the answers, ServiceError for a benefit that is not to be confirmed, PermissionDenied.
    """
    _check_year(year)
    template = BenefitConfirmation(year=year, confirmed_on=confirmed_on, method=method, note=note)
    template.full_clean(exclude=["benefit"], validate_unique=False, validate_constraints=False)
    rows = take(Benefit, benefit_ids, actor=actor, verb=Verb.CHANGE, related=_PERSON)
    _refuse_others(rows, year)
    done = _confirmed_among(rows, year)
    new = [row for row in rows if row.pk not in done]
    BenefitConfirmation.objects.bulk_create(
        [
            BenefitConfirmation(benefit=row, year=year, confirmed_on=confirmed_on, method=method, note=note)
            for row in new
        ]
    )
    if year == timezone.localdate().year:
        write(
            new,
            lambda _row: {"status": str(BenefitStatus.NORMAL)},
            action=audit.Action.VERIFY,
            actor=actor,
            reason=str(year),
        )
        refresh_completeness(row.person_id for row in new)
    else:
        audit.record_many(
            audit.Action.VERIFY, actor=actor, rows=[entry(row) for row in new], reason=str(year)
        )
    return len(new)


def _check_year(year):
    this_year = timezone.localdate().year
    if year not in (this_year, this_year - 1):
        raise ServiceError(_("只能确认今年和去年的；更早的年度不能补。"))


def _refuse_others(rows, year):
    fitting = Benefit.objects.filter(reviews.due(year), pk__in=[row.pk for row in rows]).count()
    if fitting != len(rows):
        raise ServiceError(
            _("所选的有 %d 项不需要年度确认（已停发，或不是按月发放）。请刷新页面，重新勾选。")
            % (len(rows) - fitting)
        )


def _confirmed_among(rows, year):
    done = BenefitConfirmation.objects.filter(benefit__in=[row.pk for row in rows], year=year)
    return set(done.values_list("benefit_id", flat=True))


@transaction.atomic
def confirmation_undo(*, actor, confirmation) -> None:
    """Takes back a slip on the day it was made; the benefit waits for its confirmation again.

    Raises ServiceError on a later day.
    """
    require(actor, Verb.CHANGE, confirmation)
    floor_tallies.lock(confirmation.scope_station_ids())
    if timezone.localdate(confirmation.created_at) != timezone.localdate():
        raise ServiceError(_("只能撤销当天的确认。情况有变化的，请在档案里修改享受状态。"))
    benefit = Benefit.objects.select_related(_PERSON).get(pk=confirmation.benefit_id)
    record_note(actor=actor, record=confirmation, stored=confirmation, deleted=True)
    confirmation.delete()
    if benefit.is_running and confirmation.year == timezone.localdate().year:
        write(
            [benefit],
            lambda _row: {"status": str(BenefitStatus.TO_CONFIRM)},
            action=audit.Action.CHANGE,
            actor=actor,
            reason="撤销年度确认",
        )
        refresh_completeness([benefit.person_id])


@transaction.atomic
def benefits_stop(
    *, actor, benefit_ids: Iterable[int], year: int, deadline: datetime.date, reason: str
) -> int:
    """停发 of benefits that nobody confirmed by `deadline`: a manager decides, with a reason; how many (项).

    Never automatic. Raises ServiceError before the deadline is over, for a benefit that was confirmed and for
    one that was never put on the year's list.
    """
    today = timezone.localdate()
    if deadline >= today:
        raise ServiceError(_("确认截止日期还没有过，不能停发。"))
    if not reason.strip():
        raise ServiceError(_("请写明停发的原因。"))
    rows = take(Benefit, benefit_ids, actor=actor, verb=Verb.APPROVE, related=_PERSON)
    _refuse_others(rows, year)
    if _confirmed_among(rows, year) or any(row.status != BenefitStatus.TO_CONFIRM for row in rows):
        raise ServiceError(_("所选的有已经确认的，或没有列入年度确认的。请刷新页面，重新勾选。"))
    if any(timezone.localdate(row.created_at) > deadline for row in rows):
        raise ServiceError(_("所选的有截止日期之后才登记的，不能停发。请取消勾选。"))
    stopped = {"status": str(BenefitStatus.STOPPED), "ended_on": today.isoformat()}
    write(
        rows,
        lambda _row: stopped,
        action=audit.Action.CHANGE,
        actor=actor,
        reason="停发",
        because=reason.strip(),
    )
    refresh_derived(row.person_id for row in rows)
    tallies.recount({row.person.managing_station_id for row in rows})
    return len(rows)
