"""The panels of a dashboard: figures arranged for the templates, and shown as far as the user may see them."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.vocabulary import Occasion
from stations.models import Station
from stations.roles import Verb
from veterans.buckets import Bucket
from veterans.composition import AGE, BANDED, NONE, THEMES
from veterans.vocabulary import PUBLIC_SECTOR, Demand, EmployerNature

from ..reach import reaches
from . import in_period
from .figures import BY_KEY, ORGANISATION, PEOPLE, Basis, Figure, pick
from .subtree import Counts

SMALL = 3  # counts below are kept from people without file rights (PIPL art. 6; domain §0)
_CHART_OCCASIONS = 5

# The table of children: what each column shows.
CHILD_FIGURES = ["veterans", "party_ratio", "preferential", "plaque_ratio", "visits_3y_person_times"]
GROUPS = [
    (
        gettext_lazy("人员与优抚"),
        [
            "people",
            "discharged_soldier_identity",
            "preferential",
            "periodic_benefit",
            "combat",
            "nuclear_test",
            "disabled",
            "hardship",
            "survivors",
            "martyr_households",
            "duty_death_households",
            "military_families",
        ],
    ),
    (
        gettext_lazy("党建"),
        [
            "party_members",
            "party_ratio",
            "floating_members",
            "unsettled_members",
            "members_brought_in",
            "village_committee",
        ],
    ),
    (
        gettext_lazy("就业、荣誉与活动"),
        [
            "public_sector",
            "entrepreneurs",
            "unemployed",
            "honour_titles",
            "activities_1y_sessions",
            "activities_1y_person_times",
        ],
    ),
    (
        gettext_lazy("光荣牌与走访"),
        [
            "plaque_households",
            "plaques_hung",
            "plaques_waiting",
            "visits_3y_household_times",
            "visits_3y_cash",
            "visits_3y_goods",
            "visits_3y_amount",
        ],
    ),
    (gettext_lazy("困难帮扶"), ["aid_verified", "aid_helped", "aid_unhelped", "aid_amount"]),
    (
        gettext_lazy("咨询与场所"),
        ["consultations_1y", "venue_uses_1y_times", "venue_uses_1y_person_times", "venue_bookings"],
    ),
    (
        gettext_lazy("诉求"),
        [
            "requests_registered",
            "requests_accepted",
            "requests_closed",
            "requests_on_time_ratio",
            "requests_overdue",
            "requests_repeated",
            "requests_satisfied_ratio",
        ],
    ),
    (gettext_lazy("本年诉求类别"), [f"requests_demand_{demand}" for demand in Demand.values]),
    (
        gettext_lazy("机构与队伍"),
        [
            "stations_due",
            "stations_established",
            "five_met_ratio",
            "three_met_ratio",
            "starred_ratio",
            "five_star_ratio",
            "staff",
            "dedicated_party_staff",
        ],
    ),
]


@dataclass(frozen=True)
class Reader:
    """How far one user sees the figures of one station."""

    has_files: bool

    @classmethod
    def of(cls, user, station):
        return cls(reaches(user, Verb.VIEW, station))

    def text(self, figure):
        """The number, or <3 where a small one would point at people. None where there is none, also of a share."""
        if not self.covers(figure):
            return figure.text
        return f"<{SMALL}" if figure.numerator is None else None

    def covers(self, figure):
        """Whether the number would point at people: few, a sum that few got, a share of few or of all but few."""
        if not figure.sensitive or self.has_files or figure.value is None:
            return False
        if figure.numerator is not None:
            rest = figure.denominator - figure.numerator
            return figure.numerator < SMALL or 0 < rest < SMALL
        return (figure.value if figure.people is None else figure.people) < SMALL

    def card(self, figure, note=""):
        """The context of components/figure.html."""
        return {
            "key": figure.key,
            "label": figure.label,
            "value": self.text(figure),
            "number": None if self.covers(figure) else figure.value,
            "unit": _("人") if figure.people is not None and self.covers(figure) else figure.unit,
            "note": note or self._note(figure),
            "url": self.url(figure),
        }

    def _note(self, figure):
        return (
            _("少于3件的不显示") if figure.numerator is not None and self.covers(figure) else fraction(figure)
        )

    def url(self, figure):
        """The list behind the number, for who may read files; that of stations is for whoever reads figures."""
        return figure.list_query if self.has_files or ORGANISATION in figure.opens[:1] else ""


def fraction(figure) -> str:
    """ "Such as 41 / 103 of a ratio, blank of everything else."""
    if figure.numerator is None:
        return ""
    return f"{figure.numerator:,} / {figure.denominator:,}"


