"""Finding rows of a batch: by outcome, station, file and sheet, changed column, reason, row number and name."""

from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import Http404
from django.utils.translation import gettext as _

from stations.models import Station
from stations.spreadsheets import Outcome

from . import impact, verdict

# Names stand encrypted in the rows: so many are opened at a time (about two seconds), so many hits shown.
MOST_OPENED, MOST_NAMED = 30_000, 50
KEPT, ALL = "kept", "all"
# Combinations of reasons that one reason is looked for in.
_COMBINATIONS = 200


@dataclass
class Choice:
    """A filter that the page offers: the name in the address, its label, `(value, text)` to choose, the chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str = ""


def found_rows(batch, query):
    """The rows that the address asks for, and what heads their list; Http404 for an unknown outcome."""
    rows = batch.rows.select_related("station")
    number = query.get("row", "").strip()
    outcome = query.get("outcome", "")
    label = _("全部的行")
    if outcome == KEPT:
        rows, label = rows.exclude(kept=""), _("未撤销的行")
    elif outcome in Outcome:
        rows, label = rows.filter(outcome=outcome), Outcome(outcome).label
    elif outcome not in ("", ALL):
        raise Http404
    if number.isdecimal() and len(number) < 10:
        rows, label = batch.rows.select_related("station").filter(number=number), _("第 %s 行") % number
    for name, narrow in _NARROWING.items():
        if value := query.get(name, ""):
            rows = narrow(batch, rows, value)
    return rows, label


@dataclass
class Named:
    """Rows whose name contains what was typed. `after` is where to go on; None once all rows were looked at."""

    rows: list
    opened: int
    after: int | None


def rows_named(rows, reader, typed, after=0) -> Named:
    """Looks through `rows` behind the id `after`, in the order of the sheet, a bounded number at a time."""
    wanted = _as_compared(typed)
    hits, last, opened = [], after, 0
    found = rows.filter(pk__gt=after).order_by("pk").values_list("pk", "payload")[:MOST_OPENED]
    for pk, payload in found.iterator(chunk_size=2_000):
        last, opened = pk, opened + 1
        if any(wanted in _as_compared(name) for name in reader.names_in(payload)):
            hits.append(pk)
            if len(hits) == MOST_NAMED:
                break
    through = opened < MOST_OPENED and len(hits) < MOST_NAMED
    hits = list(rows.filter(pk__in=hits).order_by("pk"))
    return Named(hits, opened, None if through or not rows.filter(pk__gt=last).exists() else last)


def _as_compared(text):
    return "".join(text.split()).casefold()


def _by_station(batch, rows, value):
    return rows.filter(station__code=value)


def _by_sheet(batch, rows, value):
    """`value`: the number of the file, then its sheet."""
    number, _dot, sheet = value.partition(".")
    rows = rows.filter(file=number) if number.isdecimal() and len(number) < 5 else rows.none()
    return rows.filter(sheet=sheet) if sheet else rows


def _by_column(batch, rows, value):
    if value not in batch.totals.get("columns", {}):
        return rows.none()
    # Attributes are plain words, so that the text of the list answers alike on both engines.
    named = rows.annotate(columns_text=Cast("changed_fields", TextField()))
    return named.filter(columns_text__contains=f'"{value}"')


def _by_reason(batch, rows, value):
    wanted = Q(pk__in=[])
    combinations = rows.order_by().values_list("reasons", flat=True).distinct()[:_COMBINATIONS]
    for reasons in combinations:
        if any(verdict.reason_text(reason) == value for reason in reasons):
            wanted |= Q(reasons=reasons)
    return rows.filter(wanted)


_NARROWING = {"station": _by_station, "sheet": _by_sheet, "column": _by_column, "reason": _by_reason}


def choices(batch, query, resource) -> list[Choice]:
    """The filters of the list of rows; those with nothing to choose are left out."""
    stations = Station.objects.filter(pk__in=batch.rows.order_by().values("station")).order_by("path")
    outcome = query.get("outcome", "")
    reasons = verdict.common_reasons(batch, outcome) if outcome in (Outcome.REJECTED, Outcome.HELD) else []
    columns = impact.changed_columns(batch, resource)
    offered = [
        Choice(
            "outcome", _("结果"), [(one.value, one.label) for one in verdict.ORDER if batch.totals.get(one)]
        ),
        Choice("station", _("服务站"), list(stations.values_list("code", "place_name"))),
        Choice("sheet", _("文件和工作表"), _sheets(batch)),
        Choice("column", _("变更的内容"), [(name, header) for name, header, _rows in columns]),
        Choice("reason", _("原因"), [(text, text) for text, _rows in reasons]),
    ]
    for choice in offered:
        choice.value = query.get(choice.name, "")
    return [choice for choice in offered if len(choice.options) > 1 or choice.value]


def _sheets(batch):
    found = []
    several = len(files := list(batch.files.defer("content"))) > 1
    for file in files:
        for sheet in file.header.get("sheets", ()):
            text = " · ".join(part for part in (file.name if several else "", sheet["sheet"]) if part)
            found.append((f"{file.number}.{sheet['sheet'][:40]}", text or file.name))
    return found
