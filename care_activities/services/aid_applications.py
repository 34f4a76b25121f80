"""帮扶申请: applying, 急难先行, the steps, refusal and 复核, and the public notice."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit, dates
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.rights import require

from ..models import AidApplication, AidNotice
from ..tallies import recount_aid
from ..vocabulary import AidAct, AidStatus, AidStep, ApplicationState, Posting
from .aid import (
    application_end,
    case_verify,
    fresh,
    history_add,
    notice_down,
    save_checked,
    stations_of,
)
from .aid_seats import holds_seat, procedure_of, require_decider, require_reviewer, require_seat
from .writing import noted

_ADULT = 18
_OPEN = frozenset({AidStatus.VERIFIED, AidStatus.HELPED})


@transaction.atomic
def application_submit(*, actor, case, applicant, asked, source, applied_on=None, **details):
    """The person, or somebody for them, applies in a verified case. Returns the AidApplication.

    It keeps the steps in force now. Raises Conflict, PermissionDenied, ValidationError, and ServiceError
    unless the hardship is verified.
    """
    require(actor, Verb.CHANGE, case)
    lock(stations_of(case))
    if fresh(case).status not in _OPEN:
        raise ServiceError(_("核实困难之后才能申请；急难情况请由镇街登记急难先行帮扶。"))
    application = _new(case, applicant, asked, source, applied_on, details)
    save_checked(application)
    noted(application, actor=actor)
    history_add(case, AidAct.APPLIED, actor=actor, on=application.applied_on, application=application)
    recount_aid({case.station_id})
    return application


@transaction.atomic
def emergency_submit(*, actor, case, applicant, asked, source, reason, on=None, **details):
    """紧急先行帮扶: the street lets help be given now; the approvals are completed until the deadline.

    A case only suspected counts as verified by it. Returns the AidApplication. Raises Conflict,
    PermissionDenied below the street, ValidationError without a reason, and ServiceError.
    """
    seat = require_seat(actor, AidStep.STREET, case.station)
    if not reason:
        raise ValidationError({"reason": _("请写明急难情况：为什么等不及审批。")})
    lock(stations_of(case))
    on = on or timezone.localdate()
    if fresh(case).status == AidStatus.SUSPECTED:
        case_verify(actor=actor, case=case, found=True, on=on, words=_("急难情况，镇街当即核实"))
    if case.status not in _OPEN:
        raise ServiceError(_("这件帮扶已经退出，不能再登记急难先行；请另登记一件。"))
    application = _new(case, applicant, asked, source, on, details)
    application.emergency_reason, application.emergency_on = reason, on
    application.emergency_due = on + datetime.timedelta(days=procedure_of(case).emergency_days)
    save_checked(application)
    noted(application, actor=actor)
    history_add(
        case, AidAct.EMERGENCY, actor=actor, on=on, application=application, words=reason, station=seat
    )
    recount_aid({case.station_id})
    return application


@transaction.atomic
def application_decide(
    *, actor, application, agree, words="", approved=None, document_no="", on=None
) -> AidApplication:
    """The seat of the current step lets it pass, approves it at the last one, or refuses it with its reason.

    `approved` 元 (a month, where it is monthly), what was asked unless said. Raises Conflict,
    PermissionDenied, ValidationError, and ServiceError when it is not on its way, for who took part in it
    already, and while a notice is up or is still to be posted.
    """
    seat = require_decider(actor, _running(application, ApplicationState.RUNNING))
    on = on or timezone.localdate()
    _not_before(application.applied_on, on)
    if not agree:
        _refuse(application, actor, seat, words, document_no, on)
    else:
        _advance(application, actor, seat, AidAct.PASSED, words, approved, document_no, on)
    return application


@transaction.atomic
def review_ask(*, actor, application, words, on=None) -> AidApplication:
    """The person asks that a refusal be reviewed (复核), within its days.

    Raises Conflict, PermissionDenied, ValidationError without `words`, and ServiceError.
    """
    require(actor, Verb.CHANGE, application.case)
    _running(application, ApplicationState.REFUSED)
    on = on or timezone.localdate()
    if not words:
        raise ValidationError({"words": _("请写明申请复核的理由。")})
    if on > application.review_until:
        raise ServiceError(_("申请复核的期限已过；情况有变化的，可以重新申请。"))
    application_end(
        application, ApplicationState.REVIEW, AidAct.REVIEW_ASKED, actor=actor, on=on, words=words
    )
    return application


@transaction.atomic
def review_decide(
    *, actor, application, agree, words, approved=None, document_no="", on=None
) -> AidApplication:
    """复核 by somebody else: the refused step counts as passed (`agree`), or the refusal stands, with reason.

    Raises as application_decide.
    """
    seat = require_reviewer(actor, _running(application, ApplicationState.REVIEW))
    if not words:
        raise ValidationError({"words": _("请写明复核意见。")})
    on = on or timezone.localdate()
    if agree:
        application.state = ApplicationState.RUNNING
        _advance(application, actor, seat, AidAct.OVERTURNED, words, approved, document_no, on)
    else:
        application.document_no = document_no or application.document_no
        application_end(
            application,
            ApplicationState.UPHELD,
            AidAct.UPHELD,
            actor=actor,
            on=on,
            words=words,
            station=seat,
        )
    return application


@transaction.atomic
def application_withdraw(*, actor, application, words="", on=None) -> AidApplication:
    """Takes an application back before it is decided. Raises as application_decide, also once it was paid."""
    require(actor, Verb.CHANGE, application.case)
    _running(application, ApplicationState.RUNNING)
    if application.payments.exists():
        raise ServiceError(_("已经先行发放，不能撤回；请补齐审批手续。"))
    application_end(
        application, ApplicationState.WITHDRAWN, AidAct.WITHDRAWN, actor=actor, on=on, words=words
    )
    return application


# --- 公示 -----------------------------------------------------------------------------------------


def may_be_posted(application, day=None) -> bool:
    """Never a child, and nobody of whom it is not sure that they are of age."""
    case = application.case
    born, day = case.person.birth_date, day or timezone.localdate()
    if case.of_child or not born:
        return False
    # By the month: who was born on 29 February has no such day at 18, and a few days more hurt nobody.
    return dates.last_day(dates.years_after(born, _ADULT)[:7]) <= day


@transaction.atomic
def notice_post(*, actor, application, place="", on=None) -> AidNotice:
    """Posts name, village and kind of situation for the days of the procedure, after the street's review.

    Raises Conflict, PermissionDenied below the street, and ServiceError for minors and for what is not posted.
    """
    seat = require_seat(actor, AidStep.STREET, application.station)
    _running(application, ApplicationState.RUNNING)
    on = on or timezone.localdate()
    if not may_be_posted(application, on):
        raise ServiceError(_("未成年人、助学，以及出生日期不详的，一律不公示。"))
    if application.posting == Posting.NEVER or application.step == AidStep.STREET:
        raise ServiceError(_("镇街审核通过之后才公示；规定不公示的不公示。"))
    until = on + datetime.timedelta(days=application.posting_days - 1)
    notice = AidNotice(application=application, posted_on=on, until=until, place=place)
    save_checked(notice)
    audit.record(
        audit.Action.CREATE,
        actor=actor,
        station=application.station,
        target=notice,
        after=audit.snapshot(notice),
    )
    history_add(application.case, AidAct.POSTED, actor=actor, on=on, application=application, station=seat)
    return notice


@transaction.atomic
def notice_take_down(*, actor, application, objection="", on=None) -> AidNotice:
    """Takes a notice down before its days are over, such as after an objection. Raises as notice_post."""
    seat = require_seat(actor, AidStep.STREET, application.station)
    lock(stations_of(application.case))
    notice = AidNotice.objects.filter(application=application).first()
    if notice is None or not notice.is_up:
        raise ServiceError(_("公示已经撤下。"))
    notice.objection = objection
    application.notice = notice
    notice_down(application, actor=actor, on=on)
    history_add(
        application.case,
        AidAct.TAKEN_DOWN,
        actor=actor,
        on=on,
        application=application,
        words=objection,
        station=seat,
    )
    return notice


# --- steps ----------------------------------------------------------------------------------------


def next_step(application) -> str:
    """The step after the current one, "" after the last."""
    later = [step for step in application.steps if step > application.step]
    return later[0] if later else ""


def _new(case, applicant, asked, source, applied_on, details):
    procedure = procedure_of(case)
    return AidApplication(
        case=case,
        applicant=applicant,
        asked=asked,
        source=source,
        applied_on=applied_on or timezone.localdate(),
        steps=procedure.steps,
        step=procedure.steps[0],
        posting=procedure.posting,
        posting_days=procedure.posting_days,
        review_days=procedure.review_days,
        **details,
    )


def _running(application, state):
    """The application under its lock, as it was read; ServiceError when it is not in `state`."""
    lock(stations_of(application.case))
    stored = fresh(application)
    if stored.state != state:
        raise ServiceError(
            _("这份申请现在是“%s”，不能这样办理；请刷新页面核对。") % stored.get_state_display()
        )
    return application


def _advance(application, actor, seat, act, words, approved, document_no, on):
    before = AidApplication.objects.get(pk=application.pk)
    step, following = application.step, next_step(application)
    if following:
        application.step = following
    else:
        _check_notice(application, on)
        amount = application.asked if approved is None else approved
        paid = application.paid
        if paid > amount * (application.months or 1):
            raise ValidationError({"approved": _("批准金额不能少于已经先行发放的 %s 元。") % paid})
        application.state = ApplicationState.APPROVED
        application.approved, application.approved_on = amount, on
        application.document_no = document_no
        act = AidAct.APPROVED if act == AidAct.PASSED else act
    save_checked(application)
    noted(application, actor=actor, before=before)
    history_add(
        application.case,
        act,
        actor=actor,
        on=on,
        application=application,
        step=step,
        words=words,
        station=seat,
    )


def _check_notice(application, on):
    notice = getattr(application, "notice", None)
    if notice is None:
        if application.posting == Posting.ALWAYS and may_be_posted(application, on):
            raise ServiceError(_("按规定先公示，公示期满再审批。"))
    elif notice.taken_down_on is None and notice.until >= on:
        raise ServiceError(_("公示到 %s 才期满，期满后再审批。") % notice.until.isoformat())


def _refuse(application, actor, seat, words, document_no, on):
    if not words:
        raise ValidationError({"words": _("不予批准的，请写明理由；要书面告知本人。")})
    application.review_until = on + datetime.timedelta(days=application.review_days)
    application.document_no = document_no
    application_end(
        application, ApplicationState.REFUSED, AidAct.REFUSED, actor=actor, on=on, words=words, station=seat
    )


def _not_before(earlier, day):
    if day < earlier:
        raise ValidationError(_("办理日期早于申请日期，请核对。"))


def may_post(actor, application) -> bool:
    """Whether `actor` could post the application now."""
    return (
        application.state == ApplicationState.RUNNING
        and application.posting != Posting.NEVER
        and application.step != AidStep.STREET
        and getattr(application, "notice", None) is None
        and may_be_posted(application)
        and holds_seat(actor, AidStep.STREET, application.station)
    )
