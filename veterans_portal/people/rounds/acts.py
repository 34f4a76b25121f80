"""What the buttons on the page of a round do. Each gives the form to draw again when it is refused, else None."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from stations.models import Conflict
from stations.services import ServiceError
from veterans.models import PersonFile, RoundEntry
from veterans.services import rounds

from ..acts import say_refusal, ticked_ids
from .forms import ReturnForm, UnchangedForm

_ALL = "-all"


def perform(request, collection, station):
    """Does what the pressed button says to the chosen entries, or to all below `station`.

    Returns the form with its errors, None when the page may be opened anew. Http404 for an unknown act.
    """
    act = _ACTS.get(request.POST.get("act", "").removesuffix(_ALL))
    if act is None:
        raise Http404
    try:
        return act(request, collection, station)
    except ServiceError as refusal:
        messages.error(request, str(refusal))
    except Conflict:
        messages.error(request, _("刚才有同事改了这个批次，请看过新的情况再操作。"))
    return None


def _entries(request, collection, station, plain):
    """The chosen entries and how many they are; for a button that means all, those that are `plain`, and None."""
    below = RoundEntry.objects.visible_to(request.user, under=station).filter(round=collection)
    if request.POST["act"].endswith(_ALL):
        return below.filter(**plain), None
    chosen = ticked_ids(request, "entry")
    return below.filter(pk__in=chosen), len(chosen)


def _submit(request, collection, station):
    entries, asked = _entries(request, collection, station, {"state": RoundEntry.State.WAITING})
    form = UnchangedForm(request.POST)
    if asked == 0:
        messages.error(request, _("请先勾选要登记的人。"))
        return form
    if form.is_valid():
        try:
            done = rounds.entries_submit(
                actor=request.user, collection=collection, entries=entries, **form.answers()
            )
        except ValidationError as refusal:
            say_refusal(form, refusal)
        else:
            return _tell(request, done, asked, _("已提交 %s 人，等待上级接收。"))
    return form


def _accept(request, collection, station):
    """What has changed, or is not signed, is looked at one by one: "all" leaves it out."""
    entries, asked = _entries(request, collection, station, {"change_kind": "", "signed": True})
    if asked == 0:
        messages.error(request, _("请先勾选要接收的人。"))
        return None
    done = rounds.entries_accept(actor=request.user, collection=collection, entries=entries)
    return _tell(request, done, asked, _("已接收 %s 人，档案已记为核实。"))


def _return(request, collection, station):
    entries, asked = _entries(request, collection, station, {})
    form = ReturnForm(request.POST)
    if asked == 0:
        messages.error(request, _("请先勾选要退回的人。"))
        return form
    if not form.is_valid():
        return form
    done = rounds.entries_return(
        actor=request.user, collection=collection, entries=entries, reason=form.cleaned_data["reason"]
    )
    return _tell(request, done, asked, _("已退回 %s 人，村(社区)改好后可再提交。"))


def _add(request, collection, station):
    kept = PersonFile.objects.kept_by(request.user, under=station)
    done = rounds.entries_add(actor=request.user, collection=collection, people=kept)
    return _tell(request, done, None, _("已补入名单 %s 人。"))


def _close(request, collection, station):
    rounds.round_close(actor=request.user, collection=collection)
    messages.success(request, _("批次已结束，内容不再变动。"))


def _tell(request, done, asked, sentence):
    if done:
        messages.success(request, sentence % done)
    if not done and asked is None:
        messages.warning(request, _("没有可以办理的人。自己提交的，要由别人接收或退回。"))
    if asked is not None and asked > done:
        left = _("有 %s 人没有变动：可能刚被别人办理，或是您自己提交的，要由别人审核。")
        messages.warning(request, left % (asked - done))


_ACTS = {"submit": _submit, "accept": _accept, "return": _return, "add": _add, "close": _close}
