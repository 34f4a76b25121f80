"""The pages of one import: where it stands, what it comes to, and its rows."""

from django.contrib import messages
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.models import Station
from stations.roles import Verb
from stations.spreadsheets import Outcome

from ..paging import page_of
from ..places import full_names
from . import applying, corrections, doubtful, finding, guards, impact, verdict, work
from .forms import HowForm, PlacesForm
from .mapping.forms import unmapped_headers
from .mapping.unknown import unknown_words
from .models import ImportBatch, ImportFile

State = ImportBatch.State
# Rows of each outcome on the overview of a batch; the rest is one link away. Of those without a question a few do.
FIRST_ROWS = 20
FIRST_PLAIN_ROWS = 5
_PLAIN = (Outcome.NEW, Outcome.UNCHANGED)
_GUESSED = ("title", "sheet-name", "file-name")
_FINDING = ("outcome", "row", "station", "sheet", "column", "reason")


@requires(Verb.IMPORT)
@never_cache
def batch(request, pk):
    """One import: where it stands, what its columns mean, and the verdict on its rows."""
    found = batch_of(request, pk)
    if any(request.GET.get(name) for name in _FINDING):
        return render(request, "imports/found.html", _listed(request, found))
    return render(request, "imports/batch.html", _overview(request, found))


def batch_of(request, pk):
    """The batch, as far as it is in the user's reach; Http404 otherwise."""
    rows = ImportBatch.objects.visible_to(request.user).select_related("station", "user")
    return get_object_or_404(rows, pk=pk)


def _listed(request, found):
    """The rows that the address asks for, page by page in the order of the sheet."""
    reader = verdict.Reader(found)
    rows, label = finding.found_rows(found, request.GET)
    page = page_of(rows, request, ["pk"])
    return {
        "batch": found,
        "title": reader.resource.title,
        "label": label,
        "page": page,
        "rows": reader.rows(page.rows),
        "choices": finding.choices(found, request.GET, reader.resource),
        "number": request.GET.get("row", ""),
        "query": _filters(request).urlencode(),
    }


@requires(Verb.IMPORT)
@require_POST
@never_cache
def find(request, pk):
    """The rows about whom was typed, by name or row number. Names come by POST: none stands in an address."""
    found = batch_of(request, pk)
    typed = request.POST.get("q", "").strip()
    page = reverse("import-batch", args=[pk])
    if typed.isdecimal() and len(typed) < 8:
        return redirect(f"{page}?{urlencode({'row': typed})}")
    if not typed or sum(letter.isdecimal() for letter in typed) > 7:
        messages.error(request, _("请输入姓名（可以只写一部分）或行号；身份证号和电话在这里不能找。"))
        return redirect(page)
    reader = verdict.Reader(found)
    filters = _filters(request)
    rows, label = finding.found_rows(found, filters)
    after = request.POST.get("after", "")
    named = finding.rows_named(rows, reader, typed, int(after) if _is_id(after) else 0)
    context = {
        "batch": found,
        "title": reader.resource.title,
        "typed": typed,
        "label": label if filters else "",
        "query": filters.urlencode(),
        "named": named,
        "rows": reader.rows(named.rows),
    }
    return render(request, "imports/named.html", context)


def _filters(request):
    """The filters in force; who looks for a name means more than the row or page she is on."""
    filters = request.GET.copy()
    for name in set(filters).difference(_FINDING) | {"row"}:
        filters.pop(name, None)
    return filters


def _is_id(text):
    return text.isdecimal() and len(text) < 19


def _overview(request, found):
    """What a user must know first: what can be done, sums, then the first rows of each outcome."""
    reader = verdict.Reader(found)
    files = list(found.files.defer("content").select_related("station"))
    return {
        "batch": found,
        "title": reader.resource.title,
        "unit": reader.resource.counted,
        "sentence": impact.sentence(found),
        "outcomes": [(one.value, one.label, found.totals.get(one, 0)) for one in verdict.ORDER],
        "total": whole(found),
        "mark": mark(found),
        "stalled": work.has_stalled(found),
        "waiting_since": work.waiting_since(found),
        "blocked": _blocked(found),
        "has_applied": found.rows.filter(applied=True).exists(),
        "left": applying.waiting(found).count() if found.state == State.APPLIED else 0,
        "files": files,
        "story": corrections.story(found, request.user),
        "to_teach": len(unknown_words(found)) + len(unmapped_headers(files)),
        "how_form": HowForm(
            user=request.user,
            station=found.station,
            kinds=[found.kind],
            initial={"mode": found.mode, "verbs": list(found.verbs)},
        ),
        **_places(request, found, files),
        **_doubts(found, reader),
    }


