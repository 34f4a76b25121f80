"""Who looks after whom (跟进人, 党员联系人), handing all over, and confirming a file with the person."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, bulk
from stations import tallies as floor_tallies
from stations.roles import Verb
from stations.services import ServiceError

from ..models import PartyMembership, PersonFile
from .rights import require

_REASON = "工作移交"


class Charge(NamedTuple):
    """What one staff member looks after: files followed, and Party members she is the contact of."""

    files: int
    members: int


def charges_of(user, staff) -> dict[int, Charge]:
    """`{id: Charge}` of the given staff members: what `hand_over` would move for `user`; two statements."""
    ids = [member.pk for member in staff]
    files, members = _held(user, ids)
    followed = _counted(files, "follow_up_staff")
    contacted = _counted(members, "contact")
    return {pk: Charge(followed.get(pk, 0), contacted.get(pk, 0)) for pk in ids}


def _counted(rows, route):
    return dict(rows.order_by().values_list(route).annotate(Count("pk")))


@transaction.atomic
def hand_over(*, actor, leaving, successor, left_on: datetime.date | None = None) -> Charge:
    """Gives all that `leaving` looks after to `successor` at the same station; returns how much it was.

    With `left_on` the day of leaving is set as well. Raises PermissionDenied unless the actor may change
    both, ServiceError for a successor of another station or one who has left, and for a day to come.
    One audit entry a file.
    """
    require(actor, Verb.CHANGE, leaving)
    require(actor, Verb.CHANGE, successor)
    _refuse_unfit(leaving, successor)
    files, members = _held(actor, [leaving.pk])
    floor_tallies.lock({leaving.station_id, *_stations_of(files, members)})
    followed = list(files.values_list("pk", flat=True))
    contacted = dict(members.values_list("person_id", "pk"))
    bulk.update(PersonFile, [(pk, {"follow_up_staff_id": successor.pk}) for pk in followed])
    bulk.update(PartyMembership, [(pk, {"contact_id": successor.pk}) for pk in contacted.values()])
    _note(actor, leaving, successor, set(followed), set(contacted))
    if left_on is not None:
        _leave(actor, leaving, left_on)
    return Charge(len(followed), len(contacted))


def _held(actor, staff_ids):
    files = PersonFile.objects.filter(follow_up_staff__in=staff_ids)
    members = PartyMembership.objects.filter(contact__in=staff_ids)
    if actor is not None:
        files, members = files.visible_to(actor, Verb.CHANGE), members.visible_to(actor, Verb.CHANGE)
    return files, members


def _refuse_unfit(leaving, successor):
    if leaving.pk == successor.pk:
        raise ServiceError(_("接手的人不能是本人，请另选一位。"))
    if leaving.station_id != successor.station_id:
        raise ServiceError(_("只能移交给同一个站的工作人员，请另选一位。"))
    if successor.left_on and successor.left_on <= timezone.localdate():
        raise ServiceError(_("接手的人已经离任，请另选一位。"))


def _stations_of(files, members):
    return {
        *files.order_by().values_list("managing_station", flat=True).distinct(),
        *members.order_by().values_list("person__managing_station", flat=True).distinct(),
    }


def _note(actor, leaving, successor, followed, contacted):
    people = PersonFile.objects.filter(pk__in=followed | contacted).select_related("managing_station")
    rows = []
    for person in people.only("archive_no", "managing_station"):
        names = [
            name for name, ids in (("follow_up_staff", followed), ("contact", contacted)) if person.pk in ids
        ]
        rows.append(
            {
                "station": person.managing_station,
                "target_type": PersonFile._meta.label_lower,
                "target_id": person.pk,
                "target_label": person.audit_label,
                "before": dict.fromkeys(names, leaving.pk),
                "after": dict.fromkeys(names, successor.pk),
            }
        )
    audit.record_many(audit.Action.CHANGE, actor=actor, rows=rows, reason=_REASON)


def _leave(actor, staff, left_on):
    before = audit.snapshot(staff)
    if left_on > timezone.localdate():
        raise ServiceError(_("离任日期在今天之后；请填今天或以前的日期。"))
    staff.left_on = left_on
    staff.full_clean()
    staff.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=staff.station,
        target=staff,
        before=before,
        after=audit.snapshot(staff),
    )


@transaction.atomic
def person_verify(*, actor, person) -> PersonFile:
    """Notes that the file was checked with the person today, by `actor`.

    Raises PermissionDenied unless the actor may change the file, Conflict when it was changed meanwhile.
    """
    require(actor, Verb.CHANGE, person)
    floor_tallies.lock(person.scope_station_ids())
    before = audit.snapshot(person)
    person.verified_on, person.verified_by = timezone.localdate(), actor
    person.save(update_fields=["verified_on", "verified_by"])
    audit.record(
        audit.Action.VERIFY,
        actor=actor,
        station=person.managing_station,
        target=person,
        before=before,
        after=audit.snapshot(person),
    )
    return person
