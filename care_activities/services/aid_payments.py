"""帮扶发放: paying what was approved, or what an open emergency lets be given before."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stations import audit
from stations.roles import Verb
from stations.services import ServiceError
from stations.tallies import lock
from veterans.services.identity import reason_text
from veterans.services.rights import require
from veterans.vocabulary import FileStatus

from ..models import AidCase, AidPayment
from ..tallies import recount_aid
from ..vocabulary import AidAct, AidStatus, AidStep, ApplicationState
from .aid import fresh, history_add, save_checked, stations_of, tag_keep
from .aid_seats import holds_seat, require_seat
from .writing import noted

_PAYABLE = frozenset({AidStatus.VERIFIED, AidStatus.HELPED})


@transaction.atomic
def payment_record(*, actor, application, paid_on, amount, source=None, **details) -> AidPayment:
    """Registers a payment; `source` is that of the application unless said, `details` are further fields.

    The county pays what was approved; the street what an emergency lets be given until its deadline. Raises
    PermissionDenied, Conflict, ValidationError, and ServiceError without such a right, beyond what was
    approved, and after the person's death.
    """
    case = application.case
    lock(stations_of(case))
    stored = fresh(application)
    seat = require_seat(actor, _paying_step(stored, paid_on), case.station)
    before = AidCase.objects.get(pk=case.pk)
    _check(stored, before, paid_on, amount, details.get("month", ""))
    payment = AidPayment(
        case=case,
        application=application,
        paid_on=paid_on,
        amount=amount,
        source=source or application.source,
        **_right_of(stored, paid_on),
        **details,
    )
    save_checked(payment)
    noted(payment, actor=actor)
    if before.status == AidStatus.VERIFIED or before.helped_on is None or paid_on < before.helped_on:
        _helped(before, paid_on, actor)
    words = _("%s 元") % f"{payment.amount:,.2f}"
    history_add(
        case, AidAct.PAID, actor=actor, on=paid_on, application=application, words=words, station=seat
    )
    recount_aid({case.station_id})
    return payment


@transaction.atomic
def payment_delete(*, actor, payment, words) -> None:
    """Deletes a payment registered by mistake, with the reason; a case that got nothing else is 核实困难 again.

    Raises PermissionDenied below the county, ValidationError without a reason, Conflict.
    """
    case = payment.case
    seat = require_seat(actor, AidStep.COUNTY, case.station)
    if not words:
        raise ValidationError({"words": _("请写明为什么删除这条发放记录。")})
    lock(stations_of(case))
    fresh(payment)
    audit.record(
        audit.Action.DELETE,
        actor=actor,
        station=case.station,
        target=payment,
        before=audit.snapshot(payment),
    )
    application = payment.application
    payment.delete()
    history_add(case, AidAct.PAYMENT_DELETED, actor=actor, application=application, words=words, station=seat)
    stored = AidCase.objects.get(pk=case.pk)
    if stored.status == AidStatus.HELPED and not stored.payments.exists() and not stored.help_given:
        before = AidCase.objects.get(pk=case.pk)
        stored.status, stored.helped_on = AidStatus.VERIFIED, None
        save_checked(stored)
        noted(stored, actor=actor, before=before)
    recount_aid({case.station_id})


@transaction.atomic
def account_reveal(*, actor, payment, reason) -> str:
    """The whole bank account of `payment` ("" where there is none), written to the log.

    `reason` is a RevealReason. Raises PermissionDenied unless the actor may reveal numbers there and pays there.
    """
    require(actor, Verb.REVEAL, payment)
    if not holds_seat(actor, AidStep.STREET, payment.station):
        raise PermissionDenied
    audit.record(
        audit.Action.REVEAL,
        actor=actor,
        station=payment.station,
        target=payment,
        fields=["bank_account"],
        reason=reason_text(reason),
    )
    return payment.bank_account.open() if payment.bank_account else ""


def may_pay(actor, application, day) -> bool:
    """Whether `actor` could pay `application` on `day`."""
    step = _step_or_none(application, day)
    if step is None or application.case.status not in _PAYABLE:
        return False
    return holds_seat(actor, step, application.station)


def _approved_by(application, day):
    return application.state == ApplicationState.APPROVED and application.approved_on <= day


def _in_emergency(application, day):
    """Given before the approval came, within the deadline; not once it was refused."""
    if not application.is_emergency or application.state not in (
        ApplicationState.RUNNING,
        ApplicationState.APPROVED,
    ):
        return False
    return application.emergency_on <= day <= application.emergency_due


def _step_or_none(application, day):
    if _approved_by(application, day):
        return AidStep.COUNTY
    return AidStep.STREET if _in_emergency(application, day) else None


def _paying_step(application, day):
    step = _step_or_none(application, day)
    if step is not None:
        return step
    if application.is_emergency and application.state == ApplicationState.RUNNING:
        raise ServiceError(
            _("发放日期不在急难先行的期限内（到 %s 止）；请先补齐审批。")
            % application.emergency_due.isoformat()
        )
    raise ServiceError(
        _("这份申请现在是“%s”：没有批准、也没有急难先行登记的，不能发放。") % application.get_state_display()
    )


def _right_of(application, day):
    if _approved_by(application, day):
        return {"approved_on": application.approved_on, "approval_no": application.document_no}
    return {"emergency_due": application.emergency_due}


def _check(application, case, paid_on, amount, month):
    if case.status not in _PAYABLE:
        raise ServiceError(_("这件帮扶现在是“%s”，不能发放。") % case.get_status_display())
    if bool(month) != bool(application.months):
        sentence = _("按月发放的请填写所属月份。") if application.months else _("一次性发放的不填所属月份。")
        raise ValidationError({"month": sentence})
    person = case.person
    died = person.status_changed_on if person.status == FileStatus.DECEASED else ""
    if person.status == FileStatus.DECEASED and paid_on.isoformat()[: len(died)] >= died:
        raise ServiceError(_("这位对象的档案已登记去世，不能再发放；请办理退出。"))
    each, paid = application.approved or application.asked, application.paid
    if amount is not None and (paid + amount > application.most or (application.months and amount > each)):
        raise ValidationError(
            {
                "amount": _("超过了可以发放的金额：共 %(most)s 元，已发 %(paid)s 元。")
                % {"most": application.most, "paid": paid}
            }
        )


def _helped(case, paid_on, actor):
    before = AidCase.objects.get(pk=case.pk)
    case.status = AidStatus.HELPED
    case.helped_on = min(filter(None, [case.helped_on, paid_on]))
    case.save()
    noted(case, actor=actor, before=before)
    tag_keep(case.person_id, actor=actor)
