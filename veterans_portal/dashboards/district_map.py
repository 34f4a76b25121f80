"""The districts of the city by one figure, as a map; the table of children stands behind it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from stations.models import Station

from .figures import BY_KEY, Basis, pick
from .outlines import Outline, outlines
from .panels import CHILD_FIGURES

TONES = 5


@dataclass(frozen=True)
class Area:
    """One district: where it leads, what is told in it, its tone (1 to 5, the darkest is the most; 0 unknown)."""

    name: str
    url: str
    value: str
    outline: Outline
    tone: int


@dataclass(frozen=True)
class DistrictMap:
    """`view_box` of the SVG; `legend`: `[(tone, "from – to")]`; `choices`: the figures offered as (key, label).

    `is_supplied`: whether it shows the customer's shapes, not the tiles.
    """

    figure: str
    label: str
    unit: str
    view_box: str
    areas: list[Area]
    legend: list[tuple[int, str]]
    choices: list[tuple[str, str]]
    is_supplied: bool


def coloured_by(station, asked) -> str:
    """The figure that the map of `station` tells: the one asked for, or people; "" where there is no map."""
    if station.tier != Station.Tier.CITY:
        return ""
    return asked if asked in CHILD_FIGURES else CHILD_FIGURES[0]


def district_map(listed, reader, key) -> DistrictMap | None:
    """The stations listed by the figure `key`; None where no two of them have a place on the map."""
    drawn = outlines()
    placed = [(child, counts, drawn.of(child)) for child, counts in listed]
    placed = [part for part in placed if part[2] is not None]
    if len(placed) < 2:
        return None
    cards = [reader.card(pick(Basis(child, counts), [key])[0]) for child, counts, _outline in placed]
    steps = _steps([card["number"] for card in cards if card["number"] is not None])
    areas = [
        Area(
            child.place_name,
            reverse("dashboard", args=[child.code]),
            _("暂无数据") if card["value"] is None else f"{card['value']} {card['unit']}",
            outline,
            _tone(card["number"], steps),
        )
        for (child, _counts, outline), card in zip(placed, cards, strict=True)
    ]
    return DistrictMap(
        key,
        str(BY_KEY[key].label),
        str(BY_KEY[key].unit),
        f"-2 -2 {drawn.width + 4} {drawn.height + 4}",
        areas,
        _legend(steps),
        [(one, BY_KEY[one].label) for one in CHILD_FIGURES],
        drawn.is_supplied,
    )


def _steps(numbers):
    """The lower bounds of the tones, in equal steps, and the largest number; [] where all are equal."""
    if not numbers or min(numbers) == max(numbers):
        return []
    low, high = float(min(numbers)), float(max(numbers))
    return [low + (high - low) * step / TONES for step in range(TONES)] + [high]


def _tone(number, steps):
    if number is None:
        return 0
    return sum(number >= bound for bound in steps[:-1]) if steps else (TONES + 1) // 2


def _legend(steps):
    digits = 0 if all(step >= 100 for step in steps[1:]) else 1
    bounds = [f"{step:,.{digits}f}" for step in steps]
    return [(tone, f"{bounds[tone - 1]} – {bounds[tone]}") for tone in range(1, len(steps))]
