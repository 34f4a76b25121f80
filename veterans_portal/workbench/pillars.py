"""军人之家, 军人典范, 军人关爱: the article's three pillars, as figures of the station."""

from django.utils.translation import gettext_lazy as _

from ..dashboards import subtree
from ..dashboards.figures import basis_of, pick
from ..dashboards.panels import Reader

PILLARS = [
    (_("军人之家"), ["party_members", "unsettled_members", "activities_1y_sessions", "venues"]),
    (_("军人典范"), ["public_sector", "village_committee", "entrepreneurs", "honour_titles"]),
    (_("军人关爱"), ["visits_3y_person_times", "plaques_hung", "aid_helped", "requests_closed"]),
]


def of(user, station, today) -> list[tuple[str, list[dict]]]:
    """`[(title, cards of dashboards/facts.html)]`; what was counted is that of the dashboard."""
    counts = subtree.total(subtree.gather(station, as_of=today, user=user))
    basis, reader = basis_of(station, counts), Reader.of(user, station)
    return [(title, [reader.card(figure) for figure in pick(basis, keys)]) for title, keys in PILLARS]
