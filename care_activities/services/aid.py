"""Cases of hardship: opening, verifying, helping without money, rechecking and ending them.

Each act is written under the lock of the stations it counts for, with its entry in the case's history and in
the log. `on` is the day it happened, today unless said.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.crypto import digest
from stations.models import Conflict
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.models import PersonFile
from veterans.services.people import person_related_changed
from veterans.services.rights import require, require_links, require_station
from veterans.vocabulary import FileStatus, PersonTag

from ..models import AidApplication, AidCase, AidDecision, SchoolingAid
from ..tallies import recount_aid
from ..vocabulary import (
    IN_HARDSHIP,
    WITHOUT_MONEY,
    AidAct,
    AidStatus,
    ApplicationState,
    ExitReason,
)
from .writing import noted

_RUNNING = (ApplicationState.RUNNING, ApplicationState.REVIEW)


@transaction.atomic
def case_open(*, actor, person, situation, kind, found_on=None, child=None, **details) -> AidCase:
    """Registers 疑似困难 of `person` at the station that manages the file; `details` are further fields.

    `child`: `{"child_name", "stage", "year"}`, for schooling and only there. Raises PermissionDenied,
    ServiceError for a file that is closed, ValidationError, also while a case of the kind is open.
    """
    lock(person.scope_station_ids())
    person = PersonFile.objects.select_related("household", "managing_station").get(pk=person.pk)
    if person.status != FileStatus.ACTIVE:
        raise ServiceError(_("这份档案已不在册，不能新登记帮扶；请先核对档案状态。"))
    case = AidCase(
        station=person.managing_station,
        person=person,
        situation=situation,
        kind=kind,
        found_on=found_on or timezone.localdate(),
        **details,
    )
    lock(stations_of(case))
    require_station(actor, Verb.ADD, case.station)
    case_write(case, actor=actor)
    if child or case.of_child:
        child_write(case, child, actor=actor)
    noted(case, actor=actor)
    history_add(case, AidAct.OPENED, actor=actor, on=case.found_on)
    recount_aid({case.station_id})
    return case


@transaction.atomic
def case_update(*, actor, case, **changes) -> AidCase:
    """Corrects what is described of a case; whom it is about, and where it stands, stays.

    Raises Conflict when someone else saved meanwhile, PermissionDenied and ValidationError.
    """
    require(actor, Verb.CHANGE, case)
    lock(stations_of(case))
    before = AidCase.objects.get(pk=case.pk)
    for name, value in changes.items():
        setattr(case, name, value)
    case_write(case, actor=actor)
    noted(case, actor=actor, before=before)
    recount_aid({case.station_id})
    return case


def case_write(case, *, actor) -> None:
    """Checks and saves a case; lock, audit and history are the caller's."""
    stored = AidCase.objects.filter(pk=case.pk).first()
    require_links(actor, case, stored)
    if stored is None:
        require(actor, Verb.CHANGE, case.person)
        case.station = case.person.managing_station
    elif (stored.person_id, stored.station_id, stored.status) != (
        case.person_id,
        case.station_id,
        case.status,
    ):
        raise ValidationError(_("帮扶对象登记后不能更换；登记错了，请删除这件，再重新登记。"))
    elif stored.kind != case.kind and (stored.of_child or case.of_child):
        raise ValidationError({"kind": _("助学和其他类型不能互换；请另登记一件。")})
    save_checked(case)


def child_write(case, child, *, actor) -> SchoolingAid:
    """The child of a schooling case; ValidationError where either is missing."""
    if not case.of_child:
        raise ValidationError(_("只有助学才填写子女。"))
    if not child or not all(child.get(name) for name in ("child_name", "stage", "year")):
        raise ValidationError({"child_name": _("助学请填写子女姓名、就读阶段和学年。")})
    row = SchoolingAid.objects.filter(case=case).first() or SchoolingAid(case=case)
    before = SchoolingAid.objects.get(pk=row.pk) if row.pk else None
    row.person, row.stage, row.year = case.person, child["stage"], child["year"]
    name = child["child_name"]
    row.child_name = name.strip() if isinstance(name, str) else name
    row.child_digest = digest("child", row.child_name.open())
    save_checked(row)
    audit.record(
        audit.Action.CHANGE if before else audit.Action.CREATE,
        actor=actor,
        station=case.station,
        target=row,
        before=audit.snapshot(before) if before else {},
        after=audit.snapshot(row),
    )
    return row


