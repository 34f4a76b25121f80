"""What is kept of consultations and of the use of venues: right after every act, and what the figures say of it."""

import datetime
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from care_activities import tallies
from care_activities.models import ConsultationTally, VenueTally
from care_activities.place_tallies import recount_uses
from care_activities.services import consultations
from care_activities.services.venue_uses import use_book, use_settle, use_update
from stations.dates import months_before
from stations.models import SupportMember, Venue
from stations.services import station_move
from tests.imports.sheets import ALL, bring_in, outcomes, workbook
from tests.veterans.people import register
from veterans.services.merging import files_merge, merge_undo
from veterans_portal.dashboards.figures import figures
from veterans_portal.imports import pipeline
from veterans_portal.people.quality.merging import RECOUNTS

pytestmark = pytest.mark.django_db
STREET, CITY = "440704004000", "440700000000"
DAY = datetime.timedelta(days=1)
FIGURES = ("consultations_1y", "venue_uses_1y_times", "venue_uses_1y_person_times", "venue_bookings")


def today():
    return timezone.localdate()


@pytest.fixture
def lawyer(tree):
    return SupportMember.objects.create(station=tree[STREET], name="王律师", role="legal_adviser")


@pytest.fixture
def home(zhichong):
    return Venue.objects.create(station=zhichong, kind="home", name="军人之家")


@pytest.fixture
def consult(zhichong, lawyer):
    def make(date=datetime.date(2024, 5, 6), topic="housing", **values):
        values = {"question": "老屋确权找谁办", "outcome": "answered", "station": zhichong, **values}
        return consultations.consultation_record(actor=None, date=date, topic=topic, adviser=lawyer, **values)

    return make


@pytest.fixture
def use(home):
    hours = count()

    def make(date=datetime.date(2024, 5, 6), people=None, venue=home, **values):
        start = datetime.time(6 + next(hours) % 16)
        values = {"purpose": "议事", "organiser": "station", **values}
        return use_book(
            actor=None,
            venue=venue,
            date=date,
            start=start,
            end=start.replace(minute=30),
            people=people,
            used=people is not None,
            **values,
        )

    return make


def told(model, what, *numbers):
    """`{(year, month, what): numbers}` as kept; what is kept is what is counted anew."""
    assert tallies.verify() == []
    return {
        (row["year"], row["month"], row[what]): tuple(row[name] for name in numbers)
        for row in model.objects.values("year", "month", what, *numbers)
    }


def asked():
    return told(ConsultationTally, "topic", "times")


def used():
    return told(VenueTally, "venue__name", "times", "people", "booked")


def test_consultations_are_counted_by_month_and_topic(consult):
    row = consult()
    consult(question="另一件", topic="rights")
    consult(question="第三件")
    assert asked() == {(2024, 5, "housing"): (2,), (2024, 5, "rights"): (1,)}
    consultations.consultation_update(
        actor=None, consultation=row, topic="rights", date=datetime.date(2024, 6, 1)
    )
    assert asked() == {(2024, 5, "housing"): (1,), (2024, 5, "rights"): (1,), (2024, 6, "rights"): (1,)}
    consultations.consultation_delete(actor=None, consultation=row)
    assert asked() == {(2024, 5, "housing"): (1,), (2024, 5, "rights"): (1,)}


def test_uses_are_counted_by_month_and_venue(use, home):
    first = use(people=12)
    second = use()
    assert used() == {(2024, 5, "军人之家"): (1, 12, 1)}
    second = use_settle(actor=None, use=second, state="used", people=8)
    assert used() == {(2024, 5, "军人之家"): (2, 20, 0)}
    use_settle(actor=None, use=second, state="unused")
    room = Venue.objects.create(station=home.station, kind="other", name="书吧")
    use_update(actor=None, use=first, venue=room, people=5)
    assert used() == {(2024, 5, "书吧"): (1, 5, 0)}
    room.kind = "reading_room"
    room.save()
    assert tallies.verify() == []


def sheet_of_uses(user, *people):
    rows = [
        ["直冲村", "军人之家", "2024-05-01", f"{9 + n}:00-{9 + n}:30", "议事", "本站", number]
        for n, number in enumerate(people)
    ]
    header = ["村（社区）", "场地名称", "日期", "使用时间", "活动内容", "使用方", "人数"]
    return bring_in(user, workbook([header, *rows]), kind="venue_uses", verbs=ALL)


