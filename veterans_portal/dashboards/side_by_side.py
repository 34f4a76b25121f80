"""Two to four of the stations below, figure by figure: one column a station."""

from dataclasses import dataclass

from django.urls import reverse

from .figures import Basis, pick
from .panels import GROUPS

FEWEST, MOST = 2, 4
_FIRST = [
    "stations_due",
    "stations_established",
    "veterans",
    "party_ratio",
    "plaque_ratio",
    "visits_3y_person_times",
]


@dataclass(frozen=True)
class Comparison:
    """`asked`: whether any station was ticked; `stations` and `rows` are empty unless 2 to 4 of them are below.

    `rows`: `[(label, unit, cards)]`, a card of `Reader.card` a station. Nothing is marked as best: nobody is ranked.
    """

    asked: frozenset
    stations: list
    rows: list


def comparison(codes, listed, reader) -> Comparison:
    """The stations of `codes` among `listed` ([(child, counts)]); others are ignored."""
    asked = frozenset(codes) & {child.code for child, _counts in listed}
    chosen = [(child, counts) for child, counts in listed if child.code in asked]
    if not FEWEST <= len(chosen) <= MOST:
        return Comparison(asked, [], [])
    keys = dict.fromkeys([*_FIRST, *(key for _title, group in GROUPS for key in group)])
    told = [pick(Basis(child, counts), keys) for child, counts in chosen]
    rows = [
        (figures[0].label, figures[0].unit, [reader.card(one) for one in figures])
        for figures in zip(*told, strict=True)
    ]
    stations = [(child.place_name, reverse("dashboard", args=[child.code])) for child, _counts in chosen]
    return Comparison(asked, stations, rows)
