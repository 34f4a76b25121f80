"""The policy library: keeping a document, and who was told of it."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, bulk, tallies
from stations.roles import Verb
from stations.services import ServiceError
from veterans.models import PersonFile
from veterans.services.attachments import Opened, file_keep, opened, stored_columns
from veterans.services.rights import require, require_station

from ..models import Policy, PolicyFile, PolicyNotice
from .writing import noted, remove

MOST_TOLD = 500  # people of one tick list


@transaction.atomic
def policy_save(*, actor, policy) -> Policy:
    """Saves a new Policy, or one over the version it was read with.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    before = Policy.objects.filter(pk=policy.pk).first()
    policy_write(policy, actor=actor)
    noted(policy, actor=actor, before=before)
    return policy


def policy_write(policy, *, actor) -> None:
    """Checks and saves a policy; the log is the caller's."""
    if policy.pk:
        require(actor, Verb.CHANGE, policy)
    require_station(actor, Verb.CHANGE if policy.pk else Verb.ADD, policy.station)
    policy.full_clean()
    policy.save()


@transaction.atomic
def policy_delete(*, actor, policy) -> None:
    """Deletes a document entered by mistake, with its scan; ServiceError once somebody was told of it."""
    require(actor, Verb.DELETE, policy)
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=policy.station,
        target=policy,
        before=audit.snapshot(policy),
    )
    policy_drop(policy, actor=actor)


def policy_drop(policy, *, actor) -> None:
    """Deletes a policy with its scan; the log of the policy is the caller's. Raises as policy_delete."""
    if policy.notices.exists():
        raise ServiceError(_("已经登记过告知的政策不能删除；不再有效的，请填写失效日期。"))
    scan = PolicyFile.objects.filter(policy=policy).first()
    if scan is not None:
        file_remove(actor=actor, scan=scan)
    policy.delete()


@transaction.atomic
def file_put(*, actor, policy, made) -> PolicyFile:
    """Keeps `made` (Remade) as the document's scan, in place of an earlier one. Raises PermissionDenied."""
    require(actor, Verb.CHANGE, policy)
    tallies.lock([policy.station_id])
    earlier = PolicyFile.objects.filter(policy=policy).first()
    if earlier is not None:
        file_remove(actor=actor, scan=earlier)
    row = PolicyFile(policy=policy, **stored_columns(made, actor))
    file_keep(row, made.content)
    audit.record(
        audit.Action.CREATE, actor=actor, station=policy.station, target=row, after=audit.snapshot(row)
    )
    return row


@transaction.atomic
def file_remove(*, actor, scan) -> None:
    """Deletes a scan, and what is stored of it once that is certain."""
    require(actor, Verb.DELETE, scan)
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=scan.policy.station,
        target=scan,
        before=audit.snapshot(scan),
    )
    stored = scan.stored
    scan.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))


@transaction.atomic
def file_open(*, actor, scan) -> Opened:
    """The scan in clear, for whoever was offered its policy; the log notes it. ServiceError when it is lost."""
    audit.record(audit.Action.DOWNLOAD, actor=actor, station=scan.policy.station, target=scan)
    return opened(scan, f"policy-{scan.policy_id}", scan.policy.title)


@transaction.atomic
def people_told(*, actor, policy, people, told_on, method) -> int:
    """Notes that the files `people` (ids) were told of `policy`; returns how many had not been told before.

    Those the actor may not change, and those told already, are left out. One audit entry a person. Raises
    ServiceError for a day to come or too many at once.
    """
    if told_on > timezone.localdate():
        raise ServiceError(_("告知日期在今天之后，请核对。"))
    if len(people) > MOST_TOLD:
        raise ServiceError(_("一次最多登记 %s 人，请分几次登记。") % MOST_TOLD)
    wanted = PersonFile.objects.visible_to(actor, Verb.CHANGE).filter(pk__in=people)
    tallies.lock(set(wanted.order_by().values_list("managing_station", flat=True)))
    known = PolicyNotice.objects.filter(policy=policy, person__in=people).values_list("person", flat=True)
    known = set(known)
    new = [person for person in wanted.select_related("managing_station") if person.pk not in known]
    ids = bulk.reserve_ids(PolicyNotice, len(new))
    common = {
        "policy_id": policy.pk,
        "told_on": told_on,
        "method": method,
        "told_by_id": getattr(actor, "pk", None),
    }
    lines = [
        {"id": pk, "person_id": person.pk, "station_id": person.managing_station_id}
        for pk, person in zip(ids, new, strict=True)
    ]
    bulk.insert(PolicyNotice, lines, common)
    entries = [_entry(pk, person, told_on, method) for pk, person in zip(ids, new, strict=True)]
    audit.record_many(audit.Action.CREATE, actor=actor, rows=entries, reason="政策告知")
    return len(new)


def _entry(pk, person, told_on, method):
    return {
        "station": person.managing_station,
        "target_type": PolicyNotice._meta.label_lower,
        "target_id": pk,
        "target_label": person.audit_label,
        "before": {},
        "after": {"told_on": told_on.isoformat(), "method": method},
    }


@transaction.atomic
def notice_delete(*, actor, notice) -> None:
    """Takes back a notice ticked by mistake; raises PermissionDenied outside the actor's scope."""
    require(actor, Verb.DELETE, notice)
    remove(notice, actor=actor, recount=lambda stations: None)
