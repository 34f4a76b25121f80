"""The sheet of activities: matched by station, day, kind and topic; counted at once; undone whole."""

import pytest

from care_activities import tallies
from care_activities.models import Activity, ActivityTally
from care_activities.services import attendance
from stations.models import PartnerOrganisation, RedResource, Venue
from tests.imports.sheets import ALL, ZHICHONG, bring_in, outcomes, verdicts, workbook
from tests.veterans.people import register
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db


def bring(user, *rows, kind="activities", **options):
    header = list(dict.fromkeys(name for row in rows for name in row))
    file = workbook([header, *([row.get(name) for name in header] for row in rows)])
    return bring_in(user, file, kind=kind, **options)


def row(**cells):
    return {
        "村（社区）": ZHICHONG,
        "活动时间": "2024-07-01",
        "活动类型": "党日活动",
        "活动主题": "重温誓词",
    } | cells


def test_an_activity_with_its_counts(cast, tree):
    Venue.objects.create(station=tree[ZHICHONG], name="共享书吧", kind="reading_room")
    batch = bring(
        cast["street_manager"],
        row(参加人数="35人", 时长="2小时", 场地="共享书吧", 很满意="4", 不满意="1", 系列="榕树头议事"),
    )
    assert outcomes(batch) == ["new"], verdicts(batch)
    activity = Activity.objects.get()
    assert (activity.kind, activity.series, activity.state, activity.guests) == (
        "theme_day",
        "banyan",
        "held",
        35,
    )
    assert activity.venue.name == "共享书吧" and activity.hours == 2
    tally = ActivityTally.objects.get()
    assert (tally.sessions, tally.person_times, tally.hour_tenths, tally.answers, tally.points) == (
        1,
        35,
        700,
        5,
        21,
    )
    assert tallies.verify() == []


def test_the_same_activity_again_is_no_second_one(cast, tree):
    bring(cast["street_manager"], row(参加人数="35"))
    assert outcomes(bring(cast["street_manager"], row(参加人数="35"))) == ["unchanged"]
    batch = bring(cast["street_manager"], row(参加人数="36"), verbs=ALL)
    assert outcomes(batch) == ["changed"]
    assert ActivityTally.objects.get().person_times == 36


def test_undone_it_counts_no_more(cast, tree):
    batch = bring(cast["street_manager"], row(参加人数="35"))
    pipeline.undo(batch, user=cast["street_manager"])
    assert not Activity.objects.exists() and not ActivityTally.objects.exists()


def test_people_signed_in_are_not_counted_twice(cast, tree):
    bring(cast["street_manager"], row())
    activity = Activity.objects.get()
    person = register(tree[ZHICHONG], "陈甲")
    type(activity).objects.filter(pk=activity.pk).update(kind="study")
    attendance.people_invite(actor=None, activity=activity, people=[person.pk])
    line = activity.attendances.get()
    attendance.attendance_tick(
        actor=None, activity=activity, ticks=[attendance.Tick(line.pk, "present", None, "", None)]
    )
    batch = bring(cast["street_manager"], row(参加人数="35", 活动类型="学习"), verbs=ALL)
    assert outcomes(batch) == ["unchanged"]
    assert "已按名单签到" in str(verdicts(batch))
    assert ActivityTally.objects.get(kind="study").person_times == 1


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"活动类型": "旅游"}, "活动类型"),
        ({"时长": "1.25"}, "一位小数"),
        ({"时长": "100"}, "数字"),
        ({"活动时间": "2099-01-01", "状态": "已开展"}, "今天之后"),
        ({"活动时间": "2099-01-01", "参加人数": "3"}, "没有举行"),
        ({"系列": "其他系列"}, "系列名称"),
        ({"活动主题": None}, "请填写"),
    ],
)
def test_what_is_refused_and_why(cast, tree, cells, word):
    batch = bring(cast["street_manager"], row(**cells), row(活动主题="别的"))
    assert outcomes(batch)[0] == "rejected"
    assert word in str(verdicts(batch)[0])


def test_partners_and_red_resources(cast, tree):
    batch = bring(
        cast["street_manager"],
        {"服务站": ZHICHONG, "共建单位名称": "直冲社工站", "单位性质": "社工", "联系电话": "0750-3123456"},
        kind="partners",
    )
    assert outcomes(batch) == ["new"], verdicts(batch)
    assert PartnerOrganisation.objects.get().kind == "social_work"
    batch = bring(
        cast["street_manager"],
        {"村（社区）": ZHICHONG, "红色资源名称": "村史馆", "资源类型": "教育基地"},
        kind="red_resources",
    )
    assert outcomes(batch) == ["new"], verdicts(batch)
    assert RedResource.objects.get().kind == "base"
