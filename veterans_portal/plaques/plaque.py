"""One plaque: how it stands, its whole history, and what may be done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from care_activities.models import Plaque, PlaqueApplication, PlaqueCancellation
from care_activities.services.plaque_county import plaque_cancel, plaque_restore
from care_activities.services.plaque_rights import is_county
from care_activities.services.plaques import plaque_hang, plaque_relocate
from care_activities.vocabulary import PlaqueStatus
from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from veterans.models import Attachment
from veterans.vocabulary import AttachmentKind

from ..people.acts import CHANGED_MEANWHILE, carried_out
from ..reach import reaches
from .forms import CancelForm, HangForm, RelocateForm, RestoreForm
from .lines import lines_of

_PICTURES = (AttachmentKind.PLAQUE_PHOTO, AttachmentKind.PLAQUE_RECEIPT)
_DONE = {
    "hang": gettext_lazy("已登记悬挂。"),
    "relocate": gettext_lazy("已登记迁移。"),
    "cancel": gettext_lazy("已取消，村(社区)只看到文号。"),
    "restore": gettext_lazy("已恢复。"),
}


@requires(Verb.VIEW)
@never_cache
def plaque(request, pk):
    rows = Plaque.objects.visible_to(request.user).select_related("station", "household__station", "squad")
    found = get_object_or_404(rows, pk=pk)
    offered = _forms(request.user, found)
    if request.method == "POST":
        answer = _act(request, found, offered)
        if answer is not None:
            return answer
        found = get_object_or_404(rows, pk=pk)  # without what the refused form has set
    [line] = lines_of(request.user, [found])
    moved_to = Plaque.objects.visible_to(request.user).filter(pk=found.moved_to_id).first()
    context = {
        "plaque": found,
        "line": line,
        "events": found.events.select_related("station"),
        "applications": PlaqueApplication.objects.visible_to(request.user).filter(
            household=found.household_id
        ),
        # Rows of the county: nobody below it is shown any.
        "cancellations": PlaqueCancellation.objects.visible_to(request.user)
        .filter(plaque=found)
        .select_related("reason"),
        "pictures": Attachment.objects.visible_to(request.user).filter(
            person__household=found.household_id, kind__in=_PICTURES
        ),
        "forms": offered,
        "form": next((form for form in offered.values() if form.is_bound), None),
        "moved_to": moved_to,
        "may_apply": found.status == PlaqueStatus.HUNG
        and line.standing.may_hang
        and reaches(request.user, Verb.ADD, found.station),
        "may_change": reaches(request.user, Verb.CHANGE, found.station),
    }
    return render(request, "plaques/plaque.html", context)


def _forms(user, found) -> dict:
    """The forms of what the user may do with the plaque as it stands, by act."""
    forms = {}
    if reaches(user, Verb.CHANGE, found.station):
        if found.status == PlaqueStatus.TO_HANG:
            forms["hang"] = HangForm(user=user)
        if found.status == PlaqueStatus.HUNG:
            forms["relocate"] = RelocateForm(user=user, plaque=found)
    if is_county(user, found.station):
        if found.status in (PlaqueStatus.HUNG, PlaqueStatus.TO_HANG):
            forms["cancel"] = CancelForm(plaque=found)
        if found.status == PlaqueStatus.CANCELLED:
            forms["restore"] = RestoreForm()
    return forms


def _act(request, found, offered):
    """The redirect after what the button says; None with the refused form in `offered`."""
    act, user = request.POST.get("act", ""), request.user
    if act not in _DONE:
        raise Http404
    if act not in offered:
        if not (is_county(user, found.station) or act in ("hang", "relocate")):
            raise PermissionDenied
        messages.error(request, str(CHANGED_MEANWHILE))
        return redirect("plaque", pk=found.pk)
    form = offered[act] = _bound(act, request, found)
    version = request.POST.get("version", "")
    if form.is_valid() and carried_out(form, lambda: _do(act, user, found, form, version)):
        messages.success(request, str(_DONE[act]))
        shown = Plaque.objects.visible_to(user).filter(pk=found.pk).exists()
        return redirect("plaque", pk=found.pk) if shown else redirect("plaques")
    return None


def _bound(act, request, found):
    if act == "hang":
        return HangForm(request.POST, user=request.user)
    if act == "relocate":
        return RelocateForm(request.POST, user=request.user, plaque=found)
    return CancelForm(request.POST, plaque=found) if act == "cancel" else RestoreForm(request.POST)


def _do(act, user, found, form, version):
    if version != str(found.version):
        raise Conflict(found)
    if act == "hang":
        answers = {name: value for name, value in form.answers().items() if value}
        plaque_hang(actor=user, plaque=found, **answers)
    elif act == "relocate":
        plaque_relocate(actor=user, plaque=found, **form.answers())
    elif act == "cancel":
        plaque_cancel(actor=user, plaque=found, **form.cleaned_data)
    else:
        plaque_restore(actor=user, plaque=found, **form.cleaned_data)
