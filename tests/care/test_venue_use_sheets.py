"""场所使用台账 as a spreadsheet: the ways offices write times, and what meets another use."""

import datetime

import pytest
from django.utils import timezone

from care_activities.models import VenueUse
from care_activities.services.venue_uses import use_book
from stations.models import Venue
from stations.spreadsheets.times import clock_of
from tests.imports.sheets import TIANFU, ZHICHONG, bring_in, outcomes, verdicts, workbook
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tree):
    return Venue.objects.create(station=tree[ZHICHONG], kind="home", name="军人之家")


def bring(user, *rows, **options):
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = workbook([header, *([row.get(name) for name in header] for row in rows)])
    return bring_in(user, file, kind="venue_uses", **options)


def row(time="9:00-11:30", **cells):
    return {
        "村（社区）": ZHICHONG,
        "场地名称": "军人之家",
        "日期": "2024-05-01",
        "使用时间": time,
        "活动内容": "主题党日",
        "使用方": "本站",
        "人数": "26",
        **cells,
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("9:00", "09:00:00"),
        ("09：30", "09:30:00"),
        ("9点半", "09:30:00"),
        ("下午2:30", "14:30:00"),
        ("上午9时15分", "09:15:00"),
        ("14:05:00", "14:05:00"),
        ("晚上8点", "20:00:00"),
    ],
)
def test_times_as_people_write_them(text, kept):
    assert clock_of(text) == kept


@pytest.mark.parametrize("text", ["九点", "25:00", "9:75", "上午", "9-11"])
def test_what_is_no_time(text):
    with pytest.raises(ValueError, match="请写时间"):
        clock_of(text)


def test_a_use_in_one_cell_of_hours_took_place(cast, home):
    batch = bring(cast["street_manager"], row())
    assert outcomes(batch) == ["new"], verdicts(batch)
    use = VenueUse.objects.get()
    assert (use.start, use.end) == (datetime.time(9), datetime.time(11, 30))
    assert (use.venue, use.station, use.state, use.people) == (home, home.station, "used", 26)


def test_a_spreadsheets_own_times_and_a_booking_ahead(cast, home):
    ahead = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()
    cells = row(日期=ahead, 人数=None)
    del cells["使用时间"]
    batch = bring(cast["street_manager"], cells | {"开始时间": 0.375, "结束时间": "11:00"})
    assert outcomes(batch) == ["new"], verdicts(batch)
    assert (VenueUse.objects.get().state, VenueUse.objects.get().start) == ("booked", datetime.time(9))


def test_the_same_sheet_again_changes_nothing_and_undoing_leaves_nothing(cast, home):
    user = cast["street_manager"]
    first = bring(user, row())
    assert outcomes(bring(user, row())) == ["unchanged"]
    pipeline.undo(first, user=user)
    assert not VenueUse.objects.exists()


def test_rows_that_meet_another_use_are_named(cast, home):
    use_book(
        actor=None,
        venue=home,
        date=datetime.date(2024, 5, 2),
        start=datetime.time(10),
        end=datetime.time(12),
        purpose="议事",
        organiser="station",
    )
    batch = bring(
        cast["street_manager"],
        row(),
        row("11:00-12:00"),
        row("11:30-12:00"),
        row("9:00-11:00", 日期="2024-05-02"),
        row("8:00-10:00", 日期="2024-05-02"),
    )
    told = verdicts(batch)
    assert [one[1] for one in told] == ["new", "rejected", "new", "rejected", "new"], told
    assert "09:00–11:30" in told[1][2] and "10:00–12:00" in told[3][2]
    assert VenueUse.objects.count() == 4


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"场地名称": "没有的"}, "本站没有这个场所"),
        ({"使用时间": "11:00-9:00"}, "结束时间应晚于开始时间"),
        ({"使用时间": "上午"}, "起止时间"),
        ({"人数": None, "状态": "已使用"}, "实际人数"),
        ({"日期": "2199-01-01", "状态": "已使用"}, "日期还没到"),
        ({"活动内容": None}, "请填写这一格"),
    ],
)
def test_what_is_refused_says_why(cast, home, cells, word):
    batch = bring(cast["street_manager"], row(**cells))
    assert outcomes(batch) == ["rejected"] and word in verdicts(batch)[0][2], verdicts(batch)
    assert not VenueUse.objects.exists()


def test_a_closed_venue_and_somebody_elses_station(cast, home):
    home.closed_on = datetime.date(2024, 1, 1)
    home.save()
    batch = bring(cast["street_manager"], row(), row(**{"村（社区）": TIANFU}))
    assert outcomes(batch) == ["rejected", "rejected"] and "停用" in verdicts(batch)[0][2]
