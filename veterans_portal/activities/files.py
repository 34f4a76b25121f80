"""Photos of an activity and scans of its papers: the list with its upload, the content, removing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import ActivityFile
from care_activities.services import activity_files as service
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from ..reach import reaches
from ..uploads import is_too_large, kept_file, saved, takes_file
from .forms import FileForm
from .views import activity_of


@requires(Verb.VIEW)
@takes_file
@never_cache
def files(request, pk):
    """What is kept with the activity, and the upload of one more."""
    found = activity_of(request.user, pk)
    may_change = reaches(request.user, Verb.CHANGE, found.station)
    form = FileForm(request.POST or None, request.FILES or None, too_large=is_too_large(request))
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid() and (kept := kept_file(form, lambda made: _add(request.user, found, form, made))):
            messages.success(request, _("已上传：%s") % kept.get_kind_display())
            return redirect("activity-files", pk=pk)
    context = {
        "activity": found,
        "form": form if may_change else None,
        "files": found.files.select_related("uploaded_by").order_by("kind", "pk"),
        "may_remove": reaches(request.user, Verb.DELETE, found.station),
    }
    return render(request, "activities/files.html", context)


def _add(user, activity, form, made):
    return service.activity_file_add(actor=user, activity=activity, kind=form.cleaned_data["kind"], made=made)


@requires(Verb.VIEW)
@require_GET
def content(request, pk):
    """The picture or scan, to be saved and never shown by the browser itself; the log notes it."""
    found = _file(request, pk, Verb.VIEW)
    try:
        return saved(service.activity_file_open(actor=request.user, file=found))
    except ServiceError as problem:
        messages.error(request, str(problem))
    return redirect("activity-files", pk=found.activity_id)


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
