"""How far a round has come, for a station and each of those below it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from stations.models import Station
from stations.roles import Verb
from stations.scoping import grants_of
from veterans.models import CollectionRound, RoundEntry

from ...dashboards.subtree import Subtree
from ...reach import reaches
from ..roster.lists import station_of

State = RoundEntry.State


@dataclass(frozen=True)
class Line:
    """Counts of entries (人) at one station, or of a whole subtree. `url` opens it, "" for none."""

    label: str
    url: str
    counts: Counter
    is_late: bool

    @property
    def listed(self) -> int:
        return self.counts.total()

    @property
    def waiting(self) -> int:
        return self.counts[State.WAITING]

    @property
    def submitted(self) -> int:
        return self.counts[State.SUBMITTED]

    @property
    def returned(self) -> int:
        return self.counts[State.RETURNED]

    @property
    def accepted(self) -> int:
        return self.counts[State.ACCEPTED]

    @property
    def in_hand(self) -> int:
        """What the village still has to submit."""
        return sum(self.counts[state] for state in RoundEntry.IN_HAND)

    @property
    def late(self) -> int:
        return self.in_hand if self.is_late else 0

    @property
    def percent(self) -> float | None:
        return 100 * self.accepted / self.listed if self.listed else None


def place_of(request, collection) -> Station:
    """The station whose part of the round is looked at: the one asked for, else the user's widest in it.

    Http404 when it lies outside of the user's scope or of the round.
    """
    asked = station_of(request)
    if asked is None and reaches(request.user, Verb.VIEW, collection.station):
        return collection.station
    if asked is None:
        inside = grants_of(request.user, Verb.VIEW, collection.station)
        asked = inside[0].station if inside else None
    if asked is None or not asked.path.startswith(collection.station.path):
        raise Http404
    return asked


def progress_of(collection, user, station, today) -> tuple[list[Line], Line]:
    """`(lines, total)`: one line for each branch of `station` with entries, in code order, and their sum."""
    entries = RoundEntry.objects.visible_to(user, under=station).filter(round=collection)
    sums = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in State.values}
    branches = {
        row["branch"]: Counter({state: row[f"n_{state}"] for state in State.values})
        for row in Subtree(station).group(entries, **sums)
    }
    is_late = collection.closed_at is None and collection.due_on < today
    names = dict(Station.objects.filter(code__in=filter(None, branches)).values_list("code", "place_name"))
    address = reverse("round", args=[collection.pk])
    lines = [
        Line(names[code], f"{address}?station={code}", counts, is_late)
        if code
        else Line(_("本站"), "", counts, is_late)
        for code, counts in sorted(branches.items())
    ]
    return lines, Line(station.place_name, "", sum(branches.values(), Counter()), is_late)


def figures_of(total, address) -> list[dict]:
    """The counts of `total` for components/figure.html; each opens its part of the list at `address`."""
    late = _("逾期 %s 人") % total.late if total.late else ""
    share = _("占名单 %(accepted)s / %(listed)s") % {"accepted": total.accepted, "listed": total.listed}
    order = [State.WAITING, State.RETURNED, State.SUBMITTED, State.ACCEPTED]
    notes = {State.WAITING: late, State.ACCEPTED: share}
    listed = {"label": _("名单"), "value": total.listed, "url": f"{address}&state=all#entries"}
    return [listed] + [
        {
            "label": state.label,
            "value": total.counts[state],
            "url": f"{address}&state={state}#entries",
            "note": notes.get(state, ""),
            "tone": "warn" if state == State.WAITING else "",
        }
        for state in order
    ]


def totals_of(collections, user, today) -> list[tuple[CollectionRound, Line]]:
    """Each round with the user's own part of it, in one statement."""
    counted = (
        RoundEntry.objects.visible_to(user)
        .filter(round__in=[collection.pk for collection in collections])
        .order_by()
        .values_list("round_id", "state")
        .annotate(n=Count("pk"))
    )
    found = defaultdict(Counter)
    for pk, state, number in counted:
        found[pk][state] += number
    return [
        (one, Line("", "", found[one.pk], one.closed_at is None and one.due_on < today))
        for one in collections
    ]
