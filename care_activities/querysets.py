"""What is counted about visits, aid and activities, spelled once for kept figures and the days of a cut month; and
whose care is told to whom.
"""

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Round

from stations.roles import Verb
from stations.scoping import ScopedQuerySet, at, grants_of


def cents(column):
    """A money column in whole cents: SQLite keeps it as a float, whose sum would not be exact."""
    return Cast(Round(F(column) * 100), BigIntegerField())


def visit_sums(among: Q | None = None) -> dict:
    """人次, 户次, and money in cents, of the visits that meet the condition `among`.

    Amounts of the kept figures are integers for the same reason.
    """
    return {
        "person_times": Sum("members_present", filter=among, default=0),
        "household_times": Count("household", filter=among),
        "cash_cents": Sum(cents("cash"), filter=among, default=0),
        "goods_cents": Sum(cents("goods_value"), filter=among, default=0),
    }


VISIT_SUMS = visit_sums()


def _tenths(column):
    """Hours in whole tenths, 0 where none are told; as for money, SQLite's floats would not sum exactly."""
    return Coalesce(Cast(Round(F(column) * 10), BigIntegerField()), 0)


def counted_activities(held: QuerySet, attendances: QuerySet) -> QuerySet:
    """`held` with `present` (named people), `person_times`, `hour_tenths`, `answers` and `points` of each.

    `attendances`: all rows of ActivityAttendance, from which those of each activity are counted.
    """
    present = attendances.filter(activity=OuterRef("pk"), state="present").order_by().values("activity")
    own = Sum(_tenths("hours"), default=0)
    as_all = Count("pk", filter=Q(hours__isnull=True))
    counted = {
        "present": present.annotate(n=Count("pk")).values("n"),
        "own_tenths": present.annotate(n=own).values("n"),
        "whole_time": present.annotate(n=as_all).values("n"),
    }
    return held.annotate(
        **{name: Coalesce(Subquery(rows), 0) for name, rows in counted.items()},
    ).annotate(
        person_times=F("present") + F("guests"),
        hour_tenths=F("own_tenths") + (F("whole_time") + F("guests")) * _tenths("hours"),
        answers=sum((F(f"score_{score}") for score in (2, 3, 4, 5)), F("score_1")),
        points=sum((F(f"score_{score}") * score for score in (2, 3, 4, 5)), F("score_1")),
    )


class CareServiceQuerySet(ScopedQuerySet):
    def told_to(self, user, verb=Verb.VIEW):
        """The services to people whose file is kept in reach of `user`: what was done tells of their health."""
        return self.filter(at(grants_of(user, verb), ("person__managing_station",)))
