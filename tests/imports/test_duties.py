"""每周驻点 of helpers in one cell: read however it is written, kept as the whole week, undone."""

import pytest

from stations.models import SupportDuty, SupportMember
from stations.sheet_duties import DutiesWidget
from stations.spreadsheets.cells import CellError
from tests.exports.asking import rows as exported
from tests.imports.sheets import ALL, ZHICHONG, bring_in, outcomes, verdicts, workbook
from veterans_portal.imports import pipeline


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("周二上午;周四下午", "周二上午；周四下午"),
        ("每周三上午", "周三上午"),
        ("星期天下午、星期一 上午", "周一上午；周日下午"),
        ("周一、三、五上午", "周一上午；周三上午；周五上午"),
        ("礼拜2全天", "周二上午；周二下午"),
        ("周四下午（军人之家），周二上午(社区服务中心)", "周二上午（社区服务中心）；周四下午（军人之家）"),
        ("周二上午；周二上午", "周二上午"),
    ],
)
def test_a_week_is_read_however_it_is_written(text, week):
    widget = DutiesWidget()
    clean = widget.clean(text)
    assert widget.render(clean) == week and widget.clean(week) == clean


@pytest.mark.parametrize(
    "text", ["周二", "周八上午", "随时", "周一上午；周三", "周二晚上", "周二上午（" + "远" * 61 + "）"]
)
def test_what_is_no_week_is_told(text):
    with pytest.raises(CellError):
        DutiesWidget().clean(text)


def test_nothing_said_is_nothing():
    assert DutiesWidget().clean("无") is None and DutiesWidget().render([]) == ""


def bring(user, **cells):
    told = {"服务站": ZHICHONG, "姓名": "赵律", "角色": "社区法律顾问"} | cells
    return bring_in(user, workbook([list(told), list(told.values())]), kind="support", verbs=ALL)


def week():
    rows = SupportDuty.objects.order_by("weekday", "part")
    return [f"{row.weekday}{row.part}{row.place}" for row in rows]


@pytest.mark.django_db
def test_from_new_to_taken_back(cast, tree):
    user = cast["street_manager"]
    first = bring(user, 值班安排="周二上午；周四下午")
    assert outcomes(first) == ["new"], verdicts(first)
    assert week() == ["2am", "4pm"]
    assert outcomes(bring(user, 值班安排="周四下午、周二上午")) == ["unchanged"]
    assert outcomes(bring(user, 值班安排="")) == ["unchanged"]
    second = bring(user, 值班安排="周四下午（军人之家）；周五全天")
    assert outcomes(second) == ["changed"], verdicts(second)
    assert week() == ["4pm军人之家", "5am", "5pm"]
    [row] = exported(user, "support")
    assert row["每周驻点"] == "周四下午（军人之家）；周五上午；周五下午"
    pipeline.undo(second, user=user)
    assert week() == ["2am", "4pm"]


@pytest.mark.django_db
def test_a_new_helper_goes_with_the_week_that_came_with_her(cast, tree):
    batch = bring(cast["street_manager"], 值班="周二上午；周四下午（军人之家）")
    pipeline.undo(batch, user=cast["street_manager"])
    assert not SupportMember.objects.exists() and not week()


@pytest.mark.django_db
def test_a_week_that_somebody_changed_since_is_not_undone(cast, tree):
    user = cast["street_manager"]
    bring(user, 值班安排="周二上午")
    batch = bring(user, 值班安排="周三上午")
    duty = SupportDuty.objects.get()
    duty.place = "军人之家"
    duty.save()
    pipeline.undo(batch, user=user)
    assert week() == ["3am军人之家"]


@pytest.mark.django_db
def test_filling_gaps_leaves_a_week_that_is_there(cast, tree):
    user = cast["street_manager"]
    bring(user, 单位="律师所")
    told = {"服务站": ZHICHONG, "姓名": "赵律", "角色": "社区法律顾问", "值班": "周二上午"}
    fill = bring_in(
        user, workbook([list(told), list(told.values())]), kind="support", verbs=("create", "fill")
    )
    assert outcomes(fill) == ["changed"] and week() == ["2am"]
    told["值班"] = "周三上午"
    fill = bring_in(
        user, workbook([list(told), list(told.values())]), kind="support", verbs=("create", "fill")
    )
    assert outcomes(fill) == ["unchanged"] and week() == ["2am"]
    assert "没有改动：每周驻点" in str(verdicts(fill))
