"""What is counted about visits, spelled once for the kept figures and for the days of a cut month; and whose care
is told to whom.
"""

from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.functions import Cast, Round

from stations.roles import Verb
from stations.scoping import ScopedQuerySet, at, grants_of


def _cents(column):
    """A money column in whole cents: SQLite keeps it as a float, whose sum would not be exact."""
    return Cast(Round(F(column) * 100), BigIntegerField())


# 人次, 户次, and money in cents. Amounts of the kept figures are integers for the same reason.
VISIT_SUMS = {
    "person_times": Sum("members_present", default=0),
    "household_times": Count("household"),
    "cash_cents": Sum(_cents("cash"), default=0),
    "goods_cents": Sum(_cents("goods_value"), default=0),
}


class CareServiceQuerySet(ScopedQuerySet):
    def told_to(self, user, verb=Verb.VIEW):
        """The services to people whose file is kept in reach of `user`: what was done tells of their health."""
        return self.filter(at(grants_of(user, verb), ("person__managing_station",)))
