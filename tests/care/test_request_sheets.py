"""诉求 as a spreadsheet: the paper book comes in, the register goes out, each as far as it may be read."""

import pytest

from care_activities.models import RequestClock, RequestHop, ServiceRequest, Supervision
from care_activities.services.request_clocks import act_on_deadlines
from care_activities.services.request_files import request_file_add
from care_activities.services.requests import request_accept, request_register
from stations.models import StaffMember
from tests.exports.asking import rows
from tests.imports.sheets import TIANFU, ZHICHONG, bring_in, outcomes, verdicts, workbook
from tests.veterans.hostile_attachments import picture
from tests.veterans.people import id_number, register
from veterans.attachments.remaking import remake
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db
COUNTY, STREET = "440704000000", "440704004000"


def bring(user, *lines, **options):
    header = list(dict.fromkeys(name for line in lines for name in line))
    file = workbook([header, *([line.get(name) for name in header] for line in lines)])
    return bring_in(user, file, kind="requests", **options)


def line(**cells):
    return {
        "村（社区）": ZHICHONG,
        "登记日期": "2024-03-01",
        "诉求来源": "来电",
        "诉求类型": "优抚",
        "诉求人": "老陈",
        "诉求事项": "询问优抚补助",
        **cells,
    }


def closed(**cells):
    return line(办结时间="2024-03-04", 处理情况="已告知标准", **cells)


def test_what_is_closed_arrives_closed_with_its_history(cast, tree):
    bring(cast["street_manager"], closed(满意度="满意"), closed(诉求事项="询问老屋", 状态="已归档"))
    first, second = ServiceRequest.objects.order_by("pk")
    assert [first.number, second.number] == [f"{ZHICHONG}-2024-0001", f"{ZHICHONG}-2024-0002"]
    assert (first.state, first.satisfaction, first.result) == ("rated", 4, "已告知标准")
    assert second.state == "archived"
    hops = first.hops.order_by("pk")
    assert [(hop.act, hop.at.astimezone().date().isoformat()) for hop in hops] == [
        ("registered", "2024-03-01"),
        ("closed", "2024-03-04"),
    ]
    assert not RequestClock.objects.exists()


def test_what_is_open_arrives_in_hand_and_nothing_of_the_past_fires(cast, tree):
    bring(cast["street_manager"], line(), line(诉求事项="老屋确权", 状态="办理中"))
    waiting, handling = ServiceRequest.objects.order_by("pk")
    assert (waiting.state, handling.state, waiting.holder) == ("waiting", "handling", tree[ZHICHONG])
    assert act_on_deadlines() == {"reminded": 0, "late": 0, "supervised": 0}
    assert not Supervision.objects.exists()
    request_accept(actor=cast["zhichong_staff"], request=waiting)


def test_a_petition_keeps_number_status_and_dates_and_is_the_countys(cast, tree):
    batch = bring(
        cast["street_manager"], line(事项性质="申诉求决", 县级受理编号="江信8", 县级办理进度="已受理")
    )
    taken = ServiceRequest.objects.get()
    assert (taken.petition_no, taken.petition_status, taken.holder.code) == ("江信8", "已受理", COUNTY)
    assert "询问优抚补助" not in taken.content and "内容没有导入" in verdicts(batch)[0][2]
    assert set(taken.clocks.values_list("kind", flat=True)) == {"service", "tell"}
    [row] = rows(cast["street_manager"], "requests")
    assert (row["诉求内容"], row["县级受理编号"]) == ("", "江信8")


def test_a_number_leads_to_the_file_and_a_name_alone_to_nobody(cast, tree):
    number = id_number()
    person = register(tree[ZHICHONG], "陈志强", id_number=number)
    batch = bring(
        cast["street_manager"],
        closed(诉求人="陈志强", 身份证号=number),
        closed(诉求人="陈志强", 诉求事项="询问老屋"),
        closed(诉求人="没有这个人", 身份证号=id_number(), 诉求事项="询问老屋"),
    )
    assert outcomes(batch) == ["new", "new", "rejected"]
    first, second = ServiceRequest.objects.order_by("pk")
    assert (first.person, first.caller, second.person, second.caller) == (person, "", None, "陈志强")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"状态": "已办结", "处理情况": "好了"}, "办结日期已办结的请填写办结日期"),
        ({"办结时间": "2024-03-02"}, "办理结果请填写这一格"),
        ({"处理情况": "好了"}, "有办理结果或满意度的，请填写办结日期"),
        ({"办结时间": "2024-02-01", "处理情况": "好了"}, "办结日期早于登记日期"),
        ({"办结时间": "2024-03-02", "处理情况": "好了", "状态": "办理中"}, "状态应是已办结"),
        ({"诉求事项": None}, "诉求内容请填写这一格"),
        ({"诉求编号": f"{ZHICHONG}-2024-0009"}, "没有这个编号的诉求"),
    ],
)
def test_what_contradicts_itself_comes_back(cast, tree, cells, told):
    batch = bring(cast["street_manager"], line(**cells))
    assert outcomes(batch) == ["rejected"] and told in verdicts(batch)[0][2]
    assert not ServiceRequest.objects.exists()


