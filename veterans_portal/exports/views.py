"""The pages of exports: what to export, how it is getting on, the download, and one's own exports."""

from django.contrib import messages
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from ..downloads import CSV, XLSX
from ..imports.kinds import resource_of
from ..paging import page_of
from ..people.roster.views import station_choices
from . import lists, work
from .forms import ExportForm
from .models import Export
from .reading import columns_of
from .record_lists import PAGES

_TYPES = {Export.Format.XLSX: XLSX, Export.Format.CSV: CSV}
# Which list a kind is exported from, for the way back.
_BACK = {
    "people": "people",
    "visits": "visits",
    "plaques": "plaques",
    "aid": "aid",
    "consultations": "consultations",
    "venue_uses": "venue-uses",
    "activities": "activities",
    "attendance": "activities",
    "partners": "activity-resources",
    "red_resources": "activity-resources",
    "care_services": "care-services",
    "volunteering": "care-volunteering",
    "requests": "requests",
}


def _back(kind, query):
    page = PAGES.get((kind, query.get(lists.FROM_PAGE)))
    return page[0] if page else _BACK.get(kind, "")


@requires(Verb.EXPORT)
@never_cache
def exports(request):
    """One's own exports of late, and the kinds that can be exported."""
    page = page_of(
        Export.objects.visible_to(request.user).select_related("station"), request, ["-pk"], size=20
    )
    context = {"kinds": work.kinds(), "page": page, "rows": [(one, _title(one.kind)) for one in page.rows]}
    return render(request, "exports/list.html", context)


@requires(Verb.EXPORT)
@never_cache
def new(request, kind):
    """What of a list is to be exported; the list is the one whose address the page was opened with."""
    listed = lists.listed(kind, request.user, request.GET)
    resource = resource_of(kind)
    chosen = listed.shown if "shown" in request.GET else ()
    form = ExportForm(request.POST or None, resource=resource, user=request.user, chosen=chosen)
    if request.method == "POST" and form.is_valid() and (export := _asked_for(request, listed, form)):
        return redirect("export", pk=export.pk)
    rows, most = listed.rows.order_by().count(), work.most_rows(request.user)
    query = request.GET.copy()
    query.pop("shown", None)
    back = _back(kind, request.GET)
    context = {
        "form": form,
        "listed": listed,
        "title": resource.title,
        "rows": rows,
        "most": most,
        "over": rows > most,
        "long": rows > lists.MOST_SORTED,
        "query": query.urlencode(),
        "back": back,
        "stations": [] if back else station_choices(request.user, listed.station),
        "shown": "shown" in request.GET,
    }
    return render(request, "exports/new.html", context)


def _asked_for(request, listed, form):
    """The new export, made already when it is small; None with the reason on the form when it is refused."""
    try:
        export = work.export_request(
            user=request.user, listed=listed, query=request.GET.urlencode(), **form.asked()
        )
    except ServiceError as refusal:
        form.add_error(None, str(refusal))
        return None
    work.start(export)
    return export


@requires(Verb.EXPORT)
@never_cache
def export(request, pk):
    """One export: where it stands, and its download."""
    found = _export(request, pk)
    labels = {c.attribute: c.column_name for c in columns_of(resource_of(found.kind))}
    context = {
        "export": found,
        "title": _title(found.kind),
        "columns": [labels[name] for name in found.columns if name in labels],
        "mark": _mark(found),
        "stalled": work.has_stalled(found),
    }
    return render(request, "exports/export.html", context)


@requires(Verb.EXPORT)
@never_cache
def progress(request, pk):
    """Where the export stands, for the script that keeps its page up to date."""
    found = _export(request, pk)
    return JsonResponse({"state": _mark(found), "done": found.progress, "total": found.rows})


@requires(Verb.EXPORT)
@never_cache
def download(request, pk):
    """The file; every download is logged."""
    found = _export(request, pk)
    try:
        content = work.export_download(user=request.user, export=found)
    except ServiceError as refusal:
        messages.error(request, str(refusal))
        return redirect("export", pk=pk)
    response = StreamingHttpResponse(content, content_type=_TYPES[found.format])
    response.headers["Content-Disposition"] = content_disposition_header(True, found.file_name)
    response.headers["Content-Length"] = str(found.size)
    return response


@requires(Verb.EXPORT)
@require_POST
def drop(request, pk):
    """Deletes one's own file before its time."""
    work.export_drop(_export(request, pk))
    return redirect("exports")


def _mark(found):
    """A word that changes whenever the page has to look different."""
    return f"{found.state}-stalled" if work.has_stalled(found) else found.state


def _title(kind):
    return resource_of(kind).title


def _export(request, pk):
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("station", "user"), pk=pk)
