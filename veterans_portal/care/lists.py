"""What the lists of care are asked for, and the sums beside them."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from care_activities.care_tallies import CARE_SUMS, FIGURES, MINUTES
from care_activities.models import CareContract, CareService, CareTally, DiningUse, VolunteerService
from care_activities.vocabulary import CareContractState, CareItem, CareResult, VolunteerWork
from stations.models import Station, Venue
from stations.roles import Verb

from ..people.acts import as_id
from ..people.roster.lists import station_by_code
from ..reach import reaches

_YEARS = 8
MOST_VOLUNTEERS = 50  # named by their hours; the export has all


def years():
    """The years offered, the latest first."""
    this_year = timezone.localdate().year
    return range(this_year, this_year - _YEARS, -1)


def _year(text):
    return next((year for year in years() if str(year) == text), None)


def _known(choices, text):
    return text if text in choices.values else ""


def _within(year):
    return {"date__gte": datetime.date(year, 1, 1), "date__lte": datetime.date(year, 12, 31)} if year else {}


@dataclass(frozen=True)
class CareFilter:
    """What the list of services was asked for. Unknown values are ignored, a foreign station is 404."""

    station: Station | None
    year: int | None = None
    item: str = ""
    result: str = ""
    contract: str = ""

    @classmethod
    def read(cls, user, query):
        contract = query.get("contract", "")
        return cls(
            station=station_by_code(user, query.get("station")),
            year=_year(query.get("year")),
            item=_known(CareItem, query.get("item", "")),
            result=_known(CareResult, query.get("result", "")),
            contract=contract if contract.isdecimal() and len(contract) < 19 else "",
        )

    def apply(self, user, verb=Verb.VIEW):
        """The services, as far as the user may see them."""
        found = CareService.objects.visible_to(user, verb, under=self.station).filter(**_within(self.year))
        if self.item:
            found = found.filter(items__has_code=self.item)
        wanted = {"result": self.result, "contract": self.contract}
        found = found.filter(**{name: value for name, value in wanted.items() if value})
        # Item, result and contract tell of what was done: a row that may not be told is not found by them.
        return found.told_to(user, verb) if self.item or self.result or self.contract else found

    def totals(self, user) -> dict:
        """人次, all and by group of items: from the tallies where they know it."""
        if not (self.item or self.result or self.contract):
            return sums(user, self.station, self.year)
        return self.apply(user).order_by().aggregate(**CARE_SUMS)

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what was asked for beside the station."""
        found = [
            (_("年份"), str(self.year or "")),
            (_("服务项目"), str(CareItem(self.item).label) if self.item else ""),
            (_("服务结果"), str(CareResult(self.result).label) if self.result else ""),
        ]
        return [(label, value) for label, value in found if value]


@dataclass(frozen=True)
class VolunteerFilter:
    """The same of the hours of volunteers."""

    station: Station | None
    year: int | None = None
    work: str = ""

    @classmethod
    def read(cls, user, query):
        return cls(
            station=station_by_code(user, query.get("station")),
            year=_year(query.get("year")),
            work=_known(VolunteerWork, query.get("work", "")),
        )

    def apply(self, user, verb=Verb.VIEW):
        """The hours, as far as the user may see them."""
        found = VolunteerService.objects.visible_to(user, verb, under=self.station).filter(
            **_within(self.year)
        )
        return found.filter(work=self.work) if self.work else found

    def told(self) -> list[tuple[str, str]]:
        found = [
            (_("年份"), str(self.year or "")),
            (_("服务类别"), str(VolunteerWork(self.work).label) if self.work else ""),
        ]
        return [(label, value) for label, value in found if value]

    def hours(self, user) -> Decimal:
        """小时 of all that the filter finds."""
        return in_hours(self.apply(user).order_by().aggregate(n=MINUTES)["n"])

    def by_volunteer(self, user) -> list[dict]:
        """`{name, is_veteran, times, hours, year}` per volunteer and year, most hours first within a year."""
        rows = self.apply(user).order_by().values("volunteer", "person", "date__year")
        rows = rows.annotate(
            name=Coalesce("person__name", "volunteer__name"), times=Count("pk"), minutes=MINUTES
        )
        ordered = rows.order_by("-date__year", "-minutes", F("volunteer").asc(), F("person").asc())
        return [
            {
                "name": row["name"],
                "is_veteran": row["person"] is not None,
                "times": row["times"],
                "hours": in_hours(row["minutes"]),
                "year": row["date__year"],
            }
            for row in ordered[:MOST_VOLUNTEERS]
        ]


