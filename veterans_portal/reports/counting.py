"""What several reports count: sources of `(branch, numbers)` for a Table, in one statement each."""

from django.db.models import Count, Q, Sum
from django.utils import timezone

from care_activities.models import ActivityTally, VisitTally
from veterans.models import PeopleTally, PersonFile
from veterans.parts import in_sets
from veterans.tallies import FIGURES

from ..people.worklists import condition_of

FILE = "managing_station__path"
OF_PERSON = "person__managing_station__path"
ON_FILE = Q(person__status="active")


def people(*keys):
    """Kept figures about people (veterans.tallies); all of them without `keys`."""

    def source(subtree, _period):
        return subtree.group(PeopleTally.objects, **{f"n_{key}": Sum(key) for key in keys or FIGURES})

    return source


def files(**conditions):
    """Files that meet each of `conditions`, `(period) -> Q`, under its name."""

    def source(subtree, period):
        counts = {f"n_{key}": Count("pk", filter=in_sets(of(period))) for key, of in conditions.items()}
        return subtree.group(PersonFile.objects, FILE, **counts)

    return source


def waiting(*keys):
    """Files on worklists, as of today."""

    def source(subtree, _period):
        counts = {
            f"n_{key}": Count("pk", filter=condition_of(key, timezone.localdate(), wide=True)) for key in keys
        }
        return subtree.group(PersonFile.objects, FILE, **counts)

    return source


def visits(subtree, period, **sums):
    return subtree.group(VisitTally.objects.filter(period.months()), **sums)


def activities(subtree, period, **sums):
    return subtree.group(ActivityTally.objects.filter(period.months()), **sums)
