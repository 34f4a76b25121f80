"""What an import comes to, in numbers and in words: people, changes by column, what is overwritten."""

from collections import Counter

from django.utils.translation import gettext as _

from stations.spreadsheets import Outcome

from .kinds import resource_of
from .verdict import label_of

# What ImportBatch.totals holds besides the outcomes; recounting the rows leaves it alone.
COUNTS = ("overwrites", "moves", "id_changes")
_NAMED_COLUMNS = 3


def counts_of(resource, rows) -> dict:
    """`{"overwrites", "moves", "id_changes", "columns": {attribute: rows}}` of the changed ones among `rows`."""
    counts, columns = Counter(dict.fromkeys(COUNTS, 0)), Counter()
    for row in rows:
        if row.outcome != Outcome.CHANGED:
            continue
        columns.update({attribute for attribute, _old, _new in row.changes})
        for attribute, old, _new in row.changes:
            if attribute == "station":
                counts["moves"] += 1
            elif resource.is_blank(attribute, old):
                continue
            elif attribute == "id_number":
                counts["id_changes"] += 1
            else:
                counts["overwrites"] += 1
    return {**counts, "columns": dict(columns)}


def add(totals, more, sign=1) -> dict:
    """`totals` with the counts `more` added to them (taken off with sign -1)."""
    columns = Counter(totals.get("columns", {}))
    for attribute, rows in more["columns"].items():
        columns[attribute] += sign * rows
    summed = {name: totals.get(name, 0) + sign * more[name] for name in COUNTS}
    return totals | summed | {"columns": {name: rows for name, rows in columns.items() if rows > 0}}


def sentence(batch) -> str:
    """新增 312 人，变更 48 人（其中手机 12 人），待核对 2 人，退回 9 行; parts without rows are left out."""
    parts = []
    for outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.HELD, Outcome.REJECTED):
        if count := batch.totals.get(outcome, 0):
            part = in_words(batch, outcome, count)
            parts.append(part + (_of_which(batch) if outcome == Outcome.CHANGED else ""))
    return "，".join(parts)


def in_words(batch, outcome, count) -> str:
    """新增 312 人: rows that are refused are counted as rows, for nobody knows what they speak of."""
    unit = _("行") if outcome == Outcome.REJECTED else resource_of(batch.kind).counted
    return _("%(outcome)s %(count)s %(unit)s") % {
        "outcome": Outcome(outcome).label,
        "count": f"{count:,}",
        "unit": unit,
    }


def changed_columns(batch, resource) -> list[tuple[str, str, int]]:
    """`[(attribute, header, rows)]` of the columns that change, the commonest first."""
    columns = Counter(batch.totals.get("columns", {}))
    return [(attribute, label_of(resource, attribute), rows) for attribute, rows in columns.most_common()]


def _of_which(batch):
    resource = resource_of(batch.kind)
    unit, named = resource.counted, changed_columns(batch, resource)[:_NAMED_COLUMNS]
    parts = [
        _("%(column)s %(count)s %(unit)s") % {"column": header, "count": f"{rows:,}", "unit": unit}
        for _attribute, header, rows in named
    ]
    return _("（其中%s）") % "、".join(parts) if parts else ""
