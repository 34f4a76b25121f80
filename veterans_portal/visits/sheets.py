"""What of a round is on paper: the sheet to sign (签收表), whether it agrees, and the scans of what was signed."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from care_activities.amounts import in_capitals
from care_activities.models import SignedSheet
from care_activities.services import signed_sheets
from care_activities.services.visit_checks import round_check, visits_of
from care_activities.services.visit_rounds import lines_of
from stations import audit
from stations.access import requires
from stations.roles import Verb
from stations.services import ServiceError

from ..paging import page_of
from ..reach import reaches
from ..uploads import saved
from .rounds import found_round, name_of, rows_of

_LINES = 500


@requires(Verb.VIEW)
@never_cache
def receipt(request, pk):
    """签收表: before the visits with the amounts planned, afterwards with those given. The log notes the print."""
    visit_round, station = found_round(request, pk)
    page = page_of(lines_of(visit_round, station, request.user), request, ["pk"], size=_LINES)
    rows = [_receipt_row(row, visit_round) for row in rows_of(request.user, visit_round, page.rows)]
    if rows:
        audit.record(
            audit.Action.PRINT,
            actor=request.user,
            station=station,
            target=visit_round,
            reason=f"走访慰问签收表，{len(rows)} 行",
        )
    cash = sum((row["cash"] for row in rows), Decimal(0))
    goods = sum((row["goods_value"] for row in rows), Decimal(0))
    context = {
        "round": visit_round,
        "station": station,
        "page": page,
        "rows": rows,
        "cash": cash,
        "goods": goods,
        "total": cash + goods,
        "capitals": in_capitals(cash + goods),
    }
    return render(request, "visits/receipt.html", context)


def _receipt_row(row, visit_round):
    """The line with what was given; with the plan of the round while it waits, with nothing where it was missed."""
    line, visit = row["line"], row["visit"]
    source = visit or (visit_round if not line.missed else None)
    note = "" if visit or not line.missed else line.get_missed_display()
    if visit is None and line.missed_note:
        note = f"{note}：{line.missed_note}"
    if line.added_on:
        note = f"{_('补入')}：{line.added_reason} {note}".strip()
    recipient = f"{visit.recipient} {visit.recipient_relation}".strip() if visit else ""
    return {
        **row,
        "cash": source.cash if source else Decimal(0),
        "goods": source.goods if source else "",
        "goods_value": source.goods_value if source else Decimal(0),
        "recipient": recipient,
        "note": note,
    }


@requires(Verb.VIEW)
@never_cache
def check(request, pk):
    """名单 = 发放 = 签收, and each line where they differ."""
    visit_round, station = found_round(request, pk)
    found = round_check(
        visit_round,
        lines=lines_of(visit_round, station, request.user),
        visits=visits_of(visit_round, request.user, station).select_related("person", "household", "station"),
    )
    lines = [line for line, _visit, _sentence in found.differences if line]
    rows = {row["line"].pk: row for row in rows_of(request.user, visit_round, lines)}
    context = {
        "round": visit_round,
        "station": station,
        "check": found,
        "differences": [
            (rows[line.pk]["name"] if line else name_of(visit, True), line, visit, sentence)
            for line, visit, sentence in found.differences
        ],
        "may_remove": reaches(request.user, Verb.DELETE, station),
        "scans": SignedSheet.objects.visible_to(request.user, under=station).filter(round=visit_round),
    }
    return render(request, "visits/check.html", context)


@requires(Verb.VIEW)
@require_GET
def scan(request, pk):
    """The scan, to be saved and never shown by the browser itself; the audit log notes it."""
    sheet = get_object_or_404(
        SignedSheet.objects.visible_to(request.user).select_related("round", "station"), pk=pk
    )
    try:
        opened = signed_sheets.sheet_open(actor=request.user, sheet=sheet)
    except ServiceError as problem:
        messages.error(request, str(problem))
        return _back(sheet)
    return saved(opened)


@requires(Verb.DELETE)
@require_POST
def scan_remove(request, pk):
    sheet = get_object_or_404(
        SignedSheet.objects.visible_to(request.user, Verb.DELETE).select_related("round", "station"), pk=pk
    )
    answer = _back(sheet)
    signed_sheets.sheet_remove(actor=request.user, sheet=sheet)
    messages.success(request, _("已删除这份扫描件。"))
    return answer


def _back(sheet):
    return redirect(f"{reverse('visit-round-check', args=[sheet.round_id])}?station={sheet.station.code}")
