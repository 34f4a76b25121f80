"""The stations with their checks, stars, staff and venues: the list, and what one row tells."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import StationCheck, StationStar
from care_activities.services.station_standards import (
    established,
    stars_in_force,
    stations_unchecked,
    with_star,
)
from care_activities.vocabulary import Checklist, CheckResult, StarGrade
from stations.models import StaffMember, Station, Venue
from stations.roles import Verb

TIERS = Station.Tier.choices


def _with_check(checklist, *results):
    checks = StationCheck.objects.filter(
        station=OuterRef("pk"), is_current=True, checklist=checklist, result__in=results
    )
    return Q(Exists(checks))


_LACKING = (CheckResult.LACKING, CheckResult.OPEN)
# key in the address -> (label, which of the established stations)
STATES = {
    "five_met": (gettext_lazy("五有达标"), _with_check(Checklist.FIVE, CheckResult.MET)),
    "three_met": (gettext_lazy("三有达标"), _with_check(Checklist.THREE, CheckResult.MET)),
    "five_lacking": (gettext_lazy("五有有缺项"), _with_check(Checklist.FIVE, *_LACKING)),
    "three_lacking": (gettext_lazy("三有有缺项"), _with_check(Checklist.THREE, *_LACKING)),
    "unchecked": (gettext_lazy("五有本年未核对"), None),
    "starred": (gettext_lazy("有星级"), Q(star__isnull=False)),
    "five_star": (gettext_lazy("五星级"), Q(star=StarGrade.FIVE)),
}
# The figures of the dashboard that open this list.
FIGURES = {f"{key}_ratio": key for key in ("five_met", "three_met", "starred", "five_star")}
FIGURES["stations_established"] = ""


@dataclass(frozen=True)
class OrganisationFilter:
    """Which stations. Unknown values are ignored, a station out of reach or an unknown figure is 404."""

    station: Station | None
    tier: str
    state: str

    @classmethod
    def read(cls, user, query):
        figure, state, tier = query.get("figure", ""), query.get("state", ""), query.get("tier", "")
        if figure and figure not in FIGURES:
            raise Http404
        return cls(
            station=reachable(user, query.get("station")),
            tier=tier if tier in dict(TIERS) else "",
            state=FIGURES[figure] if figure else state if state in STATES else "",
        )

    def apply(self, user, verb=Verb.FIGURES):
        """The established stations at and below the one asked for, as far as the user may see their figures."""
        return self._narrowed(established(Station.objects.visible_to(user, verb, under=self.station)))

    def _narrowed(self, rows):
        today = timezone.localdate()
        if self.tier:
            rows = rows.filter(tier=self.tier)
        if self.state == "unchecked":
            return stations_unchecked(rows, today.year)
        return with_star(rows, today).filter(STATES[self.state][1]) if self.state else rows

    def told(self) -> list[tuple[str, str]]:
        """`(label, value)` of what narrows the list."""
        parts = [(_("服务站"), str(self.station) if self.station else _("我的全部站点"))]
        if self.tier:
            parts.append((_("层级"), str(Station.Tier(self.tier).label)))
        if self.state:
            parts.append((_("情况"), str(STATES[self.state][0])))
        return parts


def reachable(user, code, verb=Verb.FIGURES) -> Station | None:
    """The station of `code`, None without one; Http404 where the user does not hold `verb`."""
    if not code:
        return None
    station = Station.objects.visible_to(user, verb).filter(code=code).first()
    if station is None:
        raise Http404
    return station


@dataclass
class Line:
    """A station in the list. Staff and venues are counted in 人 and 个."""

    station: Station
    five: StationCheck | None = None
    three: StationCheck | None = None
    star: StationStar | None = None
    is_model: bool = False
    staff: dict = field(default_factory=dict)
    venues: int = 0


def lines_of(stations, today) -> list[Line]:
    """What the list tells of each of `stations`: four statements, however many."""
    lines = {station.pk: Line(station) for station in stations}
    for check in StationCheck.objects.filter(station__in=lines, is_current=True).defer("note"):
        setattr(lines[check.station_id], str(check.checklist), check)
    stars = stars_in_force(today).filter(station__in=lines)
    for star in stars.order_by("-awarded_on", "-pk"):
        line = lines[star.station_id]
        if star.grade == StarGrade.MODEL:
            line.is_model = True
        else:
            line.star = line.star or star
    for row in _staff(lines, today):
        lines[row.pop("station")].staff = row
    venues = Venue.objects.filter(station__in=lines).filter(_open_on("closed_on", today))
    for pk, number in venues.order_by().values_list("station").annotate(Count("pk")):
        lines[pk].venues = number
    return list(lines.values())


def _staff(stations, today):
    """专责 are dedicated to the work, 兼职 said not to be; of others nothing is known."""
    rows = StaffMember.objects.filter(_open_on("left_on", today), station__in=stations).order_by()
    return rows.values("station").annotate(
        everybody=Count("pk"),
        dedicated=Count("pk", filter=Q(is_dedicated=True)),
        part_time=Count("pk", filter=Q(is_dedicated=False)),
    )


def _open_on(column, today):
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": today})


def totals(rows) -> dict:
    """个: the stations of `rows`, of each tier, and how many meet each list."""
    counts = {f"tier_{tier}": Count("pk", filter=Q(tier=tier)) for tier, _label in TIERS}
    met = {key: Count("pk", filter=STATES[key][1]) for key in ("five_met", "three_met")}
    found = rows.order_by().aggregate(stations=Count("pk"), **counts, **met)
    found["tiers"] = [(label, found[f"tier_{tier}"]) for tier, label in TIERS if found[f"tier_{tier}"]]
    return found


def stars_of(rows, today) -> list[tuple[str, int]]:
    """`[(grade, 个)]` of the stations of `rows`, the highest first; grades nobody has are left out."""
    counted = with_star(rows, today).filter(star__isnull=False).order_by().values("star")
    numbers = dict(counted.annotate(number=Count("pk")).values_list("star", "number"))
    return [(label, numbers[grade]) for grade, label in reversed(StarGrade.choices) if grade in numbers]
