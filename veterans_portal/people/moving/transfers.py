"""Files on the move: the requests of both sides, asking for a file, offering one, and answering."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from stations import audit, dates
from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from stations.scoping import at, grants_of
from stations.services import ServiceError
from veterans.derive import id_digest
from veterans.models import PersonFile, TransferRequest
from veterans.services.held import TO_BE_CHECKED, held_elsewhere
from veterans.services.transfers import may_answer, transfer_answer, transfer_request, transfer_withdraw

from ...imports import held
from ...paging import page_of
from ...reach import reaches
from .forms import AnswerForm, AskForm, OfferForm, TakeForm

State = TransferRequest.State
BOXES = [
    ("waiting", gettext_lazy("待我答复")),
    ("asked", gettext_lazy("我提出的")),
    ("closed", gettext_lazy("已办结")),
]
_RELATED = ["person", "from_station", "to_station"]


def waiting_for(user, under=None):
    """Open requests that the side of `user` is to answer; of her own none. `under`: as in visible_to."""
    grants = grants_of(user, Verb.CHANGE, under)
    asked_here = Q(asked_by_receiver=True) & at(grants, ["from_station"])
    offered_here = Q(asked_by_receiver=False) & at(grants, ["to_station"])
    open_requests = TransferRequest.objects.filter(asked_here | offered_here, state=State.REQUESTED)
    return open_requests.exclude(requested_by=user)


def _asked_by(user):
    grants = grants_of(user, Verb.CHANGE)
    asked_here = Q(asked_by_receiver=True) & at(grants, ["to_station"])
    offered_here = Q(asked_by_receiver=False) & at(grants, ["from_station"])
    return TransferRequest.objects.filter(asked_here | offered_here, state=State.REQUESTED)


def _closed(user):
    return TransferRequest.objects.visible_to(user).exclude(state=State.REQUESTED)


_ROWS_OF = {"waiting": waiting_for, "asked": _asked_by, "closed": _closed}


class Shown:
    """A request as far as `user` may see it: who asks for a file does not learn where it is kept."""

    def __init__(self, user, request):
        self.request = request
        self.keeps_file = reaches(user, Verb.VIEW, request.person.managing_station)
        told = not request.asked_by_receiver or request.state == State.DONE
        self.names_origin = told or reaches(user, Verb.VIEW, request.from_station)
        is_open = request.state == State.REQUESTED
        self.may_withdraw = is_open and reaches(user, Verb.CHANGE, request.asking_station)
        answers = reaches(user, Verb.CHANGE, request.answering_station)
        self.own_turn = is_open and answers and request.requested_by_id != user.pk
        # A request that ended with the file says how that ended: nothing for who does not keep it.
        self.answer = request.answer if self.keeps_file or request.state != State.WITHDRAWN else ""


@requires(Verb.VIEW)
@never_cache
def transfers(request):
    """The requests of the user's stations, in three boxes."""
    box = request.GET.get("box", "waiting")
    if box not in _ROWS_OF:
        raise Http404
    rows = _ROWS_OF[box](request.user).select_related(*_RELATED, "person__managing_station")
    page = page_of(rows, request, ["-pk"])
    context = {
        "box": box,
        "boxes": BOXES,
        "page": page,
        "rows": [Shown(request.user, row) for row in page.rows],
    }
    return render(request, "people/moving/list.html", context)


@requires(Verb.CHANGE)
@never_cache
@sensitive_post_parameters("number", "name")
def ask(request):
    """The receiving side asks for a file: by number and name, or for a row that an import held (`?row=`).

    A POST of `number` and `name` alone comes from a page where they were typed already: it fills them in.
    """
    row = held.row_for(request.user, request.GET.get("row"))
    form_class = AskForm if row is None else TakeForm
    data = request.POST if "reason" in request.POST else None
    known = {name: request.POST.get(name, "") for name in ("number", "name")}
    if row is not None:
        known = {"to_station": row.place}
    form = form_class(data, initial=known, user=request.user)
    own = None
    if data and form.is_valid():
        try:
            own = _own_file(request.user, form) if row is None else None
            if own is None:
                asked = _ask(request.user, form, row)
                messages.success(request, _("申请已提出，请等对方答复。"))
                return redirect("transfer", pk=asked.pk)
        except (ServiceError, ValidationError) as refusal:
            form.add_error(None, _sentences(refusal))
    return render(request, "people/moving/ask.html", {"form": form, "row": row, "own": own})


