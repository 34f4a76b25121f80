"""The days of the festivals, against days looked up in printed calendars."""

import datetime

import pytest

from care_activities.festivals import festival_dates


@pytest.mark.parametrize(
    ("year", "spring", "mid_autumn", "double_ninth"),
    [
        (2020, "2020-01-25", "2020-10-01", "2020-10-25"),
        (2023, "2023-01-22", "2023-09-29", "2023-10-23"),
        (2024, "2024-02-10", "2024-09-17", "2024-10-11"),
        (2025, "2025-01-29", "2025-10-06", "2025-10-29"),
        (2026, "2026-02-17", "2026-09-25", "2026-10-18"),
    ],
)
def test_lunar_festivals(year, spring, mid_autumn, double_ninth):
    days = {occasion: day.isoformat() for occasion, day in festival_dates(year)}
    assert days == {
        "spring_festival": spring,
        "army_day": f"{year}-08-01",
        "mid_autumn": mid_autumn,
        "national_day": f"{year}-10-01",
        "double_ninth": double_ninth,
    }


def test_festivals_come_in_the_order_of_their_days():
    days = [day for _occasion, day in festival_dates(2025)]
    assert days == sorted(days)
    assert days[0] == datetime.date(2025, 1, 29)