def test_a_sheet_of_uses_and_its_undo(cast, home):
    user = cast["street_manager"]
    sheet_of_uses(user, 20)
    corrected = sheet_of_uses(user, 26, 4)
    assert outcomes(corrected) == ["changed", "new"]
    assert used() == {(2024, 5, "军人之家"): (2, 30, 0)}
    pipeline.undo(corrected, user=user)
    assert used() == {(2024, 5, "军人之家"): (1, 20, 0)}


def test_a_sheet_of_consultations_and_its_undo(cast, lawyer, zhichong):
    header = ["所属社区", "服务时间", "法律顾问", "事项类别", "咨询内容", "处理结果"]
    row = ["直冲村", "2024-05-06", "王律师", "房产纠纷", "老屋确权找谁办", "答复"]
    user = cast["street_manager"]
    batch = bring_in(user, workbook([header, row]), kind="consultations")
    assert asked() == {(2024, 5, "housing"): (1,)}
    pipeline.undo(batch, user=user)
    assert asked() == {}


def test_a_wrong_tally_is_named(use, home):
    use(people=3)
    VenueTally.objects.update(people=7)
    [problem] = tallies.verify()
    assert f"station {home.station_id}: uses of venue 2024-05" in problem
    recount_uses([home.station_id])
    assert tallies.verify() == []


def test_merging_files_and_moving_a_station_leave_the_tallies_right(cast, consult, use, tree, zhichong):
    keep, gone = register(zhichong, "何伯"), register(zhichong, "何伯")
    consult(today() - DAY, person=keep)
    consult(today() - DAY, person=gone)
    use(today() - DAY, people=4)
    done = files_merge(actor=None, keep=keep, gone=gone, recounts=RECOUNTS)
    assert keep.consultations.count() == 2 and tallies.verify() == []
    merge_undo(actor=None, merge=done, recounts=RECOUNTS)
    assert keep.consultations.count() == 1 and tallies.verify() == []
    station_move(actor=cast["admin"], station=tree[STREET], parent=tree["440703000000"])
    tree["440703000000"].refresh_from_db()
    found = figures(tree["440703000000"], as_of=today())
    assert [found[key].value for key in FIGURES] == [2, 1, 4, 0] and tallies.verify() == []


# Figures


@pytest.fixture
def year(consult, use, tianfu):
    """Days at both ends of the last year, just outside and just inside, and bookings around today."""
    begins = months_before(today(), 12)
    for number, day in enumerate([begins, begins + DAY, begins + 60 * DAY, today() - 40 * DAY, today()]):
        consult(day, question=f"第{number}件")
        use(day, people=number)
    there = Venue.objects.create(station=tianfu, kind="home", name="退役军人之家")
    use(today(), people=7, venue=there)
    for ahead in (-1, 0, 1, 45, 400):
        use(today() + ahead * DAY)


def test_figures_count_to_the_day_and_open_lists_of_the_same_length(sign_in, year, tree, zhichong):
    expected = {zhichong: [4, 4, 10, 4], tree[CITY]: [4, 5, 17, 4]}
    client = sign_in("city_manager")
    for station, values in expected.items():
        found = figures(station, as_of=today())
        assert [found[key].value for key in FIGURES] == values
        for key in FIGURES:
            rows = client.get(found[key].list_query).context["page"].rows
            listed = sum(row.people for row in rows) if key == FIGURES[2] else len(rows)
            assert listed == found[key].value, (station, key)
    assert figures(zhichong, as_of=today() - 41 * DAY)["consultations_1y"].value == 3


def test_a_figure_of_consultations_counts_where_it_was_asked(sign_in, consult, tianfu, zhichong):
    """The station that keeps the file reads the consultation, and does not count it."""
    consult(today(), person=register(tianfu, "陈志强"))
    client = sign_in("tianfu_staff")
    found = figures(tianfu, as_of=today())["consultations_1y"]
    assert found.value == 0 and not client.get(found.list_query).context["page"].rows
    assert "陈志强" in client.get(reverse("consultations")).content.decode()
    said = sign_in("zhichong_staff").get(figures(zhichong, as_of=today())["consultations_1y"].list_query)
    assert "近一年咨询" in said.content.decode() and "陈志强" in said.content.decode()


def test_few_consultations_are_not_told_to_who_reads_figures_only(sign_in, consult, zhichong):
    consult(today())
    assert "&lt;3" in sign_in("official_district").get(f"/stations/{zhichong.code}/").content.decode()


@pytest.mark.parametrize("name", ["consultations", "venue-uses"])
def test_an_unknown_figure_is_no_list(sign_in, name):
    assert sign_in("zhichong_staff").get(reverse(name), {"figure": "people"}).status_code == 404
