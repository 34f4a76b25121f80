"""退役返乡报到: the thirty days within which a discharged soldier registers.

Source: 退役军人安置条例 arts 31, 45 and 51 (domain §3.1): who is to find work herself registers within 30
days of the approved discharge; who is more than 30 days late without reason gives the placement up. The
portal counts the days and reminds; whether a reason is good is not its decision.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from stations import dates
from stations.services import ServiceError

from ..models import Placement, ServiceRecord
from .records import record_save

REPORT_DAYS = 30


def report_deadline(discharged_on) -> datetime.date:
    """The last day to register, by the last day that the partial date of discharge can mean."""
    return dates.last_day(discharged_on) + datetime.timedelta(days=REPORT_DAYS)


def returning_report(*, actor, person, on) -> Placement:
    """Registers that `person` reported on the date `on`.

    A report surely before the latest discharge belongs to an earlier service and is replaced; the audit
    entry keeps the former date. Raises ServiceError when this discharge has its report already,
    ValidationError for a date before the discharge or after today.
    """
    placement = Placement.objects.filter(person=person).first() or Placement(person=person)
    records = ServiceRecord.objects.filter(person=person).exclude(discharged_on="")
    discharged = records.order_by("-discharged_on").values_list("discharged_on", flat=True).first()
    if placement.reported_on and not dates.surely_before(placement.reported_on, discharged or ""):
        day = dates.show(placement.reported_on)
        raise ServiceError(_("已经登记过报到（%s）；要更正，请在档案的“退役安置”里修改。") % day)
    if on > timezone.localdate():
        raise ValidationError(_("报到日期在今天之后；请核对"))
    if discharged and on < dates.first_day(discharged):
        raise ValidationError(_("报到日期早于退役时间（%s），请核对。") % dates.show(discharged))
    placement.reported_on = on.isoformat()
    return record_save(actor=actor, record=placement)