def _places(request, found, files):
    """The stations of rows that name none, and the same files in earlier imports."""
    same = Q(sha256__in=[file.sha256 for file in files])
    batches = ImportBatch.objects.visible_to(request.user).exclude(applied_at=None)
    again = ImportFile.objects.filter(same, batch__in=batches).exclude(batch=found).defer("content", "header")
    stations = full_names(Station.objects.visible_to(request.user, Verb.IMPORT).subtree_of(found.station))
    names = {code: name for name, code in stations}
    return {
        "places": PlacesForm(batch=found, files=files, user=request.user, names=names).asked(),
        "stations": stations,
        "guessed": _guessed(files),
        "again": list(again.select_related("batch__user").order_by("-batch_id")[:3]),
    }


def _guessed(files):
    """The names of the stations that were only read from a title or a name, of sheets without a station column."""
    sheets = [sheet for file in files for sheet in file.header.get("sheets", ()) if sheet.get("station")]
    return list(
        dict.fromkeys(
            sheet["station"]["name"]
            for sheet in sheets
            if sheet["station"]["source"] in _GUESSED and "所属站" not in sheet["columns"].values()
        )
    )


def _doubts(found, reader):
    """Sums and the first rows of each outcome; nothing while a step is at work."""
    if found.is_running:
        return {}
    kept = found.undo_totals.get("kept", 0) if found.state == State.UNDONE else 0
    rows = found.rows.select_related("station")
    sections = [
        (outcome, impact.in_words(found, outcome, found.totals[outcome]), rows.filter(outcome=outcome))
        for outcome in verdict.ORDER
        if found.totals.get(outcome)
    ]
    if kept:
        label = _("未撤销的行 %s 行") % f"{kept:,}"
        sections.insert(0, (finding.KEPT, label, rows.exclude(kept="")))
    return {
        "sections": [_section(found, reader, *section) for section in sections],
        "changed": impact.changed_columns(found, reader.resource)[:8],
        "much": guards.much_changed(found),
        "doubts": doubtful.undecided(found) if found.totals.get(Outcome.HELD) else 0,
    }


def _section(found, reader, key, label, rows):
    first = FIRST_PLAIN_ROWS if key in _PLAIN else FIRST_ROWS
    lines = reader.rows(rows.order_by("pk")[: first + 1])
    return {
        "key": key,
        "label": label,
        "rows": lines[:first],
        "more": len(lines) > first,
        "reasons": verdict.common_reasons(found, key) if key in (Outcome.REJECTED, Outcome.HELD) else [],
    }


@requires(Verb.IMPORT)
@never_cache
def progress(request, pk):
    """Where the batch stands, for the script that keeps the page up to date."""
    found = batch_of(request, pk)
    return JsonResponse({"state": mark(found), "done": found.progress, "total": whole(found)})


def mark(found):
    """A word that changes whenever the page of the batch has to look different."""
    if found.is_running:
        return f"{found.state}-stalled" if work.has_stalled(found) else found.state
    return f"{found.state}-waiting" if work.waiting_since(found) else found.state


def whole(found):
    """How many rows the step at work has to do; 0 where that is not known yet."""
    return 0 if found.state in (State.UPLOADED, State.CHECKING) else found.good_rows


def _blocked(found):
    """How many rows stand in the way of an import that is wanted whole."""
    if found.mode != ImportBatch.Mode.ALL_OR_NOTHING or found.state != State.CHECKED:
        return 0
    return found.totals.get(Outcome.HELD, 0) + found.totals.get(Outcome.REJECTED, 0)
