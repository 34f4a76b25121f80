"""Who came back from service within a year and has not registered (退役返乡, 30 days)."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left, Length

from stations.dates import months_before, surely_before
from veterans import tallies
from veterans.models import Placement, ServiceRecord

RETURNING_MONTHS = 12


def discharged_lately(today: datetime.date) -> Q:
    """Of a ServiceRecord: discharged within RETURNING_MONTHS, as far as the partial date can mean that."""
    since = months_before(today, RETURNING_MONTHS).isoformat()
    return ~Q(discharged_on="") & (Q(discharged_on__gte=since) | Q(discharged_on__in=[since[:4], since[:7]]))


def discharged_unreported(today: datetime.date) -> Q:
    """Of a ServiceRecord: discharged lately, with no report since that can belong to this discharge.

    A report surely before the discharge (as in dates.surely_before) belongs to an earlier service.
    """
    discharged = OuterRef("discharged_on")
    within = Q(reported_on=Left(discharged, Length("reported_on")))
    reported = Placement.objects.filter(
        Q(reported_on__gte=discharged) | within, person=OuterRef("person")
    ).exclude(reported_on="")
    return discharged_lately(today) & ~Q(Exists(reported))


def is_unreported(record: ServiceRecord, placement: Placement | None, today: datetime.date) -> bool:
    """The same of one that is at hand, with the placement of its person."""
    since = months_before(today, RETURNING_MONTHS).isoformat()
    if not (record.discharged_on >= since or record.discharged_on in (since[:4], since[:7])):
        return False
    reported_on = placement.reported_on if placement else ""
    return not reported_on or surely_before(reported_on, record.discharged_on)


def returning_unregistered(today: datetime.date) -> Q:
    """Files of veterans discharged lately without the date of their report.

    They are few: the database reads them once instead of asking for each file.
    """
    records = ServiceRecord.objects.filter(discharged_unreported(today)).order_by()
    return tallies.VETERAN & Q(pk__in=records.values("person"))
