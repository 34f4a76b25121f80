"""Attachments of one file: the list with its upload, the content, removing. Only who keeps the file gets there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from stations.services import ServiceError
from veterans.attachments.remaking import AttachmentRefused
from veterans.models import Attachment, PersonFile
from veterans.services.attachments import attachment_add, attachment_open, attachment_remove, photo_open

from ...reach import reaches
from ...uploads import AttachmentForm, inert, is_too_large, saved, takes_file
from ..acts import CHANGED_MEANWHILE, carried_out


@requires(Verb.VIEW)
@takes_file
@never_cache
def attachments(request, pk):
    """What is attached to the file, and the upload of one more."""
    person = get_object_or_404(
        PersonFile.objects.kept_by(request.user).select_related("managing_station"), pk=pk
    )
    may_change = reaches(request.user, Verb.CHANGE, person.managing_station)
    form = AttachmentForm(request.POST or None, request.FILES or None, too_large=is_too_large(request))
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid() and _add(request, form, person):
            return redirect("person-attachments", pk=person.pk)
    context = {
        "person": person,
        "form": form if may_change else None,
        "attachments": person.attachments.select_related("uploaded_by").order_by("-pk"),
    }
    return render(request, "people/attachments/list.html", context)


def _add(request, form, person) -> bool:
    """Whether the attachment was kept; where it was refused the reason stands on the form."""
    asked, made = form.cleaned_data, []
    given = {"kind": asked["kind"], "title": asked["title"], "content": asked["file"].read()}
    try:
        carried_out(form, lambda: made.append(attachment_add(actor=request.user, person=person, **given)))
    except AttachmentRefused as refusal:
        form.add_error("file", str(refusal))
    if made:
        messages.success(request, _("已上传：%s") % made[0].get_kind_display())
    return bool(made)


@requires(Verb.VIEW)
@require_GET
def attachment(request, pk):
    """The content, to be saved and never shown by the browser itself; the audit log notes it."""
    found = _attachment(request, pk, Verb.VIEW)
    try:
        opened = attachment_open(actor=request.user, attachment=found)
    except ServiceError as problem:
        messages.error(request, str(problem))
        return redirect("person-attachments", pk=found.person_id)
    return saved(opened)


@requires(Verb.VIEW)
@require_GET
def photo(request, pk):
    """The latest portrait, for the page of the file."""
    person = get_object_or_404(PersonFile.objects.kept_by(request.user), pk=pk)
    try:
        content = photo_open(actor=request.user, person=person)
    except ServiceError as problem:
        raise Http404 from problem
    if content is None:
        raise Http404
    return inert(content, "image/jpeg", {"Content-Disposition": "inline"})


@requires(Verb.CHANGE)
@require_POST
def remove(request, pk):
    found = _attachment(request, pk, Verb.CHANGE)
    try:
        attachment_remove(actor=request.user, attachment=found)
    except Conflict:
        messages.error(request, str(CHANGED_MEANWHILE))
    else:
        messages.success(request, _("已删除：%s") % found.get_kind_display())
    return redirect("person-attachments", pk=found.person_id)


def _attachment(request, pk, verb):
    rows = Attachment.objects.visible_to(request.user, verb).select_related("person__managing_station")
    return get_object_or_404(rows, pk=pk)
