"""What a dashboard is asked for in its address: a year or a part of one, 近三年, an occasion, a class of people."""

import calendar
import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care_activities.vocabulary import Occasion
from stations.dates import months_before
from veterans.buckets import Bucket

from .subtree import WINDOW_MONTHS

THREE_YEARS = "3y"
_YEARS = 8
_HALVES = [("h1", gettext_lazy("上半年")), ("h2", gettext_lazy("下半年"))]
_QUARTERS = list(
    zip(
        ("q1", "q2", "q3", "q4"),
        (gettext_lazy("一季度"), gettext_lazy("二季度"), gettext_lazy("三季度"), gettext_lazy("四季度")),
        strict=True,
    )
)
_MONTHS_IN = {"": 12, "h": 6, "q": 3, "m": 1}  # how long a part is


@dataclass(frozen=True)
class Span:
    """The days from `start` to `end`, both included."""

    start: datetime.date
    end: datetime.date

    def of(self, column) -> Q:
        """The condition that the day in `column` lies within."""
        return Q(**{f"{column}__range": (self.start, self.end)})

    def whole_months(self) -> Q:
        """The condition for rows of a tally (year, month) whose months lie whole within."""
        first, last = self._whole()
        (year, month), (last_year, last_month) = divmod(first, 12), divmod(last, 12)
        if first > last:
            return Q(year=0)
        if year == last_year:
            return Q(year=year, month__range=(month + 1, last_month + 1))
        return (
            Q(year=year, month__gt=month)
            | Q(year__gt=year, year__lt=last_year)
            | Q(year=last_year, month__lte=last_month + 1)
        )

    def cut_days(self, column) -> Q | None:
        """The condition for days in the months that it cuts; None where it cuts none."""
        first, last = self._whole()
        if first > last:
            return self.of(column)
        parts = []
        if self.start.day > 1:
            parts.append(Span(self.start, _first_of(first) - datetime.timedelta(days=1)))
        if self.end >= _first_of(last + 1):
            parts.append(Span(_first_of(last + 1), self.end))
        return _any(part.of(column) for part in parts)

    def year_before(self) -> "Span":
        """The same days of the year before; a whole month stays whole."""
        end = months_before(self.end, 12)
        if _ends_month(self.end):
            end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        return Span(months_before(self.start, 12), end)

    def _whole(self):
        """The first and the last whole month, as year * 12 + month - 1.

        The month of today is whole: nothing is registered before it happened.
        """
        first = _month(self.start) + (self.start.day > 1)
        return first, _month(self.end) - (not (_ends_month(self.end) or self.end >= timezone.localdate()))


@dataclass(frozen=True)
class Asked:
    """`year` ("2026" or 3y), `part` of it ("", h1, q3, m11), `occasion` of visits, `bucket` of people ("" for all).

    `now` ends today at the latest; `whole` is the period to its end.
    """

    year: str
    part: str
    occasion: str
    bucket: str
    now: Span
    whole: Span

    @classmethod
    def read(cls, query, today) -> "Asked":
        """This year without a word; what is unknown is ignored."""
        year, part, occasion, bucket = (
            query.get(name, "") for name in ("year", "part", "occasion", "bucket")
        )
        year = year if year in dict(years(today)) else str(today.year)
        part = part if part in dict(parts()) and year != THREE_YEARS else ""
        whole = _three_years(today) if year == THREE_YEARS else _span(int(year), part)
        now = Span(whole.start, min(whole.end, today)) if whole.start <= today else whole
        return cls(
            year,
            part,
            occasion if occasion in Occasion.values else "",
            bucket if bucket in Bucket.values else "",
            now,
            whole,
        )

    @property
    def before(self) -> Span:
        return self.now.year_before()

    @property
    def label(self) -> str:
        """Such as 2026年三季度."""
        if self.year == THREE_YEARS:
            return _("近三年")
        part = dict(parts())[self.part] if self.part else ""
        return _("%(year)s年%(part)s") % {"year": self.year, "part": part}

    @property
    def query(self) -> list[tuple[str, str]]:
        """`(name, value)` of the address."""
        told = [(name, getattr(self, name)) for name in ("year", "part", "occasion", "bucket")]
        return [(name, value) for name, value in told if value]


def years(today) -> list[tuple[str, str]]:
    """The years offered with their names, this one first."""
    named = {0: _("（本年）"), 1: _("（上年）")}
    found = [(str(today.year - ago), f"{today.year - ago}{named.get(ago, '')}") for ago in range(_YEARS)]
    return [*found[:2], (THREE_YEARS, _("近三年")), *found[2:]]


def parts() -> list[tuple[str, str]]:
    """The parts of a year offered: the whole, halves, quarters, months."""
    months = [(f"m{month:02}", _("%d月") % month) for month in range(1, 13)]
    return [("", _("全年")), *_HALVES, *_QUARTERS, *months]


def _span(year, part) -> Span:
    """The days of a part of a year."""
    length = _MONTHS_IN[part[:1]]
    first = length * (int(part[1:] or 1) - 1)
    start = _first_of(year * 12 + first)
    return Span(start, _first_of(year * 12 + first + length) - datetime.timedelta(days=1))


def _three_years(today) -> Span:
    return Span(months_before(today, WINDOW_MONTHS) + datetime.timedelta(days=1), today)


def _month(day) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month) -> datetime.date:
    return datetime.date(month // 12, month % 12 + 1, 1)


def _ends_month(day) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _any(conditions) -> Q | None:
    found = None
    for condition in conditions:
        found = condition if found is None else found | condition
    return found
