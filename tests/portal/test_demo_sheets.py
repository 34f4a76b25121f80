"""The made-up people: kept sheets that can be made again, numbers that nobody has, sums that the article states."""

import datetime

import pytest
from python_calamine import CalamineWorkbook

from stations.dates import months_before
from stations.divisions import load_divisions
from stations.identity import check_id, check_phone
from stations.models import Station
from veterans_portal.demo import rounds
from veterans_portal.demo.homes import households
from veterans_portal.demo.neighbours import Neighbours, regions
from veterans_portal.demo.village_sheets import DATA, write
from veterans_portal.demo.villages import tianfu, zhichong


def cells(path):
    workbook = CalamineWorkbook.from_path(path)
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def test_the_kept_sheets_are_what_the_generator_makes(tmp_path):
    made = write(tmp_path)
    assert sorted(path.name for path in made) == sorted(path.name for path in DATA.iterdir())
    for path in made:
        assert cells(path) == cells(DATA / path.name)


@pytest.mark.parametrize(("people", "count", "homes"), [(zhichong, 103, 98), (tianfu, 129, 125)])
def test_a_village_has_its_people_in_its_households(people, count, homes):
    rows = people()
    assert len(rows) == count
    assert len(households(rows)) == homes
    assert len({row["姓名"] for row in rows}) == count
    heads = {number: family[0]["户主"] for number, family in households(rows).items()}
    assert all(row["户主"] == heads[row["户编号"]] for row in rows)


def test_nobody_has_the_numbers_of_made_up_people(db):
    load_divisions()
    maker, today = Neighbours(), datetime.date(2026, 1, 1)
    people = [*zhichong(), *tianfu()]
    for region in regions():
        people += maker.people(region, today)
    numbers = [check_id(row["身份证号"], allow_sample=True) for row in people]
    assert all(number.is_sample for number in numbers)
    assert len({number.number for number in numbers}) == len(people)
    phones = [row[key] for row in people for key in ("手机", "紧急联系电话") if row.get(key)]
    assert all(check_phone(phone, allow_sample=True).startswith("10000") for phone in phones)
    assert len(set(phones)) == len(phones)


def test_every_street_and_town_has_neighbours_once(db):
    load_divisions()
    codes = [code for region in regions() for code in region.sizes]
    assert len(set(codes)) == len(codes)
    towns = set(Station.objects.filter(code__in=codes).values_list("parent__code", flat=True))
    assert towns == set(Station.objects.active().at_tier("town").values_list("code", flat=True))


@pytest.mark.parametrize("days", range(0, 1100, 11))
def test_visits_of_three_years_add_up_on_any_day(days):
    today = datetime.date(2026, 1, 1) + datetime.timedelta(days=days)
    oldest, newest = months_before(today, 34), months_before(today, 2)
    visits = rounds.zhichong_visits(today)
    assert len(visits) == 846
    assert sum(row["慰问金"] + row["慰问品价值"] for row in visits) == 134_000 - 12 * 160
    assert min(row["慰问金"] for row in visits) >= 0
    for row in [*visits, *rounds.tianfu_visits(today)]:
        assert oldest <= row["走访日期"] <= newest
    keys = {(row["走访日期"], row["事由"], row["方式"], row["身份证号"]) for row in visits}
    assert len(keys) == len(visits)


def test_a_household_has_one_plaque_and_few_wait():
    for code, homes, waiting in (("440704004212", 98, 2), ("440703006121", 125, 3)):
        plaques = rounds.village_plaques(code)
        assert len({row["户编号"] for row in plaques}) == len(plaques) == homes
        assert [row["状态"] for row in plaques].count("待悬挂") == waiting
        for row in plaques:
            assert (row["状态"] == "已悬挂") == bool(row["悬挂日期"] or row["日期不详"])
