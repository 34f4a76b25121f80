"""Cells as people fill them, names of stations as people write them, and headers."""

import datetime

import pytest

from stations.models import Station, StationAlias
from stations.spreadsheets import (
    AmountWidget,
    CodesWidget,
    CodeWidget,
    DayWidget,
    IdWidget,
    IntegerWidget,
    NameWidget,
    PartialDateWidget,
    PhoneWidget,
    SheetContext,
    StationFinder,
    TextWidget,
    YesNoWidget,
    cell_text,
    read_synonyms,
    safe_cell,
)
from tests.veterans.people import id_number
from veterans.vocabulary import BenefitType, Ethnicity, code_for, codes_for

NUMBER = id_number("19700315")


def _context(stations=None):
    return SheetContext(
        user=None,
        stations=stations,
        verbs=frozenset(),
        today=datetime.date(2025, 6, 30),
        allow_samples=True,
    )


def _clean(widget, value):
    return widget.clean(value, context=_context())


@pytest.mark.parametrize(
    ("widget", "value", "clean"),
    [
        (TextWidget(10), " 甲\u3000 乙\n丙 ", "甲 乙 丙"),
        (TextWidget(10), 12.0, "12"),
        (TextWidget(10), 12, "12"),
        (TextWidget(10), "/", None),
        (TextWidget(10), "无", None),
        (TextWidget(10), "\u200b", None),
        (TextWidget(10), True, "是"),
        (TextWidget(20), datetime.date(2024, 5, 6), "2024-05-06"),
        (NameWidget(), "陈 志 强", "陈志强"),
        (NameWidget(), "买买提．艾力", "买买提.艾力".replace(".", "·")),
        (IdWidget(), f" {NUMBER[:6]} {NUMBER[6:]}", NUMBER),
        (IdWidget(), None, None),
        (PhoneWidget(), 10000000001, "10000000001"),
        (PhoneWidget(), "０７５０－３１２３４５６", "0750-3123456"),
        (PartialDateWidget(), "1985.10", "1985-10"),
        (PartialDateWidget(), datetime.datetime(1985, 1, 2), "1985-01-02"),
        (PartialDateWidget(), "不详", None),
        (PartialDateWidget(), 19850102, "1985-01-02"),
        (DayWidget(), "2024年5月6日", "2024-05-06"),
        (CodeWidget(Ethnicity, code_for), "汉", "01"),
        (CodeWidget(Ethnicity, code_for), 1, "01"),
        (CodeWidget(Ethnicity, code_for), "—", None),
        (CodesWidget(BenefitType, codes_for), "参战、残疾军人", ["11", "51"]),
        (CodesWidget(BenefitType, codes_for), "无", None),
        (YesNoWidget(), "√", True),
        (YesNoWidget(), "否", False),
        (YesNoWidget(), 1, True),
        (YesNoWidget(), "/", None),
        (AmountWidget(), "￥1,200.5元", "1200.50"),
        (AmountWidget(), 200, "200.00"),
        (IntegerWidget(1900, 2100, unit="年"), "２０１９年", 2019),
        (IntegerWidget(1900, 2100, unit="年"), 2019.0, 2019),
    ],
)
def test_what_a_cell_means(widget, value, clean):
    assert _clean(widget, value) == clean


@pytest.mark.parametrize(
    ("widget", "value", "hint"),
    [
        (TextWidget(3), "一二三四", "最多3个字"),
        (TextWidget(9), "坏\ue000字", "无法识别"),
        (TextWidget(9), "坏\x00字", "无法识别"),
        (NameWidget(), "张" * 51, "太长"),
        (IdWidget(), 440799197003150014, "存成了数字"),
        (IdWidget(), NUMBER[:-1], "17位"),
        (PhoneWidget(), "12345", "电话号码不对"),
        (PartialDateWidget(), 1985.1, "分不清"),
        (PartialDateWidget(), "2025-07-01", "今天之后"),
        (DayWidget(), "2024-05", "写到日"),
        (CodeWidget(Ethnicity, code_for), "火星族", "改成这些之一：汉族、蒙古族"),
        (CodesWidget(BenefitType, codes_for), "参战、不知道", "改成这些之一"),
        (YesNoWidget(), "可能", "是”或“否"),
        (AmountWidget(), "两百", "只填数字"),
        (AmountWidget(), "-1", "不能小于0"),
        (AmountWidget(), "1.234", "两位小数"),
        (AmountWidget(), "inf", "只填数字"),
        (IntegerWidget(1900, 2100), "19", "1900到2100"),
    ],
)
def test_what_a_cell_must_not_hold(widget, value, hint):
    with pytest.raises(ValueError) as refusal:
        _clean(widget, value)
    assert hint in str(refusal.value)
    if isinstance(value, str) and len(value) > 3:
        assert value not in str(refusal.value), "a sentence never quotes the cell"