def headline(found, reader, station):
    """The six figures on top; the last one is about the stations below, or about livelihood in a village."""
    notes = {
        "veterans": _("在册档案 %s 份") % found["people"].text,
        "preferential": _("重点优抚 %(key)s 人 · 参战 %(combat)s 人")
        % {"key": found["bucket_key_preferential"].text, "combat": found["combat"].text},
        "plaque_ratio": _("%s 户") % fraction(found["plaque_ratio"]),
        "visits_3y_person_times": _("慰问金和物品 ¥ %s") % found["visits_3y_amount"].text,
        "stations_established": _("应建 %s 个") % found["stations_due"].text,
        "entrepreneurs": _("公共机构任职 %s 人") % found["public_sector"].text,
    }
    last = "entrepreneurs" if station.is_leaf else "stations_established"
    keys = ["veterans", "party_ratio", "preferential", "plaque_ratio", "visits_3y_person_times", last]
    return [reader.card(found[key], notes.get(key, "")) for key in keys]


def composition(found, reader):
    """Rows of components/bars.html: every veteran in exactly one bucket."""
    everybody = found["veterans"].value
    rows = []
    for bucket in Bucket.values:
        figure = found[f"bucket_{bucket}"]
        card = reader.card(figure) | {"percent": _percent(figure, everybody)}
        rows.append({name: card[name] for name in ("label", "value", "percent", "url")})
    return rows


def _percent(figure, everybody):
    return 100 * figure.value / everybody if everybody else 0


def compositions(found, reader):
    """`[(title, rows of components/bars.html)]` of each theme; an answer of a vocabulary that nobody gave is left out.

    So is one that too few gave for the reader to see: left out, it tells less than "<3" would.
    """
    return [(theme.label, _bars(theme, found, reader)) for theme in THEMES]


def compositions_of(station, bucket, counted, reader):
    """`(card of the number, compositions)` of one class of people, from what `composition.of_bucket` counted."""
    rows = f"bucket_{bucket}"
    everybody = sum(counted[AGE.figure_of(value)] for value, _label in AGE.choices)
    whole = Figure(
        rows, str(BY_KEY[rows].label), _("人"), everybody, opens=(PEOPLE, station, rows), sensitive=True
    )
    found = {"veterans": whole}
    for theme in THEMES:
        for value, label in theme.choices:
            key = theme.figure_of(value)
            opens = (PEOPLE, station, rows, ((theme.key, value),))
            found[key] = Figure(key, str(label), _("人"), counted[key], opens=opens, sensitive=True)
    return reader.card(whole), compositions(found, reader)


def _bars(theme, found, reader):
    everybody, rows = found["veterans"].value, []
    for value, label in theme.choices:
        figure = found[theme.figure_of(value)]
        covered = reader.covers(figure)
        if (covered or not figure.value) and (value == NONE or theme not in BANDED):
            continue
        rows.append(
            {
                "label": label,
                "value": reader.text(figure),
                "percent": None if covered else _percent(figure, everybody),
                "url": reader.url(figure),
            }
        )
    return rows


def composition_chart(found):
    """Columns and rows of components/chart.html: the buckets of a station without stations below."""
    figures = [found[f"bucket_{bucket}"] for bucket in Bucket.values]
    rows = [{"label": figure.label, "cells": [figure.value]} for figure in figures]
    return {"columns": [found["veterans"].label], "rows": rows}


