"""Which station a text means, among those where a user may import."""

import re
from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from ..models import Station, StationAlias
from .cells import CellError

UNKNOWN = _("找不到这个站，或者它不在您可以导入的范围内；请填12位区划代码，或“镇街+村(社区)”全称")
AMBIGUOUS = _("有不止一个站叫这个名字；请填12位区划代码，或“镇街+村(社区)”全称")

_IGNORED = re.compile(r"[\s/／\\>＞→·\-—_,，、。:：()（）\[\]【】“”\"]+")
_STATION_WORDS = re.compile(r"(退役军人|党群|便民)?(事务)?服务(中心|站)$|退役军人之家$")
_PROVINCE = re.compile(r"^[\u4e00-\u9fff]{2,3}省")
_STREET = re.compile(r"街道办(?:事处)?|街(?!道)(?=.)")
_ENDINGS = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", "社区"),
    ("村委会", "村"),
    ("居委会", "社区"),
    ("社区居委", "社区"),
    ("村委", "村"),
    ("居委", "社区"),
)
_SHORT = re.compile(r"(?<=..)(社区|街道办事处|街道|村|镇|区|市)$")


class StationFinder:
    """Finds stations by what people write; knows only those it was made for, and active ones among them.

    A station outside is answered with the same words as one that does not exist.
    """

    def __init__(self, stations):
        self.stations = {station.pk: station for station in stations.filter(is_active=True).order_by("path")}
        self._by_code = {station.code: {pk} for pk, station in self.stations.items()}
        self._found = {}
        self._taught = {}

    def teach(self, words) -> None:
        """`words` leads from what a cell says, with the town in front where one is given, to a station's code."""
        for word, code in words.items():
            if code in self._by_code:
                self._taught[_core(word)] = self._by_code[code]

    def was_taught(self, text, town="") -> bool:
        return _core(f"{town} {text}") in self._taught

    def find(self, text, town="") -> int:
        """The id of the station that `text` means; CellError when none or several are meant.

        `town` is the street or town that stands in another cell, which tells villages of one name apart.
        """
        place = town, text
        if place not in self._found:
            taught = self._taught.get(_core(f"{town} {text}"))
            self._found[place] = taught or self._below(town, self._search(text))
        found = self._found[place]
        if len(found) != 1:
            raise CellError(AMBIGUOUS if found else UNKNOWN)
        return next(iter(found))

    def mentioned(self, texts) -> int | None:
        """The one lowest station named somewhere in `texts`, such as the titles above a table; else None."""
        text = "|".join(_core(part) for part in texts)
        spelled = {name for name in self._full_names if len(name) > 2 and name in text}
        # A name inside a longer one that stands there too says nothing.
        whole = {name for name in spelled if not any(name != other and name in other for other in spelled)}
        found = {pk for name in whole for pk in self._full_names[name]}
        lowest = [pk for pk in found if not any(self._above(pk, other) for other in found)]
        # Of villages with the same name the one is meant whose street or district is named as well.
        named_above = {pk: sum(self._above(other, pk) for other in found) for pk in lowest}
        best = [pk for pk in lowest if named_above[pk] == max(named_above.values())]
        return best[0] if len(best) == 1 else None

    def name(self, pk) -> str:
        return self.stations[pk].place_name if pk in self.stations else ""

    def __contains__(self, pk):
        return pk in self.stations

    def _below(self, town, found):
        """Those of the stations found that lie in the town, where that is one we know."""
        towns = [self.stations[pk].path for pk in self._search(town)] if town else []
        return {pk for pk in found if self.stations[pk].path.startswith(tuple(towns))} if towns else found

    def _search(self, text):
        core = _core(text)
        if re.fullmatch(r"[0-9]{12}", core):
            return self._by_code.get(core, set())
        plain = _STREET.sub("街道", _PROVINCE.sub("", _STATION_WORDS.sub("", core)))
        for names in (self._full_names, self._chains, self._short_names):
            for word in (core, plain):
                if found := names.get(_official(word)):
                    return found
        return self._below_short_names(_official(plain))

    def _below_short_names(self, text):
        """Stations whose name ends `text` below short names of places above: 外海直冲村."""
        found = set()
        for pk, ending in self._by_last_letters.get(text[-2:], ()):
            if not text.endswith(ending) or text == ending:
                continue
            rest = text.removesuffix(ending)
            for code in self.stations[pk].path_codes[:-1]:
                place = _SHORT.sub("", self._names_above.get(code, ""))
                rest = rest.replace(place, "", 1) if place and rest.startswith(place) else rest
                rest = re.sub(r"^(?:市|区|镇|街道)", "", rest)
            if not rest:
                found.add(pk)
        return found

    def _above(self, pk, other):
        upper, lower = self.stations[pk].path, self.stations[other].path
        return upper != lower and lower.startswith(upper)

    @cached_property
    def _aliases(self):
        aliases = defaultdict(list)
        for pk, name in StationAlias.objects.values_list("station_id", "name"):
            aliases[pk].append(_core(name))
        return aliases

    @cached_property
    def _full_names(self):
        """Names as they stand in the station table."""
        names = defaultdict(set)
        for pk, station in self.stations.items():
            for name in (_core(station.name), _core(station.place_name), *self._aliases[pk]):
                names[_official(name)].add(pk)
        return dict(names)

    @cached_property
    def _places(self):
        """The stations and those above them."""
        codes = {code for station in self.stations.values() for code in station.path_codes}
        return list(Station.objects.filter(code__in=codes))

    @cached_property
    def _by_last_letters(self):
        """Names and short names by their last two letters."""
        endings = defaultdict(list)
        for pk, station in self.stations.items():
            name = _official(_core(station.place_name))
            for ending in {name, _SHORT.sub("", name)}:
                endings[ending[-2:]].append((pk, ending))
        return dict(endings)

    @cached_property
    def _names_above(self):
        return {place.code: _core(place.place_name) for place in self._places}

    @cached_property
    def _chains(self):
        """Names with places above in front, none of them needed: 外海街道直冲村, 江海区直冲村."""
        known = {s.code: [_core(s.place_name), *self._aliases[s.pk]] for s in self._places}
        names = defaultdict(set)
        for pk, station in self.stations.items():
            prefixes = {""}
            for code in station.path_codes[:-1]:
                prefixes |= {prefix + name for prefix in prefixes for name in known.get(code, [""])}
            for prefix in prefixes:
                for name in known.get(station.code, ()):
                    names[_official(prefix + name)].add(pk)
        return dict(names)

    @cached_property
    def _short_names(self):
        """Names without the word for what the place is: 直冲, 外海."""
        names = defaultdict(set)
        for full in (self._full_names, self._chains):
            for name, ids in full.items():
                names[_SHORT.sub("", name)] |= ids
        return dict(names)


def _core(text):
    return _IGNORED.sub("", text)


def _official(name):
    """The name as the station table has it: 直冲村委会 is 直冲村, 良村村委会 is 良村."""
    for ending, short in _ENDINGS:
        if name.endswith(ending):
            name = name.removesuffix(ending) + short
            break
    return name.removesuffix("村") if name.endswith("村村") else name
