"""法定退休年龄 as it rises since 2025, and the list of who reaches it soon."""

import datetime

import pytest

from stations.dates import months_before
from veterans.models import Employment, PersonFile
from veterans.retirement import age_in_months, retiring_soon

from .people import id_number, register, register_many

ZHICHONG = "440704004212"


@pytest.mark.parametrize(
    ("sex", "year", "month", "years", "months"),
    [
        # as the table of the law has it
        ("1", 1964, 12, 60, 0),
        ("1", 1965, 1, 60, 1),
        ("1", 1965, 4, 60, 1),
        ("1", 1965, 5, 60, 2),
        ("1", 1966, 10, 60, 6),
        ("1", 1976, 8, 62, 11),
        ("1", 1976, 9, 63, 0),
        ("1", 1990, 1, 63, 0),
        ("2", 1969, 12, 55, 0),
        ("2", 1970, 1, 55, 1),
        ("2", 1981, 8, 57, 11),
        ("2", 1981, 9, 58, 0),
    ],
)
def test_the_age_follows_the_month_of_birth(sex, year, month, years, months):
    assert age_in_months(sex, year, month) == years * 12 + months


def _reaches(person):
    """The day on which a person reaches the age, counted from the birth date alone."""
    born = datetime.date.fromisoformat(person.birth_date)
    return months_before(born, -age_in_months(person.sex, born.year, born.month))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "today", [datetime.date(2025, 1, 1), datetime.date(2026, 11, 26), datetime.date(2040, 2, 28)]
)
def test_the_list_is_who_reaches_it_within_three_months(tree, today):
    numbers = [
        id_number(f"{months_before(today, months):%Y%m%d}", sex)
        for sex, years in (("1", 60), ("2", 55))
        for months in range(years * 12 - 4, years * 12 + 42)
    ]
    people = register_many(tree[ZHICHONG], ["陈某"] * len(numbers), numbers=numbers)
    expected = {p for p in people if today < _reaches(p) <= months_before(today, -3)}
    assert 4 <= len(expected) < 20
    assert set(PersonFile.objects.filter(retiring_soon(today))) == expected


@pytest.mark.django_db
def test_a_birth_date_known_to_the_month_counts_from_its_beginning(tree):
    given = {"no_id_reason": "补办中", "sex": "1"}
    known = [register(tree[ZHICHONG], birth_date=f"1966-{month:02}", **given) for month in range(1, 13)]
    listed = set(PersonFile.objects.filter(retiring_soon(datetime.date(2026, 11, 26))))
    assert {p for p in known if p in listed} == {known[6], known[7]}  # 60 years and 5 months: July and August


@pytest.mark.django_db
def test_who_has_retired_or_farms_or_is_no_veteran_is_left_out(tree):
    today = datetime.date(2026, 11, 26)
    given = {"no_id_reason": "补办中", "sex": "1", "birth_date": "1966-08-01"}
    works, retired, farms = (register(tree[ZHICHONG], **given) for _one in range(3))
    Employment.objects.create(person=retired, status="07")
    Employment.objects.create(person=farms, status="05")
    register(tree[ZHICHONG], classes=["03"], **given)
    register(tree[ZHICHONG], classes=["09"], **given)
    assert list(PersonFile.objects.filter(retiring_soon(today))) == [works]
