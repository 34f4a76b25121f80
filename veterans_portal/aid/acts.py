"""What can be done in a case now and by whom, and doing what a pressed button says."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care_activities.models import AidApplication, SchoolingAid
from care_activities.services import aid, aid_applications, aid_payments, aid_seats
from care_activities.services.aid_applications import next_step
from care_activities.vocabulary import WITHOUT_MONEY, AidStatus, AidStep, ApplicationState
from stations.roles import Verb

from .. import acts
from ..acts import Act, Offered
from ..reach import reaches
from . import forms

_State = ApplicationState
_HARD = (AidStatus.VERIFIED, AidStatus.HELPED)


@dataclass(frozen=True)
class CaseAct(Act):
    """`on_application`: what it changes, and which version it was read with, is the application."""

    on_application: bool = False


def _fit_decision(form, application):
    """The amount is asked at the last step only."""
    if application is not None and next_step(application):
        del form.fields["approved"]


def _fit_payment(form, application):
    """The month is asked of what is paid monthly only."""
    if application is not None and not application.months:
        del form.fields["month"]


_FIT = {"decide": _fit_decision, "review": _fit_decision, "pay": _fit_payment}


def _form(key, application, data=None):
    """The form of an act, as far as its questions fit the application."""
    form = ACTS[key].form(data, auto_id=f"{key}_%s")
    if key in _FIT:
        _FIT[key](form, application)
    return form


def _keeps(user, case):
    return reaches(user, Verb.CHANGE, case.station)


def _is(application, *states):
    return application is not None and application.state in states


def _may_apply(user, case, application):
    return _keeps(user, case) and case.status in _HARD and not _is(application, _State.RUNNING, _State.REVIEW)


def _may_emergency(user, case, application):
    open_ = case.status in (AidStatus.SUSPECTED, *_HARD)
    free = not _is(application, _State.RUNNING, _State.REVIEW)
    return open_ and free and aid_seats.holds_seat(user, AidStep.STREET, case.station)


def _may_pay(user, case, application):
    return application is not None and (
        aid_payments.may_pay(user, application, timezone.localdate()) and application.paid < application.most
    )


def _may_take_down(user, case, application):
    notice = getattr(application, "notice", None) if application else None
    return notice is not None and notice.is_up and aid_seats.holds_seat(user, AidStep.STREET, case.station)


def _may_ask_review(user, case, application):
    return (
        _keeps(user, case)
        and _is(application, _State.REFUSED)
        and timezone.localdate() <= application.review_until
    )


def _may_correct_child(user, case, application):
    return case.is_open and SchoolingAid.objects.visible_to(user, Verb.CHANGE).filter(case=case).exists()


def _apply(user, case, application, answers, button):
    aid_applications.application_submit(actor=user, case=case, **answers)


def _emergency(user, case, application, answers, button):
    answers["on"] = answers.pop("applied_on")
    aid_applications.emergency_submit(actor=user, case=case, **answers)


def _decide(user, case, application, answers, button):
    agree = button == "agree"
    aid_applications.application_decide(actor=user, application=application, agree=agree, **answers)


def _review(user, case, application, answers, button):
    agree = button == "agree"
    aid_applications.review_decide(actor=user, application=application, agree=agree, **answers)


def _pay(user, case, application, answers, button):
    aid_payments.payment_record(actor=user, application=application, **answers)


ACTS = {
    "verify": CaseAct(
        _("核实"),
        forms.VerifyForm,
        [("found", _("核实困难"), "primary"), ("none", _("核实非困难"), "")],
        lambda user, case, application: _keeps(user, case) and case.status == AidStatus.SUSPECTED,
        lambda user, case, application, answers, button: aid.case_verify(
            actor=user, case=case, found=button == "found", **answers
        ),
        _("核实结果已登记。"),
    ),
    "decide": CaseAct(
        _("办理当前环节"),
        forms.DecideForm,
        [("agree", _("同意"), "primary"), ("refuse", _("不予批准"), "danger")],
        lambda user, case, application: (
            _is(application, _State.RUNNING) and aid_seats.may_decide(user, application)
        ),
        _decide,
        _("办理结果已登记。"),
        on_application=True,
    ),
    "review": CaseAct(
        _("复核"),
        forms.DecideForm,
        [("agree", _("复核通过"), "primary"), ("refuse", _("维持不予批准"), "danger")],
        lambda user, case, application: (
            _is(application, _State.REVIEW) and aid_seats.may_review(user, application)
        ),
        _review,
        _("复核结果已登记。"),
        on_application=True,
    ),
    "pay": CaseAct(
        _("登记发放"),
        forms.PayForm,
        [("pay", _("登记发放"), "primary")],
        _may_pay,
        _pay,
        _("发放已登记。"),
        on_application=True,
    ),
    "apply": CaseAct(
        _("提出申请"),
        forms.ApplyForm,
        [("apply", _("提出申请"), "primary")],
        _may_apply,
        _apply,
        _("申请已提出，等待审核。"),
    ),
    "emergency": CaseAct(
        _("急难先行帮扶"),
        forms.EmergencyForm,
        [("emergency", _("登记急难先行"), "primary")],
        _may_emergency,
        _emergency,
        _("急难先行已登记，可以先发放；请在期限内补齐审批。"),
    ),
    "help": CaseAct(
        _("落实帮扶（不发钱物）"),
        forms.HelpForm,
        [("help", _("登记帮扶"), "primary")],
        lambda user, case, application: (
            _keeps(user, case) and case.status in _HARD and case.kind in WITHOUT_MONEY
        ),
        lambda user, case, application, answers, button: aid.case_help(actor=user, case=case, **answers),
        _("帮扶已登记。"),
    ),
    "post": CaseAct(
        _("公示"),
        forms.PostForm,
        [("post", _("登记公示"), "primary")],
        lambda user, case, application: (
            application is not None and aid_applications.may_post(user, application)
        ),
        lambda user, case, application, answers, button: aid_applications.notice_post(
            actor=user, application=application, **answers
        ),
        _("公示已登记，到期自动撤下。"),
        on_application=True,
    ),
    "down": CaseAct(
        _("撤下公示"),
        forms.WordsForm,
        [("down", _("撤下公示"), "")],
        _may_take_down,
        lambda user, case, application, answers, button: aid_applications.notice_take_down(
            actor=user, application=application, objection=answers["words"]
        ),
        _("公示已撤下。"),
        on_application=True,
    ),
    "ask": CaseAct(
        _("申请复核"),
        forms.ReasonForm,
        [("ask", _("申请复核"), "primary")],
        _may_ask_review,
        lambda user, case, application, answers, button: aid_applications.review_ask(
            actor=user, application=application, **answers
        ),
        _("已申请复核，由没有办过的同事或上级办理。"),
        on_application=True,
    ),
    "withdraw": CaseAct(
        _("撤回申请"),
        forms.WordsForm,
        [("withdraw", _("撤回申请"), "")],
        lambda user, case, application: _keeps(user, case) and _is(application, _State.RUNNING),
        lambda user, case, application, answers, button: aid_applications.application_withdraw(
            actor=user, application=application, **answers
        ),
        _("申请已撤回。"),
        on_application=True,
    ),
    "child": CaseAct(
        _("更正子女"),
        forms.ChildForm,
        [("child", _("保存"), "")],
        _may_correct_child,
        lambda user, case, application, answers, button: aid.child_update(actor=user, case=case, **answers),
        _("已更正。"),
    ),
    "recheck": CaseAct(
        _("复查仍困难"),
        forms.RecheckForm,
        [("recheck", _("登记复查"), "")],
        lambda user, case, application: _keeps(user, case) and case.status in _HARD,
        lambda user, case, application, answers, button: aid.case_recheck(actor=user, case=case, **answers),
        _("复查已登记。"),
    ),
    "close": CaseAct(
        _("办结（未予帮扶）"),
        forms.WordsForm,
        [("close", _("办结"), "")],
        lambda user, case, application: (
            _keeps(user, case)
            and case.status == AidStatus.VERIFIED
            and _is(application, _State.REFUSED, _State.UPHELD)
        ),
        lambda user, case, application, answers, button: aid.case_close(actor=user, case=case, **answers),
        _("已办结。"),
    ),
    "exit": CaseAct(
        _("退出"),
        forms.ExitForm,
        [("exit", _("登记退出"), "")],
        lambda user, case, application: _keeps(user, case) and case.status in (AidStatus.SUSPECTED, *_HARD),
        lambda user, case, application, answers, button: aid.case_exit(actor=user, case=case, **answers),
        _("退出已登记。"),
    ),
}


def offered(user, case, application, failed=None) -> list[Offered]:
    """What `user` may do now, the most urgent first; `failed` is the act whose form came back with errors."""
    return acts.offered(ACTS, user, (case, application), failed=failed, **_of(case, application))


def perform(request, case, application) -> tuple[str, Offered | None]:
    """Does what the pressed button says, as `acts.perform`."""
    return acts.perform(request, ACTS, (case, application), **_of(case, application))


def _of(case, application):
    return {
        "form_of": lambda key, data: _form(key, application, data),
        "row_of": lambda act: application if act.on_application else case,
    }


def latest(case) -> AidApplication | None:
    """The application that a case turns on: the newest."""
    rows = AidApplication.objects.filter(case=case).select_related("notice", "case__station", "case__person")
    return rows.order_by("-pk").first()


def may_delete(user, case) -> bool:
    """Whether `user` may delete payments of the case."""
    return aid_seats.holds_seat(user, AidStep.COUNTY, case.station)
