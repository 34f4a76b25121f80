"""意见建议 as a spreadsheet: who said it or nobody, the steps in their order, and out again."""

import pytest

from care_activities.models import Activity, Opinion
from care_activities.services import opinions
from tests.exports.asking import rows
from tests.imports.sheets import ALL, ZHICHONG, bring_in, outcomes, verdicts, workbook
from tests.veterans.people import register
from veterans_portal.imports import pipeline

pytestmark = pytest.mark.django_db

HANDLED = {"处理情况": "现场查看", "处理时间": "2024-05-10"}
ANSWERED = {**HANDLED, "回复内容": "一个月内装好", "回复时间": "2024-05-12", "是否采纳": "是"}
CLOSED = {**ANSWERED, "整改措施": "已装扶手", "完成时间": "2024-06-10"}


def bring(user, *lines, **options):
    header = list(dict.fromkeys(name for line in lines for name in line))
    file = workbook([header, *([line.get(name) for name in header] for line in lines)])
    return bring_in(user, file, kind="opinions", **options)


def said(batch):
    return " ".join(str(verdict) for verdict in verdicts(batch))


def opinion(**cells):
    return {
        "村（社区）": ZHICHONG,
        "征集时间": "2024-05-04",
        "意见类别": "场所设施",
        "意见建议": "门口台阶高",
        **cells,
    }


@pytest.fixture
def user(cast):
    return cast["street_manager"]


@pytest.mark.parametrize(
    ("steps", "state"),
    [({}, "open"), (HANDLED, "handled"), (ANSWERED, "answered"), (CLOSED, "closed")],
)
def test_how_far_it_is_follows_from_what_is_told(user, tree, steps, state):
    batch = bring(user, opinion(**steps))
    assert outcomes(batch) == ["new"], verdicts(batch)
    made = Opinion.objects.get()
    assert (made.state, made.speaker, made.station) == (state, "", tree[ZHICHONG])
    assert outcomes(bring(user, opinion(**steps), verbs=ALL)) == ["unchanged"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"状态": "已办结"}, "请写明办理情况和日期"),
        ({**HANDLED, "状态": "待办理"}, "状态与填写的办理、答复、办结情况不一致"),
        ({**ANSWERED, "状态": "已办结"}, "请写明改进措施（没有改进的写明原因）和日期"),
        ({**CLOSED, "整改措施": None}, "请写明改进措施（没有改进的写明原因）和日期"),
        ({**CLOSED, "处理情况": None, "处理时间": None}, "请写明办理情况和日期"),
        ({**ANSWERED, "是否采纳": None}, "请写明是否采纳"),
        ({**ANSWERED, "回复时间": "2024-05-09"}, "早于前一步的日期"),
        ({**HANDLED, "处理时间": None}, "请写明办理情况和日期"),
        ({"意见类别": None}, "请填写这一格"),
        ({"意见建议": None}, "请填写这一格"),
    ],
)
def test_no_step_is_left_out(user, tree, cells, reason):
    batch = bring(user, opinion(**cells))
    assert outcomes(batch) == ["rejected"] and reason in said(batch)
    assert not Opinion.objects.exists()


def test_a_later_sheet_goes_further_and_never_back(user, tree):
    bring(user, opinion())
    further = bring(user, opinion(**CLOSED))
    assert outcomes(further) == ["changed"], verdicts(further)
    assert Opinion.objects.get().state == "closed"
    back = bring(user, opinion(状态="待办理"), verbs=ALL)
    assert outcomes(back) == ["unchanged"] and "不能退回前面的步骤" in said(back)
    pipeline.undo(further, user=user)
    made = Opinion.objects.get()
    assert (made.state, made.handling, made.closed_on) == ("open", "", None)


def test_a_number_leads_to_the_file_and_a_name_alone_is_kept_as_told(user, tree):
    person = register(tree[ZHICHONG], "何伯")
    number = person.id_number.open()
    lines = (
        opinion(反映人姓名="何伯", 身份证号码=number),
        opinion(意见建议="路灯太暗", 反映人姓名="何伯"),
        opinion(意见建议="停车难", 反映人姓名="匿名"),
    )
    batch = bring(user, *lines)
    assert outcomes(batch) == ["new"] * 3, verdicts(batch)
    made = {one.content: (one.person, one.said_by) for one in Opinion.objects.all()}
    assert made == {"门口台阶高": (person, ""), "路灯太暗": (None, "何伯"), "停车难": (None, "")}
    # The same words with the name alone are those of the person whose they are known to be.
    assert outcomes(bring(user, opinion(反映人姓名="何伯"), verbs=ALL)) == ["unchanged"]
    told = {row["意见内容"]: (row["提出人"], row["档案编号"]) for row in rows(user, "opinions")}
    assert told["门口台阶高"] == ("何伯", person.archive_no) and told["路灯太暗"] == ("何伯", "")


def test_words_on_several_lines_are_found_again(user, tree):
    opinions.opinion_record(
        actor=None, station=tree[ZHICHONG], received_on="2024-05-04", category="place", content="台阶高\n路滑"
    )
    batch = bring(user, opinion(意见建议="台阶高 路滑"), verbs=ALL)
    assert outcomes(batch) == ["unchanged"], verdicts(batch)


def test_the_activity_is_found_by_topic_and_where_needed_by_day(user, tree):
    held = [
        Activity.objects.create(station=tree[ZHICHONG], date=day, kind="study", topic="榕树下议事")
        for day in ("2024-04-04", "2024-05-04")
    ]
    unsure = bring(user, opinion(活动名称="榕树下议事"))
    assert outcomes(unsure) == ["new"] and "没有找到这场活动" in said(unsure)
    batch = bring(user, opinion(活动名称="榕树下议事", 活动日期="2024-05-04"))
    assert outcomes(batch) == ["changed"], verdicts(batch)
    assert Opinion.objects.get().activity == held[1]
    pipeline.undo(batch, user=user)
    assert Opinion.objects.get().activity is None
