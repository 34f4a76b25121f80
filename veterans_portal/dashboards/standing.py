"""Stars of the stations and how often a member of the Party was brought in, by branch (see `subtree`)."""

from django.db.models import Count, Q

from care_activities.models import StationStar
from veterans.models import PartyTransfer
from veterans.vocabulary import PartyTransferStep


def in_force(as_of) -> Q:
    """The condition that an award of stars holds on the day."""
    return Q(awarded_on__lte=as_of) & (Q(valid_until__isnull=True) | Q(valid_until__gte=as_of))


def stars(subtree, as_of):
    of_established = Q(station__is_active=True, station__is_established=True)
    awards = StationStar.objects.filter(in_force(as_of), of_established)
    return subtree.group(awards, n_starred_stations=Count("station", distinct=True))


def brought_in(subtree, as_of):
    """Transfers that the upper committee has confirmed (已纳入)."""
    done = PartyTransfer.objects.filter(step=PartyTransferStep.SETTLED, closed_on__lte=as_of)
    return subtree.group(done, "person__managing_station__path", n_members_brought_in=Count("pk"))