def groups(found, reader):
    """All further figures by theme: [(title, cards)]."""
    counted = "、".join(str(nature.label) for nature in EmployerNature if nature in PUBLIC_SECTOR)
    share = found["public_sector_ratio"]
    words = {"share": share.text or "—", "fraction": fraction(share), "counted": counted}
    notes = {"public_sector": _("占 %(share)s%%（%(fraction)s）；含%(counted)s") % words}
    return [(title, [reader.card(found[key], notes.get(key, "")) for key in keys]) for title, keys in GROUPS]


def visits_chart(everything, as_of, reader):
    """Columns and rows of components/chart.html: 人次 by year, one series an occasion, the rarest in 其他.

    So are those of illness and hardship for who has no file rights: few of them would point at people.
    """
    numbers = {key: times for key, times in everything.visits.items() if times}
    if not numbers:
        return None
    by_occasion = Counter()
    for (_year, occasion), times in numbers.items():
        by_occasion[occasion] += times
    common = {occasion for occasion, _times in by_occasion.most_common(_CHART_OCCASIONS)}
    common -= set() if reader.has_files else in_period.SENSITIVE_OCCASIONS
    series = [occasion for occasion in Occasion if occasion in common]
    rest = by_occasion.keys() - common
    columns = [str(occasion.label) for occasion in series] + ([_("其他")] if rest else [])
    rows = []
    for year in range(min(year for year, _occasion in numbers), as_of.year + 1):
        cells = [numbers.get((year, occasion), 0) for occasion in series]
        if rest:
            cells.append(sum(numbers.get((year, occasion), 0) for occasion in rest))
        rows.append({"label": str(year), "cells": cells})
    return {"columns": columns, "rows": rows}


@dataclass(frozen=True)
class Line:
    """One line of the table of children; `url` leads down, "" for the station's own line and the sum."""

    name: str
    code: str
    url: str
    established: bool
    established_below: int
    sites: str
    cards: list[dict]
    percent: float | None


def children_of(station, branches):
    """`(children, leftover)`: stations below to be listed with their counts, and what stands in no line.

    A station that is not in use is listed only when something was counted there, so that the sum holds.
    """
    below = Station.objects.filter(parent=station).order_by("code")
    listed = [(child, branches.get(child.code, Counts())) for child in below]
    listed = [(child, counts) for child, counts in listed if child.is_active or counts.numbers["people"]]
    leftover = Counts()
    for branch in branches.keys() - {child.code for child, _counts in listed} - {""}:
        leftover.add(branches[branch])
    return listed, leftover


def children_table(station, listed, own, everything, reader):
    """`(lines, total)` of the table: the children in code order, the station's own line, the sum."""
    lines = [_line(child, counts, reader) for child, counts in listed]
    own_line = _line(station, own, reader, name=_("%s本级") % station.place_name)
    return [*lines, own_line], _line(station, everything, reader, name=_("合计"))


def _line(station, counts, reader, name=""):
    basis = Basis(station, counts)
    found = dict(zip(CHILD_FIGURES, pick(basis, CHILD_FIGURES), strict=True))
    return Line(
        name=name or station.place_name,
        code=station.code,
        url="" if name else reverse("dashboard", args=[station.code]),
        established=bool(name) or station.is_established,
        established_below=basis["stations_established"],
        sites=f"{basis['stations_established']:,} / {basis['stations_due']:,}",
        cards=[reader.card(figure) for figure in found.values()],
        percent=found["plaque_ratio"].value and min(100, found["plaque_ratio"].value),
    )


def children_chart(listed, own, station):
    """Columns and rows of components/chart.html: the composition of each line of the table of children."""
    lines = [(child.place_name, counts) for child, counts in listed]
    if own.numbers["veterans"]:
        lines.append((_("%s本级") % station.place_name, own))
    if not any(counts.numbers["veterans"] for _name, counts in lines):
        return None
    rows = [
        {"label": name, "cells": [counts.numbers[f"bucket_{bucket}"] for bucket in Bucket.values]}
        for name, counts in lines
    ]
    return {"columns": [str(label) for label in Bucket.labels], "rows": rows}
