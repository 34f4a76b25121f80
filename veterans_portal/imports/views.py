"""The pages of an import: upload, verdict row by row, and the steps: check, apply, undo, stop."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError
from stations.spreadsheets import Outcome

from ..paging import page_of
from . import corrections, pipeline, template_book, verdict, work
from .forms import HowForm, UploadForm
from .kinds import RESOURCES, resource_of
from .mapping.forms import unmapped_headers
from .mapping.unknown import unknown_words
from .models import ImportBatch
from .reader import FileRejected

State = ImportBatch.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Rows of each outcome on the overview of a batch; the rest is one link away. Of those without a question a few do.
FIRST_ROWS = 20
FIRST_PLAIN_ROWS = 5
_PLAIN = (Outcome.NEW, Outcome.UNCHANGED)


@requires(Verb.IMPORT)
@never_cache
def batches(request):
    """The imports within the user's scope, and the upload of the next one."""
    form = UploadForm(user=request.user)
    if request.method == "POST":
        form = _upload_form(request)
        if form.is_valid() and (batch := _upload(request, form)):
            return redirect("import-batch", pk=batch.pk)
    shown = ImportBatch.objects.visible_to(request.user).select_related("station", "user")
    page = page_of(shown, request, ["-pk"], size=20)
    context = {
        "form": form,
        "page": page,
        "rows": [(batch, resource_of(batch.kind).title, verdict.sentence(batch)) for batch in page.rows],
        "kinds": [(kind, resource.title) for kind, resource in RESOURCES.items()],
    }
    return render(request, "imports/list.html", context)


def _upload_form(request):
    # A file beyond the limit is not even received: the form would miss it without knowing why.
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    too_large = sent > settings.IMPORT_MAX_BYTES and not request.FILES
    return UploadForm(request.POST, request.FILES, user=request.user, too_large=too_large)


def _upload(request, form):
    """The new batch, checked already when it is small; None with the reason on the form when it is refused."""
    asked, file = form.cleaned_data, form.cleaned_data["file"]
    try:
        batch = pipeline.open_batch(
            user=request.user,
            kind=asked["kind"],
            files=[(file.name, file.read())],
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
@never_cache
def batch(request, pk):
    """One import: where it stands, what its columns mean, and the verdict on its rows."""
    found = _batch(request, pk)
    reader = verdict.Reader(found)
    outcome = request.GET.get("outcome", "")
    context = {
        "batch": found,
        "title": reader.resource.title,
        "sentence": verdict.sentence(found),
        "outcomes": [(one.value, one.label, found.totals.get(one, 0)) for one in verdict.ORDER],
        "outcome": outcome,
        "mark": _mark(found),
        "total": _whole(found),
        "stalled": work.has_stalled(found),
        "waiting_since": work.waiting_since(found),
        "blocked": _blocked(found),
        "has_applied": found.rows.filter(applied=True).exists(),
        "how_form": HowForm(initial={"mode": found.mode, "verbs": list(found.verbs)}),
    }
    if outcome:
        context |= _one_outcome(request, found, reader, outcome)
    else:
        files = list(found.files.defer("content"))
        context |= {"files": files, "to_teach": len(unknown_words(found)) + len(unmapped_headers(files))}
        context |= _overview(found, reader) | {"story": corrections.story(found, request.user)}
    return render(request, "imports/batch.html", context)


def _one_outcome(request, found, reader, outcome):
    """All rows of one outcome, page by page in the order of the sheet."""
    rows = _rows(found)
    if outcome == "kept":
        rows, label = rows.exclude(kept=""), _("未撤销的行")
    elif outcome in Outcome:
        rows, label = rows.filter(outcome=outcome), Outcome(outcome).label
    else:
        raise Http404
    page = page_of(rows, request, ["pk"])
    return {"label": label, "page": page, "rows": reader.rows(page.rows)}


def _overview(found, reader):
    """What a user must know first: reasons and changes in sum, then the first rows of each outcome."""
    if found.is_running:
        return {}
    kept = found.undo_totals.get("kept", 0) if found.state == State.UNDONE else 0
    sections = [
        (outcome, Outcome(outcome).label, found.totals[outcome], _rows(found).filter(outcome=outcome))
        for outcome in verdict.ORDER
        if found.totals.get(outcome)
    ]
    if kept:
        sections.insert(0, ("kept", _("未撤销的行"), kept, _rows(found).exclude(kept="")))
    return {
        "sections": [
            {
                "key": key,
                "label": label,
                "count": count,
                "rows": reader.rows(rows.order_by("pk")[: FIRST_PLAIN_ROWS if key in _PLAIN else FIRST_ROWS]),
                "reasons": _reasons(found, key),
            }
            for key, label, count, rows in sections
        ],
        "changed": verdict.changed_columns(found, reader) if found.totals.get(Outcome.CHANGED) else [],
    }


def _reasons(found, outcome):
    return verdict.common_reasons(found, outcome) if outcome in (Outcome.REJECTED, Outcome.HELD) else []


def _rows(found):
    return found.rows.select_related("station")


@requires(Verb.IMPORT)
@never_cache
def progress(request, pk):
    """Where the batch stands, for the script that keeps the page up to date."""
    found = _batch(request, pk)
    return JsonResponse({"state": _mark(found), "done": found.progress, "total": _whole(found)})


def _mark(found):
    """A word that changes whenever the page of the batch has to look different."""
    if found.is_running:
        return f"{found.state}-stalled" if work.has_stalled(found) else found.state
    return f"{found.state}-waiting" if work.waiting_since(found) else found.state


def _whole(found):
    """How many rows the step at work has to do; 0 where that is not known yet."""
    return 0 if found.state in (State.UPLOADED, State.CHECKING) else found.good_rows


def _blocked(found):
    """How many rows stand in the way of an import that is wanted whole."""
    if found.mode != ImportBatch.Mode.ALL_OR_NOTHING or found.state != State.CHECKED:
        return 0
    return found.totals.get(Outcome.HELD, 0) + found.totals.get(Outcome.REJECTED, 0)


@requires(Verb.IMPORT)
@require_POST
def step(request, pk, step):
    """One of the buttons of a batch; whatever comes of it is said on the batch's page."""
    found = _batch(request, pk)
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](request, found)
    except ServiceError as refusal:
        messages.error(request, str(refusal))
    return redirect("import-batch", pk=pk)


def _check(request, found):
    """A new check, with what the import may do chosen anew."""
    form = HowForm(request.POST)
    if not form.is_valid():
        raise ServiceError(_("没有重新检查：请至少选一项允许的内容，并选择有问题的行怎么办。"))
    work.choose(found, **form.cleaned_data)
    work.check(found)


def _apply(request, found):
    work.apply(found, request.user)


def _undo(request, found):
    work.undo(found, request.user)


def _cancel(request, found):
    work.cancel(found, request.user)


def _resume(request, found):
    work.resume(found)


_STEPS = {"check": _check, "apply": _apply, "undo": _undo, "cancel": _cancel, "resume": _resume}


def _batch(request, pk):
    rows = ImportBatch.objects.visible_to(request.user).select_related("station", "user")
    return get_object_or_404(rows, pk=pk)


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
