"""Attachments of one file: the list with its upload, the content, removing. Only who keeps the file gets there."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from stations.access import requires
from stations.models import Conflict
from stations.roles import Verb
from stations.services import ServiceError
from veterans.attachments.remaking import AttachmentRefused
from veterans.models import Attachment, PersonFile
from veterans.services.attachments import attachment_add, attachment_open, attachment_remove, photo_open

from ...reach import reaches
from ..acts import CHANGED_MEANWHILE
from .uploads import MOST_BYTES, AttachmentForm, SmallUploadHandler


@requires(Verb.VIEW)
@csrf_exempt  # the handler must stand before anything reads the body; _attachments checks the token
@never_cache
def attachments(request, pk):
    """What is attached to the file, and the upload of one more."""
    request.upload_handlers = [SmallUploadHandler(request)]
    return _attachments(request, pk)


@csrf_protect
def _attachments(request, pk):
    person = get_object_or_404(
        PersonFile.objects.kept_by(request.user).select_related("managing_station"), pk=pk
    )
    may_change = reaches(request.user, Verb.CHANGE, person.managing_station)
    form = AttachmentForm()
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        form = _sent_form(request)
        if form.is_valid() and _add(request, form, person):
            return redirect("person-attachments", pk=person.pk)
    context = {
        "person": person,
        "form": form if may_change else None,
        "attachments": person.attachments.select_related("uploaded_by").order_by("-pk"),
    }
    return render(request, "people/attachments/list.html", context)


def _sent_form(request):
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    return AttachmentForm(request.POST, request.FILES, too_large=sent > MOST_BYTES and not request.FILES)


def _add(request, form, person):
    """The new attachment; None with the reason on the form when it is refused."""
    asked = form.cleaned_data
    try:
        made = attachment_add(
            actor=request.user,
            person=person,
            kind=asked["kind"],
            title=asked["title"],
            content=asked["file"].read(),
        )
    except AttachmentRefused as refusal:
        return form.add_error("file", str(refusal))
    except ServiceError as refusal:
        return form.add_error(None, str(refusal))
    except ValidationError as refusal:
        return form.add_error(None, refusal.messages)
    except Conflict:
        return form.add_error(None, str(CHANGED_MEANWHILE))
    messages.success(request, _("已上传：%s") % made.get_kind_display())
    return made


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


def inert(content, content_type, headers):
    """A response that no browser runs, sniffs, keeps or lends to another site."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            **headers,
            "Cache-Control": "no-store, private",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def saved(opened):
    """The response that has the browser save what was opened (Opened) under its name."""
    disposition = f"attachment; filename=\"{opened.plain_name}\"; filename*=UTF-8''{quote(opened.name)}"
    return inert(opened.content, opened.content_type, {"Content-Disposition": disposition})