@transaction.atomic
def _own_file(user, form):
    """Somebody on file within the user's own scope is no question of moving in; the search is logged."""
    kept = PersonFile.objects.kept_by(user).select_related("managing_station")
    own = kept.filter(id_digest=id_digest(form.cleaned_data["number"])).first()
    if own is not None:
        audit.record(
            audit.Action.SEARCH, actor=user, station=own.managing_station, target=own, fields=["id_number"]
        )
    return own


def _ask(user, form, row):
    """The request, for the person whose number and name agree; ServiceError with the same words for all others."""
    asked = form.cleaned_data
    if row is not None:
        person = row.person()
    else:
        person = held_elsewhere(
            actor=user, station=form.to_station, number=asked["number"], name=asked["name"]
        )
    if person is None:
        raise ServiceError(TO_BE_CHECKED)
    return transfer_request(
        actor=user,
        person=person,
        to_station=form.to_station,
        reason=asked["reason"],
        moved_on=asked["moved_on"],
        asked_by_receiver=True,
    )


@requires(Verb.CHANGE)
@never_cache
def person_transfer(request, pk):
    """The keeping side offers a file to another station."""
    person = get_object_or_404(_changeable(request.user), pk=pk)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offered = transfer_request(actor=request.user, person=person, **form.cleaned_data)
            messages.success(request, _("申请已提出，请等对方答复。"))
            return redirect("transfer", pk=offered.pk)
        except (ServiceError, ValidationError) as refusal:
            form.add_error(None, _sentences(refusal))
    open_request = person.transfer_requests.filter(state=State.REQUESTED).first()
    context = {"person": person, "form": form, "open_request": open_request}
    return render(request, "people/moving/offer.html", context)


@requires(Verb.VIEW)
@never_cache
def transfer(request, pk):
    """One request: what it says, and the buttons of whoever may answer it or take it back."""
    rows = TransferRequest.objects.visible_to(request.user).select_related(
        *_RELATED, "person__managing_station"
    )
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _decide(request, found, form.cleaned_data["answer"]))
            return redirect("transfer", pk=pk)
        except ServiceError as refusal:
            messages.error(request, str(refusal))
            return redirect("transfer", pk=pk)
        except Conflict:
            messages.error(request, _("这份档案刚被别人改过，还没有转站；请再按一次。"))
            return redirect("transfer", pk=pk)
        except ValidationError as refusal:
            form.add_error("answer", _sentences(refusal))
    context = {
        "shown": Shown(request.user, found),
        "transfer": found,
        "moved": dates.show(found.moved_on),
        "form": form,
        "may_answer": found.state == State.REQUESTED and may_answer(request.user, found),
    }
    return render(request, "people/moving/request.html", context)


def _decide(request, found, answer):
    """Does what the pressed button says; the sentence that tells so."""
    decision = request.POST.get("decision")
    if decision == "withdraw":
        transfer_withdraw(actor=request.user, request=found)
        return _("申请已撤回。")
    if decision not in ("agree", "refuse"):
        raise PermissionDenied
    transfer_answer(actor=request.user, request=found, agree=decision == "agree", answer=answer)
    return _("已同意，档案已转到迁入站。") if decision == "agree" else _("已答复不同意。")


def _changeable(user):
    return PersonFile.objects.visible_to(user, Verb.CHANGE).select_related(
        "managing_station", "residence_station", "household"
    )


def _sentences(refusal):
    """What a service's refusal says, without the names of fields that the form may not have."""
    return refusal.messages if isinstance(refusal, ValidationError) else str(refusal)
