"""What the veterans 在册 are made up of: themes, each of which gives every file exactly one answer.

A theme groups files by the answer it reads from them and narrows a list to one answer; that nothing is
known is an answer, too. The bands are those of the offices' statistical tables.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf, Substr
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
)
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.scoping import Unindexed

from .models import Employment, Placement, ServiceRecord
from .vocabulary import Education, EmploymentStatus, Ethnicity, PlacementType, PoliticalStatus

NONE = "none"
_BLANK = (NONE, _("未填"))
_MINORITY = "minority"


@dataclass(frozen=True)
class Theme:
    """One way of dividing files.

    `key` stands in the address of a list, `prefix` before the keys of its figures; `choices` are
    `(value, label)`. A statement groups files by `read(day)`, and `answer` turns what it read into a value;
    `condition(value, day)` says which files have that answer on the day.
    """

    key: str
    prefix: str
    label: str
    choices: list
    read: Callable
    condition: Callable[[str, datetime.date], Q]
    answer: Callable[[object], str] = lambda read: read or NONE

    def figure_of(self, value) -> str:
        """The key of the figure of an answer: `age_60`, `service_3`, `education_unknown`."""
        return f"{self.prefix}_{'unknown' if value == NONE else value.split('-')[0]}"


# --- bands of full years: value -> at least the first, below the second; None where there is no end ---

_AGES = {"0-19": (None, 20), **{f"{n}-{n + 9}": (n, n + 10) for n in range(20, 80, 10)}, "80-": (80, None)}
_SPANS = ((1, 2), (3, 5), (6, 8), (9, 12), (13, 16), (17, 20), (21, 24), (25, 30))
_SERVICE = {
    "0": (None, 1),
    **{f"{first}-{last}": (first, last + 1) for first, last in _SPANS},
    "31-": (31, None),
}
_BIRTH = Unindexed("birth_date")


def of_age(band: str, day: datetime.date) -> Q:
    """Files whose people are of the age on `day`; of a birth date known to the year, its first day counts."""
    if band == NONE:
        return Q(Exact(_BIRTH, ""))
    least, below = _AGES[band]
    condition = Q(GreaterThan(_BIRTH, "" if below is None else _years_before(day, below)))
    if least is not None:
        condition &= Q(LessThanOrEqual(_BIRTH, _years_before(day, least)))
    return condition


def _age_on(day):
    """The band of each file: the oldest first, since most are old."""
    oldest_first = [
        When(Q(LessThanOrEqual(_BIRTH, _years_before(day, least))), then=Value(band))
        for band, (least, _below) in reversed(_AGES.items())
        if least is not None
    ]
    youngest = Value(next(iter(_AGES)))
    return Case(When(Q(Exact(_BIRTH, "")), then=Value(NONE)), *oldest_first, default=youngest)


def _years_before(day, years):
    return f"{day.year - years}{day.isoformat()[4:]}"


def _months(column):
    """A partial date as a number of months; of a year alone, its January."""
    month = Coalesce(NullIf(Substr(column, 6, 2), Value("")), Value("1"))
    return Cast(Substr(column, 1, 4), IntegerField()) * 12 + Cast(month, IntegerField())


_WHOLE_PERIODS = ServiceRecord.objects.exclude(enlisted_on="").exclude(discharged_on="").order_by()
# 军龄 of a file in months over all its whole periods, as `veterans.ages.service_text` tells it.
_SERVED = Subquery(
    _WHOLE_PERIODS.filter(person=OuterRef("pk"))
    .values("person")
    .annotate(months=Sum(_months("discharged_on") - _months("enlisted_on")))
    .values("months")
)


def _of_service(band, _day):
    if band == NONE:
        return Q(IsNull(_SERVED, True))
    least, below = _SERVICE[band]
    conditions = [] if least is None else [GreaterThanOrEqual(_SERVED, 12 * least)]
    return Q(*conditions, *([] if below is None else [LessThan(_SERVED, 12 * below)]))


def _service_band(years):
    if years is None:
        return NONE
    return next(band for band, (_least, below) in _SERVICE.items() if below is None or years < below)


# --- answers of a vocabulary -------------------------------------------------------------------


def _of_part(model, column):
    """The condition for an answer that stands in a part of the file; there may be no such part."""

    def condition(value, _day):
        rows = model.objects.filter(person=OuterRef("pk"))
        if value == NONE:
            return ~Q(Exists(rows.exclude(**{column: ""})))
        return Q(Exists(rows.filter(**{column: value})))

    return condition


def _of_column(column):
    return lambda value, _day: Q(**{column: "" if value == NONE else value})


def _of_level(value, _day):
    return Q(education="") if value == NONE else Q(education__startswith=value[0])


def _of_ethnicity(value, _day):
    if value == _MINORITY:
        return ~Q(ethnicity__in=["", Ethnicity.HAN])
    return Q(ethnicity="" if value == NONE else value)


def _years(least, below):
    if least is None:
        return _("20岁以下")
    return (
        _("80岁以上") if below is None else format_lazy(_("{first}至{last}岁"), first=least, last=below - 1)
    )


def _served(least, below):
    if least is None:
        return _("不满1年")
    return (
        _("31年以上") if below is None else format_lazy(_("{first}至{last}年"), first=least, last=below - 1)
    )


AGE = Theme(
    "age",
    "age",
    _("年龄"),
    [*((band, _years(*ends)) for band, ends in _AGES.items()), (NONE, _("出生日期未知"))],
    _age_on,
    of_age,
)
SERVICE = Theme(
    "service",
    "service",
    _("服役年限"),
    [*((band, _served(*ends)) for band, ends in _SERVICE.items()), (NONE, _("服役起止时间不全"))],
    lambda _day: _SERVED / 12,
    _of_service,
    _service_band,
)
PLACEMENT = Theme(
    "placement",
    "placement",
    _("安置类别"),
    [*PlacementType.choices, _BLANK],
    lambda _day: F("placement__type"),
    _of_part(Placement, "type"),
)
EDUCATION = Theme(
    "education",
    "education",
    _("学历"),
    [*((code, label) for code, label in Education.choices if code.endswith("0")), _BLANK],
    lambda _day: F("education"),
    _of_level,
    lambda code: f"{code[0]}0" if code else NONE,
)
EMPLOYMENT = Theme(
    "work",
    "employment",
    _("就业状态"),
    [*EmploymentStatus.choices, _BLANK],
    lambda _day: F("employment__status"),
    _of_part(Employment, "status"),
)
POLITICAL = Theme(
    "political",
    "political",
    _("政治面貌"),
    [*PoliticalStatus.choices, _BLANK],
    lambda _day: F("political_status"),
    _of_column("political_status"),
)
ETHNICITY = Theme(
    "ethnicity",
    "ethnicity",
    _("民族"),
    [(Ethnicity.HAN.value, Ethnicity.HAN.label), (_MINORITY, _("少数民族")), _BLANK],
    lambda _day: F("ethnicity"),
    _of_ethnicity,
    lambda code: (code if code == Ethnicity.HAN else _MINORITY) if code else NONE,
)
THEMES = (AGE, SERVICE, PLACEMENT, EDUCATION, EMPLOYMENT, POLITICAL, ETHNICITY)
BANDED = (AGE, SERVICE)
# What time alone does not change: kept in the tally of a station.
LASTING = tuple(theme for theme in THEMES if theme is not AGE)


def read(veterans):
    """The files of `veterans` with what they say of the LASTING themes: rows of answers_of."""
    columns = {f"read_{theme.prefix}": theme.read(None) for theme in LASTING}
    return veterans.order_by().annotate(**columns).values("managing_station_id", *columns)


def answers_of(rows) -> dict[int, Counter]:
    """`{station id: {key of a figure: 人}}` of the LASTING themes, from rows of `read`."""
    found = defaultdict(Counter)
    for (station, *answers), number in Counter(tuple(row.values()) for row in rows).items():
        for theme, answer in zip(LASTING, answers, strict=True):
            found[station][theme.figure_of(theme.answer(answer))] += number
    return found