def sums(user, station, year) -> dict:
    """The figures of CareTally over the user's stations, of all years when `year` is None."""
    tallies = CareTally.objects.visible_to(user, under=station)
    if year:
        tallies = tallies.filter(year=year)
    found = tallies.aggregate(**{name: Sum(name, default=0) for name in FIGURES})
    return found | {"hours": in_hours(found["volunteer_minutes"])}


def in_hours(minutes) -> Decimal:
    """Hours to a tenth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class ContractFilter:
    """The same of contracts of purchased care."""

    station: Station | None
    state: str = ""

    @classmethod
    def read(cls, user, query):
        return cls(
            station=station_by_code(user, query.get("station")),
            state=_known(CareContractState, query.get("state", "")),
        )

    def apply(self, user, verb=Verb.VIEW):
        """The contracts that the user's stations have bought."""
        return self._in_state(CareContract.objects.visible_to(user, verb, under=self.station))

    def serving(self, user):
        """These, and the contracts of the stations above that serve them."""
        found = CareContract.objects.offered_to(user)
        if self.station:
            above = Q(station__code__in=self.station.path_codes)
            found = found.filter(Q(station__path__prefix=self.station.path) | above)
        return self._in_state(found)

    def _in_state(self, found):
        return found.in_state(CareContractState(self.state), timezone.localdate()) if self.state else found

    def told(self) -> list[tuple[str, str]]:
        return [(_("状态"), str(CareContractState(self.state).label))] if self.state else []


@dataclass(frozen=True)
class DiningFilter:
    """The same of meals in the canteens."""

    station: Station | None
    year: int | None = None
    venue: Venue | None = None

    @classmethod
    def read(cls, user, query):
        venue = as_id(query.get("venue"))
        return cls(
            station=station_by_code(user, query.get("station")),
            year=_year(query.get("year")),
            venue=Venue.objects.visible_to(user).filter(pk=venue).first() if venue else None,
        )

    def apply(self, user):
        """The meals in the canteens of the user's stations."""
        found = DiningUse.objects.kept_by(user, under=self.station).filter(**_within(self.year))
        return found.filter(venue=self.venue) if self.venue else found

    def totals(self, user) -> dict:
        """`meals` (餐) and `discount` (元) of all that the filter finds."""
        sums = {"meals": Sum("meals", default=0), "discount": Sum("discount", default=0)}
        return self.apply(user).order_by().aggregate(**sums)

    def told(self) -> list[tuple[str, str]]:
        found = [
            (_("年份"), str(self.year or "")),
            (_("长者饭堂"), self.venue.name if self.venue else ""),
        ]
        return [(label, value) for label, value in found if value]


def done_under(user, contracts) -> dict[int, int]:
    """人次 done under each of `contracts`, by their ids, as far as the user may see them."""
    services = CareFilter(None).apply(user).filter(contract__in=contracts).order_by()
    return dict(services.values_list("contract").annotate(Count("pk")))


def contract_rows(user, contracts) -> list[tuple]:
    """`(contract, where it stands today, 人次 done under it)` of each."""
    counted, today = done_under(user, contracts), timezone.localdate()
    return [(contract, contract.state_on(today), counted.get(contract.pk, 0)) for contract in contracts]


def services_shown(services):
    """With what their rows show."""
    return services.select_related(
        "station", "person__managing_station", "support", "staff", "contract__provider"
    )


def mark_told(user, rows):
    """The rows, each with `told`: whether the user keeps the file, so that the row says what was done."""
    for service in rows:
        service.told = reaches(user, Verb.VIEW, service.person.managing_station)
    return rows
