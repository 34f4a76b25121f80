"""资料库: rules, duties, flow charts and reports, with their versions; stations read what those above them share."""

from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import StationDocument
from care_activities.services import station_documents as service
from care_activities.vocabulary import StationDocumentKind
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError
from veterans.attachments.remaking import AttachmentRefused, remake

from ..paging import page_of
from ..people.acts import as_id, carried_out, refusal_of, sent_version
from ..people.attachments.uploads import MOST_BYTES, SmallUploadHandler
from ..people.attachments.views import inert
from ..people.roster.lists import station_by_code
from ..people.roster.views import station_choices
from ..reach import reaches
from .forms import DocumentForm

_POSTED = {"yes": True, "no": False}


@dataclass(frozen=True)
class LibraryFilter:
    """Which documents. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    kind: str
    posted: str
    versions: str
    title: str

    @classmethod
    def read(cls, user, query):
        kind, posted = query.get("kind", ""), query.get("posted", "")
        return cls(
            station=station_by_code(user, query.get("station")),
            kind=kind if kind in StationDocumentKind.values else "",
            posted=posted if posted in _POSTED else "",
            versions="all" if query.get("versions") == "all" else "",
            title=query.get("title", "").strip()[:40],
        )

    def apply(self, user):
        """The documents of the user's stations and those that stations above share with them."""
        rows = StationDocument.objects.offered_to(user)
        if self.station:
            at = Q(station__below=self.station.path) | Q(station__code__in=self.station.path_codes)
            rows = rows.filter(at)
        if not self.versions:
            rows = rows.current()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.posted:
            rows = rows.filter(is_posted=_POSTED[self.posted])
        return rows.filter(title__icontains=self.title) if self.title else rows


@requires(Verb.VIEW)
@never_cache
def documents(request):
    """The documents the user may read, those that took effect last first."""
    user, asked = request.user, LibraryFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("station", "newer", "scan").defer("text")
    context = {
        "asked": asked,
        "page": page_of(rows, request, ["-effective_on", "-pk"]),
        "stations": station_choices(user, asked.station),
        "kinds": StationDocumentKind.choices,
        "posted": [("yes", _("已上墙")), ("no", _("未上墙"))],
        "versions": [("all", _("含旧版本和已废止"))],
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "documents/list.html", context)


@requires(Verb.ADD)
@csrf_exempt  # the handler must stand before anything reads the body; _new checks the token
@never_cache
def new(request):
    """A new document of `?station=` (without it of the user's own), or the next version of `?of=`."""
    request.upload_handlers = [SmallUploadHandler(request)]
    return _new(request)


@csrf_protect
def _new(request):
    user = request.user
    of = _former(request)
    station = of.station if of else _station_of(request)
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        with_scan=True,
        too_large=request.method == "POST" and sent > MOST_BYTES and not request.FILES,
        initial={"title": of.title, "kind": of.kind} if of else None,
    )
    if request.method == "POST" and form.is_valid():
        made = _remade(form)
        values, rows = {k: v for k, v in form.cleaned_data.items() if k != "scan"}, []
        if made is not False and carried_out(
            form,
            lambda: rows.append(
                service.document_add(actor=user, station=station, made=made, supersedes=of, **values)
            ),
        ):
            messages.success(request, _("已保存。"))
            return redirect("document", pk=rows[0].pk)
    return render(request, "documents/new.html", {"form": form, "station": station, "of": of})


def _former(request):
    """The version that `?of=` is to take the place of, None without one; else Http404."""
    pk = request.GET.get("of", "")
    if not pk:
        return None
    rows = StationDocument.objects.visible_to(request.user, Verb.CHANGE).select_related("station")
    return get_object_or_404(rows, pk=as_id(pk))


def _station_of(request):
    may = Station.objects.visible_to(request.user, Verb.ADD)
    code = request.GET.get("station", "")
    return get_object_or_404(may, code=code) if code else request.user.grants(Verb.ADD)[0].station


def _remade(form):
    """The scan made anew, None without one; False with the reason on the form when it is refused."""
    file = form.cleaned_data["scan"]
    if not file:
        return None
    try:
        return remake(file.read(), photo=False)
    except AttachmentRefused as refusal:
        form.add_error("scan", str(refusal))
    return False


@requires(Verb.VIEW)
@never_cache
def document(request, pk):
    """One version: its text and scan, the other versions, and its correction for who keeps it."""
    found = _document(request, pk)
    versions = service.versions_of(found)
    is_latest = versions[0].pk == found.pk
    may_change = is_latest and reaches(request.user, Verb.CHANGE, found.station)
    form = DocumentForm(request.POST or None, instance=found, with_scan=False)
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        found.version = sent_version(request)
        values = form.cleaned_data if form.is_valid() else {}
        if values and carried_out(
            form, lambda: service.document_update(actor=request.user, document=found, **values)
        ):
            messages.success(request, _("已保存。"))
            return redirect("document", pk=pk)
        found = _document(request, pk)
    context = {
        "document": found,
        "versions": versions,
        "is_latest": is_latest,
        "form": form if may_change else None,
        "scan": getattr(found, "scan", None),
    }
    return render(request, "documents/document.html", context)


def _document(request, pk):
    rows = StationDocument.objects.offered_to(request.user).select_related("station", "scan")
    return get_object_or_404(rows, pk=pk)


@requires(Verb.VIEW)
@require_GET
def scan(request, pk):
    """The scan, to be saved and never shown by the browser itself; the audit log notes it."""
    found = _document(request, pk)
    try:
        opened = service.document_open(actor=request.user, document=found)
    except ServiceError as problem:
        messages.error(request, str(problem))
        return redirect("document", pk=pk)
    disposition = f"attachment; filename=\"{opened.plain_name}\"; filename*=UTF-8''{quote(opened.name)}"
    return inert(opened.content, opened.content_type, {"Content-Disposition": disposition})


@requires(Verb.DELETE)
@require_POST
def delete(request, pk):
    """Deletes a document that was entered by mistake."""
    rows = StationDocument.objects.visible_to(request.user, Verb.DELETE).select_related("station")
    found = get_object_or_404(rows, pk=pk)
    found.version, code = sent_version(request), found.station.code
    if said := refusal_of(lambda: service.document_delete(actor=request.user, document=found)):
        messages.error(request, said)
        return redirect("document", pk=pk)
    messages.success(request, _("已删除这份资料。"))
    return redirect(f"{reverse('documents')}?station={code}")
