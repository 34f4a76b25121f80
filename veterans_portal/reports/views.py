"""The reports: which there are, one of them on the screen, on paper and as a workbook."""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations import audit
from stations.access import requires
from stations.roles import Verb

from ..dashboards.panels import Reader
from ..downloads import XLSX
from ..reach import reaches
from . import keeping
from .asked import Asked
from .filling import fill
from .forms import KeepForm
from .reconciling import problems
from .shapes import Report
from .showing import shown
from .tables import REPORTS
from .workbook import title_of, workbook_of

_KEPT_SHOWN = 6


@requires(Verb.FIGURES)
@never_cache
def reports(request):
    """Which reports there are, for a station and a period."""
    asked = Asked.read(request.user, request.GET)
    context = {
        "asked": asked,
        "reports": [(one, f"{reverse('report', args=[one.key])}?{asked.query}") for one in REPORTS.values()],
        **asked.choices(request.user),
    }
    return render(request, "reports/list.html", context)


@requires(Verb.FIGURES)
@never_cache
def report(request, key):
    """One report; a POST keeps it as it is now."""
    one, asked = _report(key), Asked.read(request.user, request.GET)
    form = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = form.carry_out(
            lambda: keeping.report_keep(
                actor=request.user,
                station=asked.station,
                report=one,
                period=asked.period,
                **form.cleaned_data,
            )
        )
        if kept:
            return redirect("report-snapshot", pk=kept.pk)
    filled = fill(one, asked.station, asked.period, timezone.now())
    reader = Reader.of(request.user, asked.station)
    context = {
        "asked": asked,
        "filled": filled,
        "title": title_of(filled),
        "reader": reader,
        "shown": shown(filled, reader),
        "problems": problems(filled),
        "form": form if reaches(request.user, Verb.CHANGE, asked.station) else None,
        "kept": keeping.kept_for(request.user, asked.station, one)[:_KEPT_SHOWN],
        **asked.choices(request.user),
    }
    return render(request, "reports/report.html", context)


@requires(Verb.FIGURES)
@never_cache
def printed(request, key):
    """A4 landscape, to sign."""
    asked = Asked.read(request.user, request.GET)
    filled = fill(_report(key), asked.station, asked.period, timezone.now())
    reader = Reader.of(request.user, asked.station)
    context = {
        "asked": asked,
        "filled": filled,
        "title": title_of(filled),
        "reader": reader,
        "shown": shown(filled, reader),
        "back": f"{reverse('report', args=[key])}?{asked.query}",
        "today": timezone.localdate(),
    }
    return render(request, "reports/print.html", context)


@requires(Verb.FIGURES)
@require_POST
def download(request, key):
    """The workbook; that it was taken is logged."""
    asked = Asked.read(request.user, request.GET)
    filled = fill(_report(key), asked.station, asked.period, timezone.now())
    return sent(request, filled, prepared=str(request.user))


def sent(request, filled, *, prepared="", signed=""):
    """The report as a workbook to download, with its entry in the log."""
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        name = title_of(filled)
        audit.record(
            audit.Action.EXPORT,
            actor=request.user,
            station=filled.station,
            label=name[:120],
            reason="导出报表",
        )
    book = workbook_of(filled, Reader.of(request.user, filled.station), prepared=prepared, signed=signed)
    response = HttpResponse(book, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def _report(key) -> Report:
    if key not in REPORTS:
        raise Http404
    return REPORTS[key]
