"""The buttons of an import: check, apply, undo, stop, resume, and the stations of its files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from . import impact, work
from .forms import HowForm, PlacesForm
from .kinds import resource_of
from .models import ImportBatch
from .result_views import batch_of

State = ImportBatch.State


@requires(Verb.IMPORT)
@require_POST
def step(request, pk, step):
    """One of the buttons of a batch; whatever comes of it is said on the batch's page."""
    found = batch_of(request, pk)
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](request, found)
    except ServiceError as refusal:
        messages.error(request, str(refusal))
    return redirect("import-batch", pk=pk)


@requires(Verb.IMPORT)
@never_cache
def undo(request, pk):
    """What taking the import back means, and the button that does it."""
    if request.method == "POST":
        return step(request, pk, "undo")
    found = batch_of(request, pk)
    resource = resource_of(found.kind)
    context = {
        "batch": found,
        "unit": resource.counted,
        "changed": impact.changed_columns(found, resource),
        "possible": not found.purged and found.rows.filter(applied=True).exists(),
    }
    return render(request, "imports/undo.html", context)


def _check(request, found):
    """A new check, with what the import may do chosen anew."""
    form = HowForm(request.POST, user=request.user, station=found.station, kinds=[found.kind])
    if not form.is_valid():
        raise ServiceError(_("没有重新检查：请至少选一项允许的内容，并选择有问题的行怎么办。"))
    work.choose(found, user=request.user, **form.cleaned_data)
    work.check(found)


def _place(request, found):
    """The stations of the files confirmed or changed, and a new check with them."""
    if found.state not in (State.UPLOADED, State.CHECKED, State.FAILED):
        raise ServiceError(_("这一批现在是“%s”，不能这样操作。") % found.get_state_display())
    files = list(found.files.defer("content"))
    form = PlacesForm(request.POST, batch=found, files=files, user=request.user)
    if not form.is_valid():
        raise ServiceError("；".join(error for errors in form.errors.values() for error in errors))
    work.place_files(found, form.places)
    work.check(found)


def _apply(request, found):
    work.apply(found, request.user, request.POST.get("reason", ""))


def _undo(request, found):
    work.undo(found, request.user)


def _cancel(request, found):
    work.cancel(found, request.user)


def _resume(request, found):
    work.resume(found)


_STEPS = {
    "check": _check,
    "stations": _place,
    "apply": _apply,
    "undo": _undo,
    "cancel": _cancel,
    "resume": _resume,
}
