"""The time a report speaks of: a year, a half, a quarter or a month."""

import calendar
import datetime
import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

_FIRST_YEAR, _LAST_YEAR = 1950, 2199
_CODE = re.compile(r"([0-9]{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")
_YEARS_OFFERED = 5


@dataclass(frozen=True)
class Period:
    """`code` is "2026", "2026-H1", "2026-Q3" or "2026-11"; months run from `first_month` to `last_month`, 1 to 12."""

    code: str
    year: int
    first_month: int
    last_month: int

    @classmethod
    def parse(cls, code) -> "Period | None":
        """None for what is no period."""
        found = _CODE.fullmatch(code or "")
        if not found or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
            return None
        half, quarter, month = (int(part) if part else 0 for part in found.groups()[1:])
        if half:
            months = (6 * half - 5, 6 * half)
        elif quarter:
            months = (3 * quarter - 2, 3 * quarter)
        else:
            months = (month or 1, month or 12)
        return cls(code, int(found[1]), *months)

    @classmethod
    def month_of(cls, day: datetime.date) -> "Period":
        return cls.parse(f"{day:%Y-%m}")

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, self.first_month, 1)

    @property
    def last(self) -> datetime.date:
        return datetime.date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        return self.first, self.last

    @property
    def label(self) -> str:
        rest = self.code[5:]
        words = {
            "": _("%(year)d年"),
            "H1": _("%(year)d年上半年"),
            "H2": _("%(year)d年下半年"),
            **{f"Q{n}": _("%(year)d年第%(part)d季度") for n in range(1, 5)},
        }
        part = (self.first_month + 2) // 3 if rest.startswith("Q") else self.first_month
        return words.get(rest, _("%(year)d年%(part)d月")) % {"year": self.year, "part": part}

    @property
    def year_before(self) -> "Period":
        """The same months a year earlier (同比)."""
        return Period.parse(f"{self.year - 1}{self.code[4:]}")

    @property
    def before(self) -> "Period":
        """The period of the same length that ends where this one begins (环比)."""
        length = self.last_month - self.first_month + 1
        if self.first_month > length:
            return self._shifted(self.year, self.first_month - length, length)
        return self._shifted(self.year - 1, 13 - length, length)

    @staticmethod
    def _shifted(year, month, length):
        rest = {12: "", 6: f"-H{month // 6 + 1}", 3: f"-Q{month // 3 + 1}", 1: f"-{month:02}"}[length]
        return Period.parse(f"{year}{rest}")

    def on(self, column) -> Q:
        """The day in `column` lies in the period."""
        return Q(**{f"{column}__range": self.days})

    def at(self, column) -> Q:
        """The moment in `column` lies in the period, by local days."""
        return Q(**{f"{column}__date__range": self.days})

    def partly(self, column) -> Q:
        """The day, month or year in the text `column` lies in the period; a bare year only in a whole one."""
        first = f"{self.year}" if self.last_month - self.first_month == 11 else f"{self.first:%Y-%m}"
        return Q(**{f"{column}__gte": first, f"{column}__lte": self.last.isoformat()})

    def months(self) -> Q:
        """The rows of a tally by year and month that lie in the period."""
        return Q(year=self.year, month__range=(self.first_month, self.last_month))


def offered(today: datetime.date) -> list[tuple[str, list[Period]]]:
    """`[(kind, periods)]` to choose from, the newest first."""
    year = today.year
    months = [f"{year}-{month:02}" for month in range(today.month, 0, -1)]
    months += [f"{year - 1}-{month:02}" for month in range(12, 0, -1)]
    quarters = [
        f"{y}-Q{q}"
        for y in (year, year - 1)
        for q in range(4, 0, -1)
        if (y, 3 * q - 2) <= (year, today.month)
    ]
    halves = [f"{y}-H{h}" for y in (year, year - 1) for h in (2, 1) if (y, 6 * h - 5) <= (year, today.month)]
    years = [f"{y}" for y in range(year, year - _YEARS_OFFERED, -1)]
    kinds = [(_("年"), years), (_("半年"), halves), (_("季度"), quarters), (_("月"), months)]
    return [(label, [Period.parse(code) for code in codes]) for label, codes in kinds]
