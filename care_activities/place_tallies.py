"""Keeping what is counted about consultations and about the use of venues, per station and month.

Uses are kept by venue, whose kind may change without anything being counted anew. See `tallies`.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q, Sum

from . import monthly
from .models import Consultation, ConsultationTally, VenueTally, VenueUse
from .vocabulary import HOLDING_USES, UseState

_USED = Q(state=UseState.USED)
CONSULTATION_SUMS = {"times": Count("pk")}
# 次 and 人次 of what took place, 次 of what is booked.
USE_SUMS = {
    "times": Count("pk", filter=_USED),
    "people": Sum("people", filter=_USED, default=0),
    "booked": Count("pk", filter=Q(state=UseState.BOOKED)),
}


def recount_consultations(station_ids: Iterable[int]) -> None:
    """Brings the tallies of the stations up to date; they must be locked."""
    for part in monthly.parts(station_ids):
        monthly.keep(ConsultationTally, "topic", CONSULTATION_SUMS, count_consultations(part), part)


def recount_uses(station_ids: Iterable[int]) -> None:
    """The same of the use of venues."""
    for part in monthly.parts(station_ids):
        monthly.keep(VenueTally, "venue_id", USE_SUMS, count_uses(part), part)


def count_consultations(station_ids=None) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month, topic): (次,)}` from the rows; of all stations when None."""
    return monthly.counted(_rows_of(Consultation, station_ids), "topic", CONSULTATION_SUMS)


def count_uses(station_ids=None) -> dict[tuple, tuple[int, ...]]:
    """`{(station id, year, month, venue id): numbers}` from the rows, in the order of USE_SUMS."""
    uses = _rows_of(VenueUse, station_ids).filter(state__in=HOLDING_USES)
    return monthly.counted(uses, "venue_id", USE_SUMS)


def _rows_of(model, station_ids):
    return model.objects.all() if station_ids is None else model.objects.filter(station__in=station_ids)


def verify() -> list[str]:
    """Sentences naming every kept figure that differs from the rows; empty when all are right."""
    with transaction.atomic():
        consultations, uses = count_consultations(), count_uses()
        kept_consultations = monthly.kept(ConsultationTally.objects, "topic", CONSULTATION_SUMS)
        kept_uses = monthly.kept(VenueTally.objects, "venue_id", USE_SUMS)
    return [
        *monthly.off("consultations", CONSULTATION_SUMS, consultations, kept_consultations),
        *monthly.off("uses of venue", USE_SUMS, uses, kept_uses),
    ]
