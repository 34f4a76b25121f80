"""Made-up people of the places around the article's two stations, so that every dashboard has something to show.

Smaller numbers, nothing that could be held against a real place: no hardship, no lost post, no plaque missing.
"""

from dataclasses import dataclass

from stations.models import Station

from . import lives
from .homes import Place, form_families, settle
from .invention import Inventor
from .lives import CONSCRIPT, OFFICER, SERGEANT, SHEET_YEAR
from .rounds import verified_on

_SERIES, _SERIES_SIZE = 600, 400


@dataclass(frozen=True)
class Region:
    """One sheet of neighbours: below which station, who imports it, `{station code: how many people}`."""

    name: str
    station: str
    username: str
    sizes: dict[str, int]


WAIHAI = Region(
    "外海街道",
    "440704004000",
    "street_manager",
    {"440704004201": 48, "440704004202": 36, "440704004205": 52, "440704004214": 30, "440704004002": 44},
)
JIANGHAI = Region(
    "江海区",
    "440704000000",
    "district_manager",
    {"440704001017": 40, "440704001025": 34, "440704005002": 32, "440704005201": 38},
)
_PENGJIANG = {
    "440703002101": 40,
    "440703002122": 36,
    "440703005102": 30,
    "440703005103": 26,
    "440703006103": 42,
    "440703006109": 38,
    "440703101201": 34,
    "440703101208": 32,
    "440703102206": 30,
    "440703102208": 28,
    "440703103210": 28,
    "440703103211": 36,
}
_ELSEWHERE = range(9, 18)  # people of the one village in every other town

# Years of birth and how often they occur among a hundred.
_BIRTHS = ((25, 1946, 1963), (75, 1964, 1985), (100, 1986, 2001))


def regions():
    """The three sheets; one village of every town that has none in them stands in the last."""
    named = [*WAIHAI.sizes, *JIANGHAI.sizes, *_PENGJIANG]
    sizes = dict(_PENGJIANG)
    towns = Station.objects.active().at_tier(Station.Tier.TOWN)
    with_people = Station.objects.filter(code__in=named).values("parent")
    for town in towns.exclude(pk__in=with_people).order_by("path"):
        village = town.children.filter(is_active=True).order_by("code").first()
        if village is not None:
            sizes[village.code] = _ELSEWHERE[int(town.code[6:9]) % len(_ELSEWHERE)]
    return [WAIHAI, JIANGHAI, Region("江门市其他镇街", "440700000000", "city_manager", sizes)]


class Neighbours:
    """Makes the people of regions, one village after the other, with numbers that are never given twice."""

    def __init__(self):
        self.inventor = Inventor("邻里", series=_SERIES, series_size=_SERIES_SIZE)

    def people(self, region, today):
        """Dicts of the people sheet's columns for all villages of `region`: 所属站 among them, and 核实日期."""
        stations = (
            Station.objects.filter(code__in=region.sizes).select_related("parent__parent").order_by("path")
        )
        rows = [row for station in stations for row in self._village(station, region.sizes[station.code])]
        return [{**row, "核实日期": verified_on(number, today)} for number, row in enumerate(rows)]

    def _village(self, station, size):
        self.inventor.forget_names()
        place = _place(station)
        people = [self._person(place) for _ in range(size)]
        if size % 6 == 0:
            people.append(lives.survivor(self.inventor, place, 1955, sex="2", kind="烈士遗属"))
        families = form_families(self.inventor, place, people, sons=size // 20)
        rows = settle(self.inventor, place, families, "H")
        return [{"所属站": place.name, **row} for row in rows]

    def _person(self, place):
        rng = self.inventor.rng
        drawn = rng.randint(1, 100)
        _most, first, last = next(birth for birth in _BIRTHS if drawn <= birth[0])
        born = rng.randint(first, last)
        category = self._category(place, born)
        party = rng.random() < (0.9 if category == OFFICER else 0.27)
        row = lives.veteran(self.inventor, place, born, category=category, party=party)
        self._livelihood(row, born, category)
        self._benefits(place, row, born, category)
        return row

    def _category(self, place, born):
        drawn = self.inventor.rng.random()
        if born <= 1980 and drawn < (0.06 if place.rural else 0.2):
            return OFFICER
        return SERGEANT if born <= 1990 and drawn > 0.9 else CONSCRIPT

    def _livelihood(self, row, born, category):
        drawn = self.inventor.rng.random()
        if born > SHEET_YEAR - 60 and category != OFFICER:
            if drawn < 0.15:
                lives.give(self.inventor, row, lives.public_post)
            elif drawn < 0.24:
                lives.give(self.inventor, row, lives.venture)

    def _benefits(self, place, row, born, category):
        drawn = self.inventor.rng.random()
        if category != CONSCRIPT:
            return
        if 1956 <= born <= 1960 and drawn < 0.2:
            lives.give(self.inventor, row, lives.combat, lives.COMBAT_ALLOWANCE)
        elif place.rural and born <= SHEET_YEAR - 62 and drawn < 0.6:
            lives.give(self.inventor, row, lives.RURAL_ALLOWANCE)
        elif drawn > 0.985:
            lives.give(self.inventor, row, lives.disability("因公", "八级", 2_160))


def _place(station):
    rural = station.place_name.endswith("村")
    town, district = station.parent, station.parent.parent
    return Place(
        name=f"{district.place_name}{town.place_name}{station.place_name}",
        streets=("榕荫里", "稻香里", "荔红里", "新塘里")
        if rural
        else ("云帆居", "禾风苑", "书香里", "丹桂里"),
        groups=("第一村民小组", "第二村民小组", "第三村民小组") if rural else ("第一网格", "第二网格"),
        rural=rural,
    )
