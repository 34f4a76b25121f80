"""How often a member of the Party was brought in, by branch (see `subtree`)."""

from django.db.models import Count

from veterans.models import PartyTransfer
from veterans.vocabulary import PartyTransferStep


def brought_in(subtree, as_of):
    """Transfers that the upper committee has confirmed (已纳入)."""
    done = PartyTransfer.objects.filter(step=PartyTransferStep.SETTLED, closed_on__lte=as_of)
    return subtree.group(done, "person__managing_station__path", n_members_brought_in=Count("pk"))