@transaction.atomic
def child_update(*, actor, case, **child) -> SchoolingAid:
    """Corrects what was told of the child of a schooling case; raises PermissionDenied for who may not read it."""
    require(actor, Verb.CHANGE, case)
    lock(stations_of(case))
    held = SchoolingAid.objects.filter(case=case).first()
    if held is not None:
        require(actor, Verb.CHANGE, held)
    return child_write(case, child, actor=actor)


@transaction.atomic
def case_open_noted(*, actor, case, child=None) -> None:
    """Logs that `actor` opened the page of a case, and that a `child` (SchoolingAid) was named there."""
    fields = ["child_name"] if child else []
    audit.record(audit.Action.VIEW, actor=actor, station=case.station, target=case, fields=fields)


@transaction.atomic
def case_verify(*, actor, case, found, on=None, words="") -> AidCase:
    """核实: the hardship is there (`found`), and the person carries the tag 困难; or it is not (核实非困难).

    Raises Conflict, PermissionDenied, and ServiceError unless the case was 疑似困难.
    """
    before = _taken(actor, case, Verb.CHANGE, {AidStatus.SUSPECTED})
    case.status = AidStatus.VERIFIED if found else AidStatus.NOT_FOUND
    case.verified_on = on or timezone.localdate()
    _settle(case, AidAct.VERIFIED if found else AidAct.NOT_FOUND, actor, before, case.verified_on, words)
    return case


@transaction.atomic
def case_help(*, actor, case, given, on=None) -> AidCase:
    """落实帮扶 without money, such as a post found or a lawyer's advice: `given` says what.

    Raises Conflict, PermissionDenied, ValidationError, and ServiceError unless the case is verified and of
    a kind that helps without money.
    """
    before = _taken(actor, case, Verb.CHANGE, {AidStatus.VERIFIED, AidStatus.HELPED})
    if case.kind not in WITHOUT_MONEY:
        raise ServiceError(_("这一类帮扶要发放钱物，请先申请，批准后登记发放。"))
    if not given:
        raise ValidationError({"given": _("请写明帮扶措施，如：介绍到某企业上班。")})
    case.help_given = given
    case.helped_on = case.helped_on or on or timezone.localdate()
    case.status = AidStatus.HELPED
    _settle(case, AidAct.HELPED, actor, before, on, given)
    return case


@transaction.atomic
def case_recheck(*, actor, case, next_on, on=None, words="") -> AidCase:
    """复查: the hardship is still there; it is looked at again on `next_on`. Raises as case_help."""
    before = _taken(actor, case, Verb.CHANGE, {AidStatus.VERIFIED, AidStatus.HELPED})
    case.recheck_on = next_on
    _settle(case, AidAct.RECHECKED, actor, before, on, words)
    return case


@transaction.atomic
def case_exit(*, actor, case, reason, on=None, words="") -> AidCase:
    """退出: the case ends by `reason` (ExitReason); the tag 困难 goes unless another case keeps it.

    An application still on its way must be decided first; after a death it is withdrawn. Raises as case_help.
    """
    allowed = {AidStatus.VERIFIED, AidStatus.HELPED}
    if reason in (ExitReason.DECEASED, ExitReason.MOVED):
        allowed.add(AidStatus.SUSPECTED)
    before = _taken(actor, case, Verb.CHANGE, allowed)
    for application in case.applications.filter(state__in=_RUNNING):
        if reason != ExitReason.DECEASED:
            raise ServiceError(_("还有申请正在办理，请先办结或撤回，再办理退出。"))
        application_end(application, ApplicationState.WITHDRAWN, AidAct.WITHDRAWN, actor=actor, on=on)
    case.status, case.exit_reason, case.recheck_on = AidStatus.OUT, reason, None
    case.ended_on = on or timezone.localdate()
    _settle(case, AidAct.OUT, actor, before, case.ended_on, words)
    return case


@transaction.atomic
def case_close(*, actor, case, on=None, words="") -> AidCase:
    """办结 of a case whose application was refused in the end and that got nothing. Raises as case_help."""
    before = _taken(actor, case, Verb.CHANGE, {AidStatus.VERIFIED})
    if case.applications.filter(state__in=_RUNNING).exists():
        raise ServiceError(_("还有申请正在办理，请先办结或撤回。"))
    refused = (ApplicationState.REFUSED, ApplicationState.UPHELD)
    if not case.applications.filter(state__in=refused).exists():
        raise ServiceError(_("没有被不予批准的申请，不能这样办结；困难解除的请办理退出。"))
    case.status, case.recheck_on = AidStatus.CLOSED, None
    case.ended_on = on or timezone.localdate()
    _settle(case, AidAct.CLOSED, actor, before, case.ended_on, words)
    return case


