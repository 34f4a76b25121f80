"""Age, age band and years of service from dates as precise as known."""

import datetime
from types import SimpleNamespace

import pytest

from veterans.ages import age_band, age_on, age_text, service_text

TODAY = datetime.date(2026, 7, 15)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        ("1966-07-15", 60),
        ("1966-07-16", 59),
        ("1966-07", 60),
        ("1966-08", 59),
        ("1966", 60),
        ("2026-07-15", 0),
        ("", None),
    ],
)
def test_a_birthday_counts_from_its_day(birth, age):
    assert age_on(birth, TODAY) == age


def test_an_age_says_when_only_the_year_is_known():
    assert age_text("1966-07-15", TODAY) == "60 周岁"
    assert age_text("1966", TODAY) == "约 60 周岁"
    assert age_text("", TODAY) == ""


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        ("2010-01-01", "18 岁以下"),
        ("2008-07-15", "18—29 岁"),
        ("1996-07-16", "18—29 岁"),
        ("1996-07-15", "30—39 岁"),
        ("1946-07-16", "70—79 岁"),
        ("1946-07-15", "80 岁及以上"),
        ("", ""),
    ],
)
def test_bands_join_without_a_gap(birth, band):
    assert age_band(birth, TODAY) == band


@pytest.mark.parametrize(
    ("periods", "text"),
    [
        ([("1988-12", "1993-03")], "4年3个月"),
        ([("1988-12-05", "1990-12-01")], "2年"),
        ([("1988-12", "1989-03")], "3个月"),
        ([("1988-12", "1990-12"), ("1995-01", "1996-02")], "3年1个月"),
        ([("1988", "1993")], "约 5 年"),
        ([("1988-12", "")], ""),
        ([], ""),
    ],
)
def test_periods_of_service_add_up(periods, text):
    records = [SimpleNamespace(enlisted_on=start, discharged_on=end) for start, end in periods]
    assert service_text(records) == text
