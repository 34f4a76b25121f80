"""What is counted about visits and aid, spelled once for the kept figures and for the days of a cut month."""

from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.functions import Cast, Round


def cents(column):
    """A money column in whole cents: SQLite keeps it as a float, whose sum would not be exact."""
    return Cast(Round(F(column) * 100), BigIntegerField())


# 人次, 户次, and money in cents. Amounts of the kept figures are integers for the same reason.
VISIT_SUMS = {
    "person_times": Sum("members_present", default=0),
    "household_times": Count("household"),
    "cash_cents": Sum(cents("cash"), default=0),
    "goods_cents": Sum(cents("goods_value"), default=0),
}
