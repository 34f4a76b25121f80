"""What can be done with a request now and by whom, and doing what a pressed button says."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from care_activities.services import request_moves as moves
from care_activities.services import request_slips as slips
from care_activities.services import requests as service
from care_activities.services.request_files import request_file_add
from care_activities.services.request_readers import files_of
from care_activities.vocabulary import OPEN_REQUESTS, RequestKind, RequestState
from stations.models import Station, SupportMember
from stations.roles import Verb

from .. import acts
from ..acts import Act, Offered
from ..reach import reaches
from ..uploads import is_too_large
from . import forms

_State = RequestState
_ENDED = (_State.CLOSED, _State.RATED)


def _holds(user, request, *states):
    return request.state in states and reaches(user, Verb.CHANGE, request.holder)


def _at_desk(user, request, *states):
    here = reaches(user, Verb.CHANGE, request.holder) or reaches(user, Verb.CHANGE, request.station)
    return request.state in states and here


def may_file(user, request) -> bool:
    """Whether papers may be added to it: at the desk or by who holds it, until it is archived."""
    return _at_desk(user, request, *OPEN_REQUESTS, *_ENDED)


def _heads(user, request):
    asked = moves.extension_asked(request)
    return (
        asked is not None
        and asked.by_id != user.pk
        and request.state == _State.HANDLING
        and reaches(user, Verb.APPROVE, request.holder)
    )


def _is_paused(request):
    return any(clock.paused_at and not clock.ended_at for clock in request.clocks.all())


def _beside(request):
    """The stations a request may be handed over to: those of the same tier under the same station above."""
    return Station.objects.active().filter(parent=request.holder.parent_id).exclude(pk=request.holder_id)


_STATIONS = {
    "down": lambda user, request: (
        Station.objects.subtree_of(request.holder).active().exclude(pk=request.holder_id)
    ),
    "over": lambda user, request: _beside(request),
    "slip": lambda user, request: (
        (_beside(request) | Station.objects.subtree_of(request.holder).active())
        .exclude(pk=request.holder_id)
        .distinct()
    ),
}

_ACTS = {
    "accept": Act(
        _("受理"),
        forms.WordsForm,
        [("accept", _("受理"), "primary")],
        lambda user, request: _holds(user, request, _State.WAITING),
        lambda user, request, answers, button: service.request_accept(actor=user, request=request, **answers),
        _("已受理。"),
        usual=True,
    ),
    "grant": Act(
        _("审批延期"),
        forms.WordsForm,
        [("agree", _("同意"), "primary"), ("refuse", _("不同意"), "danger")],
        _heads,
        lambda user, request, answers, button: moves.extension_decide(
            actor=user, request=request, agree=button == "agree", **answers
        ),
        _("延期申请已审批。"),
        usual=True,
    ),
    "close": Act(
        _("办结"),
        forms.CloseForm,
        [("close", _("办结"), "primary")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS),
        lambda user, request, answers, button: service.request_close(actor=user, request=request, **answers),
        _("已办结；可以回访后登记满意度。"),
        usual=True,
    ),
    "up": Act(
        _("上报上级站"),
        forms.OpinionForm,
        [("up", _("上报"), "primary")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS) and request.holder.parent_id is not None,
        lambda user, request, answers, button: moves.request_refer_up(actor=user, request=request, **answers),
        _("已上报；本站仍可随时查看进展。"),
        usual=True,
    ),
    "rate": Act(
        _("登记满意度"),
        forms.RateForm,
        [("rate", _("登记"), "primary")],
        lambda user, request: _at_desk(user, request, _State.CLOSED),
        lambda user, request, answers, button: service.request_rate(actor=user, request=request, **answers),
        _("满意度已登记。"),
        usual=True,
    ),
    "note": Act(
        _("记一笔办理情况"),
        forms.OpinionForm,
        [("note", _("登记"), "")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS),
        lambda user, request, answers, button: service.request_note(actor=user, request=request, **answers),
        _("已登记。"),
    ),
    "down": Act(
        _("下派"),
        forms.StationForm,
        [("down", _("下派"), "")],
        lambda user, request: (
            _holds(user, request, *OPEN_REQUESTS)
            and not request.holder.is_leaf
            and request.kind != RequestKind.PETITION
        ),
        lambda user, request, answers, button: moves.request_send_down(
            actor=user, request=request, **answers
        ),
        _("已下派。"),
    ),
    "over": Act(
        _("转给别的站"),
        forms.StationForm,
        [("over", _("转交"), "")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS),
        lambda user, request, answers, button: moves.request_hand_over(
            actor=user, request=request, **answers
        ),
        _("已转交；登记站仍可随时查看进展。"),
    ),
    "slip": Act(
        _("请人协办"),
        forms.SlipForm,
        [("slip", _("发出协办单"), "")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS),
        lambda user, request, answers, button: slips.slip_send(actor=user, request=request, **answers),
        _("协办单已发出；诉求仍由本站办理。"),
    ),
    "return": Act(
        _("退回"),
        forms.OpinionForm,
        [("return", _("退回"), "")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS) and moves.came_from(request) is not None,
        lambda user, request, answers, button: moves.request_return(actor=user, request=request, **answers),
        _("已退回。"),
    ),
    "petition": Act(
        _("县级办理进度"),
        forms.PetitionForm,
        [("petition", _("登记"), "")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS) and request.kind == RequestKind.PETITION,
        lambda user, request, answers, button: moves.petition_tell(actor=user, request=request, **answers),
        _("已登记。"),
    ),
    "extend": Act(
        _("申请延期"),
        forms.ExtendForm,
        [("extend", _("申请"), "")],
        lambda user, request: (
            _holds(user, request, _State.HANDLING) and moves.extension_asked(request) is None
        ),
        lambda user, request, answers, button: moves.extension_ask(actor=user, request=request, **answers),
        _("已申请，等负责人审批。"),
    ),
    "pause": Act(
        _("暂停计时"),
        forms.OpinionForm,
        [("pause", _("暂停"), "")],
        lambda user, request: _holds(user, request, _State.HANDLING) and not _is_paused(request),
        lambda user, request, answers, button: moves.request_pause(actor=user, request=request, **answers),
        _("服务时限已暂停；恢复后接着算。"),
    ),
    "resume": Act(
        _("恢复计时"),
        forms.WordsForm,
        [("resume", _("恢复"), "primary")],
        lambda user, request: _holds(user, request, _State.HANDLING) and _is_paused(request),
        lambda user, request, answers, button: moves.request_resume(actor=user, request=request, **answers),
        _("已恢复计时。"),
        usual=True,
    ),
    "recuse": Act(
        _("我要回避"),
        forms.RecuseForm,
        [("recuse", _("回避，不再经办"), "danger")],
        lambda user, request: _holds(user, request, *OPEN_REQUESTS),
        lambda user, request, answers, button: moves.request_recuse(
            actor=user, request=request, user=user, **answers
        ),
        _("已登记回避，您不再看到这件诉求。"),
    ),
    "follow": Act(
        _("回访"),
        forms.OpinionForm,
        [("follow", _("登记回访"), "")],
        lambda user, request: _at_desk(user, request, *_ENDED),
        lambda user, request, answers, button: service.request_follow_up(
            actor=user, request=request, **answers
        ),
        _("回访已登记。"),
    ),
    "reopen": Act(
        _("重新办理"),
        forms.OpinionForm,
        [("reopen", _("重新办理"), "")],
        lambda user, request: _at_desk(user, request, *_ENDED),
        lambda user, request, answers, button: service.request_reopen(actor=user, request=request, **answers),
        _("已重新办理，服务时限重新起算。"),
    ),
    "archive": Act(
        _("归档"),
        forms.WordsForm,
        [("archive", _("归档"), "")],
        lambda user, request: _at_desk(user, request, *_ENDED),
        lambda user, request, answers, button: service.request_archive(actor=user, request=request),
        _("已归档。"),
    ),
}


def _filed(act):
    """The act with what was attached to it, kept at the step that it made, or not at all."""

    def run(user, request, answers, button):
        made = answers.pop("scan", None)
        with transaction.atomic():
            act.run(user, request, answers, button)
            if made is not None:
                hop = request.hops.filter(by=user).order_by("at", "pk").last()
                request_file_add(actor=user, request=request, made=made, hop=hop)

    return replace(act, run=run)


ACTS = {key: _filed(act) for key, act in _ACTS.items()}


def _form(key, user, request, data=None, **sent):
    form = ACTS[key].form(data, auto_id=f"{key}_%s", **sent)
    if key in _STATIONS:
        form.fields["to_station"].queryset = _STATIONS[key](user, request).order_by("path")
    if "to_member" in form.fields:
        members = SupportMember.objects.visible_to(user).filter(station=request.holder_id)
        form.fields["to_member"].queryset = members
        form.fields["files"].queryset = files = files_of(user).filter(request=request)
        if not files:
            del form.fields["files"]
    return form


def offered(user, request, failed=None) -> list[Offered]:
    """What `user` may do now, the usual first; `failed` is the act whose form came back with errors."""
    return acts.offered(ACTS, user, (request,), failed=failed, **_of(user, request))


def perform(http_request, request) -> tuple[str, Offered | None]:
    """Does what the pressed button says, as `acts.perform`."""
    sent = {"files": http_request.FILES, "too_large": is_too_large(http_request)}
    return acts.perform(http_request, ACTS, (request,), **_of(http_request.user, request, **sent))


def _of(user, request, **sent):
    return {
        "form_of": lambda key, data: _form(key, user, request, data, **sent),
        "row_of": lambda act: request,
    }
