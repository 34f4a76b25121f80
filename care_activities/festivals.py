"""The days of the five festivals on which stations visit, reckoned by borax (1900 to 2100)."""

import datetime
from functools import cache

from borax.calendars import LunarDate

from .vocabulary import Occasion

# (month, day) of the lunar calendar
_LUNAR = {
    Occasion.SPRING_FESTIVAL: (1, 1),
    Occasion.MID_AUTUMN: (8, 15),
    Occasion.DOUBLE_NINTH: (9, 9),
}
_SOLAR = {Occasion.ARMY_DAY: (8, 1), Occasion.NATIONAL_DAY: (10, 1)}


@cache
def festival_dates(year):
    """`((Occasion, date), …)` of the five festivals in `year`, in the order of their days."""
    days = {occasion: LunarDate(year, *day).to_solar_date() for occasion, day in _LUNAR.items()}
    days |= {occasion: datetime.date(year, *day) for occasion, day in _SOLAR.items()}
    return tuple(sorted(days.items(), key=lambda item: item[1]))
