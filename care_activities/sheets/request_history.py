"""What an import of requests writes beside them: their steps, and the deadlines of what is still open.

Deadlines run from the day of the import: what a paper book missed long ago fires nothing. Undoing the import
takes both back.
"""

from functools import cache

from django.utils import timezone

from stations import bulk

from .. import deadlines
from ..models import RequestClock, RequestHop
from ..services.request_clocks import due_at
from ..vocabulary import ClockKind, RequestAct, RequestChannel, RequestKind, RequestState

HOPS, CLOCKS = "hops", "clocks"


def tell(rows, *, user) -> None:
    """登记 of each new row, and 办结 of what is closed."""
    common = {"by_id": getattr(user, "pk", None), "by_name": str(user)[:60] if user else ""}
    _write(RequestHop, HOPS, [(row, hop) for row in rows for hop in _hops(row)], common)


def _hops(row):
    root = row.links["written"]
    at_station = {"request_id": row.target_id, "from_station_id": row.station_id}
    registered = {"act": RequestAct.REGISTERED.value, "to_station_id": root["holder_id"]}
    yield {**at_station, **registered, "at": root["taken_at"]}
    if root["closed_at"]:
        closed = {"act": RequestAct.CLOSED.value, "from_station_id": root["holder_id"]}
        yield {**at_station, **closed, "at": root["closed_at"], "opinion": root.get("result", "")}


def start_clocks(rows) -> None:
    """The deadlines of new rows that are open, from now on."""
    now, lines = timezone.now(), []
    due_for = cache(lambda kind, urgency: due_at(deadlines.time_for(kind, urgency), now))
    for row in rows:
        root = row.links["written"]
        for kind in _kinds(root):
            due = due_for(kind, root["urgency"])
            clock = {"kind": kind.value, "holder_id": root["holder_id"], "due_at": due}
            lines.append((row, {**clock, "request_id": row.target_id, "started_at": now}))
    _write(RequestClock, CLOCKS, lines)


def _kinds(root):
    if root["state"] not in (RequestState.WAITING, RequestState.HANDLING):
        return
    yield ClockKind.SERVICE
    if root["kind"] != RequestKind.PETITION:
        return
    if root["state"] == RequestState.HANDLING:
        yield ClockKind.HANDLE
        return
    yield ClockKind.TELL
    if root["channel"] == RequestChannel.ASSIGNED:
        yield ClockKind.OBJECT


def _write(model, part, lines, common=None):
    ids = bulk.reserve_ids(model, len(lines))
    for pk, (row, values) in zip(ids, lines, strict=True):
        values["id"] = pk
        row.undo.setdefault("parts", []).append([part, pk, 1, None])
    bulk.insert(model, [values for _row, values in lines], common)
