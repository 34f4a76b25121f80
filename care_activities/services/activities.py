"""Activities: planned, held, corrected, cancelled.

Each act is written under the lock of the activity's station, with its entry in the log and the recount.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.models import PartnerOrganisation, RedResource
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require, require_links, require_station
from veterans.vocabulary import COUNTED_RELATIONS

from ..models import Activity
from ..tallies import recount_activities
from ..vocabulary import ActivityState
from .writing import remove

_LINKS = {"red_resources": RedResource, "partners": PartnerOrganisation}


@transaction.atomic
def activity_plan(*, actor, station, date, kind, topic, **details) -> Activity:
    """A new activity of `station`, 计划中; `details` are further fields, with rows for red_resources and partners.

    Raises PermissionDenied outside the actor's scope and ValidationError.
    """
    require_station(actor, Verb.ADD, station)
    links = _taken(details)
    activity = Activity(station=station, date=date, kind=kind, topic=topic, **details)
    lock(activity.scope_station_ids())
    _save(activity, actor=actor, links=links)
    return activity


@transaction.atomic
def activity_update(*, actor, activity, **changes) -> Activity:
    """Saves `activity` with `changes` over the version it was read with.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, activity)
    lock(activity.scope_station_ids())
    links = _taken(changes)
    for name, value in changes.items():
        setattr(activity, name, value)
    _save(activity, actor=actor, links=links)
    return activity


@transaction.atomic
def activity_hold(*, actor, activity, **result) -> Activity:
    """What came of an activity (guests, hours, scores, minutes …): it counts as held from now on.

    Raises Conflict, PermissionDenied, ValidationError, and ServiceError for a cancelled one.
    """
    if activity.is_cancelled:
        raise ServiceError(_("这场活动已取消；如果后来举行了，请先恢复为计划中。"))
    return activity_update(actor=actor, activity=activity, state=ActivityState.HELD, **result)


@transaction.atomic
def activity_cancel(*, actor, activity, reason) -> Activity:
    """A planned activity does not take place. Raises ServiceError for one that was held, ValidationError without
    a reason, Conflict, PermissionDenied.
    """
    if activity.is_held:
        raise ServiceError(_("这场活动已经举行，不能取消；登记错了的，请删除。"))
    if not reason:
        raise ValidationError({"reason": _("请写明取消的原因。")})
    return activity_update(
        actor=actor, activity=activity, state=ActivityState.CANCELLED, cancel_reason=reason
    )


@transaction.atomic
def activity_reopen(*, actor, activity) -> Activity:
    """A cancelled activity is planned again. Raises Conflict, PermissionDenied, ServiceError."""
    if not activity.is_cancelled:
        raise ServiceError(_("这场活动没有取消，不用恢复。"))
    return activity_update(actor=actor, activity=activity, state=ActivityState.PLANNED, cancel_reason="")


@transaction.atomic
def activity_delete(*, actor, activity) -> None:
    """Deletes an activity entered by mistake, with its list of people.

    Raises PermissionDenied, ServiceError while pictures or opinions hang on it.
    """
    require(actor, Verb.DELETE, activity)
    lock(activity.scope_station_ids())
    if activity.files.exists() or activity.opinions.exists():
        raise ServiceError(_("这场活动已有照片、扫描件或意见建议，不能删除；请先删除它们。"))
    remove(activity, actor=actor, recount=recount_activities)


def activity_write(activity, *, actor) -> None:
    """Checks and saves an activity; lock, audit and recount are the caller's. Its station stays."""
    stored = Activity.objects.filter(pk=activity.pk).first()
    require_links(actor, activity, stored)
    if stored and stored.station_id != activity.station_id:
        raise ValidationError({"station": _("活动登记后不能换服务站；登记错了，请删除后重新登记。")})
    if stored and activity.is_for_members and not stored.is_for_members:
        _require_members(activity)
    activity.full_clean()
    activity.save()


def _require_members(activity):
    invited = activity.attendances.exclude(person__party_membership__relation_status__in=COUNTED_RELATIONS)
    if invited.exists():
        sentence = _("名单上有 %s 位不是党员，不能改为只请党员的类型；请先从名单去掉。") % invited.count()
        raise ValidationError({"kind": sentence})


def _taken(values):
    return {name: values.pop(name) for name in _LINKS if name in values}


def _save(activity, *, actor, links):
    stored = Activity.objects.filter(pk=activity.pk).first()
    before = _told(stored) if stored else {}
    activity_write(activity, actor=actor)
    for name, rows in links.items():
        _require_offered(actor, name, rows, before)
        getattr(activity, name).set(rows)
    after = _told(Activity.objects.get(pk=activity.pk))
    if before != after:
        action = audit.Action.CHANGE if stored else audit.Action.CREATE
        audit.record(
            action, actor=actor, station=activity.station, target=activity, before=before, after=after
        )
    recount_activities(activity.scope_station_ids())


def _told(activity):
    """The row as the log keeps it, with what it links to."""
    links = {name: sorted(getattr(activity, name).values_list("pk", flat=True)) for name in _LINKS}
    return audit.snapshot(activity) | {name: ",".join(map(str, ids)) for name, ids in links.items()}


def _require_offered(actor, name, rows, before):
    """PermissionDenied for a resource or partner that is newly named and not offered to the actor."""
    if actor is None:
        return
    named = {str(row.pk) for row in rows} - set(before.get(name, "").split(","))
    offered = _LINKS[name].objects.offered_to(actor).filter(pk__in=named)
    if offered.count() != len(named):
        raise PermissionDenied


def is_over(activity) -> bool:
    """Whether its day has come, so that people can have come."""
    return activity.date <= timezone.localdate()