@transaction.atomic
def case_delete(*, actor, case) -> None:
    """Deletes a case opened by mistake: only while it is 疑似困难 and nobody applied. Raises as case_help."""
    _taken(actor, case, Verb.DELETE, {AidStatus.SUSPECTED})
    if case.applications.exists() or case.payments.exists():
        raise ServiceError(_("已有申请或发放，不能删除；请办理退出。"))
    audit.record(
        audit.Action.DELETE, actor=actor, station=case.station, target=case, before=audit.snapshot(case)
    )
    case.delete()
    recount_aid({case.station_id})


# --- what the other services of aid share ---------------------------------------------------------


def stations_of(case) -> set[int]:
    """The stations to lock: that of the case, and those whose figures the person's tag counts in."""
    return case.scope_station_ids() | case.person.scope_station_ids()


def fresh(row):
    """`row` as it is stored now; Conflict when it has moved on since it was read. Call it under the lock."""
    stored = type(row).objects.filter(pk=row.pk).first()
    if stored is None or stored.version != row.version:
        raise Conflict(row)
    return stored


def save_checked(row) -> None:
    """Checks and saves; of two who write the same at once, the second reads the constraint's sentence."""
    row.full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.validate_constraints()
        raise


def history_add(
    case, act, *, actor, on=None, application=None, step="", words="", station=None
) -> AidDecision:
    """Adds to the history of `case`; `station` is where it was decided, that of the case unless said."""
    entry = AidDecision(
        case=case,
        application=application,
        act=act,
        step=step,
        on=on or timezone.localdate(),
        words=words,
        by=actor,
        by_name=str(actor)[:60] if actor else "",
        station=station or case.station,
    )
    entry.full_clean(exclude=["by", "application", "case", "station"])
    entry.save()
    return entry


def application_end(application, state, act, *, actor, on=None, words="", station=None) -> None:
    """Ends `application` in `state`; a notice that is still up comes down. The lock is the caller's."""
    before = AidApplication.objects.get(pk=application.pk)
    application.state = state
    save_checked(application)
    notice_down(application, actor=actor, on=on)
    noted(application, actor=actor, before=before)
    history_add(
        application.case,
        act,
        actor=actor,
        on=on,
        application=application,
        step=application.step,
        words=words,
        station=station,
    )


def notice_down(application, *, actor, on=None) -> None:
    """Takes down what is posted of `application`, if anything still is."""
    notice = getattr(application, "notice", None)
    if notice is not None and notice.is_up:
        before = type(notice).objects.get(pk=notice.pk)
        notice.taken_down_on = on or timezone.localdate()
        notice.save()
        audit.record(
            audit.Action.CHANGE,
            actor=actor,
            station=application.station,
            target=notice,
            before=audit.snapshot(before),
            after=audit.snapshot(notice),
        )


def tag_keep(person_id, *, actor, only_add=False) -> bool:
    """Keeps the tag 困难 of a person in step with the cases: there while one is verified, else not.

    Returns whether it changed. With `only_add` a tag that no case asks for is left alone.
    """
    person = PersonFile.objects.select_related("household", "managing_station").get(pk=person_id)
    wanted = AidCase.objects.filter(person=person, status__in=sorted(IN_HARDSHIP)).exists()
    if wanted == (PersonTag.HARDSHIP in person.tags) or (only_add and not wanted):
        return False
    before = audit.snapshot(person)
    kept = [tag for tag in person.tags if tag != PersonTag.HARDSHIP]
    person.tags = [*kept, PersonTag.HARDSHIP] if wanted else kept
    person.save()
    person_related_changed(person)
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=person.managing_station,
        target=person,
        before=before,
        after=audit.snapshot(person),
        reason="随帮扶援助核实结果",
    )
    return True


def _taken(actor, case, verb, allowed):
    """The stored case, under the lock and as the actor read it; ServiceError when its status is not `allowed`."""
    require(actor, verb, case)
    lock(stations_of(case))
    stored = fresh(case)
    if stored.status not in allowed:
        raise ServiceError(
            _("这件帮扶现在是“%s”，不能这样办理；请刷新页面核对。") % stored.get_status_display()
        )
    return stored


def _settle(case, act, actor, before, on, words):
    save_checked(case)
    noted(case, actor=actor, before=before)
    history_add(case, act, actor=actor, on=on, words=words)
    recount_aid({case.station_id})
    tag_keep(case.person_id, actor=actor)
