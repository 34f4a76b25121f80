"""Reports as they were kept: the list, one of them, signing it, and what has changed since."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from stations.access import requires
from stations.roles import Verb

from ..dashboards.panels import Reader
from ..organisation.lists import reachable
from ..paging import page_of
from ..people.acts import as_id
from ..people.roster.views import station_choices
from ..periods import Period
from ..reach import reaches
from . import keeping
from .filling import fill
from .forms import KeepForm
from .models import ReportSnapshot
from .showing import shown
from .tables import REPORTS
from .views import sent
from .workbook import title_of

_NOW = "now"


@requires(Verb.FIGURES)
@never_cache
def kept(request):
    """Every kept report in reach, the newest first."""
    user, station = request.user, reachable(request.user, request.GET.get("station"))
    rows = ReportSnapshot.objects.visible_to(user, Verb.FIGURES, under=station).select_related("station")
    key = request.GET.get("report", "")
    if key in REPORTS:
        rows = rows.filter(report=key)
    page = page_of(rows.defer("content"), request, ["-as_of", "-pk"])
    context = {
        "station": station,
        "stations": station_choices(user, station, Verb.FIGURES),
        "reports": [(one.key, f"{one.code} {one.title}") for one in REPORTS.values()],
        "chosen": key,
        "page": page,
        "rows": [(row, REPORTS[row.report], Period.parse(row.period)) for row in page.rows],
    }
    return render(request, "reports/kept.html", context)


@requires(Verb.FIGURES)
@never_cache
def snapshot(request, pk):
    """One of them: sign, take back or download it, and see what a later one or the portal says now."""
    user = request.user
    visible = ReportSnapshot.objects.visible_to(user, Verb.FIGURES)
    row = get_object_or_404(visible.select_related("station"), pk=pk)
    filled, form = keeping.restored(row), KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (answer := _act(request, row, filled, form)):
        return answer
    reader = Reader.of(user, row.station)
    other = _other(user, row, filled, request.GET.get("with", ""))
    context = {
        "snapshot": row,
        "filled": filled,
        "title": title_of(filled),
        "shown": shown(filled, reader),
        "form": form,
        "may_sign": not row.signed_at
        and reaches(user, Verb.APPROVE, row.station)
        and user.pk != row.prepared_by_id,
        "may_drop": not row.signed_at and reaches(user, Verb.CHANGE, row.station),
        "others": _alike(user, row),
        "chosen": request.GET.get("with", ""),
        "other": other,
        "differences": _told(filled, other, reader) if other else [],
    }
    return render(request, "reports/snapshot.html", context)


def _act(request, row, filled, form):
    """Does what the pressed button says; the answer to send, None where the form came back with an error."""
    act = request.POST.get("act")
    if act == "download":
        return sent(request, filled, prepared=row.prepared_label, signed=row.signed_label)
    if act not in ("sign", "drop") or not form.is_valid():
        return None
    if act == "drop":
        if form.carry_out(lambda: keeping.report_drop(actor=request.user, snapshot=row)):
            messages.success(request, _("已撤回这份报表。"))
            return redirect("report-snapshots")
        return None
    remark = form.cleaned_data["remark"]
    if form.carry_out(lambda: keeping.report_sign(actor=request.user, snapshot=row, remark=remark)):
        messages.success(request, _("已审核。"))
        return redirect("report-snapshot", pk=row.pk)
    return None


def _alike(user, row):
    """The other snapshots of the same report, station and period."""
    rows = keeping.kept_for(user, row.station, REPORTS[row.report])
    return rows.filter(station=row.station, period=row.period).exclude(pk=row.pk)


def _other(user, row, filled, asked):
    """What it is compared with: another snapshot, or the report as it is now; None for nothing."""
    if not asked:
        return None
    if asked == _NOW:
        return fill(filled.report, row.station, filled.period, timezone.now())
    found = _alike(user, row).defer(None).filter(pk=as_id(asked)).first()
    if found is None:
        raise Http404
    return keeping.restored(found)


def _told(filled, other, reader):
    """`[(Difference, number before, number after)]` as the reader may see them, None for what is missing."""
    return [
        (one, one.before and reader.text(one.before), one.after and reader.text(one.after))
        for one in keeping.differences(filled, other)
    ]
