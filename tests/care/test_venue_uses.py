"""Booking venues: what is refused, what becomes of a booking, and what the log keeps."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from care_activities.models import VenueUse
from care_activities.services.venue_uses import use_book, use_settle, use_update
from stations.models import AuditEntry, Conflict, Venue

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


@pytest.fixture
def home(zhichong):
    return Venue.objects.create(station=zhichong, kind="home", name="军人之家")


def booked(venue, start=9, end=11, *, actor=None, **values):
    values = {"date": today() + DAY, "purpose": "主题党日", "organiser": "station", **values}
    return use_book(actor=actor, venue=venue, start=datetime.time(start), end=datetime.time(end), **values)


def refused(act, *words):
    with pytest.raises(ValidationError) as refusal:
        act()
    said = " ".join(refusal.value.messages)
    for word in words:
        assert word in said, said


def test_a_time_that_meets_another_booking_is_refused_with_its_hours(home):
    booked(home)
    for start, end in ((8, 10), (10, 12), (9, 11), (8, 12)):
        refused(lambda s=start, e=end: booked(home, s, e), "军人之家", "09:00–11:00", "主题党日", "请换时间")
    assert VenueUse.objects.count() == 1


def test_what_only_touches_is_no_conflict_and_neither_is_another_venue_or_day(home):
    booked(home)
    booked(home, 11, 12)
    booked(home, 8, 9)
    booked(home, date=today() + 2 * DAY)
    booked(Venue.objects.create(station=home.station, kind="other", name="书吧"))
    assert VenueUse.objects.count() == 5


def test_a_cancelled_booking_frees_its_time_and_cannot_come_back_when_it_is_taken(home):
    first = use_settle(actor=None, use=booked(home), state="unused", note="改期")
    booked(home, 10, 12)
    refused(lambda: use_settle(actor=None, use=first, state="booked"), "10:00–12:00")
    first.refresh_from_db()
    assert (first.state, first.note) == ("unused", "改期")


def test_used_needs_a_day_that_has_come_and_the_number_of_people(home):
    ahead = booked(home)
    refused(lambda: use_settle(actor=None, use=ahead, state="used", people=3), "日期还没到")
    refused(lambda: booked(home, date=today(), used=True), "实际人数")
    use = use_settle(actor=None, use=booked(home, date=today()), state="used", people=0)
    assert (use.state, use.people) == ("used", 0)


def test_a_closed_venue_an_end_before_the_beginning_and_another_stations_venue_are_refused(home, tianfu):
    refused(lambda: booked(home, 11, 9), "结束时间应晚于开始时间")
    elsewhere = Venue.objects.create(station=tianfu, kind="home", name="退役军人之家")
    use = booked(home)
    refused(lambda: use_update(actor=None, use=use, venue=elsewhere), "本站的场所")
    home.closed_on = today()
    home.save()
    refused(lambda: booked(home, 14, 16), "停用")


def test_who_may_book(home, cast):
    with pytest.raises(PermissionDenied):
        booked(home, actor=cast["tianfu_staff"])
    with pytest.raises(PermissionDenied):
        booked(home, actor=cast["official_city"])
    use = booked(home, actor=cast["zhichong_staff"])
    with pytest.raises(PermissionDenied):
        use_settle(actor=cast["tianfu_staff"], use=use, state="unused")
    assert use_settle(actor=cast["street_manager"], use=use, state="unused").state == "unused"


def test_of_two_who_edit_one_use_the_second_is_told(home, cast):
    use = booked(home)
    mine, yours = (VenueUse.objects.get(pk=use.pk) for _ in range(2))
    use_update(actor=cast["zhichong_staff"], use=mine, purpose="议事")
    with pytest.raises(Conflict):
        use_update(actor=cast["street_manager"], use=yours, purpose="棋牌")
    assert VenueUse.objects.get().purpose == "议事"


def test_the_log_names_the_fields_and_an_unchanged_save_is_no_entry(home, cast):
    use = booked(home, actor=cast["zhichong_staff"], contact_name="老陈")
    use_update(actor=cast["zhichong_staff"], use=use, people=12)
    use_update(actor=cast["zhichong_staff"], use=VenueUse.objects.get(), people=12)
    entries = AuditEntry.objects.filter(target_type="care_activities.venueuse").order_by("pk")
    assert [entry.action for entry in entries] == ["create", "change"]
    assert entries[1].fields == ["people"] and entries[1].station_name == home.station.name
    assert "老陈" not in entries[0].target_label
