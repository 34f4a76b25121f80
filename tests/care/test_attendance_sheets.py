"""The sheet of 签到名单: finds activity and person, writes what ticking writes, counts at once, is undone whole."""

import datetime

import pytest

from care_activities import tallies
from care_activities.models import ActivityAttendance, ActivityTally
from care_activities.services import activities, attendance
from stations.models import AuditEntry
from tests.exports.asking import rows as exported
from tests.imports.sheets import ALL, TIANFU, ZHICHONG, bring_in, outcomes, verdicts, workbook
from tests.veterans.people import register
from veterans.models import PartyMembership
from veterans.services.withdrawal import person_withdraw
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db
DAY, STREET = datetime.date(2024, 7, 1), "440704004000"


@pytest.fixture
def plan(tree):
    def make(station=ZHICHONG, **values):
        values = {"date": DAY, "kind": "study", "topic": "学习条例", "hours": 2, **values}
        return activities.activity_plan(actor=None, station=tree[station], **values)

    return make


@pytest.fixture
def people(tree):
    return [register(tree[ZHICHONG], name) for name in ("陈甲", "陈乙", "陈丙")]


def bring(user, *rows, **options):
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = workbook([header, *([row.get(name) for name in header] for row in rows)])
    return bring_in(user, file, kind="attendance", **options)


def came(person, **cells):
    told = {"村（社区）": ZHICHONG, "活动时间": "2024-07-01", "活动名称": "学习条例"}
    return told | {"档案编号": person.archive_no, "签到情况": "√"} | cells


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def states():
    return dict(ActivityAttendance.objects.values_list("person__name", "state"))


def test_a_list_makes_the_activity_held_and_counts(cast, plan, people):
    activity = plan()
    batch = bring(
        cast["street_manager"],
        came(people[0], 分工="宣讲员", 学时="1.5"),
        came(people[1]),
        came(people[2], 签到情况="病假"),
    )
    assert outcomes(batch) == ["new"] * 3, verdicts(batch)
    assert states() == {"陈甲": "present", "陈乙": "present", "陈丙": "excused"}
    told = activity.attendances.get(person=people[0])
    assert (told.role, told.hours, told.station_id) == ("speaker", 1.5, activity.station_id)
    assert activity.attendances.get(person=people[1]).role == "participant"
    assert fresh(activity).is_held
    tally = ActivityTally.objects.get()
    assert (tally.sessions, tally.person_times, tally.hour_tenths) == (1, 2, 35)
    assert tallies.verify() == []
    labels = AuditEntry.objects.filter(target_type="care_activities.activityattendance")
    assert set(labels.values_list("target_label", flat=True)) == {
        f"2024-07-01 学习 {person.archive_no}" for person in people
    }


def test_undone_the_list_is_gone_and_the_activity_planned_again(cast, plan, people):
    activity = plan()
    batch = bring(cast["street_manager"], *map(came, people))
    pipeline.undo(batch, user=cast["street_manager"])
    assert not ActivityAttendance.objects.exists() and not ActivityTally.objects.exists()
    assert fresh(activity).state == "planned"
    undone = AuditEntry.objects.filter(action="undo", target_type="care_activities.activity")
    assert undone.get().target_id == activity.pk


def test_undone_an_activity_that_somebody_registered_since_stays_held(cast, plan, people):
    activity = plan()
    batch = bring(cast["street_manager"], came(people[0]))
    activities.activity_hold(actor=None, activity=fresh(activity), guests=4)
    pipeline.undo(batch, user=cast["street_manager"])
    assert fresh(activity).is_held
    assert ActivityTally.objects.get().person_times == 4
    assert tallies.verify() == []


def test_the_same_list_again_changes_nothing_and_another_answer_is_a_change(cast, plan, people):
    plan()
    user = cast["street_manager"]
    bring(user, came(people[0], 学时="1"), came(people[1], 签到情况=None))
    assert states() == {"陈甲": "present", "陈乙": ""}
    again = (came(people[0], 学时="1"), came(people[1], 签到情况=None))
    assert outcomes(bring(user, *again)) == ["unchanged"] * 2
    batch = bring(
        user, came(people[0], 签到情况="缺席"), came(people[1], 签到情况="到场", 分工="主持"), verbs=ALL
    )
    assert outcomes(batch) == ["changed"] * 2, verdicts(batch)
    assert states() == {"陈甲": "absent", "陈乙": "present"}
    assert ActivityAttendance.objects.get(person=people[0]).hours is None
    assert ActivityTally.objects.get().person_times == 1
    pipeline.undo(batch, user=user)
    assert states() == {"陈甲": "present", "陈乙": ""}
    assert ActivityAttendance.objects.get(person=people[0]).hours == 1
    assert tallies.verify() == []


def test_by_the_number_of_the_activity(cast, plan, people, tree):
    activity = plan()
    elsewhere = plan(station=TIANFU)
    row = {"活动编号": str(activity.pk), "姓名": "陈甲", "到会情况": "到场"}
    other = {"活动编号": str(elsewhere.pk), "姓名": "陈乙", "到会情况": "到场"}
    wrong = {"活动编号": str(activity.pk), "姓名": "陈丙", "到会情况": "到场", "主题": "别的主题"}
    batch = bring(cast["street_manager"], row, other, wrong)
    assert outcomes(batch) == ["new", "rejected", "rejected"], verdicts(batch)
    assert "没有这个编号的活动" in str(verdicts(batch)[1]) and "主题与表里写的不同" in str(verdicts(batch)[2])
    assert states() == {"陈甲": "present"}


