"""What an import says of itself to scripts: the JSON of `import_sheet` and `undo_import` (design §5)."""

import json

from stations import audit

from .kinds import context_of, resource_of
from .models import ImportBatch

ACCEPTED, FILE_REJECTED, NOT_RUN = "accepted", "file-rejected", "not-run"
ALL_GOOD, SOME_BAD, EXIT_REJECTED, EXIT_NOT_RUN = 0, 1, 2, 3


def refused(outcome, reason, *, batch=None, seconds=0.0) -> dict:
    """The report of a file that was not taken in."""
    totals = dict.fromkeys(("rows", "new", "changed", "unchanged", "held", "rejected"), 0)
    return {
        "batch": batch.pk if batch else None,
        "outcome": outcome,
        "reason": str(reason),
        "seconds": round(seconds, 2),
        "totals": totals,
        "rows": [],
    }


def batch_report(batch, *, user, seconds, reveal=False) -> dict:
    """The report of a batch with each of its rows. `reveal` shows whole numbers: record it first."""
    if batch.state == ImportBatch.State.REJECTED:
        return refused(FILE_REJECTED, batch.reason, batch=batch, seconds=seconds)
    resource, context = resource_of(batch.kind), context_of(batch, user)
    several = batch.rows.values("sheet").distinct().count() > 1
    rows = []
    for row in batch.rows.order_by("id").iterator(chunk_size=2_000):
        values = json.loads(row.payload.open())["values"] if row.payload else {}
        if row.station_id:
            values["station"] = row.station_id
        line = {
            "row": row.number,
            "outcome": row.outcome,
            "reason": reason_text(row.reasons),
            "values": resource.shown(values, context=context, reveal=reveal),
        }
        rows.append({"sheet": row.sheet, **line} if several else line)
    return {
        "batch": batch.pk,
        "outcome": ACCEPTED,
        "reason": batch.reason,
        "seconds": round(seconds, 2),
        "totals": {name: batch.totals.get(name, 0) for name in refused("", "")["totals"]},
        "rows": rows,
    }


def reason_text(reasons) -> str:
    """The reasons of a row on one line: 身份证号：应为18位；手机：……"""
    return "；".join(
        f"{part['column']}：{part['text']}" if part["column"] else part["text"] for part in reasons
    )


def exit_code(report) -> int:
    if report["outcome"] == NOT_RUN:
        return EXIT_NOT_RUN
    if report["outcome"] == FILE_REJECTED:
        return EXIT_REJECTED
    return SOME_BAD if report["totals"]["rejected"] or report["totals"]["held"] else ALL_GOOD


def record_reveal(batch, user, reason) -> None:
    """Writes down that the whole numbers of a batch were shown, before they are."""
    secrets = [column.attribute for column in resource_of(batch.kind).columns() if column.secret]
    audit.record(
        audit.Action.REVEAL, actor=user, station=batch.station, target=batch, fields=secrets, reason=reason
    )
