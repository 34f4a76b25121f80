"""法定退休年龄: who reaches it soon, as far as sex and date of birth say; a reminder, never a decision.

全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13, in force 2025-01-01): men by one month for
every four months of birth from January 1965, from 60 to 63; women of 55 from January 1970 to 58. Women who
retire at 50 are not told apart in the files and are left out.
"""

import datetime

from django.db.models import Q

from stations.dates import months_before

from . import tallies
from .models import Employment
from .parts import HasPart
from .vocabulary import EmploymentStatus, ObjectClass, Sex

# Years without delay, and the first month of birth that is delayed, as year * 12 + month - 1.
_AGES = {Sex.MALE: (60, 1965 * 12), Sex.FEMALE: (55, 1970 * 12)}
_A_STEP, _MOST = 4, 36  # months of birth that share a delay; months of the longest delay
ANNOUNCED_MONTHS = 3
# They retire otherwise, or have.
_NOT_AT_WORK = sorted(
    map(str, (EmploymentStatus.RETIRED, EmploymentStatus.STATE_SUPPORTED, EmploymentStatus.FARMING))
)


def age_in_months(sex: str, year: int, month: int) -> int:
    """The age of retirement of somebody born in a month."""
    years, first = _AGES[Sex(sex)]
    steps = (year * 12 + month - 1 - first) // _A_STEP + 1
    return years * 12 + min(max(steps, 0), _MOST)


def retiring_soon(today: datetime.date) -> Q:
    """Veterans 在册 at work or without work who reach the age within ANNOUNCED_MONTHS."""
    born = Q(pk__in=[])
    for sex, (years, _first) in _AGES.items():
        undelayed = today.year * 12 + today.month - 1 - years * 12
        for month in range(undelayed - _MOST - 1, undelayed + ANNOUNCED_MONTHS + 2):
            age = age_in_months(sex, month // 12, month % 12 + 1)
            after, until = (months_before(today, m).isoformat() for m in (age, age - ANNOUNCED_MONTHS))
            start, end = _month(month), _month(month + 1)
            if after < end and until >= start:
                within = {"birth_date__gte": start, "birth_date__lt": end}
                born |= Q(sex=sex, birth_date__gt=after, birth_date__lte=until, **within)
    return (
        tallies.VETERAN
        & born
        & ~tallies.has_class([ObjectClass.MILITARY_RETIREE])
        & ~Q(HasPart(Employment, Q(status__in=_NOT_AT_WORK)))
    )


def _month(number) -> str:
    """Such as 1965-01: comes before every day of the month and after those of the month before."""
    return f"{number // 12}-{number % 12 + 1:02}"