def test_a_secret_is_shown_as_its_mask():
    assert IdWidget().render(NUMBER) == f"440799********{NUMBER[-4:]}"
    assert PhoneWidget().render("13812345678") == "138****5678"
    assert IdWidget().render(NUMBER, reveal=True) == NUMBER


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\u200b=1", " =1", "＝1", "\r\n=1"])
def test_no_cell_becomes_a_formula(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["陈志强", "0750-3123456", "1-2", ""])
def test_ordinary_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_cell_text_of_nothing():
    assert cell_text(None) == ""


def test_synonyms_are_read_line_by_line():
    assert read_synonyms("姓名: 名字 全名\n    人名\n民族: 族别") == {
        "姓名": ("名字", "全名", "人名"),
        "民族": ("族别",),
    }


# --- stations ---------------------------------------------------------------------------------


@pytest.fixture
def finder(tree):
    StationAlias.objects.create(station=tree["440704000000"], name="高新区")
    return StationFinder(Station.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "440704004212",
        " 440704004212 ",
        "直冲村",
        "直冲",
        "直冲村委会",
        "直冲村民委员会",
        "直冲村退役军人服务站",
        "外海街道直冲村",
        "外海街道/直冲村",
        "江海区外海街道直冲村",
        "江门市江海区外海街道直冲村委会",
        "江门市 > 江海区 > 外海街道 > 直冲村",
        "江海区直冲村",
        "高新区直冲村",
        "高新区外海街道直冲",
    ],
)
def test_a_station_is_found_by_what_people_write(finder, tree, text):
    assert finder.find(text) == tree["440704004212"].pk


@pytest.mark.django_db
def test_towns_and_aliases(finder, tree):
    assert finder.find("外海街道") == finder.find("外海") == tree["440704004000"].pk
    assert finder.find("高新区") == finder.find("江海") == tree["440704000000"].pk


@pytest.mark.django_db
def test_a_name_borne_twice_is_asked_about(finder, tree):
    other = tree["440703006000"]
    Station.objects.create(
        code="440703006999",
        name="x",
        place_name="直冲村",
        tier="village",
        parent=other,
        path=f"{other.path}440703006999/",
    )
    finder = StationFinder(Station.objects.all())
    with pytest.raises(ValueError, match="不止一个站"):
        finder.find("直冲村")
    assert finder.find("外海街道直冲村") == tree["440704004212"].pk
    assert finder.mentioned(["外海街道直冲村花名册"]) == tree["440704004212"].pk
    assert finder.mentioned(["直冲村花名册"]) is None


@pytest.mark.django_db
def test_inactive_and_unknown_places_read_alike(tree):
    Station.objects.filter(code="440704004212").update(is_active=False)
    finder = StationFinder(Station.objects.all())
    sentences = set()
    for text in ("直冲村", "440704004212", "乌有村", "000000000000"):
        with pytest.raises(ValueError) as refusal:
            finder.find(text)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["江海区外海街道直冲村退役军人登记表"], "440704004212"),
        (["填报单位：直冲村退役军人服务站", "2025年"], "440704004212"),
        (["外海街道退役军人名册"], "440704004000"),
        (["江海区 麻一村"], "440704004201"),
        (["退役军人登记表"], None),
        (["直冲村、麻一村合并名册"], None),
        ([], None),
    ],
)
def test_the_place_a_title_names(finder, tree, texts, code):
    assert finder.mentioned(texts) == (tree[code].pk if code else None)
