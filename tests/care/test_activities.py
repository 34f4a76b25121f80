"""Activities from plan to count: who may be asked, who came, what the figures say, what the log holds."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from care_activities import tallies
from care_activities.models import Activity, ActivityAttendance, ActivityTally, Opinion
from care_activities.services import activities, attendance, opinions
from care_activities.services.attendance import Tick
from stations.models import AuditEntry, Conflict, PartnerOrganisation, RedResource
from stations.services import ServiceError
from tests.veterans.people import register
from veterans.models import PartyMembership
from veterans.services.merging import files_merge
from veterans_portal.people.quality.merging import RECOUNTS

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 8)


@pytest.fixture
def plan(zhichong):
    """`plan(topic=…)`: a study of 直冲村 on DAY, two hours each, unless said otherwise."""

    def make(actor=None, station=None, **values):
        values = {"date": DAY, "kind": "study", "topic": "学习二十大精神", "hours": Decimal(2), **values}
        return activities.activity_plan(actor=actor, station=station or zhichong, **values)

    return make


@pytest.fixture
def people(zhichong):
    return [register(zhichong, name) for name in ("陈甲", "陈乙", "陈丙")]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def invited(activity, people, actor=None):
    attendance.people_invite(actor=actor, activity=activity, people=[person.pk for person in people])
    return list(activity.attendances.order_by("pk"))


def tick(row, state, hours=None, was=("", None)):
    return Tick(row.pk, state, hours, *was)


def ticked(activity, *ticks, actor=None):
    return attendance.attendance_tick(actor=actor, activity=activity, ticks=ticks)


def tally(**asked):
    return ActivityTally.objects.get(**asked)


def test_named_people_and_guests_are_counted_with_their_hours(plan, people, zhichong):
    activity = plan()
    assert not ActivityTally.objects.exists()
    first, second, third = invited(activity, people)
    ticked(activity, tick(first, "present"), tick(second, "present", Decimal("0.5")), tick(third, "excused"))
    assert fresh(activity).is_held
    activities.activity_hold(actor=None, activity=fresh(activity), guests=10, score_5=3, score_4=1, score_1=1)
    row = tally(station=zhichong, year=2026, month=5, kind="study")
    # 2 named + 10 guests; 2 h + 0.5 h + 10 x 2 h; 3 x 5 + 4 + 1 points of 5 answers
    assert (row.sessions, row.person_times, row.hour_tenths) == (1, 12, 225)
    assert (row.answers, row.points) == (5, 20)
    assert fresh(activity).satisfaction == Decimal("4.0")
    assert tallies.verify() == []


def test_a_tally_that_is_off_is_named(plan, zhichong):
    activities.activity_hold(actor=None, activity=plan(), guests=4)
    ActivityTally.objects.update(person_times=5)
    assert len(tallies.verify()) == 1
    tallies.recount_activities([zhichong.pk])
    assert tallies.verify() == []


def test_moving_the_day_and_deleting_move_the_count(plan):
    activity = activities.activity_hold(actor=None, activity=plan(), guests=4)
    activities.activity_update(actor=None, activity=activity, date=datetime.date(2026, 4, 30))
    assert [row.month for row in ActivityTally.objects.all()] == [4]
    activities.activity_delete(actor=None, activity=activity)
    assert not ActivityTally.objects.exists()


def test_only_members_are_asked_to_a_theme_day(plan, people):
    PartyMembership.objects.create(person=people[0], relation_status="1")
    left = {"decided_by": "村党委", "decided_on": "2020-01", "decision_no": "1号"}
    PartyMembership.objects.create(person=people[1], relation_status="8", **left)  # 已脱离
    activity = plan(kind="theme_day")
    with pytest.raises(ServiceError, match="不是党员"):
        invited(activity, people[:2])
    assert [row.person for row in invited(activity, people[:1])] == [people[0]]


def test_a_study_with_others_cannot_become_a_theme_day(plan, people):
    activity = plan()
    invited(activity, people)
    with pytest.raises(ValidationError, match="不是党员"):
        activities.activity_update(actor=None, activity=fresh(activity), kind="theme_day")


def test_inviting_twice_doubles_nobody(plan, people):
    activity = plan()
    invited(activity, people)
    again = [person.pk for person in people]
    assert attendance.people_invite(actor=None, activity=activity, people=again) == 0
    assert activity.attendances.count() == 3


def test_two_who_tick_one_list_lose_nothing(plan, people):
    activity = plan()
    first, second, third = invited(activity, people)
    ticked(activity, tick(first, "present"), tick(second, ""), tick(third, ""))
    # the other page was opened before: it shows nobody ticked
    done = ticked(activity, tick(first, "absent"), tick(second, "excused"), tick(third, ""))
    assert done.kept == [first.pk] and done.written == [second.pk]
    assert [fresh(row).state for row in (first, second, third)] == ["present", "excused", ""]


def test_a_tick_that_agrees_is_no_clash(plan, people):
    activity = plan()
    (first,) = invited(activity, people[:1])
    ticked(activity, tick(first, "present"))
    done = ticked(activity, tick(first, "present"))
    assert (done.written, done.kept) == ([], [])


@pytest.mark.parametrize("hours", ["0", "72.1", "1.25"])
def test_hours_that_are_none_are_refused(plan, people, hours):
    activity = plan()
    (first,) = invited(activity, people[:1])
    with pytest.raises(ServiceError, match="时长"):
        ticked(activity, tick(first, "present", Decimal(hours)))


def test_nobody_has_come_before_the_day(plan, people):
    activity = plan(date=timezone.localdate() + datetime.timedelta(days=1))
    (first,) = invited(activity, people[:1])
    with pytest.raises(ServiceError, match="还没到日期"):
        ticked(activity, tick(first, "present"))
    with pytest.raises(ValidationError, match="今天之后"):
        activities.activity_hold(actor=None, activity=fresh(activity))


def test_a_cancelled_activity_counts_nothing_and_can_be_taken_up_again(plan, people):
    activity = plan()
    with pytest.raises(ValidationError):
        activities.activity_cancel(actor=None, activity=activity, reason="")
    activities.activity_cancel(actor=None, activity=activity, reason="台风")
    with pytest.raises(ServiceError, match="已取消"):
        invited(activity, people)
    with pytest.raises(ServiceError):
        activities.activity_hold(actor=None, activity=fresh(activity))
    activities.activity_reopen(actor=None, activity=fresh(activity))
    activities.activity_hold(actor=None, activity=fresh(activity), guests=2)
    with pytest.raises(ServiceError, match="已经举行"):
        activities.activity_cancel(actor=None, activity=fresh(activity), reason="台风")


def test_a_stale_save_is_refused(plan):
    activity = plan()
    stale = fresh(activity)
    activities.activity_update(actor=None, activity=activity, host="何书记")
    with pytest.raises(Conflict):
        activities.activity_update(actor=None, activity=stale, host="梁主任")
    assert fresh(activity).host == "何书记"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"series": "other"}, "系列名称"),
        ({"series": "banyan", "series_other": "别的"}, "系列名称"),
        ({"starts_at": datetime.time(10), "ends_at": datetime.time(9)}, "结束时间"),
        ({"guests": 3}, "没有举行"),
        ({"hours": Decimal(100)}, "72"),
    ],
)
def test_what_is_refused(plan, values, said):
    with pytest.raises(ValidationError, match=said):
        plan(**values)


def test_the_same_activity_twice_is_refused(plan):
    plan()
    with pytest.raises(ValidationError, match="同类型、同主题"):
        plan()


def test_hours_follow_from_the_times(plan):
    activity = plan(hours=None, starts_at=datetime.time(9), ends_at=datetime.time(10, 30))
    assert fresh(activity).hours == Decimal("1.5")


def test_resources_of_stations_above_may_be_used_and_are_logged(plan, tree, cast):
    above = RedResource.objects.create(station=tree["440704000000"], name="白沙公园纪念碑", kind="memorial")
    beside = RedResource.objects.create(station=tree["440703006121"], name="天福讲堂", kind="base")
    partner = PartnerOrganisation.objects.create(
        station=tree["440704004212"], name="直冲社工站", kind="social_work"
    )
    staff = cast["zhichong_staff"]
    activity = plan(actor=staff, red_resources=[above], partners=[partner])
    entry = AuditEntry.objects.filter(target_type="care_activities.activity").latest("pk")
    assert {"red_resources", "partners"} <= set(entry.fields)
    with pytest.raises(PermissionDenied):
        activities.activity_update(actor=staff, activity=activity, red_resources=[beside])
    assert list(fresh(activity).red_resources.all()) == [above]


def test_others_write_nothing_here(plan, people, cast):
    activity = plan()
    stranger = cast["tianfu_staff"]
    with pytest.raises(PermissionDenied):
        activities.activity_update(actor=stranger, activity=activity, host="某")
    with pytest.raises(PermissionDenied):
        invited(activity, people, actor=stranger)
    with pytest.raises(PermissionDenied):
        plan(actor=stranger, topic="别处")
    with pytest.raises(PermissionDenied):
        opinions.opinion_record(actor=stranger, station=activity.station, category="other", content="某")
    assert not ActivityAttendance.objects.exists() and not Opinion.objects.exists()


def test_the_log_names_no_topic_and_no_name(plan, people):
    activity = plan(topic="看望陈甲")
    (first,) = invited(activity, people[:1])
    since = AuditEntry.objects.latest("pk").pk - 2
    ticked(activity, tick(first, "present"))
    labels = " ".join(AuditEntry.objects.filter(pk__gt=since).values_list("target_label", flat=True))
    assert people[0].archive_no in labels
    assert "看望" not in labels and "陈甲" not in labels


def test_of_two_files_merged_the_attendance_that_tells_more_stays(plan, people):
    activity = plan()
    first, second, _third = invited(activity, people)
    ticked(activity, tick(first, "present", Decimal(1)), tick(second, "present"))
    files_merge(actor=None, keep=people[1], gone=people[0], recounts=RECOUNTS)
    assert tallies.verify() == []
    assert ActivityTally.objects.get().person_times == activity.attendances.filter(state="present").count()


def test_an_opinion_is_handled_answered_and_closed_in_order(plan, people):
    activity = plan(kind="council", topic="榕树头", series="banyan")
    opinion = opinions.opinion_record(
        actor=None,
        station=activity.station,
        activity=activity,
        received_on=DAY,
        category="place",
        content="书吧晚上也开",
        person=people[0],
    )
    with pytest.raises(ServiceError, match="不能跳过"):
        opinions.opinion_close(actor=None, opinion=fresh(opinion), improvement_action="延长开放")
    with pytest.raises(ValidationError, match="办理情况"):
        opinions.opinion_handle(actor=None, opinion=fresh(opinion), handling="")
    opinions.opinion_handle(actor=None, opinion=fresh(opinion), handling="与村委商量", on=DAY)
    with pytest.raises(ValidationError, match="早于"):
        opinions.opinion_answer(
            actor=None,
            opinion=fresh(opinion),
            answer="同意",
            adopted=True,
            on=DAY - datetime.timedelta(days=1),
        )
    opinions.opinion_answer(actor=None, opinion=fresh(opinion), answer="同意", adopted=True, on=DAY)
    opinions.opinion_close(actor=None, opinion=fresh(opinion), improvement_action="开到晚上九点")
    closed = fresh(opinion)
    assert closed.closed_on == timezone.localdate() and not closed.is_open
    with pytest.raises(ServiceError):
        opinions.opinion_delete(actor=None, opinion=closed)
    with pytest.raises(ServiceError, match="意见建议"):
        activities.activity_delete(actor=None, activity=Activity.objects.get(pk=activity.pk))
