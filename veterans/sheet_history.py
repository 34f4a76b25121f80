"""从业经历 of an import: the employment that a sheet replaces is kept, and goes again when the import is undone."""

from stations.spreadsheets.columns import PartChange

from .models import Employment
from .services.livelihood import is_replaced, period_of

_A_QUERY = 500


def keep_employments(rows) -> None:
    """Adds to each row whose employment is replaced the former one as a new part, written and undone with it."""
    planned = [(row, change) for row in rows for change in row.parts if _replaces(change)]
    for start in range(0, len(planned), _A_QUERY):
        some = planned[start : start + _A_QUERY]
        stored = Employment.objects.in_bulk([change.stored.pk for _row, change in some])
        for row, change in some:
            values = period_of(stored[change.stored.pk], since=None)
            row.parts.append(PartChange("employment_history", None, values))
            # A sheet does not say since when; the former date is that of the former employment.
            change.stored.values["since"], change.values["since"] = stored[change.stored.pk].since, ""


def _replaces(change):
    return (
        change.part == "employment"
        and change.stored is not None
        and is_replaced(change.stored.values, change.values)
    )
