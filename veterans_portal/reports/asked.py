"""What the address of a report asks for: of which station, of which period."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from stations.models import Station
from stations.roles import Verb

from .. import periods
from ..organisation.lists import reachable
from ..people.roster.views import station_choices
from ..periods import Period


@dataclass(frozen=True)
class Asked:
    """Of which station and period; without an answer the user's highest station and this month."""

    station: Station
    period: Period

    @classmethod
    def read(cls, user, query):
        station = reachable(user, query.get("station"))
        if station is None:
            grants = user.grants(Verb.FIGURES)
            station = min((grant.station for grant in grants), key=lambda one: one.path)
        period = Period.parse(query.get("period")) or Period.month_of(timezone.localdate())
        return cls(station, period)

    @property
    def query(self):
        return urlencode({"station": self.station.code, "period": self.period.code})

    def choices(self, user):
        """What the filter above offers: stations, and periods with the one asked for."""
        offered = periods.offered(timezone.localdate())
        known = {period.code for _kind, kind in offered for period in kind}
        if self.period.code not in known:
            offered.append((_("其他"), [self.period]))
        return {"stations": station_choices(user, self.station, Verb.FIGURES), "periods": offered}
