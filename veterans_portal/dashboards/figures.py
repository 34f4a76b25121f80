"""Every named figure of a station: what it is called, its unit, how it is computed and what it opens.

One definition serves the dashboard, the table of children, the command line and the link to the list.
The keys are stable: scripts and the article's acceptance data name figures by them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations import dates
from stations.models import RegionIndicator, Station
from veterans import tallies
from veterans.buckets import Bucket
from veterans.vocabulary import PartyTransferStep

from ..requests import figures as requests
from . import composition, subtree

PEOPLE, HOUSEHOLDS, HONOURS = "people", "households", "honours"
VISITS, AID, ACTIVITIES, ORGANISATION = "visits", "aid", "activities", "organisation"
CONSULTATIONS, USES = "consultations", "venue-uses"
REQUESTS = "requests"
PARTY_TRANSFERS = "people-party-transfers"
_LISTS = {
    tallies.Unit.PEOPLE: PEOPLE,
    tallies.Unit.HOUSEHOLDS: HOUSEHOLDS,
    tallies.Unit.HONOURS: HONOURS,
}


@dataclass(frozen=True)
class Figure:
    """A figure of one station.

    `value`: int for counts, Decimal of two places for money (元), float of one decimal for ratios, text
    for partial dates, None where nothing is known. A ratio carries `numerator` and `denominator`.
    `opens`: which list holds the rows behind it, as list_url() takes it. `sensitive`: what stands for
    fewer than three is kept from people without file rights (small numbers); `people` is how many a sum of
    money stands for, None where the value is the count itself.
    """

    key: str
    label: str
    unit: str
    value: int | float | Decimal | str | None
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    opens: tuple = ()
    sensitive: bool = False
    people: int | None = None

    @property
    def list_query(self) -> str:
        """The address of the rows behind it, "" where there is none."""
        return list_url(*self.opens) if self.opens else ""

    @property
    def text(self) -> str | None:
        """The value as people read it, without the unit; None where there is none."""
        if self.value is None:
            return None
        if isinstance(self.value, str):
            return dates.show(self.value)
        return f"{self.value:,}"


@dataclass(frozen=True)
class Basis:
    """What figures are computed from: a station, what was counted, its yearly indicators as (year, value)."""

    station: Station
    counts: subtree.Counts
    incomes: tuple[tuple[int, Decimal], ...] = ()

    def __getitem__(self, name):
        return self.counts.numbers[name]


@dataclass(frozen=True)
class Ratio:
    numerator: int | Decimal
    denominator: int | Decimal
    scale: int = 100  # per cent; 1 for 倍

    @property
    def value(self) -> float | None:
        if not self.denominator:
            return None
        exact = Decimal(self.numerator) * self.scale / Decimal(self.denominator)
        return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Definition:
    """`compute(basis)` gives the value or a Ratio; `applies(station)` says where the figure exists.

    `opens` is the list behind it, `rows` the key of another figure whose rows these are (ratios), None where
    filters alone say which, `asked` what else narrows that list, as (name, value); `people` the count of those
    to whom a sum of money went.
    """

    key: str
    label: str
    unit: str
    compute: Callable
    opens: str = ""
    rows: str | None = ""
    asked: tuple[tuple[str, str], ...] = ()
    sensitive: bool = False
    people: str = ""
    applies: Callable = field(default=lambda station: True)

    def of(self, basis) -> Figure:
        value = self.compute(basis)
        numerator = denominator = None
        if isinstance(value, Ratio):
            value, numerator, denominator = value.value, value.numerator, value.denominator
        return Figure(
            self.key,
            self.label,
            self.unit,
            value,
            numerator,
            denominator,
            (self.opens, basis.station, "" if self.rows is None else self.rows or self.key, self.asked)
            if self.opens
            else (),
            self.sensitive,
            basis[self.people] if self.people else None,
        )


def list_url(opens, station, key, asked=()) -> str:
    """The address of the rows that figure `key` counts at and below `station`; "" for no list.

    `asked` narrows the rows of `key` further; of a list narrowed by nothing but its filters, `key` is "".
    """
    query = [("station", station.code), ("figure", key), *asked]
    told = urlencode([(name, value) for name, value in query if value])
    return f"{_page(opens)}?{told}" if opens else ""


@cache
def _page(name):
    return reverse(name)


def figures(station, *, as_of, user=None) -> dict[str, Figure]:
    """All figures of `station` with everything below it, windows ending on the date `as_of`, as `user` may know."""
    return figures_of(basis_of(station, subtree.total(subtree.gather(station, as_of=as_of, user=user))))


def basis_of(station, counts) -> Basis:
    incomes = RegionIndicator.objects.filter(station=station, key=RegionIndicator.Key.COLLECTIVE_INCOME)
    return Basis(station, counts, tuple(incomes.order_by("year").values_list("year", "value")))


def figures_of(basis) -> dict[str, Figure]:
    definitions = [*DEFINITIONS, *_income_years(basis)]
    return {d.key: d.of(basis) for d in definitions if d.applies(basis.station)}


def pick(basis, keys: Iterable[str]) -> list[Figure]:
    """The named figures alone, in the order of `keys`."""
    return [BY_KEY[key].of(basis) for key in keys]


# --- how they are computed ---------------------------------------------------------------------


def _profile(name):
    def own_answer(basis):
        value = getattr(basis.station, name)
        return _plain(value) if isinstance(value, Decimal) else None if value == "" else value

    return own_answer


def _plain(number):
    """A whole Decimal as int, another as float: 5 not 5.00, 12.5 not 12.50."""
    return int(number) if number == int(number) else float(number)


def _count(name):
    return lambda basis: basis[name]


def _share(name, whole):
    return lambda basis: Ratio(basis[name], basis[whole])


def _money(*names):
    """元 from sums in cents."""
    return lambda basis: Decimal(sum(basis[name] for name in names)).scaleb(-2)


def _per_resident(name):
    def share(basis):
        residents = getattr(basis.station, name)
        return Ratio(basis["veterans"], residents) if residents else None

    return share


def _income_growth(basis):
    """增长倍数 = (last - first) / first, so 199 -> 4838 is 增长 23.3 倍 (and 24.3 times as much)."""
    if len(basis.incomes) < 2:
        return None
    (_first_year, first), (_last_year, last) = basis.incomes[0], basis.incomes[-1]
    return Ratio(_plain(last - first), _plain(first), scale=1)


def _income_years(basis):
    for year, value in basis.incomes:
        label = _("村集体经济收入 %(year)d年") % {"year": year}
        yield Definition(f"collective_income_{year}", label, _("万元"), lambda _basis, v=value: _plain(v))


def _people(key, label, *, sensitive=False):
    """A figure kept by `veterans.tallies`; its list shows exactly the rows counted there."""
    unit = tallies.FIGURES[key].unit
    return Definition(key, label, unit.label, _count(key), _LISTS[unit], sensitive=sensitive)


def _answer(theme, key, value, label):
    """The veterans with one answer of a theme, who are few where the answer is rare."""
    return Definition(
        key,
        format_lazy("{}：{}", theme.label, label),
        _("人"),
        _count(key),
        PEOPLE,
        rows="veterans",
        asked=((theme.key, value),),
        sensitive=True,
    )


def _aid(key, label):
    return Definition(key, label, _("件"), _count(key), AID, sensitive=True)


def _requests(key, label, whole, of):
    """Of the requests closed this year, the share of `of` in `whole`."""
    return Definition(f"{key}_ratio", label, _PER_CENT, _share(of, whole), REQUESTS, of, sensitive=True)


# --- which there are ---------------------------------------------------------------------------

_PERSON, _HOUSEHOLD, _TIMES, _PIECE, _PER_CENT = _("人"), _("户"), _("人次"), _("个"), "%"
_OFTEN = _("次")

DEFINITIONS = [
    Definition("established", _("成立时间"), _("年月"), _profile("established")),
    Definition("area_km2", _("辖区面积"), _("平方公里"), _profile("area_km2")),
    Definition("residents", _("居民"), _PERSON, _profile("residents")),
    Definition("residents_permanent", _("常住人口"), _PERSON, _profile("residents_permanent")),
    Definition("residents_registered", _("户籍人口"), _PERSON, _profile("residents_registered")),
    Definition("stations_due", _("应建站"), _PIECE, _count("stations_due")),
    Definition("stations_established", _("已建站"), _PIECE, _count("stations_established"), ORGANISATION),
    *(
        Definition(f"{key}_ratio", label, _PER_CENT, _share(key, "stations_established"), ORGANISATION)
        for key, label in (
            ("five_met", _("五有达标率")),
            ("three_met", _("三有达标率")),
            ("starred", _("星级站占比")),
            ("five_star", _("五星级站占比")),
        )
    ),
    _people("people", _("在册档案")),
    _people("veterans", _("登记在册退役军人")),
    Definition(
        "veterans_of_permanent",
        _("退役军人占常住人口"),
        _PER_CENT,
        _per_resident("residents_permanent"),
    ),
    Definition(
        "veterans_of_registered",
        _("退役军人占户籍人口"),
        _PER_CENT,
        _per_resident("residents_registered"),
    ),
    *(_people(f"bucket_{bucket}", label) for bucket, label in Bucket.choices),
    _people("discharged_soldier_identity", _("有退役士兵身份")),
    _people("preferential", _("优抚对象")),
    _people("combat", _("参战人员")),
    _people("nuclear_test", _("参试人员"), sensitive=True),
    _people("disabled", _("伤残人员"), sensitive=True),
    _people("hardship", _("困难人员"), sensitive=True),
    _people("periodic_benefit", _("享受定期补助")),
    _people("survivors", _("三属")),
    _people("survivor_households", _("三属家庭")),
    _people("martyr_households", _("烈属")),
    _people("duty_death_households", _("因公牺牲军人遗属")),
    _people("military_families", _("现役军人家属")),
    _people("party_members", _("退役军人党员")),
    Definition(
        "party_ratio", _("党员占比"), _PER_CENT, _share("party_members", "veterans"), PEOPLE, "party_members"
    ),
    Definition(
        "party_ratio_city",
        _("全市退役军人党员占比"),
        _PER_CENT,
        _share("party_members", "veterans"),
        PEOPLE,
        "party_members",
        applies=lambda station: station.tier == Station.Tier.CITY,
    ),
    _people("floating_members", _("流动党员")),
    _people("unsettled_members", _("组织关系未落实党员")),
    Definition(
        "members_brought_in",
        _("党员纳入管理"),
        _TIMES,
        _count("members_brought_in"),
        PARTY_TRANSFERS,
        asked=(("state", PartyTransferStep.SETTLED.value),),
    ),
    _people("public_sector", _("服务于政府部门及公共服务机构")),
    Definition(
        "public_sector_ratio",
        _("服务于政府部门及公共服务机构占比"),
        _PER_CENT,
        _share("public_sector", "veterans"),
        PEOPLE,
        "public_sector",
    ),
    _people("village_committee", _("参与村委工作")),
    _people("entrepreneurs", _("自主创业")),
    _people("unemployed", _("无业")),
    _people("honour_titles", _("荣誉称号")),
    *(_answer(*one) for one in composition.asked()),
    _people("plaque_households", _("应挂光荣牌家庭")),
    Definition("plaques_hung", _("已悬挂光荣牌"), _HOUSEHOLD, _count("plaques_hung"), HOUSEHOLDS),
    Definition("plaques_waiting", _("待悬挂光荣牌"), _HOUSEHOLD, _count("plaques_waiting"), HOUSEHOLDS),
    Definition(
        "plaque_ratio",
        _("光荣牌悬挂率"),
        _PER_CENT,
        _share("plaques_hung", "plaque_households"),
        HOUSEHOLDS,
        "plaques_hung",
    ),
    Definition("visits_3y_person_times", _("近三年走访慰问"), _TIMES, _count("visit_person_times"), VISITS),
    Definition(
        "visits_3y_household_times", _("近三年走访家庭"), _("户次"), _count("visit_household_times"), VISITS
    ),
    Definition(
        "visits_3y_amount",
        _("近三年生活用品及慰问金"),
        _("元"),
        _money("visit_cash_cents", "visit_goods_cents"),
        VISITS,
    ),
    Definition("visits_3y_cash", _("近三年慰问金"), _("元"), _money("visit_cash_cents"), VISITS),
    Definition("visits_3y_goods", _("近三年生活用品价值"), _("元"), _money("visit_goods_cents"), VISITS),
    _aid("aid_verified", _("本年核实困难")),
    _aid("aid_helped", _("本年已帮扶")),
    _aid("aid_unhelped", _("核实未帮扶")),
    Definition(
        "aid_amount",
        _("本年帮扶金额"),
        _("元"),
        _money("aid_paid_cents"),
        AID,
        sensitive=True,
        people="aid_paid_people",
    ),
    *(
        Definition(key, told.label, _("件"), _count(key), REQUESTS, sensitive=True)
        for key, told in requests.FIGURES.items()
    ),
    _requests("requests_on_time", _("诉求按期办结率"), "requests_closed", "requests_on_time"),
    _requests("requests_satisfied", _("诉求满意率"), "requests_rated", "requests_satisfied"),
    Definition("activities_1y_sessions", _("近一年活动"), _("场次"), _count("activity_sessions"), ACTIVITIES),
    Definition(
        "activities_1y_person_times",
        _("近一年活动参加人次"),
        _TIMES,
        _count("activity_person_times"),
        ACTIVITIES,
    ),
    Definition(
        "consultations_1y",
        _("近一年咨询"),
        _OFTEN,
        _count("consultations"),
        CONSULTATIONS,
        sensitive=True,
    ),
    Definition("venue_uses_1y_times", _("近一年场所使用"), _OFTEN, _count("use_times"), USES),
    Definition("venue_uses_1y_person_times", _("近一年场所使用人次"), _TIMES, _count("use_people"), USES),
    Definition("venue_bookings", _("待使用的场所预约"), _OFTEN, _count("bookings"), USES),
    Definition("staff", _("工作人员"), _PERSON, _count("staff")),
    Definition("dedicated_party_staff", _("专责党员工作人员"), _PERSON, _count("dedicated_party_staff")),
    Definition("venues", _("场所"), _PIECE, _count("venues")),
    Definition("elderly_care_venues", _("居家养老服务站"), _PIECE, _count("elderly_care_venues")),
    Definition("canteen", _("长者饭堂"), _PIECE, _count("canteen")),
    Definition("support_roles", _("保障队伍角色"), _("类"), lambda basis: len(basis.counts.roles)),
    Definition("collective_income_growth", _("村集体经济收入增长"), _("倍"), _income_growth),
]
BY_KEY = {definition.key: definition for definition in DEFINITIONS}
