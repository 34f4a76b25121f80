"""保障队伍: what each member carries, and handing it over when she leaves."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, tallies
from stations.roles import Verb
from stations.services import ServiceError
from veterans.services.rights import require

from ..models import AidCase, Consultation, Plaque
from ..vocabulary import OPEN_CASES

_REASON = "保障队伍工作移交"


class Load(NamedTuple):
    """What one member carries: open cases of aid, consultations in a window, plaques hung by her squads."""

    cases: int
    consultations: int
    plaques: int


def loads_of(user, members, *, since: datetime.date) -> dict[int, Load]:
    """`{id: Load}` as far as `user` may see it, consultations and plaques since a day; three statements."""
    ids = [member.pk for member in members]
    cases = _counted(open_cases(user, ids, Verb.VIEW), "helper_support")
    asked = Consultation.objects.visible_to(user).filter(adviser__in=ids, date__gte=since)
    asked = _counted(asked, "adviser")
    hung = Plaque.objects.visible_to(user).filter(squad__members__in=ids, hung_on__gte=since)
    hung = _counted(hung, "squad__members")
    return {pk: Load(cases.get(pk, 0), asked.get(pk, 0), hung.get(pk, 0)) for pk in ids}


def _counted(rows, route):
    return dict(rows.order_by().values_list(route).annotate(Count("pk")))


def open_cases(user, member_ids, verb=Verb.CHANGE):
    """The open cases in which one of the members helps and on which `user` holds `verb`."""
    rows = AidCase.objects.filter(helper_support__in=member_ids, status__in=sorted(OPEN_CASES))
    return rows if user is None else rows.visible_to(user, verb)


@transaction.atomic
def member_hand_over(*, actor, leaving, successor=None, left_on=None) -> int:
    """Gives the open cases of `leaving` to `successor`, both members of one station; returns how many.

    With `left_on` (not after today) the day of leaving is set as well. Raises PermissionDenied, Conflict,
    and ServiceError for a successor who is unfit, or missing while cases are open.
    """
    require(actor, Verb.CHANGE, leaving)
    cases = open_cases(actor, [leaving.pk])
    tallies.lock({leaving.station_id, *cases.order_by().values_list("station", flat=True).distinct()})
    held = list(cases.select_related("station", "person__managing_station"))
    if held:
        _refuse_unfit(actor, leaving, successor)
    for case in held:
        _give(case, successor, actor)
    if left_on is not None:
        _leave(actor, leaving, left_on)
    return len(held)


def _refuse_unfit(actor, leaving, successor):
    if successor is None:
        raise ServiceError(_("还有未办结的帮扶由这位成员负责，请选择接手的人。"))
    require(actor, Verb.CHANGE, successor)
    if leaving.pk == successor.pk:
        raise ServiceError(_("接手的人不能是本人，请另选一位。"))
    if leaving.station_id != successor.station_id:
        raise ServiceError(_("只能移交给同一个站的成员，请另选一位。"))
    if successor.left_on and successor.left_on <= timezone.localdate():
        raise ServiceError(_("接手的人已经离任，请另选一位。"))


def _give(case, successor, actor):
    before = audit.snapshot(case)
    case.helper_support = successor
    case.save(update_fields=["helper_support"])
    _note(case, case.station, actor, before)


def _leave(actor, member, left_on):
    if left_on > timezone.localdate():
        raise ServiceError(_("离任日期在今天之后；请填今天或以前的日期。"))
    before = audit.snapshot(member)
    member.left_on = left_on
    member.full_clean()
    member.save()
    _note(member, member.station, actor, before)


def _note(row, station, actor, before):
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=station,
        target=row,
        before=before,
        after=audit.snapshot(row),
        reason=_REASON,
    )


@transaction.atomic
def phones_noted(*, actor, station, members) -> None:
    """Logs that the telephones of `members` (how many, not whose) stood in clear on the page of a team."""
    audit.record(
        audit.Action.VIEW,
        actor=actor,
        station=station,
        fields=["phone"],
        label=f"保障队伍联系电话 {len(members)} 人",
    )
