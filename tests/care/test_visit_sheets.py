"""Visits from spreadsheets that belong to a round, and who took the gift for somebody else."""

import pytest

from care_activities import tallies
from care_activities.models import Visit
from care_activities.services.visit_rounds import round_close
from tests.care.test_care_sheets import _bring, _visit
from tests.care.test_visit_rounds import open_round
from tests.imports.sheets import ZHICHONG, outcomes, verdicts
from tests.veterans.people import register
from veterans.models import PersonFile

pytestmark = pytest.mark.django_db
NAME = "2026年春节走访慰问"


@pytest.fixture
def manager(cast):
    return cast["city_manager"]


@pytest.fixture
def opened(tree):
    for name in ("陈志强", "陈小明"):
        register(tree[ZHICHONG], name)
    return open_round(tree["440704004000"])


def test_a_sheet_names_the_round_and_who_took_the_gift(manager, opened):
    batch = _bring(
        manager,
        _visit(姓名="陈志强", 慰问金=300, 批次=NAME, 代领人="陈大妹", 代领人与本人关系="妹妹", 是否签收="√"),
        _visit(姓名="陈小明", 慰问金=300, 批次=NAME, 是否签收="否"),
    )
    assert outcomes(batch) == ["new", "new"]
    told = Visit.objects.filter(round=opened).order_by("person__pk")
    assert list(told.values_list("recipient", "recipient_relation", "signed")) == [
        ("陈大妹", "妹妹", True),
        ("", "", False),
    ]
    assert not opened.lines.pending().exists()
    assert tallies.verify() == []
    for visit in told:
        visit.full_clean()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"批次": "没有这一批"}, "没有找到这个走访批次"),
        ({"批次": NAME, "节点": "八一"}, "节日与这一行的事由不同"),
        ({"代领人": "陈大妹"}, "写明与本人的关系"),
        ({"代领人与本人关系": "妹妹"}, "写明代领人的姓名"),
    ],
    ids=["unknown", "other-festival", "no-relation", "no-name"],
)
def test_what_does_not_fit_is_refused_with_a_sentence(manager, opened, cells, words):
    batch = _bring(manager, _visit(姓名="陈志强", **cells))
    assert words in str(verdicts(batch))
    assert not Visit.objects.exists()


def test_a_round_has_one_visit_to_each(manager, opened):
    twice = [_visit(姓名="陈志强", 批次=NAME), _visit(姓名="陈志强", 批次=NAME, 走访日期="2024-02-03")]
    batch = _bring(manager, *twice)
    assert Visit.objects.count() == 1
    batch = _bring(manager, twice[1])
    assert "已经登记过走访这位对象" in str(verdicts(batch))
    assert Visit.objects.count() == 1


def test_a_visit_on_file_joins_the_round_once_it_is_named(manager, opened):
    _bring(manager, _visit(姓名="陈志强"))
    assert opened.lines.pending().count() == 2
    batch = _bring(manager, _visit(姓名="陈志强", 批次=NAME))
    assert outcomes(batch) == ["changed"]
    assert opened.lines.pending().count() == 1


def test_nothing_joins_a_round_that_has_ended(manager, opened):
    round_close(actor=None, visit_round=opened)
    batch = _bring(manager, _visit(姓名="陈志强", 批次=NAME))
    assert "已经结束" in str(verdicts(batch))
    assert PersonFile.objects.count() == 2 and not Visit.objects.exists()
