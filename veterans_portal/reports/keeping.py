"""Keeping a report as it was, having it signed by somebody else, and comparing it with a later one."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import audit
from stations.models import Station
from stations.roles import Verb
from stations.services import ServiceError

from ..dashboards.figures import Figure
from ..periods import Period
from ..reach import reaches
from .filling import Filled, FilledTable, Head, Line, fill
from .models import ReportSnapshot
from .reconciling import problems
from .tables import REPORTS

KEPT, SIGNED, DROPPED = "留存报表", "审核报表", "撤回报表"


@transaction.atomic
def report_keep(*, actor, station, report, period, remark="") -> ReportSnapshot:
    """Keeps `report` of `station` as it is now. Raises ServiceError for who does not work there."""
    if not reaches(actor, Verb.CHANGE, station):
        raise ServiceError(_("只有本站或上级的工作人员可以留存报表。"))
    filled = fill(report, station, period, timezone.now())
    kept = ReportSnapshot.objects.create(
        report=report.key,
        station=station,
        period=period.code,
        as_of=filled.as_of,
        content=content_of(filled),
        problems=problems(filled),
        remark=remark,
        prepared_by=actor,
        prepared_label=actor.full_name or actor.username,
    )
    audit.record(audit.Action.CREATE, actor=actor, station=station, target=kept, reason=KEPT)
    return kept


@transaction.atomic
def report_sign(*, actor, snapshot, remark="") -> None:
    """Signs it. Whoever prepared it does not sign it; one that does not reconcile needs a remark.

    Raises ServiceError, and Conflict where somebody else was faster.
    """
    if snapshot.signed_at:
        raise ServiceError(_("这份报表已经审核。"))
    if not reaches(actor, Verb.APPROVE, snapshot.station):
        raise ServiceError(_("审核报表需要本站或上级的审批权限。"))
    if actor.pk == snapshot.prepared_by_id:
        raise ServiceError(_("制表人不能审核自己制的表，请由其他负责人审核。"))
    if snapshot.problems and not (remark or snapshot.remark):
        raise ServiceError(_("报表有核对不符的地方，请先更正后重新留存；确实如此的，请写明说明再审核。"))
    snapshot.remark = remark or snapshot.remark
    snapshot.signed_by, snapshot.signed_at = actor, timezone.now()
    snapshot.signed_label = actor.full_name or actor.username
    snapshot.save()
    audit.record(
        audit.Action.CHANGE,
        actor=actor,
        station=snapshot.station,
        target=snapshot,
        fields=["signed_by", "signed_at"],
        reason=SIGNED,
    )


@transaction.atomic
def report_drop(*, actor, snapshot) -> None:
    """Takes back what was not signed. Raises ServiceError."""
    if snapshot.signed_at:
        raise ServiceError(_("已审核的报表不能撤回；数字有变的，请重新留存一份，两份可以对照。"))
    if not reaches(actor, Verb.CHANGE, snapshot.station):
        raise ServiceError(_("只有本站或上级的工作人员可以撤回报表。"))
    audit.record(audit.Action.DELETE, actor=actor, station=snapshot.station, target=snapshot, reason=DROPPED)
    snapshot.delete()


# --- what is kept --------------------------------------------------------------------------------


def content_of(filled: Filled) -> list[dict]:
    """The tables as JSON: money as text of two decimals, counts and ratios as numbers."""
    return [
        {
            "title": table.title,
            "corner": table.corner,
            "heads": [asdict(head) for head in table.heads],
            "sensitive": [figure.sensitive for figure in table.last.figures],
            "lines": [_kept_line(line) for line in table.lines],
            "total": _kept_line(table.total) if table.total else None,
        }
        for table in filled.tables
    ]


def _kept_line(line):
    cells = [
        [
            str(figure.value) if isinstance(figure.value, Decimal) else figure.value,
            figure.numerator,
            figure.denominator,
            figure.people,
        ]
        for figure in line.figures
    ]
    return {"name": line.name, "code": line.code, "cells": cells}


def restored(snapshot: ReportSnapshot) -> Filled:
    """The report as it was kept; its figures open no list, since the rows have moved on."""
    tables = []
    for kept in snapshot.content:
        heads = tuple(Head(**head) for head in kept["heads"])
        lines = tuple(_line(line, heads, kept["sensitive"]) for line in kept["lines"])
        last = _line(kept["total"], heads, kept["sensitive"]) if kept["total"] else None
        tables.append(FilledTable(kept["title"], kept["corner"], heads, lines, last))
    return Filled(
        REPORTS[snapshot.report],
        snapshot.station,
        Period.parse(snapshot.period),
        snapshot.as_of,
        tuple(tables),
    )


def _line(kept, heads, sensitive):
    figures = []
    for head, is_sensitive, (value, numerator, denominator, people) in zip(
        heads, sensitive, kept["cells"], strict=True
    ):
        value = Decimal(value) if isinstance(value, str) else value
        figures.append(
            Figure(
                head.key,
                head.text,
                head.unit,
                value,
                numerator,
                denominator,
                sensitive=is_sensitive,
                people=people,
            )
        )
    return Line(kept["name"], kept["code"], tuple(figures))


# --- one against another -------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One number that is no longer what it was; a Figure is None where the line or column is missing."""

    table: str
    line: str
    head: Head
    before: Figure | None
    after: Figure | None


def differences(before: Filled, after: Filled) -> list[Difference]:
    """What differs between two fillings of one report, in the order of the later one."""
    old, new = _cells(before), _cells(after)
    keys = [*new, *(key for key in old if key not in new)]
    found = []
    for key in keys:
        (head, was), (other, now) = old.get(key, (None, None)), new.get(key, (None, None))
        if (was.value if was else None) != (now.value if now else None):
            table, line, _code, _column = key
            found.append(Difference(table, line, other or head, was, now))
    return found


def _cells(filled):
    return {
        (table.title, line.name, line.code, head.key): (head, figure)
        for table in filled.tables
        for line in table.every_line
        for head, figure in zip(table.heads, line.figures, strict=True)
    }


def kept_for(user, station: Station, report):
    """The snapshots of `report` that `user` may see at and below `station`, the newest first."""
    rows = ReportSnapshot.objects.visible_to(user, Verb.FIGURES, under=station)
    return rows.filter(report=report.key).select_related("station").defer("content")
