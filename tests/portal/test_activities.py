"""活动学习 in the portal: planned, people asked, ticked, counted, listed and printed; opinions to their end."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from care_activities.models import Activity, ActivityAttendance, ActivityFile, Opinion
from care_activities.services import activities, attendance, opinions
from stations.models import AuditEntry, PartnerOrganisation, RedResource
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import register
from veterans.models import PartyMembership
from veterans.services.transfers import transfer_answer, transfer_request
from veterans_portal.dashboards.figures import figures

pytestmark = pytest.mark.django_db
ZHICHONG, TIANFU, STREET = "440704004212", "440703006121", "440704004000"


def today():
    return timezone.localdate()


@pytest.fixture
def plan(tree):
    def make(station=ZHICHONG, days_ago=3, **values):
        day = today() - datetime.timedelta(days=days_ago)
        values = {"kind": "study", "topic": "学习", "hours": Decimal(2), **values}
        return activities.activity_plan(actor=None, station=tree[station], date=day, **values)

    return make


@pytest.fixture
def people(tree):
    return [register(tree[ZHICHONG], name) for name in ("陈甲", "陈乙", "陈丙")]


def invite(activity, people):
    attendance.people_invite(actor=None, activity=activity, people=[person.pk for person in people])
    return list(activity.attendances.order_by("pk"))


def held(activity, **result):
    return activities.activity_hold(actor=None, activity=Activity.objects.get(pk=activity.pk), **result)


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, *args, **values):
    return client.post(reverse(name, args=args), values, follow=True).content.decode()


def lines(rows, **said):
    """What the page of the list sends: each line as it is shown, and what is said of some by their place."""
    sent = {"line": [row.pk for row in rows]}
    for row in rows:
        sent[f"was-{row.pk}"] = f"{row.state}|{row.hours or ''}"
        sent[f"state-{row.pk}"] = row.state
    for place, answer in said.items():
        sent[f"state-{rows[int(place[1:])].pk}"] = answer
    return sent


def test_from_the_plan_to_the_count(sign_in, people, tree):
    PartyMembership.objects.create(person=people[0], relation_status="1")
    PartyMembership.objects.create(person=people[1])
    above = RedResource.objects.create(station=tree["440704000000"], name="革命烈士纪念碑", kind="memorial")
    client = sign_in("zhichong_staff")
    assert "革命烈士纪念碑" in page(client, "activity-new")
    html = post(
        client,
        "activity-new",
        kind="theme_day",
        series="banyan",
        topic="榕树头下话发展",
        date=today().isoformat(),
        starts_at="09:00",
        ends_at="10:30",
        place="村口大榕树下",
        red_resources=[above.pk],
    )
    assert "活动已登记" in html and "革命烈士纪念碑" in html
    activity = Activity.objects.get()
    asked = page(client, "activity-people", activity.pk)
    assert "陈甲" in asked and "陈乙" in asked and "陈丙" not in asked
    html = post(client, "activity-people", activity.pk, person=[people[0].pk, people[1].pk])
    assert "已加入名单 2 人" in html
    rows = list(activity.attendances.order_by("pk"))
    html = post(client, "activity-attendance", activity.pk, act="all", **lines(rows, n1="excused"))
    assert "已登记到会情况 2 人" in html
    version = Activity.objects.get().version
    html = post(
        client, "activity", activity.pk, act="hold", version=version, guests="5", score_5="3", score_3="1"
    )
    assert "已登记活动情况" in html and "6 人次" in html and "平均 4.5 分" in html
    assert "1 场 · 6 人次 · 9 小时" in page(client, "activities")


def test_the_list_tells_two_who_tick_at_once(sign_in, plan, people):
    activity = plan()
    rows = invite(activity, people)
    as_shown = lines(rows, n0="absent", n1="present")
    attendance.attendance_tick(
        actor=None, activity=activity, ticks=[attendance.Tick(rows[0].pk, "present", None, "", None)]
    )
    html = post(sign_in("zhichong_staff"), "activity-attendance", activity.pk, act="save", **as_shown)
    assert "有 1 人刚被同事登记为别的情况" in html and "已登记到会情况 1 人" in html
    states = dict(ActivityAttendance.objects.values_list("person__name", "state"))
    assert states == {"陈甲": "present", "陈乙": "present", "陈丙": ""}


@pytest.mark.parametrize("hours", ["0", "x", "NaN", "1.25", "100"])
def test_hours_that_are_none_are_told_and_what_was_ticked_stays(sign_in, plan, people, hours):
    activity = plan()
    rows = invite(activity, people)
    sent = lines(rows, n0="present", n1="excused") | {f"hours-{rows[0].pk}": hours}
    html = post(sign_in("zhichong_staff"), "activity-attendance", activity.pk, act="save", **sent)
    assert "时长请填" in html
    assert f'name="state-{rows[1].pk}" value="excused" checked' in html
    assert not ActivityAttendance.objects.exclude(state="").exists()


def test_a_colleagues_save_is_told_and_nothing_typed_is_lost(sign_in, plan):
    activity = plan()
    version = activity.version
    activities.activity_update(actor=None, activity=activity, host="何书记")
    client = sign_in("zhichong_staff")
    sent = {"kind": "study", "topic": "学习条例", "date": activity.date.isoformat(), "host": "梁主任"}
    html = post(client, "activity-edit", activity.pk, version=version, **sent)
    assert "刚被别人改过" in html and "梁主任" in html and f'value="{version}"' in html
    html = post(client, "activity", activity.pk, act="hold", version=version, minutes="写了很多")
    assert "刚被别人改过" in html and "写了很多" in html
    stored = Activity.objects.get()
    assert (stored.host, stored.topic, stored.minutes) == ("何书记", "学习", "")


def test_cancelled_taken_up_again_and_deleted(sign_in, plan):
    activity = plan()
    client = sign_in("zhichong_staff")
    assert "1" in page(client, "home") and "活动到期待登记" in page(client, "home")
    html = post(client, "activity", activity.pk, act="cancel", version=1, reason="台风")
    assert "活动已取消" in html and "台风" in html
    assert "活动到期待登记" not in page(client, "home")
    post(client, "activity", activity.pk, act="reopen", version=2)
    html = post(client, "activity", activity.pk, act="delete", version=3)
    assert "活动已删除" in html and not Activity.objects.exists()


def test_the_filters(sign_in, plan):
    plan(topic="条例甲", days_ago=1)
    plan(topic="义工乙", kind="volunteering", series="volunteers", days_ago=400)
    held(plan(topic="党课丙", kind="lecture"))
    client = sign_in("zhichong_staff")
    for query, expected in [
        ({"kind": "lecture"}, {"党课丙"}),
        ({"series": "volunteers"}, {"义工乙"}),
        ({"state": "due"}, {"条例甲", "义工乙"}),
        ({"state": "held"}, {"党课丙"}),
        ({"year": str((today() - datetime.timedelta(days=400)).year), "kind": "volunteering"}, {"义工乙"}),
        ({"kind": "no such", "year": "1"}, {"条例甲", "义工乙", "党课丙"}),
    ]:
        html = page(client, "activities", **query)
        assert {topic for topic in ("条例甲", "义工乙", "党课丙") if topic in html} == expected, query
    assert client.get(reverse("activities"), {"station": TIANFU}).status_code == 404
    assert client.get(reverse("activities"), {"figure": "unknown"}).status_code == 404


def test_red_plus_is_asked_shown_filtered_and_printed(sign_in, plan):
    held(plan(topic="讲传统", red_plus="heritage"), guests=7)
    held(plan(topic="议事", red_plus="council"), guests=5)
    held(plan(topic="平常"), guests=100)
    client = sign_in("zhichong_staff")
    html = page(client, "activities", red_plus="heritage")
    assert "讲传统" in html and "平常" not in html and "已举行 1 场 · 7 人次" in html
    html = page(client, "activities", red_plus="every")
    assert "讲传统" in html and "议事" in html and "平常" not in html and "2 场 · 12 人次" in html
    html = page(client, "activity-ledger", red_plus="every")
    assert "全部“红色+”" in html and "已举行 2 场，12 人次" in html and "红色+传统传承" in html
    pk = Activity.objects.get(topic="平常").pk
    sent = {"kind": "study", "topic": "平常", "date": today().isoformat(), "red_plus": "care"}
    assert "红色+关爱帮扶" in post(client, "activity-edit", pk, version=2, **sent)


def test_what_somebody_did_at_an_activity(sign_in, plan, people):
    activity = plan()
    client = sign_in("zhichong_staff")
    post(client, "activity-people", activity.pk, person=[people[0].pk], role="speaker")
    post(client, "activity-people", activity.pk, person=[people[1].pk, people[2].pk])
    roles = dict(ActivityAttendance.objects.values_list("person__name", "role"))
    assert roles == {"陈甲": "speaker", "陈乙": "participant", "陈丙": "participant"}
    assert "宣讲" in page(client, "activity-sheet", activity.pk)
    rows = list(activity.attendances.order_by("pk"))
    sent = lines(rows, n0="present", n1="present") | {f"role-{rows[0].pk}": "host"}
    sent |= {f"was-{row.pk}": f"{row.state}||{row.role}" for row in rows}
    html = post(client, "activity-attendance", activity.pk, act="save", **sent)
    assert "已登记到会情况 2 人" in html and '<option value="host" selected>主持</option>' in html
    assert activity.attendances.get(person=people[0]).role == "host"
    assert "学习 · 主持" in page(client, "person", people[0].pk)


def test_a_role_alone_does_not_make_an_activity_held(sign_in, plan, people):
    activity = plan()
    [row, *_rest] = rows = invite(activity, people)
    sent = lines(rows) | {f"role-{row.pk}": "volunteer"}
    post(sign_in("zhichong_staff"), "activity-attendance", activity.pk, act="save", **sent)
    assert activity.attendances.get(pk=row.pk).role == "volunteer"
    assert Activity.objects.get().state == "planned"


def test_figures_open_lists_of_the_same_length(sign_in, plan, people, tree):
    first = plan(days_ago=2)
    invite(first, people)
    ticks = [attendance.Tick(row.pk, "present", None, "", None) for row in first.attendances.all()]
    attendance.attendance_tick(actor=None, activity=first, ticks=ticks)
    held(first, guests=4)
    held(plan(days_ago=100, topic="无人"))
    held(plan(days_ago=200, topic="座谈"), guests=10)
    held(plan(days_ago=364, topic="去年今日"), guests=1)
    held(plan(days_ago=367, topic="一年以前"), guests=50)
    plan(days_ago=5, topic="没有办")
    client = sign_in("zhichong_staff")
    for code in (ZHICHONG, STREET):
        found = figures(tree[code], as_of=today())
        assert found["activities_1y_sessions"].value == 4
        assert found["activities_1y_person_times"].value == 18
    found = figures(tree[ZHICHONG], as_of=today())
    html = client.get(found["activities_1y_sessions"].list_query).content.decode()
    assert f"/activities/{first.pk}/" in html and "已举行 4 场 · 18 人次" in html
    assert "一年以前" not in html and "没有办" not in html and "无人" in html
    html = client.get(found["activities_1y_person_times"].list_query).content.decode()
    assert "18 人次" in html and "无人" not in html
    assert "近一年活动" in client.get(reverse("dashboard", args=[ZHICHONG])).content.decode()


def test_the_list_costs_the_same_whatever_its_length(sign_in, plan, people):
    client = sign_in("zhichong_staff")

    def statements():
        page(client, "activities")
        with CaptureQueriesContext(connection) as caught:
            page(client, "activities")
        return len(caught)

    held(plan(), guests=1)
    few = statements()
    for number in range(12):
        activity = held(plan(topic=f"学习{number}"), guests=1)
        invite(activity, people)
    assert statements() == few < 30


def test_the_ledger_has_a_cover_and_is_logged(sign_in, plan):
    held(plan(kind="theme_day", topic="重温誓词"), guests=20, score_4=2)
    html = page(sign_in("zhichong_staff"), "activity-ledger")
    assert "活动学习台账" in html and "重温誓词" in html and "已举行 1 场，20 人次" in html
    assert AuditEntry.objects.filter(action="print", reason="活动学习台账，1 场").exists()


def test_the_list_to_sign_has_the_names_and_empty_lines(sign_in, plan, people):
    activity = plan()
    invite(activity, people)
    html = page(sign_in("zhichong_staff"), "activity-sheet", activity.pk)
    assert "陈乙" in html and "<td>13</td>" in html and "<td>14</td>" not in html
    assert people[0].id_number.open() not in html


def test_pictures_are_kept_and_removed(sign_in, plan):
    activity = plan()
    client = sign_in("zhichong_staff")
    photo = SimpleUploadedFile("a.png", picture(), "image/png")
    html = post(client, "activity-files", activity.pk, kind="photo", file=photo)
    assert "已上传：活动照片" in html
    kept = ActivityFile.objects.get()
    response = client.get(reverse("activity-file", args=[kept.pk]))
    assert response["Content-Disposition"].startswith("attachment") and response.content[:2] == b"\xff\xd8"
    html = post(client, "activity", activity.pk, act="delete", version=1)
    assert "请先删除" in html
    assert "已删除" in post(client, "activity-file-remove", kept.pk)
    assert not ActivityFile.objects.exists()


def test_what_is_no_picture_is_refused(sign_in, plan):
    activity = plan()
    file = SimpleUploadedFile("a.png", b"MZ not a picture", "image/png")
    html = post(sign_in("zhichong_staff"), "activity-files", activity.pk, kind="photo", file=file)
    assert "有 1 处需要改" in html and not ActivityFile.objects.exists()


def test_an_opinion_from_the_activity_to_the_improvement(sign_in, plan, people):
    activity = plan()
    invite(activity, people)
    client = sign_in("zhichong_staff")
    address = f"{reverse('opinion-new')}?activity={activity.pk}"
    assert "陈甲" in client.get(address).content.decode()
    client.post(address, {"category": "place", "content": "书吧晚上也开", "person": people[0].pk})
    opinion = Opinion.objects.get()
    assert (opinion.station.code, opinion.activity, opinion.person) == (ZHICHONG, activity, people[0])
    assert "书吧晚上也开" in page(client, "opinions") and "意见建议待办结" in page(client, "home")
    assert "有 1 处需要改" in post(client, "opinion", opinion.pk, version=1, handling="")
    post(client, "opinion", opinion.pk, version=1, handling="与村委商量")
    post(client, "opinion", opinion.pk, version=2, answer="同意", adopted="yes")
    html = post(client, "opinion", opinion.pk, version=3, improvement_action="开到九点")
    assert "已办结" in html and "开到九点" in html
    assert "书吧晚上也开" not in page(client, "opinions")
    assert "书吧晚上也开" in page(client, "opinions", state="closed")


def test_the_ledger_of_opinions_names_whose_file_may_be_opened(sign_in, plan, people, tree):
    station = plan().station
    opinions.opinion_record(
        actor=None, station=station, category="place", content="书吧晚上也开", person=people[0]
    )
    opinions.opinion_record(actor=None, station=station, category="other", content="路灯太暗")
    client = sign_in("zhichong_staff")
    html = page(client, "opinion-ledger", category="place")
    assert "意见建议台账" in html and "书吧晚上也开" in html and "陈甲" in html and "路灯太暗" not in html
    assert "未办结 1 条，已办结 0 条" in html
    assert AuditEntry.objects.filter(action="print", reason="意见建议台账，1 条").exists()
    request = transfer_request(actor=None, person=people[0], to_station=tree[TIANFU], reason="户口迁移")
    transfer_answer(actor=None, request=request, agree=True)
    html = page(client, "opinion-ledger")
    assert "陈甲" not in html and people[0].archive_no in html and "未留名" in html
    assert "书吧晚上也开" not in page(client, "opinion-ledger", year="2020")


def test_a_step_that_a_colleague_took_is_told(sign_in, plan):
    activity = plan()
    opinion = opinions.opinion_record(actor=None, station=activity.station, category="other", content="某事")
    stale = Opinion.objects.get()
    opinions.opinion_update(actor=None, opinion=opinion, content="某事更正")
    html = post(sign_in("zhichong_staff"), "opinion", opinion.pk, version=stale.version, handling="写了很多")
    assert "刚被别人改过" in html and "写了很多" in html


def test_resources_are_counted_by_held_activities(sign_in, plan, tree):
    mine = PartnerOrganisation.objects.create(station=tree[ZHICHONG], name="直冲社工站", kind="social_work")
    PartnerOrganisation.objects.create(station=tree[TIANFU], name="天福医院", kind="medical")
    plan(topic="没有办", partners=[mine])
    held(plan(topic="办了", partners=[mine]))
    held(plan(station=STREET, topic="街道办的", partners=[mine]))
    html = page(sign_in("zhichong_staff"), "activity-resources")
    assert "直冲社工站" in html and '<td class="n">1</td>' in html and "天福医院" not in html
    html = page(sign_in("street_manager"), "activity-resources")
    assert '<td class="n">2</td>' in html


def test_the_registers_are_filtered_and_printed(sign_in, plan, tree):
    partner = PartnerOrganisation.objects.create(
        station=tree[ZHICHONG], name="直冲社工站", kind="social_work"
    )
    PartnerOrganisation.objects.create(
        station=tree[ZHICHONG], name="旧医院", kind="medical", ended_on=today(), contact_name="李医生"
    )
    RedResource.objects.create(station=tree["440700000000"], name="烈士纪念碑", kind="memorial")
    held(plan(partners=[partner]))
    client = sign_in("zhichong_staff")
    html = page(client, "activity-resources", state="ended")
    assert "旧医院" in html and "直冲社工站" not in html and "烈士纪念碑" not in html
    html = page(client, "activity-resources", partner="social_work")
    assert "直冲社工站" in html and "旧医院" not in html and "烈士纪念碑" in html
    html = page(client, "activity-resource-ledger", "partners")
    assert "合作单位台账" in html and "共 2 个" in html and "李医生" in html and "<td>1</td>" in html
    assert "烈士纪念碑" not in html
    html = page(client, "activity-resource-ledger", "red_resources", red="memorial")
    assert "红色资源台账" in html and "烈士纪念碑" in html and "纪念设施" in html
    told = AuditEntry.objects.filter(action="print").values_list("reason", flat=True)
    assert set(told) == {"合作单位台账，2 个", "红色资源台账，1 个"}
    assert client.get(reverse("activity-resource-ledger", args=["venues"])).status_code == 404


def test_the_file_tells_of_activities_attended_and_opinions(sign_in, plan, people):
    activity = plan(topic="学习条例")
    rows = invite(activity, people)
    ticks = [
        attendance.Tick(rows[0].pk, "present", None, "", None),
        attendance.Tick(rows[1].pk, "absent", None, "", None),
    ]
    attendance.attendance_tick(actor=None, activity=activity, ticks=ticks)
    opinions.opinion_record(
        actor=None, station=activity.station, category="policy", content="某事", person=people[0]
    )
    client = sign_in("zhichong_staff")
    html = page(client, "person", people[0].pk)
    assert "参加活动" in html and "学习条例" in html and "政策落实 · 待办理" in html
    assert "参加活动" not in page(client, "person", people[1].pk)


def test_others_see_and_do_nothing_here(sign_in, plan, people):
    activity = plan()
    rows = invite(activity, people)
    client = sign_in("tianfu_staff")
    for name in ("activity", "activity-attendance", "activity-people", "activity-sheet", "activity-files"):
        assert client.get(reverse(name, args=[activity.pk])).status_code == 404
    for name, pk in (("activity", activity.pk), ("activity-attendance", activity.pk)):
        assert client.post(reverse(name, args=[pk]), {"act": "delete", "version": 1}).status_code == 404
    gone = client.post(reverse("activity-attendance-remove", args=[rows[0].pk]), {"version": 1})
    assert gone.status_code == 404 and activity.attendances.count() == 3


def test_whose_file_moved_away_is_named_by_number(sign_in, plan, people, tree):
    activity = plan(station=STREET)
    stranger = register(tree[TIANFU], "外人")
    ActivityAttendance.objects.create(station=tree[STREET], activity=activity, person=stranger)
    html = page(sign_in("street_manager"), "activity-attendance", activity.pk)
    assert stranger.archive_no in html and "外人" not in html