def test_what_a_book_does_not_say_is_told(cast, tree):
    batch = bring(cast["street_manager"], closed(诉求来源=None, 诉求类型=None))
    assert "按来访登记" in verdicts(batch)[0][2] and "按其他登记" in verdicts(batch)[0][2]
    taken = ServiceRequest.objects.get()
    assert (taken.channel, taken.demand) == ("visit", "9")


def test_the_same_book_twice_changes_nothing_and_no_sheet_moves_a_request(cast, tree):
    user = cast["street_manager"]
    bring(user, line(), closed(诉求事项="询问老屋"))
    before = list(ServiceRequest.objects.values_list("pk", "version", "state"))
    assert outcomes(bring(user, line(), closed(诉求事项="询问老屋"))) == ["unchanged", "unchanged"]
    batch = bring(user, closed())
    assert outcomes(batch) == ["unchanged"] and "请在页面上办理" in verdicts(batch)[0][2]
    assert list(ServiceRequest.objects.values_list("pk", "version", "state")) == before
    assert outcomes(bring(user, line(), line())) == ["unchanged", "rejected"]


def test_another_village_is_out_of_reach_by_station_and_by_number(cast, tree):
    taken = request_register(actor=None, station=tree[TIANFU], channel="phone", demand="2", content="问路")
    user = cast["street_manager"]
    assert outcomes(bring(user, closed(**{"村（社区）": TIANFU}))) == ["rejected"]
    batch = bring(user, closed(诉求编号=taken.number, **{"村（社区）": None}))
    assert outcomes(batch) == ["rejected"] and "没有这个编号的诉求" in verdicts(batch)[0][2]


def test_undoing_takes_steps_and_clocks_along_and_leaves_what_was_handled(cast, tree):
    user = cast["street_manager"]
    batch = bring(user, line(), line(诉求事项="老屋确权"), closed(诉求事项="询问老屋"))
    handled = ServiceRequest.objects.get(content="老屋确权")
    request_accept(actor=user, request=handled)
    pipeline.undo(batch, user=user)
    assert list(ServiceRequest.objects.all()) == [handled]
    assert {hop.request for hop in RequestHop.objects.all()} == {handled}
    assert {clock.request for clock in RequestClock.objects.all()} == {handled}


def test_undoing_leaves_a_request_that_papers_were_added_to(cast, tree):
    batch = bring(cast["street_manager"], closed())
    made = remake(picture(), photo=False)
    request_file_add(actor=None, request=ServiceRequest.objects.get(), made=made)
    pipeline.undo(batch, user=cast["street_manager"])
    assert ServiceRequest.objects.count() == 1


def test_the_register_tells_times_and_words_to_who_may_read_them(cast, tree):
    user = cast["street_manager"]
    bring(user, closed(涉及健康="是"), closed(涉及健康="是", 诉求事项="患病求助", **{"村（社区）": STREET}))
    told = {row["诉求内容"]: row for row in rows(user, "requests")}
    assert told.keys() == {"", "患病求助"} and told[""]["办理结果"] == ""
    mine = told["患病求助"]
    assert (mine["总用时"], mine["工作日"], mine["各站用时"]) == ("3天", "1", "外海街道 3天")
    assert {row["诉求内容"] for row in rows(cast["district_manager"], "requests")} == {""}


def test_the_register_follows_the_filters_and_leaves_out_complaints_about_the_user(cast, tree):
    about = StaffMember.objects.create(
        station=tree[STREET], name="何某", post="worker", user=cast["street_manager"]
    )
    given = {"actor": None, "station": tree[ZHICHONG], "demand": "9"}
    request_register(**given, channel="letter", content="态度不好", about_staff=about)
    request_register(**given, channel="phone", content="问路")
    request_register(**given, channel="visit", content="来访问路")
    told = rows(cast["street_manager"], "requests")
    assert sorted(row["诉求内容"] for row in told) == ["来访问路", "问路"]
    assert [row["诉求内容"] for row in rows(cast["street_manager"], "requests", channel="visit")] == [
        "来访问路"
    ]
