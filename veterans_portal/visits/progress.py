"""How far a round has come, for a station and each of those below it, and what it has cost."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from care_activities.models import VisitRoundLine
from care_activities.services.visit_checks import LINE_SUMS, money, visits_of
from stations.models import Station

from ..dashboards.subtree import Subtree


@dataclass(frozen=True)
class Line:
    """Lines (行) of one station or of a whole subtree; of those listed some are 人, some 户. `url` opens it."""

    label: str
    url: str = ""
    listed: int = 0
    people: int = 0
    households: int = 0
    visited: int = 0
    missed: int = 0

    @property
    def pending(self) -> int:
        return self.listed - self.visited - self.missed

    @property
    def percent(self) -> float | None:
        return 100 * self.visited / self.listed if self.listed else None

    @property
    def unit(self) -> str:
        """What the lines are, in words: 人 and 户 are never added up."""
        told = [(self.people, _("人")), (self.households, _("户"))]
        return " ".join(f"{number:,} {word}" for number, word in told if number) or "0"


def progress_of(visit_round, user, station) -> tuple[list[Line], Line]:
    """`(lines, total)`: one line for each branch of `station` on the list, in code order, and their sum."""
    lines = VisitRoundLine.objects.visible_to(user, under=station).filter(round=visit_round)
    rows = {row.pop("branch"): row for row in Subtree(station).group(lines.with_outcome(), **LINE_SUMS)}
    names = dict(Station.objects.filter(code__in=filter(None, rows)).values_list("code", "place_name"))
    address = reverse("visit-round", args=[visit_round.pk])
    found = [
        Line(names[code], f"{address}?station={code}", **sums) if code else Line(_("本站"), **sums)
        for code, sums in sorted(rows.items())
    ]
    total = {name: sum(sums[name] for sums in rows.values()) for name in LINE_SUMS}
    return found, Line(station.place_name, **total)


def totals_of(rounds, user, under=None) -> list[tuple]:
    """Each of `rounds` (a list) with the user's own part of it, or that `under` a station; one statement."""
    lines = VisitRoundLine.objects.visible_to(user, under=under).filter(round__in=[one.pk for one in rounds])
    sums = {
        row.pop("round"): row for row in lines.with_outcome().order_by().values("round").annotate(**LINE_SUMS)
    }
    return [(one, Line("", **sums.get(one.pk, {}))) for one in rounds]


def spent_of(visit_round, user, station) -> dict:
    """人次, 户次 and money of the round at `station` and below; `left` of the budget where all of it is seen."""
    spent = money(visits_of(visit_round, user, station))
    whole = visit_round.budget and station == visit_round.station
    return {**spent, "left": visit_round.budget - spent["amount"] if whole else None}


def figures_of(total, spent, address) -> list[dict]:
    """For components/figure.html; each number of lines opens its part of the list at `address`."""
    over = spent["left"] is not None and spent["left"] < 0
    left = "" if spent["left"] is None else _("预算还剩 %s 元") % f"{spent['left']:,.2f}"
    times = _("%(persons)s 人次，其中按户 %(households)s 户次") % {
        "persons": spent["person_times"],
        "households": spent["household_times"],
    }
    rate = _("占名单 %(done)s / %(listed)s") % {"done": total.visited, "listed": total.listed}
    row = _("行")
    return [
        {"label": _("名单"), "value": total.listed, "unit": row, "note": total.unit,
         "url": f"{address}&state=all#lines"},
        {"label": _("待走访"), "value": total.pending, "unit": row, "url": f"{address}&state=pending#lines",
         "note": _("写了未走访原因的 %s 行") % total.missed, "tone": "warn" if total.pending else ""},
        {"label": _("已走访"), "value": total.visited, "unit": row, "url": f"{address}&state=visited#lines",
         "note": rate},
        {"label": _("走访人次"), "value": spent["person_times"], "unit": _("人次"), "note": times, "url": ""},
        {"label": _("慰问金和慰问品"), "value": f"{spent['amount']:,.2f}", "unit": _("元"),
         "note": left, "tone": "warn" if over else "", "url": ""},
    ]  # fmt: skip
