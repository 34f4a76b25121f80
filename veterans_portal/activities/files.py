"""Photos of an activity and scans of its papers: the list with its upload, the content, removing."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import ActivityFile
from care_activities.services import activity_files as service
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from veterans.attachments.remaking import AttachmentRefused, remake

from ..people.attachments.uploads import MOST_BYTES, SmallUploadHandler
from ..people.attachments.views import inert
from ..reach import reaches
from .forms import FileForm
from .views import activity_of


@requires(Verb.VIEW)
@csrf_exempt  # the handler must stand before anything reads the body; _files checks the token
@never_cache
def files(request, pk):
    """What is kept with the activity, and the upload of one more."""
    request.upload_handlers = [SmallUploadHandler(request)]
    return _files(request, pk)


@csrf_protect
def _files(request, pk):
    found = activity_of(request.user, pk)
    may_change = reaches(request.user, Verb.CHANGE, found.station)
    form = FileForm()
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        sent = int(request.META.get("CONTENT_LENGTH") or 0)
        form = FileForm(request.POST, request.FILES, too_large=sent > MOST_BYTES and not request.FILES)
        if form.is_valid() and (kept := _kept(request, form, found)):
            messages.success(request, _("已上传：%s") % kept.get_kind_display())
            return redirect("activity-files", pk=pk)
    context = {
        "activity": found,
        "form": form if may_change else None,
        "files": found.files.select_related("uploaded_by").order_by("kind", "pk"),
        "may_remove": reaches(request.user, Verb.DELETE, found.station),
    }
    return render(request, "activities/files.html", context)


def _kept(request, form, found):
    """The new picture or scan; None with the reason on the form when it is refused."""
    asked = form.cleaned_data
    try:
        made = remake(asked["file"].read(), photo=False)
        return service.activity_file_add(actor=request.user, activity=found, kind=asked["kind"], made=made)
    except AttachmentRefused as refusal:
        form.add_error("file", str(refusal))
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
    return None


@requires(Verb.VIEW)
@require_GET
def content(request, pk):
    """The picture or scan, to be saved and never shown by the browser itself; the log notes it."""
    found = _file(request, pk, Verb.VIEW)
    try:
        opened = service.activity_file_open(actor=request.user, file=found)
    except ServiceError as problem:
        messages.error(request, str(problem))
        return redirect("activity-files", pk=found.activity_id)
    disposition = f"attachment; filename=\"{opened.plain_name}\"; filename*=UTF-8''{quote(opened.name)}"
    return inert(opened.content, opened.content_type, {"Content-Disposition": disposition})


@requires(Verb.DELETE)
@require_POST
def remove(request, pk):
    found = _file(request, pk, Verb.DELETE)
    answer = redirect("activity-files", pk=found.activity_id)
    service.activity_file_remove(actor=request.user, file=found)
    messages.success(request, _("已删除。"))
    return answer


def _file(request, pk, verb):
    rows = ActivityFile.objects.visible_to(request.user, verb).select_related("activity", "station")
    return get_object_or_404(rows, pk=pk)
