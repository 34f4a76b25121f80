"""签到: who is invited to an activity and who came.

Answers are merged line by line: what a colleague ticked meanwhile stays, and is told.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.models import PersonFile
from veterans.services.rights import require
from veterans.vocabulary import COUNTED_RELATIONS, FileStatus

from ..models import Activity, ActivityAttendance
from ..models.activities import MOST_HOURS
from ..tallies import recount_activities
from ..vocabulary import ActivityState, AttendanceRole, AttendanceState

MOST_INVITED = 500
_SEEN = ("state", "hours", "role")


@dataclass(frozen=True)
class Tick:
    """One line of the list as it was sent: what it says now, and what it showed before (`was_…`)."""

    pk: int
    state: str
    hours: Decimal | None
    was_state: str
    was_hours: Decimal | None
    role: str = AttendanceRole.PARTICIPANT
    was_role: str = AttendanceRole.PARTICIPANT

    @property
    def said(self):
        return (self.state, self.hours if self.state == AttendanceState.PRESENT else None, self.role)

    @property
    def was(self):
        return (self.was_state, self.was_hours, self.was_role)


@dataclass
class Ticked:
    """What became of the lines: ids of those written, and of those a colleague had answered otherwise meanwhile."""

    written: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)


def invitable(actor, activity):
    """The files 在册 that the actor sees and that are not on the list yet; members where only these are asked."""
    seen = PersonFile.objects.all() if actor is None else PersonFile.objects.visible_to(actor)
    people = seen.filter(status=FileStatus.ACTIVE)
    if activity.is_for_members:
        people = people.filter(party_membership__relation_status__in=COUNTED_RELATIONS)
    return people.exclude(pk__in=activity.attendances.order_by().values("person"))


@transaction.atomic
def people_invite(*, actor, activity, people, role=AttendanceRole.PARTICIPANT) -> int:
    """Puts the files with the ids `people` on the list, as `role`; returns how many are new there.

    Raises PermissionDenied and ServiceError: for a cancelled activity, people it is not for, or too many.
    """
    require(actor, Verb.CHANGE, activity)
    fresh = _under_lock(activity)
    listed = set(fresh.attendances.filter(person__in=people).values_list("person", flat=True))
    found = list(invitable(actor, fresh).filter(pk__in=people).order_by("pk"))
    if len(found) < len(set(people) - listed):
        raise ServiceError(_("选中的人里有不能请的（不是党员、已不在册或不在您的范围），没有加入，请核对。"))
    if fresh.attendances.count() + len(found) > MOST_INVITED:
        raise ServiceError(_("一场活动的名单最多 %s 人；更多的请登记未登记姓名人数。") % MOST_INVITED)
    rows = [
        ActivityAttendance(station=fresh.station, activity=fresh, person=person, role=role)
        for person in found
    ]
    ActivityAttendance.objects.bulk_create(rows)
    _noted_many(audit.Action.CREATE, actor, fresh, [(row, {}, audit.snapshot(row)) for row in rows])
    return len(rows)


@transaction.atomic
def invitation_remove(*, actor, attendance) -> None:
    """Takes a person off the list. Raises PermissionDenied and Conflict where she was ticked meanwhile."""
    require(actor, Verb.CHANGE, attendance.activity)
    _under_lock(attendance.activity)
    before = audit.snapshot(attendance)
    attendance.save()  # claims the version that was shown
    audit.record(
        audit.Action.DELETE, actor=actor, station=attendance.station, target=attendance, before=before
    )
    attendance.delete()
    recount_activities({attendance.station_id})


@transaction.atomic
def attendance_tick(*, actor, activity, ticks) -> Ticked:
    """Writes the lines that were changed; an activity whose people have come counts as held.

    A line that somebody else answered otherwise since it was shown stays as it is. Raises PermissionDenied,
    ServiceError for a cancelled activity, one in the future, and for hours that are none.
    """
    require(actor, Verb.CHANGE, activity)
    fresh = _under_lock(activity)
    if fresh.date > timezone.localdate():
        raise ServiceError(_("活动还没到日期，到当天再登记到会情况。"))
    changed = {tick.pk: tick for tick in ticks if tick.said != tick.was}
    if any(not _is_length(tick.hours) for tick in changed.values()):
        raise ServiceError(_("时长请填 0.1 到 %s 小时，最多一位小数。") % MOST_HOURS)
    done, written = Ticked(), []
    for row in fresh.attendances.select_related("person").filter(pk__in=changed):
        tick = changed[row.pk]
        stored = tuple(getattr(row, name) for name in _SEEN)
        if stored == tick.said:
            continue
        if stored != tick.was:
            done.kept.append(row.pk)
            continue
        before = audit.snapshot(row)
        row.state, row.hours, row.role = tick.said
        written.append((row, before, audit.snapshot(row)))
    _write(written)
    _noted_many(audit.Action.CHANGE, actor, fresh, written)
    done.written = [row.pk for row, _before, _after in written]
    if fresh.state == ActivityState.PLANNED and any(row.state for row, _before, _after in written):
        _hold(fresh, actor)
    recount_activities({fresh.station_id})
    return done


def _under_lock(activity):
    """The activity as it stands once its station is held; ServiceError for a cancelled one."""
    lock(activity.scope_station_ids())
    fresh = Activity.objects.select_related("station").get(pk=activity.pk)
    if fresh.is_cancelled:
        raise ServiceError(_("这场活动已取消，不能再改名单。"))
    return fresh


def _is_length(hours):
    return hours is None or (Decimal("0.1") <= hours <= MOST_HOURS and hours == round(hours, 1))


def _write(written):
    now = timezone.now()
    for row, _before, _after in written:
        rows = ActivityAttendance.objects.filter(pk=row.pk)
        rows.update(**{name: getattr(row, name) for name in _SEEN}, version=F("version") + 1, changed_at=now)


def _hold(activity, actor):
    before = audit.snapshot(activity)
    activity.state = ActivityState.HELD
    activity.full_clean()
    activity.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=activity.station,
        target=activity,
        before=before,
        after=audit.snapshot(activity),
    )


def _noted_many(action, actor, activity, rows):
    """One entry a line; `rows` are (attendance, before, after)."""
    entries = [
        {
            "station": activity.station,
            "target_type": row._meta.label_lower,
            "target_id": row.pk,
            "target_label": audit.label_of(row),
            "before": before,
            "after": after,
        }
        for row, before, after in rows
    ]
    audit.record_many(action, actor=actor, rows=entries)