def test_a_list_of_the_street_may_say_of_which_village_each_is(cast, plan, people, tree):
    activity = plan(station=STREET)
    batch = bring(cast["street_manager"], *map(came, people))
    assert outcomes(batch) == ["new"] * 3, verdicts(batch)
    assert set(ActivityAttendance.objects.values_list("station", flat=True)) == {activity.station_id}
    batch = bring(cast["street_manager"], came(people[0], 签到情况="请假"), verbs=ALL, station=tree[ZHICHONG])
    assert outcomes(batch) == ["rejected"] and "先登记活动" in str(verdicts(batch))


def test_to_a_theme_day_come_members_only(cast, plan, people):
    plan(kind="theme_day", topic="重温誓词")
    PartyMembership.objects.create(person=people[0], relation_status="1")
    rows = [came(person, 活动名称="重温誓词") for person in people[:2]]
    batch = bring(cast["street_manager"], *rows)
    assert outcomes(batch) == ["new", "rejected"]
    assert "只请党员" in str(verdicts(batch)[1])
    assert states() == {"陈甲": "present"}


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"活动名称": "没有登记的"}, "先登记活动"),
        ({"活动名称": None}, "请填写"),
        ({"活动时间": "2024-07-02"}, "先登记活动"),
        ({"签到情况": "旅游"}, "不在选项"),
        ({"签到情况": "请假", "学时": "2"}, "不写时长"),
        ({"学时": "1.25"}, "一位小数"),
        ({"档案编号": None}, "请填写姓名"),
        ({"活动名称": "取消了的"}, "已取消"),
        ({"活动时间": "2099-01-01", "活动名称": "以后的"}, "还没到日期"),
        ({"活动名称": "两场"}, "活动类型或活动编号"),
    ],
)
def test_what_is_refused_and_why(cast, plan, people, cells, word):
    plan()
    gone = plan(topic="取消了的")
    activities.activity_cancel(actor=None, activity=gone, reason="台风")
    plan(topic="以后的", date=datetime.date(2099, 1, 1))
    plan(topic="两场")
    plan(topic="两场", kind="lecture")
    batch = bring(cast["street_manager"], came(people[0], **cells), came(people[1]))
    assert outcomes(batch) == ["rejected", "new"], verdicts(batch)
    assert word in str(verdicts(batch)[0])


def test_the_kind_tells_two_of_one_topic_apart_and_a_list_may_be_made_ahead(cast, plan, people):
    plan(topic="两场")
    lecture = plan(topic="两场", kind="lecture")
    ahead = plan(topic="以后的", date=datetime.date(2099, 1, 1))
    batch = bring(
        cast["street_manager"],
        came(people[0], 活动名称="两场", 活动类别="党课"),
        came(people[1], 活动名称="以后的", 活动时间="2099-01-01", 签到情况=None, 分工="主持"),
    )
    assert outcomes(batch) == ["new"] * 2, verdicts(batch)
    assert lecture.attendances.count() == 1
    assert ahead.attendances.get().role == "host" and fresh(ahead).state == "planned"


def test_whoever_died_since_was_there_and_before_was_not(cast, plan, people):
    plan()
    person_withdraw(actor=None, person=people[0], kind="deceased", happened_on="2024-08")
    person_withdraw(actor=None, person=people[1], kind="deceased", happened_on="2024-05")
    batch = bring(cast["street_manager"], came(people[0]), came(people[1]))
    assert outcomes(batch) == ["new", "rejected"], verdicts(batch)
    assert "已不在册" in str(verdicts(batch)[1])


def test_guests_that_may_be_the_same_people_are_told_of(cast, plan, people):
    activities.activity_hold(actor=None, activity=plan(), guests=30)
    batch = bring(cast["street_manager"], came(people[0]))
    assert outcomes(batch) == ["new"] and "未登记姓名 30 人" in str(verdicts(batch))


def test_a_list_has_its_limit(cast, plan, people, monkeypatch):
    plan()
    monkeypatch.setattr("care_activities.sheets.attendance_rules.MOST_INVITED", 2)
    batch = bring(cast["street_manager"], *map(came, people))
    assert outcomes(batch) == ["new", "new", "rejected"] and "最多 2 人" in str(verdicts(batch)[2])


def test_the_export_of_an_activity_is_its_list(cast, plan, people):
    activity = plan()
    attendance.people_invite(actor=None, activity=activity, people=[people[0].pk], role="host")
    other = plan(topic="别的")
    attendance.people_invite(actor=None, activity=other, people=[people[1].pk])
    [row] = exported(cast["street_manager"], "attendance", activity=str(activity.pk))
    assert (row["姓名"], row["参加身份"], row["到会情况"]) == ("陈甲", "主持", "")
    assert row["活动编号"] == str(activity.pk) and people[0].id_number.open() not in row.values()
    assert len(exported(cast["street_manager"], "attendance")) == 2
