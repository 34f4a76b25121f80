"""Who came back from service within a year and has not registered (退役返乡, 30 days)."""

import datetime

from django.db.models import Q

from stations.dates import months_before
from veterans import tallies
from veterans.models import Placement, ServiceRecord
from veterans.parts import HasPart

RETURNING_MONTHS = 12


def discharged_lately(today: datetime.date) -> Q:
    """Of a ServiceRecord: discharged within RETURNING_MONTHS, as far as the partial date can mean that."""
    since = months_before(today, RETURNING_MONTHS).isoformat()
    return ~Q(discharged_on="") & (Q(discharged_on__gte=since) | Q(discharged_on__in=[since[:4], since[:7]]))


def came_back_lately(record: ServiceRecord, today: datetime.date) -> bool:
    """The same of one that is at hand."""
    since = months_before(today, RETURNING_MONTHS).isoformat()
    return record.discharged_on >= since or record.discharged_on in (since[:4], since[:7])


def returning_unregistered(today: datetime.date) -> Q:
    """Files of veterans discharged lately without the date of their report.

    They are few: the database reads them once instead of asking for each file.
    """
    records = ServiceRecord.objects.filter(discharged_lately(today)).order_by()
    reported = HasPart(Placement, ~Q(reported_on=""))
    return tallies.VETERAN & Q(pk__in=records.values("person")) & ~Q(reported)
