"""资料库: rules, duties, flow charts and reports, with their versions; stations read what those above them share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from care_activities.models import StationDocument
from care_activities.services import station_documents as service
from care_activities.vocabulary import StationDocumentKind
from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from ..paging import page_of
from ..people.acts import as_id, carried_out, refusal_of, sent_version
from ..people.roster.lists import root_of
from ..people.roster.views import station_choices
from ..policies.forms import FileForm
from ..printing import ledger_page
from ..reach import reaches
from ..uploads import is_too_large, kept_file, remade_scan, said_by, saved, takes_file
from .forms import DocumentForm
from .library_lists import NEWEST, POSTED, VERSIONS, LibraryFilter, tallies


@requires(Verb.VIEW)
@never_cache
def documents(request):
    """The documents the user may read, those that took effect last first."""
    user, asked = request.user, LibraryFilter.read(request.user, request.GET)
    rows = asked.apply(user).select_related("station", "newer", "scan").defer("text")
    context = {
        "asked": asked,
        "page": page_of(rows, request, NEWEST),
        "stations": station_choices(user, asked.station),
        "kinds": StationDocumentKind.choices,
        "posted": POSTED,
        "versions": VERSIONS,
        "may_add": user.holds(Verb.ADD),
    }
    return render(request, "documents/list.html", context)


@requires(Verb.VIEW)
@never_cache
def ledger(request):
    """资料台账 on A4 landscape with a cover; a page of the list at a time. That it is printed is logged."""
    user, asked = request.user, LibraryFilter.read(request.user, request.GET)
    rows = asked.apply(user)
    counted = tallies(rows)
    return ledger_page(
        request,
        "documents/ledger.html",
        rows=rows.select_related("station", "newer", "scan").defer("text"),
        order=NEWEST,
        name=_("资料台账"),
        logged="资料台账，{} 份",
        told=asked.told(),
        station=root_of(user, asked.station),
        further=lambda page: {"tallies": counted, "total": sum(number for _label, number in counted)},
    )


@requires(Verb.ADD)
@takes_file
@never_cache
def new(request):
    """A new document of `?station=` (without it of the user's own), or the next version of `?of=`."""
    user = request.user
    of = _former(request)
    station = of.station if of else _station_of(request)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        with_scan=True,
        too_large=is_too_large(request),
        initial={"title": of.title, "kind": of.kind} if of else None,
    )
    if request.method == "POST" and form.is_valid():
        made = remade_scan(form)
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
        "upload": FileForm() if may_change and not hasattr(found, "scan") else None,
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
        return saved(service.document_open(actor=request.user, document=found))
    except ServiceError as problem:
        messages.error(request, str(problem))
    return redirect("document", pk=pk)


@requires(Verb.CHANGE)
@require_POST
@takes_file
def upload(request, pk):
    """Keeps the scan of a document that came without one, such as from a sheet."""
    rows = StationDocument.objects.visible_to(request.user, Verb.CHANGE).select_related("station")
    found = get_object_or_404(rows, pk=pk)
    form = FileForm(request.POST, request.FILES, too_large=is_too_large(request))
    if form.is_valid():
        kept_file(form, lambda made: service.scan_add(actor=request.user, document=found, made=made))
    if form.errors:
        messages.error(request, said_by(form))
    else:
        messages.success(request, _("扫描件已上传。"))
    return redirect("document", pk=pk)


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
