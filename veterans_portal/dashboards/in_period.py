"""What has a calendar, in a period: visits, aid and activities beside the year before, coverage by festival."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.models import (
    Activity,
    ActivityAttendance,
    ActivityTally,
    AidPayment,
    AidTally,
    Visit,
    VisitRound,
    VisitRoundLine,
    VisitTally,
)
from care_activities.models.activities import mean_of
from care_activities.querysets import VISIT_SUMS, counted_activities, visit_sums
from care_activities.tallies import AID_FACTS
from care_activities.vocabulary import ActivityState, Occasion
from stations.models import StationPulse

from .asked import Asked
from .figures import ACTIVITIES, AID, VISITS, Figure, Ratio

# Visits for these tell of somebody's health or hardship: few of them are kept from who has no file rights.
SENSITIVE_OCCASIONS = {Occasion.ILLNESS, Occasion.HARDSHIP}
_AID_FACTS = ("verified", "helped", "paid_cents")
_ACTIVITY = ("sessions", "person_times", "answers", "points")

# What a figure of the dashboard is called where the days are asked for, instead of its own window.
LABELS = {
    "visits_3y_person_times": gettext_lazy("走访慰问"),
    "visits_3y_household_times": gettext_lazy("走访家庭"),
    "visits_3y_cash": gettext_lazy("慰问金"),
    "visits_3y_goods": gettext_lazy("生活用品价值"),
    "visits_3y_amount": gettext_lazy("生活用品及慰问金"),
    "aid_found": gettext_lazy("发现困难"),
    "aid_verified": gettext_lazy("核实困难"),
    "aid_helped": gettext_lazy("已帮扶"),
    "aid_out": gettext_lazy("脱困"),
    "aid_amount": gettext_lazy("帮扶金额"),
    "activities_1y_sessions": gettext_lazy("活动"),
    "activities_1y_person_times": gettext_lazy("活动参加人次"),
}
_YUAN, _CASES = gettext_lazy("元"), gettext_lazy("件")
# The rows that can be told of a class of people alone; of a sum of money the counts of those who got it.
_PEOPLE_ROWS = {
    "visits_3y_person_times": (),
    "visits_3y_cash": ("cash_people",),
    "visits_3y_goods": ("goods_people",),
    "visits_3y_amount": ("cash_people", "goods_people"),  # with the one, it tells the other
    "aid_verified": (),
    "aid_helped": (),
    "aid_amount": ("aid_people",),
}
# (key, unit, list, how it is computed from what was counted)
_ROWS = [
    ("visits_3y_person_times", gettext_lazy("人次"), VISITS, lambda n: n["person_times"]),
    ("visits_3y_household_times", gettext_lazy("户次"), VISITS, lambda n: n["household_times"]),
    ("visits_3y_cash", _YUAN, VISITS, lambda n: _yuan(n["cash_cents"])),
    ("visits_3y_goods", _YUAN, VISITS, lambda n: _yuan(n["goods_cents"])),
    ("visits_3y_amount", _YUAN, VISITS, lambda n: _yuan(n["cash_cents"] + n["goods_cents"])),
    ("aid_verified", _CASES, AID, lambda n: n["aid_verified"]),
    ("aid_helped", _CASES, AID, lambda n: n["aid_helped"]),
    ("aid_amount", _YUAN, AID, lambda n: _yuan(n["aid_paid_cents"])),
    ("activities_1y_sessions", gettext_lazy("场次"), ACTIVITIES, lambda n: n["activity_sessions"]),
    ("activities_1y_person_times", gettext_lazy("人次"), ACTIVITIES, lambda n: n["activity_person_times"]),
]
_DAYS = {VISITS: ("start", "end"), AID: ("since", "until"), ACTIVITIES: ("start", "end")}


@dataclass(frozen=True)
class Row:
    """One figure of the period: cards of now and the year before, the difference and 同比, "—" where not known."""

    label: str
    unit: str
    now: dict
    before: dict
    change: str
    percent: str


def rows(station, asked: Asked, reader) -> list[Row]:
    """The figures of the period at and below `station`; of a class of people those that are about people."""
    counted = _counted_of_bucket(station, asked) if asked.bucket else _counted(station, asked)
    pairs = zip(
        *(_figures(station, asked, span, counted[span]) for span in (asked.now, asked.before)), strict=True
    )
    return [_row(now, before, reader) for now, before in pairs]


def _figures(station, asked, span, numbers):
    found = []
    for key, unit, opens, compute in _ROWS:
        if asked.bucket and key not in _PEOPLE_ROWS:
            continue
        of_visits = opens == VISITS
        narrowed = dict(zip(_DAYS[opens], (span.start.isoformat(), span.end.isoformat()), strict=True))
        label = str(LABELS[key])
        if of_visits and asked.occasion:
            narrowed["occasion"] = asked.occasion
            label = _("%(figure)s（%(occasion)s）") % {
                "figure": label,
                "occasion": Occasion(asked.occasion).label,
            }
        if asked.bucket:
            narrowed["bucket"] = asked.bucket
        rows = (opens, station, key, tuple(narrowed.items()))
        sensitive = bool(
            opens == AID or asked.bucket or (of_visits and asked.occasion in SENSITIVE_OCCASIONS)
        )
        people = _people(key, asked, numbers) if sensitive and unit == _YUAN else None
        found.append(
            Figure(key, label, unit, compute(numbers), opens=rows, sensitive=sensitive, people=people)
        )
    return found if asked.bucket else [*found, _satisfaction(station, span, numbers)]


def _people(key, asked, numbers):
    """For how many people a sum of money stands; for visits to everybody only how often they were visited is kept."""
    if not asked.bucket and key.startswith("visits"):
        return numbers["person_times"]
    return min(numbers[name] for name in _PEOPLE_ROWS[key])


def _satisfaction(station, span, numbers):
    mean = mean_of(numbers["activity_points"], numbers["activity_answers"])
    days = dict(zip(_DAYS[ACTIVITIES], (span.start.isoformat(), span.end.isoformat()), strict=True))
    rows = (ACTIVITIES, station, "activities_1y_sessions", tuple(days.items()))
    return Figure("satisfaction", _("活动满意度"), _("分"), mean, opens=rows)


def _row(now, before, reader):
    known = not (reader.covers(now) or reader.covers(before) or None in (now.value, before.value))
    return Row(
        now.label,
        now.unit,
        _cell(now, reader),
        _cell(before, reader),
        _signed(now.value - before.value) if known else "—",
        _grown(now.value, before.value) if known else "—",
    )


def _cell(figure, reader):
    """The card, with its unit behind the number where it is not that of the row: few people instead of a sum."""
    card = reader.card(figure)
    return card if card["unit"] == figure.unit else card | {"value": f"{card['value']} {card['unit']}"}


def _grown(now, before) -> str:
    if not before:
        return "—"
    percent = (Decimal(now) - Decimal(before)) * 100 / Decimal(before)
    return f"{_signed(percent.quantize(Decimal('0.1'), ROUND_HALF_UP))}%"


def _signed(number) -> str:
    return f"{number:+,}" if number else "0"


def _yuan(cents):
    return Decimal(cents).scaleb(-2)


# --- counting ----------------------------------------------------------------------------------


def _counted(station, asked) -> dict:
    """`{span: numbers}` of the period and of the year before; statements do not depend on what is counted."""
    spans = (asked.now, asked.before)
    found = {span: Counter() for span in spans}
    of_occasion = {"occasion": asked.occasion} if asked.occasion else {}
    visits, tallies = Visit.objects.filter(**of_occasion), VisitTally.objects.filter(**of_occasion)
    _from_tallies(found, _below(tallies, station), VISIT_SUMS)
    _from_tallies(found, _below(ActivityTally.objects, station), _ACTIVITY, "activity_")
    _from_tallies(found, _below(AidTally.objects, station), _AID_FACTS, "aid_")
    for span in spans:
        if (days := span.cut_days("date")) is not None:
            _add(found[span], _below(visits, station).filter(days).aggregate(**VISIT_SUMS))
            _add(found[span], _activity_days(station, days), "activity_")
            _add(found[span], _aid(station, span.cut_days), "aid_")
    _add_people(found, _below(AidPayment.objects, station, "case__station"))
    return found


def _counted_of_bucket(station, asked) -> dict:
    """The same of visits to, and aid of, one class of people: from the rows, since no tally knows it."""
    found = {span: Counter() for span in (asked.now, asked.before)}
    visits = Visit.objects.filter(person__bucket=asked.bucket)
    if asked.occasion:
        visits = visits.filter(occasion=asked.occasion)
    _add_by_span(found, _below(visits, station), "date", lambda within: visit_sums(within) | _given(within))
    for span, numbers in found.items():
        _add(numbers, _aid(station, span.of, asked.bucket), "aid_")
    paid = AidPayment.objects.filter(case__person__bucket=asked.bucket)
    _add_people(found, _below(paid, station, "case__station"))
    return found


def _given(within):
    """To how many people something was given on the visits of the span."""
    return {
        "cash_people": Count("person", distinct=True, filter=within & Q(cash__gt=0)),
        "goods_people": Count("person", distinct=True, filter=within & Q(goods_value__gt=0)),
    }


def _add_people(found, paid):
    """To how many people money was paid in each span."""
    _add_by_span(
        found,
        paid,
        "paid_on",
        lambda within: {"aid_people": Count("case__person", distinct=True, filter=within)},
    )


def _add_by_span(found, rows, column, sums):
    """`sums(condition)` of the rows of each span, in one statement; spans may overlap."""
    conditions = [span.of(column) for span in found]
    wanted = {
        f"n{number}_{name}": total
        for number, within in enumerate(conditions)
        for name, total in sums(within).items()
    }
    row = rows.filter(reduce(or_, conditions)).aggregate(**wanted)
    for number, numbers in enumerate(found.values()):
        _add(numbers, {name: row[f"n{number}_{name}"] for name in sums(Q())})


def _below(rows, station, route="station"):
    return rows.filter(**{f"{route}__path__prefix": station.path}).order_by()


def _from_tallies(found, tallies, names, prefix=""):
    sums = {
        f"n{number}_{name}": Sum(name, filter=span.whole_months(), default=0)
        for number, span in enumerate(found)
        for name in names
    }
    row = tallies.filter(_either(found)).aggregate(**sums)
    for number, span in enumerate(found):
        _add(found[span], {name: row[f"n{number}_{name}"] for name in names}, prefix)


def _either(spans):
    condition = Q()
    for span in spans:
        condition |= span.whole_months()
    return condition


def _activity_days(station, days):
    held = _below(Activity.objects, station).filter(days, state=ActivityState.HELD)
    rows = counted_activities(held, ActivityAttendance.objects.all())
    # A sum called as what it sums would be taken for itself.
    sums = {f"n_{name}": Sum(name, default=0) for name in _ACTIVITY[1:]}
    row = rows.aggregate(n_sessions=Count("pk"), **sums)
    return {name.removeprefix("n_"): number for name, number in row.items()}


def _aid(station, days, bucket=""):
    """Aid at and below `station`; `days(column)` says which days count, `bucket` whose aid."""
    found = {}
    for name in _AID_FACTS:
        fact = AID_FACTS[name]
        rows = _below(fact.rows(), station, f"{fact.route}station").filter(days(fact.day))
        if bucket:
            rows = rows.filter(**{f"{fact.route}person__bucket": bucket})
        found[name] = rows.aggregate(n=fact.total)["n"]
    return found


def _add(numbers, row, prefix=""):
    numbers.update({f"{prefix}{name}": number or 0 for name, number in row.items()})


def written_elsewhere(asked: Asked) -> list:
    """What tells that the numbers may have changed while no station below was written to.

    A round is opened without its stations being held. Of a class of people the files may be kept anywhere by now.
    """
    rounds = VisitRound.objects.filter(asked.whole.of("due_on")).order_by("pk")
    pulses = StationPulse.objects.aggregate(n=Sum("number")) if asked.bucket else {}
    return [*rounds.values_list("pk", "version"), *pulses.values()]


# --- coverage ----------------------------------------------------------------------------------


def coverage(station, asked: Asked, reader) -> list[dict]:
    """How far the rounds of the period have come at and below `station`, one row a festival; one statement.

    Rows of {label, listed, visited, percent (0 to 100), url}. What a round lists is 人 or 户: lines.
    """
    lines = _below(VisitRoundLine.objects, station).filter(asked.whole.of("round__due_on"))
    if asked.occasion:
        lines = lines.filter(round__occasion=asked.occasion)
    festivals = lines.with_outcome().values("round__year", "round__occasion")
    found = festivals.annotate(
        listed=Count("pk"),
        visited=Count("pk", filter=Q(is_visited=True)),
        rounds=Count("round", distinct=True),
        first=Min("round"),
    )
    return [_festival(row, station, reader) for row in found.order_by("-round__year", "round__occasion")]


def _festival(row, station, reader):
    label = _("%(year)s年%(occasion)s") % {
        "year": row["round__year"],
        "occasion": Occasion(row["round__occasion"]).label,
    }
    rounds = reverse("visit-rounds")
    if row["rounds"] == 1:
        rounds = f"{reverse('visit-round', args=[row['first']])}?station={station.code}"
    return {
        "label": label,
        "listed": f"{row['listed']:,}",
        "visited": f"{row['visited']:,}",
        "percent": Ratio(row["visited"], row["listed"]).value,
        "url": rounds if reader.has_files else "",
    }
