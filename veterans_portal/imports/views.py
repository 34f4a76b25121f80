"""The list of imports with the upload of the next one, and the templates."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from ..downloads import XLSX
from ..paging import page_of
from . import impact, pipeline, template_book, work
from .forms import UploadForm
from .kinds import RESOURCES, resource_of
from .models import ImportBatch
from .reader import FileRejected

State = ImportBatch.State
# What the list is narrowed down to by state.
STATES = {
    "running": (_lazy("正在处理"), ImportBatch.RUNNING),
    "waiting": (_lazy("等待导入"), (State.UPLOADED, State.CHECKED, State.FAILED)),
    "applied": (_lazy("已导入"), (State.APPLIED,)),
    "undone": (_lazy("已撤销"), (State.UNDONE,)),
    "refused": (_lazy("退回或放弃"), (State.REJECTED, State.CANCELLED)),
}


@requires(Verb.IMPORT)
@never_cache
def batches(request):
    """The imports within the user's scope, and the upload of the next one."""
    form = UploadForm(user=request.user)
    if request.method == "POST":
        form = _upload_form(request)
        if form.is_valid() and (batch := _upload(request, form)):
            return redirect("import-batch", pk=batch.pk)
    page = page_of(_narrowed(request), request, ["-pk"], size=20)
    context = {
        "form": form,
        "page": page,
        "rows": [(batch, resource_of(batch.kind).title, impact.sentence(batch)) for batch in page.rows],
        "kinds": [(kind, resource.title) for kind, resource in RESOURCES.items()],
        "states": [(name, label) for name, (label, _states) in STATES.items()],
        "asked": {name: request.GET.get(name, "") for name in ("kind", "state", "mine")},
    }
    return render(request, "imports/list.html", context)


def _narrowed(request):
    """The imports in reach, narrowed down by kind, state and whose they are."""
    shown = ImportBatch.objects.visible_to(request.user).select_related("station", "user")
    if (kind := request.GET.get("kind")) in RESOURCES:
        shown = shown.filter(kind=kind)
    if (state := request.GET.get("state")) in STATES:
        shown = shown.filter(state__in=STATES[state][1])
    return shown.filter(user=request.user) if request.GET.get("mine") else shown


def _upload_form(request):
    # A file beyond the limit is not even received: the form would miss it without knowing why.
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    too_large = sent > settings.IMPORT_MAX_BYTES and not request.FILES
    return UploadForm(request.POST, request.FILES, user=request.user, too_large=too_large)


def _upload(request, form):
    """The new batch, checked already when it is small; None with the reason on the form when it is refused."""
    asked = form.cleaned_data
    try:
        batch = pipeline.open_batch(
            user=request.user,
            kind=asked["kind"],
            files=[(file.name, file.read()) for file in asked["file"]],
            station=asked["station"],
            mode=asked["mode"],
            verbs=asked["verbs"],
            **form.origin(),
        )
    except FileRejected as refusal:
        form.add_error("file", refusal.message)
        return None
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
        return None
    try:
        work.check(batch)
    except ServiceError as refusal:  # another sheet of the station is in hand: this one can wait
        messages.warning(request, str(refusal))
    if batch.state == State.REJECTED:
        form.add_error("file", batch.reason)
        return None
    return batch


@requires(Verb.IMPORT)
def template(request, kind):
    """A blank workbook of the kind, with drop-down lists."""
    if kind not in RESOURCES:
        raise Http404
    resource = resource_of(kind)
    response = HttpResponse(template_book.blank(resource), content_type=XLSX)
    name = _("%(title)s导入模板.xlsx") % {"title": resource.title}
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
