"""Attachments of a request: the list with its upload, the content, removing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from care_activities.services import request_files as service
from care_activities.services.request_readers import files_of, reads
from stations.access import requires, signed_in
from stations.roles import Verb
from stations.services import ServiceError

from ..people.acts import refusal_of
from ..reach import reaches
from ..uploads import is_too_large, kept_file, saved, takes_file
from . import acts
from .forms import FileForm
from .views import request_of


@requires(Verb.VIEW)
@takes_file
@never_cache
def files(request, pk):
    """What is attached to the request and to its steps, and the upload of one more."""
    user, found = request.user, request_of(request.user, pk)
    if not reads(user, found):
        raise Http404
    may_file = acts.may_file(user, found)
    form = FileForm(request.POST or None, request.FILES or None, too_large=is_too_large(request))
    if request.method == "POST":
        if not may_file:
            raise PermissionDenied
        if form.is_valid() and (kept := kept_file(form, lambda made: _add(user, found, form, made))):
            messages.success(request, _("已上传：%s") % kept.get_kind_display())
            return redirect("request-files", pk=pk)
    context = {
        "asked": found,
        "form": form if may_file else None,
        "files": found.files.select_related("uploaded_by", "hop"),
        "may_remove": may_file
        and (reaches(user, Verb.DELETE, found.station) or reaches(user, Verb.DELETE, found.holder)),
    }
    return render(request, "requests/files.html", context)


def _add(user, found, form, made):
    return service.request_file_add(actor=user, request=found, kind=form.cleaned_data["kind"], made=made)


@signed_in
@require_GET
def content(request, pk):
    """The picture or scan, to be saved and never shown by the browser itself; the log notes it.

    Opened by who reads the request, and by a helper whose slip names it.
    """
    found = _file(request, pk)
    try:
        return saved(service.request_file_open(actor=request.user, file=found))
    except ServiceError as problem:
        messages.error(request, str(problem))
    return redirect(_back(request, found))


def _back(request, file):
    """The page it was opened from: a helper has none of the request's."""
    return (
        reverse("request-files", args=[file.request_id]) if request.user.holds(Verb.VIEW) else "request-slips"
    )


@requires(Verb.DELETE)
@require_POST
def remove(request, pk):
    found = _file(request, pk)
    answer = redirect("request-files", pk=found.request_id)
    said = refusal_of(lambda: service.request_file_remove(actor=request.user, file=found))
    if said:
        messages.error(request, said)
    else:
        messages.success(request, _("已删除。"))
    return answer


def _file(request, pk):
    rows = files_of(request.user).select_related("request__station", "request__holder")
    return get_object_or_404(rows, pk=pk)
