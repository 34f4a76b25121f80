"""三有 and 五有: what is asked, what a check comes to, which one counts; stars and who may award them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from care_activities.models import StandardRule, StationCheck, StationStar
from care_activities.services.station_documents import document_add
from care_activities.services.station_standards import (
    check_register,
    items_asked,
    proposals,
    stations_unchecked,
)
from stations.models import AuditEntry, ServicePost, StaffMember, Station, Venue

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIVE = ["body", "posts", "staff", "funds", "backing"]


def today():
    return timezone.localdate()


def checked(station, checklist="five", on=None, actor=None, **answers):
    answers = answers or dict.fromkeys(FIVE, "yes")
    return check_register(
        actor=actor,
        station=station,
        checklist=checklist,
        checked_on=on or today(),
        answers={item: {"answer": answer, "evidence": "见台账"} for item, answer in answers.items()},
    )


def asked(station, checklist="five"):
    return [one.item for one in items_asked(station, checklist)]


def test_the_seed_asks_the_two_lists_and_a_district_may_ask_a_site_instead_of_posts(tree, zhichong, tianfu):
    assert asked(zhichong) == FIVE
    assert asked(zhichong, "three") == ["place", "leisure", "meeting"]
    city, district = tree["440700000000"], tree["440704000000"]
    StandardRule.objects.create(station=city, item="posts", is_asked=False)
    StandardRule.objects.create(station=district, item="posts", is_asked=True, wording="有专职岗位")
    StandardRule.objects.create(station=city, item="site", is_asked=True)
    assert asked(tianfu) == ["body", "staff", "funds", "backing", "site"]
    assert asked(zhichong) == [*FIVE, "site"]  # the nearest station above has the word
    assert items_asked(zhichong, "five")[1].wording == "有专职岗位"


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        (dict.fromkeys(FIVE, "yes"), "met"),
        (dict.fromkeys(FIVE, "yes") | {"funds": "no"}, "lacking"),
        (dict.fromkeys(FIVE[:4], "yes"), "open"),
        ({"body": "no"}, "lacking"),
    ],
)
def test_what_a_check_comes_to(zhichong, answers, result):
    check = checked(zhichong, **answers)
    assert check.result == result
    kept = dict(check.items.values_list("item", "answer"))
    assert kept == {item: answers.get(item, "") for item in FIVE}


def test_the_latest_day_counts_and_what_was_before_stays(zhichong):
    new = checked(zhichong, body="no")
    old = checked(zhichong, on=today() - 30 * DAY)
    assert list(StationCheck.objects.current("five")) == [new]
    again = checked(zhichong)  # of the same day the one registered last
    assert list(StationCheck.objects.current()) == [again]
    assert StationCheck.objects.count() == 3 and old.items.count() == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        StationCheck.objects.filter(pk=old.pk).update(is_current=True)


def test_nothing_answered_a_foreign_item_and_a_day_ahead_are_refused(zhichong):
    for values in ({"place": "yes"}, dict.fromkeys(FIVE, "")):
        with pytest.raises(ValidationError):
            checked(zhichong, **values)
    with pytest.raises(ValidationError):
        checked(zhichong, on=today() + DAY)
    assert not StationCheck.objects.exists()


def test_what_is_on_file_is_proposed_and_answers_nothing(zhichong):
    assert proposals(zhichong, today()).keys() == {"body"}
    Venue.objects.create(station=zhichong, kind="home", name="军人之家")
    Venue.objects.create(station=zhichong, kind="chess_room", name="棋牌室", closed_on=today())
    StaffMember.objects.create(station=zhichong, name="李明", post="worker", is_dedicated=True)
    StaffMember.objects.create(station=zhichong, name="张三", post="worker", left_on=today())
    ServicePost.objects.create(station=zhichong, name="退役军人服务工作岗")
    told = proposals(zhichong, today())
    assert told["place"] == told["meeting"] == "军人之家" and "leisure" not in told
    assert told["posts"] == "退役军人服务工作岗" and told["staff"] == "工作人员 1 人，其中专责 1 人"
    assert not StationCheck.objects.exists()


def test_evidence_may_be_a_venue_of_the_station_or_a_document_from_above(tree, zhichong, tianfu):
    def evidence(**links):
        answers = {"place": {"answer": "yes", **links}}
        return check_register(
            actor=None, station=zhichong, checklist="three", checked_on=today(), answers=answers
        )

    def rules(station):
        return document_add(
            actor=None,
            station=station,
            title="工作制度",
            kind="rules",
            version_label="一",
            effective_on=today(),
            text="略",
        )

    home = Venue.objects.create(station=zhichong, kind="home", name="军人之家")
    check = evidence(venue=home, document=rules(tree["440704000000"]))
    assert check.items.get(item="place").venue == home
    with pytest.raises(ValidationError):
        evidence(venue=Venue.objects.create(station=tianfu, kind="home", name="之家"))
    with pytest.raises(ValidationError):
        evidence(document=rules(tianfu))
    assert StationCheck.objects.count() == 1


def test_who_may_check(zhichong, cast):
    for name in ("tianfu_staff", "official_district", "auditor"):
        with pytest.raises(PermissionDenied):
            checked(zhichong, actor=cast[name])
    check = checked(zhichong, actor=cast["zhichong_staff"])
    assert (check.checked_by, check.checker) == (cast["zhichong_staff"], "zhichong_staff")
    assert AuditEntry.objects.get(target_type="care_activities.stationcheck").action == "create"


def test_stations_not_checked_this_year(zhichong, tianfu):
    both = Station.objects.filter(pk__in=[zhichong.pk, tianfu.pk])
    checked(zhichong)
    checked(tianfu, on=datetime.date(today().year - 1, 12, 31))
    assert list(stations_unchecked(both, today().year)) == [tianfu]
    Station.objects.filter(pk=tianfu.pk).update(is_established=False)
    assert not stations_unchecked(both, today().year).exists()


def test_stars_are_awarded_from_above_alone(zhichong, cast):
    star = StationStar.objects.create(station=zhichong, grade=4, awarded_on=today())
    add, change = "care_activities.add_stationstar", "care_activities.change_stationstar"
    assert cast["district_manager"].has_perm(change, star)
    assert cast["zhichong_staff"].has_perm("care_activities.view_stationstar", star)
    assert not cast["zhichong_staff"].has_perm(change, star) and not cast["zhichong_staff"].has_perm(add)
    star.valid_until = today() - DAY
    with pytest.raises(ValidationError):
        star.full_clean()


def test_the_lists_are_ruled_by_the_keepers_of_the_tree(cast):
    add = "care_activities.add_standardrule"
    assert [name for name in cast if cast[name].has_perm(add)] == ["admin"]
